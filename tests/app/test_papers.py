"""Papers after their keep time, from Today to the record on file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_crm.app.hold_dialog import HoldDialog
from desktop_crm.app.papers_dialog import PapersDialog, PurgedDialog
from desktop_crm.app.privacy_settings import PrivacySettings
from desktop_crm.app.window import MainWindow
from desktop_crm.billing.queries import purging as papers
from desktop_crm.company.rules.paper_times import PaperTimes
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import paper_purging
from tests.workspace import old_papers


@pytest.fixture
def invoices(window: MainWindow, caller: Caller) -> tuple[int, int]:
    """Two paid invoices of long ago."""
    her, day = old_papers.customer(caller), date(2012, 5, 2)
    return old_papers.issue(caller, her, day), old_papers.issue(caller, her, day)


def group_of(page: Any) -> Any:
    page.reload()
    return next((each for each in page.list._groups if each.title == "Kept long enough"), None)


def test_today_reminds_the_list_is_confirmed_and_the_record_is_kept(
    window: MainWindow, caller: Caller, invoices: tuple[int, int], tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    paper_purging.look_again()
    window.desk.go("today", None)
    page: Any = window.page
    (row,) = group_of(page).rows
    assert (row.who, row.what, row.verb) == ("Issued papers", "2 papers", "Look…")
    row.act()
    dialog = window.findChild(PapersDialog)
    assert dialog is not None and dialog.isVisible()
    assert dialog.first_focus() is dialog.cancel_button, "Enter alone deletes nothing"
    dialog.cancel_button.click()
    assert raw().execute(
        "SELECT count(*) FROM document WHERE state = 'issued' AND NOT is_sample"
    ).fetchone() == (2,)

    row.act()
    (dialog,) = [each for each in window.findChildren(PapersDialog) if each.isVisible()]
    dialog.primary.click()
    assert raw().execute(
        "SELECT count(*) FROM document WHERE state = 'issued' AND NOT is_sample"
    ).fetchone() == (0,)
    told = window.findChild(PurgedDialog)
    assert told is not None and told.isVisible()
    target = tmp_path / "record.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    told.primary.click()
    text = target.read_text(encoding="utf-8")
    assert "2012: 2 invoices" in text and "Quisquilia" not in text
    assert group_of(page) is None
    window.firm_acts.papers.look()
    assert not [each for each in window.findChildren(PapersDialog) if each.isVisible()]


def test_a_paper_is_kept_longer_and_let_go_from_its_page(
    window: MainWindow, caller: Caller, invoices: tuple[int, int], qtbot: QtBot
) -> None:
    window.desk.go("invoice", invoices[0])
    page: Any = window.page
    (keep,) = [each for each in page.inner.additions.verbs if each.text == "Keep longer…"]
    keep.run(invoices[0])
    dialog = window.findChild(HoldDialog)
    assert dialog is not None
    dialog.primary.click()
    assert dialog.form.field("reason").error, "a reason is wanted"
    dialog.form.set_values(reason="The lawsuit")
    dialog.primary.click()
    assert [(each.id, each.reason) for each in papers.list_held(caller)] == [(invoices[0], "The lawsuit")]
    keep.run(invoices[0])
    (again,) = [each for each in window.findChildren(HoldDialog) if each.isVisible()]
    assert again.form.value("reason") == "The lawsuit"
    again.release()
    assert papers.list_held(caller) == []


def test_the_settings_say_what_falls_due_and_what_happens_then(
    window: MainWindow, caller: Caller, invoices: tuple[int, int], qtbot: QtBot
) -> None:
    window.desk.go("settings", {"section": "privacy"})
    page: Any = window.page
    body = page.findChild(PrivacySettings).papers
    assert (body.month.value(), body.is_book.value(), body.by_itself.value()) == (12, False, False)
    body.month.set_value(6)
    body.month.changed.emit()
    body.by_itself.set_value(True)
    body.by_itself.changed.emit()
    assert papers.paper_times(caller) == PaperTimes(year_ends=6, by_itself=True)
    assert body._due.count() == 1
