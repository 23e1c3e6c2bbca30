"""Countries whose fiscal document is made in another program: our paper is no invoice there and says so."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from desktop_crm.company.rules.law.table import rows
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.wordings import Texts, text_in, texts_of
from desktop_crm.values.messages import Message, _

_ELSEWHERE: Final = MappingProxyType(
    {
        "BE": _("In Belgium invoices between companies travel over Peppol, from an access point's program"),
        "BR": _("In Brazil the NF-e or NFS-e is issued through the tax office's system"),
        "ES": _("In Spain invoices need a declared system (Verifactu, from 1 January or 1 July 2027)"),
        "FR": _("In France invoices between companies go through an accredited platform"),
        "IT": _("In Italy invoices are sent as XML through the SdI"),
        "PL": _("In Poland invoices are issued in KSeF"),
        "PT": _(
            "In Portugal invoices are issued on the tax portal or with certified software; "
            "with organised accounts, quotes too"
        ),
        "TR": _("In Türkiye invoices are e-Fatura, e-Arşiv or e-SMM documents of the revenue administration"),
    }
)


def fiscal_elsewhere(country: str, day: date, *, is_consumer: bool = False) -> Message | None:
    """Why the fiscal document of this seller is made in another program, or None where ours is the
    invoice."""
    row = next(rows(country, "fiscal_elsewhere", day), None)
    if row is None or (is_consumer and row.values.get("b2b_only")):
        return None
    return _ELSEWHERE[row.values["reason"]]


_PAPERS: Final = MappingProxyType(
    {
        "PT": _(
            "In Portugal every paper for a customer, quotes too, comes from certified software. "
            "This program keeps drafts, payments and the certified papers you import; "
            "what it prints is an internal note for yourself."
        )
    }
)


def papers_elsewhere(country: str, day: date, *, small_business: bool = False) -> Message | None:
    """Why this seller may hand customers no paper of this program at all, not even a quote, or None."""
    for row in rows(country, "papers_elsewhere", day):
        if row.values.get("seller_small_business", small_business) == small_business:
            return _PAPERS[row.values["reason"]]
    return None


def seller_note(country: str, day: date, *, small_business: bool = False) -> Message | None:
    """What a seller of this country must know before the first paper, or None."""
    return papers_elsewhere(country, day, small_business=small_business) or fiscal_elsewhere(country, day)


def prints_fiscal(firm: FirmDraft, day: date, *, is_consumer: bool = False) -> bool:
    """Whether this program's paper is the invoice itself: by the law of the day and by the firm's own
    choice."""
    return not firm.fiscal_elsewhere and fiscal_elsewhere(firm.country, day, is_consumer=is_consumer) is None


def paper_note(country: str, language: str, day: date, *, internal: bool = False) -> str:
    """What a non-fiscal paper says of itself, in the paper's language: "not an invoice; does not replace
    ..."; an `internal` one that it is not for the customer.
    """
    row = next(rows(country, "papers_elsewhere" if internal else "fiscal_elsewhere", day), None)
    return "" if row is None else text_in(texts_of(row.values["paper"]), language)


def business_wordings(country: str, day: date, *, has_discount: bool) -> tuple[Texts, ...]:
    """What an invoice to a business must say beside its figures, by language: late payment, and that there
    is no early-payment discount unless it grants one.
    """
    return tuple(
        texts_of(row.values["text"])
        for row in rows(country, "business_wording", day)
        if not (has_discount and row.values.get("without_discount"))
    )


_REFUSED: Final = MappingProxyType(
    {"FR": _("In France sales to consumers need a program with an attestation; this one has none")}
)


def reason_words(section: str, reason: str) -> Message:
    """The sentence of a row of `fiscal_elsewhere`, `papers_elsewhere` or `refusal`."""
    return {"papers_elsewhere": _PAPERS, "refusal": _REFUSED}.get(section, _ELSEWHERE)[reason]


def refusal(country: str, day: date, *, is_consumer: bool, small_business: bool = False) -> Message | None:
    """Why this seller may not bill this buyer with this program at all, or None."""
    for row in rows(country, "refusal", day):
        if row.values["consumers_only"] and not is_consumer:
            continue
        if row.values.get("seller_small_business", small_business) == small_business:
            return _REFUSED[row.values["reason"]]
    return None
