"""How a sum is shared among open invoices before a person looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop_crm.receivables.rules.matching import OpenInvoice, discount_on
from desktop_crm.receivables.rules.remittances import Share
from desktop_crm.values import money
from desktop_crm.values.messages import Message, _


def distribute(amount: int, invoices: Sequence[OpenInvoice], on: date) -> tuple[Share, ...]:
    """Who pays `amount` on a day seems to mean these invoices, which stand in the order they are to be paid.

    The one whose amount it is, with or without the discount promised for that day; else all of them where
    they come to it; else one after the other until nothing is left.
    """
    if amount <= 0:
        return ()
    for each in invoices:
        if amount == each.open:
            return (Share(document_id=each.id, amount=amount),)
    for each in invoices:
        kept = discount_on(each, on)
        if kept and amount == each.open - kept:
            return (Share(document_id=each.id, amount=amount, discount=kept),)
    all_less = tuple(_less_discount(each, on) for each in invoices)
    if len(all_less) > 1 and sum(each.amount for each in all_less) == amount:
        return all_less
    return _in_turn(amount, invoices, on)


def discount_doubts(
    invoices: Sequence[OpenInvoice], shares: Sequence[Share], on: date
) -> tuple[tuple[str, Message], ...]:
    """Discounts kept back that these invoices did not promise for this day (field, why): whether to grant
    them is for the office to say."""
    known = {each.id: each for each in invoices}
    found = []
    for place, share in enumerate(shares, 1):
        invoice = known.get(share.document_id)
        if invoice is None or share.discount <= discount_on(invoice, on):
            continue
        taken = f"{money.plain(share.discount, invoice.currency)} {invoice.currency}"
        why = _("{number} promises no discount now: {taken} is kept back", number=invoice.number, taken=taken)
        if invoice.discount and invoice.discount_until is not None:
            why = _(
                "{number} promised a discount of {amount} up to {day}: {taken} is kept back on {paid_on}",
                number=invoice.number,
                amount=f"{money.plain(invoice.discount, invoice.currency)} {invoice.currency}",
                day=invoice.discount_until,
                taken=taken,
                paid_on=on,
            )
        found.append((f"invoices[{place}].discount", why))
    return tuple(found)


def _less_discount(invoice: OpenInvoice, on: date) -> Share:
    kept = discount_on(invoice, on)
    return Share(document_id=invoice.id, amount=invoice.open - kept, discount=kept)


def _in_turn(amount: int, invoices: Sequence[OpenInvoice], on: date) -> tuple[Share, ...]:
    found, left = [], amount
    for each in invoices:
        if left <= 0:
            break
        less = _less_discount(each, on)
        if less.discount and left == less.amount:
            found.append(less)
            break
        paid = min(left, each.open)
        found.append(Share(document_id=each.id, amount=paid))
        left -= paid
    return tuple(found)
