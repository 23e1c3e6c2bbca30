"""What looks like a bug may be a damaged file: a person is told that, and a bug stays a bug."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import connection
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import damage, opening, verifying
from desktop_crm.workspace.opening import Workspace


@pytest.fixture
def path(tmp_path: Path, caller: Caller) -> Path:
    """A closed file with one contact, to be spoiled."""
    path = tmp_path / "spoiled.crm"
    opening.create(path)
    with opening.opened(path, create_missing=False):
        contacts_service.create_contact(caller, ContactDraft(name="Ana"))
    return path


def spoil(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA writable_schema = 1")
        for statement in statements:
            other.execute(statement)


RENAMED = "UPDATE sqlite_master SET sql = replace(sql, '\"notes\"', '\"nutes\"') WHERE name = 'contact'"


def test_a_column_that_has_another_name_is_damage(path: Path, caller: Caller) -> None:
    spoil(path, RENAMED)
    with (
        pytest.raises(UserError, match="file is damaged") as refusal,
        opening.opened(path, create_missing=False),
    ):
        contacts.get_contact(caller, 1)
    assert refusal.value.field == "database"
    assert refusal.value.__cause__ is not None


def test_a_file_whose_settings_cannot_be_read_is_refused_and_not_left_open(path: Path) -> None:
    spoil(path, "UPDATE sqlite_master SET sql = replace(sql, '\"key\"', '\"kez\"') WHERE name = 'setting'")
    before = path.read_bytes()
    for _again in range(2):
        with pytest.raises(UserError, match="damaged"):
            opening.open_workspace(path)
        assert not connection.is_open()
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_what_is_no_date_is_damage(path: Path, caller: Caller) -> None:
    spoil(path, "PRAGMA ignore_check_constraints = 1", "UPDATE contact SET created_at = 'yesterday'")
    with pytest.raises(UserError, match="damaged"), opening.opened(path, create_missing=False):
        contacts.get_contact(caller, 1)
    with opening.opened(path, create_missing=False):
        assert any("damaged" in str(found.message) for found in verifying.verify(caller).findings)


def test_a_bug_in_a_file_that_is_whole_stays_a_bug(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), opening.opened(path, create_missing=False):
        _bug = 1 / 0
    with pytest.raises(RuntimeError), opening.opened(path, create_missing=False), transaction():
        raise RuntimeError("in the middle of a change")
    assert damage.explain(RuntimeError("nothing is open")) is None


def test_a_bug_is_a_bug_on_each_engine(workspace: Workspace) -> None:
    assert damage.explain(ZeroDivisionError("a bug")) is None


@pytest.mark.file
def test_a_file_that_was_emptied_while_open_is_neither_written_nor_taken_for_a_new_one(
    workspace: Workspace, caller: Caller
) -> None:
    os.truncate(workspace.path, 0)
    with pytest.raises(UserError, match="moved, deleted or replaced"):
        contacts_service.create_contact(caller, ContactDraft(name="Bruno"))
    with pytest.raises(sqlite3.OperationalError) as found:
        raw().execute("SELECT * FROM contact_point").fetchall()
    assert "damaged" in str(damage.explain(found.value))
    assert workspace.path.stat().st_size == 0
    there = {name for name in os.listdir(workspace.path.parent) if not name.endswith("-presence")}
    assert there == {workspace.path.name}
