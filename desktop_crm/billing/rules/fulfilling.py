"""An order and what becomes of it: taken out of a quote, delivered, billed, line by line.

Per ordered line: ordered = delivered + to deliver, delivered = invoiced + to invoice. More than was ordered
is warned of and never forbidden: what has been delivered has been delivered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft, LineSource
from desktop_crm.billing.rules.facts import DELIVERY, INVOICE, ORDER, PRO_FORMA
from desktop_crm.billing.rules.pricing import numbered
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One line to be taken, delivered or billed: its number on the paper, and how much of it (None: all that
    is left)."""

    line: int
    qty: Decimal | None = None


class Progress(Protocol):
    """How far a line is (`queries.LineProgress`)."""

    @property
    def ordered(self) -> Decimal: ...
    @property
    def taken(self) -> Decimal: ...
    @property
    def delivered(self) -> Decimal: ...
    @property
    def invoiced(self) -> Decimal: ...


def wanted_of(
    paper: DocumentDraft, lines: Sequence[WantedLine] | None, left: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """The quantities by line number: what is asked for, else all that is left.

    Raises UserError naming "lines[1].line" or "lines[1].qty" for a line that the paper lacks and for no
    quantity.
    """
    printed = numbered(paper)
    if lines is None:
        return {number: qty for number, qty in left.items() if qty}
    if not lines:
        raise UserError(_("Choose at least one line"), "lines")
    wanted: dict[int, Decimal] = {}
    for place, each in enumerate(lines, 1):
        if each.line not in printed:
            raise UserError(_("There is no line {n}", n=each.line), f"lines[{place}].line")
        if each.line in wanted:
            raise UserError(_("Line {n} is named twice", n=each.line), f"lines[{place}].line")
        qty = left.get(each.line, NOTHING) if each.qty is None else each.qty
        if not qty.is_finite() or not qty or (qty > 0) is not (printed[each.line].qty > 0):
            raise UserError(_("Give the quantity of line {n}", n=each.line), f"lines[{place}].qty")
        wanted[each.line] = qty
    return wanted


def order_of(
    quote: DocumentDraft, quote_id: int, wanted: Mapping[int, Decimal] | None = None
) -> DocumentDraft:
    """The order confirmation over a quote: all of it without its options, or `wanted` of its lines (an option
    that is wanted is taken)."""
    return replace(
        _following(quote, quote_id),
        kind=ORDER,
        lines=_lines(quote, quote_id, wanted),
        prepaid=quote.prepaid,
    )


def pro_forma_of(paper: DocumentDraft, paper_id: int) -> DocumentDraft:
    """The pro forma over a quote or an order."""
    return replace(
        _following(paper, paper_id), kind=PRO_FORMA, lines=_lines(paper, paper_id, None, named=False)
    )


def delivery_of(order: DocumentDraft, order_id: int, wanted: Mapping[int, Decimal]) -> DocumentDraft:
    """The delivery note over `wanted` of an order's lines. It keeps the prices, which no delivery note
    prints."""
    return replace(
        _following(order, order_id),
        kind=DELIVERY,
        lines=_lines(order, order_id, wanted),
        adjustments=(),
        withholdings=(),
        extra_taxes=(),
        prepaid=0,
        terms_id=None,
    )


def _following(paper: DocumentDraft, paper_id: int) -> DocumentDraft:
    """The head of a paper that is made of another one; its dates and texts begin anew."""
    return replace(
        paper.without_rate(),
        form="",
        issued_on=None,
        due_on=None,
        valid_until=None,
        delivered_on=None,
        from_id=paper_id,
        corrects_id=None,
        rounding_amount=0,
        early_percent=None,
        early_days=None,
        intro="",
        notes="",
        cover="",
        appended=(),
        internal_notes="",
    )


def _lines(
    paper: DocumentDraft, paper_id: int, wanted: Mapping[int, Decimal] | None, *, named: bool = True
) -> tuple[LineDraft, ...]:
    """The lines in their order with the headings above them; a heading with nothing below it goes."""
    number, found, heading = 0, [], None
    for line in paper.lines:
        if line.kind == "section":
            heading = line
            continue
        number += 1
        if line.is_optional and not (wanted and number in wanted):
            continue
        if wanted is not None and number not in wanted:
            continue
        if heading is not None:
            found.append(heading)
            heading = None
        source = LineSource(paper_id, number) if named else None
        qty = line.qty if wanted is None else wanted[number]
        found.append(_over(replace(line, of=source, is_optional=False), qty))
    return tuple(found)


def with_quantities(paper: DocumentDraft, other: Mapping[int, Decimal]) -> DocumentDraft:
    """The paper with other quantities of some lines, by their number."""
    if not other:
        return paper
    number, lines = 0, []
    for line in paper.lines:
        number += line.kind == "item"
        is_other = line.kind == "item" and number in other
        lines.append(_over(line, other[number]) if is_other else line)
    return replace(paper, lines=tuple(lines))


def _over(line: LineDraft, qty: Decimal) -> LineDraft:
    """`qty` of a line; a fixed discount or charge in proportion."""
    if qty == line.qty or not line.qty:
        return replace(line, qty=qty)
    share = qty / line.qty
    adjustments = tuple(
        each if each.amount is None else replace(each, amount=int((each.amount * share).quantize(Decimal(1))))
        for each in line.adjustments
    )
    return replace(line, qty=qty, adjustments=tuple(each for each in adjustments if each.amount != 0))


def exceeding(draft: DocumentDraft, progress: Mapping[tuple[int, int], Progress]) -> list[Problem]:
    """Warnings for each line that delivers, bills or takes more than was ordered."""
    found = []
    wanted: dict[tuple[int, int], Decimal] = {}
    for place, line in enumerate(draft.lines, 1):
        if line.of is None or (line.of.document, line.of.line) not in progress:
            continue
        key = (line.of.document, line.of.line)
        wanted[key] = wanted.get(key, NOTHING) + line.qty
        state = progress[key]
        done = state.delivered if draft.kind == DELIVERY else state.invoiced + state.taken
        if draft.kind == INVOICE and draft.form == "final":
            done = NOTHING
        whole = done + wanted[key]
        if abs(whole) <= abs(state.ordered):
            continue
        if draft.kind == DELIVERY:
            message = _("Line {n}: {whole} delivered in all, {ordered} ordered", n=line.of.line, whole=whole,
                        ordered=state.ordered)  # fmt: skip
        elif draft.kind == INVOICE:
            message = _("Line {n}: {whole} billed in all, {ordered} ordered", n=line.of.line, whole=whole,
                        ordered=state.ordered)  # fmt: skip
        else:
            message = _("Line {n}: {whole} taken in all, {ordered} quoted", n=line.of.line, whole=whole,
                        ordered=state.ordered)  # fmt: skip
        found.append(Problem(f"lines[{place}].qty", message, is_warning=True))
    return found


def undelivered(draft: DocumentDraft, progress: Mapping[tuple[int, int], Progress]) -> list[Problem]:
    """Warnings for each line of a final invoice over an order that was begun to be delivered, and that has
    still something to come."""
    if draft.form != "final" or not any(each.delivered for each in progress.values()):
        return []
    found = []
    for place, line in enumerate(draft.lines, 1):
        state = None if line.of is None else progress.get((line.of.document, line.of.line))
        if line.of is None or state is None or abs(state.delivered) >= abs(state.ordered):
            continue
        message = _(
            "Line {n}: {delivered} of {ordered} delivered so far, all of it is billed",
            n=line.of.line,
            delivered=state.delivered,
            ordered=state.ordered,
        )
        found.append(Problem(f"lines[{place}].qty", message, is_warning=True))
    return found


def order_state(progress: Sequence[Progress], *, is_settled: bool) -> str:
    """The state of an order by its lines: issued, partly_delivered, delivered, invoiced. `is_settled`: a
    final invoice stands."""
    if is_settled or (progress and all(abs(each.invoiced) >= abs(each.ordered) for each in progress)):
        return "invoiced"
    if progress and all(abs(each.delivered) >= abs(each.ordered) for each in progress):
        return "delivered"
    return "partly_delivered" if any(each.delivered for each in progress) else "issued"
