"""A server's firm is backed up as a file like any other, and forgets whom it has to forget."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contact_service
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import archives, backups, demo, erasing, moving, opening, places, verifying
from desktop_crm.workspace.opening import Workspace
from tests.fixtures.server import Cluster

TODAY = date(2026, 11, 29)


@pytest.fixture
def workspace(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The demo's firm on a server."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    (tmp_path / "demo").mkdir()
    demo.run(Caller("Ciara Sample", "owner", "en", "studio"), tmp_path / "demo")
    address = cluster.create("kept")
    moving.copy(Caller("ana", "owner", "en", "desk"), tmp_path / "demo" / demo.FILE, address)
    return opening.open_workspace(address)


def test_the_daily_copy_of_a_server_is_a_file_that_a_drill_restores(
    workspace: Workspace, caller: Caller, tmp_path: Path
) -> None:
    try:
        made = backups.back_up_daily(caller, workspace)
        assert made.path.parent.name == "kept backups"
        assert made.path.is_relative_to(tmp_path / "home" / "servers")
        assert [copy.path for copy in backups.copies_of(workspace.path)] == [made.path]
        before = {table: count for table, count in made.counts.items() if table != "change_count"}
        contact_service.create_contact(caller, ContactDraft(name="Came later"))
    finally:
        workspace.close()
    backups.restore(caller, made.path, tmp_path / "restored.crm")
    restored = opening.open_workspace(tmp_path / "restored.crm")
    try:
        assert verifying.verify(caller).findings == ()
        assert contacts.find_contacts(caller, "Came later") == []
        assert raw().execute("SELECT count(*) FROM document").fetchone()[0] == before["document"]
    finally:
        restored.close()


def test_a_person_is_erased_on_the_server_too(workspace: Workspace, caller: Caller) -> None:
    try:
        person = contact_service.create_contact(
            caller,
            ContactDraft(name="Zebulon Quixwald", points=(PointDraft("mail", "zq@quixwald.example"),)),
        )
        contact_service.add_note(caller, person, "Quixwald called")
        erasing.erase_person(caller, workspace, person, TODAY)
        for (table,) in (
            raw().execute("SELECT tablename FROM pg_tables WHERE schemaname = 'desktop_crm'").fetchall()
        ):
            rows = str(raw().execute(f"SELECT * FROM {table}").fetchall())
            assert "Quixwald" not in rows, table
            assert "quixwald" not in rows, table
    finally:
        workspace.close()


def test_who_was_erased_on_the_server_is_forgotten_again_in_a_restored_copy(
    workspace: Workspace, caller: Caller, tmp_path: Path
) -> None:
    try:
        person = contact_service.create_contact(caller, ContactDraft(name="Zebulon Quixwald"))
        copy = backups.back_up_daily(caller, workspace).path
        erasing.erase_person(caller, workspace, person, TODAY)
    finally:
        workspace.close()
    backups.restore(caller, copy, tmp_path / "restored.crm", present=workspace.path)
    restored = opening.open_workspace(tmp_path / "restored.crm")
    try:
        assert contacts.find_contacts(caller, "Quixwald") == []
    finally:
        restored.close()


def test_an_archive_is_read_beside_a_firm_on_a_server_that_has_no_folder_here_yet(
    workspace: Workspace, caller: Caller, tmp_path: Path
) -> None:
    try:
        archives.make(caller, workspace, tmp_path / "firm.zip")
    finally:
        workspace.close()
    assert not workspace.path.parent.exists()
    target = places.restored_beside(workspace.path)
    made = archives.read(caller, tmp_path / "firm.zip", target, present=workspace.path)
    assert made.path.is_file()
