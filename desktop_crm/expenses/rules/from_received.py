"""An e-invoice that came in, as an expense: the totals that it states, by its own VAT groups."""

from __future__ import annotations

from decimal import Decimal

from desktop_crm.einvoice.model import Invoice, Vat
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.totals.checks import CATEGORIES, UNTAXED_CATEGORIES

_LONGEST = 300


def draft_of(invoice: Invoice, contact_id: int | None, home: str) -> ExpenseDraft:
    """The expense that an e-invoice is; a credit note gives money back.

    Raises UserError where the file states no whole figures: then the expense is typed by hand.
    """
    if invoice.issued_on is None:
        raise UserError(_("The file names no day of issue: type the expense by hand"), "spent_on")
    if not money.is_currency(invoice.currency):
        raise UserError(_("The file names no known currency: type the expense by hand"), "currency")
    sign = -1 if invoice.is_credit_note else 1
    lines = tuple(_line(group, invoice.currency, sign) for group in invoice.taxes)
    sums = invoice.totals
    if sums.net is None or sums.gross is None:
        raise _unclear()
    net = sign * money.minor_rounded(sums.net, invoice.currency)
    gross = sign * money.minor_rounded(sums.gross, invoice.currency)
    if (sum(line.net for line in lines), sum(line.gross for line in lines)) != (net, gross):
        raise _unclear()
    seller = invoice.seller
    return ExpenseDraft(
        supplier=" ".join((seller.name or seller.trading_name).split())[:_LONGEST],
        contact_id=contact_id,
        number=" ".join(invoice.number.split())[:_LONGEST],
        description=" ".join(invoice.lines[0].name.split())[:_LONGEST] if invoice.lines else "",
        country=seller.address.country if seller.address and len(seller.address.country) == 2 else home,
        currency=invoice.currency,
        spent_on=invoice.issued_on,
        due_on=invoice.due_on,
        lines=lines,
    )


def _line(group: Vat, currency: str, sign: int) -> VatLine:
    if group.base is None:
        raise _unclear()
    category = group.category if group.category in CATEGORIES else "S"
    net = sign * money.minor_rounded(group.base, currency)
    tax = sign * money.minor_rounded(group.tax or Decimal(0), currency)
    rate = Decimal(0) if category in UNTAXED_CATEGORIES else group.rate or Decimal(0)
    return VatLine(category=category, rate=rate, net=net, tax=tax)


def _unclear() -> UserError:
    return UserError(_("The figures of this file do not agree: type the expense by hand"), "id")
