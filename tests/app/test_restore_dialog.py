"""The restore dialog looks into a backup, asks for the last number on paper and opens the new file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.app.refusal import Refusal
from desktop_crm.app.restore_dialog import RestoreDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.database.connection import raw
from desktop_crm.receivables.service import dunning
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.dialogs import ConfirmDialog
from desktop_crm.workspace import backups, opening, places
from tests.app.conftest import TODAY, Program
from tests.faults import firms

NOW = datetime.combine(TODAY, time(9, 41)).astimezone(UTC)


def issue(caller: Caller, key: str) -> str:
    customer = raw().execute("SELECT contact_id FROM document WHERE state = 'issued'").fetchone()[0]
    return firms.issue(caller, key, firms.draft(customer))


def dialog(window: MainWindow) -> Any:
    window.firm_acts.restore()
    found = window.findChild(RestoreDialog)
    assert found is not None
    return found


def test_a_backup_is_restored_behind_the_last_number_on_paper_and_opened(
    window: MainWindow, program: Program, caller: Caller
) -> None:
    first = issue(caller, "a")
    with as_if_at(NOW):
        backups.back_up_daily(caller, window.workspace)
    second = issue(caller, "b")
    shown = dialog(window)
    assert shown.content.holds.last["invoice"].number == first
    assert shown.numbers.value("invoice") == first
    assert not shown.numbers.field("invoice").isHidden() and shown.numbers.field("quote").isHidden()
    shown.numbers.set_values(invoice="nothing like it")
    shown.primary.click()
    assert "no number of this series" in shown.numbers.field("invoice").error
    shown.numbers.set_values(invoice=second)
    shown.primary.click()
    assert program.opened == [shown.target]
    path = window.workspace.path
    window.shut_down()
    again = opening.open_workspace(shown.target)
    assert issue(caller, "c") > second
    again.close()
    assert path.is_file()


def test_nobody_is_back_without_a_word_whom_a_firm_has_forgotten(
    window: MainWindow, program: Program, caller: Caller, tmp_path: Path, qtbot: QtBot
) -> None:
    shown = dialog(window)
    copy = tmp_path / "of another firm.db"
    with closing(sqlite3.connect(window.workspace.path)) as source, closing(sqlite3.connect(copy)) as other:
        source.backup(other)
        other.execute("UPDATE contact SET created_at = '2020-01-01T00:00:00Z'")
        other.commit()
    shown.use_file(copy)
    shown.primary.click()
    question = window.findChild(ConfirmDialog)
    assert question is not None
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "who was erased since that copy was made" in words
    assert program.opened == []
    question.primary.click()
    assert program.opened == [shown.target]


def test_a_file_that_is_no_backup_says_so_and_restores_nothing(
    window: MainWindow, program: Program, tmp_path: Path
) -> None:
    shown = dialog(window)
    assert "no backup" in shown.choice.field("backup").help.text
    assert not shown.primary.isEnabled()
    (tmp_path / "letter.db").write_bytes(b"Dear Ana")
    shown.use_file(tmp_path / "letter.db")
    assert "not a database" in shown.choice.field("backup").error
    assert not shown.primary.isEnabled() and shown.facts.isHidden()
    shown.accept_primary()
    assert program.opened == []


def test_a_file_that_cannot_be_opened_offers_its_backups(
    window: MainWindow, caller: Caller, qtbot: QtBot, program: Program
) -> None:
    path = window.workspace.path
    backups.back_up_daily(caller, window.workspace)
    window.shut_down()
    path.write_bytes(path.read_bytes()[:-1])
    page = Refusal(
        translator_for("en"), path, "It is damaged", program.opened.append, lambda: None, restores=True
    )
    qtbot.addWidget(page)
    page.show()
    [button] = [each for each in page.findChildren(QPushButton) if each.text() == "Restore a backup…"]
    button.click()
    found: Any = page.findChild(RestoreDialog)
    qtbot.waitUntil(lambda: found.content is not None, timeout=10_000)
    found.primary.click()
    qtbot.waitUntil(lambda: bool(program.opened), timeout=20_000)
    assert program.opened == [places.restored_beside(path).with_name(f"{path.stem} restored.crm")]
    opening.open_workspace(program.opened[0]).close()


def test_the_dialog_asks_for_every_kind_of_number_that_the_backup_knows(
    window: MainWindow, program: Program, caller: Caller
) -> None:
    first = issue(caller, "a")
    document = billing.resolve(caller, first, ("invoice",))
    late = billing.get_row(caller, document, TODAY).due_on
    assert late is not None
    day = max(late, TODAY) + timedelta(days=9)
    letter = dunning.write_letter(caller, document, day)
    with as_if_at(NOW):
        backups.back_up_daily(caller, window.workspace)
    shown = dialog(window)
    assert shown.numbers.value("dunning_letter") == letter.number
    assert shown.numbers.field("order").isHidden()
    shown.numbers.set_values(dunning_letter="D-7")
    shown.primary.click()
    assert "no number of this series" in shown.numbers.field("dunning_letter").error
    shown.numbers.set_values(dunning_letter=f"REM-{day.year}-0031")
    shown.primary.click()
    assert program.opened == [shown.target]
    window.shut_down()
    again = opening.open_workspace(shown.target)
    other = dunning.write_letter(caller, document, day + timedelta(days=10))
    assert other.number == f"REM-{day.year}-0032"
    again.close()
