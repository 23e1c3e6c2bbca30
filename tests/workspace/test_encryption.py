"""Encrypted files: unreadable on the disk, opened by passphrase or recovery key; so are their copies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import backup, faults, keys
from desktop_crm.database.connection import is_open, raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.database.recovery import printed
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import (
    archives,
    backups,
    encryption,
    erasing,
    finding,
    opening,
    places,
    verifying,
)
from desktop_crm.workspace.backups import drill
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms
from tests.faults.places import has_gaps

PASSPHRASE, TODAY = "correct horse battery", firms.TODAY
QUICK = {"n": 2**12, "r": 8, "p": 1}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cheap derivation, and no key left over."""
    monkeypatch.setattr(keys, "_COST", QUICK)
    keys.forget_all()
    yield
    keys.forget_all()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A plain firm, its encrypted copy `secret.crm`, and the recovery key."""
    folder, caller = tmp_path_factory.mktemp("encrypted"), local_caller()
    firms.make(folder / "firm.crm")
    workspace = opening.open_workspace(folder / "firm.crm")
    contacts.create_contact(caller, ContactDraft(name="Ana Unmistakable"))
    firms.issue(caller, "a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_COST", QUICK)
        encrypted = encryption.encrypt(caller, workspace, folder / "secret.crm", PASSPHRASE)
    workspace.close()
    return folder, encrypted.recovery_key


@pytest.fixture
def firm(made: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    """A copy of them for one test; nothing is unlocked."""
    for name in ("firm.crm", "secret.crm", "secret.crm.key"):
        shutil.copy(made[0] / name, tmp_path)
    return tmp_path / "secret.crm", made[1]


def opened(path: Path, secret: str = PASSPHRASE) -> Workspace:
    encryption.unlock(path, secret)
    return opening.open_workspace(path)


def given_up() -> None:
    with transaction():
        raw().execute("UPDATE contact SET name = 'X'")
        raise ValueError("given up")


def test_nothing_can_be_read_without_the_passphrase(firm: tuple[Path, str], tmp_path: Path) -> None:
    path, _recovery = firm
    assert b"Unmistakable" in (tmp_path / "firm.crm").read_bytes()
    for name in sorted(os.listdir(tmp_path)):
        if name.startswith("secret"):
            content = (tmp_path / name).read_bytes()
            assert b"Unmistakable" not in content and not content.startswith(b"SQLite")
    assert encryption.is_locked(path)
    with pytest.raises(encryption.Locked, match="passphrase is needed"):
        opening.open_workspace(path)
    with pytest.raises(UserError, match="not the passphrase"):
        encryption.unlock(path, "wrong horse battery")
    with pytest.raises(NotFound):
        encryption.unlock(path.with_name("none.crm"), PASSPHRASE)
    assert encryption.is_locked(path)


def test_the_firm_works_as_any_other(firm: tuple[Path, str], caller: Caller) -> None:
    workspace = opened(firm[0])
    assert firms.issue(caller, "b").endswith("2")
    assert [hit.title for hit in finding.find(caller, "unmistak", limit=5)] == ["Ana Unmistakable"]
    assert verifying.verify(caller).findings == ()
    with pytest.raises(IntegrityError), transaction():
        raw().execute("INSERT INTO document_line (document_id) VALUES (999)")
    before = raw().execute("SELECT name FROM contact ORDER BY id").fetchall()
    with pytest.raises(ValueError, match="given up"):
        given_up()
    assert raw().execute("SELECT name FROM contact ORDER BY id").fetchall() == before
    workspace.close()
    reading = opening.open_workspace(firm[0], read_only=True)
    with pytest.raises(UserError, match="reading only"):
        firms.issue(caller, "c")
    reading.close()


def test_backups_twins_drill_and_restore_stay_encrypted(
    firm: tuple[Path, str], caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    (tmp_path / "stick").mkdir()
    places.choose_second_place(firm[0], tmp_path / "stick")
    workspace = opened(firm[0])
    made = backups.back_up_daily(caller, workspace)
    assert made.twin is not None
    workspace.close()
    for copy in (made.path, made.twin):
        assert keys.path_of(copy).is_file() and not copy.read_bytes().startswith(b"SQLite")
    found = drill.run(caller, firm[0])
    assert (found.problem, found.noted) == ("", True)
    keys.forget_all()
    with pytest.raises(encryption.Locked):
        drill.run(caller, firm[0])
    assert drill.last(firm[0]) == found  # that nobody said the passphrase is no finding
    with pytest.raises(encryption.Locked):
        backups.look_into(caller, made.twin)
    encryption.unlock(made.twin, PASSPHRASE)
    assert backups.look_into(caller, made.twin).holds.counts == made.counts
    target = tmp_path / "restored.crm"
    backups.restore(caller, made.twin, target, last_printed={"invoice": "7"})
    keys.forget_all()
    again = opened(target)
    assert firms.issue(caller, "c").endswith("8")
    again.close()
    assert not list(tmp_path.rglob("*.part"))


def test_the_recovery_key_opens_it_without_the_key_file(firm: tuple[Path, str], caller: Caller) -> None:
    path, recovery = firm
    opened(path, recovery.lower().replace("-", " ")).close()
    keys.forget_all()
    keys.path_of(path).unlink()
    assert encryption.is_locked(path)
    with pytest.raises(UserError, match="printed recovery key"):
        encryption.unlock(path, PASSPHRASE)
    opened(path, recovery).close()
    encryption.change_passphrase(caller, path, "another good passphrase")
    keys.forget_all()
    opened(path, "another good passphrase").close()


def test_a_wrong_or_mistyped_recovery_key_is_no_key(firm: tuple[Path, str]) -> None:
    path, recovery = firm
    other = printed(keys.new_key())
    with pytest.raises(UserError, match="another file"):
        encryption.unlock(path, other)
    letter = "A" if recovery[13] != "A" else "C"
    with pytest.raises(UserError, match="Group 3 of the recovery key is mistyped"):
        encryption.unlock(path, recovery[:13] + letter + recovery[14:])
    keys.path_of(path).unlink()
    encryption.unlock(path, other)
    with pytest.raises(UserError, match="does not open with its key"):
        opening.open_workspace(path)


def test_a_passphrase_that_looks_like_a_mistyped_recovery_key_opens_all_the_same(
    firm: tuple[Path, str], caller: Caller
) -> None:
    path, recovery = firm
    passphrase = recovery[:-1] + ("A" if recovery[-1] != "A" else "C")
    encryption.unlock(path, PASSPHRASE)
    encryption.change_passphrase(caller, path, passphrase)
    keys.forget_all()
    opened(path, passphrase).close()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": "desktop-crm-key"}',
     b'{"format":"desktop-crm-key","key":"a","salt":"00","sealed":"00","tag":"00","scrypt":{"n":1048577,"r":8,"p":1}}'],
)  # fmt: skip
def test_a_damaged_or_hostile_key_file_is_refused_in_words(
    firm: tuple[Path, str], caller: Caller, content: bytes
) -> None:
    path, recovery = firm
    keys.path_of(path).write_bytes(content)
    with pytest.raises(UserError, match="recovery key"):
        opening.open_workspace(path)
    with pytest.raises(UserError, match="recovery key"):
        encryption.unlock(path, PASSPHRASE)
    opened(path, recovery).close()


def test_damage_is_told_and_makes_no_backup(firm: tuple[Path, str], tmp_path: Path, caller: Caller) -> None:
    path, _recovery = firm
    content = bytearray(path.read_bytes())
    encryption.unlock(path, PASSPHRASE)
    for change in (content[:-1], content[:-4096], content[:9000] + os.urandom(500) + content[9500:]):
        path.write_bytes(change)
        with pytest.raises(UserError):
            backup.back_up(path, tmp_path / "copy.db")
        assert not [name for name in os.listdir(tmp_path) if name.startswith("copy")]


def test_it_becomes_a_plain_file_again(firm: tuple[Path, str], caller: Caller, tmp_path: Path) -> None:
    encryption.unlock(firm[0], PASSPHRASE)
    counts = encryption.decrypt(caller, firm[0], tmp_path / "plain.crm")
    keys.forget_all()
    workspace = opening.open_workspace(tmp_path / "plain.crm")
    assert counts["document"] == 1
    assert verifying.verify(caller).findings == ()
    with pytest.raises(UserError, match="not encrypted"):
        encryption.decrypt(caller, workspace.path, tmp_path / "x.crm")
    with pytest.raises(UserError, match="at least 10"):
        encryption.encrypt(caller, workspace, tmp_path / "x.crm", "short")
    with pytest.raises(UserError, match="already a file"):
        encryption.encrypt(caller, workspace, firm[0], PASSPHRASE)
    workspace.close()
    assert sorted(name for name in os.listdir(tmp_path) if "x.crm" in name or "between" in name) == []


class Looking:
    """Looks into a folder at every step."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.steps = folder, 0

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        self.steps += 1
        for path in self.folder.iterdir():
            assert not path.read_bytes().startswith(b"SQLite")


