"""Expenses on a real database: kept with their receipts, changed, paid, refused in closed periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import period_of
from desktop_crm.database import search
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.expenses import models, queries, service
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine, line_of_gross
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.receivables import models as receivables_models
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.queries import cash
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, STATEMENTS, TABLES, TODAY, Books, filled_books
from tests.fixtures.kept import MakeFilled
from tests.workspace.verbs import picture

D = Decimal
PNG = picture()
BOUGHT = ExpenseDraft(
    supplier="Papier Müller", number="4711", description="Paper", category="office", country="DE",
    spent_on=date(2026, 11, 20), lines=(line_of_gross(11900, D(19)), line_of_gross(1070, D(7))),
)  # fmt: skip


@pytest.fixture
def books(make_filled: MakeFilled) -> Books:
    return filled_books(
        make_filled,
        (*TABLES, *receivables_models.TABLES, *models.TABLES),
        (*STATEMENTS, *receivables_models.STATEMENTS, *models.STATEMENTS),
    )


def buy(today: date = TODAY, files: tuple[tuple[str, bytes], ...] = (), **changes: Any) -> int:
    return service.create_expense(CALLER, replace(BOUGHT, **changes), today, files)


def get(expense_id: int) -> queries.ExpenseView:
    return queries.get_expense(CALLER, expense_id)


def save(expense_id: int, **changes: Any) -> int:
    view = get(expense_id)
    return service.save_expense(CALLER, expense_id, view.row.version, replace(view.draft, **changes), TODAY)


def listed(search: str = "", **filters: str) -> list[int]:
    view = ListView(search=search, filters=tuple(filters.items()))
    return [row.id for row in queries.list_expenses(CALLER, view).rows(0, 100)]


def test_an_expense_is_kept_with_its_vat_and_the_bytes_of_its_receipt(books: Books) -> None:
    key = buy(files=(("../beleg.png", PNG),))
    view = get(key)
    assert view.draft == BOUGHT
    assert (view.row.net, view.row.tax, view.row.gross) == (11000, 1970, 12970)
    [file] = view.files
    assert (file.name, file.media_type) == ("beleg.png", "image/png")
    assert queries.receipt(CALLER, file.id) == ("beleg.png", "image/png", PNG)
    assert view.row.rebilled_in is None


def test_a_click_sent_twice_is_one_expense(books: Books) -> None:
    first = service.create_expense(CALLER, BOUGHT, TODAY, key="k")
    assert service.create_expense(CALLER, BOUGHT, TODAY, key="k") == first
    assert listed() == [first]


def test_the_supplier_is_known_by_its_name(books: Books) -> None:
    assert get(buy(supplier="konserven gmbh")).row.contact_id == books.customer
    with pytest.raises(NotFound) as refused:
        buy(customer_id=999)
    assert refused.value.field == "customer_id"


def test_lists_filter_search_and_sum(books: Books) -> None:
    paper, ticket = buy(), buy(supplier="Bahn", category="travel", customer_id=books.customer)
    paid = buy(supplier="Strom", category="energy", paid_on=TODAY, method="direct_debit", currency="USD")
    assert listed() == [paid, ticket, paper]
    assert listed(shown="unpaid") == [ticket, paper]
    assert listed(shown="to_rebill") == [ticket] == listed(customer=str(books.customer))
    assert listed(shown="no_receipt") == [paid, ticket, paper]
    assert listed(category="energy") == [paid] == listed("Strom")
    assert listed("129.70 EUR", category="office") == [paper]
    assert listed(**{"from": "2026-11-21"}) == []
    sums = queries.sum_expenses(CALLER, ListView())
    assert [(each.currency, each.count, each.gross) for each in sums] == [
        ("EUR", 2, 25940),
        ("USD", 1, 12970),
    ]
    assert queries.sum_expenses(CALLER, ListView(search="Bahn"))[0].count == 1
    counts = queries.count_expenses(CALLER)
    assert counts == {"all": 3, "unpaid": 2, "to_rebill": 1, "rebilled": 0, "no_receipt": 3}


def test_changes_are_made_once_and_told(books: Books) -> None:
    key = buy()
    version = save(key, lines=(line_of_gross(5000, D(19)),), supplier="Papier Meyer")
    assert (version, get(key).row.gross, len(get(key).draft.lines)) == (2, 5000, 1)
    with pytest.raises(Conflict):
        service.save_expense(CALLER, key, 1, BOUGHT, TODAY)
    assert search.find("Meyer")[0].entity_id == key and not search.find("Müller")
    row = (
        raw().execute("SELECT after FROM change_log WHERE table_name = 'expense' ORDER BY id DESC").fetchone()
    )
    assert '"vat"' in row[0] and "Papier Meyer" in row[0]


def test_it_is_paid_later(books: Books) -> None:
    key = buy()
    service.pay_expense(CALLER, key, 1, TODAY, "card", TODAY)
    assert (get(key).row.paid_on, get(key).row.method) == (TODAY, "card")
    with pytest.raises(UserError) as refused:
        service.pay_expense(CALLER, key, 2, date(2026, 12, 1), "card", TODAY)
    assert refused.value.field == "paid_on"


def test_receipts_come_and_go_and_are_told(books: Books) -> None:
    key = buy()
    [file] = service.attach_receipts(CALLER, key, [("a.pdf", b"%PDF-1.7 one")])
    assert service.attach_receipts(CALLER, key, [("b.pdf", b"%PDF-1.7 one")]) == [file]
    assert [each.name for each in get(key).files] == ["a.pdf"]
    service.detach_receipt(CALLER, key, file)
    assert get(key).files == ()
    told = raw().execute("SELECT count(*) FROM change_log WHERE table_name = 'expense' AND act = 'changed'")
    assert told.fetchone()[0] == 2
    with pytest.raises(NotFound):
        service.detach_receipt(CALLER, key, file)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"PK\x03\x04zip", b"hello", b"GIF89a"],
    ids=["empty", "exe", "zip", "text", "gif"],
)
def test_what_is_no_receipt_is_refused_and_nothing_is_kept(books: Books, content: bytes) -> None:
    with pytest.raises(UserError):
        buy(files=(("a.pdf", b"%PDF-1.7"), ("b.pdf", content)))
    assert listed() == []
    assert raw().execute("SELECT count(*) FROM blob WHERE sha256 NOT IN ('')").fetchone()[0] == 0


def test_deleted_by_mistake_it_comes_back_whole(books: Books) -> None:
    key = buy(files=(("a.png", PNG),))
    before = get(key)
    service.delete_expense(CALLER, key, 1)
    with pytest.raises(NotFound):
        get(key)
    sql = "SELECT id FROM change_log WHERE table_name = 'expense' AND act = 'deleted'"
    entry = int(raw().execute(sql).fetchone()[0])
    assert service.bring_back_expense(CALLER, entry) == key
    after = get(key)
    assert (after.draft, after.files) == (before.draft, before.files)
    assert search.find("Papier")[0].entity_id == key


def close(period: str) -> None:
    company.close_period(CALLER, period_of(period), date(2027, 1, 1))


def test_a_closed_period_refuses_what_is_dated_in_it(books: Books) -> None:
    key, later = buy(), buy(spent_on=TODAY)
    service.delete_expense(CALLER, buy(number="gone"), 1)
    gone = raw().execute("SELECT max(id) FROM change_log WHERE act = 'deleted'").fetchone()[0]
    close("2026-11")
    now = date(2026, 12, 5)
    for act, field in (
        (lambda: buy(now), "spent_on"),
        (lambda: save(key, supplier="Other"), "spent_on"),
        (lambda: save(key, spent_on=date(2026, 12, 1)), "spent_on"),
        (lambda: service.delete_expense(CALLER, key, get(key).row.version), "spent_on"),
        (lambda: service.pay_expense(CALLER, key, 1, TODAY, "cash", now), "paid_on"),
        (lambda: service.write_trip(CALLER, "mileage", WAY, TODAY, now), "spent_on"),
        (lambda: service.bring_back_expense(CALLER, gone), "spent_on"),
    ):  # fmt: skip
        with pytest.raises(UserError) as refused:
            act()
        assert refused.value.field == field
    service.pay_expense(CALLER, key, 1, now, "cash", now)
    service.attach_receipts(CALLER, later, [("a.png", PNG)])
    save_customer = replace(get(later).draft, customer_id=books.customer)
    service.save_expense(CALLER, later, get(later).row.version, save_customer, now)


@pytest.mark.parametrize(("name", "content"), [("a.txt", b"hello"), ("b.pdf", b"")])
def test_receipts_are_kept_all_or_none(books: Books, name: str, content: bytes) -> None:
    key = buy()
    with pytest.raises(UserError) as refused:
        service.attach_receipts(CALLER, key, [("good.pdf", b"%PDF-1.7 one"), (name, content)])
    assert refused.value.field == "files" and name in str(refused.value.message)
    assert get(key).files == ()


def test_the_same_invoice_twice_is_told(books: Books) -> None:
    first, unlike = buy(supplier="Falkenberg", number="A-1"), buy(supplier="Falkenberg", number="A-2")
    again = buy(supplier="falkenberg", number="A-1")
    assert [each.values["id"] for each in queries.expense_twins(CALLER, again)] == [str(first)]
    assert queries.expense_twins(CALLER, unlike) == []
    assert queries.expense_twins(CALLER, buy(number="")) == []


def test_the_tables_refuse_what_a_verb_forgets(books: Books) -> None:
    key = buy(paid_on=TODAY, method="cash")
    close("2026-11")
    for sql in (
        "UPDATE expense SET gross = 1, net = 1, tax = 0 WHERE id = ?",
        "UPDATE expense SET paid_on = '2026-12-02' WHERE id = ?",
        "DELETE FROM expense WHERE id = ?",
    ):
        with pytest.raises(IntegrityError), transaction(CALLER):
            raw().execute(sql, (key,))


WAY = Trip(purpose="Fair", vehicle="car", distance=D(313), start="Berlin", goal="Hamburg")


def test_a_way_is_an_expense_of_who_drove(books: Books) -> None:
    key = service.write_trip(CALLER, "mileage", WAY, TODAY, TODAY, books.customer, key="k")
    assert service.write_trip(CALLER, "mileage", WAY, TODAY, TODAY, books.customer, key="k") == key
    view = get(key)
    assert (view.row.kind, view.row.gross, view.row.tax) == ("mileage", 9390, 0)
    assert (view.row.supplier, view.row.description) == ("ana", "Berlin – Hamburg, 313 km: Fair")
    assert view.draft.trip is not None and view.draft.trip.source.startswith("EStG")
    save(key, notes="By night")
    assert get(key).draft.trip == view.draft.trip


def test_days_away_are_an_expense_too(books: Books) -> None:
    trip = Trip(purpose="Fair", goal="Hamburg", full_days=1, part_days=2, breakfasts=2)
    view = get(service.write_trip(CALLER, "per_diem", trip, TODAY, TODAY))
    assert (view.row.kind, view.row.gross, view.row.description) == (
        "per_diem", 4480, "Hamburg, 3 days: Fair",
    )  # fmt: skip


def test_miles_of_the_year_count_before(books: Books) -> None:
    way = replace(WAY, country="GB", distance=D(9900))
    service.write_trip(CALLER, "mileage", way, date(2026, 5, 1), TODAY)
    worth = service.worth_of(CALLER, "mileage", replace(way, distance=D(200)), date(2026, 6, 1))
    assert (worth.amount, worth.currency) == (100 * 55 + 100 * 25, "GBP")
    other = service.worth_of(CALLER, "mileage", replace(way, person="Ben", distance=D(200)), date(2026, 6, 1))
    assert other.amount == 200 * 55


RENT = RhythmDraft(
    expense=replace(BOUGHT, supplier="Vermieter", description="Rent", category="rent", method="transfer"),
    starts_on=date(2026, 8, 31),
    is_paid=True,
)


def test_a_rhythm_is_caught_up_once(books: Books) -> None:
    key = service.create_rhythm(CALLER, RENT, TODAY, key="r")
    assert service.create_rhythm(CALLER, RENT, TODAY, key="r") == key
    assert queries.rhythm_is_due(CALLER, TODAY)
    done = service.run_rhythms(CALLER, TODAY)
    assert [each.on for each in done.made] == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    assert service.run_rhythms(CALLER, TODAY) == service.ExpenseRun((), ())
    row = get(done.made[0].expense_id).row
    assert (row.paid_on, row.method, row.supplier) == (date(2026, 8, 31), "transfer", "Vermieter")
    assert queries.get_rhythm(CALLER, key).row.next_on == date(2026, 11, 30)
    assert not queries.rhythm_is_due(CALLER, TODAY)


def test_one_that_fails_stops_no_other_and_is_tried_again(books: Books) -> None:
    bad = service.create_rhythm(CALLER, RENT, TODAY)
    close("2026-08")
    good = service.create_rhythm(CALLER, replace(RENT, starts_on=date(2026, 11, 1)), TODAY)
    done = service.run_rhythms(CALLER, TODAY)
    assert [each.rhythm_id for each in done.made] == [good]
    assert [(each.rhythm_id, each.on) for each in done.failed] == [(bad, date(2026, 8, 31))]
    assert queries.get_rhythm(CALLER, bad).row.problem
    assert service.run_rhythms(CALLER, TODAY).made == ()


def test_a_rhythm_is_changed_for_the_days_to_come_and_ended(books: Books) -> None:
    key = service.create_rhythm(CALLER, RENT, TODAY)
    service.run_rhythms(CALLER, TODAY)
    view = queries.get_rhythm(CALLER, key)
    dearer = replace(view.draft, expense=replace(view.draft.expense, lines=(VatLine(net=99900),)))
    version = service.save_rhythm(CALLER, key, view.row.version, dearer, TODAY)
    assert queries.get_rhythm(CALLER, key).row.gross == 99900
    with pytest.raises(UserError) as refused:
        service.save_rhythm(CALLER, key, version, replace(dearer, rule="weekly"), TODAY)
    assert refused.value.field == "rule"
    service.end_rhythm(CALLER, key, version)
    assert queries.list_rhythms(CALLER)[0].state == "ended"
    assert service.run_rhythms(CALLER, date(2028, 1, 1)).made == ()


@pytest.mark.parametrize("role", ["assistant", "accountant"])
def test_who_may_not_is_refused(books: Books, role: str) -> None:
    other = Caller("bea", role, "en", "desk")
    with pytest.raises(UserError):
        service.create_expense(other, BOUGHT, TODAY)
    if role == "assistant":
        with pytest.raises(UserError):
            queries.list_expenses(other, ListView())
        with pytest.raises(UserError):
            queries.contact_profit(other, books.customer, TODAY)


def in_cash() -> list[tuple[date, int]]:
    """Day and amount of every movement of the cash book."""
    days = cash.cash_book(CALLER, date(2026, 11, 1), TODAY)
    return [(day.day, line.movement.amount) for day in days for line in day.lines]


def test_what_is_paid_in_cash_stands_in_the_cash_book_as_it_is_now(books: Books) -> None:
    opening = CashDraft(amount=100_000, booked_on=date(2026, 11, 1), kind="opening")
    receivables.enter_cash(CALLER, opening, TODAY)
    day, gross = BOUGHT.spent_on, -BOUGHT.gross
    assert day is not None
    key = buy(paid_on=day, method="cash")
    buy(paid_on=day, method="card")
    assert in_cash()[1:] == [(day, gross)]
    save(key, method="card")
    assert sum(amount for _on, amount in in_cash()[1:]) == 0
    save(key, method="cash")
    receivables.close_cash(CALLER, day, TODAY)
    before = in_cash()
    view = get(key)
    service.delete_expense(CALLER, key, view.row.version)
    late = (date.fromordinal(day.toordinal() + 1), -gross)
    assert in_cash() == [*before, late] if late[0] <= TODAY else in_cash() == before
