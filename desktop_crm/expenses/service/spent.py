"""Expenses: written down, changed, deleted, with their receipts; an e-invoice becomes one with its sums.

What is dated in a closed period stands: its sums and days are refused, whom it is for and further receipts
are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.firm import firm_side
from desktop_crm.company.queries import periods
from desktop_crm.contacts.rules.matching import match_name
from desktop_crm.database import blobs, search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.expenses.models import Expense, ExpenseFile, ExpenseVat
from desktop_crm.expenses.queries.categories import expense_categories
from desktop_crm.expenses.queries.received import get_received
from desktop_crm.expenses.queries.rows import ExpenseView
from desktop_crm.expenses.queries.spent import expense_of_received, get_expense
from desktop_crm.expenses.rules.expenses import ExpenseDraft, check_expense, same_sums, tidy
from desktop_crm.expenses.rules.from_received import draft_of
from desktop_crm.files.guards import check_attachment
from desktop_crm.receivables.queries import cash as cash_queries
from desktop_crm.receivables.service import cash
from desktop_crm.values import canonical, money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import _

ENTITY: Final = "expense"
RECEIPTS: Final = ("application/pdf", "image/png", "image/jpeg", "application/xml")
"""What a receipt may be: a PDF, a picture, an e-invoice."""
MOST_FILES: Final = 20
_KNOWN_NAME: Final = "SELECT id FROM contact WHERE match_name = ? AND NOT is_archived LIMIT 2"
_CLEAR_VAT: Final = "DELETE FROM expense_vat WHERE expense_id = ?"
_THERE: Final = "SELECT 1 FROM contact WHERE id = ?"
_FILED: Final = "SELECT count(*) FROM expense_file WHERE expense_id = ?"

File = tuple[str, bytes]
"""A file's name and its bytes."""


@rights.needs("expenses.change")
def create_expense(
    caller: Caller,
    draft: ExpenseDraft,
    today: date,
    files: Sequence[File] = (),
    key: str | None = None,
) -> int:
    """Write an expense down with its receipts; returns its id. With a `key` used before, the first one's.

    UserError names the field: of the draft, "files", or "spent_on" and "paid_on" in a closed period.
    """
    draft = tidy(draft)
    check_expense(draft, today, expense_categories(caller).changed)

    def work() -> int:
        return write_down(caller, draft, files=files)

    with transaction(caller) as changed:
        changed.add(ENTITY)
        return work() if key is None else writes.once(f"expense:{key}", work)


@rights.needs("expenses.change")
def write_down(
    caller: Caller, draft: ExpenseDraft, files: Sequence[File] = (), received_id: int | None = None
) -> int:
    """A checked draft's rows and search entry; its id. Needs a transaction."""
    _need_open(caller, draft)
    expense_id = writes.insert(
        Expense, **_columns(draft), received=received_id, created_at=utc_now(), by=caller.user
    )
    _write_vat(expense_id, draft)
    for name, content in files:
        _keep(expense_id, name, content)
    _index(expense_id, draft)
    _follow_cash(caller, expense_id, draft)
    return expense_id


@rights.needs("expenses.change")
def save_expense(caller: Caller, expense_id: int, version: int, draft: ExpenseDraft, today: date) -> int:
    """Change an expense; returns the new version. Conflict when another wrote first.

    The sums of one that was made of an e-invoice, or is billed on already, stay.
    """
    draft = tidy(draft)
    check_expense(draft, today, expense_categories(caller).changed)
    with transaction(caller) as changed:
        stored = get_expense(caller, expense_id)
        if stored.row.version == version:
            _check_change(caller, stored, draft)
        new_version = writes.update_versioned(Expense, expense_id, version, **_columns(draft))
        if draft.lines != stored.draft.lines:
            raw().execute(_CLEAR_VAT, (expense_id,))
            _write_vat(expense_id, draft)
        _index(expense_id, draft)
        _follow_cash(caller, expense_id, draft, stored.draft)
        changed.update((ENTITY, "cash_book"))
    return new_version


