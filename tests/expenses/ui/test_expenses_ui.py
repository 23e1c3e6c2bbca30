"""Expenses on the screen: dropped, typed, reckoned, billed on, seen on the contact's page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.app.invoice_drop import InvoiceDrop
from desktop_crm.expenses import models, queries, service
from desktop_crm.expenses.rules.expenses import line_of_gross
from desktop_crm.expenses.ui.contact_additions import contact_additions
from desktop_crm.expenses.ui.expense_page import ExpensePage
from desktop_crm.expenses.ui.expenses_page import ExpensesPage
from desktop_crm.expenses.ui.rebill_dialog import RebillDialog
from desktop_crm.expenses.ui.received_invoice_page import ReceivedInvoicePage
from desktop_crm.expenses.ui.rhythm_dialog import RhythmDialog, RhythmsDialog
from desktop_crm.expenses.ui.taking_in import take_files
from desktop_crm.expenses.ui.trip_dialog import TripDialog
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice
from tests.billing.conftest import CALLER, STATEMENTS, TABLES, TODAY, Books, open_books
from tests.expenses.test_expenses import BOUGHT, PNG, buy
from tests.expenses.test_rebilling import einvoice
from tests.expenses.ui.test_received_ui import dropped, entered, mime
from tests.widgets.conftest import make_desk

D = Decimal


@dataclass(frozen=True)
class Room:
    desk: Desk
    went: list[tuple[str, object]]
    books: Books
    window: QMainWindow


@pytest.fixture
def room(make_database: Any, themed: QApplication, qtbot: QtBot) -> Room:
    database = make_database((*TABLES, *models.TABLES), (*STATEMENTS, *models.STATEMENTS))
    books = open_books()
    went: list[tuple[str, object]] = []
    desk = replace(
        make_desk(),
        caller=CALLER,
        changes=database.hub,
        today=lambda: TODAY,
        go=lambda kind, what: went.append((kind, what)),
    )
    window = QMainWindow()
    qtbot.addWidget(window)
    return Room(desk, went, books, window)


def words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def stored() -> list[queries.ExpenseRow]:
    return list(queries.list_expenses(CALLER, ListView()).rows(0, 50))


def page_of(room: Room, qtbot: QtBot, key: int | None, preset: Any = None) -> ExpensePage:
    page = ExpensePage(room.desk, key, preset)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    qtbot.waitUntil(lambda: page.loaded)
    return page


def type_in(page: ExpensePage, name: str, value: object) -> None:
    page.form[name].set_value(value)
    page.form.changed.emit(name)


def test_a_dropped_picture_begins_an_expense_and_is_kept_with_it(
    room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "beleg.png"
    path.write_bytes(PNG)
    page = page_of(room, qtbot, None, {"files": [path]})
    assert stored() == [] and page.receipts.preview.isVisible()
    page.form["supplier"].setText("Papier Müller")
    page.form.changed.emit("supplier")
    row = page.form["lines"].rows[0]
    row.gross.set_value(11900)
    row.gross.changed.emit()
    assert row.tax.value() == 1900
    page.flush()
    qtbot.waitUntil(lambda: len(stored()) == 1)
    [found] = stored()
    assert (found.supplier, found.gross, found.tax, found.files) == ("Papier Müller", 11900, 1900, 1)
    qtbot.waitUntil(lambda: [file.name for file in page.receipts.files] == ["beleg.png"])


def test_what_is_typed_is_stored_and_what_is_wrong_stands_at_its_field(room: Room, qtbot: QtBot) -> None:
    key = buy()
    page = page_of(room, qtbot, key)
    type_in(page, "category", "travel")
    type_in(page, "paid_on", TODAY)
    type_in(page, "method", "card")
    page.flush()
    qtbot.waitUntil(lambda: stored()[0].method == "card")
    assert stored()[0].category == "travel"
    type_in(page, "paid_on", date(2026, 12, 24))
    page.flush()
    qtbot.waitUntil(lambda: bool(page.form.field("paid_on").error))
    assert stored()[0].paid_on == TODAY


def test_the_same_invoice_twice_is_said_beside_its_number(room: Room, qtbot: QtBot) -> None:
    key, again = buy(number="A-7"), buy(number="A-8")
    page = page_of(room, qtbot, again)
    assert page.form.field("number").help.text == ""
    type_in(page, "number", "A-7")
    page.flush()
    qtbot.waitUntil(lambda: bool(page.twins))
    said = f"Expense {key} has the same supplier and number: is it the same invoice?"
    assert page.form.field("number").help.text == said
    type_in(page, "number", "A-9")
    page.flush()
    qtbot.waitUntil(lambda: not page.twins)
    assert page.form.field("number").help.text == ""


def test_two_rates_and_a_vat_of_its_own(room: Room, qtbot: QtBot) -> None:
    page = page_of(room, qtbot, buy())
    box = page.form["lines"]
    assert [row.gross.value() for row in box.rows] == [11900, 1070]
    box.rows[1].tax.set_value(71)
    box.rows[1].tax.changed.emit()
    box.drop(box.rows[0])
    page.flush()
    qtbot.waitUntil(lambda: stored()[0].gross == 1070)
    assert stored()[0].tax == 71


def test_the_list_shows_sums_pays_and_deletes(room: Room, qtbot: QtBot) -> None:
    buy(customer_id=room.books.customer)
    buy(supplier="Bahn")
    page = ExpensesPage(room.desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 2)
    qtbot.waitUntil(lambda: "259.40" in page.sums.text)
    page.show_filter("to_rebill")
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 1)
    page.pay(stored())
    qtbot.waitUntil(lambda: all(row.paid_on == TODAY for row in stored()))
    assert len(page.verbs_for(stored())) == 2
    page._delete(stored()[:1])
    qtbot.waitUntil(lambda: len(stored()) == 1)


def test_a_way_is_reckoned_while_it_is_typed(room: Room, qtbot: QtBot) -> None:
    done: list[int] = []
    dialog = TripDialog(room.desk, "mileage", done.append, parent=room.window)
    qtbot.addWidget(dialog)
    dialog.form.set_values(purpose="Fair", start="Berlin", goal="Hamburg", distance=D(313))
    dialog.form.changed.emit("distance")
    qtbot.waitUntil(lambda: "93.90" in dialog.worth.text())
    dialog.accept_primary()
    qtbot.waitUntil(lambda: bool(done))
    assert stored()[0].gross == 9390


def test_days_away_say_what_is_missing(room: Room, qtbot: QtBot) -> None:
    done: list[int] = []
    dialog = TripDialog(room.desk, "per_diem", done.append, parent=room.window)
    qtbot.addWidget(dialog)
    dialog.form.set_values(purpose="Fair")
    dialog.accept_primary()
    qtbot.waitUntil(lambda: bool(dialog.form.errors))
    assert dialog.form.errors == ["full_days"]
    dialog.form.set_values(full_days=1, part_days=2)
    dialog.accept_primary()
    qtbot.waitUntil(lambda: bool(done))
    assert stored()[0].gross == 5600


def test_it_is_billed_on_by_the_dialog(room: Room, qtbot: QtBot) -> None:
    done: list[int] = []
    buy(customer_id=room.books.customer)
    draft = room.books.new()
    dialog = RebillDialog(room.desk, stored(), done.append, parent=room.window)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: len(dialog.form["document"].choices) == 2)
    dialog.form["document"].set_value(draft)
    dialog.form["percent"].set_value(D(10))
    dialog.accept_primary()
    qtbot.waitUntil(lambda: done == [draft])
    assert stored()[0].rebilled_in == draft


def test_the_dialog_wants_a_customer_and_names_what_cannot_be(room: Room, qtbot: QtBot) -> None:
    buy()
    draft = room.books.new()
    dialog = RebillDialog(room.desk, stored(), lambda _made: None, parent=room.window)
    qtbot.addWidget(dialog)
    dialog.accept_primary()
    assert dialog.form.errors == ["customer"]
    dialog.form["customer"].set_value(Choice(room.books.customer, "Konserven GmbH"))
    dialog.form.changed.emit("customer")
    qtbot.waitUntil(lambda: len(dialog.form["document"].choices) == 2)
    dialog.form["document"].set_value(draft)
    dialog.form["way"].set_value("pass_through")
    dialog.form.changed.emit("way")
    dialog.accept_primary()
    qtbot.waitUntil(lambda: dialog.form.errors == ["document"])
    assert stored()[0].rebilled_in is None


def test_an_e_invoice_becomes_an_expense_at_a_click(room: Room, qtbot: QtBot) -> None:
    page = ReceivedInvoicePage(replace(room.desk, today=lambda: TODAY.replace(month=12)), einvoice())
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.expense_button.isVisible())
    page.make_expense()
    qtbot.waitUntil(lambda: bool(room.went))
    [row] = stored()
    assert room.went == [("expense", row.id)]
    qtbot.waitUntil(lambda: page.expense_button.text() == "Show expense")


def test_what_comes_again_is_begun_listed_and_ended(room: Room, qtbot: QtBot) -> None:
    dialog = RhythmDialog(room.desk, BOUGHT, parent=room.window)
    qtbot.addWidget(dialog)
    dialog.accept_primary()
    qtbot.waitUntil(lambda: len(queries.list_rhythms(CALLER)) == 1)
    shown = RhythmsDialog(room.desk, parent=room.window)
    qtbot.addWidget(shown)
    qtbot.waitUntil(lambda: "Every month" in words(shown))
    shown.end(queries.list_rhythms(CALLER)[0])
    qtbot.waitUntil(lambda: queries.list_rhythms(CALLER)[0].state == "ended")


def test_the_window_takes_pictures_and_pdfs_that_are_no_e_invoices(
    room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    picture, pdf = tmp_path / "a.png", tmp_path / "b.pdf"
    picture.write_bytes(PNG)
    import pikepdf

    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(pdf)
    window = QMainWindow()
    qtbot.addWidget(window)
    drop = InvoiceDrop(room.desk, window)
    assert drop.eventFilter(window, entered(mime(picture)))
    assert drop.eventFilter(window, dropped(mime(picture)))
    assert room.went == [("expense:new", {"files": [picture]})]
    take_files(room.desk, window, [pdf])
    qtbot.waitUntil(lambda: len(room.went) == 2)
    assert room.went[1] == ("expense:new", {"files": [pdf]})


def test_the_contacts_page_shows_the_profit_to_who_may_see_it(room: Room, qtbot: QtBot) -> None:
    room.books.issued()
    service.create_expense(
        CALLER, replace(BOUGHT, customer_id=room.books.customer, lines=(line_of_gross(5950, D(19)),)), TODAY
    )
    added = contact_additions(room.desk)
    [stat] = added.stats[0](room.books.customer)
    assert (stat.label, "50.00" in stat.note) == ("Profit, 12 months", True)
    assert [row.title for row in added.sections[0].load(room.books.customer)] == ["Papier Müller"]
    assistant = replace(room.desk, caller=replace(CALLER, role="assistant"))
    assert contact_additions(assistant).sections == ()
