"""What happens with a contact: the timeline that every room writes into, notes, calls and mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from desktop_crm.contacts.models import Note, Timeline
from desktop_crm.contacts.queries.activities import get_note
from desktop_crm.contacts.rules.drafts import TimelineKind
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.database.fields import canonical, stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, _, to_plain
from desktop_crm.values.texts import check_line, check_text, tidy_line, tidy_text

_TOUCHES: Final = frozenset({"call", "mail", "quote", "invoice", "credit_note", "payment", "ticket"})
"""Kinds that count as "last contact"."""
_SUMMARY: Final = 300
_TOUCH: Final = "UPDATE contact SET last_at = ?2 WHERE id = ?1 AND (last_at IS NULL OR last_at < ?2)"
_INSERT_EVENT: Final = (
    "INSERT INTO timeline"
    " (contact_id, at, kind, subject, summary, wording, entity, entity_id, amount, currency, by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def write_timeline(
    contact_id: int,
    kind: TimelineKind,
    subject: Message | str,
    summary: Message | str = "",
    *,
    at: datetime,
    entity: str = "",
    entity_id: int | None = None,
    amount: int | None = None,
    currency: str | None = None,
    by: str = "",
) -> int:
    """Note an event on a contact's timeline, inside the transaction of the room where it happened.

    What somebody typed is a text and stays as it is; what the program says is a message, which each reader
    sees in their own language. `amount` is in minor units of `currency`. Raises NotFound when there is no
    such contact.
    """
    try:
        event = writes.insert_unseen(
            Timeline,
            contact=contact_id,
            kind=kind,
            subject=tidy_line(subject) if isinstance(subject, str) else "",
            summary=_shortened(summary) if isinstance(summary, str) else "",
            wording=_wording(subject, summary),
            at=at,
            entity=entity,
            entity_id=entity_id,
            amount=amount,
            currency=currency,
            by=by,
        )
    except IntegrityError as error:
        if "FOREIGN KEY" in str(error):
            raise NotFound(_("This contact does not exist")) from error
        raise
    if kind in _TOUCHES:
        raw().execute(_TOUCH, (contact_id, stamp(at)))
    return event


def _wording(subject: Message | str, summary: Message | str) -> dict[str, Any] | None:
    """What the program says itself; None where it says nothing."""
    said = {}
    if isinstance(subject, Message):
        said["subject"] = to_plain(subject)
    if isinstance(summary, Message):
        said["summary"] = to_plain(summary)
    return said or None


class Event(NamedTuple):
    """One line of a timeline as `write_timeline` takes it, for many at once."""

    contact_id: int
    at: datetime
    kind: TimelineKind
    subject: Message | str
    summary: Message | str = ""
    entity: str = ""
    entity_id: int | None = None
    amount: int | None = None
    currency: str | None = None
    by: str = ""


def write_events(events: Sequence[Event]) -> None:
    """As `write_timeline` for thousands of events whose texts are tidy. Needs a transaction."""
    connection = raw()
    connection.executemany(_INSERT_EVENT, map(_row, events))
    last: dict[int, datetime] = {}
    for event in events:
        if event.kind in _TOUCHES:
            last[event.contact_id] = max(event.at, last.get(event.contact_id, event.at))
    connection.executemany(_TOUCH, [(contact_id, stamp(at)) for contact_id, at in sorted(last.items())])


def _row(event: Event) -> tuple[Any, ...]:
    subject, summary = event.subject, event.summary
    said = _wording(subject, summary)
    return (
        event.contact_id,
        stamp(event.at),
        event.kind,
        subject if isinstance(subject, str) else "",
        summary if isinstance(summary, str) else "",
        None if said is None else canonical(said),
        *event[5:],
    )


def remove_timeline(entity: str, entity_id: int) -> None:
    """Forget the events of a record that was deleted. Needs a transaction."""
    raw().execute("DELETE FROM timeline WHERE entity = ? AND entity_id = ?", (entity, entity_id))


def _shortened(text: str) -> str:
    line = tidy_text(text)
    return line if len(line) <= _SUMMARY else f"{line[: _SUMMARY - 1].rstrip()}…"


@rights.needs("notes.change")
def add_note(caller: Caller, contact_id: int, text: str, follow_up_on: date | None = None) -> int:
    """Write a note, to come back to on a day if one is given; returns its id."""
    text = tidy_text(text)
    check_text(text, "text", required=True)
    now = utc_now()
    with transaction(caller) as changed:
        try:
            note_id = writes.insert(
                Note, contact=contact_id, text=text, follow_up_on=follow_up_on, created_at=now, by=caller.user
            )
        except IntegrityError as error:
            raise NotFound(_("This contact does not exist")) from error
        write_note(contact_id, note_id, text, now, caller.user)
        changed |= {"note", "contact"}
    return note_id


def write_note(contact_id: int, note_id: int, text: str, at: datetime, by: str) -> None:
    """A note's place on the timeline and in the search. Needs a transaction."""
    write_timeline(
        contact_id, "note", _first_line(text), text, at=at, entity="note", entity_id=note_id, by=by
    )
    index_note(note_id, text, contact_id)


