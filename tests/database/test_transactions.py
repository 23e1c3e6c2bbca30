"""A change is whole or not at all, and the world hears of it after the commit."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from desktop_crm.database import writes
from desktop_crm.database.connection import (
    OpenDatabase,
    after_commit,
    in_transaction,
    open_database,
    raw,
    transaction,
)
from desktop_crm.database.faults import (
    DatabaseFault,
    IntegrityError,
    UnknownOutcome,
    fault,
    refuse_duplicate,
    unique_violation,
)
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import _
from tests.database.tables import Firm, Person


def names() -> list[str]:
    return [row[0] for row in raw().execute("SELECT name FROM firm ORDER BY id")]


def add(name: str) -> int:
    return writes.insert(Firm, code=name, name=name)


def failing(before: Callable[[], None]) -> None:
    """An outer transaction that fails after its inner one has written."""
    with transaction():
        with transaction() as changed:
            add("failed")
            changed.add("firm")
            before()
        raise ZeroDivisionError


def test_listeners_hear_the_names_after_the_commit(database: OpenDatabase) -> None:
    heard: list[tuple[frozenset[str], list[str]]] = []
    database.hub.subscribe({"*"}, lambda changed: heard.append((changed, names())))
    with transaction() as changed:
        add("Ana")
        changed.add("firm")
        assert heard == []
    assert heard == [(frozenset({"firm"}), ["Ana"])]


def test_a_failure_takes_everything_back_and_nobody_hears(database: OpenDatabase) -> None:
    heard: list[object] = []
    database.hub.subscribe({"*"}, heard.append)
    with pytest.raises(ZeroDivisionError):
        failing(lambda: after_commit(lambda: heard.append("effect")))
    assert (names(), heard, in_transaction()) == ([], [], False)


def test_an_inner_transaction_joins_the_outer(database: OpenDatabase) -> None:
    heard: list[frozenset[str]] = []
    database.hub.subscribe({"*"}, heard.append)
    with pytest.raises(ZeroDivisionError):
        failing(lambda: None)
    assert (names(), heard) == ([], [])
    with transaction() as outer:
        outer.add("person")
        with transaction() as inner:
            add("Bruno")
            inner.add("firm")
    assert (names(), heard) == (["Bruno"], [frozenset({"firm", "person"})])


def test_an_inner_failure_that_is_caught_takes_back_the_inner_writes_only(database: OpenDatabase) -> None:
    ran: list[str] = []
    with transaction():
        add("Ana")
        after_commit(lambda: ran.append("outer"))
        with pytest.raises(ZeroDivisionError):
            failing(lambda: after_commit(lambda: ran.append("inner")))
        add("Carla")
    assert (names(), ran) == (["Ana", "Carla"], ["outer"])


def test_a_write_outside_a_transaction_is_a_bug(database: OpenDatabase) -> None:
    with pytest.raises(RuntimeError):
        add("Ana")
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


def test_each_thread_has_its_own_connection_and_transaction(database: OpenDatabase) -> None:
    seen: list[object] = []

    def read() -> None:
        seen.extend([in_transaction(), names(), raw() is mine])

    mine = raw()
    with transaction():
        add("Ana")
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
    assert seen == [False, [], False]


@pytest.mark.file
@pytest.mark.parametrize("act", ["moved", "replaced"])
def test_a_file_moved_or_replaced_while_open_stops_every_write(database: OpenDatabase, act: str) -> None:
    aside = database.path.with_name("aside.db")
    os.rename(database.path, aside)
    if act == "replaced":
        database.path.write_bytes(aside.read_bytes())
    before = aside.read_bytes()
    with pytest.raises(UserError, match="moved, deleted or replaced"), transaction():
        add("Ana")
    assert aside.read_bytes() == before


@pytest.mark.file
def test_a_full_disk_is_said_and_nothing_is_kept(database: OpenDatabase) -> None:
    with transaction():
        add("Ana")
    pages = raw().execute("PRAGMA page_count").fetchone()[0]
    raw().execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="disk is full"), transaction():
        writes.insert_many(Firm, ({"code": str(number), "name": "Firm"} for number in range(2_000)))
    assert (names(), in_transaction()) == (["Ana"], False)
    raw().execute("PRAGMA max_page_count = 1000000")
    with transaction():
        add("Bruno")
    assert names() == ["Ana", "Bruno"]


def test_the_cause_is_found_behind_another_error() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    hiding = RuntimeError("cannot rollback - no transaction is active")
    hiding.__context__ = full
    refusal = fault(hiding)
    assert refusal is not None
    assert "disk is full" in str(refusal)
    assert fault(RuntimeError("a bug")) is None


def test_a_duplicate_is_refused_at_its_field(database: OpenDatabase) -> None:
    with transaction():
        add("Ana")
        with (
            pytest.raises(UserError) as caught,
            refuse_duplicate("firm.code", _("Taken."), "code"),
            transaction(),
        ):
            add("Ana")
        assert caught.value.field == "code"
        with (
            pytest.raises(IntegrityError) as broken,
            refuse_duplicate("firm.name", _("Taken."), "name"),
            transaction(),
        ):
            add("Ana")
        assert unique_violation(broken.value, "firm.name", "firm.code")
        with pytest.raises(IntegrityError, match="FOREIGN KEY"), transaction():
            writes.insert(Person, firm=999, name="Nobody's")


def test_compare_and_swap_names_what_is_stored(database: OpenDatabase) -> None:
    with transaction():
        firm = add("Ana")
        assert writes.update_versioned(Firm, firm, 1, name="Ana Maria") == 2
        with pytest.raises(Conflict) as caught:
            writes.update_versioned(Firm, firm, 1, name="Anna")
        assert isinstance(caught.value, writes.StaleRow)
        assert (caught.value.current["name"], caught.value.current["version"]) == ("Ana Maria", 2)
        with pytest.raises(NotFound):
            writes.update_versioned(Firm, firm + 1, 1, name="Anna")
    assert names() == ["Ana Maria"]


def test_work_under_one_key_is_done_once(database: OpenDatabase) -> None:
    def work() -> dict[str, int]:
        return {"id": add("Ana")}

    with transaction():
        first = writes.once("click", work)
    with transaction():
        again = writes.once("click", work)
    assert (first, names()) == (again, ["Ana"])


def test_work_that_failed_may_be_tried_again_under_its_key(database: OpenDatabase) -> None:
    def fail() -> None:
        raise UserError(_("No."))

    with pytest.raises(UserError), transaction():
        writes.once("click", fail)
    with transaction():
        assert writes.once("click", lambda: {"id": add("Ana")}) == {"id": 1}


def test_many_rows_get_their_defaults(database: OpenDatabase) -> None:
    with transaction():
        assert writes.insert_many(Firm, ({"code": str(n), "name": "x"} for n in range(3))) == 3
        assert writes.insert_many(Firm, []) == 0
    rows = raw().execute("SELECT code, currency, active, version FROM firm").fetchall()
    assert rows == [(str(n), "EUR", 1, 1) for n in range(3)]


@pytest.mark.file
def test_reading_only_refuses_to_write(database: OpenDatabase, tmp_path: Path) -> None:
    path = database.path
    database.close()
    with open_database(path, read_only=True):
        assert names() == []
        with pytest.raises(UserError, match="reading only"), transaction():
            add("Ana")


def careless() -> None:
    """Somebody who takes every refusal for one of a row."""
    add("Ana")
    with suppress(UserError):
        writes.insert_many(Firm, ({"code": str(number), "name": "Firm"} for number in range(2_000)))
    with suppress(UserError):
        add("Bruno")


@pytest.mark.file
def test_whoever_catches_a_full_disk_and_goes_on_writes_nothing_more(database: OpenDatabase) -> None:
    """The engine has rolled back by itself: the next statements would be committed one by one."""
    pages = raw().execute("PRAGMA page_count").fetchone()[0]
    raw().execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="disk is full"), transaction():
        careless()
    assert names() == []
    raw().execute("PRAGMA max_page_count = 1000000")
    with transaction():
        add("Carla")
    assert names() == ["Carla"]


def add_and_lose(name: str) -> None:
    """As after a disk that failed in the middle of a statement: the engine has rolled back by itself."""
    add(name)
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
    refusal = fault(failure)
    assert refusal is not None
    refusal.__cause__ = failure
    raw().rollback()
    raw().lost = refusal


@pytest.mark.file
def test_a_change_that_was_lost_before_its_commit_is_surely_not_stored(database: OpenDatabase) -> None:
    with pytest.raises(DatabaseFault) as refused, transaction():
        add_and_lose("lost")
    assert not isinstance(refused.value, UnknownOutcome)
    with transaction():
        add("next")
    assert names() == ["next"]


def test_after_a_rollback_that_fails_the_next_change_is_one_of_its_own(
    database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")
        raise DatabaseFault(_("The disk could not read or write."))

    def change(name: str) -> None:
        with transaction():
            add(name)
            raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(type(raw()), "cancel_change", fail)
        with pytest.raises(DatabaseFault):
            change("lost")
    assert not in_transaction()
    with pytest.raises(ZeroDivisionError):
        change("taken back")
    with transaction():
        add("Ana")
    assert names() == ["Ana"]
