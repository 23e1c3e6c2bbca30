"""Words that the program itself puts into the lines of a draft, in the paper's language."""

# catalogue: documents
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_crm.billing.rules.facts import PROGRESS, Form
from desktop_crm.values.messages import DOCUMENTS, Translator, translator_for


@dataclass(frozen=True, slots=True)
class SampleWords:
    """What stands on a paper that only shows a design."""

    customer: str
    street: str
    city: str
    work: str
    material: str
    delivery: str


def sample_words(language: str) -> SampleWords:
    """These words in the language of papers."""
    t = paper_words(language)
    return SampleWords(
        customer=t("Sample Customer Ltd."),
        street=t("1 Sample Street"),
        city=t("Sampletown"),
        work=t("Concept and design") + "\n" + t("Three drafts, two rounds of changes"),
        material=t("Printed brochures, 96 pages"),
        delivery=t("Delivery"),
    )


def paper_words(language: str) -> Translator:
    """The translator of papers in this language."""
    return translator_for(language, DOCUMENTS)


def taken_off(t: Translator, form: Form, number: str, issued_on: date) -> str:
    """ "Less deposit invoice D-2026-0001 of 01/03/2026"."""
    if form == PROGRESS:
        return t("Less progress invoice {number} of {date}", number=number, date=issued_on)
    return t("Less deposit invoice {number} of {date}", number=number, date=issued_on)


def with_vat(t: Translator, net: int, tax: int, currency: str) -> str:
    """ "600.00 net + 138.00 VAT = 738.00"."""
    shown = [t.formats.amount(each, currency) for each in (net, tax, net + tax)]
    return t("{net} net + {tax} VAT = {total}", net=shown[0], tax=shown[1], total=shown[2])


def deposit(t: Translator, number: str, percent: Decimal | None) -> str:
    """ "Deposit of 30 % for OC-2026-0001"."""
    if percent is None:
        return t("Deposit for {number}", number=number)
    return t("Deposit of {percent} for {number}", percent=t.formats.percent(percent), number=number)


def adjustment(t: Translator, percent: Decimal | None, reason: str, *, is_charge: bool) -> str:
    """ "Discount 3 %": what is said of a discount or charge that stands as an amount."""
    word = reason or (t("Surcharge") if is_charge else t("Discount"))
    return word if percent is None else f"{word} {t.formats.percent(percent)}"


def reduction(t: Translator, number: str) -> str:
    """The line of a credit note over an amount."""
    return t("Reduction of invoice {number}", number=number)


def credited_before(t: Translator) -> str:
    """The line of a credit note that leaves out what others took back."""
    return t("Less what was credited before")


def payment(t: Translator, number: str) -> str:
    """The line of a receipt."""
    return t("Payment for invoice {number}", number=number)