def _check_change(caller: Caller, stored: ExpenseView, draft: ExpenseDraft) -> None:
    before = stored.draft
    if draft.kind != before.kind:
        raise UserError(_("An expense does not become one of another kind"), "kind")
    if not same_sums(before, draft):
        if stored.row.received_id is not None:
            raise UserError(_("Its sums are those of the e-invoice that it was made of"), "lines")
        if stored.row.rebilled_in is not None:
            raise UserError(_("It is billed on already: its sums stay"), "lines")
    if _booked(draft) != _booked(before):
        for day in (before.spent_on, draft.spent_on):
            periods.need_open(caller, _known(day), "spent_on")
    if (draft.paid_on, draft.method) != (before.paid_on, before.method):
        for paid in (before.paid_on, draft.paid_on):
            if paid is not None:
                periods.need_open(caller, paid, "paid_on")


def _booked(draft: ExpenseDraft) -> tuple[Any, ...]:
    """What the books say of an expense."""
    return (
        draft.supplier, draft.number, draft.category, draft.country, draft.currency, draft.spent_on,
        draft.lines,
    )  # fmt: skip


@rights.needs("expenses.change")
def pay_expense(
    caller: Caller, expense_id: int, version: int, paid_on: date, method: str, today: date
) -> int:
    """Say when and how it was paid; returns the new version."""
    draft = replace(get_expense(caller, expense_id).draft, paid_on=paid_on, method=method)
    return save_expense(caller, expense_id, version, draft, today)


@rights.needs("expenses.change")
def delete_expense(caller: Caller, expense_id: int, version: int) -> None:
    """Take out what was written down by mistake. UserError in a closed period and for what is billed on."""
    with transaction(caller) as changed:
        stored = get_expense(caller, expense_id)
        if stored.row.version != version:
            raise Conflict(_("Somebody else changed this in the meantime."))
        if stored.row.rebilled_in is not None:
            raise UserError(_("It is billed on already: take it off the invoice first"), "id")
        _need_open(caller, stored.draft)
        writes.delete(Expense, expense_id)
        search.remove(ENTITY, expense_id)
        _follow_cash(caller, expense_id, replace(stored.draft, paid_on=None, method=""), stored.draft)
        changed.update((ENTITY, "cash_book"))


@rights.needs("expenses.change")
def bring_back_expense(caller: Caller, entry_id: int) -> int:
    """Bring a deleted one back with its VAT and receipts; returns its id. UserError in a closed period."""
    with transaction(caller) as changed:
        entry = trail.get_entry(entry_id)
        if entry.table != "expense":
            raise UserError(_("This entry is about something else"), "id")
        for row in trail.deleted_rows(entry)[entry.table]:
            periods.need_open(caller, date.fromisoformat(row["spent_on"]), "spent_on")
            if row["paid_on"] is not None:
                periods.need_open(caller, date.fromisoformat(row["paid_on"]), "paid_on")
        trail.belongs_to(undoes=entry_id)
        trail.put_back(entry)
        _index(entry.row, get_expense(caller, entry.row).draft)
        changed.add(ENTITY)
    return entry.row


@rights.needs("expenses.change")
def attach_receipts(caller: Caller, expense_id: int, files: Sequence[File]) -> list[int]:
    """Keep receipts, all of them or none; returns the files' ids, the first one's for bytes that are there.

    UserError at "files" for what is neither PDF, picture nor e-invoice, empty or too large.
    """
    with transaction(caller) as changed:
        known = {each.id for each in get_expense(caller, expense_id).files}
        trail.touch(Expense, expense_id)
        kept = [_keep(expense_id, name, content) for name, content in files]
        if not known.issuperset(kept):
            writes.update(Expense, expense_id)
            changed.add(ENTITY)
    return kept


@rights.needs("expenses.change")
def detach_receipt(caller: Caller, expense_id: int, file_id: int) -> None:
    """Take a receipt off; its bytes stay in the insert-only store. NotFound when it is gone."""
    with transaction(caller) as changed:
        stored = get_expense(caller, expense_id)
        if file_id not in [each.id for each in stored.files]:
            raise NotFound(_("This file is not in the database."))
        periods.need_open(caller, _known(stored.draft.spent_on), "spent_on")
        trail.touch(Expense, expense_id)
        writes.update(Expense, expense_id)
        raw().execute("DELETE FROM expense_file WHERE id = ?", (file_id,))
        changed.add(ENTITY)


@rights.needs("expenses.change")
def expense_from_received(caller: Caller, received_id: int, today: date) -> int:
    """Turn an e-invoice into an expense with the same sums; returns its id. Twice changes nothing."""
    view = get_received(caller, received_id)
    with transaction(caller) as changed:
        known = expense_of_received(caller, received_id)
        if known is not None:
            return known
        home = firm_side(caller).firm.draft.country
        draft = tidy(draft_of(view.invoice, view.row.contact_id, home))
        check_expense(draft, today, expense_categories(caller).changed)
        expense_id = write_down(caller, draft, received_id=received_id)
        file = {"name": view.row.name, "media_type": view.row.media_type, "sha256": view.row.sha256}
        writes.insert_unseen(ExpenseFile, expense=expense_id, **file)
        changed |= {ENTITY, "received_invoice"}
    return expense_id


