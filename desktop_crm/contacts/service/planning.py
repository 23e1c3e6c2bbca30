"""The dry run of an import: what would become of each record. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop_crm.contacts.queries.finding import stored_traits
from desktop_crm.contacts.queries.reading import get_contact
from desktop_crm.contacts.rules.importing import (
    ContactFile,
    ContactRecord,
    Outcome,
    Status,
    refusals,
    with_gaps_filled,
)
from desktop_crm.contacts.rules.matching import SAME, Likeness, Traits, likeness, traits_of
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

_BLOCK: Final = 500
_STEP: Final = 2_000
_MOST_ALIKE: Final = 20
"""Records of one name that a new one is compared with."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of each record of a file, in its order."""

    file: ContactFile
    outcomes: tuple[Outcome, ...]

    def of(self, status: Status) -> list[Outcome]:
        return [each for each in self.outcomes if each.status == status]

    def count(self, status: Status) -> int:
        return sum(each.status == status for each in self.outcomes)

    @property
    def writes(self) -> int:
        """How many contacts would be written, new ones and completed ones."""
        return self.count("new") + self.count("complete")


@rights.needs("data.import")
def plan_import(
    caller: Caller,
    file: ContactFile,
    *,
    keep_doubtful: bool = False,
    keep_duplicates: bool = False,
    complete: bool = False,
    progress: Progress = SILENT,
) -> ImportPlan:
    """Decide on every record: new, a duplicate (of a stored one or an earlier record), known or rejected.

    `keep_doubtful` takes wrong tax ids, mails, dates and amounts as they are; `keep_duplicates` takes likely
    duplicates too (never what was imported before); `complete` fills the gaps of the stored contacts that
    they are like.
    """
    keep_doubtful = keep_doubtful or file.is_ours
    seen = _Seen()
    outcomes: list[Outcome] = []
    is_empty = raw().execute("SELECT 1 FROM contact LIMIT 1").fetchone() is None
    for start in range(0, len(file.records), _BLOCK):
        if start % _STEP == 0:
            progress.step(start, len(file.records), _("Checking"))
        block = file.records[start : start + _BLOCK]
        stored = _Stored() if is_empty else _stored(block)
        for record in block:
            outcome = _outcome(record, seen, stored, keep_doubtful, keep_duplicates)
            outcomes.append(_completing(caller, outcome) if complete and outcome.other_id else outcome)
    return ImportPlan(file, tuple(outcomes))


def _completing(caller: Caller, outcome: Outcome) -> Outcome:
    """A duplicate that knows more than the contact it is like."""
    stored = get_contact(caller, outcome.other_id).draft
    adds = with_gaps_filled(stored, outcome.record.draft) != stored
    return replace(outcome, status="complete") if adds and not outcome.record.faults else outcome


@dataclass(slots=True)
class _Seen:
    """The records taken so far, by what may show up again."""

    keys: dict[str, int] = field(default_factory=dict)
    by_trait: dict[tuple[str, str], list[tuple[ContactRecord, Traits]]] = field(default_factory=dict)

    def add(self, record: ContactRecord, traits: Traits) -> None:
        for trait in _indexed(traits):
            alike = self.by_trait.setdefault(trait, [])
            if len(alike) < _MOST_ALIKE:
                alike.append((record, traits))

    def alike(self, traits: Traits) -> Iterator[tuple[ContactRecord, Traits]]:
        for trait in _indexed(traits):
            yield from self.by_trait.get(trait, ())


@dataclass(slots=True)
class _Stored:
    """What is stored already and could be one of a block of records."""

    keys: dict[str, str] = field(default_factory=dict)
    by_trait: dict[tuple[str, str], list[tuple[int, str, Traits]]] = field(default_factory=dict)


def _indexed(traits: Traits) -> Iterator[tuple[str, str]]:
    if traits.name:
        yield "name", traits.name
    for mail in traits.mails:
        yield "mail", mail
    for phone in traits.phones:
        yield "phone", phone
    for tax_id in traits.tax_ids:
        yield "tax", tax_id


def _outcome(
    record: ContactRecord, seen: _Seen, stored: _Stored, keep_doubtful: bool, keep_duplicates: bool
) -> Outcome:
    if record.key in stored.keys:
        return Outcome(record, "known", (_("This record was imported before"),), stored.keys[record.key])
    if (line := seen.keys.get(record.key)) is not None:
        return Outcome(
            record, "duplicate", (_("The same as line {line}", line=str(line)),), record.draft.name
        )
    if reasons := refusals(record, keep_doubtful=keep_doubtful):
        return Outcome(record, "reject", reasons)
    seen.keys[record.key] = record.line
    traits = traits_of(record.draft)
    if not keep_duplicates and (found := _duplicate(record, traits, seen, stored)) is not None:
        return found
    seen.add(record, traits)
    return Outcome(record, "new")


def _duplicate(record: ContactRecord, traits: Traits, seen: _Seen, stored: _Stored) -> Outcome | None:
    for other, other_traits in seen.alike(traits):
        if _apart(record, other):
            continue
        alike = likeness(traits, other_traits)
        if alike.score >= SAME:
            line = _("{reason} (line {line})", reason=alike.reason, line=str(other.line))
            return Outcome(record, "duplicate", (line,), other.draft.name)
    best: tuple[Likeness, str, int] | None = None
    for trait in _indexed(traits):
        for contact_id, name, stored_ones in stored.by_trait.get(trait, ()):
            alike = likeness(traits, stored_ones)
            if alike.score >= SAME and (best is None or alike.score > best[0].score):
                best = alike, name, contact_id
    if best is None:
        return None
    reason = _("{reason} ({name})", reason=best[0].reason, name=best[1])
    return Outcome(record, "duplicate", (reason,), best[1], best[2])


def _apart(one: ContactRecord, other: ContactRecord) -> bool:
    """Namesakes in two companies are two people unless they share more than the name."""
    return bool(one.company and other.company and one.company != other.company) and not (
        {point.value.lower() for point in one.draft.points}
        & {point.value.lower() for point in other.draft.points}
    )


def _stored(block: Sequence[ContactRecord]) -> _Stored:
    """Everything stored that shares a key or a trait with these records, in a fixed number of queries."""
    stored = _Stored()
    keys = [record.key for record in block]
    stored.keys = dict(_select("SELECT source_key, name FROM contact WHERE source_key IN ({})", keys))
    wanted: dict[str, set[str]] = {"name": set(), "mail": set(), "phone": set(), "tax": set()}
    for record in block:
        if record.key not in stored.keys:
            for kind, value in _indexed(traits_of(record.draft)):
                wanted[kind].add(value)
    ids: set[int] = set()
    reach = [*wanted["mail"], *wanted["phone"]]
    ids.update(row[0] for row in _select("SELECT contact_id FROM contact_point WHERE key IN ({})", reach))
    ids.update(
        row[0] for row in _select("SELECT contact_id FROM tax_key WHERE key IN ({})", [*wanted["tax"]])
    )
    ids.update(
        row[0] for row in _select("SELECT id FROM contact WHERE match_name IN ({})", [*wanted["name"]])
    )
    found = sorted(ids)
    for start in range(0, len(found), _BLOCK):
        for contact_id, name, _subtitle, traits in stored_traits(found[start : start + _BLOCK]):
            for trait in _indexed(traits):
                stored.by_trait.setdefault(trait, []).append((contact_id, name, traits))
    return stored


def _select(sql: str, values: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(values), _BLOCK):
        some = values[start : start + _BLOCK]
        yield from raw().execute(sql.format(", ".join("?" * len(some))), some).fetchall()
