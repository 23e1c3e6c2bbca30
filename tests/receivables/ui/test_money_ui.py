"""Money received and the bank on the screen: shared, booked, skipped, undone, asked about; by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.payment_dialog import VoidDialog
from desktop_crm.database.connection import current
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.receivables.ui import additions
from desktop_crm.receivables.ui.additions import document_additions
from desktop_crm.receivables.ui.bank_page import BankPage
from desktop_crm.receivables.ui.book_dialog import BookDialog
from desktop_crm.receivables.ui.mapping_dialog import MappingDialog
from desktop_crm.receivables.ui.payments_page import PaymentsPage
from desktop_crm.receivables.ui.receive_dialog import ReceiveDialog
from desktop_crm.receivables.ui.statement_dialog import StatementDialog, read_customer
from desktop_crm.receivables.ui.statements_page import StatementsPage
from desktop_crm.receivables.ui.sum_dialogs import RefundDialog, SumDialog, read_credit
from desktop_crm.receivables.ui.sum_form import CREDIT, PAYOUT, read_facts
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.billing.conftest import CALLER, TODAY, Books
from tests.receivables.test_bank_lines import HEAD, bank
from tests.receivables.test_remittances import owed, view
from tests.widgets.conftest import make_desk


@pytest.fixture
def went() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def desk(books: Books, qapp: QApplication, went: list[tuple[str, object]]) -> Desk:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)

    def go(kind: str, what: object) -> None:
        went.append((kind, what))

    return replace(make_desk(), caller=CALLER, today=lambda: TODAY, changes=current().hub, go=go)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], None]:
    def show(page: QWidget) -> None:
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()

    return show


def ask(desk: Desk, host: QWidget, contact: int | None, **more: str) -> ReceiveDialog:
    return ReceiveDialog(desk, read_facts(CALLER, contact), parent=host, **more)  # type: ignore[arg-type]


def typed(dialog: ReceiveDialog, **values: object) -> None:
    dialog.form.set_values(**values)
    for name in values:
        dialog.form.changed.emit(name)


def test_a_sum_shares_itself_and_the_rest_is_credit(desk: Desk, books: Books, host: QWidget) -> None:
    first, second = owed(books, "100.00"), owed(books, "250.50")
    dialog = ask(desk, host, books.customer)
    typed(dialog, amount=36050)
    assert [each.amount for each in dialog.shares.shares()] == [10000, 25050]
    assert "kept as credit" in dialog.outcome.text
    dialog.accept_primary()
    assert [view(each).open for each in (first, second)] == [0, 0]
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 1000}
    dialog.accept_primary()  # pressed twice is once
    assert len(queries.list_remittances(CALLER)) == 1


def test_what_is_typed_for_an_invoice_stands_and_a_small_rest_is_given_up(
    desk: Desk, books: Books, host: QWidget
) -> None:
    first = owed(books, "100.00")
    owed(books, "250.50")
    dialog = ask(desk, host, books.customer)
    typed(dialog, amount=9990)
    line = dialog.shares.lines[first]
    assert line.amount() == 9990 and line.kept.isVisibleTo(dialog)
    line.kept.setChecked(True)
    dialog.shares.changed.emit()
    dialog.accept_primary()
    assert (view(first).row.state, view(first).open) == ("written_off", 0)


def test_a_payout_less_its_fee_pays_invoices_of_several(desk: Desk, books: Books, host: QWidget) -> None:
    first = owed(books, "100.00")
    dialog = ask(desk, host, None, source=PAYOUT)
    typed(dialog, amount=9710, fee=290)
    assert [each.document_id for each in dialog.shares.shares()] == [first]
    dialog.accept_primary()
    assert view(first).row.state == "paid"
    (row,) = queries.list_remittances(CALLER)
    assert (row.amount, row.fee, row.contact_id) == (9710, 290, None)


def test_too_much_is_refused_at_the_top_and_nothing_is_booked(
    desk: Desk, books: Books, host: QWidget
) -> None:
    first = owed(books, "100.00")
    dialog = ask(desk, host, books.customer)
    dialog.accept_primary()
    assert dialog.form.errors == ["amount"]
    typed(dialog, amount=5000)
    dialog.shares.lines[first].pays.set_value(10000)
    dialog.shares.changed.emit()
    assert "too much" in dialog.outcome.text
    dialog.accept_primary()
    assert dialog.strip.isVisibleTo(dialog) and view(first).open == 10000


def test_credit_pays_an_invoice_and_the_rest_goes_back(desk: Desk, books: Books, host: QWidget) -> None:
    service.receive(
        CALLER,
        RemittanceDraft(amount=9000, currency="EUR", paid_on=TODAY, shares=(), contact_id=books.customer),
        TODAY,
    )
    first = owed(books, "50.00")
    dialog = ask(desk, host, books.customer, source=CREDIT)
    assert [each.amount for each in dialog.shares.shares()] == [5000]
    dialog.accept_primary()
    assert view(first).open == 0
    refund = RefundDialog(desk, read_credit(CALLER, books.customer), parent=host)
    assert refund.form.value("amount") == 4000
    refund.form.set_values(amount=5000)
    refund.accept_primary()
    assert refund.form.errors == ["amount"]
    refund.form.set_values(amount=4000)
    refund.accept_primary()
    assert queries.credit_of(CALLER, books.customer) == {}


def test_a_sum_is_shown_and_taken_back(
    desk: Desk, books: Books, host: QWidget, shown: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    first, _second = bank(books)
    (made,) = service.book_certain(CALLER, TODAY).values()
    page = PaymentsPage(desk)
    shown(page)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    row = queries.list_money(CALLER, ListView()).rows(0, 1)[0]
    assert row.remittance_id == made
    page.open_row(row)
    dialog = page.window().findChild(SumDialog)
    assert isinstance(dialog, SumDialog) and dialog.first_focus() is dialog.cancel_button
    dialog.accept_primary()
    assert view(first).open == 10000


def test_a_part_of_a_sum_is_taken_back_with_the_sum_also_from_its_invoice(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself it would leave the sum with money that is neither an invoice's nor the customer's."""
    invoice = owed(books, "100.00")
    draft = RemittanceDraft(amount=4000, currency="EUR", paid_on=TODAY, contact_id=books.customer,
                            shares=(Share(document_id=invoice, amount=4000),))  # fmt: skip
    service.receive(CALLER, draft, TODAY)
    single = PaymentDraft(amount=1000, paid_on=TODAY)
    billing_service.record_payment(CALLER, invoice, single, TODAY)
    page = IssuedPage(desk, view(invoice), document_additions(desk))
    shown(page)
    monkeypatch.setattr(additions, "_window", lambda: page)  # none is active without a screen
    part, alone = view(invoice).payments
    for payment, dialog in ((part, SumDialog), (alone, VoidDialog)):
        assert page.findChild(dialog) is None
        page.payments.buttons[payment.id].click()
        assert page.findChild(dialog) is not None


