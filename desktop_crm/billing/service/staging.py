"""Billing an order or a quote: deposits, progress invoices, invoices over what was delivered, the final
one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.billing.queries import chain
from desktop_crm.billing.queries.rows import LineProgress
from desktop_crm.billing.rules import staging
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DELIVERY, DEPOSIT, ORDER, PRO_FORMA, QUOTE
from desktop_crm.billing.rules.fulfilling import WantedLine, wanted_of, with_quantities
from desktop_crm.billing.rules.pricing import counts, numbered
from desktop_crm.billing.service import overlaps, records
from desktop_crm.billing.service.ordering import accept, need_source
from desktop_crm.billing.service.quoting import with_usual
from desktop_crm.billing.service.records import DocumentRef, Stored
from desktop_crm.company import queries as company
from desktop_crm.company.rules import law
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

SOURCES = (QUOTE, ORDER, PRO_FORMA)


@rights.needs("documents.draft")
def deposit_invoice(
    caller: Caller,
    source_id: int,
    today: date,
    *,
    percent: Decimal | None = None,
    amount: int | None = None,
) -> DocumentRef:
    """A draft deposit invoice for a quote, order or pro forma: `percent` of its net, or an `amount` with its
    VAT (minor units). Raises UserError at "percent" or "amount"."""
    with transaction(caller) as changed:
        source = _need_open(source_id)
        if (percent is None) is (amount is None):
            raise UserError(_("Give the percentage or the amount of the deposit"), "percent")
        billed = (*chain.stages(caller, source_id), *chain.plain_bills(caller, source_id))
        draft = staging.deposit_of(
            source.draft, source_id, source.number, billed, percent=percent, amount=amount
        )
        changed.update(("invoice", "quote"))
        return _begin(caller, source, draft, today)


@rights.needs("documents.draft")
def progress_invoice(
    caller: Caller,
    source_id: int,
    today: date,
    *,
    percent: Decimal | None = None,
    lines: Sequence[WantedLine] | None = None,
) -> DocumentRef:
    """A draft progress invoice: `percent` of every line of the order, these lines and quantities, else what
    was delivered and is not billed. Raises UserError at "percent" or "lines[1].qty"."""
    with transaction(caller) as changed:
        source = _need_open(source_id)
        before = chain.billed_quantities(caller, source_id, with_progress=True)
        if percent is not None:
            wanted = staging.progress_quantities(source.draft, percent)
            whole = numbered(source.draft)
            if any(abs(qty + before.get(n, Decimal(0))) > abs(whole[n].qty) for n, qty in wanted.items()):
                message = _("Together the progress invoices come to more than the order")
                raise UserError(message, "percent")
        else:
            wanted = wanted_of(source.draft, lines, _delivered(caller, source_id, before))
        if not wanted:
            raise UserError(
                _("Nothing was delivered that is not billed: give a percentage or lines"), "percent"
            )
        billed = (*chain.stages(caller, source_id), *chain.plain_bills(caller, source_id))
        draft = staging.progress_of(source.draft, source_id, wanted, before, billed)
        changed.update(("invoice", "quote"))
        return _begin(caller, source, draft, today)


@rights.needs("documents.draft")
def final_invoice(caller: Caller, source_id: int, today: date, *, is_full: bool = False) -> DocumentRef:
    """A draft final invoice: the whole order, each deposit and progress invoice taken off by name (the
    remainder), or, `is_full`, the invoice over the whole with them as prepaid and an annex."""
    with transaction(caller) as changed:
        source = _need_open(source_id)
        draft = staging.final_of(
            with_quantities(source.draft, _whole(caller, source_id)),
            source_id,
            chain.stages(caller, source_id),
            is_full=is_full,
            before=chain.billed_quantities(caller, source_id, with_progress=False),
            others=chain.plain_bills(caller, source_id),
        )
        changed.update(("invoice", "quote"))
        return _begin(caller, source, draft, today)


@rights.needs("documents.draft")
def invoice_order(
    caller: Caller, order_id: int, today: date, lines: Sequence[WantedLine] | None = None
) -> DocumentRef:
    """A draft invoice over an order: these lines; else what was delivered and is not billed, by its delivery
    notes; of an order without delivery notes all that is left. Where deposits stand and nothing else is left
    to deliver it is the final invoice."""
    with transaction(caller) as changed:
        order = need_source(order_id, (ORDER,))
        progress = chain.line_progress(caller, order_id)
        if chain.final_number(order_id) and (beyond := _beyond(progress)):
            changed.add("invoice")
            wanted = wanted_of(order.draft, lines, beyond)
            billed = {each.line: each.invoiced for each in progress if each.invoiced}
            notes = chain.deliveries_to_bill(order_id)
            return _begin(caller, order, _plain(caller, order, wanted, billed, notes), today)
        overlaps.need_no_final(order_id)
        before = chain.billed_quantities(caller, order_id, with_progress=True)
        has_all = all(each.delivered >= each.ordered for each in progress)
        is_delivered = any(each.delivered for each in progress)
        changed.add("invoice")
        if lines is None and chain.stages(caller, order_id) and (has_all or not is_delivered):
            return final_invoice(caller, order_id, today)
        notes = []
        left = {each.line: each.not_invoiced for each in progress}
        if lines is None and is_delivered:
            notes = chain.deliveries_to_bill(order_id)
            left = _delivered(caller, order_id, before)
        wanted = wanted_of(order.draft, lines, left)
        if not wanted:
            raise UserError(
                _("All that was delivered of {number} has been billed", number=order.number), "id"
            )
        return _begin(caller, order, _plain(caller, order, wanted, before, notes), today)


@rights.needs("documents.draft")
def invoice_deliveries(caller: Caller, delivery_ids: Sequence[int], today: date) -> DocumentRef:
    """One draft invoice over several delivery notes of a customer, also of several orders with the same
    terms.

    Raises UserError at "ids" for notes that are billed, of different customers, or that cannot be billed
    together.
    """
    with transaction(caller) as changed:
        if not delivery_ids:
            raise UserError(_("Choose at least one delivery note"), "ids")
        notes = [need_source(each, (DELIVERY,)) for each in dict.fromkeys(delivery_ids)]
        for note in notes:
            if chain.is_billed(note.id):
                raise UserError(_("{number} has been billed already", number=note.number), "ids")
        by_order: dict[int, dict[int, Decimal]] = {}
        for note in notes:
            for line in note.draft.lines:
                if line.kind == "item" and line.of is not None:
                    wanted = by_order.setdefault(line.of.document, {})
                    wanted[line.of.line] = wanted.get(line.of.line, Decimal(0)) + line.qty
        for order_id, wanted in by_order.items():
            _keep_unbilled(caller, order_id, wanted)
        orders = [records.read(each) for each in by_order]
        _check_together(notes, orders)
        drafts = [
            _plain(
                caller,
                order,
                by_order[order.id],
                chain.billed_quantities(caller, order.id, with_progress=True),
                [],
            )
            for order in orders
        ]
        first = drafts[0]
        lines = tuple(line for each in drafts for line in each.lines)
        moved = tuple(each for draft in drafts for each in draft.moved) if len(drafts) == 1 else ()
        draft = replace(first, lines=lines, moved=moved, deliveries=tuple(note.id for note in notes))
        changed.add("invoice")
        return _begin(caller, orders[0], draft, today)


def _need_open(source_id: int, kinds: Sequence[str] = SOURCES) -> Stored:
    """The paper to bill. UserError when a final invoice stands over it."""
    source = need_source(source_id, kinds)  # type: ignore[arg-type]
    overlaps.need_no_final(source_id)
    return source


def _beyond(progress: Sequence[LineProgress]) -> dict[int, Decimal]:
    """What was delivered of each line and no invoice bills, the final one included; nothing of a line that
    was billed ahead of its delivery."""
    return {
        each.line: each.to_invoice
        for each in progress
        if each.to_invoice and (each.to_invoice > 0) is (each.ordered > 0)
    }


def _whole(caller: Caller, source_id: int) -> dict[int, Decimal]:
    """What a final invoice bills of each line of which more was delivered, or billed step by step, than was
    ordered."""
    return {
        each.line: max(overlaps.most(each), each.invoiced, key=abs)
        for each in chain.line_progress(caller, source_id)
        if each.ordered and max(abs(each.delivered), abs(each.invoiced)) > abs(each.ordered)
    }


def _keep_unbilled(caller: Caller, order_id: int, wanted: dict[int, Decimal]) -> None:
    """Take off what other invoices bill of these lines. UserError at "ids" where nothing is left."""
    overlaps.need_no_final(order_id, but_own=True)
    left = _beyond(chain.line_progress(caller, order_id))
    for line, qty in list(wanted.items()):
        wanted[line] = min(qty, left.get(line, Decimal(0)), key=abs)
        if not wanted[line]:
            del wanted[line]
    if not wanted:
        number = records.read(order_id).number
        raise UserError(_("All that was delivered of {number} has been billed", number=number), "ids")


def _delivered(caller: Caller, order_id: int, before: dict[int, Decimal]) -> dict[int, Decimal]:
    """What was delivered of each line and is not billed yet; more than was ordered, too."""
    found = {}
    for each in chain.line_progress(caller, order_id):
        rest = each.delivered - before.get(each.line, Decimal(0))
        if rest and (rest > 0) is (each.ordered > 0):
            found[each.line] = rest
    return found


def _plain(
    caller: Caller,
    order: Stored,
    wanted: dict[int, Decimal],
    before: dict[int, Decimal],
    notes: Sequence[int],
) -> DocumentDraft:
    """A plain invoice over a part of an order (over all of it, with its headings, where nothing was
    billed)."""
    draft = order.draft
    whole = {number: line.qty for number, line in numbered(draft).items() if counts(line)}
    stages = (*chain.stages(caller, order.id), *chain.plain_bills(caller, order.id))
    if wanted == whole and not before:
        made = staging.final_of(draft, order.id, ())
        made = replace(made, form="")
    else:
        made = staging.progress_of(draft, order.id, wanted, before, stages, "")
    return replace(made, deliveries=tuple(notes))


def _check_together(notes: Sequence[Stored], orders: Sequence[Stored]) -> None:
    if not orders:
        raise UserError(_("There is no order behind it to bill"), "ids")
    if len({note.contact_id for note in notes}) > 1:
        raise UserError(_("These delivery notes are of different customers"), "ids")
    drafts = [order.draft for order in orders]
    heads = {(each.currency, each.price_mode, each.withholdings, each.extra_taxes) for each in drafts}
    if len(heads) > 1 or (len(drafts) > 1 and any(each.adjustments for each in drafts)):
        raise UserError(
            _("Their orders differ in currency, kind of price or discount: bill each by itself"), "ids"
        )


def _supplied(caller: Caller, draft: DocumentDraft, source: Stored, today: date) -> DocumentDraft:
    """When it was supplied: on the days of the delivery notes, else today where the seller's law wants a day.
    A deposit is billed before anything is."""
    if draft.form == DEPOSIT or draft.delivered_on or draft.period_from or draft.period_to:
        return draft
    days = chain.delivered_between(draft.deliveries or (source.id,))
    if days is not None and days[0] != days[1]:
        return replace(draft, period_from=days[0], period_to=days[1])
    if days is not None:
        return replace(draft, delivered_on=days[0])
    firm = company.get_firm(caller).draft
    country = firm.country or firm.address.country
    is_wanted = "delivered_on" in law.demanded_fields(country, country, draft.kind, today)
    return replace(draft, delivered_on=today) if is_wanted else draft


def _begin(caller: Caller, source: Stored, draft: DocumentDraft, today: date) -> DocumentRef:
    accept(source, today)
    draft = _supplied(caller, draft, source, today)
    draft = with_usual(caller, replace(draft, is_sample=source.is_sample), source.kind, today)
    return records.insert_draft(caller, draft)
