"""Payments: what may be recorded, and what one should be asked about before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing.rules.facts import EarlyPayment
from desktop_crm.values import dates, money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

METHODS: Final = (
    "transfer",
    "cash",
    "card",
    "direct_debit",
    "pix",
    "paypal",
    "cheque",
    "early_discount",
    "other",
)
METHOD_WORDS: Final[dict[str, Message]] = {
    "transfer": _("Transfer"),
    "cash": _("Cash"),
    "card": _("Card"),
    "direct_debit": _("Direct debit"),
    "pix": _("Pix"),
    "paypal": _("PayPal"),
    "cheque": _("Cheque"),
    "early_discount": _("Early-payment discount"),
    "other": _("Other"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """Money received (`amount` in minor units of the invoice's currency), or paid back where it is
    negative."""

    amount: int
    paid_on: date
    method: str = "transfer"
    reference: str = ""
    bank_account_id: int | None = None


def check_paid_on(day: date, today: date) -> None:
    """Raise UserError at "paid_on" for a day that has not come yet, or never was.

    A day before the invoice was issued is one to doubt (`payment_hints`), not to refuse: money comes in
    advance.
    """
    if not dates.FIRST_DATE <= day <= date(2200, 1, 1):
        raise UserError(_("This date cannot be meant: {day}", day=day.isoformat()), "paid_on")
    if day > today:
        raise UserError(_("This lies in the future"), "paid_on")


def check_payment(draft: PaymentDraft, currency: str, left: int, *, may_overpay: bool = False) -> None:
    """Raise UserError naming "amount", "method" or "reference".

    `left` is what is open before; negative where the customer has something to get back. More than is open
    is refused unless `may_overpay`.
    """
    if draft.method not in METHODS:
        raise UserError(_("“{method}” is no way of paying", method=draft.method), "method")
    texts.check_line(draft.reference, "reference")
    if draft.amount == 0:
        raise UserError(_("The amount is zero"), "amount")
    if abs(draft.amount) > money.MAX_MINOR:
        raise UserError(_("This amount is too large"), "amount")
    if draft.amount < 0 and draft.amount < min(left, 0):
        raise UserError(_("There is not so much to pay back"), "amount")
    if draft.amount > max(left, 0) and not may_overpay:
        shown = f"{money.plain(max(left, 0), currency)} {currency}"
        raise UserError(_("This is more than is open ({open})", open=shown), "amount")


def early_discount(early: EarlyPayment | None, due: int, left: int, paid_on: date) -> int:
    """What a payer may keep back on this day: the discount printed on the invoice, or 0.

    Only while all of the invoice is open, and up to and with the day it is promised for.
    """
    if early is None or paid_on > early.until or left != due:
        return 0
    return early.discount


def payment_hints(draft: PaymentDraft, issued_on: date, today: date) -> tuple[tuple[str, Message], ...]:
    """Doubts to show beside a field (field, message); none of them keeps the payment from being recorded."""
    found: list[tuple[str, Message]] = []
    if draft.paid_on < issued_on:
        found.append(("paid_on", _("This lies before the date of issue")))
    if draft.paid_on > today:
        found.append(("paid_on", _("This lies in the future")))
    return tuple(found)
