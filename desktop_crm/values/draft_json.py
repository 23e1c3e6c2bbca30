"""Flat drafts as JSON values: the keys are the field names, the annotations say what may stand there.

Text, flags, whole numbers, decimals (text with a point), dates (ISO 8601), texts by language (an object),
lists of text and one nested draft such as an address. Every refusal names its field.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from desktop_crm.values.errors import UserError
from desktop_crm.values.json_keys import check_keys
from desktop_crm.values.messages import _
from desktop_crm.values.priced_json import decimal_from_json

DraftT = TypeVar("DraftT")


def draft_from_json(
    base: DraftT, data: object, prefix: str = "", *, also: frozenset[str] = frozenset()
) -> DraftT:
    """`base` with the values of a JSON object; what the object leaves out stays as in `base`.

    Keys in `also` are somebody else's; any other unknown key is refused, so that a mistyped one is not lost.
    Raises UserError at "address.city" and the like.
    """
    draft: Any = type(base)
    known = _types(draft)
    changes: dict[str, Any] = {}
    given = mapping(data, prefix)
    check_keys(given, known.keys() | also, prefix)
    for key, value in given.items():
        if key in known:
            place = f"{prefix}.{key}" if prefix else key
            changes[key] = _value(known[key], value, place, getattr(base, key))
    return replace(base, **changes)  # type: ignore[type-var]


def draft_to_json(draft: Any) -> dict[str, Any]:
    """The same keys back, with every field."""
    return {field.name: plain(getattr(draft, field.name)) for field in fields(draft)}


def mapping(data: object, place: str) -> Mapping[str, object]:
    """A JSON object, or UserError at `place`."""
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise UserError(_("Here an object with keys is expected"), place or None)
    return data


def listed(data: object, place: str) -> list[object]:
    """A JSON list, or UserError at `place`."""
    if not isinstance(data, list | tuple):
        raise UserError(_("Here a list is expected"), place)
    return list(data)


def plain(value: Any) -> Any:
    """A field's value as JSON: decimals as text, dates in ISO 8601, pairs with different first parts as an
    object.
    """
    if is_dataclass(value):
        return draft_to_json(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
            names = [item[0] for item in value]
            if len(set(names)) == len(names):
                return {name: plain(item) for name, item in value}
        return [plain(item) for item in value]
    return value


@lru_cache(maxsize=64)
def _types(draft: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(draft)
    return {field.name: hints[field.name] for field in fields(draft)}


def _value(kind: Any, value: object, place: str, base: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        inner = next(part for part in get_args(kind) if part is not type(None))
        return _value(inner, value, place, base)
    if origin is Literal:
        return _choice(get_args(kind), value, place)
    if origin is tuple:
        return _several(get_args(kind), value, place)
    if is_dataclass(kind):
        make: Any = kind
        return draft_from_json(base if base is not None else make(), value, place)
    return _simple(kind, value, place)


def _simple(kind: Any, value: object, place: str) -> Any:
    if kind is Decimal:
        return decimal_from_json(value, place)
    if kind is date:
        return date_from_json(value, place)
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is str and isinstance(value, str):
        return value
    words = {bool: _("Write true or false"), int: _("Write a whole number"), str: _("Write a text in quotes")}
    raise UserError(words[kind], place)


def _several(parts: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    if isinstance(value, Mapping) and _is_texts(parts):
        return tuple((str(key), _simple(str, text, f"{place}.{key}")) for key, text in value.items())
    items = listed(value, place)
    if parts[-1] is Ellipsis:
        return tuple(_value(parts[0], item, f"{place}[{index}]", None) for index, item in enumerate(items, 1))
    if len(items) != len(parts):
        raise UserError(_("Here {n} values are expected", n=len(parts)), place)
    return tuple(_value(part, item, place, None) for part, item in zip(parts, items, strict=True))


def _is_texts(parts: tuple[Any, ...]) -> bool:
    return parts[-1] is Ellipsis and get_args(parts[0]) == (str, str)


def _choice(choices: tuple[Any, ...], value: object, place: str) -> Any:
    if value not in choices:
        raise UserError(_("Write one of {choices}", choices=", ".join(map(str, choices))), place)
    return value


def date_from_json(value: object, place: str) -> date:
    """A day as "2026-11-22"; UserError at `place` for anything else."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise UserError(_("Write the date like 2026-11-22"), place)
