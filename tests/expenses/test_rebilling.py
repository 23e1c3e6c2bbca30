"""Expenses are billed on once, e-invoices become expenses once; what they mean for VAT and profit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from typing import Any

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.company.rules.profile import TaxRateDraft
from desktop_crm.database.connection import raw, transaction
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules.expenses import line_of_gross
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.workspace.trail.undoing import undo_entry
from tests.billing.conftest import CALLER, TODAY, Books
from tests.billing.documents.appended import picture
from tests.billing.documents.reading import text_of
from tests.einvoice import samples
from tests.expenses.test_expenses import BOUGHT, PNG, books, buy, get, save

__all__ = ["books"]

D = Decimal


def rebill(*ids: int, books: Books, way: str = "cost", **more: Any) -> Any:
    return service.rebill(CALLER, ids, books.customer, way, TODAY, **more)


def lines_of(document: int) -> Any:
    return billing.get_document(CALLER, document, TODAY).draft.lines


def test_cost_becomes_a_line_with_our_vat_and_its_receipt_goes_with_the_mail(books: Books) -> None:
    key = buy(files=(("beleg.png", PNG),))
    made = rebill(key, books=books, percent=D(10))
    [line] = lines_of(made.id)
    assert (line.price, line.category, line.rate) == (D("121.00"), "S", D(19))
    assert line.description == "Paper\nPapier Müller, 4711, 20/11/2026"
    view = get(key)
    assert (view.row.rebilled_in, view.row.rebilled_as, view.row.customer_id) == (
        made.id, "cost", books.customer,
    )  # fmt: skip
    draft = billing.get_document(CALLER, made.id, TODAY)
    billing_service.save_draft(
        CALLER, made.id, draft.row.version, replace(draft.draft, delivered_on=TODAY), TODAY
    )
    books.issue(made.id)
    taken: list[bytes] = []
    account = MailAccount(host="mail.example", user="ana", sender="a@atelier.example")
    letter, at = LetterDraft(to="b@x.example", subject="S", body="B\n"), datetime(2026, 11, 22, 9, tzinfo=UTC)
    billing_service.queue_mail(CALLER, made.id, letter, account, TODAY, at)
    billing_service.send_next_mail(
        CALLER, account, lambda _from, _to, message: taken.append(message), at + timedelta(minutes=2)
    )
    read: Any = message_from_bytes(taken[0], policy=policy.default)
    files = {each.get_filename(): each.get_content() for each in read.iter_attachments()}
    assert files["beleg.png"] == PNG and len(files) == 2
    eml: Any = message_from_bytes(billing_service.write_mail(CALLER, made.id, TODAY), policy=policy.default)
    assert "beleg.png" in [each.get_filename() for each in eml.iter_attachments()]


@pytest.mark.parametrize("enclose", [True, False])
def test_its_receipt_is_printed_behind_the_invoice_instead(books: Books, enclose: bool) -> None:
    key = buy(files=(("beleg.png", picture()), ("bill.xml", b"<bill/>")))
    made = rebill(key, books=books, append=True, enclose=enclose)
    draft = billing.get_document(CALLER, made.id, TODAY).draft
    assert [(each.name, each.pages) for each in draft.appended] == [("beleg.png", 1)]
    assert [each.name for each in billing.list_enclosures(CALLER, made.id)] == ["bill.xml"]  # not to be drawn
    assert "Page 2 of 2" in text_of(billing_service.preview_pdf(CALLER, draft, TODAY))


def test_it_is_billed_on_once(books: Books) -> None:
    key = buy()
    first = rebill(key, books=books, key="k")
    assert rebill(key, books=books, key="k") == first
    with pytest.raises(UserError, match="billed on already") as refused:
        rebill(key, books=books)
    assert refused.value.field == "expenses"
    with pytest.raises(UserError, match="sums stay"):
        save(key, lines=(line_of_gross(1, D(19)),))
    with pytest.raises(UserError, match="take it off"):
        service.delete_expense(CALLER, key, get(key).row.version)


def test_a_thrown_away_draft_lets_it_be_billed_again_and_a_brought_back_one_has_it(books: Books) -> None:
    key = buy(files=(("beleg.png", PNG),))
    made = rebill(key, books=books)
    billing_service.delete_draft(CALLER, made.id, made.version)
    assert get(key).row.rebilled_in is None and get(key).row.rebilled_as == ""
    sql = "SELECT id FROM change_log WHERE table_name = 'document' AND act = 'deleted'"
    billing_service.bring_back_draft(CALLER, int(raw().execute(sql).fetchone()[0]))
    assert get(key).row.rebilled_in == made.id
    assert [each.name for each in billing.list_enclosures(CALLER, made.id)] == ["beleg.png"]


def test_a_draft_comes_back_only_while_no_other_paper_bills_what_it_billed(books: Books) -> None:
    key = buy()
    first = rebill(key, books=books)
    billing_service.delete_draft(CALLER, first.id, first.version)
    second = rebill(key, books=books)
    sql = "SELECT id FROM change_log WHERE table_name = 'document' AND act = 'deleted' ORDER BY id"
    entries = [int(row[0]) for row in raw().execute(sql).fetchall()]
    with pytest.raises(UserError, match="billed on with another paper"):
        undo_entry(CALLER, entries[0], TODAY)
    assert raw().execute("SELECT count(*) FROM document").fetchone()[0] == 1
    billing_service.delete_draft(CALLER, second.id, second.version)
    undo_entry(CALLER, entries[0], TODAY)
    assert (get(key).row.rebilled_in, get(key).row.rebilled_as) == (first.id, "cost")
    later = [int(row[0]) for row in raw().execute(sql).fetchall()][-1]
    with pytest.raises(UserError, match="billed on with another paper"):
        undo_entry(CALLER, later, TODAY)
    service.take_off_invoice(CALLER, key, get(key).row.version)
    undo_entry(CALLER, later, TODAY)
    assert get(key).row.rebilled_in == second.id


def test_it_goes_onto_a_draft_that_is_there(books: Books) -> None:
    draft = books.new()
    made = rebill(buy(), buy(supplier="Bahn"), books=books, document_id=draft)
    assert (made.id, len(lines_of(draft))) == (draft, 5)
    assert lines_of(draft)[-1].rate == D(23)  # as the lines before it
    with pytest.raises(UserError) as refused:
        rebill(buy(), books=books, document_id=draft, way="pass_through")
    assert refused.value.field == "document"
    with pytest.raises(UserError) as refused:
        rebill(buy(), books=books, document_id=books.issued())
    assert refused.value.field == "document"


def test_what_is_passed_through_stands_on_an_invoice_of_its_own(books: Books) -> None:
    made = rebill(buy(), books=books, way="pass_through")
    [line] = lines_of(made.id)
    assert (line.price, line.category) == (D("129.70"), "O")
    again = rebill(buy(), books=books, way="pass_through", document_id=made.id)
    assert len(lines_of(again.id)) == 2


def test_it_is_taken_off_a_draft_and_not_off_an_issued_invoice(books: Books) -> None:
    key = buy(files=(("beleg.png", PNG),))
    made = rebill(key, books=books)
    service.take_off_invoice(CALLER, key, get(key).row.version)
    assert get(key).row.rebilled_in is None and billing.list_enclosures(CALLER, made.id) == []
    other = rebill(key, books=books, document_id=books.new())
    books.issue(other.id)
    with pytest.raises(UserError, match="credit it first"):
        service.take_off_invoice(CALLER, key, get(key).row.version)
    with pytest.raises(UserError), transaction(CALLER):
        billing_service.enclose(CALLER, other.id, [billing.EnclosureRow("a", "b", "c")])


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"lines": (line_of_gross(-100, D(19)),)}, "expenses"), ({"currency": "USD"}, "currency")],
)
def test_what_cannot_be_billed_on_says_why(books: Books, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        rebill(buy(**changes), books=books, document_id=books.new())
    assert refused.value.field == field


def einvoice(**changes: Any) -> int:
    return service.take_in(CALLER, "in.xml", write_cii(replace(samples.invoice(), **changes))).id


def test_an_e_invoice_becomes_an_expense_with_the_same_totals_once(books: Books) -> None:
    received = einvoice()
    key = service.expense_from_received(CALLER, received, date(2026, 11, 30))
    assert service.expense_from_received(CALLER, received, date(2026, 11, 30)) == key
    view, stated = get(key), queries.get_received(CALLER, received).row
    assert (view.row.net, view.row.tax, view.row.gross) == (stated.net, stated.tax, stated.gross)
    assert (view.row.supplier, view.row.number, view.row.spent_on) == (
        "Falkenberg Design",
        "R-1",
        stated.issued_on,
    )
    assert [each.sha256 for each in view.files] == [stated.sha256]
    with pytest.raises(UserError, match="of the e-invoice"):
        save(key, lines=(line_of_gross(1, D(19)),))
    save(key, category="services", customer_id=books.customer)
    with pytest.raises(UserError, match="expense"):
        service.remove_received(CALLER, received)


def test_the_same_invoice_in_another_file_is_the_same_expense(books: Books) -> None:
    """Its VAT would be deducted twice."""
    first = einvoice()
    key = service.expense_from_received(CALLER, first, date(2026, 11, 30))
    other = service.take_in(CALLER, "other.xml", write_ubl(samples.invoice())).id
    assert other != first
    assert queries.expense_of_received(CALLER, other) == key
    assert service.expense_from_received(CALLER, other, date(2026, 11, 30)) == key
    next_one = einvoice(number="R-2")
    assert service.expense_from_received(CALLER, next_one, date(2026, 11, 30)) != key


def test_rich_and_credit_keep_their_sums(books: Books) -> None:
    rich = service.take_in(CALLER, "rich.xml", write_ubl(samples.rich())).id
    view = get(service.expense_from_received(CALLER, rich, date(2026, 12, 31)))
    stated = queries.get_received(CALLER, rich).row
    assert (view.row.net, view.row.tax, view.row.gross) == (stated.net, stated.tax, stated.gross)
    back = einvoice(type="381", number="G-1")
    view = get(service.expense_from_received(CALLER, back, date(2026, 12, 31)))
    assert view.row.gross == -(queries.get_received(CALLER, back).row.gross or 0)


def test_a_file_whose_figures_do_not_agree_is_typed_by_hand(books: Books) -> None:
    whole = samples.invoice()
    wrong = einvoice(totals=replace(whole.totals, gross=D("1.00")))
    with pytest.raises(UserError, match="by hand"):
        service.expense_from_received(CALLER, wrong, TODAY)
    assert queries.expense_of_received(CALLER, wrong) is None


def test_input_vat_by_the_day_of_invoice_or_of_payment(books: Books) -> None:
    key = buy(paid_on=TODAY, method="cash")
    buy(spent_on=date(2026, 10, 1))
    service.write_trip(CALLER, "per_diem", queries_trip(), date(2026, 11, 20), TODAY)
    passed = buy(supplier="Court")
    rebill(passed, books=books, way="pass_through")
    rows = queries.input_vat(CALLER, date(2026, 11, 1), date(2026, 11, 30))
    assert [(row.expense_id, row.category, row.rate, row.net, row.tax, row.country) for row in rows] == [
        (key, "S", D(19), 10000, 1900, "DE"), (key, "S", D(7), 1000, 70, "DE"),
    ]  # fmt: skip
    assert (rows[0].invoiced_on, rows[0].paid_on) == (BOUGHT.spent_on, TODAY)
    paid = queries.input_vat(CALLER, date(2026, 11, 1), date(2026, 11, 30), "payment")
    assert [row.expense_id for row in paid] == [key, key]


def deducted() -> int:
    return sum(row.tax for row in queries.input_vat(CALLER, date(2026, 1, 1), TODAY))


def test_vat_that_is_passed_through_by_a_draft_thrown_away_is_deducted_again(books: Books) -> None:
    made = rebill(buy(), books=books, way="pass_through")
    assert deducted() == 0
    billing_service.delete_draft(CALLER, made.id, made.version)
    assert deducted() == BOUGHT.tax


def test_vat_that_was_handed_in_is_not_passed_through_any_more(books: Books) -> None:
    key, day = buy(), BOUGHT.spent_on
    assert day is not None
    passed = buy()
    made = rebill(passed, books=books, way="pass_through")
    company.close_period(CALLER, PeriodDraft(day, day), TODAY)
    before = deducted()
    with pytest.raises(UserError) as refused:
        rebill(key, books=books, way="pass_through")
    assert refused.value.field == "expenses"
    with pytest.raises(UserError) as refused:
        service.take_off_invoice(CALLER, passed, get(passed).row.version)
    assert refused.value.field == "id" and made.id
    assert rebill(key, books=books, way="cost").id
    assert deducted() == before == BOUGHT.tax


def test_what_has_no_vat_is_passed_through_also_later(books: Books) -> None:
    key, day = buy(lines=(line_of_gross(5_000, D(0), "O"),)), BOUGHT.spent_on
    assert day is not None
    before = queries.input_vat(CALLER, date(2026, 1, 1), TODAY)
    company.close_period(CALLER, PeriodDraft(day, day), TODAY)
    rebill(key, books=books, way="pass_through")
    assert queries.input_vat(CALLER, date(2026, 1, 1), TODAY) == before


def queries_trip() -> Any:
    from desktop_crm.expenses.rules.trips import Trip

    return Trip(purpose="Fair", full_days=1)


def test_profit_is_revenue_less_what_was_spent_for_the_customer(books: Books) -> None:
    assert queries.contact_profit(CALLER, books.customer, TODAY) == []
    books.issued()
    revenue = billing.contact_money(CALLER, books.customer, TODAY)[0].revenue_12_months
    buy(customer_id=books.customer)
    buy()
    [profit] = queries.contact_profit(CALLER, books.customer, TODAY)
    assert (profit.revenue, profit.costs, profit.profit) == (revenue, 11000, revenue - 11000)
    firm = company_queries.get_firm(CALLER)
    company.save_firm(CALLER, replace(firm.draft, small_business=True), firm.version)
    assert queries.contact_profit(CALLER, books.customer, TODAY)[0].costs == 12970


def test_what_is_passed_through_is_no_profit(books: Books) -> None:
    key = buy()
    made = rebill(key, books=books, way="pass_through")
    draft = billing.get_document(CALLER, made.id, TODAY)
    rate = TaxRateDraft(label="Outside", category="O", rate=D(0), reason="Laid out in your name")  # fmt: skip
    if company_queries.find_tax_rate(CALLER, "O", D(0), TODAY) is None:
        company.save_tax_rate(CALLER, rate)
    billing_service.save_draft(
        CALLER, made.id, draft.row.version, replace(draft.draft, delivered_on=TODAY), TODAY
    )
    books.issue(made.id)
    [profit] = queries.contact_profit(CALLER, books.customer, TODAY)
    assert (profit.revenue, profit.costs, profit.profit) == (12970, 12970, 0)


def test_two_people_cannot_bill_the_same_expense(books: Books) -> None:
    key = buy()
    stale = get(key).row.version
    rebill(key, books=books)
    with pytest.raises(Conflict):
        service.take_off_invoice(CALLER, key, stale)
