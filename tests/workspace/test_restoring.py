"""A restore looks inside first, goes into a new file, gives no number twice, and forgets the erased."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from desktop_crm.company import queries as company
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import compatibility, placing
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.workspace import archives, backups, erasing, opening, places, verifying
from tests.faults import firms
from tests.faults.firms import TODAY
from tests.faults.killing import child


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A firm with ten customers and two invoices."""
    path = tmp_path / "firm.crm"
    firms.make(path)
    with firms.opened(path) as caller:
        firms.issue(caller, "a")
        firms.issue(caller, "b")
    return path


def copied(firm: Path, caller: Caller, name: str = "copy.db") -> Path:
    workspace = opening.open_workspace(firm)
    try:
        return backups.back_up(caller, workspace, firm.with_name(name)).path
    finally:
        workspace.close()


def numbers(path: Path) -> list[str]:
    with firms.opened(path):
        rows = raw().execute("SELECT number_text FROM document WHERE kind = 'invoice' ORDER BY id").fetchall()
    return [row[0] for row in rows]


def test_a_backup_is_looked_into_before_it_is_restored(firm: Path, caller: Caller) -> None:
    found = backups.look_into(caller, copied(firm, caller))
    assert found.holds.firm
    assert (found.holds.counts["contact"], found.holds.counts["document"]) == (10, 2)
    last = found.holds.last["invoice"]
    assert (last.number, last.on) == (numbers(firm)[-1], TODAY.isoformat())
    assert found.made_at is None  # a copy of its own has no note


def test_no_number_that_was_printed_is_given_again(firm: Path, caller: Caller) -> None:
    copy = copied(firm, caller)
    with firms.opened(firm) as person:
        third, fourth = (firms.issue(person, key) for key in "cd")
    target = firm.with_name("restored.crm")
    backups.restore(caller, copy, target, last_printed={"invoice": fourth, "quote": ""}, present=firm)
    assert numbers(firm)[-2:] == [third, fourth]  # the present file stays as it is
    with firms.opened(target) as person:
        fifth = firms.issue(person, "e")
        passed = company.setting(person, "passed_over")
        assert company.setting(person, "restored") is None
        entries = raw().execute("SELECT after FROM change_log WHERE table_name = 'number_series'").fetchall()
    assert fifth not in (third, fourth) and fifth > fourth
    assert [(row["kind"], row["first"], row["last"]) for row in passed] == [("invoice", 3, 4)]
    assert passed[0]["reason"] == "restored from copy.db" and passed[0]["user"]
    assert any('"next_number":5' in after for (after,) in entries if after)
    with firms.opened(target) as person:
        assert verifying.verify(person).findings == ()
        assert firms.issue(person, "f") > fifth


def test_the_last_number_of_the_backup_itself_changes_nothing(firm: Path, caller: Caller) -> None:
    copy, target = copied(firm, caller), firm.with_name("restored.crm")
    backups.restore(caller, copy, target, last_printed={"invoice": numbers(firm)[-1]})
    with firms.opened(target) as person:
        assert company.setting(person, "passed_over", []) == []
        assert firms.issue(person, "c").endswith("3")


@pytest.mark.parametrize(
    ("text", "said"), [("ABC", "no number"), ("2099-0001", "slip"), ("2026-99999", "slip")]
)
def test_a_number_that_cannot_be_is_refused_before_anything_happens(
    firm: Path, caller: Caller, text: str, said: str
) -> None:
    copy = copied(firm, caller)
    before = sorted(os.listdir(firm.parent))
    with pytest.raises(UserError, match=said) as refused:
        backups.restore(caller, copy, firm.with_name("restored.crm"), last_printed={"invoice": text})
    assert refused.value.field == "invoice"
    assert sorted(os.listdir(firm.parent)) == before


@pytest.mark.parametrize(("text", "said"), [("REM 3", "no number"), ("REM-2026-0003", "")])
def test_a_series_that_the_backup_has_not_begun_is_checked_as_it_will_begin(
    firm: Path, caller: Caller, text: str, said: str
) -> None:
    with closing(sqlite3.connect(firm)) as connection:
        connection.execute("DELETE FROM number_series WHERE kind = 'dunning_letter'")
        connection.commit()
    copy, target = copied(firm, caller), firm.with_name("restored.crm")
    if said:
        with pytest.raises(UserError, match=said) as refused:
            backups.restore(caller, copy, target, last_printed={"dunning_letter": text})
        assert refused.value.field == "dunning_letter"
        assert not target.exists()
        return
    backups.restore(caller, copy, target, last_printed={"dunning_letter": text})
    with firms.opened(target) as person:
        assert company.preview_number(person, "dunning_letter", TODAY) == "REM-2026-0004"


def test_a_number_of_the_next_year_moves_the_series_there(firm: Path, caller: Caller) -> None:
    copy, target = copied(firm, caller), firm.with_name("restored.crm")
    backups.restore(caller, copy, target, last_printed={"invoice": f"{TODAY.year + 1}-0007"})
    with firms.opened(target) as person:
        assert (
            company.preview_number(person, "invoice", date(TODAY.year + 1, 1, 5)) == f"{TODAY.year + 1}-0008"
        )


