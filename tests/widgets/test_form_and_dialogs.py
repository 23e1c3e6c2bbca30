"""Errors stand at their field, dialogs answer to Enter and Escape, toasts take back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _, translator_for
from desktop_crm.values.progress import Progress
from desktop_crm.widgets import dialogs
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog, confirm, picture
from desktop_crm.widgets.form import Form, HelpLine
from desktop_crm.widgets.inputs import MoneyInput, TextInput
from desktop_crm.widgets.palette_box import Command, PaletteBox, matching, named
from desktop_crm.widgets.progress_strip import JobsLine


@pytest.fixture
def form(qtbot: QtBot, desk: Desk) -> Form:
    form = Form(desk.t)
    form.add("name", "Name", TextInput(), span=6)
    form.add("address", "Address", TextInput(), span=6)
    form.add("price", "Price", MoneyInput(desk.t, "EUR"))
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    return form


def test_an_error_marks_and_focuses_its_field_until_it_is_edited(qtbot: QtBot, form: Form) -> None:
    form.show_error(UserError(_("Needed"), "name"))
    assert form.errors == ["name"]
    assert form["name"].hasFocus()
    assert form.field("name").help.text == "Needed"
    assert form["name"].accessibleDescription() == "Needed"
    qtbot.keyClicks(form["name"], "A")
    assert form.errors == []
    assert form.values() == {"name": "A", "address": "", "price": None}


def test_a_part_of_a_field_falls_back_to_it_and_the_unknown_to_the_strip(form: Form) -> None:
    form.show_error(UserError(_("No such town"), "address.town"))
    assert form.errors == ["address"]
    form.clear_errors()
    form.show_error(UserError(_("The disk is full")))
    assert form.strip.text == "The disk is full"
    assert not form.strip.isHidden()


def test_values_name_the_field_whose_text_is_no_value(qtbot: QtBot, form: Form) -> None:
    form["price"].setText("1.2.3")
    with pytest.raises(UserError) as refused:
        form.values()
    assert refused.value.field == "price"


@pytest.fixture
def host(qtbot: QtBot, themed: object) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 640)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    return host


def test_a_dialog_covers_its_window_begins_in_its_first_input_and_obeys_the_keyboard(
    qtbot: QtBot, desk: Desk, host: QWidget
) -> None:
    dialog = ModalDialog(desk.t, "Record payment", "2026-0042", primary="Record", parent=host)
    amount = MoneyInput(desk.t, "EUR", "Amount")
    dialog.add(amount)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert dialog.size() == host.size()
    qtbot.waitUntil(amount.hasFocus)
    assert dialog.panel.width() == 480
    assert picture(host, dialog).size() == host.grab().size()
    dialog.show_error(UserError(_("Too late")))
    assert dialog.strip.text == "Too late"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(amount, Qt.Key.Key_Return)


def test_a_display_without_transparency_shows_the_window_behind_a_dialog(
    host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "may_lack_transparency", lambda: True)
    host.setStyleSheet("background: #ff0000")
    dialog = confirm(host, translator_for("en"), "Sure?", "", "Yes", lambda: None)
    corner = dialog.grab().toImage().pixelColor(2, 2)
    assert corner.alpha() == 255
    assert corner.red() > 80 > corner.green(), "the red window, darkened"


@pytest.mark.parametrize(("key", "times"), [(Qt.Key.Key_Return, 1), (Qt.Key.Key_Escape, 0)])
def test_confirming_runs_and_escape_does_not(
    qtbot: QtBot, desk: Desk, host: QWidget, key: Qt.Key, times: int
) -> None:
    done: list[int] = []
    dialog = confirm(host, desk.t, "Delete?", "It cannot be undone.", "Delete draft", lambda: done.append(1))
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.keyClick(dialog, key)
    assert len(done) == times


def test_a_toast_takes_back_once(qtbot: QtBot, desk: Desk, host: QWidget) -> None:
    done: list[int] = []
    desk.notices.set_host(host)
    desk.notices.undo("Contact archived", lambda: done.append(1))
    toast = desk.notices.toast
    assert toast is not None
    assert toast.isVisible()
    assert toast.text == "Contact archived"
    toast.verb.click()
    assert done == [1]
    assert not toast.isVisible()


def test_the_status_line_shows_a_job_and_can_cancel_it(qtbot: QtBot, threaded_desk: Desk) -> None:
    line = JobsLine(threaded_desk.t, threaded_desk.tasks)
    qtbot.addWidget(line)
    assert line._words.text() == "No background jobs"

    def work(progress: Progress) -> None:
        while True:
            progress.step(1, 2)

    job = threaded_desk.tasks.start(line, "Importing", work, lambda _r: None)
    assert line._words.text() == "Importing"
    with qtbot.waitSignal(job.finished):
        line._cancel.click()
    assert line._words.text() == "No background jobs"


def commands(run: Callable[[str], None]) -> list[Command]:
    return [Command(text, lambda text=text: run(text)) for text in ("New contact", "São Bento", "Contacts")]


def test_the_palette_finds_without_marks_and_runs_by_keyboard(
    qtbot: QtBot, desk: Desk, host: QWidget
) -> None:
    ran: list[str] = []
    box = PaletteBox(
        host,
        desk.t,
        desk.tasks,
        commands=lambda: commands(ran.append),
        recents=list,
        search=lambda typed: [Command(f"Found {typed}", lambda: ran.append("found"), group="Contacts")],
    )
    assert [c.text for c in matching(commands(ran.append), "sao")] == ["São Bento"]
    assert [c.text for c in matching(commands(ran.append), "con")] == ["Contacts", "New contact"]
    box.open()
    qtbot.keyClicks(box.line, "con")
    qtbot.waitUntil(lambda: len(box.model.rows) == 5)
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert ran == ["found"]
    assert not box.isVisible()


def test_the_palette_says_that_nothing_was_found_and_keeps_its_shape(
    qtbot: QtBot, desk: Desk, host: QWidget
) -> None:
    box = PaletteBox(host, desk.t, desk.tasks, commands=list, recents=list, search=lambda _typed: [])
    box.open()
    qtbot.keyClicks(box.line, "zzz")
    qtbot.waitUntil(lambda: box.model.rows == ["Nothing found"])
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert box.isVisible(), "a sentence is no command"
    assert box.list.geometry().top() > box.line.geometry().bottom()


def test_a_paper_opened_lately_does_not_stand_before_the_customer_it_mentions() -> None:
    recents = [
        Command("2026-0002", lambda: None, muted="Harold Quill"),
        Command("Harold Quill", lambda: None),
    ]
    assert [command.text for command in named(recents, "harold")] == ["Harold Quill"]
    assert [command.text for command in named(recents, "2026")] == ["2026-0002"]


def test_a_dialog_that_works_says_so_and_a_second_enter_changes_nothing(qtbot: QtBot, desk: Desk) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 700)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    begun: list[str] = []
    dialog = confirm(
        host, desk.t, "Correct?", "A credit note is made.", "Correct", lambda: begun.append("x"), stays=True
    )
    dialog.set_hint("It cannot be undone")
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    for _press in range(3):
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    assert begun == ["x"]
    assert dialog.isVisible()
    assert dialog.hint.text() == "One moment…"
    dialog.show_error(UserError(_("Not now")))
    assert (dialog.hint.text(), dialog.focusWidget()) == ("It cannot be undone", dialog.primary)
    with qtbot.waitSignal(dialog.accepted):
        dialog.finish()


def test_a_long_error_in_a_narrow_field_breaks_between_words(qtbot: QtBot) -> None:
    line = HelpLine("A fact that is cut where it has to be, however long it is")
    qtbot.addWidget(line)
    line.resize(150, line.height())
    line.show()
    assert line.height() == 16
    line.set_error("The server refused the name or the password.")
    assert line.height() > 16
    line.resize(600, line.height())
    assert line.height() == 16
    line.set_error("word " * 200)
    assert line.height() == 48
    line.set_error(None)
    assert line.height() == 16
