"""The kinds of papers: which have numbers of their own, which ask for money, and their codes in an
e-invoice."""

from __future__ import annotations

from typing import Final, Protocol

from desktop_crm.billing.rules.facts import (
    CANCELLATION,
    CREDIT_NOTE,
    DELIVERY,
    DEPOSIT,
    FINAL,
    INVOICE,
    ORDER,
    PRO_FORMA,
    PROGRESS,
    QUOTE,
    RECEIPT,
    Form,
    Kind,
)
from desktop_crm.company.rules.numbering import SeriesKind
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

PAPERS: Final[tuple[Kind, ...]] = (ORDER, DELIVERY, PRO_FORMA, RECEIPT)
"""Neither quotes nor demands for money."""
BILLING: Final[tuple[Kind, ...]] = (INVOICE, CREDIT_NOTE)
"""What the law of invoices is about, and what stands in the books."""
KINDS: Final[tuple[Kind, ...]] = (QUOTE, *PAPERS, *BILLING)
FORMS: Final[tuple[Form, ...]] = ("", DEPOSIT, PROGRESS, FINAL, CANCELLATION)
STAGES: Final[tuple[Form, ...]] = (DEPOSIT, PROGRESS)
"""What a final invoice takes off."""

WORDS: Final[dict[str, Message]] = {
    QUOTE: _("Quote"),
    ORDER: _("Order confirmation"),
    DELIVERY: _("Delivery note"),
    PRO_FORMA: _("Pro forma"),
    INVOICE: _("Invoice"),
    CREDIT_NOTE: _("Credit note"),
    RECEIPT: _("Receipt"),
    DEPOSIT: _("Deposit invoice"),
    PROGRESS: _("Progress invoice"),
    FINAL: _("Final invoice"),
    CANCELLATION: _("Cancellation"),
    "corrected": _("Corrected invoice"),
}
"""How a paper is called on screen, by its sort."""


class Sorted(Protocol):
    """A draft or facts."""

    @property
    def kind(self) -> Kind: ...
    @property
    def form(self) -> Form: ...
    @property
    def is_corrected(self) -> bool: ...


def sort_of(paper: Sorted) -> str:
    """The word under which a paper is named: "corrected", its form, else its kind."""
    return "corrected" if paper.is_corrected else paper.form or paper.kind


def made_of(sort: str) -> tuple[Kind, Form, bool]:
    """The kind and form of a sort of paper, and whether it is a corrected one: the opposite of `sort_of`.

    Raises UserError at "sort" for what there is not.
    """
    kind = next((each for each in KINDS if each == sort), None)
    if kind is not None:
        return kind, "", False
    if sort == "corrected":
        return INVOICE, "", True
    form = next((each for each in FORMS if each == sort), None)
    if not form:
        raise UserError(_("Write one of {choices}", choices=", ".join(WORDS)), "sort")
    return CREDIT_NOTE if form == CANCELLATION else INVOICE, form, False


def series_of(paper: Sorted) -> SeriesKind:
    """The series its number is drawn from: a final invoice is numbered with the invoices, a cancellation with
    the credit notes."""
    if paper.kind == INVOICE:
        if paper.is_corrected:
            return "corrected"
        return paper.form if paper.form in ("deposit", "progress") else "invoice"
    return paper.kind


def type_code(paper: Sorted) -> str:
    """BT-3 (UNTDID 1001)."""
    if paper.kind == CREDIT_NOTE:
        return "381"
    if paper.is_corrected:
        return "384"
    return {DEPOSIT: "386", PROGRESS: "326"}.get(paper.form, "380")
