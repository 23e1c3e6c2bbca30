"""The second engine: how it is reached, what it refuses in which words, and what it keeps when it breaks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from desktop_crm.database import serving, watching, writes
from desktop_crm.database.connection import (
    OpenDatabase,
    create_database,
    open_database,
    raw,
    transaction,
)
from desktop_crm.database.faults import DatabaseFault, IntegrityError, UnknownOutcome
from desktop_crm.database.presence import Who
from desktop_crm.database.server import address, dialect
from desktop_crm.database.server import watching as server_watching
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.serving import create_on_server, open_on_server, who_is_in
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from tests.database.tables import TABLES, Firm
from tests.database.test_watching import until
from tests.fixtures.server import Cluster


@pytest.fixture
def here(cluster: Cluster) -> ServerAddress:
    return cluster.fresh(TABLES, ())


@pytest.fixture
def opened(here: ServerAddress) -> Iterator[OpenDatabase]:
    with open_on_server(here) as database:
        yield database


def add(name: str, *entities: str) -> int:
    with transaction() as changed:
        changed.update(entities)
        return writes.insert(Firm, code=name, name=name)


def names() -> list[str]:
    return [row[0] for row in raw().execute("SELECT name FROM firm ORDER BY id").fetchall()]


# ------------------------------------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://ana@db.example/firm", "postgresql://ana@db.example:5432/firm"),
        ("postgres://ana:s%40crt@db.example:5433/firm", "postgresql://ana@db.example:5433/firm"),
        (
            "postgresql://db.example/firm?sslmode=require",
            "postgresql://db.example:5432/firm?sslmode=require",
        ),
        ("postgresql://[::1]/firm", "postgresql://[::1]:5432/firm"),
        (
            "postgresql:///firm?host=/run/postgresql",
            "postgresql:///firm?host=%2Frun%2Fpostgresql&port=5432",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(text: str, shown: str) -> None:
    found = address.parse(text)
    assert str(found) == shown
    assert address.parse(shown) == found.with_password("")
    assert "s@crt" not in repr(found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("postgresql://db.example", "names no database"),
        ("postgresql:///firm", "names no host"),
        ("postgresql://db.example:99999/firm", "port"),
        ("postgresql://db.example/firm?sslmode=prefer", "sslmode"),
        ("postgresql://db.example/firm?options=-c", "unknown part: options"),
        ("mysql://db.example/firm", "begins with"),
    ],
)
def test_a_wrong_address_says_which_part(text: str, part: str) -> None:
    with pytest.raises(UserError, match=part) as refused:
        address.parse(text)
    assert refused.value.field == "database"


def test_elsewhere_certificates_are_checked_unless_somebody_says_otherwise() -> None:
    assert address.parse("postgresql://db.example/firm").parameters["sslmode"] == "verify-full"
    assert address.parse("postgresql://localhost/firm").parameters["sslmode"] == "disable"
    assert address.parse("postgresql://db.example/f?sslmode=require").parameters["sslmode"] == "require"


# --------------------------------------------------------------------------------------------------- opening


def test_nothing_of_ours_another_program_and_a_newer_schema_are_refused(cluster: Cluster) -> None:
    empty = cluster.create("nothing")
    with pytest.raises(NotFound, match="set up first"):
        open_on_server(empty)
    cluster.execute("nothing", "CREATE SCHEMA desktop_crm", "CREATE TABLE desktop_crm.wheel (id int)")
    with pytest.raises(UserError, match="another program"):
        open_on_server(empty)
    with pytest.raises(UserError, match="in use"):
        create_on_server(empty, TABLES)
    cluster.execute(
        "nothing",
        "CREATE TABLE desktop_crm.about (key text, value text)",
        "INSERT INTO desktop_crm.about VALUES ('application', 'desktop-crm'), ('schema', '99')",
    )
    with pytest.raises(UserError, match="newer version"):
        open_on_server(empty)
    with pytest.raises(UserError, match="no database elsewhere"):
        open_on_server(cluster.address("elsewhere"))
    with pytest.raises(UserError, match="does not let this user in"):
        open_on_server(cluster.address("nothing", user="stranger"))


def test_a_database_of_a_newer_program_is_only_read_where_it_says_so(cluster: Cluster) -> None:
    address = cluster.create("newer")
    create_on_server(address, TABLES)
    newer = SCHEMA_VERSION + 1
    limits = "UPDATE desktop_crm.compatibility SET min_reader = {}, min_writer = {}"
    cluster.execute("newer", f"UPDATE desktop_crm.about SET value = '{newer}' WHERE key = 'schema'")
    with open_on_server(address) as database:  # it still lets this one write
        assert not database.read_only
    cluster.execute("newer", limits.format(SCHEMA_VERSION, newer))
    with open_on_server(address) as database:
        assert database.read_only
        with pytest.raises(UserError, match="can only read it"), transaction():
            pass
    cluster.execute("newer", limits.format(newer, newer))
    with pytest.raises(UserError, match="newer version"):
        open_on_server(address)


def test_a_server_that_is_not_there_or_wants_encryption_is_named(cluster: Cluster) -> None:
    with pytest.raises(UserError, match=r"No server answers at 127\.0\.0\.1:1"):
        open_on_server(ServerAddress("127.0.0.1", "firm", 1))
    with pytest.raises(UserError, match=r"no host nowhere\.invalid"):
        open_on_server(ServerAddress("nowhere.invalid", "firm"))
    with pytest.raises(UserError, match="encryption"):
        open_on_server(ServerAddress("127.0.0.1", "firm0", cluster.port, "tests", tls="require"))


@pytest.fixture
def guarded(cluster: Cluster) -> Iterator[ServerAddress]:
    """A user who has to say the password, which is "right"."""
    hba = cluster.data / "pg_hba.conf"
    before = hba.read_text()
    cluster.execute("postgres", "DROP ROLE IF EXISTS guarded", "CREATE ROLE guarded LOGIN PASSWORD 'right'")
    hba.write_text(f"host all guarded 127.0.0.1/32 scram-sha-256\n{before}")
    cluster.execute("postgres", "SELECT pg_reload_conf()")
    yield cluster.address("postgres", user="guarded")
    hba.write_text(before)
    cluster.execute("postgres", "SELECT pg_reload_conf()")


def test_a_wrong_password_is_said(guarded: ServerAddress) -> None:
    for password in ("wrong", ""):
        with pytest.raises(UserError, match="name or the password") as refused:
            open_on_server(guarded.with_password(password))
        assert refused.value.field == "password"
    with pytest.raises(NotFound):
        open_on_server(guarded.with_password("right"))


@pytest.mark.skipif(sys.platform == "win32", reason="no rights of that kind there")
def test_a_file_of_passwords_that_others_may_read_is_named_and_not_by_libpq(
    guarded: ServerAddress,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    passwords = tmp_path / "pgpass"
    passwords.write_text("*:*:*:guarded:right\n")
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    for mode in (0o644, 0o640):
        passwords.chmod(mode)
        with pytest.raises(UserError, match="chmod 600") as refused:
            open_on_server(guarded)
        assert refused.value.field == "password"
        assert str(passwords) in str(refused.value)
    passwords.chmod(0o600)
    with pytest.raises(NotFound):
        open_on_server(guarded)
    assert capfd.readouterr().err == "", "standard error belongs to the command"


# -------------------------------------------------------------------------------------------------- changes


@pytest.mark.usefixtures("opened")
def test_ids_given_by_hand_are_not_given_again() -> None:
    with transaction():
        first = writes.next_id(Firm)
        raw().execute("INSERT INTO firm (id, code, name, balance, currency, kind, active, version)"
                      " VALUES (?, '7', 'Seven', 0, 'EUR', 'customer', ?, 1)", (first + 6, True))  # fmt: skip
    assert add("Eight") == first + 7
    with transaction():
        assert writes.next_id(Firm) == first + 8


@pytest.mark.usefixtures("opened")
def test_a_change_that_goes_on_after_an_error_is_not_taken_for_stored() -> None:
    def ignoring() -> None:
        with transaction():
            writes.insert(Firm, code="1", name="Ana")
            with pytest.raises(IntegrityError):
                writes.insert(Firm, code="1", name="Ana again")

    with pytest.raises(RuntimeError, match="nothing was stored"):
        ignoring()
    assert names() == []


def test_after_the_server_was_gone_everything_is_read_anew(
    opened: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_watching, "_PAUSES", (0.05,))
    add("One", "contact")
    heard: list[frozenset[str]] = []
    watch = server_watching.ListeningWatch(opened, heard.append)
    watch.start()
    try:
        raw().run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        until(lambda: frozenset({"contact"}) in heard)
    finally:
        watch.stop()


def kill(database: OpenDatabase) -> None:
    """The server ends this thread's connection."""
    place = database.place
    assert isinstance(place, ServerAddress)
    pid = raw().under.info.backend_pid
    with psycopg.connect(**place.parameters, autocommit=True) as other:  # type: ignore[arg-type]
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    time.sleep(0.1)


