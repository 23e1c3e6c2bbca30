"""What changed since it was handed over: records as they are now against those that the packages held."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.values.messages import Message, _

What = Literal["added", "changed", "gone"]
WHAT: Final[dict[What, Message]] = {"added": _("Added"), "changed": _("Changed"), "gone": _("Gone")}
KINDS: Final[dict[str, Message]] = {
    "document": _("Paper"),
    "payment": _("Payment"),
    "sum": _("Sum that came in"),
    "written_off": _("Write-off"),
    "received": _("Invoice received"),
    "bank": _("Movement on a bank account"),
    "letter": _("Reminder"),
    "expense": _("Expense"),
    "cash": _("Cash book"),
}
LONGEST_MONTHS: Final = 36
"""So far back packages are compared: what is older is told by the trail."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record of the books: `key` is its kind and id, `day` the one it counts on, `mark` a hash of what
    counts, `name` a number that tells it to a person."""

    key: str
    day: date
    mark: str
    name: str

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one record of a period that was handed over before."""

    what: What
    kind: str
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Known:
    """One package before: its days, and its items by key (None: told as gone)."""

    span: PeriodDraft
    items: Mapping[str, Item | None]


def mark_of(values: Sequence[object]) -> str:
    """A short hash of what counts of a record."""
    text = json.dumps([None if each is None else str(each) for each in values], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changes_since(known: Sequence[Known], now: Iterable[Item]) -> list[tuple[Change, Item | None, str]]:
    """What differs within the days of the packages before (the oldest first), by day.

    Each change comes with the item as it is now (None: gone) and its key, so that the next package knows
    that it was told.
    """
    told: dict[str, Item | None] = {}
    for package in known:
        for key in [key for key, item in told.items() if item and item.day in package.span]:
            if key not in package.items:  # the same days again, without it: that package told it
                told[key] = None
        told.update(package.items)
    found: list[tuple[Change, Item | None, str]] = []
    seen = set()
    for item in now:
        if not any(item.day in package.span for package in known):
            continue
        seen.add(item.key)
        before = told.get(item.key)
        if before is None:
            found.append((Change("added", item.kind, item.name, item.day), item, item.key))
        elif (before.mark, before.day) != (item.mark, item.day):
            found.append((Change("changed", item.kind, item.name, item.day), item, item.key))
    for key, before in told.items():
        if before is not None and key not in seen:
            found.append((Change("gone", before.kind, before.name, before.day), None, key))
    return sorted(found, key=lambda each: (each[0].day, each[2]))


def items_to_json(items: Iterable[Item], gone: Iterable[str] = ()) -> str:
    """As a package keeps them."""
    kept: dict[str, list[str] | None] = {
        item.key: [item.day.isoformat(), item.mark, item.name] for item in items
    }
    kept.update(dict.fromkeys(gone))
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def items_from_json(text: str) -> dict[str, Item | None]:
    """The opposite."""
    return {
        key: Item(key, date.fromisoformat(values[0]), values[1], values[2]) if values else None
        for key, values in json.loads(text).items()
    }
