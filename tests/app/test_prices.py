"""In the window: prices are written on a product's page, given to a customer, and drafts take them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

from desktop_crm.app.price_lists import PriceListDialog, PriceListsSection
from desktop_crm.app.window import MainWindow
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service
from desktop_crm.catalog.queries import prices
from desktop_crm.catalog.rules.prices import PriceListDraft
from desktop_crm.catalog.ui.contact_additions import CustomerListDialog
from desktop_crm.catalog.ui.price_dialog import PriceDialog, PriceFor
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.paging import ListView

D = Decimal


def first_product(window: MainWindow) -> Any:
    return catalog.list_products(window.desk.caller, ListView()).rows(0, 1)[0]


def customer(window: MainWindow) -> int:
    return contacts.suggest(window.desk.caller, "Kestrel")[0].id


def settle(window: MainWindow) -> None:
    for _ in range(3):
        QTest.qWait(20)
        window.desk.tasks.is_idle()
    QTest.qWait(20)


def test_a_price_is_written_changed_and_removed_on_the_products_page(window: MainWindow) -> None:
    product, caller = first_product(window), window.desk.caller
    window.go("product", product.id)
    page: Any = window.page
    assert page.prices.isVisibleTo(page) and page.prices.rows == []
    page.prices.ask_new()
    dialog: Any = window.findChild(PriceDialog)
    dialog.accept_primary()
    assert dialog.form.field("price").error
    dialog.form.set_values(price=D(9), from_qty=D(10))
    dialog.accept_primary()
    settle(window)
    [row] = prices.list_prices(caller, product_id=product.id)
    assert (row.draft.price, row.draft.from_qty) == (9, 10)
    assert len(page.prices.rows) == 1
    page.prices.ask(row)
    dialog = window.findChildren(PriceDialog)[-1]
    dialog.form.set_values(price=D(8))
    dialog.accept_primary()
    settle(window)
    [row] = prices.list_prices(caller, product_id=product.id)
    assert row.draft.price == 8
    page.prices.ask(row)
    window.findChildren(PriceDialog)[-1].remove()
    settle(window)
    assert prices.list_prices(caller, product_id=product.id) == []


def test_a_draft_in_another_currency_has_no_catalogue_price(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = first_product(window)
    window.go("invoice:new", {"product": product.id})
    settle(window)
    editor = window.page.inner  # type: ignore[attr-defined]
    own, other = product.currency, "USD"
    assert editor.draft.currency == own != other and editor.draft.lines[0].price == product.price
    editor.replace(currency=other)
    editor.replace(notes="typed at once")  # another edit before the prices were read loses nothing
    settle(window)
    [line] = editor.draft.lines
    assert (line.price, line.price_from, editor.draft.notes) == (0, "none", "typed at once")
    editor.replace(currency=own)
    settle(window)
    [line] = editor.draft.lines
    assert (line.price, line.price_from) == (product.price, "product")
    with monkeypatch.context() as busy:  # the answer comes too late: prices are asked for once more
        busy.setattr(window.desk.tasks, "run_latest", lambda *_asked: None)
        editor.replace(currency=other)
    editor.replace(lines=(replace(line, qty=D(2)),))
    settle(window)
    [line] = editor.draft.lines
    assert (line.qty, line.price, line.price_from) == (2, 0, "none")


def test_a_line_takes_no_price_over_from_the_product_before(window: MainWindow) -> None:
    product = first_product(window)
    window.go("invoice:new", {"product": product.id})
    settle(window)
    editor = window.page.inner  # type: ignore[attr-defined]
    words, (line,) = editor.sheet.words, editor.draft.lines
    dollars = words.product_choice(replace(product, id=product.id + 1, currency="USD"))
    filled = words.take(line, dollars)
    assert (filled.product_id, filled.price, filled.price_from) == (product.id + 1, 0, "none")
    typed = words.take(replace(line, price=D(7), price_from=""), dollars)
    assert (typed.product_id, typed.price, typed.price_from) == (product.id + 1, 7, "")
    assert words.take(line, words.product_choice(product)).price == product.price


def test_a_price_of_a_list_is_in_the_lists_currency(window: MainWindow) -> None:
    product, caller = first_product(window), window.desk.caller
    dollars = service.save_price_list(caller, PriceListDraft(name="Dollars", currency="USD"))
    of = PriceFor(product_id=product.id, currency=product.currency)
    dialog = PriceDialog(window.desk, None, of, lambda: None, parent=window)
    settle(window)
    currency = dialog.form.field("currency")
    assert product.currency != "USD" and currency.isEnabled()
    dialog.form["whom"].set_value(dollars)
    dialog._edited("whom")
    assert (dialog.form.value("currency"), currency.isEnabled()) == ("USD", False)
    dialog.form.set_values(price=D(7))
    dialog.accept_primary()
    settle(window)
    [row] = prices.list_prices(caller, product_id=product.id)
    assert (row.draft.currency, row.list_name) == ("USD", "Dollars")


def test_a_draft_takes_the_price_says_where_it_comes_from_and_leaves_a_typed_one(window: MainWindow) -> None:
    product, caller, contact = first_product(window), window.desk.caller, customer(window)
    trade = service.save_price_list(caller, PriceListDraft(name="Trade", currency=product.currency))
    of = PriceFor(product_id=product.id, list_id=trade, currency=product.currency)
    dialog = PriceDialog(window.desk, None, of, lambda: None, parent=window)
    dialog.form.set_values(price=D(7))
    dialog.accept_primary()
    given = CustomerListDialog(window.desk, contact, parent=window)
    settle(window)
    given.form.set_values(list_id=trade)
    given.accept_primary()
    settle(window)
    assert prices.list_of_customer(caller, contact) == trade
    window.go("invoice:new", {"product": product.id})
    settle(window)
    page: Any = window.page
    editor = page.inner
    [line] = editor.draft.lines
    assert line.price_from == "product"
    editor.replace(contact_id=contact)
    settle(window)
    [line] = editor.draft.lines
    assert (line.price, line.price_from) == (7, "list|Trade")
    assert editor.sheet.words.price_words(line) == "List Trade"
    column = next(each for each in editor.sheet.words.columns() if each.key == "price")
    assert column.set is not None
    editor.replace(lines=(column.set(line, D(6)),))
    settle(window)
    assert (editor.draft.lines[0].price, editor.draft.lines[0].price_from) == (6, "")


def test_lists_are_made_and_prices_taken_in_from_a_file(window: MainWindow, tmp_path: Path) -> None:
    product, caller = first_product(window), window.desk.caller
    window.go("settings", {"section": "prices"})
    page: Any = window.page
    page.show_section("prices")
    section: Any = page.current
    assert isinstance(section, PriceListsSection)
    section.new_button.click()
    dialog: Any = window.findChild(PriceListDialog)
    dialog.form.set_values(name="Trade", currency=product.currency)
    dialog.accept_primary()
    settle(window)
    assert [row.draft.name for row in prices.list_price_lists(caller)] == ["Trade"]
    path = tmp_path / "prices.csv"
    path.write_text(f"Product,Price,List\n{product.name},5,Trade\nNothing,1,\n")
    section.take_in(path)
    for _ in range(50):
        settle(window)
        if not window.desk.tasks.running:
            break
    assert [row.draft.price for row in prices.list_prices(caller)] == [5]
