"""Credit notes: which part of an invoice is taken back.

How much that comes to is calculated in `settling`: many notes over parts of an invoice together take back
exactly its net and VAT of every rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.pricing import counts, numbered
from desktop_crm.billing.rules.settling import Quantities, settled
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One line to be credited: its number on the paper and how much of it (None: all that is left)."""

    line: int
    qty: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note to be issued, and for each of its lines the number of the invoice's and the quantity."""

    draft: DocumentDraft
    quantities: Quantities


def left_to_credit(invoice: DocumentDraft, before: Quantities) -> dict[int, Decimal]:
    """What can still be credited of each counted line; lines that are credited wholly are left out."""
    left = {}
    for number, line in numbered(invoice).items():
        if counts(line) and (rest := line.qty - before.get(number, Decimal(0))):
            left[number] = rest
    return left


def wanted_quantities(
    invoice: DocumentDraft, before: Quantities, lines: tuple[CreditLine, ...] | None
) -> dict[int, Decimal]:
    """The quantities to credit now; all that is left where `lines` is None.

    Raises UserError naming "lines[1].line" or "lines[1].qty" for a line that the invoice lacks and for
    more than is left.
    """
    left = left_to_credit(invoice, before)
    if not left:
        raise UserError(_("This invoice has been credited wholly"))
    if lines is None:
        return left
    if not lines:
        raise UserError(_("Choose at least one line to credit"), "lines")
    wanted: dict[int, Decimal] = {}
    printed = numbered(invoice)
    for number, credit in enumerate(lines, 1):
        if credit.line not in printed or not counts(printed[credit.line]):
            raise UserError(_("The invoice has no line {n}", n=credit.line), f"lines[{number}].line")
        if credit.line in wanted:
            raise UserError(_("Line {n} is named twice", n=credit.line), f"lines[{number}].line")
        wanted[credit.line] = _checked_qty(credit, left.get(credit.line, Decimal(0)), f"lines[{number}].qty")
    return wanted


def _checked_qty(credit: CreditLine, left: Decimal, field: str) -> Decimal:
    qty = left if credit.qty is None else credit.qty
    if not left:
        raise UserError(_("Line {n} has been credited wholly", n=credit.line), field)
    if not qty.is_finite() or not qty or (qty > 0) is not (left > 0):
        raise UserError(_("Give a quantity between 0 and {left}", left=left), field)
    if abs(qty) > abs(left):
        raise UserError(_("Only {left} of line {n} can still be credited", left=left, n=credit.line), field)
    return qty


def credit_of(invoice: DocumentDraft, invoice_id: int, wanted: Quantities, *, before: Quantities) -> Credit:
    """The credit note over `wanted`, after notes over the quantities `before`.

    The one that takes back the last of an invoice takes its prepaid amount and its cash rounding along, so
    that all together come to exactly what the invoice asked for.
    """
    completes = all(wanted.get(line) == rest for line, rest in left_to_credit(invoice, before).items())
    draft = _as_credit(invoice, invoice_id)
    if not completes or before:
        draft = settled(draft, wanted, before, completes=completes)
    return Credit(draft, dict(wanted))


def _as_credit(invoice: DocumentDraft, invoice_id: int) -> DocumentDraft:
    """The invoice's parties, prices and references, without what belongs to a demand for payment."""
    return replace(
        invoice,
        kind="credit_note",
        issued_on=None,
        due_on=None,
        valid_until=None,
        terms_id=None,
        early_percent=None,
        early_days=None,
        corrects_id=invoice_id,
        from_id=None,
        intro="",
        notes="",
        internal_notes="",
    )
