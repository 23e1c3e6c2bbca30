"""What the customer's format demands, asked before a number is drawn: each with the field to fill in."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from desktop_crm.billing.documents.einvoice.invoice import invoice_of
from desktop_crm.billing.documents.einvoice.scope import is_invoice, refusal
from desktop_crm.billing.documents.einvoice.writing import profile_of
from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.einvoice.checking import check
from desktop_crm.einvoice.findings import Finding
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_FIELDS: Final = {
    "BT-5": "currency", "BT-6": "tax_currency", "BT-9": "due_on", "BT-10": "buyer_reference",
    "BT-13": "order_number", "BT-20": "due_on", "BT-22": "notes",
    "BT-27": "seller.name", "BT-31": "seller.vat_id", "BT-32": "seller.tax_number",
    "BT-34": "seller.endpoint", "BG-5": "seller.address", "BT-37": "seller.address",
    "BT-38": "seller.address", "BT-40": "seller.address", "BG-6": "seller.contact_name",
    "BT-41": "seller.contact_name", "BT-42": "seller.phone", "BT-43": "seller.email",
    "BT-44": "contact_id", "BT-48": "buyer.vat_id", "BT-49": "buyer.endpoint", "BG-8": "buyer.address",
    "BT-52": "buyer.address", "BT-53": "buyer.address", "BT-55": "buyer.address",
    "BT-72": "delivered_on", "BT-73": "period_from", "BT-74": "period_to", "BT-77": "delivery",
    "BT-78": "delivery", "BT-80": "delivery", "BG-16": "bank_account_id", "BT-81": "bank_account_id",
    "BT-84": "bank_account_id", "BG-25": "lines",
}  # fmt: skip
"""Where each term is typed in: on the draft, on the customer's page, in the firm's settings."""
_LINE_FIELDS: Final = {
    "BT-129": "qty", "BT-130": "unit", "BT-134": "period_from", "BT-135": "period_to", "BT-146": "price",
    "BT-151": "category", "BT-152": "rate", "BT-153": "description", "BT-155": "code",
}  # fmt: skip
_UNDRAWN: Final = "0000"
"""Stands for the number that is not drawn yet."""


def demands(facts: DocumentFacts) -> tuple[Problem, ...]:
    """What keeps the paper from being the e-invoice that its customer wants, in plain words with the terms.

    Where the customer wants none in particular, that the PDF will carry none is said as a warning.
    """
    if not is_invoice(facts):
        return ()
    refused = refusal(facts)
    if refused is not None:
        message, field = refused
        if facts.einvoice:
            return (Problem(_draft_field(field), message),)
        message = _("The PDF will carry no e-invoice. {reason}", reason=message)
        return (Problem(_draft_field(field), message, is_warning=True),)
    if not facts.einvoice:
        return ()
    profile = profile_of(facts.einvoice)
    numbered = facts if facts.number else replace(facts, number=_UNDRAWN)
    return tuple(
        Problem(
            _field(facts, found),
            _(
                "{format}: {what} ({term}, {rule})",
                format=profile.name,
                what=found.message,
                term=found.term,
                rule=found.rule,
            ),
            is_warning=found.is_warning,
        )
        for found in check(invoice_of(numbered, profile), profile)
    )


def check_einvoice(facts: DocumentFacts) -> None:
    """Raise UserError for the first thing that the customer's format lacks."""
    for problem in demands(facts):
        if not problem.is_warning:
            raise UserError(problem.message, problem.field)


def _field(facts: DocumentFacts, found: Finding) -> str:
    if not found.line:
        return _FIELDS.get(found.term, "lines")
    counted = [
        place for place, line in enumerate(facts.lines, 1) if not line.is_section and not line.is_optional
    ]
    return f"lines[{counted[found.line - 1]}].{_LINE_FIELDS.get(found.term, 'price')}"


def _draft_field(field: str) -> str:
    return "contact_id" if field == "customer" else field
