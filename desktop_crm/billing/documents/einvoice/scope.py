"""Which papers have a structured invoice, and why another has none."""

from __future__ import annotations

from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.kinds import BILLING
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

MOST_DIGITS = 2
"""EN 16931 amounts have at most two decimals (BR-DEC-*)."""


def has_xml(facts: DocumentFacts) -> bool:
    """Whether an XML can and should be written: issued, fiscal invoices and credit notes that EN 16931 can
    express.
    """
    return is_invoice(facts) and not facts.is_draft and bool(facts.number) and why_no_xml(facts) is None


def is_invoice(facts: DocumentFacts) -> bool:
    """Whether the paper is, or will be, an invoice or credit note to the law."""
    return facts.kind in BILLING and facts.is_fiscal


def why_no_xml(facts: DocumentFacts) -> Message | None:
    """Why EN 16931 cannot express this invoice; None where it can. For telling the user, who still gets
    the PDF.
    """
    refused = refusal(facts)
    return None if refused is None else refused[0]


def check_scope(facts: DocumentFacts) -> None:
    """Raise UserError with the field that keeps this paper from having a structured invoice."""
    refused = refusal(facts)
    if refused is not None:
        raise UserError(*refused)


def refusal(facts: DocumentFacts) -> tuple[Message, str] | None:
    """The same with the field that is to be mended."""
    seller, buyer = facts.seller, facts.buyer
    if money.digits(facts.currency) > MOST_DIGITS:
        return _(
            "An e-invoice has two decimals at most; {currency} has more", currency=facts.currency
        ), "currency"
    if facts.tax_currency and money.digits(facts.tax_currency) > MOST_DIGITS:
        message = _("An e-invoice has two decimals at most; {currency} has more", currency=facts.tax_currency)
        return message, "tax_currency"
    if facts.extra_taxes:
        return _("An e-invoice cannot carry a second tax beside VAT"), "extra_taxes"
    if not (seller.vat_id or seller.legal_id or seller.tax_number):
        return _("An e-invoice needs the seller's VAT ID, tax number or register number"), "seller.vat_id"
    if not (seller.address.country and seller.name):
        return _("An e-invoice needs the seller's name and country"), "seller.address.country"
    if not (buyer.address.country and buyer.name):
        return _("An e-invoice needs the customer's name and country"), "customer"
    if not any(not line.is_section and not line.is_optional for line in facts.lines):
        return _("An e-invoice needs at least one line"), "lines"
    return _of_categories(facts)


def _of_categories(facts: DocumentFacts) -> tuple[Message, str] | None:
    """What some VAT categories demand (BR-AE-*, BR-IC-*, BR-O-*)."""
    categories = {group.category for group in facts.taxes}
    if any(group.category == "S" and not group.rate for group in facts.taxes):
        return _("A VAT rate of 0 % needs its reason: zero-rated, exempt or reverse charge"), "lines"
    if categories & {"AE", "K"} and not (facts.seller.vat_id and facts.buyer.vat_id):
        return _("Reverse charge and intra-Community supplies need both VAT IDs"), "buyer.vat_id"
    if "K" in categories and not (facts.delivered_on or facts.period_from or facts.period_to):
        return _("An intra-Community supply needs the date or period of supply"), "delivered_on"
    if "O" in categories and len(categories) > 1:
        return _("What is not subject to VAT stands alone on an e-invoice"), "lines"
    return None
