"""What a transaction made of a row, in its old and new values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from desktop_crm.database.session import Table
from desktop_crm.database.trail.declaring import CHANGED, CREATED, DELETED, HIDDEN, TOUCHED, WHOLE, Trail
from desktop_crm.database.trail.reading import Seen

Change = tuple[str, int, Mapping[str, Any] | None, Mapping[str, Any] | None]


def change_of(table: type[Table], before: Seen, after: Seen) -> Change | None:
    """(act, version, old values, new values); None where nothing is to be told."""
    spec: Trail = table.trail
    if after.values is None:
        if before.values is None:
            return None
        whole = {WHOLE: before.whole} if before.whole else {}
        return DELETED, before.version + 1, _filled(spec, before.values) | whole, None
    if before.values is None:
        act = _act(spec, {}, after.values)
        if act not in spec.born:
            return CREATED, after.version, None, _filled(spec, after.values)
        rest = {name: value for name, value in after.values.items() if name != spec.unfolded}
        return act, after.version, None, _filled(spec, rest)
    act = _act(spec, before.values, after.values)
    old, new = _difference(spec, before.values, after.values, with_members=act == CHANGED)
    if old or new:
        return act, after.version, old, new
    if after.version != before.version:
        return TOUCHED, after.version, {}, {}
    if before.is_noted:
        return (CREATED if after.version == 1 else CHANGED), after.version, None, None
    return None


def filled(table: type[Table], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row's values those that are filled in, as the entry of a new row tells them."""
    return _filled(table.trail, values)


def _filled(spec: Trail, values: Mapping[str, Any]) -> dict[str, Any]:
    some = {
        name: value for name, value in unfolded(spec, values).items() if value not in (None, "", [], {}, 0)
    }
    return _veiled(spec, some)


def _veiled(spec: Trail, values: dict[str, Any]) -> dict[str, Any]:
    return values | {name: HIDDEN for name in spec.secret if values.get(name)}


def told_texts(
    user: str,
    computer: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Iterator[str]:
    """What an entry is found by: who made it, where, and each value of it that is no secret."""
    yield from (user, computer)
    for values in (before, after):
        for name, value in (values or {}).items():
            if name != WHOLE and value != HIDDEN:
                yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def unfolded(spec: Trail, values: Mapping[str, Any]) -> dict[str, Any]:
    if not spec.unfolded or spec.unfolded not in values:
        return dict(values)
    rest = {name: value for name, value in values.items() if name != spec.unfolded}
    members = json.loads(values[spec.unfolded] or "{}")
    return rest | {f"{spec.unfolded}.{name}": value for name, value in members.items()}


def _difference(
    spec: Trail, before: Mapping[str, Any], after: Mapping[str, Any], *, with_members: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that differ. What completes a text when it is issued is no change of the text."""
    if spec.unfolded and with_members and before[spec.unfolded] != after[spec.unfolded]:
        before, after = unfolded(spec, before), unfolded(spec, after)
    names = [name for name in after if before.get(name) != after[name] and name != spec.unfolded]
    names += [name for name in before if name not in after and name != spec.unfolded]
    old, new = {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
    return _veiled(spec, old), _veiled(spec, new)


def _act(spec: Trail, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    for column, value, act in spec.acts:
        if before.get(column) != after.get(column) and value in (after.get(column), ...):
            return act
    return CHANGED
