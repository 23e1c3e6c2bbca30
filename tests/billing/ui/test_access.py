"""Every control of every page and dialog has a name, can be reached by Tab, and no words are cut at 200 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.billing import service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.ui.adjustments import AdjustmentDialog
from desktop_crm.billing.ui.credit_dialog import CreditDialog
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.importing import ImportDialog
from desktop_crm.billing.ui.issue_dialog import IssueDialog, readiness
from desktop_crm.billing.ui.lists import InvoicesPage, QuotesPage
from desktop_crm.billing.ui.payment_dialog import PaymentDialog
from desktop_crm.billing.ui.product_dialog import ProductDialog
from tests.billing.ui.conftest import CALLER, TODAY, Office

Make = Callable[[Office, QWidget], QWidget]


def _issued(office: Office) -> int:
    invoice = office.issued()
    service.record_payment(CALLER, invoice, PaymentDraft(amount=5, paid_on=TODAY, reference="x"), TODAY)
    return invoice


def _issue_dialog(office: Office, host: QWidget) -> QWidget:
    made = service.create_draft(CALLER, office.draft(), TODAY)
    found = readiness(CALLER, made, office.draft(), TODAY)
    return IssueDialog(office.desk, found, lambda *_a: None, lambda _e: None, parent=host)


PAGES: dict[str, Make] = {
    "quotes": lambda office, _host: QuotesPage(office.desk, lambda: None),
    "invoices": lambda office, _host: InvoicesPage(office.desk, lambda: None),
    "list": lambda office, _host: (office.issued(), InvoicesPage(office.desk))[1],
    "new": lambda office, _host: DocumentPage(office.desk, None, {"kind": "invoice"}),
    "draft": lambda office, _host: DocumentPage(office.desk, office.new()),
    "quote draft": lambda office, _host: DocumentPage(office.desk, office.new(kind="quote")),
    "issued": lambda office, _host: DocumentPage(office.desk, _issued(office)),
    "sent": lambda office, _host: DocumentPage(office.desk, office.sent()),
    "payment": lambda o, host: PaymentDialog(o.desk, o.view(o.issued()), parent=host),
    "credit": lambda o, host: CreditDialog(o.desk, o.view(o.issued()), lambda _i: None, parent=host),
    "issue": _issue_dialog,
    "import": lambda office, host: ImportDialog(office.desk, parent=host),
    "product": lambda o, host: ProductDialog(o.desk, "", "EUR", [], lambda _r: None, parent=host),
    "discount": lambda o, host: AdjustmentDialog(o.desk.t, "EUR", [], None, lambda _d: None, parent=host),
}


@pytest.fixture(params=list(PAGES))
def page(request: pytest.FixtureRequest, office: Office, qtbot: QtBot) -> Iterator[QWidget]:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1384, 868)
    host.show()
    made = PAGES[request.param](office, host)
    if made.parent() is None:
        qtbot.addWidget(made)
    made.resize(1384, 868)
    made.show()
    yield made
    host.close()  # it lives as long as the dialog on it


def controls(page: QWidget) -> list[QWidget]:
    """What takes the focus and can be seen."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisibleTo(page)
        and (widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QAbstractButton))
        and not (isinstance(widget, QAbstractScrollArea) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus)
    ]


def test_every_control_has_a_name(page: QWidget) -> None:
    unnamed = []
    for widget in controls(page):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            unnamed.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    assert unnamed == []


def test_tab_reaches_every_input(page: QWidget) -> None:
    wanted = [
        widget
        for widget in controls(page)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.focusProxy() is None
    ]
    chain, at = set(), page
    for _step in range(3000):
        at = at.nextInFocusChain()
        chain.add(id(at))
        if at is page:
            break
    assert [type(widget).__name__ for widget in wanted if id(widget) not in chain] == []
    assert wanted


def test_no_button_cuts_its_words(page: QWidget) -> None:
    cut = [
        f"{button.text()}: {button.width()} < {button.sizeHint().width()}"
        for button in page.findChildren(QAbstractButton)
        if button.isVisibleTo(page) and button.text() and type(button).__name__ in ("Button", "SplitButton")
        and button.width() < button.sizeHint().width()
    ]  # fmt: skip
    assert cut == []


class _Windows(QObject):
    """Hears which widgets without a parent are shown: each would flash on the screen as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.strays.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("name", list(PAGES))
def test_building_it_flashes_no_stray_window(name: str, office: Office, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    windows = _Windows()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(windows)
    try:
        made = PAGES[name](office, host)
        QApplication.processEvents()
    finally:
        application.removeEventFilter(windows)
    if made.parent() is None:
        qtbot.addWidget(made)
    assert windows.strays == []
