"""What is to be thought of the others, from what was seen of them: pure, and by our own steady clock alone.

A program that runs holds the lock of its slot and writes a growing number into it. So:
- a free lock and a number that grows: locks do not reach from one computer to the other;
- a lock that says another beat and a number that stays, or a number that a file opened anew shows sooner than
  the one that is open: what is read here comes from a cache;
- a free lock and a number that stays: that program is gone, and its slot can be tidied;
- a lock that is held and a number that stays, without another beat: that computer sleeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from desktop_crm.database.presence.record import Record, is_torn

LOCAL: Final = "local"
SHARE: Final = "share"
SYNCED: Final = "synced"
LATE: Final = 2
"""So many beats told by locks, or by a new handle, that were not read: no accident."""

Trouble = Literal["locks", "reads", "synced"]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds; tests have less time."""

    beat: float = 1.0
    """Between two beats and two looks."""
    hurry: float = 0.2
    """Between two looks while something is not clear."""
    dead: float = 4.0
    """Without a beat and with a free lock: gone."""
    proof: float = 3.0
    """Without any sign, but with a lock that is held: asleep."""
    fresh: float = 3.0
    """A look older than this says nothing about now."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at one slot of somebody else."""

    slot: int
    record: Record
    held: bool
    pulse: int | None = None
    is_late: bool = False
    """The handle that stays open did not show this record yet."""


def latest(seen: Sequence[Seen]) -> tuple[list[Seen], list[Seen]]:
    """The last slot of each program, and the earlier ones, which one that lost its slot leaves behind.

    Taken together the two numbers of one program would look like one that moves, for ever.
    """
    last: dict[str, Seen] = {}
    left: list[Seen] = []
    for each in seen:
        before = last.get(each.record.id)
        if before is None or is_torn(each.record):
            last[f"{each.record.id}{each.slot}" if before else each.record.id] = each
        elif before.record.beat <= each.record.beat:
            last[each.record.id] = each
            left.append(before)
        else:
            left.append(each)
    return list(last.values()), left


@dataclass(slots=True)
class Other:
    """What is remembered of another program between looks."""

    slot: int
    record: Record
    since: float
    held: bool = False
    ever_held: bool = False
    moved: bool = False
    """Its number was seen to grow, through the handle that stays open."""
    moved_at: float = 0.0
    expected: bool = False
    """It was there when we came: its writes must be seen before we write ourselves."""
    pulse: int | None = None
    pulses: int = 0
    """Beats that its locks told and its number did not."""
    late: int = 0
    """Beats in a row that the open handle showed later than a new one."""
    free_since: float | None = None
    crosses_not: bool = False
    """Its number grew although its lock was free."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What follows from all looks so far."""

    trouble: Trouble | None = None
    about: Record | None = None
    suspicious: bool = False
    """Somebody may be there whose locks do not reach us: nothing may be touched until it is clear."""
    proving: bool = False
    """Somebody is there whose writes were not seen yet: nothing may be written until it is clear."""
    gone: tuple[Seen, ...] = ()
    """Slots to tidy."""


@dataclass
class Judge:
    """Looks go in, a finding comes out."""

    kind: str
    computer: str
    pace: Pace
    others: dict[str, Other] = field(default_factory=dict)
    _stale: Record | None = None
    _has_looked: bool = False

    def look(self, now: float, seen: Sequence[Seen]) -> Finding:
        """Take one look at all the others into account."""
        seen = [self._or_the_known(each) for each in seen]
        there = {each.record.id for each in seen}
        for gone in [name for name in self.others if name not in there]:
            del self.others[gone]
        for each in seen:
            self._remember(now, each)
        self._has_looked = True
        return self._finding(now, seen)

    def _or_the_known(self, seen: Seen) -> Seen:
        """A half-written record is the one that was there before, unchanged."""
        if is_torn(seen.record):
            for other in self.others.values():
                if other.slot == seen.slot:
                    return Seen(seen.slot, other.record, seen.held)
        return seen

    def _remember(self, now: float, seen: Seen) -> None:
        name, beat = seen.record.id, seen.record.beat
        other = self.others.get(name)
        if other is None:
            other = self.others[name] = Other(seen.slot, seen.record, now, expected=not self._has_looked)
        if other.record.beat != beat:
            other.moved_at, other.pulses = now, 0
            other.late = other.late + 1 if seen.is_late else 0
            other.moved = other.moved or not seen.is_late
            if not seen.held and other.free_since is not None:
                other.crosses_not = True
        elif seen.pulse is not None and other.pulse is not None and seen.pulse != other.pulse:
            other.pulses += 1
        other.pulse = seen.pulse if seen.pulse is not None else other.pulse
        if seen.held:
            # Twice in a row, for a neighbour may just have been asking.
            other.crosses_not = other.crosses_not and not other.held
            other.free_since = None
        elif other.free_since is None:
            other.free_since = now
        other.held, other.ever_held = seen.held, other.ever_held or seen.held
        other.slot, other.record = seen.slot, seen.record

    def _finding(self, now: float, seen: Sequence[Seen]) -> Finding:
        trouble: Trouble | None = "reads" if self._stale else None
        about, suspicious, proving, gone = self._stale, False, False, []
        for each in seen:
            other = self.others[each.record.id]
            match self._state(now, other):
                case "synced" | "locks" | "reads" as found:
                    trouble, about = trouble or found, about or each.record
                    if found == "reads":
                        self._stale = self._stale or each.record
                case "suspicious":
                    suspicious = True
                case "proving":
                    proving = True
                case "gone":
                    gone.append(each)
        return Finding(trouble, about, suspicious, proving, tuple(gone))

    def _state(self, now: float, other: Other) -> str:
        if SYNCED in (self.kind, other.record.kind) and other.record.computer != self.computer:
            return "synced"
        of_one_kernel = SHARE not in (self.kind, other.record.kind)
        if other.held:
            if not of_one_kernel and max(other.pulses, other.late) >= LATE:
                return "reads"
            asleep = other.pulses == other.late == 0 and now - other.since >= self.pace.proof
            is_proven = of_one_kernel or other.moved or asleep or not other.expected
            return "fine" if is_proven else "proving"
        if of_one_kernel:
            return "gone"
        free_for = now - (other.free_since if other.free_since is not None else now)
        quiet_for = now - max(other.moved_at, other.since)
        if other.crosses_not:
            return "gone" if quiet_for >= 2 * self.pace.dead else "locks"
        if free_for >= self.pace.dead:
            return "gone"
        return "fine" if other.ever_held else "suspicious"
