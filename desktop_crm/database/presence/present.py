"""The presence of this program: its slot, its beat, its looks at the others, and what follows from them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from desktop_crm.database.presence import words
from desktop_crm.database.presence.judging import (
    LOCAL,
    SHARE,
    SYNCED,
    Finding,
    Judge,
    Pace,
    Seen,
    Trouble,
    latest,
)
from desktop_crm.database.presence.record import Record, Who, is_torn, new_id
from desktop_crm.database.presence.register import NoRoom, Register, register_path
from desktop_crm.database.profiles import Profile
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message

_NOTHING: Final = Finding()
State = Literal["well", "unclear", "unsafe", "gone"]
"""`unclear` while somebody who has just come is looked at, `gone` while the folder does not answer."""
_PATIENCE: Final = 2.0
"""Seconds that closing waits for the thread: a folder that is gone must not keep the window."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has the file open."""

    name: str
    computer: str
    since: str
    here: bool
    """This very program."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the last look showed; `at` is when it ended, by the steady clock."""

    at: float
    people: tuple[Person, ...] = ()
    finding: Finding = _NOTHING
    refusal: Message | None = None
    """Why nothing may be written, None where all is well."""
    lost: bool = False
    """The folder cannot be reached."""
    one_kernel: bool = False
    """All who are in run on one computer, which keeps the file on a disk of its own: its locks reach them."""

    @property
    def trouble(self) -> Trouble | None:
        return self.finding.trouble

    @property
    def is_clear(self) -> bool:
        return self.refusal is None and not self.finding.suspicious and not self.finding.proving


