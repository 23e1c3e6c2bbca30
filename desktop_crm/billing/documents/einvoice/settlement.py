"""What is to be paid, to whom, until when, and with which tax (BG-16 to BG-23)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from desktop_crm.billing.documents.einvoice.lines import adjustment, plain
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts, TaxFacts
from desktop_crm.einvoice import model
from desktop_crm.einvoice.profiles import Profile
from desktop_crm.einvoice.writing import shown
from desktop_crm.values import money
from desktop_crm.values.messages import Translator

_SEPA_TRANSFER: Final = "58"
_TRANSFER: Final = "30"
_NOT_SAID: Final = "1"
"""UNTDID 4461 for what asks for no payment: XRechnung wants a way of payment on every paper (BR-DE-1)."""
_DEFAULT_CODES: Final = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
_NEEDS_REASON: Final = frozenset({"E", "AE", "K", "G", "O"})


def payment_of(facts: DocumentFacts, profile: Profile) -> model.Payment | None:
    """BG-17; an account without IBAN goes by its own number (Pix key or the first of its lines)."""
    bank = facts.bank
    iban = bank.iban.replace(" ", "") if bank else ""
    other = (
        (bank.pix_key or next((value for _label, value in bank.lines if value.strip()), "")) if bank else ""
    )
    if bank is None or not (iban or other):
        asks_nothing = facts.kind == CREDIT_NOTE or facts.totals.payable <= 0
        return model.Payment(means=_NOT_SAID) if profile.is_german and asks_nothing else None
    account = model.Account(
        id=iban or shown(other),
        is_iban=bool(iban),
        holder=shown(bank.holder),
        bic=bank.bic.replace(" ", ""),
    )
    means = _SEPA_TRANSFER if iban and facts.currency == "EUR" else _TRANSFER
    return model.Payment(means=means, accounts=(account,))


def adjustments_of(facts: DocumentFacts, t: Translator) -> tuple[model.Adjustment, ...]:
    """BG-20, BG-21: each with its category and rate."""
    return tuple(
        replace(
            adjustment(facts, one, t),
            category=one.category,
            rate=None if one.category == "O" else plain(one.rate or Decimal(0)),
        )
        for one in facts.adjustments
    )


def taxes_of(facts: DocumentFacts, t: Translator) -> tuple[model.Vat, ...]:
    """BG-23."""
    return tuple(_tax(facts, group, t) for group in facts.taxes)


def _tax(facts: DocumentFacts, group: TaxFacts, t: Translator) -> model.Vat:
    has_reason = group.category in _NEEDS_REASON
    return model.Vat(
        base=money.major(group.base, facts.currency),
        tax=money.major(group.tax, facts.currency),
        category=group.category,
        rate=None if group.category == "O" else plain(group.rate),
        reason=shown(_reason(group, t)) if has_reason else "",
        reason_code=(group.reason_code or _DEFAULT_CODES.get(group.category, "")) if has_reason else "",
    )


def _reason(group: TaxFacts, t: Translator) -> str:
    """BT-120: the reason of the group, else the category's name."""
    if group.reason:
        return group.reason
    names = {
        "AE": t("Reverse charge"), "K": t("Intra-Community supply"), "G": t("Export outside the EU"),
        "O": t("Not subject to VAT"), "E": t("Exempt from VAT"),
    }  # fmt: skip
    return names[group.category]


def terms_of(facts: DocumentFacts, t: Translator, profile: Profile) -> str:
    """BT-20: the terms with the early-payment discount in words, for XRechnung also as programs read it."""
    texts = [facts.terms]
    early = facts.early_payment
    if early is not None:
        discount, pay = (t.formats.money(each, facts.currency) for each in (early.discount, early.pay))
        until = t.formats.date(early.until)
        if not all(word in facts.terms for word in (discount, pay, until)):
            # Terms of one's own may not say it.
            texts.append(t(
                "{percent} discount when paid until {date}: {discount} less, {pay} to pay",
                percent=t.formats.percent(early.percent), date=early.until, discount=discount, pay=pay,
            ))  # fmt: skip
        if profile.is_german:
            days = max(0, (early.until - facts.issued_on).days)
            texts.append(f"#SKONTO#TAGE={days}#PROZENT={early.percent:.2f}#")
    if not any(texts) and facts.due_on is None and facts.totals.payable > 0:
        texts.append(t("Payable on receipt"))  # BR-CO-25
    return shown("\n".join(text for text in texts if text))


def totals_of(facts: DocumentFacts) -> model.Totals:
    """BG-22."""
    sums = facts.totals

    def said(amount: int) -> Decimal:
        return money.major(amount, facts.currency)

    has_tax_currency = bool(facts.tax_currency) and facts.tax_currency != facts.currency
    return model.Totals(
        lines=said(sums.sum_lines),
        allowances=said(sums.allowances),
        charges=said(sums.charges),
        net=said(sums.net),
        tax=said(sums.tax),
        tax_in_tax_currency=money.major(facts.tax_in_tax_currency, facts.tax_currency)
        if has_tax_currency
        else None,
        gross=said(sums.gross),
        prepaid=said(sums.prepaid) if sums.prepaid else None,
        rounding=said(sums.rounding) if sums.rounding else None,
        due=said(sums.payable),
    )