def test_a_lost_connection_takes_the_change_back_and_the_next_one_works(opened: OpenDatabase) -> None:
    add("Ana")

    def interrupted() -> None:
        with transaction():
            writes.insert(Firm, code="2", name="Bea")
            kill(opened)
            writes.insert(Firm, code="3", name="Cora")

    with pytest.raises(DatabaseFault, match="cannot be reached"):
        interrupted()
    assert names() == ["Ana"]
    add("Dora")
    assert names() == ["Ana", "Dora"]


def test_a_connection_lost_at_the_commit_leaves_it_open_what_happened(opened: OpenDatabase) -> None:
    def interrupted() -> None:
        with transaction():
            writes.insert(Firm, code="2", name="Bea")
            kill(opened)

    with pytest.raises(UnknownOutcome):
        interrupted()
    assert names() == []


def test_a_lock_is_waited_for_and_then_refused(opened: OpenDatabase) -> None:
    place = opened.place
    assert isinstance(place, ServerAddress)
    raw().run("SET lock_timeout = '100ms'")
    with psycopg.connect(**place.parameters) as other:  # type: ignore[arg-type]
        other.execute("SELECT pg_advisory_xact_lock(%s)", (0x4443524D,))
        with pytest.raises(DatabaseFault, match="writing for a long time"):
            add("Ana")
    assert add("Ana")


