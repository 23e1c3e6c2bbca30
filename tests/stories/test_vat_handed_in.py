"""A month is handed in: a job billed in two parts, one of them paid, what is owed on either basis with its
papers, by keyboard; the month is closed and stands still."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.accounting.ui.vat_page import VatPage
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.company import service as company_service
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import opening
from tests.app.conftest import TODAY, Program
from tests.billing.conftest import line, open_books
from tests.billing.ui.acts import Person
from tests.fixtures.database import firm_place

OCTOBER = date(2026, 10, 6)


@pytest.mark.story
def test_a_month_is_handed_in(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    workspace = opening.open_workspace(firm_place(request, tmp_path / "firm.crm", engine))
    caller, books = local_caller(), open_books()
    quote = books.sent(on=OCTOBER, lines=(line("1", "2000.00", "23", description="Website"),))
    draft = service.deposit_invoice(caller, quote, TODAY, percent=Decimal(30))
    deposit = books.issue(draft.id, on=OCTOBER).id
    final = books.issue(service.final_invoice(caller, quote, TODAY).id, on=OCTOBER.replace(day=20)).id
    paid = PaymentDraft(amount=73_800, paid_on=OCTOBER.replace(day=9))
    service.record_payment(caller, deposit, paid, TODAY)

    window = MainWindow(
        workspace, caller, translator_for("en"), LocalSettings(None), Program().acts(),
        tasks=ImmediateTasks(), today=lambda: TODAY,
    )  # fmt: skip
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("contacts")
    person = Person(window)
    QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    page = window.page
    assert isinstance(page, VatPage)
    page.span.period.setFocus()
    for _month in range(3):  # past the quarter and the year that run
        person.press(Qt.Key.Key_Down)
    assert page.span.value() == span_of("2026-10")
    assert "To pay 460.00 EUR" in page.figures.accessibleName()
    page.basis.setFocus()
    person.press(Qt.Key.Key_Down)
    assert "To pay 138.00 EUR" in page.figures.accessibleName()
    person.press(Qt.Key.Key_Up)
    page.lists.rows.setFocus()
    person.enter()
    assert [entry.document_id for entry in page.lists.lines_in_view] == [final]
    person.enter()
    assert isinstance(window.page, DocumentPage)
    person.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is page
    assert [entry.number for entry in page.lists.lines_in_view] == ["2026-0001"]

    company_service.close_period(caller, span_of("2026-10"), TODAY)
    qtbot.waitUntil(lambda: page.state.accessibleName() == "Closed")
    late = PaymentDraft(amount=100, paid_on=OCTOBER.replace(day=30))
    with pytest.raises(UserError):
        service.record_payment(caller, final, late, TODAY)
    journal = queries.journal_rows(caller, OCTOBER.replace(day=1), OCTOBER.replace(day=31))
    assert sum(row.tax for row in journal) == 46_000
    window.shut_down()
