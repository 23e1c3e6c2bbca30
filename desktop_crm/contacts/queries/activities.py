"""What happened with a contact: timeline, notes and follow-ups, files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.contacts.rules.drafts import TIMELINE_KINDS
from desktop_crm.database import blobs
from desktop_crm.database.fields import stamp
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, _, from_plain


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event. `amount` is in minor units of `currency`; `entity` and `entity_id` are what opens.

    `subject` and `summary` are messages where the program speaks, texts where somebody typed them.
    """

    id: int
    contact_id: int
    at: datetime
    kind: str
    subject: Message | str
    summary: Message | str
    entity: str
    entity_id: int | None
    amount: int | None
    currency: str | None
    by: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note with the contact it is about."""

    id: int
    contact_id: int
    contact_name: str
    text: str
    follow_up_on: date | None
    done_at: datetime | None
    created_at: datetime
    by: str
    version: int


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that hangs on a record; its bytes come with `get_attachment`."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A file with its bytes."""

    name: str
    media_type: str
    content: bytes


_TIMELINE: Final = (
    "id, contact_id, at, kind, subject, summary, entity, entity_id, amount, currency, by, wording"
)


@rights.needs("contacts.read")
def list_timeline(
    caller: Caller,
    contact_id: int,
    kinds: Sequence[str] = (),
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[TimelineRow]:
    """The latest events first. The next page comes with `before=(rows[-1].at, rows[-1].id)`.

    Events that the caller's role does not see are left out, here and below.
    """
    seen, values = _seen(caller, kinds)
    sql = f"SELECT {_TIMELINE} FROM timeline WHERE contact_id = ?{seen}"
    values = [contact_id, *values]
    if before is not None:
        sql += " AND (at, id) < (?, ?)"
        values += [stamp(before[0]), before[1]]
    rows = raw().execute(f"{sql} ORDER BY at DESC, id DESC LIMIT ?", [*values, limit]).fetchall()
    return [_event(row) for row in rows]


@rights.needs("contacts.read")
def list_timeline_of(
    caller: Caller, entity: str, entity_id: int, kinds: Sequence[str] = (), limit: int = 50
) -> list[TimelineRow]:
    """The latest events of one record (a paper, a ticket), whoever's timeline they stand on."""
    seen, values = _seen(caller, kinds)
    sql = f"SELECT {_TIMELINE} FROM timeline WHERE entity = ? AND entity_id = ?{seen}"
    values = [entity, entity_id, *values, limit]
    return [_event(row) for row in raw().execute(f"{sql} ORDER BY at DESC, id DESC LIMIT ?", values)]


def _seen(caller: Caller, kinds: Sequence[str] = ()) -> tuple[str, list[Any]]:
    """The condition for the kinds that are asked for and that the caller sees, and its values."""
    hidden = rights.hidden_kinds(caller)
    wanted = [kind for kind in kinds or TIMELINE_KINDS if kind not in hidden]
    if not kinds and len(wanted) == len(TIMELINE_KINDS):
        return "", []
    return f" AND kind IN ({', '.join('?' * len(wanted))})", list(wanted)


def _event(row: tuple[Any, ...]) -> TimelineRow:
    event_id, contact_id, at, kind, subject, summary, *rest, wording = row
    if wording is not None:
        said = json.loads(wording)
        subject = from_plain(said["subject"]) if "subject" in said else subject
        summary = from_plain(said["summary"]) if "summary" in said else summary
    return TimelineRow(event_id, contact_id, datetime.fromisoformat(at), kind, subject, summary, *rest)


@rights.needs("contacts.read")
def count_timeline(caller: Caller, contact_id: int) -> dict[str, int]:
    """How many events of each kind there are, for the chips above the timeline."""
    seen, values = _seen(caller)
    sql = f"SELECT kind, count(*) FROM timeline WHERE contact_id = ?{seen} GROUP BY kind"
    return dict(raw().execute(sql, (contact_id, *values)))


_NOTE: Final = (
    "SELECT n.id, n.contact_id, c.name, n.text, n.follow_up_on, n.done_at, n.created_at, n.by, n.version"
    " FROM note n JOIN contact c ON c.id = n.contact_id"
)


@rights.needs("notes.read")
def list_notes(caller: Caller, contact_id: int) -> list[NoteRow]:
    """The notes of a contact: open follow-ups first by day, then the newest."""
    sql = (
        f"{_NOTE} WHERE n.contact_id = ? ORDER BY (n.follow_up_on IS NULL OR n.done_at IS NOT NULL),"
        " CASE WHEN n.done_at IS NULL THEN n.follow_up_on ELSE '' END, n.created_at DESC, n.id DESC"
    )
    return [_note(row) for row in raw().execute(sql, (contact_id,)).fetchall()]


@rights.needs("notes.read")
def list_follow_ups(caller: Caller, until: date, limit: int = 100) -> list[NoteRow]:
    """Open follow-ups that are due on or before `until`, the oldest first."""
    sql = (
        f"{_NOTE} WHERE n.done_at IS NULL AND n.follow_up_on IS NOT NULL AND n.follow_up_on <= ?"
        " ORDER BY n.follow_up_on, n.id LIMIT ?"
    )
    return [_note(row) for row in raw().execute(sql, (until.isoformat(), limit)).fetchall()]


@rights.needs("notes.read")
def count_follow_ups(caller: Caller, until: date) -> int:
    found = raw().execute(
        "SELECT count(*) FROM note WHERE done_at IS NULL AND follow_up_on IS NOT NULL AND follow_up_on <= ?",
        (until.isoformat(),),
    )
    return int(found.fetchone()[0])


@rights.needs("notes.read")
def get_note(caller: Caller, note_id: int) -> NoteRow:
    """One note; NotFound when it is gone."""
    row = raw().execute(f"{_NOTE} WHERE n.id = ?", (note_id,)).fetchone()
    if row is None:
        raise NotFound(_("This note does not exist"))
    return _note(row)


def _note(row: tuple[Any, ...]) -> NoteRow:
    note_id, contact_id, name, text, follow_up_on, done_at, created_at, by, version = row
    return NoteRow(
        note_id,
        contact_id,
        name,
        text,
        date.fromisoformat(follow_up_on) if follow_up_on else None,
        datetime.fromisoformat(done_at) if done_at else None,
        datetime.fromisoformat(created_at),
        by,
        version,
    )


@rights.needs("contacts.read")
def list_attachments(caller: Caller, entity: str, entity_id: int) -> list[AttachmentRow]:
    """The files of one record, the newest first."""
    found = raw().execute(
        "SELECT id, name, media_type, size, added_at, by FROM attachment WHERE entity = ? AND entity_id = ?"
        " ORDER BY id DESC",
        (entity, entity_id),
    )
    return [
        AttachmentRow(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4]), row[5])
        for row in found.fetchall()
    ]


@rights.needs("contacts.read")
def get_attachment(caller: Caller, attachment_id: int) -> AttachmentFile:
    """The file with its bytes; NotFound when it is gone."""
    row = raw().execute(
        "SELECT name, media_type, sha256 FROM attachment WHERE id = ?", (attachment_id,)
    ).fetchone()  # fmt: skip
    if row is None:
        raise NotFound(_("This file does not exist"))
    return AttachmentFile(row[0], row[1], blobs.get(row[2]))
