"""What other papers have billed since a draft was begun: asked when it is issued, inside the transaction.

Two drafts over one order, begun side by side, are both right when they are begun; only the first one still is
when it has been issued.
"""

from __future__ import annotations

from decimal import Decimal

from desktop_crm.billing.queries import chain
from desktop_crm.billing.queries.rows import LineProgress
from desktop_crm.billing.rules import staging
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DEPOSIT, FINAL, INVOICE, PROGRESS
from desktop_crm.billing.rules.pricing import totals_of
from desktop_crm.billing.service import records
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def bills_others(draft: DocumentDraft) -> bool:
    """Whether a draft bills what an order, a quote or delivery notes say, as others may do meanwhile."""
    is_stage = draft.from_id is not None and draft.form in (DEPOSIT, PROGRESS, FINAL)
    named = any(line.of is not None for line in draft.lines)
    return draft.kind == INVOICE and not draft.is_corrected and bool(is_stage or named or draft.deliveries)


def need_unbilled(caller: Caller, draft: DocumentDraft) -> None:
    """Raise UserError at "lines", "lines[2].qty" or "deliveries" where this would bill anything twice."""
    if not bills_others(draft):
        return
    for delivery in draft.deliveries:
        if chain.is_billed(delivery):
            number = records.read(delivery).number
            raise UserError(_("{number} has been billed already", number=number), "deliveries")
    if draft.form in (DEPOSIT, PROGRESS, FINAL) and draft.from_id is not None:
        need_no_final(draft.from_id)
        if draft.form == DEPOSIT:
            _need_room(caller, draft, draft.from_id)
        if draft.form == FINAL:
            _need_all_stages(caller, draft, draft.from_id)
    wanted: dict[int, dict[int, tuple[int, Decimal]]] = {}
    for place, line in enumerate(draft.lines, 1):
        if line.kind == "item" and line.of is not None:
            of_paper = wanted.setdefault(line.of.document, {})
            first, qty = of_paper.get(line.of.line, (place, Decimal(0)))
            of_paper[line.of.line] = (first, qty + line.qty)
    for source_id, lines in wanted.items():
        _need_left(caller, draft, source_id, lines)


def need_no_final(source_id: int, *, but_own: bool = False) -> None:
    """Raise UserError where a final invoice stands over a quote, an order, or what belongs to it; `but_own`:
    only over what belongs to it."""
    for each in chain.family(source_id):
        final = "" if but_own and each == source_id else chain.final_number(each)
        if final:
            number = records.read(source_id).number
            raise UserError(_("{number} has been billed by {final}", number=number, final=final), "id")


def most(line: LineProgress) -> Decimal:
    """What of a line may be billed: what was ordered, or what was delivered where that is more."""
    return max(line.ordered, line.delivered, key=abs)


def _need_room(caller: Caller, draft: DocumentDraft, source_id: int) -> None:
    """Deposits come to no more than the order."""
    billed = (*chain.stages(caller, source_id), *chain.plain_bills(caller, source_id))
    whole = totals_of(staging.as_invoice(records.read(source_id).draft, source_id)).gross
    if sum(each.gross for each in billed) + totals_of(draft).gross > whole:
        raise UserError(_("Together the deposits come to more than the order"), "lines")


def _need_all_stages(caller: Caller, draft: DocumentDraft, source_id: int) -> None:
    """A final invoice takes off every stage that stands, also one that was issued after it was begun."""
    for stage in chain.stages(caller, source_id):
        if stage.id not in draft.settles:
            message = _(
                "{number} is not taken off as it stands: begin the final invoice anew", number=stage.number
            )
            raise UserError(message, "lines")


def _need_left(
    caller: Caller, draft: DocumentDraft, source_id: int, lines: dict[int, tuple[int, Decimal]]
) -> None:
    """Something is left of each line. A plain invoice may bill more than that (who ordered ten hours may get
    twelve, with a warning); progress and final invoices, which are reckoned up, may not."""
    if draft.form not in (DEPOSIT, PROGRESS, FINAL):
        need_no_final(source_id, but_own=True)
    progress = {each.line: each for each in chain.line_progress(caller, source_id)}
    plain = chain.billed_quantities(caller, source_id, with_progress=False)
    for number, (place, qty) in lines.items():
        line = progress.get(number)
        if line is None:
            continue
        done = plain.get(number, Decimal(0)) if draft.form == FINAL else line.invoiced
        limit = most(line)
        if not done or (done > 0) is not (qty > 0):
            continue
        if abs(done) >= abs(limit) or (draft.form in (PROGRESS, FINAL) and abs(done + qty) > abs(limit)):
            message = _(
                "Line {n}: {whole} billed in all, {ordered} ordered",
                n=number,
                whole=done + qty,
                ordered=limit,
            )
            raise UserError(message, f"lines[{place}].qty")
