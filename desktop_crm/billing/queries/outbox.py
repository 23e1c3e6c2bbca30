"""Mails with papers: what waits, what is unclear, what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

_COLUMNS: Final = """SELECT m.id, m.document_id, d.kind, coalesce(d.number_text, ''), d.customer, m.recipient,
    m.subject, m.body, m.message_id, m.state, m.problem, m.answer, m.tries, m.due_at, m.created_at, m.sent_at,
    m."by" FROM outgoing_mail m JOIN document d ON d.id = m.document_id"""
_OPEN: Final = f"{_COLUMNS} WHERE m.state IN ('waiting', 'sending', 'unclear', 'refused') ORDER BY m.id"
_OF: Final = f"{_COLUMNS} WHERE m.document_id = ? ORDER BY m.id"
_ONE: Final = f"{_COLUMNS} WHERE m.id = ?"
_NEXT: Final = "SELECT min(due_at) FROM outgoing_mail WHERE state = 'waiting'"


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail; `state` and `problem` as in `rules.outbox`, `answer` in the server's words."""

    id: int
    document_id: int
    kind: str
    number: str
    customer: str
    to: str
    subject: str
    body: str
    message_id: str
    state: str
    problem: str
    answer: str
    tries: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    by: str


@rights.needs("documents.read")
def open_mails(caller: Caller) -> Sequence[MailRow]:
    """What was neither sent nor taken back, oldest first."""
    return [_mail(row) for row in raw().execute(_OPEN).fetchall()]


@rights.needs("documents.read")
def mails_of(caller: Caller, document_id: int) -> Sequence[MailRow]:
    """Every mail with this paper, oldest first."""
    return [_mail(row) for row in raw().execute(_OF, (document_id,)).fetchall()]


@rights.needs("documents.read")
def get_mail(caller: Caller, mail_id: int) -> MailRow:
    """One mail, or NotFound."""
    row = raw().execute(_ONE, (mail_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no mail {id}", id=str(mail_id)), "id")
    return _mail(row)


@rights.needs("documents.read")
def next_mail_at(caller: Caller) -> datetime | None:
    """When the next mail is due; None where none waits."""
    found = raw().execute(_NEXT).fetchone()[0]
    return datetime.fromisoformat(found) if found else None


def _mail(row: Any) -> MailRow:
    values = list(row)
    for place in (13, 14, 15):
        values[place] = datetime.fromisoformat(values[place]) if values[place] else None
    return MailRow(*values)
