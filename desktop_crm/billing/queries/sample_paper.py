"""A paper to look at while its design is chosen: the firm as it is, a customer and lines that are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from desktop_crm.billing.queries.firm import FirmSide, firm_side
from desktop_crm.billing.queries.surroundings import footer_facts, with_texts_of
from desktop_crm.billing.rules import printed
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import (
    CREDIT_NOTE,
    DEPOSIT,
    QUOTE,
    RECEIPT,
    DocumentFacts,
    PartyFacts,
    Preceding,
)
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.billing.rules.kinds import BILLING, made_of
from desktop_crm.billing.rules.parties import bank_facts, seller_facts
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("documents.read")
def sample_facts(caller: Caller, firm: FirmDraft, sort: str, language: str, today: date) -> DocumentFacts:
    """The facts of such a paper of a sort (as `sort_of` names it); `firm` may have changes that are not
    stored yet.

    Raises UserError at "sort" for what there is not.
    """
    side = firm_side(caller)
    account = side.account_for(firm.currency, None)
    bank = account.draft if account else None
    default = side.default_terms
    around = Surroundings(
        seller=seller_facts(firm),
        buyer=_buyer(language, firm.country),
        language=language,
        footer=footer_facts(firm, bank, language, sort),
        preceding=_preceding(sort, today),
        terms=default.draft if default else None,
        bank=bank_facts(firm, bank) if bank else None,
        design=firm.design,
        paper_size=firm.paper_size,
        columns=firm.columns,
        accent=firm.accent,
        logo=firm.logo,
        signature=firm.signature,
    )
    draft = completed(_draft(side, firm, sort, language, today), around, today)
    return replace(freeze(draft, around, number=f"{today.year}-0042"), is_sample=True)


def _buyer(language: str, country: str) -> PartyFacts:
    words = printed.sample_words(language)
    address = Address(street=words.street, postal_code="10115", city=words.city, country=country)
    return PartyFacts(name=words.customer, address=address, customer_number="10482")


def _preceding(sort: str, today: date) -> Preceding | None:
    """The invoice that is credited or corrected."""
    kind, _form, is_corrected = made_of(sort)
    if kind != CREDIT_NOTE and not is_corrected:
        return None
    return Preceding(number=f"{today.year}-0041", issued_on=today - timedelta(days=9))


def _draft(side: FirmSide, firm: FirmDraft, sort: str, language: str, today: date) -> DocumentDraft:
    kind, form, is_corrected = made_of(sort)
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
        form=form,
        is_corrected=is_corrected,
        currency=firm.currency,
        language=language,
        delivered_on=today - timedelta(days=2),
        lines=tuple(replace(line, category=category, rate=rate) for line in lines),
        order_number="4500381177" if kind in (QUOTE, *BILLING) else "",
        is_sample=True,
    )
    draft = with_texts_of(draft, firm)
    if kind == QUOTE or form == DEPOSIT:
        draft = replace(draft, delivered_on=None)
    return replace(draft, lines=draft.lines[:1]) if kind == RECEIPT or form == DEPOSIT else draft