def test_who_was_erased_since_is_forgotten_again(firm: Path, caller: Caller) -> None:
    workspace = opening.open_workspace(firm)
    person = contacts.create_contact(caller, ContactDraft(name="Ana Forgottenlima"))
    backups.back_up_daily(caller, workspace)
    copy = backups.copies_of(firm)[0].path
    elsewhere = firm.with_name("stick") / "old.db"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(copy.read_bytes())
    erasing.erase_person(caller, workspace, person, TODAY)
    workspace.close()
    for number, source in enumerate((copy, elsewhere)):
        target = firm.with_name(f"restored {number}.crm")
        backups.restore(caller, source, target, present=firm)
        again = opening.open_workspace(target)
        assert raw().execute("SELECT count(*) FROM contact WHERE name LIKE 'Ana F%'").fetchone() == (0,)
        again.close()
        assert b"Forgottenlima" not in target.read_bytes()


@pytest.mark.parametrize("act", ["restore", "archive"])
def test_a_program_that_is_killed_at_the_end_of_a_restore_leaves_a_firm_that_forgets(
    firm: Path, caller: Caller, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opening.open_workspace(firm)
    person = contacts.create_contact(caller, ContactDraft(name="Ana Forgottenlima"))
    packed, target = firm.with_name("all.zip"), firm.with_name("restored.crm")
    backups.back_up_daily(caller, workspace)
    archives.make(caller, workspace, packed)
    copy = backups.copies_of(firm)[0].path
    erasing.erase_person(caller, workspace, person, TODAY)
    workspace.close()
    put = placing.put_in_place

    def put_and_die(part: Path, name: Path) -> None:
        put(part, name)
        if name == target:
            os._exit(7)

    monkeypatch.setattr(placing, "put_in_place", put_and_die)

    def work() -> None:
        if act == "restore":
            backups.restore(caller, copy, target, present=firm)
        else:
            archives.read(caller, packed, target, present=firm)

    assert os.waitstatus_to_exitcode(os.waitpid(child(work), 0)[1]) == 7
    again = opening.open_workspace(target)
    assert raw().execute("SELECT count(*) FROM contact WHERE name LIKE 'Ana F%'").fetchone() == (0,)
    again.close()


def test_a_restore_that_is_refused_leaves_no_list_behind(
    firm: Path, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opening.open_workspace(firm)
    person = contacts.create_contact(caller, ContactDraft(name="Ana Forgottenlima"))
    backups.back_up_daily(caller, workspace)
    copy = backups.copies_of(firm)[0].path
    erasing.erase_person(caller, workspace, person, TODAY)
    workspace.close()
    before = sorted(firm.parent.iterdir())

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(placing, "put_in_place", full)
    with pytest.raises(UserError, match="disk is full"):
        backups.restore(caller, copy, firm.with_name("restored.crm"), present=firm)
    assert sorted(firm.parent.iterdir()) == before


def test_reading_only_leaves_what_is_to_be_done(firm: Path, caller: Caller) -> None:
    copy, target = copied(firm, caller), firm.with_name("restored.crm")
    backups.restore(caller, copy, target, last_printed={"invoice": "9"})
    opening.open_workspace(target, read_only=True).close()
    with firms.opened(target) as person:
        assert firms.issue(person, "c").endswith("10")


@pytest.mark.parametrize("kind", ["cut", "foreign", "empty", "newer", "missing", "damaged", "folder"])
def test_a_bad_backup_is_refused_in_words_and_leaves_nothing(firm: Path, caller: Caller, kind: str) -> None:
    copy = copied(firm, caller)
    whole = bytearray(copy.read_bytes())
    match kind:
        case "cut":
            copy.write_bytes(whole[:-4096])
        case "foreign":
            copy.write_bytes(b"SQLite format 3\x00" + bytes(5000))
        case "empty":
            copy.write_bytes(b"")
        case "newer":
            with closing(sqlite3.connect(copy)) as connection:
                connection.execute("PRAGMA user_version = 9999")
                compatibility.set_limits(connection.cursor(), 9999, 9999)
                connection.commit()
        case "missing":
            copy.unlink()
        case "damaged":
            whole[8192 : 8192 + 3000] = os.urandom(3000)
            copy.write_bytes(whole)
        case "folder":
            copy.unlink()
            copy.mkdir()
    before = sorted(os.listdir(firm.parent))
    with pytest.raises(UserError) as refused:
        backups.restore(caller, copy, firm.with_name("restored.crm"))
    assert len(str(refused.value)) > 20
    assert isinstance(refused.value, NotFound) == (kind == "missing")
    assert sorted(os.listdir(firm.parent)) == before


def test_what_is_there_is_never_replaced(firm: Path, caller: Caller) -> None:
    copy = copied(firm, caller)
    before = firm.read_bytes()
    for target in (firm, copy):
        with pytest.raises(UserError, match="already a file"):
            backups.restore(caller, copy, target)
    assert firm.read_bytes() == before
    assert places.restored_beside(firm) != firm
