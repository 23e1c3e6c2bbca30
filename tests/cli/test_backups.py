"""`backup`: the copy, the daily one with its twin, the list, the drill."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from desktop_crm.cli.commands import completed
from desktop_crm.database import keys, placing, volumes
from desktop_crm.workspace.backups import notes
from tests.cli.conftest import Answer, Run
from tests.cli.test_main_job import issued, office

pytestmark = pytest.mark.file  # of a server: test_backup_of_server.py

__all__ = ["office"]


def test_a_verb_may_be_left_out() -> None:
    for given, meant in (
        ("backup a.crm", "backup make a.crm"),
        ("--database backup --json backup out", "--database backup --json backup make out"),
        ("backup --json x", "backup make --json x"),
        ("backup drill --json", "backup drill --json"),
        ("backup", "backup"),
        ("restore backup --to x", "restore backup --to x"),
        ("--database", "--database"),
    ):
        assert completed(given.split()) == meant.split()


def test_the_word_backup_may_stand_for_something_else(office: Run, tmp_path: Path) -> None:
    issued(office)
    told = office("ticket", "reply", "backup", "drill")
    assert (told.code, "usage" in told.err) == (1, False)
    (tmp_path / "backup").mkdir()
    assert office("restore", tmp_path / "backup", "--to", tmp_path / "x.crm").code == 1
    assert office("search", "backup").code == 0


def test_the_daily_copy_its_twin_and_the_drill(office: Run, tmp_path: Path) -> None:
    issued(office)
    (tmp_path / "stick").mkdir()
    assert office("backup", "second").json == {"folder": None, "state": None}
    chosen = office("backup", "second", tmp_path / "stick").json
    assert chosen == {"folder": str(tmp_path / "stick"), "state": "same_disk"}
    made = office("backup", "daily").json
    assert Path(made["second"]).read_bytes() == Path(made["file"]).read_bytes()
    assert (made["drill"]["problem"], made["drill"]["noted"]) == ("", True)
    warning = made["warning"]
    assert warning.startswith(f"{tmp_path / 'stick'} lies on the disk of this firm's file")
    again = office("backup", "daily").json
    assert again == {"file": None, "second": None, "drill": None, "warning": warning}
    assert [copy["where"] for copy in office("backup", "list").json] == ["second", "beside"]
    found = office("backup", "drill").json
    assert found["ok"] is True and found["records"] >= 2
    assert office("backup", "second", "--none").json["folder"] is None
    assert len(office("backup", "list").json) == 1


def test_a_second_place_that_is_not_there_is_told(
    office: Run, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    office("backup", "second", stick)
    stick.rename(tmp_path / "in a pocket")
    told = office("backup", "daily")
    assert (told.code, told.json["second"]) == (0, None)
    assert told.json["warning"] == f"{stick} is not there now; the newest copy follows when it is back"
    assert (
        f"warning: {stick} is not there now"
        in run("--database", tmp_path / "firm.crm", "backup", "daily").out
    )
    (tmp_path / "in a pocket").rename(stick)
    monkeypatch.setattr(volumes, "on_the_same_disk", lambda one, other: False)
    assert "warning" not in office("backup", "daily").json


def test_a_second_place_that_fails_is_told_after_the_copy_that_was_made(office: Run, tmp_path: Path) -> None:
    issued(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    office("backup", "second", stick)
    made = Path(office("backup", "daily").json["second"])
    made.parent.rename(tmp_path / "put away")
    made.parent.write_text("a file where the folder of the copies belongs")
    for each in Path(office("backup", "list").json[0]["file"]).parent.iterdir():
        each.unlink()
    told = office("backup", "daily")
    made = Path(json.loads(told.out)["file"])
    assert told.code == 1 and made.is_file()
    answer = json.loads(told.out)
    assert (answer["second"], answer["drill"]["problem"]) == (None, "")
    assert answer["second_problem"]
    failed = f"It did not reach the second place: {answer['second_problem']}"
    assert told.err.strip() == f"error: second: The copy was made: {made}. {failed}"


def test_a_drill_that_finds_something_is_a_refusal(office: Run, tmp_path: Path) -> None:
    issued(office)
    assert office("backup", "drill").err.startswith("error: ")
    made = Path(office("backup", "daily").json["file"])
    made.write_bytes(made.read_bytes()[:-1])
    told = office("backup", "drill")
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith(f"error: {made.name}: The drill failed: The file was changed")
    notes.path_of(made).unlink()
    assert "a part of the file is missing" in office("backup", "drill").err
    assert office("backup", "second", tmp_path / "none").err.startswith("error: DIR: ")


def test_a_backup_is_looked_into_and_restored_behind_the_last_number_on_paper(
    office: Run, tmp_path: Path
) -> None:
    issued(office)
    copy = tmp_path / "copy.crm"
    assert office("backup", copy).code == 0
    found = office("backup", "look", copy).json
    assert found["last"]["invoice"]["number"] == "2026-0001"
    told = office("restore", copy, "--to", tmp_path / "new.crm", "--last-invoice", "what")
    assert told.err.startswith("error: --last-invoice: ") and not (tmp_path / "new.crm").exists()
    assert office("restore", copy, "--to", tmp_path / "new.crm", "--last-invoice", "2026-0005").code == 0
    new = office("--database", tmp_path / "new.crm", "invoice", "duplicate", "2026-0001").json
    issued_again = office("--database", tmp_path / "new.crm", "invoice", "issue", new["id"]).json
    assert issued_again["number"] == "2026-0006"
    assert office("backup", "look", tmp_path / "none").err.startswith("error: FILE: ")


def test_an_encrypted_firm_asks_for_its_passphrase(
    office: Run, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**12, "r": 8, "p": 1})
    issued(office)
    secret, copy = tmp_path / "secret.crm", tmp_path / "stick.db"
    assert office("database", "encrypt", secret).err.startswith("error: passphrase: ")
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSPHRASE", "short")
    assert "at least 10" in office("database", "encrypt", secret).err and not secret.exists()
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSPHRASE", "correct horse battery")
    made = office("database", "encrypt", secret).json
    assert office("backup", "make", copy, "--encrypt").json["recovery_key"] != made["recovery_key"]
    keys.forget_all()

    def crm(*words: object) -> Answer:
        return run("--database", secret, "--json", *words)

    told = crm("invoice", "list")
    assert (told.code, told.out) == (1, "") and "passphrase is needed" in told.err
    assert "passphrase is needed" in crm("database", "status").err
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "wrong horse battery")
    assert "error: passphrase: This is not the passphrase." in crm("invoice", "list").err
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "correct horse battery")
    keys.forget_all()
    status = crm("database", "status")
    assert status.code == 0, status.err
    assert (status.json["check"], status.json["writable"]) == ("alone", True)
    assert len(crm("invoice", "list").json) == 1
    assert crm("backup", "daily").json["drill"]["problem"] == ""
    assert crm("backup", "look", copy).json["last"]["invoice"]["number"] == "2026-0001"
    assert crm("restore", copy, "--to", tmp_path / "again.crm").code == 0
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSPHRASE", "another good passphrase")
    assert crm("database", "passphrase").json["changed"] is True
    keys.forget_all()
    assert crm("verify").code == 1
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", made["recovery_key"])
    assert crm("verify").json["ok"] is True
    assert crm("database", "decrypt", tmp_path / "plain.crm").json["counts"]["document"] == 1
    keys.forget_all()


def test_an_encrypted_copy_without_its_key_file_says_so_and_opens_with_the_recovery_key(
    office: Run, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**12, "r": 8, "p": 1})
    monkeypatch.setenv("DESKTOP_CRM_NEW_PASSPHRASE", "correct horse battery")
    issued(office)
    secret, new = tmp_path / "secret.crm", tmp_path / "new.crm"
    recovery = office("database", "encrypt", secret).json["recovery_key"]
    keys.path_of(secret).unlink()
    for passphrase in ("", "correct horse battery"):
        monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", passphrase)
        keys.forget_all()
        for words in (
            ("--database", secret, "invoice", "list"),
            ("restore", secret, "--to", new),
            ("backup", "look", secret),
            ("--database", secret, "database", "status"),
        ):
            told = run(*words)
            assert told.code == 1
            assert "secret.crm.key, which belongs beside it, is missing" in told.err
            assert "recovery key" in told.err and not new.exists()
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", recovery)
    keys.forget_all()
    made = run("--json", "restore", secret, "--to", new)
    assert made.code == 0, made.err
    assert made.json["counts"]["document"] == 1 and not new.read_bytes().startswith(b"SQLite")
    keys.forget_all()
    assert run("--database", new, "verify").code == 0
    assert run("--database", new, "backup", "daily").code == 0
    assert run("--database", new, "database", "passphrase").code == 0
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "correct horse battery")
    keys.forget_all()
    assert run("--database", new, "verify").code == 0
    keys.forget_all()


def test_a_restore_onto_a_full_disk_names_the_new_file(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(office)
    copy, new = tmp_path / "copy.crm", tmp_path / "new.crm"
    assert office("backup", "make", copy).code == 0

    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(placing, "make_empty", full)
        told = office("restore", copy, "--to", new)
    assert told.err.startswith("error: --to: The disk is full") and not new.exists()
    copy.write_bytes(copy.read_bytes()[:-1])
    assert office("restore", copy, "--to", new).err.startswith("error: FILE: ")


def test_sums_are_written_as_everywhere(office: Run, tmp_path: Path) -> None:
    issued(office)
    made = office("backup", "daily").json
    assert made["drill"]["totals"] == office("backup", "drill").json["totals"] == {"EUR": "1570.21"}
    assert office("backup", "look", made["file"]).json["sums"]["documents"] == {"EUR": "1570.21"}


def test_a_place_that_takes_no_new_file_is_named(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(office)
    (tmp_path / "stick").mkdir()
    make = placing.make_empty
    for code in (errno.EROFS, errno.ENOENT):

        def refuse(part: Path, code: int = code) -> None:
            if part.parent.name == "stick" or part.parent.parent.name == "stick":
                raise OSError(code, os.strerror(code), str(part))
            make(part)

        monkeypatch.setattr(placing, "make_empty", refuse)
        told = office("backup", "make", tmp_path / "stick" / "b.crm")
        assert (told.code, told.out) == (1, "")
        assert told.err == f"error: OUT: The folder {tmp_path / 'stick'} cannot be written to.\n"
        told = office("backup", "second", tmp_path / "stick")
        assert told.err == f"error: DIR: The folder {tmp_path / 'stick'} cannot be written to.\n"
        assert office("backup", "second").json["folder"] is None
    monkeypatch.setattr(placing, "make_empty", make)
    assert office("backup", "second", tmp_path / "stick").code == 0
    assert list((tmp_path / "stick").iterdir()) == []
    monkeypatch.setattr(placing, "make_empty", refuse)
    assert f"{tmp_path / 'stick'}" in office("backup", "daily").err
