"""`database status`: where the file lies, who is in, whether several can write there."""

from pathlib import Path

import pytest

from desktop_crm.database import places
from desktop_crm.database.places import Place
from desktop_crm.database.presence import Presence, Who
from desktop_crm.database.profiles import profile_for
from tests.cli.conftest import Run

pytestmark = pytest.mark.file  # where the file lies; a server: test_server.py


def test_a_file_of_this_computer_alone(crm: Run, tmp_path: Path) -> None:
    crm("company", "show")
    crm("contacts", "new", "-", stdin='{"name": "Ana"}')
    told = crm("database", "status").json
    assert told["database"] == str(tmp_path / "firm.crm")
    assert (told["profile"], told["check"], told["writable"]) == ("local", "alone", True)
    assert told["reason"].startswith("The file lies on a disk of this computer")
    assert (told["people"], told["refusal"], told["synced_by"]) == ([], None, None)


def test_who_is_in_is_told_with_computer_and_hour(crm: Run, tmp_path: Path) -> None:
    crm("contacts", "new", "-", stdin='{"name": "Ana"}')
    path = tmp_path / "firm.crm"
    other = Presence(path, Who("Bruno", "desk-2"), profile_for(path))
    other.join()
    try:
        told = crm("database", "status").json
    finally:
        other.leave()
    (person,) = told["people"]
    assert (person["name"], person["computer"]) == ("Bruno", "desk-2")
    assert person["since"][:2] == "20"
    assert told["check"] == "passed"


def test_another_computer_in_a_copied_folder_is_told_as_trouble(
    crm: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm("contacts", "new", "-", stdin='{"name": "Ana"}')
    path = tmp_path / "firm.crm"
    place = Place(places.LOCAL, "ext4", synced_by="Dropbox")
    monkeypatch.setattr("desktop_crm.database.profiles.places.place_of", lambda _path: place)
    other = Presence(path, Who("Bruno", "another desk"), profile_for(path))
    other.join()
    try:
        told = crm("database", "status").json
        refused = crm("contacts", "new", "-", stdin='{"name": "Bia"}')
    finally:
        other.leave()
    assert (told["profile"], told["check"], told["writable"]) == ("synced", "synced", False)
    assert told["synced_by"] == "Dropbox"
    assert "Bruno on another desk" in told["refusal"]
    assert refused.code == 1
    assert "between the two computers a program copies the folder" in refused.err
    assert [each["name"] for each in crm("contacts", "list").json] == ["Ana"]


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_what_is_no_database_is_refused_and_nothing_is_laid_beside_it(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    path = folder / "firm.crm"
    if content is not None:
        path.write_bytes(content)
    answer = run("--database", path, "database", "status")
    assert answer.code == 1
    assert answer.err.startswith("error: database: ")
    assert list(folder.iterdir()) == ([path] if content is not None else [])
