"""Half-typed notes and answers: there again after page, lock and program were left; gone once sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_crm.app.program import Program
from desktop_crm.app.window import MainWindow
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import local_caller
from desktop_crm.widgets.composing import PAUSE
from desktop_crm.workspace import opening, places
from desktop_crm.workspace.half_typed import HalfTyped
from tests.app.test_program import started

__all__ = ["started"]
TODAY = date(2026, 11, 30)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A contact with the id 1 and a ticket of theirs."""
    path = tmp_path / "firm.crm"
    opening.create(path)
    workspace = opening.open_workspace(path)
    who = contacts.create_contact(local_caller(), ContactDraft(name="Kestrel Roasters"))
    support.open_ticket(local_caller(), TicketDraft(subject="A broken cup", contact_id=who), TODAY)
    workspace.close()
    return path


def page_of(started: Program, qtbot: QtBot, path: Path, kind: str) -> Any:
    started.open_file(path)
    window = started._window
    assert isinstance(window, MainWindow)
    window.go(kind, 1)
    page: Any = window.page
    qtbot.waitUntil(lambda: page.read is not None)
    return page


def restart(started: Program) -> None:
    window = started._window
    assert isinstance(window, MainWindow)
    assert window.shut_down()


def test_a_note_comes_back_after_the_program_was_left_and_goes_once_stored(
    started: Program, qtbot: QtBot, firm: Path
) -> None:
    page = page_of(started, qtbot, firm, "contact")
    page.composer.choose("note")
    QTest.keyClicks(page.composer.text.edit, "Ask about the samples")
    page.composer.follow_up.set_value(date(2026, 12, 3))
    restart(started)  # at once: nobody waited for a pause
    page = page_of(started, qtbot, firm, "contact")
    assert page.composer.text.value() == "Ask about the samples"
    assert page.composer.follow_up.value() == date(2026, 12, 3)
    page.composer.submit()
    qtbot.waitUntil(lambda: page.composer.is_empty)
    qtbot.waitUntil(lambda: HalfTyped(firm, 0).get("contact", 1) == {})
    restart(started)
    assert page_of(started, qtbot, firm, "contact").composer.is_empty


def test_a_mail_keeps_its_subject_and_its_meaning(started: Program, qtbot: QtBot, firm: Path) -> None:
    page = page_of(started, qtbot, firm, "contact")
    page.composer.begin("mail")
    QTest.keyClicks(page.composer.subject, "Samples")
    started._window.go("today")  # type: ignore[union-attr]
    restart(started)
    page = page_of(started, qtbot, firm, "contact")
    assert (page.composer.act, page.composer.subject.value()) == ("mail", "Samples")


def test_an_answer_survives_a_crash_and_keeps_its_meaning(started: Program, qtbot: QtBot, firm: Path) -> None:
    page = page_of(started, qtbot, firm, "ticket")
    page.composer.begin("internal")
    QTest.keyClicks(page.composer.text.edit, "We have found the reason")
    qtbot.waitUntil(lambda: HalfTyped(firm, 0).get("ticket", 1) != {}, timeout=PAUSE * 20)
    kept = HalfTyped(firm, 0).get("ticket", 1)  # what a new process finds, whatever becomes of this one
    assert kept == {"act": "internal", "text": "We have found the reason"}
    restart(started)
    page = page_of(started, qtbot, firm, "ticket")
    assert (page.composer.act, page.composer.text.value()) == ("internal", "We have found the reason")
    page.composer.submit()
    qtbot.waitUntil(lambda: HalfTyped(firm, 0).get("ticket", 1) == {})


def test_taken_back_is_forgotten_and_an_untouched_box_writes_nothing(
    started: Program, qtbot: QtBot, firm: Path
) -> None:
    page = page_of(started, qtbot, firm, "ticket")
    page.composer.choose("customer")
    restart(started)
    assert not places.half_typed_file(firm).exists()
    page = page_of(started, qtbot, firm, "ticket")
    QTest.keyClicks(page.composer.text.edit, "No")
    qtbot.waitUntil(lambda: HalfTyped(firm, 0).get("ticket", 1) != {}, timeout=PAUSE * 20)
    page.composer.text.edit.clear()
    qtbot.waitUntil(lambda: HalfTyped(firm, 0).get("ticket", 1) == {}, timeout=PAUSE * 20)
    restart(started)
    assert page_of(started, qtbot, firm, "ticket").composer.is_empty
