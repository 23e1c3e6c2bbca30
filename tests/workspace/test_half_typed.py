"""What is half typed outlives the program, on this computer alone, for whoever typed it."""

from __future__ import annotations

import os
import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import keys
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import local_caller
from desktop_crm.values.dates import utc_now
from desktop_crm.workspace import encryption, erasing, half_typed, opening, places
from desktop_crm.workspace.half_typed import HalfTyped

WORDS = {"act": "note", "text": "Ask about the \u201cblue\u201d sample \u2013 R\u00f6stung"}
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "firm.crm"


def test_it_comes_back_in_another_process_until_it_is_sent(place: Path) -> None:
    HalfTyped(place, 1).keep("contact", 7, WORDS)
    again = HalfTyped(place, 1)
    assert again.get("contact", 7) == WORDS
    assert again.get("contact", 8) == again.get("ticket", 7) == {}
    again.keep("contact", 7, {**WORDS, "text": "more"})
    assert HalfTyped(place, 1).get("contact", 7)["text"] == "more"
    again.forget("contact", 7)
    assert HalfTyped(place, 1).get("contact", 7) == again.get("contact", 7) == {}


def test_it_is_nobody_elses_and_of_no_other_firm(place: Path) -> None:
    server = ServerAddress("crm.example", "firm", user="ana")
    for number, where in ((1, place), (2, place), (1, place.with_name("other.crm")), (1, server)):
        HalfTyped(where, number).keep("ticket", 3, {"text": f"{number} {where}"})
    assert HalfTyped(place, 1).get("ticket", 3)["text"] == f"1 {place}"
    assert HalfTyped(place, 2).get("ticket", 3)["text"] == f"2 {place}"
    assert HalfTyped(server, 1).get("ticket", 3)["text"] == f"1 {server}"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_only_the_user_of_the_computer_reads_it(place: Path) -> None:
    HalfTyped(place, 1).keep("contact", 7, WORDS)
    assert os.stat(places.half_typed_file(place)).st_mode & 0o077 == 0


def test_what_is_old_goes_by_itself(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = HalfTyped(place, 1)
    late = utc_now() + half_typed.KEPT_FOR + timedelta(days=1)
    kept.keep("contact", 7, WORDS)
    monkeypatch.setattr(half_typed, "utc_now", lambda: late)
    kept.keep("contact", 8, WORDS)
    fresh = HalfTyped(place, 1)
    assert fresh.get("contact", 7) == {} and fresh.get("contact", 8) == WORDS


def test_a_damaged_or_missing_store_costs_the_text_and_nothing_else(place: Path, home: Path) -> None:
    path = places.half_typed_file(place)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database" * 500)
    kept = HalfTyped(place, 1)
    assert kept.get("contact", 7) == {}
    kept.keep("contact", 7, WORDS)
    assert HalfTyped(place, 1).get("contact", 7) == WORDS
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("in the way")
    kept.keep("contact", 8, WORDS)
    assert kept.get("contact", 8) == WORDS, "as long as the window lasts"
    kept.forget("contact", 8)
    assert kept.get("contact", 8) == {}


def test_that_of_an_encrypted_firm_is_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**12, "r": 8, "p": 1})
    opening.create(tmp_path / "plain.crm")
    workspace = opening.open_workspace(tmp_path / "plain.crm")
    place = encryption.encrypt(local_caller(), workspace, tmp_path / "s.crm", "correct horse battery").path
    workspace.close()
    try:
        HalfTyped(place, 1).keep("contact", 7, WORDS)
        assert HalfTyped(place, 1).get("contact", 7) == WORDS
        content = places.half_typed_file(place).read_bytes()
        assert b"sample" not in content and not content.startswith(b"SQLite")
        keys.forget_all()
        locked = HalfTyped(place, 1)
        assert locked.get("contact", 7) == {}
        locked.keep("contact", 7, {"text": "in memory alone"})
        encryption.unlock(place, "correct horse battery")
        assert HalfTyped(place, 1).get("contact", 7) == WORDS
    finally:
        keys.forget_all()


def test_a_place_that_is_gone_is_not_asked_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that hangs must not freeze the window at each pause of the typing."""
    kept = HalfTyped(place, 1)
    monkeypatch.setattr(keys, "key_for", lambda _path: pytest.fail("the folder was asked"))
    kept.keep("contact", 7, WORDS)
    assert kept.get("contact", 7) == WORDS and kept.get("contact", 8) == {}
    kept.forget("contact", 7)


def test_an_erased_person_leaves_none(place: Path) -> None:
    opening.create(place)
    workspace = opening.open_workspace(place)
    try:
        caller = local_caller()
        contact = contacts.create_contact(caller, ContactDraft(name="Ana Unmistakable"))
        key = support.open_ticket(caller, TicketDraft(subject="Cup", contact_id=contact), TODAY)
        for person in (0, 2):
            HalfTyped(place, person).keep("contact", contact, {"text": "Unmistakable one"})
            HalfTyped(place, person).keep("ticket", key, {"text": "Unmistakable two"})
        HalfTyped(place, 2).keep("contact", contact + 1, {"text": "another"})
        erasing.erase_person(caller, workspace, contact, TODAY)
    finally:
        workspace.close()
    with sqlite3.connect(places.half_typed_file(place)) as kept:
        assert kept.execute("SELECT words FROM kept").fetchall() == [('{"text": "another"}',)]
    kept.close()
    assert b"Unmistakable" not in places.half_typed_file(place).read_bytes()
