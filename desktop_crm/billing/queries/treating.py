"""How a draft's sale is taxed by the law of the seller's country, and why no VAT is charged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.billing.queries.firm import FirmSide
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import QUOTE, RECEIPT, UNTAXED_FOR_VAT_ID, DocumentFacts, VatProof
from desktop_crm.billing.rules.freezing import Reasons
from desktop_crm.billing.rules.pricing import counts
from desktop_crm.billing.rules.treating import Proposal, proposal, sale_of, supply_of
from desktop_crm.catalog import queries as catalog
from desktop_crm.company.rules import law
from desktop_crm.company.rules.identifiers import vat_id_with_prefix
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.wordings import text_in
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import ContactDefaults
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

UNTAXED: Final = frozenset({"E", "AE", "K", "G", "O"})


def buyer_kind(draft: DocumentDraft, buyer: ContactDefaults | None) -> law.Buyer:
    """As chosen on the draft; else a person without VAT id and register number is a consumer."""
    if draft.buyer_is:
        return draft.buyer_is
    is_consumer = buyer is not None and buyer.kind == "person" and not (buyer.vat_id or buyer.legal_id)
    return "consumer" if is_consumer else "business"


@rights.needs("documents.read")
def proposed(
    caller: Caller, draft: DocumentDraft, facts: DocumentFacts, firm: FirmDraft, buyer: law.Buyer
) -> Proposal | None:
    """What the law proposes for this draft, or None; see `rules.treating`."""
    products = [line.product_id for line in draft.lines if line.product_id is not None]
    kinds = catalog.kinds_of(caller, products) if products else {}
    return proposal(draft, sale_of(draft, facts, firm, supply_of(draft, kinds), buyer))


def reasons_of(side: FirmSide, draft: DocumentDraft, language: str, on: date) -> Reasons:
    """Why no VAT is charged, for each untaxed group: the reason chosen on the draft, else the firm's own
    text, else the law's wording of its country. A receipt is about money, not about a supply: none.
    """
    if draft.kind == RECEIPT:
        return {}
    firm = side.firm.draft
    special = law.special_reason(firm.country, on, draft.treatment) if draft.treatment else None
    reasons: dict[tuple[str, Decimal], tuple[str, str]] = {}
    for line in draft.lines:
        key = (line.category, line.rate)
        if line.category not in UNTAXED or not counts(line) or key in reasons:
            continue
        if special is not None and special.category == line.category:
            reasons[key] = (text_in(special.text, language), special.code)
            continue
        row = side.rate_for(line.category, line.rate, on)
        text, code = (row.draft.reason_in(language), row.draft.reason_code) if row else ("", "")
        if line.category == "E" and firm.small_business:
            text = text or law.small_business_wording(firm.country, language, on)
        text = text or text_in(law.reason_texts(line.category, firm.country, on), language)
        code = code or law.reason_code(line.category, firm.country, on)
        if text or code:
            reasons[key] = (text, code)
    return reasons


def mentions(draft: DocumentDraft, firm: FirmDraft, language: str, on: date) -> tuple[str, ...]:
    """What the law wants said of the seller's regime and of who wrote the invoice."""
    if draft.kind == QUOTE:
        return ()
    taxed = any(counts(line) and line.rate for line in draft.lines)
    said = {"cash_accounting": firm.vat_basis == "payment" and taxed, "self_billing": draft.self_billed}
    texts = (text_in(law.mention(firm.country, on, each), language) for each, holds in said.items() if holds)
    return tuple(text for text in texts if text)


@rights.needs("documents.read")
def vat_proof(
    caller: Caller, draft: DocumentDraft, buyer: ContactDefaults | None, on: date
) -> VatProof | None:
    """The check of the buyer's VAT ID that counts on this day, where the draft charges no VAT for it."""
    categories = {line.category for line in draft.lines if counts(line)}
    if buyer is None or not buyer.vat_id or not categories & UNTAXED_FOR_VAT_ID:
        return None
    whole = vat_id_with_prefix(buyer.address.country, buyer.vat_id)
    found = contacts.vat_proof(caller, buyer.id, whole, on)
    if found is None:
        return None
    return VatProof(
        vat_id=found.vat_id,
        checked_on=found.checked_on,
        result=found.result,
        reference=found.reference,
        source=found.source,
    )
