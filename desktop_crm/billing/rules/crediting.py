"""Credit notes: which part of an invoice is taken back.

How much that comes to is calculated in `settling`: many notes over parts of an invoice together take back
exactly its net and VAT of every rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop_crm.billing.rules import printed
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.pricing import counts, numbered, totals_of
from desktop_crm.billing.rules.settling import Quantities, settled
from desktop_crm.billing.rules.staging import Billed, Key, fixed_adjustments, spread, summed, tax_of
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.totals import Moved
from desktop_crm.values.totals.rounding import half_away


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
    completes: bool = False  # nothing is left to credit afterwards


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
    return Credit(draft, dict(wanted), completes)


def left_to_pay_back(invoice: DocumentDraft, notes: Sequence[Billed]) -> dict[Key, tuple[int, int]]:
    """Base and tax of each VAT group that no credit note took back yet."""
    done = summed(notes)
    found = {}
    for group in totals_of(invoice).tax_breakdown:
        base, tax = done.get((group.category, group.rate), (0, 0))
        found[group.category, group.rate] = (group.base - base, group.tax - tax)
    return found


def credit_by_amount(
    invoice: DocumentDraft, invoice_id: int, number: str, amount: int, notes: Sequence[Billed]
) -> tuple[DocumentDraft, bool]:
    """The credit note over `amount` (VAT included), spread over the VAT groups by what is left of them, and
    whether it takes back the last of the invoice. Raises UserError at "amount"."""
    left = left_to_pay_back(invoice, notes)
    rest = {key: base + tax for key, (base, tax) in left.items() if base + tax > 0}
    most = sum(rest.values())
    if not most:
        raise UserError(_("This invoice has been credited wholly"))
    if invoice.extra_taxes or invoice.withholdings:
        raise UserError(_("This invoice has further taxes: credit it by line"), "amount")
    if not 0 < amount <= most:
        shown = f"{money.plain(most, invoice.currency)} {invoice.currency}"
        raise UserError(_("Only {left} can still be credited", left=shown), "amount")
    text = printed.reduction(printed.paper_words(invoice.language), number)
    lines: list[LineDraft] = []
    moved: list[Moved] = []
    for key, gross in spread(amount, rest).items():
        if not gross:
            continue
        base, tax = left[key]
        part = tax if gross == base + tax else half_away(tax * gross, base + tax)
        shown_part = gross if invoice.price_mode == "gross" else gross - part
        price = money.major(shown_part, invoice.currency)
        lines.append(LineDraft(description=text, price=price, category=key[0], rate=key[1]))
        plain = tax_of(invoice, shown_part, key[1])
        if plain != part:
            moved.append(Moved("tax", part - plain, *key))
    draft = replace(
        _as_credit(invoice, invoice_id),
        lines=tuple(lines),
        adjustments=(),
        prepaid=0,
        round_due_to=0,
        rounding_amount=0,
        moved=tuple(moved),
    )
    return draft, amount == most


def less_reductions(draft: DocumentDraft, invoice: DocumentDraft, notes: Sequence[Billed]) -> DocumentDraft:
    """A credit note that takes back the last of an invoice, less what notes over an amount took back before:
    `notes` are all the notes before it, those with lines too."""
    t = printed.paper_words(invoice.language)
    draft = replace(draft, adjustments=fixed_adjustments(draft))
    plain = totals_of(replace(draft, moved=()))
    left = left_to_pay_back(invoice, notes)
    lines, moved = list(draft.lines), []
    for group in plain.tax_breakdown:
        key = (group.category, group.rate)
        base, tax = left.get(key, (0, 0))
        whole = group.base + group.tax if draft.price_mode == "gross" else group.base
        wanted = base + tax if draft.price_mode == "gross" else base
        if whole != wanted:
            lines.append(
                LineDraft(
                    description=printed.credited_before(t),
                    qty=Decimal(-1),
                    price=money.major(whole - wanted, draft.currency),
                    category=key[0],
                    rate=key[1],
                )
            )
        if (now := tax_of(draft, wanted, key[1])) != tax:
            moved.append(Moved("tax", tax - now, *key))
    others = tuple(each for each in draft.moved if each.what != "tax")
    return replace(draft, lines=tuple(lines), moved=(*others, *moved))


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
        form="",
        is_corrected=False,
        corrects_id=invoice_id,
        from_id=None,
        deliveries=(),
        settles=(),
        is_full=False,
        share=None,
        lines=tuple(
            replace(line, of=None, deducts=None) if line.of or line.deducts else line
            for line in invoice.lines
        ),
        intro="",
        notes="",
        cover="",
        appended=(),
        internal_notes="",
    )
