"""The firm's own texts of mails, by kind of paper and language: what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.mail import templating
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import DOCUMENTS, LANGUAGES, Message, _

SETTING: Final = "mail_template"
REMINDER: Final = "reminder"
KINDS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "invoice": _("Invoice"),
        "quote": _("Quote"),
        "credit_note": _("Credit note"),
        "order": _("Order confirmation"),
        "delivery": _("Delivery note"),
        "pro_forma": _("Pro forma"),
        "receipt": _("Receipt"),
        REMINDER: _("Reminder"),
    }
)
"""What a mail carries. Recurring invoices and those of parts are invoices."""

_ALWAYS: Final[Mapping[str, Message]] = {
    "contact": _("Contact person at the customer"),
    "customer": _("Name of the customer"),
    "title": _("Kind and number of the paper"),
    "number": _("Number of the paper"),
    "date": _("Date of the paper"),
    "amount": _("Amount of the paper"),
    "seller": _("Name of your firm"),
    "signature": _("Who signs, and the name of your firm"),
    "iban": _("IBAN to pay to"),
    "pix_key": _("Pix key to pay to"),
    "reference": _("Reference of the payment"),
}
_OF_PAPERS: Final[Mapping[str, Message]] = {
    "to_pay": _("Amount to pay; empty where nothing is to be paid"),
    "due_date": _("Day by which it is to be paid"),
    "early_date": _("Last day for paying less"),
    "early_percent": _("What is taken off for paying early"),
    "early_amount": _("What is paid then"),
    "valid_until": _("Last day of a quote"),
    "original_number": _("Number of the paper that is corrected"),
    "original_date": _("Date of the paper that is corrected"),
    "order_number": _("Order number of the customer"),
    "buyer_reference": _("Reference of the customer"),
    "project": _("Project"),
    "period": _("Period of supply"),
}
_OF_REMINDERS: Final[Mapping[str, Message]] = {
    "level": _("Level of the reminder, a number"),
    "is_last": _("Filled on the last level"),
    "is_first": _("Filled where no reminder was written before"),
    "invoice": _("Number of the overdue invoice"),
    "invoice_date": _("Date of the overdue invoice"),
    "due_date": _("Day by which it was to be paid"),
    "pay_by": _("New day by which it is to be paid"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTemplate:
    """Subject and body with names in them ("{{ number }}"), as `mail.templating` reads them."""

    subject: str
    body: str


def names_of(kind: str) -> Mapping[str, Message]:
    """The names that may stand in the texts of a kind, each with what it stands for."""
    return {**_ALWAYS, **(_OF_REMINDERS if kind == REMINDER else _OF_PAPERS)}


def key_of(kind: str, language: str) -> str:
    """The setting in which a text is kept. UserError at "kind" and "language" for what there is not."""
    if kind not in KINDS:
        raise UserError(_("Write one of {choices}", choices=", ".join(KINDS)), "kind")
    if language not in LANGUAGES[DOCUMENTS]:
        raise UserError(_("Write one of {choices}", choices=", ".join(LANGUAGES[DOCUMENTS])), "language")
    return f"{SETTING}.{kind}.{language}"


def checked(kind: str, template: MailTemplate) -> MailTemplate:
    """The texts themselves. UserError at "subject" and "body", with the line that is broken."""
    known = {name: 1 if name == "level" else "x" for name in names_of(kind)}
    for field, text in (("subject", template.subject), ("body", template.body)):
        if not text.strip():
            raise UserError(_("A mail needs a subject and a text"), field)
        templating.check(text, known, field)
    return template


def to_setting(template: MailTemplate) -> dict[str, str]:
    """What is stored."""
    return {"subject": template.subject, "body": template.body}


def template_of(kind: str, stored: Any) -> MailTemplate | None:
    """The texts out of the setting; None for none, and for what cannot be written (any more)."""
    if not isinstance(stored, dict):
        return None
    try:
        return checked(kind, MailTemplate(subject=str(stored["subject"]), body=str(stored["body"])))
    except (KeyError, UserError):
        return None
