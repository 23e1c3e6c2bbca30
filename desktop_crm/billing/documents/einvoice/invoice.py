"""The facts of a paper as the semantic model: one invoice or credit note, whatever the syntax."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from desktop_crm.billing.documents import sorts, words
from desktop_crm.billing.documents.einvoice.lines import lines_of
from desktop_crm.billing.documents.einvoice.parties import buyer_of, delivery_of, seller_of
from desktop_crm.billing.documents.einvoice.settlement import (
    adjustments_of,
    payment_of,
    taxes_of,
    terms_of,
    totals_of,
)
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.kinds import type_code
from desktop_crm.einvoice import model
from desktop_crm.einvoice.profiles import CII, Profile
from desktop_crm.einvoice.writing import shown
from desktop_crm.values.messages import Translator

NOT_TAXED: Final = "O"


def invoice_of(facts: DocumentFacts, profile: Profile = CII) -> model.Invoice:
    """What the paper says, in the norm's terms and in the paper's language."""
    t = words.words_for(facts)
    has_tax_currency = bool(facts.tax_currency) and facts.tax_currency != facts.currency
    return model.Invoice(
        number=facts.number,
        issued_on=facts.issued_on,
        type=type_code(facts),
        currency=facts.currency,
        tax_currency=facts.tax_currency if has_tax_currency else "",
        due_on=facts.due_on,
        buyer_reference=shown(facts.buyer_reference),
        project=shown(facts.project),
        contract=shown(facts.contract),
        order=shown(facts.order_number),
        sales_order=facts.order.number if facts.order else "",
        # BT-16 stands once; several are named in the lines' text
        despatch_advice=facts.deliveries[0].number if len(facts.deliveries) == 1 else "",
        terms=terms_of(facts, t, profile),
        notes=_notes(facts, t, profile),
        process=profile.process,
        specification=profile.specification,
        preceding=_preceding(facts),
        seller=seller_of(facts),
        buyer=buyer_of(facts),
        delivery=delivery_of(facts),
        period=period_of(facts),
        payment_reference=facts.payment_reference,
        payment=payment_of(facts, profile),
        adjustments=adjustments_of(facts, t),
        totals=totals_of(facts),
        taxes=taxes_of(facts, t),
        lines=lines_of(facts, t),
    )


def period_of(facts: DocumentFacts) -> model.Period | None:
    if facts.period_from is None and facts.period_to is None:
        return None
    return model.Period(start=facts.period_from, end=facts.period_to)


def rate_of(category: str, rate: Decimal | None) -> Decimal | None:
    """BT-152 and its like: what is not subject to VAT has no rate, all else has one (BR-O-05)."""
    return None if category == NOT_TAXED else rate or Decimal(0)


def _preceding(facts: DocumentFacts) -> tuple[model.Preceding, ...]:
    """BG-3: what it corrects, and what it takes off."""
    named = [(each.number, each.issued_on) for each in facts.deducted]
    if facts.preceding is not None:
        named.insert(0, (facts.preceding.number, facts.preceding.issued_on))
    return tuple(model.Preceding(number=number, issued_on=issued_on) for number, issued_on in named)


def _notes(facts: DocumentFacts, t: Translator, profile: Profile) -> tuple[model.Note, ...]:
    """BT-22: what is printed as text, and what the norm has no term for (tax that the buyer keeps back)."""
    notes = [*facts.legal_texts, *sorts.remarks(facts, t), *sorts.taken_off(facts, t), facts.notes]
    for one in facts.withholdings:
        amount = t.formats.money(one.amount, facts.currency)
        notes.append(f"{t('Withheld: {name}', name=one.name)}: {amount}")
    if facts.withholdings:
        notes.append(t("Amount due: {amount}", amount=t.formats.money(facts.totals.due, facts.currency)))
    if facts.is_sample:
        notes.append(t("Sample for trial only: not a document of any firm."))
    texts = list(dict.fromkeys(filter(None, map(shown, notes))))
    if profile.is_peppol and texts:  # PEPPOL-EN16931-R002: one note only
        texts = ["\n".join(texts)]
    return tuple(model.Note(text=text) for text in texts)
