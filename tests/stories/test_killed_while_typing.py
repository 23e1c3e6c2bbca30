"""Killed while somebody types: the draft is there, but for the last moment, and the file is whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.cli.test_main_job import CUSTOMER, FIRM
from tests.fixtures.database import firm_place

pytestmark = pytest.mark.slow

__all__ = ["run"]

ROOT = Path(__file__).resolve().parents[2]
TYPIST = """
import sys
from datetime import date
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from desktop_crm.app.window import MainWindow
from desktop_crm.values.caller import local_caller
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.workspace import opening, places
from tests.app.conftest import Program

app = QApplication([])
workspace = opening.open_workspace(places.place_of(sys.argv[1]))
window = MainWindow(workspace, local_caller(), translator_for("en"),
                    LocalSettings(None), Program().acts(), today=lambda: date(2026, 1, 15))
window.show()
window.go("invoice:new", {"contact": 1})

def begin():
    editor = window.page.inner
    if not editor.loaded:
        QTimer.singleShot(20, begin)
        return
    editor.drafting.saved.connect(lambda: print("saved", flush=True))
    QTest.keyClicks(editor.sheet.grid.add_button, "W")
    QTimer.singleShot(50, lambda: type_on("ebsite"))

def type_on(text):
    where = app.focusWidget() or window.page.inner.sheet.grid._editor.control
    QTest.keyClicks(where, text)
    from PySide6.QtCore import Qt
    QTest.keyClick(where, Qt.Key.Key_Return)
    QTimer.singleShot(0, lambda: keep_typing())

def keep_typing():
    editor = window.page.inner
    editor.replace("notes", notes=(editor.draft.notes + "more ")[-2000:])
    QTimer.singleShot(30, keep_typing)

QTimer.singleShot(20, begin)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_draft_survives_a_kill_while_one_types(
    run: Run, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    database = firm_place(request, tmp_path / "firm.crm", engine)
    for words, value in ((("company", "set"), FIRM), (("contacts", "new"), CUSTOMER)):
        assert run("--database", database, *words, "-", stdin=json.dumps(value)).code == 0
    (tmp_path / "typist.py").write_text(TYPIST)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    typist = subprocess.Popen(
        [sys.executable, str(tmp_path / "typist.py"), str(database)], env=env, cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert typist.stdout is not None
    with typist:
        saved = [typist.stdout.readline() for _save in range(2)]  # there is no pause in the typing
        typist.send_signal(signal.SIGKILL)
    assert saved == ["saved\n", "saved\n"]
    listed = run("--database", database, "--json", "invoice", "list").json
    assert [row["state"] for row in listed] == ["draft"]
    draft = run("--database", database, "--json", "invoice", "show", listed[0]["id"]).json
    assert draft["lines"][0]["description"] == "Website"
    assert run("--database", database, "verify").code == 0