def test_nothing_plain_ever_lies_on_the_stick(firm: tuple[Path, str], caller: Caller, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    workspace = opening.open_workspace(tmp_path / "firm.crm")
    looking = Looking(tmp_path / "stick")
    encryption.encrypt(caller, workspace, tmp_path / "stick" / "copy.db", PASSPHRASE, progress=looking)
    workspace.close()
    assert looking.steps > 0
    assert sorted(os.listdir(tmp_path / "stick")) == ["copy.db", "copy.db.key"]
    assert [path.name for path in tmp_path.iterdir() if "between" in path.name] == []


def test_an_archive_of_an_encrypted_firm_is_read_again(
    firm: tuple[Path, str], caller: Caller, tmp_path: Path
) -> None:
    workspace = opened(firm[0])
    made = archives.make(caller, workspace, tmp_path / "all.zip")
    workspace.close()
    assert archives.read(caller, tmp_path / "all.zip", tmp_path / "again.crm").counts == made.counts


def test_without_the_extra_the_refusal_says_what_to_install(
    firm: tuple[Path, str], caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opening.open_workspace(tmp_path / "firm.crm")
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(UserError, match="desktop-crm\\[encryption\\]"):
        encryption.encrypt(caller, workspace, tmp_path / "x.crm", PASSPHRASE)
    with pytest.raises(UserError, match="desktop-crm\\[encryption\\]"):
        encryption.unlock(firm[0], PASSPHRASE)
    workspace.close()


def test_a_file_that_refuses_to_the_last_is_closed_all_the_same(
    firm: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(firm[0])
    cursor = type(raw().cursor())
    execute = cursor.execute

    def refuses(self: Any, sql: str, *values: Any) -> Any:
        if "journal_mode" in sql:
            raise UserError(faults.disk_full())
        return execute(self, sql, *values)

    monkeypatch.setattr(cursor, "execute", refuses)
    workspace.close()
    assert not is_open()


def unwritten(path: Path) -> list[int]:
    """The pages that are zeros: nothing was ever written there, for what is encrypted never looks so."""
    content = path.read_bytes()
    return [at // 4096 + 1 for at in range(0, len(content), 4096) if not any(content[at : at + 4096])]


def take_and_let_go() -> None:
    """In one change pages at the end of the file are taken and let go, with some behind them that stay."""
    with transaction():
        raw().execute("CREATE TABLE large (content)")
        raw().execute("CREATE TABLE small (content)")
    with transaction():
        for _time in range(2):
            raw().execute("INSERT INTO large VALUES (randomblob(200000))")
            raw().execute("INSERT INTO small VALUES (randomblob(20000))")
            raw().execute("DELETE FROM large")


def test_after_an_erasure_every_page_is_written_and_the_backup_is_made(
    firm: tuple[Path, str], caller: Caller, tmp_path: Path
) -> None:
    workspace = opened(firm[0])
    erasing.erase_person(caller, workspace, contacts.create_contact(caller, ContactDraft(name="Bo")), TODAY)
    raw().execute("PRAGMA cache_size = 20")  # as if the change were large
    take_and_let_go()
    assert unwritten(firm[0]) == []
    backups.back_up(caller, workspace, tmp_path / "copy.db")
    workspace.close()


def test_a_free_page_that_a_kill_left_half_written_is_in_no_copys_way(
    firm: tuple[Path, str], caller: Caller, tmp_path: Path
) -> None:
    workspace, copy = opened(firm[0]), tmp_path / "copy.db"
    take_and_let_go()
    with transaction():
        raw().execute("DELETE FROM small")
    workspace.close()
    content = firm[0].read_bytes()
    firm[0].write_bytes(content[:-4096] + os.urandom(2048) + content[-2048:])
    workspace = opened(firm[0])
    assert verifying.verify(caller).findings == ()
    counts = backups.back_up(caller, workspace, copy).counts
    archives.make(caller, workspace, tmp_path / "firm.zip")
    workspace.close()
    assert backup.verify_file(copy).counts == counts and not has_gaps(copy)


def test_a_file_with_pages_that_were_never_written_is_copied_row_by_row(
    firm: tuple[Path, str], caller: Caller, tmp_path: Path
) -> None:
    workspace, copy = opened(firm[0]), tmp_path / "copy.db"
    raw().execute("PRAGMA secure_delete = off")  # as the program left it after an erasure until 0.2.0
    take_and_let_go()
    assert unwritten(firm[0]) and verifying.verify(caller).findings == ()
    made = backups.back_up(caller, workspace, copy)
    archives.make(caller, workspace, tmp_path / "firm.zip")
    assert made.counts == {
        table: raw().execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in made.counts
    }
    workspace.close()
    assert unwritten(copy) == [] and not copy.read_bytes().startswith(b"SQLite")
    backups.restore(caller, copy, tmp_path / "restored.crm")
    again = opened(tmp_path / "restored.crm")
    assert verifying.verify(caller).findings == () and firms.issue(caller, "d").endswith("2")
    again.close()

    content = bytearray(firm[0].read_bytes())
    firm[0].write_bytes(content[:9000] + os.urandom(500) + content[9500:])  # and one that is damaged, too
    with pytest.raises(UserError, match="damaged"):
        backup.back_up(firm[0], tmp_path / "other.db")
    assert not list(tmp_path.glob("other*"))
