"""`expense new|list|show|change|pay|delete|attach|file|mileage|per-diem|rebill|recur|categories|vat ...`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.cli.contacts import find
from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import write_out
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.documents import expense_json
from desktop_crm.expenses.rules.expenses import ExpenseDraft, doubts
from desktop_crm.values import rights
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView

_CUSTOMER = frozenset({"customer"})


def new(session: Session) -> dict[str, Any]:
    """An expense from JSON, from an e-invoice that came in, with its receipts; or changed by JSON."""
    given = session.arguments
    with session.writing():
        caller, today = session.caller, _today(session)
        if given.received is not None:
            from desktop_crm.expenses.queries import resolve_received

            made = service.expense_from_received(caller, resolve_received(caller, given.received), today)
        else:
            if given.file is None:
                raise UserError(_("Give a file, or --received"), "FILE")
            draft = _draft(session, queries.new_expense(caller, today))
            session.warn([Hint(field, why) for field, why in doubts(draft)])
            files = [_file(session, name) for name in given.receipt or ()]
            made = service.create_expense(caller, draft, today, files, key=given.key)
            session.warn(Hint("number", why) for why in queries.expense_twins(caller, made))
        return expense_json.view_to_json(queries.get_expense(caller, made))


def change(session: Session) -> dict[str, Any]:
    """What the JSON says is changed, everything else stays."""
    with session.writing():
        caller, key = session.caller, session.arguments.id
        view = queries.get_expense(caller, key)
        draft = _draft(session, view.draft)
        service.save_expense(caller, key, view.row.version, draft, _today(session))
        return expense_json.view_to_json(queries.get_expense(caller, key))


def list_expenses(session: Session) -> dict[str, Any]:
    """Expenses, the latest first, and their sums by currency."""
    given = session.arguments
    shown = given.state or ""
    if shown and shown not in ("unpaid", "to_rebill", "rebilled", "no_receipt"):
        choices = "unpaid, to_rebill, rebilled, no_receipt"
        raise UserError(_("Write one of {choices}", choices=choices), "--state")
    start, end = optional_day(given.start, "--from"), optional_day(given.end, "--to")
    filters = [("shown", shown), ("category", given.category or "")]
    filters += [("from", start.isoformat() if start else ""), ("to", end.isoformat() if end else "")]
    with session.reading():
        caller = session.caller
        if given.customer:
            filters.append(("customer", str(find(caller, given.customer, "--customer"))))
        view = ListView(search=given.search, filters=tuple(each for each in filters if each[1]))
        rows = queries.list_expenses(caller, view).rows(0, given.limit)
        sums = queries.sum_expenses(caller, view) if rights.may(caller, "money.totals") else []
        return {
            "expenses": [expense_json.row_to_json(row) for row in rows],
            "sums": [expense_json.sum_to_json(each) for each in sums],
        }


def show(session: Session) -> dict[str, Any]:
    """One expense with its VAT and receipts."""
    with session.reading():
        return expense_json.view_to_json(queries.get_expense(session.caller, session.arguments.id))


def pay(session: Session) -> dict[str, Any]:
    """Say when and how it was paid."""
    given = session.arguments
    with session.writing():
        caller = session.caller
        version = queries.get_expense(caller, given.id).row.version
        paid_on, today = _today(session), max(_today(session), session.today)
        service.pay_expense(caller, given.id, version, paid_on, given.method, today)
        return expense_json.view_to_json(queries.get_expense(caller, given.id))


def delete(session: Session) -> dict[str, Any]:
    """Take one out that was written down by mistake."""
    with session.writing():
        caller, key = session.caller, session.arguments.id
        service.delete_expense(caller, key, queries.get_expense(caller, key).row.version)
        return {"id": key, "deleted": True}


def attach(session: Session) -> dict[str, Any]:
    """Keep receipts with an expense: all of them, or none where one is no receipt."""
    given = session.arguments
    files = [_file(session, name) for name in given.files]
    with session.writing():
        service.attach_receipts(session.caller, given.id, files)
        return expense_json.view_to_json(queries.get_expense(session.caller, given.id))


def file(session: Session) -> dict[str, Any]:
    """A receipt as it came: the first one, or the one named by --file."""
    given = session.arguments
    with session.reading():
        files = queries.get_expense(session.caller, given.id).files
        found = next((each for each in files if given.file in (None, each.id)), None)
        if found is None:
            raise UserError(_("This expense has no such receipt"), "--file")
        name, _media, content = queries.receipt(session.caller, found.id)
        return {"id": found.id, "name": name, "file": write_out(given.out, content), "bytes": len(content)}


def mileage(session: Session) -> dict[str, Any]:
    """A way with one's own vehicle, at the country's rate of the day."""
    given = session.arguments
    return _trip(session, "mileage", {
        "vehicle": given.vehicle, "distance": given.distance, "start": given.start, "goal": given.goal,
    })  # fmt: skip


def per_diem(session: Session) -> dict[str, Any]:
    """Days away, at the country's rate of the day."""
    given = session.arguments
    counts = {name: getattr(given, name) for name in
              ("full_days", "part_days", "hours", "breakfasts", "main_meals")}  # fmt: skip
    return _trip(session, "per_diem", {"goal": given.goal, **counts})