class Presence:
    """One for each open database."""

    def __init__(
        self,
        database: Path,
        who: Who,
        profile: Profile,
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
        register: Callable[..., Register] = Register,
    ) -> None:
        self._database, self._who, self._profile = database, who, profile
        self._pace, self._clock = pace or Pace(), clock
        kind = profile.name if profile.name in (LOCAL, SYNCED) else SHARE
        self._me = Record(new_id(), who.name, who.computer, utc_now().isoformat(timespec="seconds"), kind)
        self._judge = Judge(kind, who.computer, self._pace)
        self._register = register(register_path(database), flush=kind == SHARE)
        self._slot = -1
        self._device = -1
        self._round = threading.Lock()
        self._news = threading.Condition()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._beaten_at = clock()
        self._held_again_at = clock() - self._pace.dead
        self._report = Report(clock())
        self.on_return: list[Callable[[], None]] = []
        """Told, in the presence's thread, when the folder is back after it was gone."""

    # ------------------------------------------------------------------------------ beginning and end

    def join(self) -> None:
        """Take a slot and look at the others once. Raises OSError when the register cannot be written."""
        with self._round:
            try:
                self._come_in()
                self._look()
            except OSError:
                self._register.close()
                raise
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)
        self._thread.start()

    def _come_in(self) -> None:
        self._register.open(self._database)
        self._device = self._database.parent.stat().st_dev
        self._slot = self._register.claim(self._me, self._database)
        self._register.move_pulse(self._slot, self._me.beat)
        self._beaten_at = self._clock()

    def settle(self) -> None:
        """Wait until nobody is suspicious: before that the database itself must not even be read."""
        with self._news:
            while self._report.finding.suspicious and not self._report.lost:
                self._news.wait(self._pace.hurry)

    def leave(self) -> None:
        """Give the slot back. A folder that does not answer is not waited for."""
        self._ended.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():
                return
        with self._round, suppress(OSError):
            if self._slot >= 0:
                slot, self._slot = self._slot, -1
                self._register.leave(slot)
        self._register.close()

    def rename(self, name: str) -> None:
        """The person gave another name."""
        with self._news:
            self._who = replace(self._who, name=name)
        self._wake.set()

    # -------------------------------------------------------------------------------------- answers

    @property
    def report(self) -> Report:
        """What was seen last; reads memory alone."""
        return self._report

    @property
    def state(self) -> State:
        """How it stands; reads memory alone."""
        report = self._report
        if report.trouble is not None:
            return "unsafe"
        if report.refusal is not None or self._silence(report) is not None:
            return "gone"
        return "well" if report.is_clear else "unclear"

    @property
    def refusal(self) -> Message | None:
        """Why nothing may be written now, as far as it is known; reads memory alone."""
        return self._report.refusal or self._silence(self._report)

    @property
    def title(self) -> Message | None:
        """What stands over the refusal while the folder does not answer."""
        return words.gone_title() if self.state == "gone" else None

    @property
    def is_alone(self) -> bool:
        """Whether nobody else has the file open, as far as it is known; reads memory alone."""
        return not any(not person.here for person in self._report.people)

    def _silence(self, report: Report) -> Message | None:
        seconds = self._clock() - report.at
        if report.one_kernel or seconds < self._pace.fresh + 2 * self._pace.beat:
            return None
        return words.silent(int(seconds))

    def check_may_write(self) -> None:
        """Raise a UserError while nothing may be written from here; waits a few seconds for what is unclear.

        Reads memory alone, so that a folder that does not answer cannot keep the caller.
        """
        if self._may_write(self._report):
            return
        began = self._clock()
        give_up = began + self._pace.dead + self._pace.beat
        with self._news:
            while True:
                report = self._report
                if report.refusal is not None:
                    raise UserError(report.refusal)
                if self._may_write(report):
                    return
                silence = self._silence(report)
                # After a night's sleep the first look is yet to come.
                if silence is not None and self._clock() >= began + 1.5 * self._pace.beat:
                    raise UserError(silence)
                if self._clock() >= give_up:
                    raise UserError(silence or words.unclear())
                self._news.wait(self._pace.hurry)

    def _may_write(self, report: Report) -> bool:
        is_fresh = self._clock() - report.at < self._pace.fresh
        return report.is_clear and (report.one_kernel or is_fresh)

    # ------------------------------------------------------------------------------------- the thread

    def _run(self) -> None:
        while not self._ended.is_set():
            report = self._report
            hurry = not report.is_clear and report.trouble is None and not report.lost
            self._wake.wait(self._pace.hurry if hurry else self._pace.beat)
            self._wake.clear()
            if self._ended.is_set():
                return
            try:
                with self._round:
                    self._turn(report.lost)
            except OSError as error:
                self._lose(error)

    def _turn(self, was_lost: bool) -> None:
        if was_lost or not self._register.is_in_place():
            device = self._device
            self._register.close()
            self._come_in()
            if was_lost or self._device != device:  # another file may have lain in the folder's place
                for tell in self.on_return:  # before anybody may write again
                    tell()
        self._look()

    def _look(self) -> None:
        """Pulses are asked for before the records are read: a record is written before its pulse moves."""
        known = {other.slot: other.pulse for other in self._judge.others.values() if other.slot != self._slot}
        pulses = {slot: self._register.pulse(slot, before) for slot, before in known.items()}
        kept = self._register.read()
        records = self._register.read_anew()
        mine = records[self._slot] if self._slot < len(records) else None
        if mine is None or (mine.id != self._me.id and not is_torn(mine)):
            # Somebody took us for gone, or has this slot too because locks do not reach that far.
            self._register.let_go(self._slot)
            self._slot = self._register.claim(self._me, self._database)
            records = self._register.read_anew()
        seen = [
            Seen(slot, record, self._register.is_held(slot), pulses.get(slot), _is_late(record, slot, kept))
            for slot, record in enumerate(records)
            if record is not None and record.id != self._me.id and slot != self._slot
        ]
        seen, left = latest(seen)
        _tidy_earlier(self._register, (self._me.id, self._slot), records, left)
        self._hold_again(seen)
        finding = self._judge.look(self._clock(), seen)
        for each in finding.gone:
            self._register.tidy(each.slot, each.record)
        self._beat(seen)
        self._tell(finding)

    def _hold_again(self, seen: list[Seen]) -> None:
        """Others find our lock free: a server lets it go while a computer sleeps. So it is taken anew."""
        now = self._clock()
        is_missed = any(self._me.id in each.record.free for each in seen)
        if not is_missed or now - self._held_again_at < self._pace.dead:
            return
        self._held_again_at = now
        self._register.open(self._database)  # anew: this system may believe that it still has the lock
        if not self._register.hold(self._slot):
            self._slot = self._register.claim(self._me, self._database)
        self._register.move_pulse(self._slot, self._me.beat)

    def _beat(self, seen: list[Seen]) -> None:
        """On one computer nobody needs it: its locks are those of one kernel."""
        if self._me.kind != SHARE and all(each.record.kind != SHARE for each in seen):
            if self._me.name == self._who.name:
                return
        elif self._clock() - self._beaten_at < self._pace.beat * 0.9 and self._me.name == self._who.name:
            return
        free = tuple(each.record.id for each in seen if not each.held)
        self._me = replace(self._me.next(free), name=self._who.name)
        self._register.write(self._slot, self._me)
        self._register.move_pulse(self._slot, self._me.beat)
        self._beaten_at = self._clock()

    def _tell(self, finding: Finding) -> None:
        refusal = None
        if finding.trouble is not None and finding.about is not None:
            refusal = words.trouble(finding.trouble, finding.about, self._profile.place)
        others = [
            other.record
            for other in self._judge.others.values()
            if not is_torn(other.record) and all(each.record.id != other.record.id for each in finding.gone)
        ]
        people = [_person(self._me, here=True), *(_person(record, here=False) for record in others)]
        people.sort(key=lambda person: person.since)
        one_kernel = self._me.kind != SHARE and all(record.kind != SHARE for record in others)
        report = Report(self._clock(), tuple(people), finding, refusal, one_kernel=one_kernel)
        self._publish(report)

    def _lose(self, error: OSError) -> None:
        """On a disk of this computer, and when the file was moved, the database itself says what is wrong."""
        says_itself = self._me.kind == LOCAL or _was_moved(self._database, self._device, error)
        refusal = None if says_itself else words.lost(error)
        if isinstance(error, NoRoom):
            refusal = words.no_register(str(error))
        self._publish(replace(self._report, at=self._clock(), refusal=refusal, lost=True))

    def _publish(self, report: Report) -> None:
        with self._news:
            self._report = report
            self._news.notify_all()