def _keep(expense_id: int, name: str, content: bytes) -> int:
    try:
        shown, media_type = check_attachment(content, name)
    except UserError as error:
        raise UserError(error.message, "files") from None
    if media_type not in RECEIPTS:
        raise UserError(_("{name} is no receipt: a PDF, PNG or JPEG is one", name=shown), "files")
    sha256 = blobs.put(content)
    sql = "SELECT id FROM expense_file WHERE expense_id = ? AND sha256 = ?"
    if (row := raw().execute(sql, (expense_id, sha256)).fetchone()) is not None:
        return int(row[0])
    if int(raw().execute(_FILED, (expense_id,)).fetchone()[0]) >= MOST_FILES:
        raise UserError(_("At most {n} files", n=MOST_FILES), "files")
    return writes.insert_unseen(
        ExpenseFile, expense=expense_id, name=shown, media_type=media_type, sha256=sha256
    )


def _follow_cash(
    caller: Caller, expense_id: int, draft: ExpenseDraft, before: ExpenseDraft | None = None
) -> None:
    """What is paid in cash stands in the cash book, in the firm's currency, as it is now."""
    days = [each.paid_on for each in (draft, before) if each is not None and each.method == "cash"]
    if not days:
        return
    is_cash = draft.method == "cash" and draft.currency == cash_queries.cash_currency(caller)
    amount = -draft.gross if is_cash else 0
    words = draft.number or draft.description
    cash.follow(caller, f"expense:{expense_id}", amount, _known(days[0]), words)


def _write_vat(expense_id: int, draft: ExpenseDraft) -> None:
    for line in draft.lines:
        row = {"category": line.category, "rate": line.rate, "net": line.net, "tax": line.tax}
        writes.insert_unseen(ExpenseVat, expense=expense_id, **row)


def _need_open(caller: Caller, draft: ExpenseDraft) -> None:
    periods.need_open(caller, _known(draft.spent_on), "spent_on")
    if draft.paid_on is not None:
        periods.need_open(caller, draft.paid_on, "paid_on")


def _known(day: date | None) -> date:
    assert day is not None  # a checked draft has its day
    return day


def _columns(draft: ExpenseDraft) -> dict[str, Any]:
    for field in ("contact_id", "customer_id"):
        key = getattr(draft, field)
        if key is not None and raw().execute(_THERE, (key,)).fetchone() is None:
            raise NotFound(_("This contact does not exist"), field)
    trip = draft.trip
    return {
        "kind": draft.kind,
        "supplier": draft.supplier,
        "supplier_folded": search.fold(draft.supplier).strip(),
        "contact": draft.contact_id or _supplier(draft.supplier),
        "number": draft.number,
        "description": draft.description,
        "category": draft.category,
        "country": draft.country,
        "currency": draft.currency,
        "spent_on": draft.spent_on,
        "due_on": draft.due_on,
        "net": draft.net,
        "tax": draft.tax,
        "gross": draft.gross,
        "paid_on": draft.paid_on,
        "method": draft.method,
        "customer": draft.customer_id,
        "traveller": trip.person if trip else "",
        "vehicle": trip.vehicle if trip else "",
        "distance": trip.distance if trip else 0,
        "notes": draft.notes,
        "trip": canonical.dump(trip).decode() if trip else None,
    }


def _supplier(name: str) -> int | None:
    """The only contact of this name."""
    key = match_name(name) if name else ""
    found = raw().execute(_KNOWN_NAME, (key,)).fetchall() if key else []
    return int(found[0][0]) if len(found) == 1 else None


def _index(expense_id: int, draft: ExpenseDraft) -> None:
    gross = f"{money.plain(draft.gross, draft.currency)} {draft.currency}"
    texts = (
        *search.parts("text", draft.description, *((draft.trip.purpose,) if draft.trip else ())),
        *search.parts("notes", draft.notes),
        *search.parts("gross", gross),
    )
    title = draft.supplier or draft.description
    search.index(search.Entry(ENTITY, expense_id, title, texts, number=draft.number))
