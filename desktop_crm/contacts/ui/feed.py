"""The timeline's entries: stored events in pages, put into words, with the states that upper rooms know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_crm.contacts import queries
from desktop_crm.contacts.queries import NoteRow, TimelineRow
from desktop_crm.contacts.rules import timeline_word
from desktop_crm.contacts.ui.words import EVENT_ICONS, local_day
from desktop_crm.values.messages import Message, Translator
from desktop_crm.widgets.additions import Additions
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.timeline import Entry

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "": (),
    "talk": ("note", "call", "mail"),
    "sales": ("quote",),
    "money": ("invoice", "credit_note", "payment"),
    "service": ("ticket",),
    "files": ("file",),
}
"""The chips over the timeline and the kinds of events behind each."""


@dataclass(frozen=True)
class Opens:
    """What Enter on an entry opens."""

    entity: str
    entity_id: int | None
    row: TimelineRow


class Feed:
    """Pages of one contact's events. Its methods run in the database's thread."""

    def __init__(self, desk: Desk, contact_id: int, additions: Additions) -> None:
        self._desk, self._contact, self._additions = desk, contact_id, additions
        self._kinds: tuple[str, ...] = ()
        self._seen: list[TimelineRow] = []
        self._notes: dict[int, NoteRow] = {}
        self._told: set[tuple[str, int]] = set()
        """Records whose state has been said: at their latest event, not at each."""

    def narrow(self, group: str) -> None:
        """Only this group's kinds from now on."""
        self._kinds = GROUPS[group]

    def fetch(self, start: int, limit: int) -> list[Entry]:
        """`limit` entries from the `start`th; asked in order, as a person scrolls."""
        caller = self._desk.caller
        self._seen = self._seen[:start]
        before = (self._seen[-1].at, self._seen[-1].id) if self._seen else None
        rows = queries.list_timeline(caller, self._contact, self._kinds, before, limit)
        self._seen += rows
        if start == 0:
            self._told.clear()
            sees_notes = self._desk.may("notes.read")
            notes = queries.list_notes(caller, self._contact) if sees_notes else []
            self._notes = {note.id: note for note in notes}
        states: dict[tuple[str, int], tuple[str, str | None]] = {}
        pairs = [(row.entity, row.entity_id) for row in rows if row.entity_id is not None]
        for known in self._additions.states:
            states.update(known(pairs))
        return [self._entry(row, states) for row in rows]

    def _entry(self, row: TimelineRow, states: dict[tuple[str, int], tuple[str, str | None]]) -> Entry:
        desk, t = self._desk, self._desk.t
        day = local_day(row.at)
        note = self._notes.get(row.entity_id or -1) if row.entity == "note" else None
        pill, role = self._state(row, states)
        if note is not None:
            pill, role = _follow_up(t, note, desk.today())
        money = row.amount is not None and row.currency
        owed = -(row.amount or 0) if row.kind in ("payment", "credit_note") else row.amount or 0
        subject, summary = t.message(row.subject), t.message(row.summary)
        title, muted = _words(t, row, subject)
        return Entry(
            Opens(row.entity, row.entity_id, row),
            EVENT_ICONS.get(row.kind, "circle"),
            title,
            day,
            muted=muted,
            body=summary.replace("\n", " "),
            most=3 if row.kind in GROUPS["talk"] else 1,
            tip=", ".join(part for part in (t.formats.moment(row.at), row.by) if part),
            pill=pill,
            pill_role=role,
            amount=t.formats.amount(owed, row.currency or "") if money else "",
            code=row.currency or "" if money else "",
            time=_time(t, row, day, desk.today()),
            tint=_tint(row.kind, role),
        )

    def _state(
        self, row: TimelineRow, states: dict[tuple[str, int], tuple[str, str | None]]
    ) -> tuple[str, str | None]:
        record = (row.entity, row.entity_id or -1)
        if row.kind in ("payment", "mail") or record in self._told or record not in states:
            return "", None  # a payment's and a mail's state is the invoice's, whose own entry tells it
        self._told.add(record)
        return states[record]


def _words(t: Translator, row: TimelineRow, subject: str) -> tuple[str, str]:
    """The bold words and the muted ones after them."""
    word = t.message(timeline_word(row.kind)) if row.kind in EVENT_ICONS else row.kind
    if row.kind == "note":  # or that something was given to somebody
        return subject if isinstance(row.subject, Message) else word, row.by
    if row.kind in ("mail", "file", "contact"):
        return subject or word, row.by
    if row.kind == "call":
        return word, ", ".join(part for part in (subject, row.by) if part)
    if row.kind == "ticket":
        return f"{word} {subject}".strip(), ""
    return subject or word, ""


def _follow_up(t: Translator, note: NoteRow, today: date) -> tuple[str, str | None]:
    if note.follow_up_on is None:
        return "", None
    if note.done_at is not None:
        return t("Done"), "ok"
    words = t("Follow up {date}", date=t.formats.date_words(note.follow_up_on))
    if note.follow_up_on < today:
        return words, "bad"
    return words, "warn" if note.follow_up_on == today else "info"


def _time(t: Translator, row: TimelineRow, day: date, today: date) -> str:
    """As short as the caption above it allows: "09:12", "Fri" this week and the last, "9 Oct"."""
    monday = today - timedelta(days=today.weekday())
    if 0 <= (today - day).days < 2:
        return t.formats.time(row.at)
    if monday - timedelta(days=7) <= day < today:
        return t.formats.short_day_name(day)
    return t.formats.day_month(day) if day.year == today.year else t.formats.date_words(day)


def _tint(kind: str, role: str | None):  # type: ignore[no-untyped-def]
    if kind == "payment":
        return "ok"
    if kind == "note":
        return "warn"
    return "bad" if role == "bad" else None


def group_counts(counts: dict[str, int]) -> dict[str, int]:
    """How many events each chip stands for."""
    found = {group: sum(counts.get(kind, 0) for kind in kinds) for group, kinds in GROUPS.items()}
    return {**found, "": sum(counts.values())}


def pairs_of(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """What the entries open, for tests and states."""
    return [
        (entry.key.entity, entry.key.entity_id)
        for entry in entries
        if isinstance(entry.key, Opens) and entry.key.entity_id is not None
    ]