def _tidy_earlier(
    register: Register, me: tuple[str, int], records: list[Record | None], left: list[Seen]
) -> None:
    """Slots that a program had before the one it has now: ours after the folder was gone, and others'."""
    for slot, record in enumerate(records):
        if record is not None and record.id == me[0] and slot != me[1]:
            register.tidy(slot, record)
    for each in left:
        register.tidy(each.slot, each.record)


def _was_moved(database: Path, device: int, error: OSError) -> bool:
    """Whether the folder is still the one that it was, only without the file."""
    try:
        there = database.parent.stat().st_dev == device
    except OSError:
        return False
    return there and isinstance(error, FileNotFoundError) and not database.exists()


def _is_late(record: Record, slot: int, kept: list[Record | None]) -> bool:
    before = kept[slot] if slot < len(kept) else None
    return before is None or before.id != record.id or before.beat < record.beat


def _person(record: Record, *, here: bool) -> Person:
    return Person(record.name, record.computer, record.since, here)


def who_is_in(database: Path) -> tuple[Person, ...]:
    """Who has the database open, for somebody who does not join: reads, and asks for locks."""
    register = Register(register_path(database), flush=False)
    if not register.path.is_file():
        return ()
    try:
        register.open(database)
        people = [
            _person(record, here=False)
            for slot, record in enumerate(register.read())
            if record is not None and not is_torn(record) and register.is_held(slot)
        ]
    except OSError:
        return ()
    finally:
        register.close()
    return tuple(sorted(people, key=lambda person: person.since))
