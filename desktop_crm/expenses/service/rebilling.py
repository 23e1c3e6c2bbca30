"""Expenses go onto a customer's draft invoice, each once, with their receipts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.queries.enclosures import EnclosureRow
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.service.records import DocumentRef
from desktop_crm.company import queries as company
from desktop_crm.company.queries import periods
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.expenses.models import Expense
from desktop_crm.expenses.queries.rows import ExpenseRow
from desktop_crm.expenses.queries.spent import get_expense, get_expenses
from desktop_crm.expenses.rules import rebilling as rules
from desktop_crm.expenses.rules.rebilling import Item, Rate
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _, translator_for

_ENCLOSED: Final = "SELECT name, media_type, sha256 FROM expense_file WHERE expense_id = ? ORDER BY id"
_BEFORE: Final = "SELECT rebilled_in, rebilled_as, given_up FROM expense WHERE id = ?"
_OF_DRAFTS: Final = (
    "SELECT e.id, e.version, e.rebilled_in, e.rebilled_as, d.id, e.given_up,"
    " CASE WHEN e.supplier = '' THEN e.description ELSE e.supplier END"
    " FROM expense e LEFT JOIN document d ON d.id = e.rebilled_in WHERE e.given_up <> '[]' ORDER BY e.id"
)
_LINE: Final = "SELECT 1 FROM document WHERE id = ? AND state = 'draft'"


@rights.needs("expenses.change")
def rebill(
    caller: Caller,
    expense_ids: Sequence[int],
    customer_id: int,
    way: str,
    today: date,
    *,
    document_id: int | None = None,
    percent: Decimal = Decimal(0),
    enclose: bool = True,
    append: bool = False,
    key: str | None = None,
) -> DocumentRef:
    """Put expenses onto a draft invoice of a customer: a new one, or `document_id`.

    "cost": the net with the firm's VAT of the day, `percent` on top; "pass_through": the whole sum outside
    VAT, on an invoice of its own. With `enclose` the receipts go with the invoice's mail; with `append` their
    pages follow the invoice instead, and only what cannot be drawn goes with the mail. UserError at
    "expenses" for what is billed on already; with a `key` used before the first answer comes back.
    """
    rights.require(caller, "documents.draft")
    rules.check_way(way, percent)

    def work() -> list[int]:
        rows = get_expenses(caller, expense_ids)
        if len(rows) < len(set(expense_ids)):
            raise NotFound(_("There is no such expense any more"), "expenses")
        for row in rows:
            if row.rebilled_in is not None:
                raise UserError(
                    _("{name} is billed on already", name=row.supplier or row.description), "expenses"
                )
            if way == rules.PASS_THROUGH:
                _need_open(caller, row.id, "expenses")
        items = [_item(row) for row in rows]
        rules.check_items(items)
        version, draft = _target(caller, customer_id, document_id, today)
        if document_id is None:
            draft = replace(draft, currency=items[0].currency)
        rules.check_together(draft, way)
        draft = _with_lines(caller, draft, items, way, percent, today)
        receipts = {row.id: _receipts(row.id) for row in rows}
        if append:
            draft = _with_pages(caller, draft, [each for files in receipts.values() for each in files])
        drawn = {each.sha256 for each in draft.appended}
        made = _written(caller, document_id, version, draft, today)
        for row in rows:
            writes.update_versioned(
                Expense, row.id, row.version, customer=customer_id, rebilled_in=made.id, rebilled_as=way,
                given_up=_given_up(row.id),
            )  # fmt: skip
            if enclose or append:
                files = [each for each in receipts[row.id] if each.sha256 not in drawn]
                billing_service.enclose(caller, made.id, files)
        return list(made)

    with transaction(caller) as changed:
        changed |= {"expense", "invoice"}
        return DocumentRef(*(work() if key is None else writes.once(f"rebill:{key}", work)))


@rights.needs("expenses.change")
def take_off_invoice(caller: Caller, expense_id: int, version: int) -> int:
    """Let an expense be billed on again whose invoice is still a draft; its lines, and pages that
    follow it, are taken off there by hand. Returns the new version."""
    with transaction(caller) as changed:
        stored = get_expense(caller, expense_id)
        paper = stored.row.rebilled_in
        if paper is None:
            raise UserError(_("It is not billed on"), "id")
        if raw().execute(_LINE, (paper,)).fetchone() is None:
            raise UserError(_("The invoice was issued: credit it first"), "id")
        if stored.row.rebilled_as == rules.PASS_THROUGH:
            _need_open(caller, expense_id, "id")
        billing_service.unenclose(caller, paper, [each.sha256 for each in stored.files])
        changed |= {"expense", "invoice"}
        return writes.update_versioned(Expense, expense_id, version, rebilled_in=None, rebilled_as="")


def _need_open(caller: Caller, expense_id: int, field: str) -> None:
    """What is passed through is not deducted: UserError at `field` where its VAT was handed in."""
    draft = get_expense(caller, expense_id).draft
    for day in (draft.spent_on, draft.paid_on):
        if day is not None and draft.tax:
            periods.need_open(caller, day, field)


def _given_up(expense_id: int) -> list[list[Any]]:
    """The drafts that billed it on, with the one that it is still written to, which was thrown away."""
    paper, way, known = raw().execute(_BEFORE, (expense_id,)).fetchone()
    found: list[list[Any]] = json.loads(known)
    return [*found, [paper, way]] if paper is not None else found


def have_again(paper: int) -> None:
    """A draft was brought back: what it billed on is billed on by it again. UserError where another paper has
    it by now: it would be billed twice. Needs a transaction."""
    for key, version, now, way_now, stands, known, name in raw().execute(_OF_DRAFTS).fetchall():
        drafts: list[list[Any]] = json.loads(known)
        mine = [each for each in drafts if each[0] == paper]
        if not mine or now == paper:
            continue
        if stands is not None:
            raise UserError(
                _(
                    "{name} is billed on with another paper by now: take it off there, then bring this one "
                    "back",
                    name=name,
                ),
                "id",
            )
        left = [each for each in drafts if each[0] != paper]
        if now is not None:
            left.append([now, way_now])
        writes.update_versioned(
            Expense, key, version, rebilled_in=paper, rebilled_as=mine[-1][1], given_up=left
        )


def _receipts(expense_id: int) -> list[EnclosureRow]:
    return [EnclosureRow(*each) for each in raw().execute(_ENCLOSED, (expense_id,)).fetchall()]


def _with_pages(caller: Caller, draft: DocumentDraft, files: Sequence[EnclosureRow]) -> DocumentDraft:
    """The draft with the receipts behind it, each once; one that cannot be drawn stays as it is."""
    added = {each.sha256: each for each in draft.appended}
    for each in files:
        if each.sha256 not in added:
            try:
                added[each.sha256] = billing_service.kept_appendix(caller, each.name, each.sha256, "expenses")
            except DatabaseFault:
                raise
            except UserError:
                continue
    return replace(draft, appended=tuple(added.values()))


def _item(row: ExpenseRow) -> Item:
    return Item(
        id=row.id,
        supplier=row.supplier if row.kind == "purchase" else "",
        description=row.description,
        number=row.number,
        spent_on=row.spent_on,
        currency=row.currency,
        net=row.net,
        gross=row.gross,
    )


def _target(
    caller: Caller, customer_id: int, document_id: int | None, today: date
) -> tuple[int, DocumentDraft]:
    if document_id is None:
        return 0, billing.new_draft(caller, "invoice", customer_id, today)
    view = billing.get_document(caller, document_id, today)
    if view.row.kind != "invoice" or view.row.state != "draft":
        raise UserError(_("Only a draft invoice takes further lines"), "document")
    if view.row.contact_id != customer_id:
        raise UserError(_("This draft is another customer's"), "document")
    return view.row.version, view.draft


def _with_lines(
    caller: Caller, draft: DocumentDraft, items: Sequence[Item], way: str, percent: Decimal, today: date
) -> DocumentDraft:
    t = translator_for(draft.language or caller.language)
    rate = _rate(caller, draft, today)
    lines = tuple(rules.line_of(item, way, rate, percent, draft, t) for item in items)
    before = tuple(line for line in draft.lines if line.description or line.price)
    return replace(draft, lines=(*before, *lines))


def _rate(caller: Caller, draft: DocumentDraft, today: date) -> Rate:
    """As the other lines of the draft, else as the firm's usual one."""
    for line in draft.lines:
        if line.kind == "item" and (line.description or line.price):
            return Rate(category=line.category, rate=line.rate)
    row = company.default_tax_rate(caller, today)
    if row is None:
        return Rate(category="O", rate=Decimal(0))
    return Rate(category=row.draft.category, rate=row.draft.rate)


def _written(
    caller: Caller, document_id: int | None, version: int, draft: DocumentDraft, today: date
) -> DocumentRef:
    if document_id is None:
        return billing_service.create_draft(caller, draft, today)
    return DocumentRef(document_id, billing_service.save_draft(caller, document_id, version, draft, today))