def _trip(session: Session, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    given = session.arguments
    values |= {"person": given.person, "purpose": given.purpose}
    if given.rate is not None:
        values["rate"] = given.rate
    with session.writing():
        caller = session.caller
        trip = expense_json.trip_from_json({key: value for key, value in values.items() if value != ""})
        customer = find(caller, given.customer, "--customer") if given.customer else None
        today = _today(session)
        made = service.write_trip(caller, kind, trip, today, max(today, session.today), customer, given.key)
        return expense_json.view_to_json(queries.get_expense(caller, made))


def rebill(session: Session) -> dict[str, Any]:
    """Put expenses onto a draft invoice of a customer."""
    given = session.arguments
    try:
        percent = Decimal(given.percent)
    except InvalidOperation:
        raise UserError(_("“{text}” is no number", text=given.percent), "--percent") from None
    with session.writing():
        caller, today = session.caller, _today(session)
        rows = queries.get_expenses(caller, given.ids)
        customer = find(caller, given.customer, "--customer") if given.customer else None
        customer = customer or next((row.customer_id for row in rows if row.customer_id), None)
        if customer is None:
            raise UserError(_("Say which customer pays"), "--customer")
        paper = None if given.invoice is None else billing.resolve(caller, given.invoice, ("invoice",))
        made = service.rebill(
            caller, given.ids, customer, "pass_through" if given.pass_through else "cost", today,
            document_id=paper, percent=percent, enclose=not given.no_receipts,
            append=given.append_receipts, key=given.key,
        )  # fmt: skip
        view = billing.get_document(caller, made.id, today)
        row = view.row
        enclosed = [each.name for each in billing.list_enclosures(caller, made.id)]
        return {
            "invoice_id": made.id,
            "currency": row.currency,
            "lines": len(given.ids),
            "enclosed": enclosed,
            "appended": [each.name for each in view.draft.appended],
        }


def categories(session: Session) -> list[dict[str, Any]]:
    """All categories with their keys; those out of use, too."""
    with session.reading():
        return _categories(session)


def add_category(session: Session) -> dict[str, Any]:
    """One of the firm's own."""
    with session.writing():
        return _category(session, service.add_category(session.caller, session.arguments.name))


def rename_category(session: Session) -> dict[str, Any]:
    """Another name, also for what was spent before."""
    given = session.arguments
    with session.writing():
        service.rename_category(session.caller, given.key, given.name)
        return _category(session, given.key)


def archive_category(session: Session) -> dict[str, Any]:
    """Offered no more, or again."""
    given = session.arguments
    with session.writing():
        service.archive_category(session.caller, given.key, archived=not given.undo)
        return _category(session, given.key)


def _categories(session: Session) -> list[dict[str, Any]]:
    found = queries.expense_categories(session.caller).all()
    return [
        {"key": each.key, "name": session.t.message(each.word), "is_archived": each.is_archived}
        for each in found
    ]


def _category(session: Session, key: str) -> dict[str, Any]:
    return next(each for each in _categories(session) if each["key"] == key)


def vat(session: Session) -> list[dict[str, Any]]:
    """The input VAT of a period, a row for each expense, category and rate."""
    given = session.arguments
    start, end = day(given.start, "--from"), day(given.end, "--to")
    with session.reading():
        rows = queries.input_vat(session.caller, start, end, given.basis)
        return [expense_json.input_vat_to_json(row) for row in rows]


def recur(session: Session) -> dict[str, Any]:
    """A rhythm from JSON."""
    record = session.input_record(session.arguments.file)
    with session.writing():
        caller, today = session.caller, _today(session)
        draft = expense_json.rhythm_from_json(queries.new_expense(caller, today), record)
        made = service.create_rhythm(caller, draft, today)
        return expense_json.rhythm_view_to_json(queries.get_rhythm(caller, made))


def rhythms(session: Session) -> list[dict[str, Any]]:
    """What recurs, the next one first."""
    with session.reading():
        return [expense_json.rhythm_to_json(row) for row in queries.list_rhythms(session.caller)]


def end(session: Session) -> dict[str, Any]:
    """Nothing is written down by it any more."""
    with session.writing():
        caller, key = session.caller, session.arguments.id
        service.end_rhythm(caller, key, queries.get_rhythm(caller, key).row.version)
        return expense_json.rhythm_view_to_json(queries.get_rhythm(caller, key))


def run(session: Session) -> dict[str, Any]:
    """Whatever day has come is written down once; what failed is warned of and tried again."""
    with session.writing():
        done = service.run_rhythms(session.caller, _today(session))
        session.warn([Hint(f"rhythm {each.rhythm_id}", each.error.message) for each in done.failed])
        return {
            "made": [
                {"rhythm_id": each.rhythm_id, "id": each.expense_id, "on": each.on.isoformat()}
                for each in done.made
            ],
            "failed": [
                {"rhythm_id": each.rhythm_id, "on": each.on.isoformat(),
                 "problem": session.t.message(each.error.message)}
                for each in done.failed
            ],
        }  # fmt: skip


def _today(session: Session) -> Any:
    return optional_day(session.arguments.on, "--on") or session.today


def _draft(session: Session, base: ExpenseDraft) -> ExpenseDraft:
    record = session.input_record(session.arguments.file)
    draft = expense_json.expense_from_json(base, record, _CUSTOMER)
    if record.get("customer"):
        found = find(session.caller, str(record["customer"]), "customer")
        draft = replace(draft, customer_id=found)
    return draft


def _file(session: Session, name: str) -> tuple[str, bytes]:
    return (Path(name).name if name != "-" else "standard-input", session.input_bytes(name))
