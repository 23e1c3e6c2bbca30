"""Programs that have one file open: who is in, and what each of them may do. Two in one process have locks of
their own where the system ties locks to handles.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.database import profiles
from desktop_crm.database.presence import Pace, Presence, Who, who_is_in
from desktop_crm.database.presence.record import Record
from desktop_crm.database.presence.register import SLOTS, NoRoom, Register, register_path
from desktop_crm.database.profiles import Profile
from desktop_crm.values.errors import UserError

PACE = Pace(beat=0.1, hurry=0.02, dead=0.6, proof=0.5, fresh=1.0)
Enter = Callable[..., Presence]


class SeparateLocks(Register):
    """A register as it is seen from a computer whose locks nobody else sees."""

    def is_held(self, slot: int) -> bool:
        return False

    def pulse(self, slot: int, expected: int | None) -> int | None:
        return None


class Frozen(Register):
    """A register as it is seen through a cache that never forgets."""

    snapshot: list[Record | None] | None = None

    def read(self) -> list[Record | None]:
        self.snapshot = self.snapshot or super().read()
        return self.snapshot


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "firm.crm"
    path.write_bytes(b"a database")
    return path


@pytest.fixture
def enter(path: Path) -> Iterator[Enter]:
    """`enter("Ana")`: somebody more opens the file, by default on an office share."""
    inside: list[Presence] = []

    def come(name: str, profile: Profile = profiles.SHARE, **options: Any) -> Presence:
        presence = Presence(path, Who(name, f"{name}'s desk"), profile, pace=PACE, **options)
        presence.join()
        presence.settle()
        inside.append(presence)
        return presence

    yield come
    for each in inside:
        each.leave()


def until(what: Callable[[], object]) -> None:
    give_up = time.monotonic() + 60
    while not what():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def names(presence: Presence) -> list[str]:
    return [person.name for person in presence.report.people]


@pytest.mark.parametrize("profile", [profiles.LOCAL, profiles.SHARE, profiles.SYNCED], ids=lambda p: p.name)
def test_alone_one_may_write_at_once_and_leaves_nothing_behind(
    path: Path, enter: Enter, profile: Profile
) -> None:
    ana = enter("Ana", profile)
    ana.check_may_write()
    assert register_path(path).exists()
    assert [(person.name, person.here) for person in ana.report.people] == [("Ana", True)]
    ana.leave()
    assert os.listdir(path.parent) == [path.name]


def test_all_who_are_in_are_seen_with_computer_and_hour(path: Path, enter: Enter) -> None:
    ana, bruno = enter("Ana"), enter("Bruno")
    until(lambda: names(ana) == names(bruno) == ["Ana", "Bruno"] or names(bruno) == ["Bruno", "Ana"])
    for each in (ana, bruno):
        each.check_may_write()
    person = next(person for person in ana.report.people if not person.here)
    assert (person.computer, person.since[10]) == ("Bruno's desk", "T")
    assert {person.name for person in who_is_in(path)} == {"Ana", "Bruno"}
    bruno.leave()
    until(lambda: names(ana) == ["Ana"])
    ana.leave()
    assert who_is_in(path) == ()


def test_another_name_is_seen_by_the_others(enter: Enter) -> None:
    ana, bruno = enter("Ana"), enter("Bruno")
    ana.rename("Ana Lima")
    until(lambda: "Ana Lima" in names(bruno))
    assert "Ana Lima" in names(ana)


def test_where_locks_do_not_reach_both_may_only_read(enter: Enter) -> None:
    ana = enter("Ana", register=SeparateLocks)
    ana.check_may_write()
    bruno = enter("Bruno", register=SeparateLocks)
    assert bruno.refusal is not None  # as soon as it is in
    assert "Ana on Ana's desk has this file open too" in str(bruno.refusal)
    until(lambda: ana.refusal is not None)
    for each in (ana, bruno):
        with pytest.raises(UserError, match="locks of this folder do not reach"):
            each.check_may_write()
    bruno.leave()
    until(lambda: ana.refusal is None)
    ana.check_may_write()


def test_where_reads_are_stale_the_one_who_reads_so_may_not_write(enter: Enter) -> None:
    ana = enter("Ana")
    bruno = enter("Bruno", register=Frozen)
    with pytest.raises(UserError, match="does not become visible here"):
        bruno.check_may_write()
    ana.check_may_write()
    ana.leave()
    time.sleep(0.3)
    assert bruno.refusal is not None  # a cache does not heal


def test_a_leftover_of_a_program_that_died_is_tidied_by_who_comes_next(path: Path, enter: Enter) -> None:
    dead = Register(register_path(path), flush=False)
    dead.open(path)
    dead.claim(Record("dead", "Zoe", "gone", "2026-01-01T00:00:00+00:00", "share", 7), path)
    dead.close()
    began = time.monotonic()
    ana = enter("Ana")
    assert time.monotonic() - began >= PACE.dead  # it might have been somebody whose locks do not reach us
    ana.check_may_write()
    assert names(ana) == ["Ana"]
    ana.leave()
    assert os.listdir(path.parent) == [path.name]


def test_two_leftovers_of_one_program_are_no_program_that_runs(path: Path, enter: Enter) -> None:
    """It lost its slot, took another one and died: two numbers of one name, and none of them grows."""
    dead = Register(register_path(path), flush=False)
    dead.open(path)
    for beat in (7, 61):
        dead.claim(Record("dead", "Zoe", "gone", "2026-01-01T00:00:00+00:00", "share", beat), path)
    dead.close()
    ana = enter("Ana")
    ana.check_may_write()
    assert names(ana) == ["Ana"]
    until(lambda: [record is None for record in ana._register.read()].count(False) == 1)


def test_who_comes_back_with_the_folder_leaves_no_slot_behind(path: Path, enter: Enter) -> None:
    ana, bruno = enter("Ana"), enter("Bruno")
    until(lambda: len(names(ana)) == len(names(bruno)) == 2)
    aside = path.parent.rename(path.parent.with_name("aside"))
    until(lambda: ana.refusal is not None and bruno.refusal is not None)
    aside.rename(path.parent)
    until(lambda: ana.refusal is None and bruno.refusal is None)
    until(lambda: sum(record is not None for record in ana._register.read_anew()) == 2)
    for each in (ana, bruno):
        each.check_may_write()


def test_a_folder_that_another_one_stood_in_for_is_back_as_well(path: Path, enter: Enter) -> None:
    ana = enter("Ana")
    back: list[bool] = []
    ana.on_return.append(lambda: back.append(True))
    ana._device = -2  # what stood in for it was on another disk
    register_path(path).unlink()
    until(lambda: back == [True])
    ana.check_may_write()


def test_on_a_disk_of_this_computer_a_leftover_costs_no_time(path: Path, enter: Enter) -> None:
    dead = Register(register_path(path), flush=False)
    dead.open(path)
    dead.claim(Record("dead", "Zoe", "gone", "2026-01-01T00:00:00+00:00", "local", 0), path)
    dead.close()
    ana = enter("Ana", profiles.LOCAL)
    assert ana.report.is_clear
    assert names(ana) == ["Ana"]


def test_one_who_was_taken_for_gone_takes_another_slot(path: Path, enter: Enter) -> None:
    ana = enter("Ana")
    other = Register(register_path(path), flush=False)
    other.open(path)
    for slot in range(SLOTS):
        other.blank(slot)
    other.close()
    until(lambda: [person.name for person in who_is_in(path)] == ["Ana"])
    ana.check_may_write()


def test_a_lock_that_the_server_let_go_while_a_computer_slept_is_taken_anew(enter: Enter) -> None:
    ana, bruno = enter("Ana"), enter("Bruno")
    until(lambda: len(names(bruno)) == 2)
    ana._register.let_go(ana._slot)
    until(lambda: bruno.refusal is not None)  # it looks as if locks did not reach
    until(lambda: bruno.refusal is None)
    for each in (ana, bruno):
        each.check_may_write()


def test_a_register_that_was_thrown_away_is_made_again(path: Path, enter: Enter) -> None:
    ana, bruno = enter("Ana"), enter("Bruno")
    register_path(path).unlink()
    until(lambda: {person.name for person in who_is_in(path)} == {"Ana", "Bruno"})
    until(lambda: len(names(ana)) == len(names(bruno)) == 2)
    ana.check_may_write()


def test_a_register_full_of_nonsense_is_no_hindrance(path: Path, enter: Enter) -> None:
    register_path(path).write_bytes(b"nonsense" * 512 * SLOTS)
    ana = enter("Ana")
    ana.check_may_write()
    until(lambda: not any(record and record.beat < 0 for record in ana._register.read()))


def test_more_programs_than_slots_are_refused_with_the_reason(path: Path, enter: Enter) -> None:
    for number in range(SLOTS):
        enter(f"Person {number}", profiles.LOCAL)
    with pytest.raises(NoRoom):
        enter("One too many", profiles.LOCAL)


def test_the_register_is_as_open_to_others_as_the_database(path: Path, enter: Enter) -> None:
    path.chmod(0o660)
    enter("Ana")
    assert register_path(path).stat().st_mode & 0o777 == 0o660


def test_a_folder_that_is_gone_refuses_and_allows_again_when_it_is_back(path: Path, enter: Enter) -> None:
    ana = enter("Ana")
    back: list[bool] = []
    ana.on_return.append(lambda: back.append(True))
    aside = path.parent.rename(path.parent.with_name("aside"))
    until(lambda: ana.refusal is not None)
    with pytest.raises(UserError, match="cannot be reached"):
        ana.check_may_write()
    aside.rename(path.parent)
    until(lambda: ana.refusal is None)
    ana.check_may_write()
    assert back == [True]


def test_a_folder_that_does_not_answer_refuses_without_being_asked(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = [False]

    class Hanging(Register):
        def read(self) -> list[Record | None]:
            while hangs[0]:
                time.sleep(0.01)
            return super().read()

    ana = enter("Ana", register=Hanging)
    hangs[0] = True
    until(lambda: ana.refusal is not None)
    with pytest.raises(UserError, match="has not answered for"):
        ana.check_may_write()
    assert "has not answered" in str(ana.refusal)
    hangs[0] = False
    until(lambda: ana.refusal is None)
    ana.check_may_write()
