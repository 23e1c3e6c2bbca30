"""The drill restores the newest backup to a scratch place and finds what is missing in it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import NotFound
from desktop_crm.workspace import backups, samples
from desktop_crm.workspace.backups import drill, notes
from desktop_crm.workspace.backups.notes import Note
from desktop_crm.workspace.opening import Workspace

pytestmark = pytest.mark.file  # of a server: test_backup_of_server.py

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
TODAY = NOW.astimezone().date()


@pytest.fixture
def made(workspace: Workspace, caller: Caller) -> Path:
    samples.load(caller, TODAY)
    with as_if_at(NOW):
        return backups.back_up_daily(caller, workspace).path


def change(backup: Path, sql: str) -> None:
    """Another content under an honest hash: as if the copy had been wrong from the start."""
    with closing(sqlite3.connect(backup)) as connection:
        for name, _sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(sql)
        connection.commit()
    note = notes.read(backup)
    assert note is not None
    fresh = notes.sha256_of(backup)
    notes.put(backup, Note(note.made_at, note.user, note.computer, note.size, fresh, note.inventory))


def test_a_good_backup_passes_and_the_result_is_kept(
    workspace: Workspace, caller: Caller, made: Path
) -> None:
    with as_if_at(NOW):
        found = drill.run(caller, workspace.path)
    assert (found.problem, found.backup, found.noted) == ("", made.name, True)
    assert found.records > 20 and found.totals["EUR"] > 0
    assert drill.last(workspace.path) == found
    assert not drill.is_due(workspace.path, TODAY + timedelta(days=29))
    assert drill.is_due(workspace.path, TODAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM payment", "“payment” has"),
        ("UPDATE payment SET amount = amount + 1 WHERE id = (SELECT min(id) FROM payment)", "sums"),
        ("UPDATE document SET gross = gross + 1 WHERE kind = 'invoice' AND state = 'issued'", "sums"),
    ],
)
def test_what_is_missing_in_a_backup_is_found(
    workspace: Workspace, caller: Caller, made: Path, sql: str, said: str
) -> None:
    change(made, sql)
    found = drill.run(caller, workspace.path)
    assert said in found.problem
    assert drill.last(workspace.path) == found


def test_a_damaged_backup_is_a_finding_and_leaves_no_scratch_file(
    workspace: Workspace, caller: Caller, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    data = bytearray(made.read_bytes())
    data[len(data) // 2] ^= 0xFF
    made.write_bytes(data)
    assert "changed since" in drill.run(caller, workspace.path).problem
    notes.path_of(made).unlink()
    made.write_bytes(data[:-1])
    found = drill.run(caller, workspace.path)
    assert "missing" in found.problem and not found.noted
    assert os.listdir(tmp_path / "scratch") == []


def test_a_backup_without_a_note_is_tried_all_the_same(
    workspace: Workspace, caller: Caller, made: Path
) -> None:
    notes.path_of(made).write_text('{"made_at": 3}')
    found = drill.run(caller, workspace.path)
    assert (found.problem, found.noted) == ("", False)
    assert found.records > 20


def test_there_is_none_before_there_is_a_backup(workspace: Workspace, caller: Caller) -> None:
    assert not drill.is_due(workspace.path, TODAY)
    assert drill.last(workspace.path) is None
    with pytest.raises(NotFound):
        drill.run(caller, workspace.path)
    backups.back_up_daily(caller, workspace)
    assert drill.is_due(workspace.path, TODAY)
