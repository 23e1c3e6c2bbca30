"""The acts of the main job, counted, by keyboard alone; and the sums of the story on screen and on paper."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.lists import InvoicesPage
from desktop_crm.billing.ui.payment_dialog import PaymentDialog
from tests.billing.ui.acts import Person
from tests.billing.ui.conftest import CALLER, TODAY, Office, QuickPaper


@pytest.fixture
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Issuing prints the quick paper."""
    monkeypatch.setattr("desktop_crm.billing.service.issuing.PRINTER", QuickPaper())


def shown(qtbot: QtBot, page: DocumentPage | InvoicesPage) -> None:
    qtbot.addWidget(page)
    page.resize(1384, 868)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    target = page.first_focus()
    if target is not None:
        target.setFocus()


@pytest.mark.usefixtures("quick_paper")
def test_an_invoice_to_a_known_customer_takes_eight_acts(office: Office, qtbot: QtBot) -> None:
    page = DocumentPage(office.desk, None, {"kind": "invoice"})  # act 1: Ctrl+Shift+N opens it
    shown(qtbot, page)
    person = Person(page)
    person.acts = 1
    person.fill("Konserven")
    person.enter()  # takes the customer; the first line opens
    person.fill("Programming")
    person.enter()  # takes the product with its price and VAT; the quantity opens
    person.fill("12.5")
    person.go()  # Issue...
    dialog = page.window().findChild(IssueDialog)
    assert dialog is not None
    assert dialog.primary.text() == "Issue 2026-0001"
    person.enter()
    assert person.acts <= 8
    view = office.view(queries.resolve(CALLER, "2026-0001"))
    assert (view.row.customer, view.sums.net) == ("Konserven GmbH", 100_000)
    assert isinstance(page.inner, IssuedPage)


def test_a_payment_takes_four_acts(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    person = Person(page)
    person.acts = 1  # Alt+4 opened the list
    person.enter()
    assert office.went == [("invoice", invoice)]
    opened = DocumentPage(office.desk, invoice)
    shown(qtbot, opened)
    person.go()
    assert opened.window().findChild(PaymentDialog) is not None
    person.enter()
    assert person.acts == 4
    view = office.view(invoice)
    assert (view.row.state, view.open, len(view.payments)) == ("paid", 0, 1)


def test_a_reprint_takes_three_acts(office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[bytes] = []
    monkeypatch.setattr(
        "desktop_crm.widgets.pdf_print.print_pdf", lambda _parent, _t, pdf: printed.append(pdf)
    )
    invoice = office.issued()
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    person = Person(page)
    person.acts = 1
    person.enter()
    opened = DocumentPage(office.desk, invoice)
    shown(qtbot, opened)
    qtbot.waitUntil(lambda: bool(opened.inner.preview.pdf))  # type: ignore[union-attr]
    person.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(printed))
    assert person.acts == 3
    assert printed == [queries.stored_pdf(CALLER, invoice)]


def test_the_story_has_the_same_sums_on_screen_and_on_paper(office: Office, qtbot: QtBot) -> None:
    page = DocumentPage(office.desk, office.new())
    shown(qtbot, page)
    editor = page.inner
    assert isinstance(editor, DocumentEditor)
    figures = editor.sheet.figures
    expected = {
        "Net": "1,284.88",
        "VAT 23% of 1,224.91": "281.73",
        "VAT 6% of 59.97": "3.60",
        "Total": "\u20ac1,570.21",
    }
    assert {figure.label: figure.amount for figure in figures.figures if figure.label} == expected
    model = editor.sheet.grid.model
    totals = [model.index(row, model.columnCount() - 1).data() for row in range(5)]
    assert totals == ["", "1,000.00", "224.91", "", "59.97"]
    text = text_of(service.preview_pdf(CALLER, editor.draft, TODAY))
    for amount in ("1,284.88", "281.73", "3.60", "1,570.21"):
        assert amount in text


def text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_typing_the_story_by_keyboard_alone(office: Office, qtbot: QtBot) -> None:
    page = DocumentPage(office.desk, None, {"kind": "invoice", "contact": office.customer})
    shown(qtbot, page)
    editor = page.inner
    assert isinstance(editor, DocumentEditor)
    person = Person(page)
    editor.sheet.grid.add_line()
    QApplication.processEvents()
    qtbot.wait(10)
    person.fill("Theme licence")
    person.press(Qt.Key.Key_Tab)
    person.fill("1")
    person.enter()
    person.enter()  # the unit stays
    person.fill("249.90")
    person.enter()
    person.fill("10")
    person.enter()
    line = editor.draft.lines[0]
    assert (line.name, str(line.price)) == ("Theme licence", "249.90")
    assert editor.sheet.figures.amount_of("Net") == "224.91"


def test_correcting_a_wrong_invoice_is_one_act_and_a_confirmation(
    office: Office, qtbot: QtBot, quick_paper: None
) -> None:
    from desktop_crm.billing.ui.correct_dialog import CorrectDialog

    invoice = office.issued(on=date(2026, 11, 20))
    page = DocumentPage(office.desk, invoice)
    shown(qtbot, page)
    assert isinstance(page.inner, IssuedPage)
    page.inner.verbs.ask_to_correct()
    dialog = page.window().findChild(CorrectDialog)
    assert dialog is not None
    dialog.primary.click()
    kind, draft = office.went[-1]
    assert kind == "invoice"
    assert office.view(int(str(draft))).draft.corrects_id == invoice
    assert office.view(invoice).row.state == "credited"
