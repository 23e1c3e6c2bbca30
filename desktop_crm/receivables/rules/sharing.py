"""How a sum is shared among open invoices before a person looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop_crm.receivables.rules.matching import OpenInvoice, discount_on
from desktop_crm.receivables.rules.remittances import Share


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
