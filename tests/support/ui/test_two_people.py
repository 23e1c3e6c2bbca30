"""Two people care for one ticket: facts are joined, what met is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytestqt.qtbot import QtBot

from desktop_crm.support import queries, service
from desktop_crm.support.ui.ticket_dialog import TicketDialog
from desktop_crm.support.ui.ticket_page import TicketPage
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from tests.support.conftest import CALLER, TODAY
from tests.support.ui.conftest import Office
from tests.support.ui.test_tickets_ui import open_page


def elsewhere(key: int, **changes: Any) -> None:
    view = queries.get_ticket(CALLER, key)
    service.save_ticket(CALLER, key, view.version, replace(view.draft, **changes), TODAY)


def asked(page: TicketPage) -> ConflictDialog | None:
    found = [each for each in page.window().findChildren(ConflictDialog) if each.isVisible()]
    return found[-1] if found else None


def test_other_facts_are_joined(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    elsewhere(key, assignee="Ana", priority="high")
    page.edit("due_on", TODAY)
    draft = queries.get_ticket(CALLER, key).draft
    assert (draft.assignee, draft.priority, draft.due_on) == ("Ana", "high", TODAY)
    assert asked(page) is None


def test_the_same_fact_is_asked(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    elsewhere(key, priority="high")
    page.edit("priority", "urgent")
    question = asked(page)
    assert question is not None
    (pair,) = question._pairs
    assert (pair.cells["mine"].words.text(), pair.cells["theirs"].words.text()) == ("Urgent", "High")
    question.choose_all("mine")
    question.accept_primary()
    assert queries.get_ticket(CALLER, key).draft.priority == "urgent"


def test_a_question_closed_shows_what_is_stored(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    elsewhere(key, priority="high")
    page.edit("priority", "urgent")
    question = asked(page)
    assert question is not None
    question.reject()
    assert page.facts.form["priority"].value() == "high"


def test_closing_goes_on_when_others_changed_other_things(office: Office, qtbot: QtBot) -> None:
    key = office.ticket(status="open")
    page = open_page(office, qtbot, key)
    elsewhere(key, assignee="Ana")
    page.close_ticket()
    draft = queries.get_ticket(CALLER, key).draft
    assert (draft.status, draft.assignee) == ("closed", "Ana")


def test_subject_and_concern_are_asked_in_words(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    assert page.read is not None
    done: list[object] = []
    dialog = TicketDialog(office.desk, page.read.view, lambda: done.append(1), page)
    elsewhere(key, subject="Theirs", assignee="Ana")
    dialog.form.set_values(subject="Mine")
    dialog.accept_primary()
    question = asked(page)
    assert question is not None
    (pair,) = question._pairs
    assert pair.cells["mine"].radio.accessibleName() == "Subject: Mine: Mine"
    question.choose_all("mine")
    question.accept_primary()
    draft = queries.get_ticket(CALLER, key).draft
    assert (draft.subject, draft.assignee, done) == ("Mine", "Ana", [1])


def test_a_fact_half_typed_is_left_alone_while_others_change_the_ticket(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    with qtbot.waitActive(page):
        page.activateWindow()
    field = page.facts.form["assignee"]
    field.setFocus()
    field.setText("Be")
    field.textEdited.emit("Be")
    field.setCursorPosition(1)
    page.composer.text.edit.setPlainText("Half an ans")
    elsewhere(key, priority="high", assignee="Ana")
    qtbot.waitUntil(lambda: page.facts.form["priority"].value() == "high")
    assert (field.text(), field.cursorPosition()) == ("Be", 1)
    assert field.hasFocus()
    assert page.composer.text.value() == "Half an ans"
    field.setText("Bea")
    field.editingFinished.emit()
    question = asked(page)
    assert question is not None  # Ana was written meanwhile: she is not written over
    question.choose_all("mine")
    question.accept_primary()
    assert queries.get_ticket(CALLER, key).draft.assignee == "Bea"


def test_who_reads_further_up_is_not_taken_to_a_new_message(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    for number in range(12):
        service.reply(CALLER, key, f"Note {number}\n" * 6, TODAY, internal=True)
    page = open_page(office, qtbot, key)
    bar = page.conversation.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(40)
    boxes = len(page.conversation.boxes)
    service.reply(CALLER, key, "New", TODAY, internal=True)
    qtbot.waitUntil(lambda: len(page.conversation.boxes) == boxes + 1)
    qtbot.wait(30)
    assert bar.value() == 40
