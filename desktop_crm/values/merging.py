"""Two people changed one record: a three-way merge over frozen drafts.

What only one of them changed is taken without a question; what both changed, and differently, is a clash to
be decided. Parts are merged as finely as makes sense: a field of its own, a text by language, a list line by
line, a set (tags) by its members; fields that mean something only together (price and currency) are one.

Pure: nothing here knows tables or screens.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Generic, Literal, TypeVar

from desktop_crm.values.lines_merging import GONE, merge_lines

Side = Literal["mine", "theirs"]
DraftT = TypeVar("DraftT")

__all__ = ["GONE", "NOTHING_SPECIAL", "Author", "Clash", "Merge", "Plan", "Side", "merge"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who stored the version that another one meets, and when (UTC)."""

    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What is special about a kind of draft."""

    sets: frozenset[str] = frozenset()
    """Fields whose order says nothing: each side's additions and removals are joined."""
    together: tuple[tuple[str, ...], ...] = ()
    """Fields that mean something only together; a clash has the key of the first."""
    whole: frozenset[str] = frozenset()
    """Lists that are one thing: never joined line by line."""
    ignored: frozenset[str] = frozenset()
    """Fields that nobody edits here: theirs stands."""

    def group_of(self, name: str) -> tuple[str, ...]:
        """The fields that are decided with this one."""
        return next((group for group in self.together if name in group), (name,))


NOTHING_SPECIAL: Final = Plan()


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed, and differently.

    `key` is "name", "texts.de" (a text of a language), "lines[2]" (the third line as it was); of fields that
    go together the values are dicts by field name. `GONE` is a line or text that is not there.
    """

    key: str
    before: Any
    mine: Any
    theirs: Any

    @property
    def field(self) -> str:
        """The name of the draft's field."""
        return self.key.partition("[")[0].partition(".")[0]


Chosen = Mapping[str, Side]


@dataclass(frozen=True)
class Merge(Generic[DraftT]):
    """The joined draft, once every clash is decided."""

    clashes: tuple[Clash, ...]
    joined: int
    """How many fields, texts or lines only one side changed: they need no decision."""
    _draft: Callable[[Chosen], DraftT] = field(repr=False)

    def draft(self, chosen: Chosen | None = None) -> DraftT:
        """One draft of both. `chosen` names a side for each clash's key; a KeyError when one is missing."""
        return self._draft(chosen or {})


@dataclass(frozen=True)
class _Part:
    """The merge of one field: what is asked, how much was joined, the value once it is decided."""

    clashes: tuple[Clash, ...]
    joined: int
    value: Callable[[Chosen], Any]


def merge(before: DraftT, mine: DraftT, theirs: DraftT, plan: Plan = NOTHING_SPECIAL) -> Merge[DraftT]:
    """Join two drafts that both come from `before`."""
    parts: dict[tuple[str, ...], _Part] = {}
    for each in fields(theirs):  # type: ignore[arg-type]
        group = plan.group_of(each.name)
        if each.name not in plan.ignored and group not in parts:
            parts[group] = _part(group, before, mine, theirs, plan)

    def draft(chosen: Chosen) -> DraftT:
        changes: dict[str, Any] = {}
        for part in parts.values():
            changes.update(part.value(chosen))
        return replace(theirs, **changes)  # type: ignore[type-var]

    return Merge(
        tuple(clash for part in parts.values() for clash in part.clashes),
        sum(part.joined for part in parts.values()),
        draft,
    )


def _part(group: tuple[str, ...], before: Any, mine: Any, theirs: Any, plan: Plan) -> _Part:
    kind: type[Any] = type(theirs)
    if len(group) > 1:
        was, me, they = ({name: getattr(draft, name) for name in group} for draft in (before, mine, theirs))
        found = _plain(group[0], was, me, they)
        return replace(found, value=lambda chosen: found.value(chosen)[group[0]])
    (name,) = group
    was, me, they = (getattr(draft, name) for draft in (before, mine, theirs))
    if me != was and they != was and me != they:
        if name in plan.sets:
            return _joined_set(name, was, me, they)
        how = "whole" if name in plan.whole else _how(kind).get(name, "whole")  # type: ignore[arg-type]
        if how == "texts" and all(_has_keys(texts) for texts in (was, me, they)):
            return _joined_texts(name, was, me, they)
        if how != "whole":
            return _joined_lines(name, was, me, they)
    return _plain(name, was, me, they)


def _plain(name: str, was: Any, me: Any, they: Any) -> _Part:
    if me == they or they == was:
        return _Part((), int(me != was), lambda _chosen: {name: me})
    if me == was:
        return _Part((), 1, lambda _chosen: {name: they})
    clash = Clash(name, was, me, they)
    return _Part((clash,), 0, lambda chosen: {name: me if chosen[name] == "mine" else they})


def _joined_set(name: str, was: Sequence[Any], me: Sequence[Any], they: Sequence[Any]) -> _Part:
    """Theirs in their order, without what I took away, with what I added."""
    kept = [each for each in they if each in me or each not in was]
    value = (*kept, *(each for each in me if each not in was and each not in they))
    return _Part((), 1, lambda _chosen: {name: value})


def _joined_texts(name: str, was: Any, me: Any, they: Any) -> _Part:
    """(language, text) pairs, each text for itself, in their order and then mine."""
    before, mine, theirs = dict(was), dict(me), dict(they)
    keys = dict.fromkeys((*theirs, *mine, *before))
    parts = {
        key: _plain(f"{name}.{key}", before.get(key, GONE), mine.get(key, GONE), theirs.get(key, GONE))
        for key in keys
    }

    def value(chosen: Chosen) -> dict[str, Any]:
        texts = {key: part.value(chosen)[f"{name}.{key}"] for key, part in parts.items()}
        return {name: tuple((key, text) for key, text in texts.items() if text is not GONE)}

    return _Part(
        tuple(clash for part in parts.values() for clash in part.clashes),
        sum(part.joined for part in parts.values()),
        value,
    )


def _joined_lines(name: str, was: Sequence[Any], me: Sequence[Any], they: Sequence[Any]) -> _Part:
    joined = merge_lines(was, me, they)
    clashes = tuple(Clash(f"{name}[{place}]", *three) for place, three in joined.clashes.items())

    def value(chosen: Chosen) -> dict[str, Any]:
        return {name: joined.lines({place: chosen[f"{name}[{place}]"] == "mine" for place in joined.clashes})}

    return _Part(clashes, joined.joined, value)


def _has_keys(texts: Collection[Any]) -> bool:
    return len({key for key, _text in texts}) == len(texts)


@lru_cache(maxsize=64)
def _how(draft: type) -> Mapping[str, str]:
    """By the draft's own annotations: "lines" for `tuple[X, ...]`, "texts" where X is a pair."""
    found = {}
    for name, hint in typing.get_type_hints(draft).items():
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
            is_pair = typing.get_origin(arguments[0]) is tuple and len(typing.get_args(arguments[0])) == 2
            found[name] = "texts" if is_pair else "lines"
    return found
