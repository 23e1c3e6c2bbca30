"""The commands on a server: set up, work, move there and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_crm.database.server.address import parse
from desktop_crm.files import key_ring
from tests.cli.conftest import Run
from tests.fixtures.interrupted import interrupt
from tests.fixtures.keyring import MemoryKeyring
from tests.fixtures.server import Cluster


@pytest.fixture
def address(cluster: Cluster) -> str:
    return str(cluster.create("commands"))


def test_a_firm_is_set_up_on_a_server_and_worked_with(run: Run, address: str) -> None:
    def crm(*words: object, **options: str) -> object:
        answer = run("--database", address, "--json", *words, **options)
        assert answer.code == 0, answer.err
        return answer.json

    refused = run("--database", address, "contacts", "list")
    assert (refused.code, "database:" in refused.err, "set up first" in refused.err) == (1, True, True)
    assert crm("database", "init") == {"database": address}
    firm = {"name": "Harbour Lane Studio", "country": "IE", "currency": "EUR", "language": "en"}
    crm("company", "set", "-", stdin=json.dumps(firm))
    crm("contacts", "new", "-", stdin=json.dumps({"kind": "company", "name": "Kestrel Roasters"}))
    found = crm("search", "kestrel")
    assert isinstance(found, list)
    assert [each["title"] for each in found] == ["Kestrel Roasters"]
    status = crm("database", "status")
    assert isinstance(status, dict)
    assert (status["profile"], status["check"], status["people"]) == ("server", "alone", [])
    verified = crm("verify")
    assert isinstance(verified, dict)
    assert verified["ok"]


def test_a_file_moves_to_a_server_and_says_so_afterwards(run: Run, address: str, tmp_path: Path) -> None:
    file = tmp_path / "firm.crm"
    new = ("contacts", "new", "-")
    record = json.dumps({"kind": "company", "name": "Kestrel Roasters"})
    assert run("--database", file, *new, stdin=record).code == 0
    moved = run("--database", file, "--json", "database", "move", address)
    assert moved.code == 0, moved.err
    assert moved.json["counts"]["contact"] == 1
    late = run("--database", file, *new, stdin=record)
    assert late.code == 1
    assert "moved to postgresql:" in late.err
    back = tmp_path / "back.crm"
    assert run("--database", address, "database", "copy", back).code == 0
    assert "Kestrel" in run("--database", back, "search", "kestrel").out


def test_an_interrupted_move_is_told_and_finished_or_taken_back(
    run: Run, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "firm.crm"
    record = json.dumps({"kind": "company", "name": "Kestrel Roasters"})
    new, move = ("contacts", "new", "-"), ("--json", "database", "move")

    def refused(place: object, *words: str) -> str:
        answer = run("--database", place, *words, stdin=record)
        assert answer.code == 1
        return answer.err

    assert run("--database", file, *new, stdin=record).code == 0
    assert "No move" in refused(file, *move, "--finish")
    assert "TARGET" in refused(file, *move)
    assert "--undo" in refused(file, *move, "--finish", "--undo")
    interrupt((file, parse(address)), "arrived")
    told = {place: run("--database", place, "--json", "database", "status").json for place in (file, address)}
    assert [each["move"]["state"] for each in told.values()] == ["moved", "arriving"]
    assert [each["writable"] for each in told.values()] == [False, False]
    assert told[address]["move"]["place"] == str(file)
    assert "moved to postgresql:" in refused(file, *new)
    assert "arriving here from" in refused(address, *new)
    back = run("--database", address, *move, "--undo")
    assert back.code == 0, back.err
    assert back.json == {"database": str(file)}
    assert run("--database", file, *new, stdin=record).code == 0
    interrupt((file, parse(address)), "moved")
    done = run("--database", file, *move, "--finish")
    assert done.code == 0, done.err
    assert (done.json["database"], done.json["counts"]["contact"]) == (address, 2)
    assert run("--database", address, *new, stdin=record).code == 0
    assert run("--database", address, "--json", "database", "status").json["move"] is None


def test_wrong_addresses_are_refused_before_anything_happens(run: Run, tmp_path: Path) -> None:
    for words, field, said in (
        (
            ("--database", "postgresql://a:secret@db.example/firm", "contacts", "list"),
            "database",
            "password",
        ),
        (("--database", "postgresql://db.example", "contacts", "list"), "database", "names no database"),
        (
            ("--database", "postgresql://127.0.0.1:1/firm", "contacts", "list"),
            "database",
            "No server answers",
        ),
    ):
        answer = run(*words)
        assert answer.code == 1
        assert answer.err.startswith(f"error: {field}:")
        assert said in answer.err
        assert "secret" not in answer.err


def test_a_person_with_a_login_of_the_server_is_who_they_are(
    run: Run, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--database", address, "database", "init").code == 0
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSWORD", "a long password")
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "a long password")
    assert run("--database", address, "people", "add", "Ana").code == 0
    owner = ("--database", address, "--user", "Ana", "--json")
    added = run(*owner, "people", "add", "Bea", "--role", "assistant")
    assert added.code == 0, added.err
    login = run(*owner, "people", "login", "Bea")
    assert login.code == 0, login.err
    monkeypatch.delenv("DESKTOP_CRM_PASSWORD")
    theirs = ("--database", login.json["database"], "--json")
    other = run(*theirs, "--user", "Ana", "contacts", "list")
    assert (other.code, other.out) == (1, "")
    assert other.err.startswith("error: --user: This login of the server is Bea's")
    assert run(*theirs, "--user", "bea", "contacts", "list").code == 0
    shown = run(*theirs, "diagnose")
    assert shown.code == 0 and "refused" not in shown.json
    assert "rows of contact: 0" in shown.json["database.txt"]
    assert "rows of cash_entry: refused: The server does not let you" in shown.json["database.txt"]
    made = run(*theirs, "contacts", "new", "-", stdin=json.dumps({"name": "Kestrel"}))
    assert made.code == 0, made.err
    refused = run(*theirs, "company", "set", "-", stdin=json.dumps({"name": "Mine", "country": "IE"}))
    assert refused.code == 1
    assert "Assistant" in refused.err
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", "a long password")
    told = run(*owner, "trail", "list")
    assert told.code == 0, told.err
    assert "Bea" in told.out


def test_the_copies_of_a_server_are_listed_and_restored(
    run: Run, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSPHRASE", "four words on paper")
    assert run("--database", address, "database", "init").code == 0
    made = run("--database", address, "--json", "backup", "daily")
    assert made.code == 0, made.err
    listed = run("--database", address, "--json", "backup", "list")
    assert [each["file"] for each in listed.json] == [made.json["file"]]
    (tmp_path / "stick").mkdir()
    second = run("--database", address, "--json", "backup", "second", tmp_path / "stick")
    assert second.json["folder"] == str(tmp_path / "stick")
    restored = run("--database", address, "restore", made.json["file"], "--to", tmp_path / "back.crm")
    assert restored.code == 0, restored.err
    refused = run("--database", address, "backup", "make", tmp_path / "safe.crm", "--encrypt")
    assert refused.code == 1
    assert "Only a firm in a file can be encrypted" in refused.err


def test_what_the_window_remembers_is_forgotten(
    run: Run, tmp_path: Path, memory_keyring: MemoryKeyring
) -> None:
    path = tmp_path / "firm.crm"
    memory_keyring.kept[key_ring.SERVICE, str(path)] = "correct horse battery"
    told = run("--database", path, "--json", "database", "forget")
    assert told.json == {"database": str(path), "forgotten": True}
    assert not memory_keyring.kept


def test_a_database_of_another_program_is_not_called_empty(run: Run, cluster: Cluster, address: str) -> None:
    place = str(cluster.create("others"))
    cluster.execute("others", "CREATE TABLE wheel (id int)", "CREATE TABLE tyre (id int)")
    for words in (("database", "init"), ("contacts", "list")):
        told = run("--database", place, *words)
        assert told.code == 1
        assert "holds tables of another program (2)" in told.err


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_sign_is_refused_at_once(
    run: Run, cluster: Cluster, tmp_path: Path, encoding: str
) -> None:
    cluster.execute(
        "postgres",
        "DROP DATABASE IF EXISTS narrow WITH (FORCE)",
        f"CREATE DATABASE narrow ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
    )
    place, file = str(cluster.address("narrow")), tmp_path / "firm.crm"
    assert run("--database", file, "contacts", "new", "-", stdin='{"name": "Ana"}').code == 0
    for words, field in (
        (("--database", place, "database", "init"), "database"),
        (("--database", place, "contacts", "list"), "database"),
        (("--database", place, "database", "status"), "database"),
        (("--database", file, "database", "copy", place), "database"),
        (("--database", file, "database", "move", place), "database"),
    ):
        told = run(*words)
        assert told.code == 1
        assert told.err.startswith(f"error: {field}: The database narrow on the server keeps its texts as ")
        assert encoding in told.err and "ENCODING 'UTF8'" in told.err
    assert run("--database", file, "contacts", "new", "-", stdin='{"name": "Bea"}').code == 0, "it stayed"