def index_note(note_id: int, text: str, contact_id: int) -> None:
    """Make a note findable. Needs a transaction."""
    search.index(search.Entry("note", note_id, _first_line(text), search.parts("notes", text), contact_id))


def _first_line(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 80 else f"{line[:79].rstrip()}…"


@rights.needs("notes.change")
def save_note(caller: Caller, note_id: int, version: int, text: str, follow_up_on: date | None) -> int:
    """Change a note that was read as `version`; returns the new version. A new day opens it again."""
    text = tidy_text(text)
    check_text(text, "text", required=True)
    with transaction(caller) as changed:
        note = get_note(caller, note_id)
        done_at = note.done_at if follow_up_on == note.follow_up_on else None
        version = writes.update_versioned(
            Note, note_id, version, text=text, follow_up_on=follow_up_on, done_at=done_at
        )
        raw().execute(
            "UPDATE timeline SET subject = ?, summary = ? WHERE entity = 'note' AND entity_id = ?",
            (_first_line(text), _shortened(text), note_id),
        )
        index_note(note_id, text, note.contact_id)
        changed |= {"note", "contact"}
    return version


@rights.needs("notes.change")
def complete_note(caller: Caller, note_id: int) -> None:
    """Mark a follow-up as done; `reopen_note` is its undo. Done twice is done once."""
    _set_done(caller, note_id, utc_now())


@rights.needs("notes.change")
def reopen_note(caller: Caller, note_id: int) -> None:
    """Take the mark back."""
    _set_done(caller, note_id, None)


def _set_done(caller: Caller, note_id: int, moment: datetime | None) -> None:
    with transaction(caller) as changed:
        note = get_note(caller, note_id)
        if note.follow_up_on is not None and (note.done_at is None) is not (moment is None):
            writes.update_versioned(Note, note_id, note.version, done_at=moment)
            changed |= {"note", "contact"}


@rights.needs("notes.change")
def delete_note(caller: Caller, note_id: int) -> None:
    """Delete a note for good, on the timeline too."""
    with transaction(caller) as changed:
        get_note(caller, note_id)
        writes.delete(Note, note_id)
        remove_timeline("note", note_id)
        search.remove("note", note_id)
        changed |= {"note", "contact"}


@rights.needs("notes.change")
def log_call(caller: Caller, contact_id: int, text: str = "", number: str = "") -> int:
    """Note on the timeline that there was a call; `text` is what was said."""
    text = tidy_text(text)
    check_text(text, "text")
    check_line(number, "number")
    with transaction(caller) as changed:
        event = write_timeline(contact_id, "call", number, text, at=utc_now(), by=caller.user)
        trail.touch_new(Timeline, event)
        _index_event(event, _first_line(text) or number, search.parts("phone", number), text, contact_id)
        changed.add("contact")
    return event


@rights.needs("notes.change")
def log_mail(caller: Caller, contact_id: int, subject: str, summary: str = "", address: str = "") -> int:
    """Note on the timeline that a mail was written."""
    subject = tidy_line(subject) or tidy_line(address)
    check_line(subject, "subject")
    with transaction(caller) as changed:
        event = write_timeline(contact_id, "mail", subject, summary, at=utc_now(), by=caller.user)
        trail.touch_new(Timeline, event)
        _index_event(event, subject, search.parts("mail", address), summary, contact_id)
        changed.add("contact")
    return event


def _index_event(
    event: int, title: str, reached: tuple[search.Part, ...], text: str, contact_id: int
) -> None:
    texts = (*reached, *search.parts("text", text.strip()))
    search.index(search.Entry("event", event, title, texts, contact_id))


def index_stored_event(row: Mapping[str, Any]) -> None:
    """Make a call or mail findable that was written down before. Needs a transaction."""
    if row["kind"] in ("call", "mail") and not row["entity"]:
        title = (_first_line(row["summary"]) if row["kind"] == "call" else "") or row["subject"]
        reached = search.parts("phone" if row["kind"] == "call" else "mail", row["subject"])
        _index_event(row["id"], title, reached, row["summary"], row["contact_id"])
