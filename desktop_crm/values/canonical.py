"""Frozen dataclasses as canonical JSON and back: what is hashed, stored as facts, kept as a draft.

Canonical means: keys sorted, no spaces, UTF-8, decimals as text, dates as ISO 8601, fields at their default
left out, so that a field added later (with a default) changes no hash of what was written before.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_ATOMS = frozenset({str, int, bool, type(None)})


def dump(value: Any) -> bytes:
    """Canonical JSON of a frozen dataclass (or of tuples, numbers, texts, dates)."""
    return _encode(plain(value)).encode()


def dump_sharing(value: Any, known: dict[int, tuple[Any, str]]) -> bytes:
    """As `dump` of a dataclass, for thousands that share parts: `known` remembers the form of each part."""
    kind: Any = type(value)
    members = [
        f'"{name}":{_text(item, known)}'
        for (name, default), item in zip(_sorted_defaults(kind), _sorted_items(kind)(value), strict=True)
        if item is not default and (item != default or type(item) is not type(default))
    ]
    return f"{{{','.join(members)}}}".encode()


def _text(item: Any, known: dict[int, tuple[Any, str]]) -> str:
    kind = type(item)
    if kind is str:
        return encode_basestring(item)
    if kind is date:
        return f'"{item.isoformat()}"'
    return _encode(item) if kind in _ATOMS else _remembered(item, known)


def _remembered(item: Any, known: dict[int, tuple[Any, str]]) -> str:
    """Kept together with the part itself, so that its identity cannot pass to another one."""
    found = known.get(id(item))
    if found is None:
        text = _encode(plain(item))
        if not isinstance(item, tuple) and not is_dataclass(item):
            return text
        found = known[id(item)] = (item, text)
    return found[1]


def load(kind: type[T], data: bytes | str) -> T:
    """The dataclass again. Unknown keys are ignored: a newer program may have written them."""
    hashable: Any = kind
    loaded: T = _loader(hashable)(json.loads(data))
    return loaded


def plain(value: Any) -> Any:
    """The same as dicts, lists, texts and whole numbers only."""
    kind: Any = type(value)
    return value if kind in _ATOMS else _writer(kind)(value)


@lru_cache(maxsize=512)
def _writer(kind: Any) -> Callable[[Any], Any]:
    """How values of exactly this type are written."""
    if issubclass(kind, str | int):
        return lambda value: value
    if issubclass(kind, Decimal):
        return lambda value: f"{value:f}"
    if issubclass(kind, tuple | list):
        return lambda value: [plain(item) for item in value]
    if issubclass(kind, date):  # a datetime is one
        return lambda value: value.isoformat()
    if is_dataclass(kind):
        return _dataclass_writer(kind)
    if issubclass(kind, dict):
        return lambda value: {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"{kind.__name__} has no canonical form")


def _dataclass_writer(kind: Any) -> Callable[[Any], Any]:
    defaults, items = _defaults(kind), _items(kind)

    def write(value: Any) -> dict[str, Any]:
        form = {}
        for (name, default), item in zip(defaults, items(value), strict=True):
            # Most fields are the very default; comparing them would look into each.
            if item is not default and (item != default or type(item) is not type(default)):
                form[name] = item if type(item) in _ATOMS else plain(item)
        return form

    return write


@lru_cache(maxsize=256)
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, MISSING if f.default is MISSING else f.default) for f in fields(kind))


@lru_cache(maxsize=256)
def _items(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """All its fields' values at once, in the order of `_defaults`."""
    return _getter([name for name, _default in _defaults(kind)])


@lru_cache(maxsize=256)
def _sorted_defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(_defaults(kind), key=itemgetter(0)))


@lru_cache(maxsize=256)
def _sorted_items(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    return _getter([name for name, _default in _sorted_defaults(kind)])


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@lru_cache(maxsize=512)
def _loader(kind: Any) -> Callable[[Any], Any]:
    return _conversion(kind) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _conversion(kind: Any) -> Callable[[Any], Any] | None:
    """How a value of JSON becomes one of this type; None where it is one already."""
    if kind is Decimal:
        return Decimal
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _conversion(next(arg for arg in get_args(kind) if arg is not type(None)))
        return inner and (lambda value: None if value is None else inner(value))
    if origin is tuple:
        return _tuple_loader(get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_loader(kind)
    return None


def _tuple_loader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _conversion(arguments[0])
        return tuple if item is None else (lambda values: tuple(map(item, values)))
    items = [_loader(argument) for argument in arguments]
    return lambda values: tuple(load_item(value) for load_item, value in zip(items, values, strict=True))


def _dataclass_loader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    known = frozenset(hints)
    conversions = {f.name: convert for f in fields(kind) if (convert := _conversion(hints[f.name]))}

    def build(values: dict[str, Any]) -> Any:
        if not known.issuperset(values):
            values = {name: value for name, value in values.items() if name in known}
        for name in values.keys() & conversions.keys():
            values[name] = conversions[name](values[name])
        return kind(**values)

    return build
