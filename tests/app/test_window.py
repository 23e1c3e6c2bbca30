"""The window: every page opens, every control has a name, keys lead everywhere and back."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_crm.app import routes
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.company.ui.program_sections import YourselfSection
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.contacts import service as contacts_service
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.expenses import service as expenses
from desktop_crm.expenses.rules.expenses import ExpenseDraft, line_of_gross
from desktop_crm.support import queries as tickets
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.local_settings import YOUR_NAME
from desktop_crm.widgets.palette_box import Command
from tests.app.conftest import TODAY, Program
from tests.einvoice import samples

RECORDS = {
    "contact": 1,
    "contact:edit": 1,
    "quote": 1,
    "invoice": 2,
    "order": 1,
    "delivery": 1,
    "pro_forma": 1,
    "receipt": 2,
    "credit_note": 2,
    "ticket": 1,
    "product": 1,
    "received_invoice": 1,
    "expense": 1,
    "dunning_letter": 1,
}
CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)


@pytest.mark.parametrize("kind", sorted(routes.ROUTES))
def test_every_page_opens_and_every_control_on_it_has_a_name(window: MainWindow, kind: str) -> None:
    _take_one_in(window, kind)
    window.show()
    window.go(kind, RECORDS.get(kind))
    QApplication.processEvents()
    page = window.page
    assert page is not None
    unnamed = [
        f"{type(control).__name__} {control.objectName()} at {control.mapTo(window, control.pos())}"
        for control in page.findChildren(CONTROLS[0]) + page.findChildren(CONTROLS[1])
        + page.findChildren(CONTROLS[2]) + page.findChildren(CONTROLS[3]) + page.findChildren(CONTROLS[4])
        if control.isVisible()
        and control.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (control.accessibleName() or getattr(control, "text", str)())
    ]  # fmt: skip
    assert unnamed == []
    assert page.accessibleName()


def _take_one_in(window: MainWindow, kind: str) -> None:
    """The samples hold nothing of a supplier."""
    if kind == "received_invoice":
        expenses.take_in(window.desk.caller, "invoice.xml", write_cii(samples.invoice()))
    if kind == "expense":
        bought = ExpenseDraft(
            supplier="Paper Mill", spent_on=TODAY, lines=(line_of_gross(11900, Decimal(19)),)
        )
        assert expenses.create_expense(window.desk.caller, bought, TODAY) == 1


class _Strays(QObject):
    """Hears which widgets without a parent are shown: each would flash on the screen as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.found.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.mark.parametrize("kind", sorted(routes.ROUTES))
def test_building_a_page_flashes_no_stray_window(window: MainWindow, qapp: QApplication, kind: str) -> None:
    _take_one_in(window, kind)
    window.show()
    strays = _Strays()
    qapp.installEventFilter(strays)
    try:
        window.go(kind, RECORDS.get(kind))
        qapp.processEvents()
    finally:
        qapp.removeEventFilter(strays)
    assert strays.found == []


