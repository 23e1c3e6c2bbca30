"""What a program tells a server of itself, and what happens at both ends when the other one is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.database.faults import NotConnected
from desktop_crm.database.presence import Person
from desktop_crm.database.presence.served import HOPELESS, SILENT, ServerPresence
from desktop_crm.database.server import connecting
from desktop_crm.database.server import watching as server_watching
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.serving import open_on_server
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from tests.database.tables import TABLES
from tests.fixtures.server import Cluster


@pytest.fixture
def here(cluster: Cluster) -> ServerAddress:
    return cluster.fresh(TABLES, ())


@pytest.fixture
def opened(here: ServerAddress) -> Iterator[OpenDatabase]:
    with open_on_server(here) as database:
        yield database


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def steady(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=self.seconds)


ANA = Person("Ana", "desk", "2026-11-22T08:00:00+00:00", here=True)
BEA = Person("Bea", "laptop", "2026-11-22T09:00:00+00:00", here=False)


def test_a_question_without_an_answer_means_that_the_server_is_gone_until_it_answers() -> None:
    clock = Clock()
    presence = ServerPresence(clock.steady, clock.now)
    presence.ask()
    presence.hear((ANA, BEA))
    assert presence.state == "well"
    assert not presence.is_alone
    clock.seconds = 1000.0  # nobody asked meanwhile: nothing follows from it
    assert presence.state == "well"
    presence.ask()
    clock.seconds += SILENT + 1
    assert presence.state == "gone"
    assert f"has not answered since {datetime(2026, 11, 22, 12, tzinfo=UTC).astimezone():%H:%M}" in str(
        presence.refusal
    )
    with pytest.raises(UserError, match="has not answered since"):
        presence.check_may_write()
    assert not presence.is_unanswered
    clock.seconds += HOPELESS
    assert presence.is_unanswered
    assert presence.is_hopeless
    presence.hear((ANA,))
    assert (presence.state, presence.is_hopeless, presence.is_alone) == ("well", False, True)


def test_a_server_that_lets_nobody_in_says_why() -> None:
    clock = Clock()
    presence = ServerPresence(clock.steady, clock.now)
    presence.lose(NotConnected(_("No server answers at {host}.", host="db.example:5432"), "host", "silent"))
    assert str(presence.title) == "The server does not answer"
    assert "has not answered since" in str(presence.refusal)
    presence.lose(NotConnected(_("The server is just starting."), "host", "starting"))
    assert str(presence.title) == "The server is not ready"
    assert "just starting or ending; nothing can be saved since" in str(presence.refusal)
    presence.lose(NotConnected(_("The server refused the name or the password."), "password"))
    assert presence.tries == 3
    assert str(presence.title) == "The server does not let you in"
    assert str(presence.refusal).startswith("The server refused the name or the password. Nothing can be")
    assert "saved by itself once the server lets you in" in str(presence.refusal)
    clock.seconds = 3 * 86_400.0
    assert "22 Nov 2026" in str(presence.refusal), "another day is named"


def test_a_tag_of_a_stranger_tells_nothing_wrong() -> None:
    assert server_watching.untagged("Ana/desk") == ("Ana", "desk", "")
    assert server_watching.untagged("Ana/desk/!") == ("Ana", "desk", "")
    assert server_watching.untagged("Ana/desk/zzzzzzzzzz") == ("Ana", "desk", "")
    tag = server_watching.tag("Ş" * 40, "c" * 80, utc_now())
    assert len(f"{connecting.PROGRAM}{tag}") <= 63, "the server keeps no more"


def test_both_ends_miss_a_computer_that_has_vanished(opened: OpenDatabase) -> None:
    told = raw().under.info.get_parameters()
    assert int(told["keepalives_idle"]) <= 10
    assert int(told["tcp_user_timeout"]) <= 60_000
    idle, count = (
        raw()
        .execute("SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_count')")
        .fetchone()
    )
    assert (int(idle), int(count)) == (30, 3)


def test_a_server_that_dies_in_the_middle_of_many_rows_leaves_standard_error_clean(
    here: ServerAddress,
) -> None:
    code = (
        "import sys, psycopg;"
        "from desktop_crm.database.server.engine import ServerEngine;"
        "from desktop_crm.database.server.address import parse;"
        "from desktop_crm.values.errors import UserError\n"
        "connection = ServerEngine(parse(sys.argv[1])).raw()\n"
        "connection.run('CREATE TEMPORARY TABLE many (n bigint)')\n"
        "pid = connection.under.info.backend_pid\n"
        "def rows():\n"
        "    yield [1]\n"
        "    with psycopg.connect(**parse(sys.argv[1]).parameters, autocommit=True) as other:\n"
        "        other.execute('SELECT pg_terminate_backend(%s)', (pid,))\n"
        "    for n in range(100_000):\n"
        "        yield [n]\n"
        "try:\n"
        "    connection.executemany('INSERT INTO many (n) VALUES (?)', rows())\n"
        "except UserError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(here)], capture_output=True, text=True, check=False
    )
    assert "cannot be reached" in done.stdout
    assert done.stderr == ""
