"""Nothing dated in a closed period is issued, credited, paid or altered: by no verb, import or statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import period_of
from desktop_crm.database.connection import raw
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books

OCTOBER = date(2026, 10, 15)


@pytest.fixture
def closed(books: Books) -> tuple[Books, int]:
    """An invoice of October with a payment, and October closed afterwards."""
    invoice = books.issued(on=OCTOBER)
    pay(invoice, 1000, OCTOBER)
    company.close_period(CALLER, period_of("2026-10"), TODAY)
    return books, invoice


def pay(document: int, amount: int, on: date) -> int:
    return service.record_payment(CALLER, document, PaymentDraft(amount=amount, paid_on=on), TODAY)


def state(document: int) -> tuple[object, ...]:
    row = raw().execute("SELECT state, paid, credited, open, version FROM document WHERE id = ?", (document,))
    return tuple(row.fetchone())


def cancel_order(books: Books) -> int:
    draft = books.new(kind="order", delivered_on=None)
    order = service.issue_paper(CALLER, draft, today=TODAY, render=books.paper).id
    return service.cancel_paper(CALLER, order, None, OCTOBER)


Act = Callable[[Books, int], object]
REFUSED: dict[str, tuple[str, Act]] = {
    "issue": ("issued_on", lambda books, _invoice: books.issued(on=OCTOBER)),
    "credit": (
        "issued_on",
        lambda books, invoice: service.credit_invoice(
            CALLER, invoice, today=TODAY, issued_on=OCTOBER, render=books.paper
        ),
    ),
    "pay": ("paid_on", lambda _books, invoice: pay(invoice, 500, date(2026, 10, 31))),
    "pay back": ("paid_on", lambda _books, invoice: pay(invoice, -500, date(2026, 10, 1))),
    "cancel an order": ("answered_on", lambda books, _invoice: cancel_order(books)),
    "void": ("paid_on", lambda _books, _invoice: service.void_payment(CALLER, 1, TODAY)),
    "write off": (
        "answered_on",
        lambda _books, invoice: service.write_off(CALLER, invoice, int(str(state(invoice)[4])), OCTOBER),
    ),
}


@pytest.mark.parametrize("act", REFUSED)
def test_an_act_dated_in_it_is_refused_at_its_day(closed: tuple[Books, int], act: str) -> None:
    books, invoice = closed
    field, do = REFUSED[act]
    before = state(invoice), raw().execute("SELECT count(*) FROM payment").fetchone()[0]
    with pytest.raises(UserError, match="closed") as refusal:
        do(books, invoice)
    assert refusal.value.field == field
    assert before == (state(invoice), raw().execute("SELECT count(*) FROM payment").fetchone()[0])


def test_what_was_given_up_in_it_stays_given_up(books: Books) -> None:
    invoice = books.issued(on=OCTOBER)
    service.write_off(CALLER, invoice, int(str(state(invoice)[4])), OCTOBER)
    company.close_period(CALLER, period_of("2026-10"), TODAY)
    before = state(invoice)
    with pytest.raises(UserError, match="closed: let the period") as refusal:
        service.lift_write_off(CALLER, invoice, int(str(before[4])), TODAY)
    assert refusal.value.field == "id"
    assert state(invoice) == before


def test_a_quote_is_not_dated_back_into_it(closed: tuple[Books, int]) -> None:
    books, _invoice = closed
    ref = service.create_draft(CALLER, books.draft(kind="quote"), TODAY)
    with pytest.raises(UserError, match="closed") as refusal:
        service.send_quote(CALLER, ref.id, today=TODAY, issued_on=OCTOBER, render=books.paper)
    assert refusal.value.field == "issued_on"


def test_no_number_is_lost_by_the_refusal(closed: tuple[Books, int]) -> None:
    books, _invoice = closed
    with pytest.raises(UserError):
        books.issued(on=OCTOBER)
    following = books.issued(on=TODAY)
    assert queries.get_document(CALLER, following, TODAY).row.number == "2026-0002"


def test_later_days_go_on_also_for_invoices_of_the_period(closed: tuple[Books, int]) -> None:
    books, invoice = closed
    pay(invoice, 500, date(2026, 11, 1))
    service.credit_invoice(CALLER, invoice, today=TODAY, render=books.paper)
    assert state(invoice)[1:3] == (1500, 157021)


def test_the_draft_says_it_before_anyone_presses_issue(closed: tuple[Books, int]) -> None:
    books, _invoice = closed
    found = queries.problems(CALLER, books.draft(issued_on=OCTOBER), TODAY)
    assert any(each.field == "issued_on" and not each.is_warning for each in found)
    assert not any(each.field == "issued_on" for each in queries.problems(CALLER, books.draft(), TODAY))


def test_a_reopened_period_takes_it(closed: tuple[Books, int]) -> None:
    _books, invoice = closed
    company.reopen_period(CALLER, 1, 1, "A payment was forgotten")
    pay(invoice, 500, OCTOBER)
    assert state(invoice)[1] == 1500


def test_a_sample_stands_in_no_books(closed: tuple[Books, int]) -> None:
    books, _invoice = closed
    sample = books.issued(on=OCTOBER, is_sample=True)
    pay(sample, 500, OCTOBER)
    assert state(sample)[1] == 500


def table(folder: Path) -> Path:
    path = folder / "open.csv"
    path.write_text(
        "customer,number,issued,due,total,open\n"
        "Orchard Ltd,A-1,2026-10-05,2026-11-05,100.00,100.00\n"
        "Orchard Ltd,A-2,2026-11-05,2026-12-05,50.00,50.00\n",
        encoding="utf-8",
    )
    return path


def test_an_import_leaves_out_what_is_dated_in_it_with_the_reason(
    closed: tuple[Books, int], tmp_path: Path
) -> None:
    plan = service.plan_external(CALLER, table(tmp_path))
    assert [invoice.number for invoice in plan.invoices] == ["A-2"]
    assert [(reject.number, reject.field) for reject in plan.rejects] == [("A-1", "issued_on")]


def test_a_period_closed_between_plan_and_import_counts(books: Books, tmp_path: Path) -> None:
    plan = service.plan_external(CALLER, table(tmp_path))
    assert len(plan.invoices) == 2
    company.close_period(CALLER, period_of("2026-10"), TODAY)
    result = service.import_external(CALLER, plan, TODAY)
    assert (len(result.created), [reject.number for reject in result.rejects]) == (1, ["A-1"])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE document SET state = 'issued', number_text = 'X', issued_on = '2026-10-15', facts = '{}',"
        " hash = 'x', series_id = 1, year = 2026, number = 99, link = 99 WHERE state = 'draft'",
        "UPDATE document SET state = 'written_off', open = 0, answered_on = '2026-10-31'"
        " WHERE state = 'issued'",
        'INSERT INTO payment (document_id, amount, paid_on, method, reference, "user", at, hash)'
        " VALUES (1, 5, '2026-10-31', 'transfer', '', '', '2026-11-22T09:00:00Z', '')",
    ],
)
def test_whoever_writes_past_the_services_is_refused_by_the_tables(
    closed: tuple[Books, int], sql: str
) -> None:
    books, invoice = closed
    service.create_draft(CALLER, replace(books.draft(), issued_on=None), TODAY)
    with pytest.raises(IntegrityError, match="books of this day are closed"):
        raw().execute(sql.replace("VALUES (1,", f"VALUES ({invoice},"))