def test_the_bank_is_matched_by_keyboard(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], qtbot: QtBot, went: list[tuple[str, object]]
) -> None:
    first, second = bank(books)
    page = BankPage(desk)
    shown(page)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    page.certain_button.click()
    assert view(first).open == 0
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    page.table.setFocus()
    page.book_current()
    assert view(second).open == 0
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    page.book_current()  # nothing is proposed: it is asked about
    dialog = page.window().findChild(BookDialog)
    assert isinstance(dialog, BookDialog)
    dialog.skip()
    assert queries.count_lines(CALLER) == {"booked": 2, "skipped": 1}
    page.statements()
    assert went == [("statements", None)]


def test_several_are_booked_and_skipped_and_skipping_is_undone(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    bank(books)
    page = BankPage(desk)
    shown(page)
    rows = queries.waiting_rows(CALLER)
    verbs = [item for item in page.verbs_for(rows) if item is not None]
    assert [item.text for item in verbs] == ["Book 2 as proposed", "Skip"]
    verbs[1].run()
    assert queries.count_lines(CALLER) == {"skipped": 3}
    skipped = queries.settled_rows(CALLER, "skipped")
    (again,) = [item for item in page.verbs_for(skipped) if item is not None]
    again.run()
    page.book(rows[:2])
    assert queries.count_lines(CALLER) == {"booked": 2, "open": 1}
    page._take_back([row.id for row in queries.list_remittances(CALLER)])
    assert queries.count_lines(CALLER) == {"open": 3}


def opened(page: BankPage, line: queries.BankRow) -> BookDialog:
    """The question what a line pays."""
    page.open_row(line)
    dialog = page.window().findChild(BookDialog)
    assert isinstance(dialog, BookDialog)
    return dialog


def test_a_person_says_what_a_line_pays(desk: Desk, books: Books, shown: Callable[[QWidget], None]) -> None:
    first, _second = bank(books)
    page = BankPage(desk)
    shown(page)
    dialog = opened(page, queries.waiting_rows(CALLER)[2])
    assert dialog.first_focus() is dialog.customer
    dialog.shares.lines[first].pays.set_value(900)
    dialog.shares.changed.emit()
    dialog.accept_primary()
    assert view(first).open == 9100
    assert queries.learned_payers(CALLER)["name:who"] == books.customer


def test_a_payout_in_the_statement_pays_several_customers_less_its_fee(
    desk: Desk, books: Books, shown: Callable[[QWidget], None]
) -> None:
    first, second = bank(books)
    page = BankPage(desk)
    shown(page)
    payout = queries.waiting_rows(CALLER)[2]
    dialog = opened(page, payout)
    got = payout.row.line.amount
    dialog.shares.lines[first].pays.set_value(500)
    dialog.shares.lines[second].pays.set_value(got - 400)
    dialog.shares.changed.emit()
    dialog.accept_primary()
    assert queries.count_lines(CALLER) == {"open": 3}  # more than has arrived
    dialog.form["fee"].set_value(100)
    dialog.accept_primary()
    assert (view(first).paid, view(second).paid) == (500, got - 400)
    (made,) = queries.list_remittances(CALLER)
    assert (made.amount, made.fee, made.kept) == (got, 100, 0)
    assert queries.learned_payers(CALLER) == {}


def test_a_dropped_table_that_says_too_little_is_asked_about_and_remembered(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], tmp_path: Path
) -> None:
    page = BankPage(desk)
    shown(page)
    odd, next_one, good = (tmp_path / name for name in ("odd.csv", "next.csv", "good.csv"))
    odd.write_text("When;How much\n03/04/2026;1.234\n05/06/2026;2.000\n")
    next_one.write_text("When;How much\n07/08/2026;3.000\n")
    good.write_text(HEAD + f"{TODAY.isoformat()},1.00,EUR,Ana,x\n")
    page.taking.take([odd, good])
    dialog = page.window().findChild(MappingDialog)
    assert isinstance(dialog, MappingDialog) and dialog.form.errors == ["date"]
    dialog.form.set_values(date="When", amount="How much")
    dialog.accept_primary()
    assert dialog.form.errors == ["date_order"] and queries.count_lines(CALLER) == {}
    dialog.form.set_values(date_order="dmy")
    dialog.accept_primary()
    assert dialog.form.errors == ["decimal"]
    dialog.form.set_values(decimal=",")
    dialog.accept_primary()
    lines = queries.list_lines(CALLER, "open")
    assert sorted(row.line.amount for row in lines) == [100, 123_400, 200_000]
    page.taking.take([next_one])
    assert queries.count_lines(CALLER) == {"open": 4}


