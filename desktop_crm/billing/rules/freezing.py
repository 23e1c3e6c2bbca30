"""From a draft and what surrounds it (seller, buyer, terms, wordings) to the facts that are printed and
kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from desktop_crm.billing.rules.copying import filled
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import (
    INVOICE,
    PRO_FORMA,
    QUOTE,
    UNTAXED_FOR_VAT_ID,
    AppendedFacts,
    BankFacts,
    DeductedFacts,
    DocumentFacts,
    EarlyPayment,
    HomeFacts,
    LineFacts,
    PartyFacts,
    Preceding,
    ReceivedFacts,
    TaxFacts,
    VatProof,
)
from desktop_crm.billing.rules.paying import numbered, with_code
from desktop_crm.billing.rules.pricing import Pricing, counts, price
from desktop_crm.company.rules import law
from desktop_crm.company.rules.exchange import Exchange
from desktop_crm.company.rules.looks import A4, CLASSIC, USUAL_COLUMNS
from desktop_crm.company.rules.profile import TermsDraft, terms_due
from desktop_crm.company.rules.terms import TermsFacts, terms_text
from desktop_crm.values import money
from desktop_crm.values.totals.rounding import half_away

Reasons = Mapping[tuple[str, Decimal], tuple[str, str]]
"""By VAT category and rate: the reason's text in the paper's language, and its VATEX code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that a paper says beside what its author typed, as it stands now."""

    seller: PartyFacts
    buyer: PartyFacts
    language: str = "en"
    footer: tuple[tuple[str, ...], ...] = ()
    letter_footer: tuple[tuple[str, ...], ...] = ()  # of reminders and statements
    terms: TermsDraft | None = None
    bank: BankFacts | None = None
    qr_iban: str = ""  # of the same account
    reasons: Reasons = field(default_factory=dict)
    legal_texts: tuple[str, ...] = ()
    is_fiscal: bool = True
    is_internal: bool = False
    buyer_is: law.Buyer = "business"
    home_currency: str = ""
    einvoice: str = ""
    preceding: Preceding | None = None
    vat_proof: VatProof | None = None
    exchange: Exchange | None = None
    order: Preceding | None = None
    quote: Preceding | None = None
    deliveries: tuple[Preceding, ...] = ()
    deducted: tuple[DeductedFacts, ...] = ()
    received: ReceivedFacts | None = None
    quote_valid_days: int = 30
    design: str = CLASSIC
    paper_size: str = A4
    columns: tuple[str, ...] = USUAL_COLUMNS
    accent: str = ""
    logo: str = ""
    signature: str = ""


def completed(draft: DocumentDraft, around: Surroundings, issued_on: date) -> DocumentDraft:
    """The draft with its dates, language and early-payment discount decided; what was typed stays."""
    changes: dict[str, object] = {"issued_on": issued_on, "language": draft.language or around.language}
    if draft.kind == QUOTE and draft.valid_until is None:
        changes["valid_until"] = issued_on + timedelta(days=around.quote_valid_days)
    if draft.kind == INVOICE and around.terms is not None:
        if draft.due_on is None:
            changes["due_on"] = terms_due(around.terms, issued_on)
        if draft.early_percent is None and around.terms.early_percent is not None:
            changes |= {"early_percent": around.terms.early_percent, "early_days": around.terms.early_days}
    changes |= _exchange(draft, around)
    whole = replace(draft, **changes)  # type: ignore[arg-type]
    if whole.early_percent is not None and whole.early_days is None and whole.due_on is not None:
        # A discount without a day of its own is for whoever pays in time: no paper leaves its date open.
        whole = replace(whole, early_days=max(0, (whole.due_on - issued_on).days))
    return whole


def _exchange(draft: DocumentDraft, around: Surroundings) -> dict[str, object]:
    """The known rate into the seller's own currency, unless the author gave one; VAT is stated in it."""
    known = around.exchange
    taxed = any(counts(line) and line.rate for line in draft.lines)
    if known is None or draft.kind == QUOTE or draft.tax_currency or not taxed:
        return {}
    return {
        "tax_currency": known.currency,
        "exchange_rate": known.rate,
        "exchange_source": "" if known.source == "manual" else known.source,
        "exchange_day": known.day,
    }


def _home(draft: DocumentDraft, around: Surroundings, priced: Pricing) -> HomeFacts | None:
    """The sums in the seller's own currency, at the rate of the VAT where that is stated in it."""
    home = around.home_currency
    if draft.kind == QUOTE or not home or home == draft.currency:
        return None
    if draft.tax_currency == home and draft.exchange_rate is not None:
        rate, source, day = draft.exchange_rate, draft.exchange_source, draft.exchange_day
    elif around.exchange is not None:
        known = around.exchange
        rate, source, day = known.rate, "" if known.source == "manual" else known.source, known.day
    else:
        return None
    net, tax = (converted(each, draft.currency, home, rate) for each in (priced.sums.net, priced.sums.tax))
    if priced.totals.tax_in_tax_currency is not None and draft.tax_currency == home:
        tax = priced.totals.tax_in_tax_currency
    return HomeFacts(currency=home, rate=rate, source=source, day=day, net=net, tax=tax, gross=net + tax)


def converted(minor: int, currency: str, home: str, rate: Decimal) -> int:
    """An amount in another currency's minor units, rounded half away from zero."""
    above, below = rate.as_integer_ratio()
    return half_away(minor * above * 10 ** money.digits(home), below * 10 ** money.digits(currency))


