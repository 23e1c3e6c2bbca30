"""A ticket as JSON: what `ticket show --json` prints, `ticket new FILE` takes.

{"customer": 17 or "Exact name", "subject": "...", "text": "...", "category": "complaint", "priority": "high",
 "assignee": "...", "due_on": "2026-12-01", "document": "2026-0001", "line": 2}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desktop_crm.support.rules.tickets import MessageKind, TicketDraft
from desktop_crm.values.draft_json import draft_from_json, draft_to_json, mapping, plain
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_SHOWN: Final = frozenset(
    {"id", "version", "number", "customer_name", "opened_at", "last_at", "closed_at", "messages", "line_text"}
)


@dataclass(frozen=True, slots=True)
class TicketWish:
    """A ticket whose customer and document are still named as a person names them."""

    draft: TicketDraft
    customer: str = ""
    document: str = ""


def ticket_from_json(data: object) -> TicketWish:
    """Read the object; UserError names the key. `contact_id` and `document_id` are taken as well.

    What `show` printed of a ticket (it has a number) opens a fresh one: neither its messages nor its status
    are taken over.
    """
    given = dict(mapping(data, ""))
    if given.get("number") is not None:
        given.pop("status", None)
    customer, document = _name(given, "customer"), _name(given, "document")
    return TicketWish(draft_from_json(TicketDraft(), given, also=_SHOWN), customer, document)


def ticket_to_json(
    draft: TicketDraft,
    *,
    ticket_id: int,
    version: int,
    number: str,
    contact_name: str,
    document_number: str = "",
    line_text: str = "",
    opened_at: datetime,
    closed_at: datetime | None = None,
    messages: Iterable[tuple[MessageKind, datetime, str, str]] = (),
) -> dict[str, Any]:
    """The keys of the input with id, number, times and (kind, at, author, text) messages."""
    values = draft_to_json(draft)
    return {
        "id": ticket_id,
        "number": number,
        "version": version,
        "customer": values.pop("contact_id"),
        "customer_name": contact_name,
        "document": document_number or None,
        "line_text": line_text or None,
        **{key: value for key, value in values.items() if key != "document_id"},
        "opened_at": plain(opened_at),
        "closed_at": plain(closed_at),
        "messages": [
            {"kind": kind, "at": plain(at), "author": author, "text": text}
            for kind, at, author, text in messages
        ],
    }


def _name(given: dict[str, Any], key: str) -> str:
    """Take the key out: an id or a name as text, "" where it is absent."""
    value = given.pop(key, None)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UserError(_("Write the id, or the name in quotes"), key)
    return str(value)


def rows_to_json(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """List rows with dates and times as text."""
    return [{key: plain(value) for key, value in row.items()} for row in rows]
