"""One sum of money and what it is for: several invoices, discounts kept back, fees, credit of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing.rules.payments import METHODS, check_paid_on
from desktop_crm.values import money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

KINDS: Final = ("received", "credit", "refund")
"""Received from a customer or a payment provider; taken from a customer's credit; paid back to them."""
KIND_WORDS: Final[dict[str, Message]] = {
    "received": _("Received"),
    "credit": _("Credit used"),
    "refund": _("Paid back"),
}
MOST_SHARES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of a sum that pays one invoice, in minor units.

    `discount` is what an early payer kept back as the invoice promised. With `write_off` what is still open
    afterwards is given up.
    """

    document_id: int
    amount: int
    discount: int = 0
    write_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceDraft:
    """Money that arrived in one sum: `amount` on the account, after `fee` was kept by a payment provider.

    What the shares leave of both is kept as the customer's credit.
    """

    amount: int
    currency: str
    paid_on: date
    shares: tuple[Share, ...]
    contact_id: int | None = None
    fee: int = 0
    method: str = "transfer"
    reference: str = ""
    bank_account_id: int | None = None

    @property
    def kept(self) -> int:
        """What becomes credit."""
        return self.amount + self.fee - shared(self.shares)


def shared(shares: Sequence[Share]) -> int:
    """The money that these shares take, discounts not counted."""
    return sum(each.amount for each in shares)


def check_remittance(draft: RemittanceDraft, today: date) -> None:
    """Raise UserError naming "amount", "fee", "shares", "contact_id", "paid_on", "method"..."""
    check_sum(draft.amount, draft.currency, draft.paid_on, draft.method, draft.reference, today)
    if not 0 <= draft.fee <= money.MAX_MINOR:
        raise UserError(_("A fee is not negative"), "fee")
    check_shares(draft.shares)
    if draft.kept < 0:
        shown = f"{money.plain(-draft.kept, draft.currency)} {draft.currency}"
        raise UserError(_("The invoices take {amount} more than has arrived", amount=shown), "shares")
    if draft.kept and draft.contact_id is None:
        shown = f"{money.plain(draft.kept, draft.currency)} {draft.currency}"
        raise UserError(_("{amount} is left over: say whose credit it is", amount=shown), "contact_id")


def check_sum(amount: int, currency: str, paid_on: date, method: str, reference: str, today: date) -> None:
    """What holds for every sum of money; raises UserError naming the field."""
    if not money.is_currency(currency):
        raise UserError(_("“{code}” is no currency code (ISO 4217)", code=currency), "currency")
    if amount <= 0:
        raise UserError(_("The amount must be more than zero"), "amount")
    if amount > money.MAX_MINOR:
        raise UserError(_("This amount is too large"), "amount")
    if method not in METHODS or method == "early_discount":
        raise UserError(_("“{method}” is no way of paying", method=method), "method")
    texts.check_line(reference, "reference")
    check_paid_on(paid_on, today)


def need_currency(number: str, currency: str, other: str) -> None:
    """Raise UserError where an invoice is not in the currency of the money."""
    if currency != other:
        message = _(
            "{number} is in {currency}, this money in {other}", number=number, currency=currency, other=other
        )
        raise UserError(message, "document_id")


def check_shares(shares: Sequence[Share]) -> None:
    """Raise UserError naming "shares[2].amount" and the like."""
    if len(shares) > MOST_SHARES:
        raise UserError(_("No more than {most} invoices at once", most=MOST_SHARES), "shares")
    seen: set[int] = set()
    for place, each in enumerate(shares, 1):
        if each.document_id in seen:
            raise UserError(_("This invoice is named twice"), f"shares[{place}].document_id")
        seen.add(each.document_id)
        if each.amount <= 0:
            raise UserError(_("The amount must be more than zero"), f"shares[{place}].amount")
        if each.discount < 0:
            raise UserError(_("A discount is not negative"), f"shares[{place}].discount")
