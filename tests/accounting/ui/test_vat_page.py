"""The VAT report on the screen: chosen days, figures, down to the papers and back, by keyboard, and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.accounting.ui.vat_page import VatPage
from desktop_crm.billing import service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import PeriodDraft, period_of
from desktop_crm.database.connection import current
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.expenses import service as expenses
from desktop_crm.files.tables import read_table
from desktop_crm.values.caller import Caller
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.accounting.test_vat_report import customer
from tests.billing.conftest import CALLER, TODAY, Books, line
from tests.expenses.conftest import to_us
from tests.widgets.conftest import make_desk

D = Decimal
DAY = TODAY.replace(day=3)


WENT: list[tuple[str, object]] = []
"""Where the page sent the window."""


@pytest.fixture
def desk(books: Books, qapp: QApplication) -> Desk:
    WENT.clear()
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return replace(
        make_desk(),
        caller=CALLER,
        today=lambda: TODAY,
        changes=current().hub,
        go=lambda kind, what: WENT.append((kind, what)),
    )


@pytest.fixture
def sold(books: Books) -> int:
    """An invoice over two rates, a sale within the Union, one to a consumer in Austria, one bought."""
    invoice = books.issued(on=DAY, lines=(line("1", "1000.00", "19"), line("1", "100.00", "7")))
    there = customer("FR", "FR40303265045")
    books.issued(on=DAY, contact_id=there, lines=(line("1", "50.00", "0", category="K"),), vat_unchecked=True)
    at = customer("AT", kind="person", name="Anna Gruber")
    books.issued(on=DAY, contact_id=at, lines=(line("1", "100.00", "20"),))
    expenses.take_in(CALLER, "in.xml", write_cii(to_us(issued_on=DAY)))
    return invoice


@pytest.fixture
def page(desk: Desk, sold: int, qtbot: QtBot) -> VatPage:
    page = VatPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.activateWindow()
    return page


def cells(page: VatPage) -> list[list[str]]:
    model = page.lists.shown.table_model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_month_that_runs_is_shown_with_what_is_owed(page: VatPage) -> None:
    assert page.state.accessibleName() == "Not closed"
    assert [row[:4] for row in cells(page)] == [
        ["Invoices", "Taxed", "S", "20%"],
        ["Invoices", "Taxed", "S", "19%"],
        ["Invoices", "Taxed", "S", "7%"],
        ["Invoices", "Intra-Community supply", "K", "–"],
        ["Bought", "Taxed", "S", "19%"],
    ]
    assert "VAT on sales 217.00 EUR" in page.figures.accessibleName()
    assert "Input VAT 19.00 EUR €100.00 net bought" in page.figures.accessibleName()
    owed = "To pay 178.00 EUR without \u20ac20.00 for the One-Stop-Shop"
    assert owed in page.figures.accessibleName()
    assert page.lists.sums.text == "Net €1,250.00, VAT €217.00"


def test_a_row_opens_its_papers_and_a_paper_itself_by_keyboard(
    page: VatPage, sold: int, qtbot: QtBot
) -> None:
    page.lists.rows.setFocus()
    qtbot.keyClick(page.lists.rows, Qt.Key.Key_Down)
    qtbot.keyClick(page.lists.rows, Qt.Key.Key_Return)
    assert page.lists.shown is page.lists.papers
    assert page.lists.papers.hasFocus()
    assert [row[:3] for row in cells(page)] == [["3 Nov 2026", "2026-0001", "Konserven GmbH"]]
    assert page.lists.sums.text == "Net €1,000.00, VAT €190.00"
    qtbot.keyClick(page.lists.papers, Qt.Key.Key_Return)
    assert [("invoice", sold)] == WENT
    qtbot.keyClick(page.lists.papers, Qt.Key.Key_Escape)
    assert page.lists.shown is page.lists.rows
    assert page.lists.rows.hasFocus()
    assert page.header.crumb.isHidden()


def test_what_was_bought_opens_where_it_is_kept(page: VatPage) -> None:
    assert page.books is not None
    page.lists.open_row(page.books.report.rows[-1])
    page.open_paper(page.lists.lines_in_view[0])
    assert WENT == [("received_invoice", 1)]


def choose(page: VatPage, key: str) -> None:
    page.chips.choose(key)
    page.chips.chosen.emit(key)


def test_the_sales_list_names_who_was_not_checked(page: VatPage) -> None:
    choose(page, "sales-list")
    assert not page.basis.isEnabled()
    assert cells(page) == [["France", "FR40303265045", "Buyer FR", "Goods", "Not checked", "1", "50.00"]]
    assert page.lists.sums.text == "Net €50.00"
    page.lists.open_sales(page.lists.lines_in_view[0])
    assert cells(page)[0][2] == "Buyer FR"
    choose(page, "rows")
    assert page.basis.isEnabled()
    assert len(cells(page)) == 5


def test_the_one_stop_shop_stands_by_country_and_rate(page: VatPage) -> None:
    choose(page, "oss")
    assert cells(page) == [["Austria", "20%", "1", "100.00", "20.00"]]
    page.lists.open_oss(page.lists.lines_in_view[0])
    assert cells(page)[0][2] == "Anna Gruber"


def test_other_days_are_typed_and_wrong_ones_are_named(page: VatPage) -> None:
    page.span.set_value(PeriodDraft(date(2026, 10, 1), date(2026, 11, 2)))
    page.span.changed.emit()
    assert cells(page) == []
    assert page.lists.stack.currentWidget() is page.lists.empty["rows"]
    assert not page.export_button.isEnabled()
    page.span.end.set_value(date(2026, 9, 1))
    page.span.changed.emit()
    assert "The period ends before it begins" in page.strip.accessibleName() or page.strip.isVisible()
    page.span.end.set_value(date(2026, 11, 30))
    page.span.changed.emit()
    assert not page.strip.isVisible()
    assert len(cells(page)) == 5


def test_on_payment_only_what_was_paid_counts_and_a_payment_shows_at_once(
    page: VatPage, sold: int, qtbot: QtBot
) -> None:
    page.basis.set_value("payment")
    page.basis.changed.emit()
    assert [row[0] for row in cells(page)] == ["Bought"]
    service.record_payment(CALLER, sold, PaymentDraft(amount=64_850, paid_on=DAY), TODAY)
    qtbot.waitUntil(lambda: len(cells(page)) == 3)
    assert "VAT on sales 98.50 EUR" in page.figures.accessibleName()


def test_a_closed_period_says_so(page: VatPage) -> None:
    company_service.close_period(CALLER, period_of("2026-10"), TODAY)
    page.span.set_value(span_of("2026-10"))
    page.span.changed.emit()
    assert page.state.accessibleName() == "Closed"


def test_the_firm_s_own_basis_is_taken_first(desk: Desk, sold: int, qtbot: QtBot) -> None:
    from desktop_crm.company import queries as company

    firm = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(firm.draft, vat_basis="payment"), firm.version)
    page = VatPage(desk)
    qtbot.addWidget(page)
    assert page.basis.value() == "payment"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_in_view_is_written_to_a_file(page: VatPage, tmp_path: Path, qtbot: QtBot, kind: str) -> None:
    place = tmp_path / f"vat.{kind}"
    page.export_to(kind, place)
    qtbot.waitUntil(place.exists)
    table = read_table(place)
    assert table.headers[:3] == ("What", "What *", "Treatment")
    assert len(table.rows) == 5


def test_the_accountant_may_look(sold: int, desk: Desk, qtbot: QtBot) -> None:
    page = VatPage(replace(desk, caller=Caller("tia", "accountant", "en", "desk")))
    qtbot.addWidget(page)
    assert len(cells(page)) == 5
    assert [item.text for item in page.export_items()] == ["As CSV…", "As Excel sheet…"]