def test_alt_and_a_number_goes_to_each_place(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    with qtbot.waitActive(window):
        pass
    for number, place in enumerate((*routes.PLACES, routes.SETTINGS), start=1):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{number % 10}"), Qt.KeyboardModifier.AltModifier)
        assert window.page is window._kept[place.key]


def test_keys_that_work_everywhere_are_there_on_every_desktop(window: MainWindow) -> None:
    known = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    for key in (keys.SETTINGS, keys.QUIT, keys.PALETTE, keys.NEW_INVOICE, keys.HELP, keys.BACK):
        assert set(key.keys) <= known
    next(s for s in window.findChildren(QShortcut) if s.key() == QKeySequence("Ctrl+,")).activated.emit()
    assert window.findChild(SettingsPage) is not None


def test_back_returns_to_the_page_before(window: MainWindow) -> None:
    window.go("invoices")
    invoices = window.page
    window.go("invoice", 2)
    window.back()
    assert window.page is invoices
    window.back()
    assert window.page is window._kept["today"]


def test_the_palette_finds_records_and_runs_commands(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.commands.open("kestrel")
    qtbot.waitUntil(lambda: any("Kestrel" in str(row) for row in window.commands.model.rows))


def test_the_palette_says_what_was_found_and_where_and_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.commands.open("85,00")

    def found() -> list[Command]:
        return [row for row in window.commands.model.rows if isinstance(row, Command)]

    qtbot.waitUntil(lambda: any(row.right == "Quote" for row in found()))
    quote = next(row for row in found() if row.right == "Quote")
    assert "Price: 85.00 EUR" in quote.muted
    before = window.page
    quote.run()
    assert window.page is not before


def test_a_found_file_opens_what_it_hangs_on(window: MainWindow, qtbot: QtBot) -> None:
    view = ListView(filters=(("state", "overdue"),))
    invoice = billing.list_invoices(window.desk.caller, view, TODAY).rows(0, 1)[0].id
    contacts_service.attach_file(window.desk.caller, "invoice", invoice, "delivery-4455.pdf", b"%PDF-1.4")
    window.show()
    window.commands.open("4455")

    def files() -> list[Command]:
        return [row for row in window.commands.model.rows if isinstance(row, Command) and row.right == "File"]

    qtbot.waitUntil(lambda: bool(files()))
    before = window.page
    files()[0].run()
    assert window.page is not before


def test_counts_of_what_needs_a_person_stand_in_the_sidebar(window: MainWindow) -> None:
    window.attention.refresh()
    assert window.sidebar._rows["invoices"].accessibleName() != "Invoices"
    assert window.windowTitle().startswith("Harbour Lane Studio")


def test_sample_data_goes_with_one_act(window: MainWindow) -> None:
    window.firm_acts.remove_sample()
    window.go("invoices")
    from desktop_crm.workspace import samples

    assert not samples.is_loaded(window.desk.caller)


def test_another_firm_of_this_computer_is_one_click_away(
    window: MainWindow, program: Program, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    from desktop_crm.app.known_firms import RECENT_FILES

    other = tmp_path / "other.crm"
    other.write_bytes(b"")
    window.desk.local.set(RECENT_FILES, [str(other)])
    entry = window.firm_acts.menu()[0]
    assert entry is not None
    entry.run()
    assert program.opened == [other]


def test_a_backup_is_made_and_told(window: MainWindow) -> None:
    with as_if_at(datetime.combine(TODAY, time(9, 41)).astimezone(UTC)):
        window.firm_acts.backups.back_up()
    window.attention.refresh()
    assert window.status.backup.text().startswith("Backup today")


def test_a_bug_is_shown_once_and_the_window_lives(window: MainWindow, qtbot: QtBot) -> None:
    shown: list[str] = []
    window.crash._show = shown.append
    error = ZeroDivisionError("a bug")
    window.crash.take(error)
    window.crash.take(error)
    assert len(shown) == 1
    assert "ZeroDivisionError" in shown[0]


def test_a_list_opens_with_the_filter_that_was_asked_for(window: MainWindow) -> None:
    window.go("invoices", {"state": "overdue"})
    assert window.page is window._kept["invoices"]
    assert window._kept["invoices"].chips.current == "overdue"  # type: ignore[attr-defined]


def test_another_name_counts_at_once_and_keeps_the_tickets(window: MainWindow, caller: Caller) -> None:
    ticket = TicketDraft(contact_id=1, subject="Mine", assignee=caller.user)
    mine = support.open_ticket(caller, ticket, TODAY)
    window.go("settings")
    page = window.page
    assert isinstance(page, SettingsPage)
    page.show_section("yourself")
    section = page.current
    assert isinstance(section, YourselfSection)
    section.name.setText("Inês Prata")
    section.name.editingFinished.emit()
    assert window.desk.local.get(YOUR_NAME) == "Inês Prata"
    assert window.desk.caller.user == "Inês Prata"
    assert tickets.get_ticket(caller, mine).draft.assignee == "Inês Prata"


@pytest.mark.parametrize("page", ["contacts", "invoices", "quotes", "tickets", "catalogue", "history"])
def test_no_list_is_exported_over_the_firm(window: MainWindow, page: str) -> None:
    firm = window.workspace.path
    window.go(page)
    window.page.export_to("csv", firm)  # type: ignore[union-attr]
    toast = window.notices.toast
    assert toast is not None
    assert "A firm or a copy of one lies at" in toast.text
    assert firm.read_bytes().startswith(b"SQLite format 3\0")
