"""The tray of reminders on the screen: prepared, written, skipped, put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.database.connection import current
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.service import dunning as service
from desktop_crm.receivables.ui.dunning_page import AnswerDialog, DunningPage
from desktop_crm.receivables.ui.letter_page import LetterPage
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.billing.conftest import CALLER, Books
from tests.receivables.test_dunning import DAY_7, DAY_21, LADDER, overdue
from tests.widgets.conftest import make_desk


@pytest.fixture
def desk(books: Books, qapp: QApplication) -> Desk:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    service.set_dunning_levels(CALLER, LADDER)
    overdue(books)
    return replace(make_desk(), caller=CALLER, today=lambda: DAY_21, changes=current().hub)


def waiting(desk: Desk, day: date = DAY_21) -> queries.LetterRow:
    (row,) = queries.tray(CALLER, day)
    return row


def test_looking_prepares_what_is_due_and_the_list_shows_it(desk: Desk, qtbot: QtBot) -> None:
    page = DunningPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 500)
    page.show()
    page.look()
    qtbot.waitUntil(lambda: bool(queries.tray(CALLER, DAY_21)))
    assert (waiting(desk).level, waiting(desk).asked) == (2, 101_000)
    qtbot.waitUntil(lambda: page.table.model().rowCount() >= 1)


def test_an_answer_writes_skips_or_puts_off(desk: Desk, qtbot: QtBot) -> None:
    service.run_dunning(CALLER, DAY_7)
    page = DunningPage(desk)
    qtbot.addWidget(page)

    def dialog() -> AnswerDialog:
        return AnswerDialog(desk, waiting(desk), page)

    dialog().put_off()
    qtbot.waitUntil(lambda: queries.tray(CALLER, DAY_21) == [])
    (row,) = queries.list_letters(CALLER)
    assert row.later_until == date(2026, 2, 28)
    AnswerDialog(desk, row, page).accept_primary()
    qtbot.waitUntil(lambda: queries.get_letter(CALLER, row.id).state == "issued")


def test_a_level_is_left_out(desk: Desk, qtbot: QtBot) -> None:
    service.run_dunning(CALLER, DAY_21)
    page = DunningPage(desk)
    qtbot.addWidget(page)
    row = waiting(desk)
    AnswerDialog(desk, row, page).skip()
    qtbot.waitUntil(lambda: queries.get_letter(CALLER, row.id).state == "skipped")


def test_a_letter_that_was_found_shows_its_paper_and_leads_to_its_invoice(desk: Desk, qtbot: QtBot) -> None:
    row = service.write_letter(CALLER, 1, DAY_21)
    went: list[tuple[str, object]] = []
    page = LetterPage(replace(desk, go=lambda kind, what: went.append((kind, what))), row.id)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.title == row.number)
    assert page.preview.pdf == queries.letter_pdf(CALLER, row.id)
    assert row.invoice in page.preview.caption.text
    page.invoice_button.click()
    assert went == [("invoice", row.document_id)]


def test_a_letter_that_waits_has_no_paper_and_says_so(desk: Desk, qtbot: QtBot) -> None:
    service.run_dunning(CALLER, DAY_21)
    page = LetterPage(desk, waiting(desk).id)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.trouble.text and not page.mail_button.isEnabled()


def test_a_letter_is_written_by_hand_also_afterwards(desk: Desk, books: Books, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    from desktop_crm.receivables.ui.remind_dialog import Known, RemindDialog

    host = QWidget()
    qtbot.addWidget(host)
    document = overdue(books)

    def dialog() -> RemindDialog:
        letters = tuple(queries.letters_of(CALLER, document))
        return RemindDialog(desk, Known(document, "2026-0002", LADDER, letters), parent=host)

    first = dialog()
    first.form.set_values(on=date(2026, 1, 31))
    first.accept_primary()
    assert first.form.errors == ["on"]
    first.form.set_values(on=DAY_7)
    first.accept_primary()
    first.accept_primary()  # pressed twice is one letter
    second = dialog()
    assert [choice.value for choice in second.form["level"].choices] == [None, 2, 3]
    second.accept_primary()
    rows = queries.letters_of(CALLER, document)
    assert [(row.level, row.issued_on, row.asked) for row in rows] == [
        (1, DAY_7, 100_000), (2, DAY_21, 101_000),
    ]  # fmt: skip
