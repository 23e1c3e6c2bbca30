"""The verbs of the outbox with arguments that work in the prepared firm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.company.rules.mail_templates import MailTemplate
from desktop_crm.database.connection import raw
from desktop_crm.mail.problems import UNCLEAR, NotSent
from desktop_crm.values.caller import Caller
from tests.faults import firms

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LETTER = LetterDraft(to="one@example.org", subject="Paper", body="Hello")
WORDS = MailTemplate(subject="{{ number }}", body="{{ amount }}")
ACCOUNT = MailAccount(host="mail.example", sender="us@example.org")


def _taken(_sender: str, _recipient: str, _message: bytes) -> None:
    """A mail server that takes everything."""


def _cut(_sender: str, _recipient: str, _message: bytes) -> None:
    raise NotSent(UNCLEAR)


def queue_mails(caller: Caller, today: date) -> None:
    """One that waits and one that nobody knows about."""
    address = "UPDATE contact SET mail = 'three@example.org' WHERE id = (SELECT contact_id FROM document"
    raw().execute(f"{address} WHERE id = 1)")
    two = replace(LETTER, to="two@example.org")
    assert billing.queue_mail(caller, 1, LETTER, ACCOUNT, today, AT, due_at=AT) == 1
    assert billing.queue_mail(caller, 1, two, ACCOUNT, today, AT, due_at=AT) == 2
    billing.send_next_mail(caller, ACCOUNT, _cut, AT, only=2)


ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "billing.queue_mail",
        "refused",
        {
            "document_id": 2,
            "letter": LETTER,
            "account": ACCOUNT,
            "today": firms.TODAY,
            "at": AT,
            "due_at": AT,
        },
    ),
    ("billing.take_mail_back", "nothing", {"mail_id": 1}),
    ("billing.send_mail_again", "nothing", {"mail_id": 1, "at": AT}),
    ("billing.settle_mail", "refused", {"mail_id": 2, "at": AT, "arrived": True}),
    ("billing.send_next_mail", "nothing", {"account": ACCOUNT, "post": lambda: _taken, "at": AT, "only": 1}),
    ("billing.hold_mails", "nothing", {}),
    (
        "billing.queue_mails",
        "nothing",
        {"document_ids": [1], "account": ACCOUNT, "today": firms.TODAY, "at": AT},
    ),
    ("billing.take_mails_back", "nothing", {"mail_ids": [1]}),
    ("company.save_mail_text", "nothing", {"kind": "invoice", "language": "en", "template": WORDS}),
)
