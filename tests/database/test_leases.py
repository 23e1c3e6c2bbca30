"""Leases in the file: seen by another window, no noise for lists, no trail, cleared away after a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from desktop_crm.database import leases
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at

ANA = Caller("Ana", "owner", "en", "desk-1")
NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def test_a_lease_is_taken_renewed_and_given_back(database: OpenDatabase) -> None:
    with as_if_at(NOON):
        leases.take(ANA, "contact", 7, "a", 0)
        leases.take(replace(ANA, user="Ana Lima"), "contact", 7, "a", 61)
    (lease,) = leases.leases_of("contact", 7)
    assert (lease.user, lease.seconds, lease.beat, lease.at) == ("Ana Lima", 61, 2, NOON)
    assert leases.leases_of("contact", 8) == []
    leases.release(ANA, "contact", 7, "a")
    assert leases.leases_of("contact", 7) == []


def test_two_windows_have_a_lease_each(database: OpenDatabase) -> None:
    leases.take(ANA, "contact", 7, "a", 0)
    leases.take(ANA, "contact", 7, "b", 0)
    leases.release(ANA, "contact", 7, "a")
    assert [each.seat for each in leases.leases_of("contact", 7)] == ["b"]


def test_what_a_killed_program_left_goes_after_a_day(database: OpenDatabase) -> None:
    with as_if_at(NOON.replace(day=27)):
        leases.take(ANA, "contact", 7, "killed", 0)
    with as_if_at(NOON):
        leases.take(ANA, "invoice", 1, "a", 0)
    assert leases.leases_of("contact", 7) == []


def test_nobody_but_strips_hears_of_leases_and_the_trail_does_not_know_them(database: OpenDatabase) -> None:
    heard: list[frozenset[str]] = []
    database.hub.subscribe({"*"}, heard.append)
    leases.take(ANA, "contact", 7, "a", 0)
    leases.release(ANA, "contact", 7, "a")
    assert heard == [frozenset({leases.ENTITY})] * 2
    assert raw().execute("SELECT count(*) FROM change_log").fetchone()[0] == 0
