"""The cash book on the screen: written, counted, closed, saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.database.connection import current
from desktop_crm.receivables.queries import cash as queries
from desktop_crm.receivables.ui.cash_dialogs import CashEntryDialog, CloseCashDialog
from desktop_crm.receivables.ui.cash_page import CashPage, days_of, listing
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.billing.conftest import CALLER, TODAY, Books
from tests.receivables.test_cash import enter
from tests.widgets.conftest import make_desk


@pytest.fixture
def desk(books: Books, qapp: QApplication) -> Desk:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return replace(make_desk(), caller=CALLER, today=lambda: TODAY, changes=current().hub)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CashPage:
    made = CashPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


def dialog_of(page: QWidget, kind: Callable[..., QWidget]) -> QWidget:
    return [each for each in page.window().findChildren(kind) if each.isVisible()][-1]  # type: ignore[arg-type]


def test_an_entry_is_written_with_the_side_of_its_kind(page: CashPage) -> None:
    page.enter()
    dialog = dialog_of(page, CashEntryDialog)
    assert isinstance(dialog, CashEntryDialog)
    dialog.accept_primary()
    assert dialog.form.errors == ["amount"]
    dialog.form.set_values(amount=5_000, kind="withdrawal")
    dialog.form.changed.emit("kind")
    dialog.accept_primary()
    dialog.accept_primary()  # pressed twice is one entry
    assert queries.cash_in_box(CALLER, TODAY) == 5_000
    page.enter()
    dialog = dialog_of(page, CashEntryDialog)
    assert isinstance(dialog, CashEntryDialog)
    dialog.form.set_values(amount=1_200, text="")
    dialog.accept_primary()
    assert dialog.form.errors == ["text"]
    dialog.form.set_values(text="Stamps")
    dialog.accept_primary()
    assert queries.cash_in_box(CALLER, TODAY) == 3_800


def test_a_day_is_closed_only_where_the_box_agrees(page: CashPage, qtbot: QtBot) -> None:
    enter(5_000, TODAY - timedelta(days=1), "opening")
    rows = listing(CALLER, ListView(), TODAY).rows(0, 10)
    page.open_row(rows[0])
    dialog = dialog_of(page, CloseCashDialog)
    assert isinstance(dialog, CloseCashDialog) and "50.00" in dialog.outcome.text
    dialog.form.set_values(counted=4_999)
    dialog.accept_primary()
    assert dialog.form.errors == ["counted"] and queries.last_closed(CALLER) is None
    dialog.form.set_values(counted=5_000)
    dialog.accept_primary()
    assert queries.last_closed(CALLER) == TODAY
    shown = listing(CALLER, ListView(), TODAY).rows(0, 10)
    assert [row.day.number for row in shown if row.line is None] == [2, 1]
    page.open_row(shown[0])  # closed: nothing is asked
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)


def test_the_paper_is_saved_and_movements_are_found(page: CashPage, tmp_path: Path) -> None:
    enter(5_000, TODAY, "opening", "Beginning")
    page.save_pdf(tmp_path / "cash.pdf")
    assert (tmp_path / "cash.pdf").read_bytes().startswith(b"%PDF")
    found = listing(CALLER, ListView(search="begin"), TODAY)
    assert found.count() == 1
    assert listing(CALLER, ListView(filters=(("shown", "last"),)), TODAY).count() == 0
    start, end = days_of("last", TODAY)
    assert end == TODAY.replace(day=1) - timedelta(days=1) and start == end.replace(day=1)