def freeze(
    draft: DocumentDraft, around: Surroundings, *, number: str = "", pricing: Pricing | None = None
) -> DocumentFacts:
    """The facts of a completed draft (its `issued_on` is set); without a number it is marked as a draft."""
    if draft.issued_on is None:
        raise ValueError("complete the draft first")
    priced = pricing or price(draft)
    language = draft.language or around.language
    early = _early_payment(draft, priced, draft.issued_on)
    is_sale = draft.kind == INVOICE
    facts = DocumentFacts(
        kind=draft.kind,
        form=draft.form,
        is_corrected=draft.is_corrected,
        is_draft=True,
        is_fiscal=around.is_fiscal,
        is_internal=around.is_internal,
        is_sample=draft.is_sample,
        einvoice=around.einvoice if draft.kind != QUOTE and around.is_fiscal else "",
        language=language,
        currency=draft.currency,
        issued_on=draft.issued_on,
        due_on=draft.due_on if is_sale else None,
        valid_until=draft.valid_until if draft.kind == QUOTE else None,
        delivered_on=draft.delivered_on,
        period_from=draft.period_from,
        period_to=draft.period_to,
        order_number=draft.order_number,
        buyer_reference=draft.buyer_reference,
        project=draft.project,
        contract=draft.contract,
        preceding=around.preceding,
        order=around.order,
        quote=around.quote,
        deliveries=around.deliveries,
        deducted=around.deducted,
        is_full=draft.is_full and bool(around.deducted),
        received=around.received,
        seller=around.seller,
        buyer=around.buyer,
        delivery=None
        if draft.delivery is None or draft.delivery.is_empty
        else PartyFacts(name=around.buyer.name, address=draft.delivery),
        footer=around.footer,
        price_mode=draft.price_mode,
        lines=_lines(draft, priced.lines, language),
        adjustments=priced.adjustments,
        taxes=tuple(_with_reason(tax, around.reasons) for tax in priced.taxes),
        totals=priced.sums,
        extra_taxes=priced.extra_taxes,
        withholdings=priced.withholdings,
        tax_currency="" if priced.totals.tax_in_tax_currency is None else draft.tax_currency,
        tax_in_tax_currency=priced.totals.tax_in_tax_currency or 0,
        exchange_rate=None if priced.totals.tax_in_tax_currency is None else draft.exchange_rate,
        home=_home(draft, around, priced),
        vat_proof=around.vat_proof,
        vat_unchecked=draft.vat_unchecked and _needs_proof(priced.taxes),
        terms=_terms(draft, around, priced, early, language) if is_sale else "",
        early_payment=early if is_sale else None,
        bank=around.bank if draft.kind in (QUOTE, INVOICE, PRO_FORMA) else None,
        intro=filled(draft.intro, draft, language, draft.issued_on),
        notes=filled(draft.notes, draft, language, draft.issued_on),
        cover=filled(draft.cover, draft, language, draft.issued_on),
        appended=tuple(
            AppendedFacts(name=each.name, sha256=each.sha256, media_type=each.media_type)
            for each in draft.appended
        ),
        legal_texts=around.legal_texts,
        design=around.design,
        paper_size=around.paper_size,
        columns=around.columns,
        accent=around.accent,
        logo=around.logo,
        signature=around.signature,
    )
    facts = with_code(facts, around.qr_iban)
    return numbered(facts, number) if number else facts


def _needs_proof(taxes: tuple[TaxFacts, ...]) -> bool:
    return any(tax.category in UNTAXED_FOR_VAT_ID for tax in taxes)


def _lines(draft: DocumentDraft, lines: tuple[LineFacts, ...], language: str) -> tuple[LineFacts, ...]:
    issued_on = draft.issued_on or date.min
    if not any("{" in line.name or "{" in line.details for line in lines):
        return lines
    return tuple(
        replace(
            line,
            name=filled(line.name, draft, language, issued_on),
            details=filled(line.details, draft, language, issued_on),
        )
        for line in lines
    )


def _with_reason(tax: TaxFacts, reasons: Reasons) -> TaxFacts:
    reason, code = reasons.get((tax.category, tax.rate), ("", ""))
    return replace(tax, reason=reason, reason_code=code) if reason or code else tax


def _early_payment(draft: DocumentDraft, priced: Pricing, issued_on: date) -> EarlyPayment | None:
    early = priced.totals.early_payment
    if early is None or draft.early_percent is None or draft.early_days is None or not early.discount:
        return None
    until = issued_on + timedelta(days=draft.early_days)
    return EarlyPayment(until=until, percent=draft.early_percent, discount=early.discount, pay=early.pay)


def _terms(
    draft: DocumentDraft, around: Surroundings, priced: Pricing, early: EarlyPayment | None, language: str
) -> str:
    """The sentence on when to pay; a due date typed by hand is said by the standard wording."""
    if draft.due_on is None or draft.issued_on is None:
        return ""
    days = (draft.due_on - draft.issued_on).days
    terms = around.terms or TermsDraft(days=days)
    if early is None:
        terms = replace(terms, early_percent=None, early_days=None)
    elif terms.early_percent is None:  # the discount is this paper's own: these terms know nothing of it
        terms = replace(terms, early_percent=early.percent, early_days=draft.early_days, texts=())
    facts = TermsFacts(
        currency=draft.currency,
        due_on=draft.due_on,
        amount=priced.sums.due,
        days=days,
        early_on=early.until if early else None,
        early_days=draft.early_days if early else None,
        early_percent=early.percent if early else None,
        early_discount=early.discount if early else 0,
        early_pay=early.pay if early else 0,
    )
    return terms_text(terms, language, facts)
