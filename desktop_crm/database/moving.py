"""A whole database goes from a file to a server, or back: the same rows, compared table by table.

A move takes four steps, and each is there for good before the next begins (docs/decisions/0025):

1. the source is marked "moving": from then on it refuses every write itself, whoever has it open;
2. all rows go into the target, are compared, and appear there in one commit that is marked "arriving";
3. the source is marked "moved";
4. the target is marked "arrived" and takes changes.

So no two places take changes at any instant, and wherever a move is interrupted, both sides tell: `finish`
goes on from there, `undo` takes it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import connection, faults, marks, placing, serving
from desktop_crm.database.carrying import Carrying, Copied
from desktop_crm.database.engine import connect
from desktop_crm.database.marks import ARRIVED, ARRIVING, MOVED, MOVING, STAYED, TAKEN_BACK, Mark
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.session import Table
from desktop_crm.database.sides import Seen, Side, side_of
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

Place = Path | ServerAddress


@dataclass(frozen=True, slots=True)
class What:
    """The tables and statements of a firm's database, and who hears how far it is. `of_a_copy` are statements
    that are done in a copy before anybody sees it: what only one of two may go on with."""

    tables: Sequence[type[Table]]
    statements: Sequence[str]
    progress: Progress = SILENT
    of_a_copy: Sequence[str] = ()

    def carrying(self) -> Carrying:
        return Carrying((*connection.OWN_TABLES, *self.tables), self.progress)


def copy(source: Place, target: Place, what: What) -> Copied:
    """All rows once more at `target`, which has nothing yet; nobody who works at `source` is held up.

    Raises UserError, with nothing left at the target, for a place that is in use, cannot be reached or runs
    full, and for rows that are not the same on both sides.
    """
    from_, to, carrying = side_of(source), side_of(target), what.carrying()
    to.check_free()
    mark = marks.new(ARRIVING, placing.token(), from_.place)
    with from_.reading(moving=False) as reading:
        to.make(carrying, reading, what.tables, what.statements, mark, stays=False, afterwards=what.of_a_copy)
    return carrying.done


def move(source: Place, target: Place, what: What) -> Copied:
    """As `copy`; from the first step on nobody writes at `source`, and in the end `target` takes changes.

    Raises UserError with everything as it was, and `Interrupted` where a step could neither be done nor taken
    back: then both sides tell.
    """
    from_, to = side_of(source), side_of(target)
    seen = from_.look()
    _check_is_here(seen)
    _take_leftover_away(seen, to)
    to.check_free()
    mark = marks.new(MOVING, placing.token(), to.place)
    try:
        from_.change(seen.mark, mark)
    except faults.UnknownOutcome as error:
        _give_up(from_, to, mark.key, error)
        raise
    return _go_on(from_, to, mark, what)


def finish(here: Place, what: What, there: Place | None = None) -> tuple[Place, Copied]:
    """Go on with the move that was interrupted, from its source or its target; the target, and what is there.

    `there` is the other side where its address needs a password. Raises UserError where there is no such
    move, where it was taken back, and while somebody is moving.
    """
    from_, to, mark = _pair(here, there)
    source, target = from_.look(), to.look()
    if source.is_marked(mark.key, STAYED) or target.is_marked(mark.key, TAKEN_BACK):
        raise UserError(_("This move was taken back and cannot be finished. Take back what is left of it."))
    if not source.is_marked(mark.key, MOVING, MOVED) or source.mark is None:
        raise _unknown(from_)
    if target.is_marked(mark.key, ARRIVED):
        raise _finished(to)
    for each in (source, target):
        if each.is_there and each.version != SCHEMA_VERSION:
            raise UserError(_("The move was begun by another version of the program: take it back instead."))
    has_arrived = target.is_marked(mark.key, ARRIVING)
    if source.mark.state == MOVED and not has_arrived:
        raise _unknown(to)
    if has_arrived:
        return to.place, _go_on(from_, to, source.mark, what)
    # Begun anew under another key: what may have arrived of the old one out of sight can never be finished.
    anew = marks.new(MOVING, placing.token(), to.place)
    from_.change(source.mark, anew)
    to.tidy(mark.key)
    return to.place, _go_on(from_, to, anew, what)


def undo(here: Place, there: Place | None = None) -> Place:
    """Take the move back: the firm lives at its source again, and what arrived is taken away; the source.

    A target that does not answer may be left as it is while the source is not marked as moved: it can never
    become the firm. Raises UserError where the target is the firm already.
    """
    from_, to, mark = _pair(here, there)
    source = from_.look()
    target: Seen | UserError
    try:
        target = to.look()
    except UserError as error:
        target = error
    if source.is_marked(mark.key, STAYED):
        _withdraw(to, target, mark.key)
        return from_.place
    if not source.is_marked(mark.key, MOVING, MOVED) or source.mark is None:
        raise _unknown(from_)
    _check_may_go_back(source.mark, to, target)
    from_.change(source.mark, source.mark)  # refused while somebody is moving: nothing is touched then
    back = _forbid(to, target, mark.key)
    from_.change(source.mark, source.mark.become(STAYED))
    with suppress(UserError):  # it stays for whoever opens it, and tells
        if back is not None:
            to.remove(back)
        to.tidy(mark.key)
    return from_.place


def _check_may_go_back(mark: Mark, to: Side, target: Seen | UserError) -> None:
    """UserError where the target is the firm already, or may be."""
    if isinstance(target, UserError):
        if mark.state == MOVED:
            raise target
    elif target.is_marked(mark.key, ARRIVED):
        raise _finished(to)
    elif mark.state == MOVED and not target.is_marked(mark.key, ARRIVING, TAKEN_BACK):
        raise _unknown(to) if not target.is_there else _finished(to)


def mark_at(place: Place) -> Mark | None:
    """The mark by which a place refuses changes, None where it does not; only looks."""
    if isinstance(place, Path):
        with closing(connect(place, mode="ro")) as looking:
            return marks.refusing(looking)
    with serving.connected(place) as (server, engine):
        return marks.refusing(engine.raw()) if server.has_schema(engine.raw()) else None


class Interrupted(faults.DatabaseFault):
    """A move could neither be finished nor taken back: both sides tell, and nothing is lost."""


def _go_on(from_: Side, to: Side, mark: Mark, what: What) -> Copied:
    """The steps that are left of a move whose source has this mark."""
    carrying, arriving = what.carrying(), marks.new(ARRIVING, mark.key, from_.place)
    if mark.state == MOVING:
        try:
            with from_.reading(moving=True) as reading:
                to.tidy(mark.key)
                found = to.look()
                if found.is_marked(mark.key, ARRIVING):
                    with to.reading(moving=False) as there:
                        carrying.compare(reading, there)
                else:
                    to.check_free()
                    to.make(carrying, reading, what.tables, what.statements, arriving, stays=True)
            from_.change(mark, mark.become(MOVED))
        except BaseException as error:
            _give_up(from_, to, mark.key, error)
            raise
    try:
        there_now = to.look().mark
        if there_now is None or there_now.key != mark.key or there_now.state != ARRIVING:
            raise UserError(
                _("This move was taken back and cannot be finished. Take back what is left of it.")
            )
        to.change(there_now, there_now.become(ARRIVED))
    except UserError as error:
        raise _interrupted(error) from error
    return carrying.done


def _give_up(from_: Side, to: Side, key: str, error: BaseException) -> None:
    """Nothing was moved: the source takes changes again. Raises Interrupted where that is not so."""
    if isinstance(error, marks.Outrun):
        return  # somebody else is at it, or was
    try:
        if from_.look().is_marked(key, MOVING, MOVED):
            undo(from_.place, to.place)
    except UserError:
        if isinstance(error, UserError):
            raise _interrupted(error) from error


def _interrupted(error: UserError) -> Interrupted:
    return Interrupted(
        _(
            "The move was interrupted: {reason} Nothing is lost, but neither place takes changes until it is "
            "finished or taken back.",
            reason=error.message,
        ),
        error.field,
    )


def _pair(here: Place, there: Place | None) -> tuple[Side, Side, Mark]:
    """The source, the target and the mark of the move that one of them knows of."""
    side = side_of(here)
    mark = side.look().mark
    if mark is None or mark.state == STAYED or mark.state == ARRIVED:
        raise UserError(_("No move to or from here was interrupted."), "database")
    other = side_of(there or mark.place)
    return (side, other, mark) if mark.state in (MOVING, MOVED) else (other, side, mark)


def _finished(to: Side) -> UserError:
    return UserError(_("This move is finished: the firm lives at {place}.", place=str(to.place)))


def _unknown(side: Side) -> UserError:
    return UserError(
        _(
            "At {place} there is nothing of the firm that was being moved. Finish the move, or take it back, "
            "on the computer where that place is.",
            place=str(side.place),
        )
    )


def _forbid(to: Side, target: Seen | UserError, key: str) -> Mark | None:
    """Before the source takes changes again the target can never become the firm; its mark, if it has one."""
    if isinstance(target, UserError) or target.mark is None or target.mark.key != key:
        return None
    if target.mark.state == ARRIVING:
        to.change(target.mark, target.mark.become(TAKEN_BACK))
        return target.mark.become(TAKEN_BACK)
    return target.mark if target.mark.state == TAKEN_BACK else None


def _withdraw(to: Side, target: Seen | UserError, key: str) -> None:
    """Take away what arrived by a move that was taken back at its source."""
    if isinstance(target, UserError):
        raise target
    back = _forbid(to, target, key)
    if back is not None:
        to.remove(back)


def _take_leftover_away(source: Seen, to: Side) -> None:
    """Of an earlier move of this very firm that was taken back while the target did not answer."""
    if source.mark is None or source.mark.state != STAYED:
        return
    with suppress(UserError):  # whatever else is there is told when it is looked whether the place is free
        _withdraw(to, to.look(), source.mark.key)


def _check_is_here(seen: Seen) -> None:
    if seen.mark is not None and seen.mark.refuses:
        if seen.mark.state == MOVED:
            raise UserError(_("This firm has moved to {place} already.", place=seen.mark.place), "database")
        raise UserError(seen.mark.refusal.message, "database")


__all__ = ["Copied", "Interrupted", "Place", "What", "copy", "finish", "mark_at", "move", "undo"]
