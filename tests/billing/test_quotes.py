"""The life of a quote, copies of documents, and the lists that show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.rules.states import MONEY_STATES, QUOTE_STATES
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, STORY, TODAY, Books, know, line

LATER = date(2027, 3, 1)


def test_a_quote_draws_its_number_when_it_is_sent(books: Books) -> None:
    quote = books.sent()
    view = queries.get_document(CALLER, quote, TODAY)
    assert (view.row.number, view.row.state) == ("Q-2026-0001", "sent")
    assert view.row.valid_until == date(2026, 12, 22)
    assert (view.has_pdf, view.has_xml) == (True, False)
    assert queries.get_row(CALLER, quote, LATER).state == "expired"


def test_a_quote_needs_no_date_of_delivery(books: Books) -> None:
    assert books.sent(delivered_on=None)


def test_a_sent_quote_is_accepted_or_declined_with_a_reason(books: Books) -> None:
    yes, no = books.sent(), books.sent()
    service.accept_quote(CALLER, yes, None, TODAY)
    service.decline_quote(CALLER, no, None, "Too dear", TODAY)
    assert queries.get_row(CALLER, yes, LATER).state == "accepted"
    view = queries.get_document(CALLER, no, LATER)
    assert (view.row.state, view.answer, view.answered_on) == ("declined", "Too dear", TODAY)
    with pytest.raises(UserError):
        service.accept_quote(CALLER, yes, None, TODAY)
    with pytest.raises(UserError):
        service.accept_quote(CALLER, books.new(kind="quote"), None, TODAY)


def test_a_quote_is_invoiced_once_unless_asked(books: Books) -> None:
    quote = books.sent(order_number="4711", lines=(*STORY, line("1", "5", "23", is_optional=True)))
    ref = service.invoice_quote(CALLER, quote, TODAY)
    invoice = queries.get_document(CALLER, ref.id, TODAY)
    assert (invoice.draft.order_number, invoice.sums.gross, len(invoice.draft.lines)) == ("4711", 157021, 3)
    assert [link.role for link in invoice.links] == ["quote"]
    assert queries.get_row(CALLER, quote, TODAY).state == "invoiced"
    with pytest.raises(UserError):
        service.invoice_quote(CALLER, quote, TODAY)
    second = service.invoice_quote(CALLER, quote, TODAY, again=True)
    service.delete_draft(CALLER, second.id, second.version)
    assert queries.get_row(CALLER, quote, TODAY).state == "invoiced"
    service.delete_draft(CALLER, ref.id, ref.version)
    assert queries.get_row(CALLER, quote, TODAY).state == "accepted"
    assert books.issue(service.invoice_quote(CALLER, quote, TODAY).id).number == "2026-0001"


def test_an_invoice_of_a_quote_has_the_terms_and_texts_of_invoices(books: Books) -> None:
    firm = company.get_firm(CALLER)
    texts = {"quote_intro": (("en", "We are pleased to offer:"),), "invoice_intro": (("en", "Thank you."),)}
    company_service.save_firm(CALLER, replace(firm.draft, **texts), firm.version)  # type: ignore[arg-type]
    usual = queries.new_draft(CALLER, "invoice", books.customer, TODAY)
    assert usual.terms_id is not None
    offer = queries.new_draft(CALLER, "quote", books.customer, TODAY).intro
    drafts = []
    for intro in (offer, "As we said on the telephone:"):
        ref = service.invoice_quote(CALLER, books.sent(intro=intro), TODAY)
        drafts.append(queries.get_document(CALLER, ref.id, TODAY).draft)
    assert [draft.intro for draft in drafts] == ["Thank you.", "As we said on the telephone:"]
    assert {draft.terms_id for draft in drafts} == {usual.terms_id}
    ref = service.invoice_quote(CALLER, books.sent(intro=offer, language="pt_BR"), TODAY)
    draft = queries.get_document(CALLER, ref.id, TODAY).draft
    assert (draft.intro, draft.terms_id) == ("Thank you.", usual.terms_id)


def test_a_declined_quote_is_not_invoiced(books: Books) -> None:
    quote = books.sent()
    service.decline_quote(CALLER, quote, None, "", TODAY)
    with pytest.raises(UserError):
        service.invoice_quote(CALLER, quote, TODAY)


def test_anything_can_be_duplicated_to_a_draft(books: Books) -> None:
    invoice = books.issued()
    note = service.credit_invoice(CALLER, invoice, today=TODAY, render=books.paper)
    for source, kind in ((invoice, "invoice"), (note.id, "invoice"), (books.sent(), "quote")):
        copy = queries.get_document(CALLER, service.duplicate(CALLER, source, TODAY).id, TODAY)
        assert (copy.row.kind, copy.row.state, copy.sums.gross) == (kind, "draft", 157021)
        assert (copy.draft.issued_on, copy.draft.delivered_on, copy.draft.corrects_id) == (None, None, None)
    as_quote = service.duplicate(CALLER, invoice, TODAY, kind="quote")
    assert queries.get_row(CALLER, as_quote.id, TODAY).kind == "quote"


def test_many_invoices_are_copied_to_the_next_month_at_once(books: Books) -> None:
    texts = {"description": "Care November 2026"}
    first = books.issued(
        period_from=date(2026, 11, 1), period_to=date(2026, 11, 30), lines=(line("1", "9", "23", **texts),)
    )
    second = books.issued()
    made = service.copy_as_next_month(CALLER, [first, second], TODAY)
    copies = [queries.get_document(CALLER, each, TODAY).draft for each in made]
    assert [copy.issued_on for copy in copies] == [date(2026, 12, 22)] * 2
    assert (copies[0].period_from, copies[0].period_to) == (date(2026, 12, 1), date(2026, 12, 31))
    assert copies[0].lines[0].description == "Care December 2026"
    note = service.credit_invoice(CALLER, second, today=TODAY, render=books.paper)
    with pytest.raises(UserError):
        service.copy_as_next_month(CALLER, [first, note.id], TODAY)
    assert queries.count_invoices(CALLER, TODAY)["draft"] == 2


def a_bit_of_everything(books: Books) -> None:
    paid, part, late = books.issued(), books.issued(), books.issued(due_on=date(2026, 11, 23))
    service.record_payment(CALLER, paid, PaymentDraft(amount=157021, paid_on=TODAY), TODAY)
    service.record_payment(CALLER, part, PaymentDraft(amount=1, paid_on=TODAY), TODAY)
    service.credit_invoice(CALLER, books.issued(), today=TODAY, render=books.paper)
    given_up = books.issue(books.new())
    service.write_off(CALLER, given_up.id, given_up.version, TODAY)
    books.new()
    books.issued()
    assert late
    quotes = [books.sent(valid_until=day) for day in (date(2026, 11, 24), None, None, None, None)]
    service.accept_quote(CALLER, quotes[1], None, TODAY)
    service.decline_quote(CALLER, quotes[2], None, "", TODAY)
    service.invoice_quote(CALLER, quotes[3], TODAY)
    books.new(kind="quote")


@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 30), LATER])
def test_filters_counts_and_shown_states_agree_on_any_day(books: Books, today: date) -> None:
    a_bit_of_everything(books)
    for listing, counts, states in (
        (queries.list_invoices, queries.count_invoices(CALLER, today), (*MONEY_STATES, "issued")),
        (queries.list_quotes, queries.count_quotes(CALLER, today), QUOTE_STATES),
    ):
        everything = listing(CALLER, ListView(), today).rows(0, 100)
        assert counts["all"] == len(everything)
        for state in states:
            rows = listing(CALLER, ListView(filters=(("state", state),)), today).rows(0, 100)
            assert [row.id for row in rows] == [row.id for row in everything if row.state == state], state
            assert {row.state for row in rows} <= {state}
            if state in counts:
                assert counts[state] == len(rows), state


def test_lists_sort_by_every_column_and_search_everything(books: Books) -> None:
    a_bit_of_everything(books)
    for sort in ("", "number", "date", "due", "customer", "net", "gross", "open", "updated"):
        for descending in (False, True):
            view = ListView(sort=sort, descending=descending)
            assert len(queries.list_invoices(CALLER, view, TODAY).rows(0, 100)) == 9
    found = queries.list_invoices(CALLER, ListView(search="2026-0003"), TODAY).rows(0, 10)
    assert [row.number for row in found] == ["2026-0003"]
    assert (
        queries.list_invoices(
            CALLER, ListView(search="konserven", filters=(("state", "overdue"),)), LATER
        ).count()
        == 3
    )


def test_the_footer_adds_up_what_is_shown_by_currency(books: Books) -> None:
    know("EUR", "CHF", "0.95")
    invoice = books.issued()
    books.issued(currency="CHF")
    service.credit_invoice(CALLER, invoice, today=TODAY, render=books.paper)
    sums = {each.currency: each for each in queries.sum_invoices(CALLER, ListView(), TODAY)}
    assert (sums["EUR"].count, sums["EUR"].gross, sums["EUR"].open) == (2, 0, 0)
    assert (sums["CHF"].count, sums["CHF"].gross, sums["CHF"].open) == (1, 157021, 157021)
    only = queries.sum_invoices(CALLER, ListView(filters=(("state", "credit_note"),)), TODAY)
    assert [(each.currency, each.gross) for each in only] == [("EUR", -157021)]


def test_a_customers_balance_and_revenue(books: Books) -> None:
    first = books.issued()
    books.issued(due_on=date(2026, 11, 25))
    service.credit_invoice(CALLER, first, today=TODAY, render=books.paper)
    (money,) = queries.contact_money(CALLER, books.customer, date(2026, 12, 1))
    assert (money.open, money.overdue, money.revenue_12_months, money.invoices) == (157021, 157021, 128488, 2)
    (later,) = queries.contact_money(CALLER, books.customer, date(2028, 1, 1))
    assert (later.open, later.revenue_12_months) == (157021, 0)


def test_today_shows_what_is_overdue_and_what_expires(books: Books) -> None:
    late = books.issued(due_on=date(2026, 11, 25))
    books.issued()
    quote = books.sent(valid_until=date(2026, 11, 28))
    books.sent()
    assert [row.id for row in queries.overdue(CALLER, date(2026, 11, 26))] == [late]
    assert queries.overdue(CALLER, date(2026, 11, 25)) == []
    assert queries.overdue_sums(CALLER, date(2026, 11, 26)) == [("EUR", 1, 157021, date(2026, 11, 25))]
    assert [row.id for row in queries.expiring(CALLER, TODAY)] == [quote]
    assert queries.expiring(CALLER, date(2026, 11, 29)) == []


def test_a_number_or_an_id_finds_a_document_and_an_ambiguous_one_is_refused(books: Books) -> None:
    from desktop_crm.company import queries as company
    from desktop_crm.company import service as company_service

    series = company.series(CALLER, "invoice")
    plain = replace(series.draft, pattern="{number}", restarts="never", next_number=1)
    company_service.save_series(CALLER, plain, series.version, TODAY)
    draft, invoice = books.new(), books.issued()
    assert queries.get_row(CALLER, invoice, TODAY).number == "1"
    assert (draft, invoice) == (1, 2)
    with pytest.raises(UserError, match=r"id 1.*id 2"):
        queries.resolve(CALLER, "1")
    assert queries.resolve(CALLER, "2") == invoice
    for text in ("3", "2026-0001", "", "0", "9" * 30, "x'; DROP TABLE document; --"):
        with pytest.raises(NotFound):
            queries.resolve(CALLER, text)


def test_lines_of_an_issued_document_can_be_referred_to(books: Books) -> None:
    lines = queries.lines_of(CALLER, books.issued())
    assert [(row.position, row.name, row.qty, row.net) for row in lines] == [
        (1, "Programming", Decimal("12.5"), 100000),
        (2, "Theme", Decimal(1), 22491),
        (3, "Book", Decimal(3), 5997),
    ]


@pytest.mark.file
@pytest.mark.parametrize("sort", ["", "date", "due", "customer", "gross", "open", "updated"])
def test_a_page_is_read_along_an_index_not_sorted_anew(books: Books, sort: str) -> None:
    from desktop_crm.database.connection import raw

    statements: list[str] = []
    raw().set_trace_callback(statements.append)
    queries.list_invoices(CALLER, ListView(sort=sort), TODAY).rows(0, 50)
    raw().set_trace_callback(None)
    page = next(each for each in statements if "CROSS JOIN" in each)
    inner = page[page.index("FROM (") + 6 : page.index(") page")]
    plan = " ".join(row[3] for row in raw().execute(f"EXPLAIN QUERY PLAN {inner}").fetchall())
    assert "TEMP B-TREE" not in plan