@pytest.mark.usefixtures("opened")
def test_a_large_result_is_read_as_it_is_asked_for() -> None:
    with transaction():
        writes.insert_many(Firm, [{"code": str(n), "name": f"Firm {n}"} for n in range(1_200)])
    rows = raw().stream("SELECT name FROM firm WHERE code <> ? ORDER BY id", ["0"])
    assert next(rows) == ("Firm 1",)
    assert add("in between") > 0
    assert sum(1 for _row in rows) == 1_198
    again = raw().stream("SELECT code FROM firm WHERE code >= ?1 AND code <= ?1", ["7"])
    assert list(again) == [("7",)]


def test_reading_only_refuses_on_the_server_too(here: ServerAddress) -> None:
    with open_on_server(here, read_only=True):
        with pytest.raises(UserError, match="reading only"):
            add("Ana")
        with pytest.raises(UserError, match="read-only"):
            raw().execute("DELETE FROM firm")


# -------------------------------------------------------------------------------------------------- watching


def test_what_others_commit_is_heard_at_once_and_never_ones_own(opened: OpenDatabase) -> None:
    place = opened.place
    assert isinstance(place, ServerAddress)
    heard: list[frozenset[str]] = []
    watch = watching.watch_for(opened, heard.append)
    watch.start()
    try:
        add("Ana", "firm")
        started = time.monotonic()
        with psycopg.connect(**place.parameters, options="-c search_path=desktop_crm") as other:  # type: ignore[arg-type]
            other.execute("INSERT INTO change_count VALUES ('invoice', 1)")
            other.execute("NOTIFY desktop_crm")
        while not heard and time.monotonic() - started < 10:
            time.sleep(0.01)
        assert heard == [{"invoice"}]
    finally:
        watch.stop()


# --------------------------------------------------------------------------------------------------- dialect


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT '?' FROM a WHERE b = ? AND c LIKE '5%'", "SELECT '?' FROM a WHERE b = %s AND c LIKE '5%%'"),
        ("SELECT :today, b::text", "SELECT %(today)s, b::text"),
        ("UPDATE a SET b = ?2 WHERE id = ?1", "UPDATE a SET b = %(n2)s WHERE id = %(n1)s"),
        ("SELECT 1 FROM a d INDEXED BY a_i WHERE TRUE", "SELECT 1 FROM a d WHERE TRUE"),
        ("SELECT 1 FROM b CROSS JOIN a e ON e.id = b.id", "SELECT 1 FROM b JOIN a e ON e.id = b.id"),
        ("SELECT 1 WHERE p.code = ? COLLATE NOCASE", "SELECT 1 WHERE lower(p.code) = lower(%s)"),
    ],
)
def test_the_sql_of_the_house_is_said_again(ours: str, theirs: str) -> None:
    assert dialect.statement(ours).sql == theirs


def test_a_trigger_that_does_more_than_refuse_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no refusing trigger"):
        dialect.definition("CREATE TRIGGER t BEFORE INSERT ON a BEGIN DELETE FROM b; END")


def test_who_is_in_is_told_in_any_letters(here: ServerAddress) -> None:
    with open_on_server(here, who=Who("José / Çağla", "büro")):
        assert [(each.name, each.computer) for each in who_is_in(here)] == [("José / Çağla", "büro")]
        opened_at = datetime.fromisoformat(who_is_in(here)[0].since)
        assert timedelta(0) <= utc_now() - opened_at < timedelta(minutes=2)
    with open_on_server(here, who=Who("Ş" * 40, "c" * 80)):
        assert [(each.name, each.computer) for each in who_is_in(here)] == [("Ş" * 4, "c" * 18)]


def test_who_signs_in_is_called_by_their_own_name_from_then_on(here: ServerAddress) -> None:
    with open_on_server(here, who=Who("root", "büro")):
        assert [each.name for each in who_is_in(here)] == ["root"]
        with ThreadPoolExecutor(1) as short:  # such as signs in
            short.submit(names).result()
        with ThreadPoolExecutor(1) as other:
            other.submit(names).result()
            serving.introduce(Who("Bea", "büro"))
            other.submit(names).result()
            until(lambda: {(each.name, each.computer) for each in who_is_in(here)} == {("Bea", "büro")})
        add("One")
        assert names() == ["One"]


def test_the_open_file_stays_the_one_that_is_asked_while_a_database_is_made(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_database(tmp_path / "firm.db", TABLES)
    with open_database(tmp_path / "firm.db"):
        add("Ana")
        counted: list[int] = []
        create_on_server(
            cluster.create("making"), TABLES, fill=lambda _to: counted.append(Firm.select().count())
        )
        monkeypatch.setattr(
            "desktop_crm.database.connection.compatibility.set_limits",
            lambda *_given: counted.append(Firm.select().count()),
        )
        create_database(tmp_path / "other.db", TABLES)
    assert counted == [1, 1]
