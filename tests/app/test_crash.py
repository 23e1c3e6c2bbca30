"""What goes wrong is logged and shown without the data that was in hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.app.crash import LOG, CrashReporter, start_log
from desktop_crm.app.diagnose_dialog import DiagnoseDialog
from desktop_crm.app.window import MainWindow


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    before = list(LOG.handlers)
    start_log(tmp_path)
    yield tmp_path / "desktop-crm.log"
    for handler in set(LOG.handlers) - set(before):
        LOG.removeHandler(handler)
        handler.close()


def boom() -> None:
    book = {"Bruno": 1}
    try:
        book["Ana Lima"]
    except KeyError as error:
        raise ValueError("ana@lima.example owes on DE89370400440532013000, password=hunter2") from error


def test_a_crash_is_logged_and_shown_without_the_data_in_hand(qtbot: QtBot, log: Path) -> None:
    shown: list[str] = []
    reporter = CrashReporter(shown.append)
    with pytest.raises(ValueError, match="owes") as caught:
        boom()
    reporter.take(caught.value)
    LOG.warning("sent %s to %s", "Bearer abcdef123456", "bruno@costa.example")
    logging.getLogger("desktop_crm.sub").error("UPDATE contact SET name = 'Carla'")
    written = log.read_text(encoding="utf-8")
    for text in (written, shown[0]):
        for hidden in ("lima.example", "DE8937", "hunter2", "KeyError: 'Ana"):
            assert hidden not in text, hidden
        assert "ValueError" in text and "in boom" in text
    assert "Bearer ‹secret›" in written and "costa" not in written and "Carla" not in written


def test_the_report_is_read_before_it_is_saved(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.firm_acts.diagnose()
    dialog = window.findChild(DiagnoseDialog)
    assert dialog is not None and dialog.isVisible()
    assert "Desktop CRM" in dialog.text.toPlainText()
    dialog.choice.set_value("database.txt")
    dialog.choice.changed.emit()
    assert "rows of contact" in dialog.text.toPlainText()
    assert "Kestrel" not in dialog.whole
    dialog.save_to(tmp_path / "report.zip")
    assert (tmp_path / "report.zip").exists() and not dialog.isVisible()