def test_what_is_no_statement_is_refused_and_the_next_file_comes_in(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], tmp_path: Path
) -> None:
    page = BankPage(desk)
    shown(page)
    bad, good = tmp_path / "bad.xml", tmp_path / "good.csv"
    bad.write_text("<html></html>")
    good.write_text(HEAD + f"{TODAY.isoformat()},1.00,EUR,Ana,x\n")
    page.taking.take([bad, good])
    assert queries.count_lines(CALLER) == {"open": 1}


def test_what_a_file_says_besides_its_movements_stays_on_the_page_until_it_is_closed(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], tmp_path: Path, qtbot: QtBot
) -> None:
    page = BankPage(desk)
    shown(page)
    said, plain = tmp_path / "said.csv", tmp_path / "plain.csv"
    said.write_text("Date;Text;Amount\nOpening balance;;1,00\n31.03.2026;a;5,00\nClosing balance;;9,00\n")
    plain.write_text("Date;Text;Amount\n31.03.2026;b;6,00\n")
    page.taking.take([said])
    assert page.noted.isVisible()
    assert page.noted.text.splitlines() == [
        "Line 2: “Opening balance” was read as the balance before the movements",
        "Line 4: “Closing balance” was read as the balance after the movements",
        "The movements and the stated balances differ by €3.00",
    ]
    close = next(each for each in page.noted.findChildren(Button) if each.text() == "Close")
    close.setFocus()
    qtbot.keyClick(close, Qt.Key.Key_Space)
    assert not page.noted.isVisible()
    page.taking.take([said])
    page.taking.take([plain])
    assert not page.noted.isVisible()


def test_statements_tell_what_waits(
    desk: Desk, books: Books, shown: Callable[[QWidget], None], qtbot: QtBot, went: list[tuple[str, object]]
) -> None:
    bank(books)
    page = StatementsPage(desk)
    shown(page)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    page.table.setFocus()
    qtbot.waitUntil(lambda: page.table.current_row() is not None)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert went == [("bank", None)]


def test_a_statement_shows_its_sums_and_is_saved(
    desk: Desk, books: Books, host: QWidget, tmp_path: Path
) -> None:
    owed(books, "100.00")
    dialog = StatementDialog(desk, read_customer(CALLER, books.customer), parent=host)
    assert "100.00" in dialog.outcome.text
    dialog.form.set_values(start=TODAY, end=TODAY - timedelta(days=1))
    dialog.save("csv", tmp_path / "s.csv")
    assert dialog.form.errors == ["start"]
    dialog.form.set_values(start=TODAY - timedelta(days=30), end=TODAY)
    dialog.save("csv", tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_bytes().count(b"\r\n") == 4
    dialog = StatementDialog(desk, read_customer(CALLER, books.customer), parent=host)
    dialog.save("pdf", tmp_path / "s.pdf")
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
