"""The palette does what a person types: acts on records, settings by name, what was opened lately."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.app.palette_acts import ACTS, object_of
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.ui.correct_dialog import CorrectDialog
from desktop_crm.billing.ui.credit_dialog import CreditDialog
from desktop_crm.billing.ui.decline_dialog import DeclineDialog
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.billing.ui.payment_dialog import PaymentDialog
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.contacts.ui.contact_page import ContactPage
from desktop_crm.expenses.ui.expense_page import ExpensePage
from desktop_crm.support import queries as support
from desktop_crm.support.ui.new_ticket_page import NewTicketPage
from desktop_crm.support.ui.ticket_page import TicketPage
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.palette_box import Command
from tests.app.conftest import TODAY

ALL = {str(act.label): act for act in ACTS}


@pytest.mark.parametrize(
    ("typed", "label", "left"),
    [
        ("record payment for 2026-0001", "Record payment for {name}", "2026-0001"),
        ("rec pay 2026-0001", "Record payment for {name}", "2026-0001"),
        ("2026-0001 pay", "Record payment for {name}", "2026-0001"),
        ("new invoice for São Bento", "New invoice for {name}", "São Bento"),
        ("New Invoice Bento", "New invoice for {name}", "Bento"),
        ("pay", "Record payment for {name}", ""),
        ("2026-0001", "Record payment for {name}", None),
        ("p 2026-0001", "Record payment for {name}", None),
        ("accept Q-2026-0003", "Accept {name}", "Q-2026-0003"),
        ("to invoice Q-2026-0003", "Make an invoice of {name}", "Q-2026-0003"),
        ("reply to T-3", "Reply to {name}", "T-3"),
        ("open pdf 7", "Open the PDF of {name}", "7"),
        ("for Bento", "New invoice for {name}", None),
    ],
)
def test_the_words_of_an_act_are_told_from_its_object(typed: str, label: str, left: str | None) -> None:
    assert object_of(typed, ALL[label], "en") == left


def test_acts_are_understood_in_the_programs_language_and_in_english() -> None:
    new = ALL["New invoice for {name}"]
    assert object_of("Konserven için yeni fatura", new, "tr") == "Konserven"
    assert object_of("nova fatura para Konserven", new, "pt_BR") == "Konserven"
    assert object_of("new invoice Konserven", new, "tr") == "Konserven"


def run(window: MainWindow, qtbot: QtBot, typed: str, *said: str) -> Command:
    """Type it; Enter takes the first line that says all of this. Nothing but keys is used."""
    box = window.commands
    box.open()
    QTest.keyClicks(box.line, typed)

    def found() -> Command | None:
        rows = [row for row in box.model.rows if isinstance(row, Command)]
        return next((row for row in rows if all(part in f"{row.text} {row.muted}" for part in said)), None)

    qtbot.waitUntil(lambda: found() is not None)
    wanted = found()
    while box.model.rows[box.list.currentIndex().row()] is not wanted:
        QTest.keyClick(box.line, Qt.Key.Key_Down)
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert wanted is not None
    QApplication.processEvents()
    return wanted


def shown(window: MainWindow, kind: type[QWidget], qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: window.findChild(kind) is not None)
    found = window.findChild(kind)
    assert found is not None
    return found


def number(window: MainWindow, kind: str, state: str) -> str:
    view = ListView(filters=(("state", state),))
    listing = billing.list_quotes if kind == "quote" else billing.list_invoices
    rows = listing(window.desk.caller, view, TODAY).rows(0, 1)
    return rows[0].number or str(rows[0].customer)


@pytest.mark.parametrize(
    ("typed", "said", "kind", "state", "dialog"),
    [
        ("record payment for {}", "Record payment", "invoice", "unpaid", PaymentDialog),
        ("credit {}", "Credit", "invoice", "unpaid", CreditDialog),
        ("correct {}", "Correct", "invoice", "unpaid", CorrectDialog),
        ("decline {}", "Decline", "quote", "sent", DeclineDialog),
        ("issue {}", "Issue", "invoice", "draft", IssueDialog),
    ],
)
def test_an_act_on_a_paper_opens_its_dialog(
    window: MainWindow, qtbot: QtBot, typed: str, said: str, kind: str, state: str, dialog: type[QWidget]
) -> None:
    window.show()
    paper = number(window, kind, state)
    if state == "draft":
        (row,) = billing.list_invoices(
            window.desk.caller, ListView(filters=(("state", "draft"),)), TODAY
        ).rows(0, 1)
        draft = billing.get_document(window.desk.caller, row.id, TODAY).draft
        from dataclasses import replace

        ready = replace(draft, delivered_on=TODAY)
        billing_service.save_draft(window.desk.caller, row.id, row.version, ready, TODAY)
    run(window, qtbot, typed.format(paper), said, paper)
    shown(window, dialog, qtbot)


def test_a_quote_is_accepted_and_becomes_an_invoice(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    paper = number(window, "quote", "sent")
    quote = billing.resolve(window.desk.caller, paper)
    run(window, qtbot, f"accept {paper}", "Accept", paper)
    state: Callable[[], str] = lambda: billing.get_row(window.desk.caller, quote, TODAY).state  # noqa: E731
    qtbot.waitUntil(lambda: state() == "accepted")
    run(window, qtbot, f"to invoice {paper}", "Make an invoice", paper)
    qtbot.waitUntil(lambda: state() == "invoiced")


@pytest.mark.parametrize(
    ("typed", "said", "page"),
    [
        ("new invoice for kestrel", "New invoice for", DocumentPage),
        ("new quote kestrel", "New quote for", DocumentPage),
        ("new ticket for kestrel", "New ticket for", NewTicketPage),
        ("kestrel new note", "New note for", ContactPage),
    ],
)
def test_new_things_are_begun_for_a_contact(
    window: MainWindow, qtbot: QtBot, typed: str, said: str, page: type[QWidget]
) -> None:
    window.show()
    run(window, qtbot, typed, said, "Kestrel")
    assert isinstance(window.page, page)
    if isinstance(window.page, DocumentPage):
        qtbot.waitUntil(lambda: window.page.inner.draft.contact_id is not None)  # type: ignore[union-attr]
    if page is ContactPage:
        qtbot.waitUntil(lambda: window.page.composer.isAncestorOf(QApplication.focusWidget()))  # type: ignore[union-attr, arg-type]


def test_a_ticket_is_answered_and_closed(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    (row, *_more) = support.list_tickets(window.desk.caller, ListView(filters=(("open", "1"),))).rows(0, 1)
    run(window, qtbot, f"reply to {row.number}", "Reply to", row.number)
    page = window.page
    assert isinstance(page, TicketPage)
    assert page.ticket_id == row.id
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.composer.text.edit)
    run(window, qtbot, f"close {row.number}", "Close", row.number)
    qtbot.waitUntil(lambda: support.get_row(window.desk.caller, row.id).status == "closed")


def test_an_act_alone_offers_what_waits_for_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    unpaid = number(window, "invoice", "unpaid")
    run(window, qtbot, "pay", "Record payment for", unpaid)
    first = next(row for row in window.commands.model.rows if isinstance(row, Command))
    assert first.text.startswith("Record payment")  # before settings such as "Payment terms"
    shown(window, PaymentDialog, qtbot)


def test_going_back_does_not_do_the_act_again(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    paper = number(window, "invoice", "unpaid")
    run(window, qtbot, f"pay {paper}", "Record payment", paper)
    shown(window, PaymentDialog, qtbot).close()  # type: ignore[unused-coroutine]
    window.go("today")
    window.back()
    assert isinstance(window.page, DocumentPage)
    qtbot.wait(50)
    visible = [each for each in window.findChildren(PaymentDialog) if each.isVisible()]
    assert visible == []


def test_settings_are_found_by_their_names(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    run(window, qtbot, "next number", "Next number", "Numbering")
    page = window.page
    assert isinstance(page, SettingsPage)
    assert page.navigation.current == "numbering"


def test_what_was_opened_in_any_way_is_offered_and_kept_for_the_next_start(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show()
    paper = number(window, "invoice", "unpaid")
    window.go("invoice", billing.resolve(window.desk.caller, paper))
    window.go("today")
    window.commands.open()
    first = next(row for row in window.commands.model.rows if isinstance(row, Command))
    assert paper in first.text
    window.commands.close_box()
    from desktop_crm.app.recents import Recents

    again = Recents(window.desk, str(window.workspace.path), window)
    again.begin()
    qtbot.waitUntil(lambda: [found.number or found.title for found in again.found][:1] == [paper])


@pytest.mark.parametrize(
    ("typed", "name", "page"),
    [
        ("new expense", "New expense", ExpensePage),
        ("receipt", "New expense", ExpensePage),
        ("new order", "New order", DocumentPage),
        ("accent", "Accent colour", SettingsPage),
        ("categories of exp", "Categories of expenses", SettingsPage),
    ],
)
def test_what_can_be_begun_and_set_is_found(
    window: MainWindow, qtbot: QtBot, typed: str, name: str, page: type[QWidget]
) -> None:
    window.commands.open(typed)

    def found() -> Command | None:
        rows = (row for row in window.commands.model.rows if isinstance(row, Command))
        return next((row for row in rows if row.text == name), None)

    qtbot.waitUntil(lambda: found() is not None)
    command = found()
    assert command is not None
    window.commands.close_box()
    command.run()
    assert isinstance(window.page, page)
