"""Drafts take the price of customer, day and quantity, say where it comes from, and leave a typed one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.pricing_lines import is_other_money, with_prices
from desktop_crm.billing.rules.recurring import RecurringDraft
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.documents.price_tables import plan_prices
from desktop_crm.catalog.queries import prices
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft, source_words
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import Translator
from tests.billing.conftest import CALLER, TODAY, Books

D = Decimal
EN = Translator("en")


@pytest.fixture
def chair(books: Books) -> int:
    return catalog.create_product(CALLER, ProductDraft(code="CH", name="Chair", price=D(100)))


def write(product: int, price: str, **values: Any) -> int:
    return catalog.add_price(CALLER, PriceDraft(product_id=product, price=D(price), **values))


def lines_of(books: Books, *items: dict[str, Any], **values: Any) -> tuple[LineDraft, ...]:
    data = {"customer": books.customer, "lines": [{"product": "CH", **item} for item in items], **values}
    return service.draft_from_json(CALLER, "invoice", data, TODAY).lines


def test_a_draft_takes_the_price_of_its_customer_day_and_quantity(books: Books, chair: int) -> None:
    trade = catalog.save_price_list(CALLER, PriceListDraft(name="Trade"))
    write(chair, "90", from_qty=D(10))
    write(chair, "70", list_id=trade, valid_from=date(2026, 12, 1))
    one, ten = lines_of(books, {"qty": "1"}, {"qty": "10"})
    assert (one.price, one.price_from) == (100, "product")
    assert (ten.price, ten.price_from) == (90, "all>10")
    catalog.give_price_list(CALLER, books.customer, trade)
    assert lines_of(books, {"qty": "10"})[0].price == 90
    [later] = lines_of(books, {"qty": "10"}, issued_on="2026-12-24")
    assert (later.price, later.price_from) == (70, "list|Trade")
    write(chair, "65", contact_id=books.customer)
    assert lines_of(books, {"qty": "1"})[0].price_from == "customer"


def test_a_typed_price_stays(books: Books, chair: int) -> None:
    write(chair, "65", contact_id=books.customer)
    [line] = lines_of(books, {"qty": "1", "price": "99"})
    assert (line.price, line.price_from) == (99, "")
    draft = books.draft(lines=(line,))
    assert queries.priced(CALLER, draft, TODAY) == draft


def test_what_follows_an_agreed_paper_keeps_its_prices(books: Books, chair: int) -> None:
    lines = lines_of(books, {"qty": "1"})
    quote = books.sent(lines=lines)
    service.accept_quote(CALLER, quote, queries.get_document(CALLER, quote, TODAY).row.version, TODAY)
    invoice = service.invoice_quote(CALLER, quote, TODAY)
    [line] = queries.get_document(CALLER, invoice.id, TODAY).draft.lines
    assert (line.price, line.price_from) == (100, "agreed:product")
    said = source_words(line.price_from)
    assert said is not None
    assert EN.message(said) == "Catalogue, agreed"
    draft = books.draft(lines=(line,))
    assert queries.priced(CALLER, draft, TODAY) == draft
    copy = service.duplicate(CALLER, invoice.id, TODAY)
    [line] = queries.get_document(CALLER, copy.id, TODAY).draft.lines
    assert (line.price, line.price_from) == (100, "")  # nobody agreed the copy


def test_a_copy_takes_the_prices_of_its_day(books: Books, chair: int) -> None:
    document = books.new(lines=lines_of(books, {"qty": "1"}))
    write(chair, "110", valid_from=TODAY)
    copy = service.duplicate(CALLER, document, TODAY)
    [line] = queries.get_document(CALLER, copy.id, TODAY).draft.lines
    assert (line.price, line.price_from) == (110, "all")


def test_a_price_in_other_money_is_never_taken_for_this_one(books: Books, chair: int) -> None:
    for values in ({"currency": "USD"}, {"price_mode": "gross"}):
        with pytest.raises(UserError) as refused:
            lines_of(books, {"qty": "1", "price": "5"}, {"qty": "1"}, **values)
        assert refused.value.field == "lines[2].price"
    [line] = lines_of(books, {"qty": "1", "price": "5"}, currency="USD")
    assert (line.price, line.price_from) == (5, "")
    write(chair, "130", currency="USD")
    [line] = lines_of(books, {"qty": "1"}, currency="USD")
    assert (line.price, line.price_from) == (130, "all")


def test_a_line_has_no_price_once_the_currency_is_one_without(books: Books, chair: int) -> None:
    first = books.draft(lines=lines_of(books, {"qty": "1"}, {"qty": "2", "price": "7"}))
    dollars = replace(first, currency="USD")
    found = queries.prices_of(CALLER, dollars, TODAY)
    assert found == [None]
    draft = with_prices(dollars, found, is_other_money=is_other_money(first, dollars))
    assert [(line.price, line.price_from) for line in draft.lines] == [(0, "none"), (7, "")]
    told = [each for each in queries.problems(CALLER, draft, TODAY) if each.field == "lines[1].price"]
    assert [(each.is_warning, "There is no price in USD" in str(each.message)) for each in told] == [
        (True, True)
    ]
    assert [line.price for line in queries.priced(CALLER, replace(draft, currency="EUR"), TODAY).lines] == [
        100, 7,
    ]  # fmt: skip
    bare = replace(first, currency="USD", lines=())
    [line] = queries.draft_selling(CALLER, bare, chair, TODAY).lines
    assert (line.price, line.price_from) == (0, "none")


def test_what_recurs_is_billed_at_the_prices_of_its_day(books: Books, chair: int) -> None:
    template = DocumentDraft(contact_id=books.customer, lines=lines_of(books, {"qty": "1"}))
    draft = RecurringDraft(document=template, starts_on=date(2026, 11, 1))
    service.create_recurring(CALLER, draft, date(2026, 11, 1))
    write(chair, "120", valid_from=date(2026, 12, 1))
    made = service.run_recurring(CALLER, date(2027, 1, 15)).made
    papers = [queries.get_document(CALLER, each.document_id, TODAY).draft for each in made]
    assert [paper.lines[0].price for paper in papers] == [100, 120, 120]


def test_the_same_price_is_written_once_and_never_over_anothers_work(books: Books, chair: int) -> None:
    key = write(chair, "90", from_qty=D(10))
    with pytest.raises(UserError) as refused:
        write(chair, "80", from_qty=D(10))
    assert refused.value.field == "from_qty"
    row = prices.get_price(CALLER, key)
    catalog.save_price(CALLER, key, row.version, replace(row.draft, price=D(85)))
    with pytest.raises(Conflict):
        catalog.save_price(CALLER, key, row.version, replace(row.draft, price=D(84)))
    with pytest.raises(Conflict):
        catalog.remove_price(CALLER, key, row.version)
    assert catalog.set_price(CALLER, replace(row.draft, price=D(83))) == key
    catalog.remove_price(CALLER, key, prices.get_price(CALLER, key).version)
    assert prices.list_prices(CALLER) == []


def test_a_list_out_of_use_gives_no_price(books: Books, chair: int) -> None:
    trade = catalog.save_price_list(CALLER, PriceListDraft(name="Trade", currency="EUR"))
    write(chair, "70", list_id=trade)
    catalog.give_price_list(CALLER, books.customer, trade)
    assert lines_of(books, {"qty": "1"})[0].price == 70
    row = prices.get_price_list(CALLER, trade)
    with pytest.raises(UserError) as refused:
        catalog.save_price_list(CALLER, replace(row.draft, currency="USD"), trade, row.version)
    assert refused.value.field == "currency"
    catalog.archive_price_list(CALLER, trade, row.version)
    assert lines_of(books, {"qty": "1"})[0].price == 100
    with pytest.raises(UserError):
        catalog.give_price_list(CALLER, books.customer, trade)
    with pytest.raises(UserError) as refused:
        catalog.save_price_list(CALLER, PriceListDraft(name="Trade"))
    assert refused.value.field == "name"


FILE = """Product;From quantity;Price;Valid from;Price list;Customer
CH;10;90,50;;;
CH;;70;2026-12-01;Trade;
Chair;;65;;;Konserven GmbH
Stool;;5;;;
CH;x;5;;;
CH;;;;;
CH;;5;31.12.2026;;
CH;;5;;;Nobody
"""


def test_a_file_of_prices_comes_in_once_and_bad_rows_are_named(books: Books, chair: int) -> None:
    plan = plan_prices(FILE.encode(), "prices.csv", t=EN)
    tried = catalog.import_prices(CALLER, plan, dry_run=True)
    assert (tried.added, prices.list_prices(CALLER), prices.list_price_lists(CALLER)) == (3, [], [])
    made = catalog.import_prices(CALLER, plan)
    assert (made.added, made.changed, made.known) == (3, 0, 0)
    assert [(each.line, each.field) for each in made.rejects] == [
        (5, "product"), (6, "from"), (7, "price"), (8, "valid_from"), (9, "customer"),
    ]  # fmt: skip
    again = catalog.import_prices(CALLER, plan)
    assert (again.added, again.changed, again.known) == (0, 0, 3)
    assert [row.draft.name for row in prices.list_price_lists(CALLER)] == ["Trade"]
    assert {str(row.draft.price) for row in prices.list_prices(CALLER)} == {"90.5", "70", "65"}


CURRENCIES = """Product,Price,Quantity,List,Currency
CH,80,1,Dollars,
CH,$70,2,Dollars,
CH,US$ 60,3,Dollars,$
CH,50 EUR,4,Dollars,
CH,40,5,Dollars,EUR
CH,$30,6,,
CH,20 €,7,,€
CH,10 TL,8,,TL
CH,9 €,9,,TRY
CH,8,10,,Taler
"""


def test_a_price_in_another_currency_than_its_list_is_refused_and_none_is_changed_unseen(
    books: Books, chair: int
) -> None:
    dollars = catalog.save_price_list(CALLER, PriceListDraft(name="Dollars", currency="USD"))
    made = catalog.import_prices(CALLER, plan_prices(CURRENCIES.encode(), "prices.csv", t=EN))
    assert [(each.line, each.field) for each in made.rejects] == [
        (5, "price"), (6, "currency"), (7, "price"), (10, "price"), (11, "currency"),
    ]  # fmt: skip
    assert str(made.rejects[1].reason) == "The list “Dollars” is in USD"
    assert "not in EUR" in str(made.rejects[2].reason)
    kept = {(str(row.draft.price), row.draft.currency) for row in prices.list_prices(CALLER)}
    assert kept == {("80", "USD"), ("70", "USD"), ("60", "USD"), ("20", "EUR"), ("10", "TRY")}
    with pytest.raises(UserError) as refused:
        write(chair, "1", list_id=dollars, currency="EUR", from_qty=D(50))
    assert refused.value.field == "currency"


@pytest.mark.parametrize("text", ["Price\n5\n", "Product\nCH\n", ""])
def test_a_file_without_products_or_prices_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        plan_prices(text.encode(), "prices.csv", t=EN)


def test_unknown_products_lists_and_customers_are_refused(books: Books, chair: int) -> None:
    for values in ({"product_id": 999}, {"list_id": 999}, {"contact_id": 999}):
        with pytest.raises(NotFound):
            catalog.add_price(CALLER, PriceDraft(**{"product_id": chair, "price": D(1), **values}))
    assert prices.list_prices(CALLER) == []


def warnings(books: Books, qty: str, **values: Any) -> list[str]:
    lines = lines_of(books, {"qty": qty, **values})
    found = queries.problems(CALLER, books.draft(lines=lines), TODAY)
    return [str(each.message) for each in found if each.field == "lines[1].price" and each.is_warning]


def test_an_own_price_holds_and_a_cheaper_one_that_it_goes_before_is_told(books: Books, chair: int) -> None:
    write(chair, "80", contact_id=books.customer)
    write(chair, "65", from_qty=D(10))
    assert warnings(books, "9") == []
    assert lines_of(books, {"qty": "10"})[0].price == 80
    assert warnings(books, "10") == ["Own price: 80. By “From 10 on” it would be 65"]
    assert warnings(books, "10", price="80") == []  # typed: nobody's list
    write(chair, "60", contact_id=books.customer, from_qty=D(10))
    assert warnings(books, "10") == []


def test_an_own_price_above_the_catalogue_is_told(books: Books, chair: int) -> None:
    write(chair, "120", contact_id=books.customer)
    assert warnings(books, "1") == ["Own price: 120. By “Catalogue” it would be 100"]


def test_a_price_below_zero_is_refused_but_for_a_rebate(books: Books, chair: int) -> None:
    with pytest.raises(UserError) as refused:
        write(chair, "-1")
    assert refused.value.field == "price"
    plan = plan_prices(b"Product,Price\nCH,-5.00\nCH,90.00\n", "prices.csv", t=EN)
    made = catalog.import_prices(CALLER, plan)
    assert (made.added, [(each.line, str(each.reason)) for each in made.rejects]) == (
        1, [(2, "A price is not below zero")],
    )  # fmt: skip
    rebate = catalog.create_product(CALLER, ProductDraft(code="R", name="Rebate", price=D(-10)))
    assert write(rebate, "-12")
