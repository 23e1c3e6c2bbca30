"""Leases are judged by the running clock of whoever looks: other computers' clocks may say what they like."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop_crm.values.leases import RENEWED, TERM, Editing, Lease, LeaseJudge

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
ANA = Lease("contact", 7, "window-a", "Ana", "desk-1", 130, 3, NOON)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def judge(clock: Clock) -> LeaseJudge:
    return LeaseJudge("window-b", clock)


def test_a_fresh_lease_says_who_and_how_long(judge: LeaseJudge, clock: Clock) -> None:
    assert judge.editing([ANA], NOON) == (Editing("Ana", "desk-1", 2),)
    clock.now += 60
    assert judge.editing([ANA], NOON) == (Editing("Ana", "desk-1", 3),)


def test_ones_own_window_is_not_told_of_itself(clock: Clock) -> None:
    assert LeaseJudge("window-a", clock).editing([ANA], NOON) == ()


def test_a_lease_that_is_not_renewed_ends_by_itself_and_not_before(judge: LeaseJudge, clock: Clock) -> None:
    judge.editing([ANA], NOON)
    clock.now += TERM - 1
    assert judge.editing([ANA], NOON) != ()
    clock.now += 1
    assert judge.editing([ANA], NOON) == ()
    assert judge.editing([replace(ANA, beat=4)], NOON) != ()  # and comes back with its next beat
    assert 2 * RENEWED < TERM


def test_an_old_lease_seen_for_the_first_time_is_dead_until_it_beats(judge: LeaseJudge) -> None:
    assert judge.editing([ANA], NOON + timedelta(seconds=TERM)) == ()
    assert judge.editing([ANA], NOON + timedelta(seconds=TERM)) == ()
    assert judge.editing([replace(ANA, beat=4)], NOON + timedelta(seconds=TERM)) != ()


@pytest.mark.parametrize("hours", [-30, -2, 2, 30])
def test_a_wrong_clock_shows_a_dead_lease_for_a_term_at_most_and_hides_no_live_one_for_longer_than_a_beat(
    judge: LeaseJudge, clock: Clock, hours: int
) -> None:
    """`hours` is how much the other computer's clock is ahead."""
    theirs = replace(ANA, at=NOON + timedelta(hours=hours))
    judge.editing([theirs], NOON)
    clock.now += RENEWED
    assert judge.editing([replace(theirs, beat=4, at=theirs.at + timedelta(seconds=RENEWED))], NOON) != ()
    clock.now += TERM
    assert judge.editing([replace(theirs, beat=4)], NOON) == ()


def test_a_jump_of_ones_own_clock_changes_nothing(judge: LeaseJudge, clock: Clock) -> None:
    judge.editing([ANA], NOON)
    clock.now += 30
    for jump in (timedelta(days=-400), timedelta(days=400)):
        assert judge.editing([ANA], NOON + jump) == (Editing("Ana", "desk-1", 2),)


def test_who_began_first_stands_in_front(judge: LeaseJudge) -> None:
    bea = Lease("contact", 7, "window-c", "Bea", "desk-2", 600, 9, NOON)
    assert [each.user for each in judge.editing([ANA, bea], NOON)] == ["Bea", "Ana"]
