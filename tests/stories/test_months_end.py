"""Month's end for twenty customers: the bank's statement is matched in twenty acts, by keyboard alone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.receivables import queries
from desktop_crm.receivables.ui.bank_page import BankPage
from desktop_crm.receivables.ui.book_dialog import BookDialog
from desktop_crm.values import money
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import moving, opening, places, samples, verifying
from tests.app.conftest import TODAY, Program
from tests.billing.ui.acts import Person
from tests.shots.money_world import customer, invoice

NAMES = (
    "Acorn", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper", "Kauri",
    "Linden",
    "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce", "Thuja",
)  # fmt: skip
ON = TODAY - timedelta(days=20)


def twenty_invoices(caller: Caller) -> list[int]:
    firm = company_json.company_from_json(samples.content()["firm"])
    company.apply_company(caller, firm, TODAY - timedelta(days=400))
    contacts = [customer(caller, f"{name} Joinery Ltd", at) for at, name in enumerate(NAMES)]
    return [invoice(caller, who, Decimal(100 + 7 * at), ON) for at, who in enumerate(contacts)]


def statement(caller: Caller, invoices: list[int]) -> str:
    """Sixteen with their number, two by name only, one pays a part, one from an account that nobody knows;
    a fee and a transfer of one's own."""
    rows = ["Date,Amount,Currency,Name,Description"]
    for at, document in enumerate(invoices):
        row = billing.get_row(caller, document, TODAY)
        amount, name, text = row.open, row.customer, f"Invoice {row.number}"
        if at in (16, 17):
            text = "thank you"
        elif at == 18:
            amount -= 5_000
        elif at == 19:
            name, text = "K. T. Holding", "payment"
            amount -= 1
        day = (TODAY - timedelta(days=at % 7)).isoformat()
        rows.append(f"{day},{money.plain(amount, row.currency)},{row.currency},{name},{text}")
    rows.append(f"{TODAY.isoformat()},-12.90,EUR,Bank,Account fee")
    rows.append(f"{TODAY.isoformat()},-500.00,EUR,Harbour Lane Studio,To savings")
    return "\n".join(rows)


@pytest.mark.story
def test_the_bank_is_matched_in_twenty_acts(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    caller, place = local_caller(), tmp_path / "firm.crm"
    opening.create(place)
    first = opening.open_workspace(place)
    invoices = twenty_invoices(caller)
    path = tmp_path / "november.csv"
    path.write_text(statement(caller, invoices))
    first.close()
    where: places.Place = place
    if engine == "server":
        where = request.getfixturevalue("cluster").create("monthsend")
        moving.move(caller, place, where)
    workspace = opening.open_workspace(where)
    window = MainWindow(
        workspace, caller, translator_for("en"), LocalSettings(None), Program().acts(),
        tasks=ImmediateTasks(), today=lambda: TODAY,
    )  # fmt: skip
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    person = Person(window)
    person.acts = 3  # Ctrl+K, "bank", Enter
    window.go("bank")
    page = window.page
    assert isinstance(page, BankPage)
    person.acts += 1
    page.taking.take([path])  # dropped
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    page.table.setFocus()
    assert queries.count_lines(caller) == {"open": 22}
    person.press(Qt.Key.Key_B, ctrl | shift)
    qtbot.waitUntil(lambda: queries.count_lines(caller) == {"open": 6, "booked": 16})
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 6)
    page.table.setFocus()
    person.press(Qt.Key.Key_A, ctrl)
    person.press(Qt.Key.Key_B, ctrl)  # those by name, and the part
    assert queries.count_lines(caller) == {"open": 3, "booked": 19}
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 3)
    unknown = next(row for row in queries.waiting_rows(caller) if row.row.line.amount > 0)
    while (current := page.table.current_row()) is None or current.id != unknown.id:
        person.press(Qt.Key.Key_Down)
        assert person.acts < 20
    person.enter()
    dialog = window.findChild(BookDialog)
    assert isinstance(dialog, BookDialog)
    person.fill("Thuja")
    person.enter()
    person.enter()
    assert queries.count_lines(caller) == {"open": 2, "booked": 20}
    window.activateWindow()
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 2)
    page.table.setFocus()
    person.press(Qt.Key.Key_A, ctrl)
    person.press(Qt.Key.Key_Delete)
    assert queries.count_lines(caller) == {"skipped": 2, "booked": 20}
    assert person.acts <= 20
    left = [billing.get_row(caller, each, TODAY).open for each in invoices]
    assert left == [0] * 18 + [5_000, 1]
    assert verifying.verify(caller).findings == ()
    page.taking.take([path])
    assert queries.count_lines(caller) == {"skipped": 2, "booked": 20}
    window.shut_down()
