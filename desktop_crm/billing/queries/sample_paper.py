"""A paper to look at while its design is chosen: the firm as it is, a customer and lines that are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from desktop_crm.billing.queries.firm import FirmSide, firm_side
from desktop_crm.billing.queries.surroundings import bank_facts, footer_facts, seller_facts
from desktop_crm.billing.rules import printed
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import INVOICE, QUOTE, RECEIPT, DocumentFacts, Kind, PartyFacts
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.billing.rules.kinds import BILLING
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.wordings import text_in
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("documents.read")
def sample_facts(caller: Caller, firm: FirmDraft, kind: Kind, language: str, today: date) -> DocumentFacts:
    """The facts of such a paper; `firm` may have changes that are not stored yet."""
    side = firm_side(caller)
    account = side.account_for(firm.currency, None)
    bank = account.draft if account else None
    default = side.default_terms
    around = Surroundings(
        seller=seller_facts(firm),
        buyer=_buyer(language, firm.country),
        language=language,
        footer=footer_facts(firm, bank, language),
        terms=default.draft if default else None,
        bank=bank_facts(firm, bank) if bank else None,
        design=firm.design,
        paper_size=firm.paper_size,
        columns=firm.columns,
        accent=firm.accent,
        logo=firm.logo,
        signature=firm.signature,
    )
    draft = completed(_draft(side, firm, kind, language, today), around, today)
    return replace(freeze(draft, around, number=f"{today.year}-0042"), is_sample=True)


def _buyer(language: str, country: str) -> PartyFacts:
    words = printed.sample_words(language)
    address = Address(street=words.street, postal_code="10115", city=words.city, country=country)
    return PartyFacts(name=words.customer, address=address, customer_number="10482")


def _draft(side: FirmSide, firm: FirmDraft, kind: Kind, language: str, today: date) -> DocumentDraft:
    words = printed.sample_words(language)
    usual = next((row.draft for row in side.rates if row.draft.is_default and not firm.small_business), None)
    rate, category = (usual.rate, usual.category) if usual else (Decimal(0), "E")
    less = (AdjustmentDraft(percent=Decimal(5)),)
    lines = (
        LineDraft(
            description=words.work, qty=Decimal("38.5"), unit="HUR", price=Decimal(95), adjustments=less
        ),
        LineDraft(description=words.material, code="A-1042", qty=Decimal(1200), price=Decimal("0.425")),
        LineDraft(description=words.delivery, price=Decimal(48)),
    )
    draft = DocumentDraft(
        kind=kind,
        currency=firm.currency,
        language=language,
        delivered_on=today - timedelta(days=2),
        lines=tuple(replace(line, category=category, rate=rate) for line in lines),
        order_number="4500381177" if kind in (QUOTE, *BILLING) else "",
        is_sample=True,
    )
    if kind == QUOTE:
        return replace(draft, delivered_on=None, intro=text_in(firm.quote_intro, language),
                       notes=text_in(firm.quote_notes, language))  # fmt: skip
    if kind == INVOICE:
        return replace(draft, intro=text_in(firm.invoice_intro, language),
                       notes=text_in(firm.invoice_notes, language))  # fmt: skip
    return replace(draft, lines=draft.lines[:1]) if kind == RECEIPT else draft
