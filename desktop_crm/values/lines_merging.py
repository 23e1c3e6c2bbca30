"""Two versions of one list (the lines of an invoice) joined line by line.

Each side's list is aligned with the one before: a line stayed, was changed, taken away, moved or added. A
line that only one side touched is taken from there; one that both changed, and differently, is a clash. What
each added stays, theirs first; what both added alike, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Final


class _Gone:
    """Nothing is there: the line was taken away."""

    def __repr__(self) -> str:
        return "GONE"


GONE: Final = _Gone()
_SIMILAR: Final = 0.5
"""From this share of equal parts on two lines are one line that was changed."""
_LOOKED_AT: Final = 20_000
"""So many pairs of lines are compared part by part; of longer lists only what is the same is found."""


@dataclass(frozen=True)
class JoinedLines:
    """`clashes` by the place in the list before: (before, mine, theirs)."""

    clashes: Mapping[int, tuple[Any, Any, Any]]
    joined: int
    """How many lines only one side changed."""
    _order: tuple[Any, ...]
    """Lines of the result; an `int` in a `_Old` is a line that was there before."""
    _images: Mapping[int, Any]

    def lines(self, takes_mine: Mapping[int, bool]) -> tuple[Any, ...]:
        """The joined list, each clash decided."""
        found = []
        for each in self._order:
            if isinstance(each, _Old):
                line = self._images.get(each.place, GONE)
                if each.place in self.clashes:
                    _before, mine, theirs = self.clashes[each.place]
                    line = mine if takes_mine[each.place] else theirs
                if line is not GONE:
                    found.append(line)
            else:
                found.append(each)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Old:
    place: int


@dataclass
class _Side:
    """What became of each line before, and what was put in front of it (or at the end, under the length)."""

    images: list[Any]
    added: dict[int, list[Any]] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    """From the place before to the gap that the line was moved into."""


def merge_lines(before: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> JoinedLines:
    """Join two lists that both come from `before`."""
    me, they = _side(before, mine), _side(before, theirs)
    images: dict[int, Any] = {}
    clashes: dict[int, tuple[Any, Any, Any]] = {}
    joined = 0
    for place, was in enumerate(before):
        my, their = me.images[place], they.images[place]
        if my == their or their == was:
            images[place] = my
            joined += my != was
        elif my == was:
            images[place] = their
            joined += 1
        else:
            clashes[place] = (was, my, their)
    order = _order(len(before), me, they)
    new = sum(not isinstance(each, _Old) for each in order)
    return JoinedLines(clashes, joined + new, order, images)


def _order(count: int, me: _Side, they: _Side) -> tuple[Any, ...]:
    """Theirs before mine in each gap; a line goes where it was moved to, and where both did, with theirs."""
    left = [each for added in they.added.values() for each in added]
    order: list[Any] = []
    for place in range(count + 1):
        moved_here = [old for old, gap in they.moved.items() if gap == place]
        moved_here += [old for old, gap in me.moved.items() if gap == place and old not in they.moved]
        order += they.added.get(place, [])
        for each in me.added.get(place, []):
            if each in left:
                left.remove(each)  # both added it: once
            else:
                order.append(each)
        order += [_Old(old) for old in moved_here]
        if place < count and place not in me.moved and place not in they.moved:
            order.append(_Old(place))
    return tuple(order)


def _side(before: Sequence[Any], after: Sequence[Any]) -> _Side:
    images: list[Any] = [GONE] * len(before)
    side, gap, pairs = _Side(images), 0, _aligned(before, after)
    partner = {new: old for old, new in pairs}
    for place, line in enumerate(after):
        if place in partner:
            images[partner[place]] = line
            gap = partner[place] + 1
        else:
            side.added.setdefault(gap, []).append(line)
    _find_moves(before, side)
    return side


def _find_moves(before: Sequence[Any], side: _Side) -> None:
    """What is gone in one place and was added unchanged in another was moved."""
    for place, was in enumerate(before):
        if side.images[place] is not GONE:
            continue
        gap = next((gap for gap, added in side.added.items() if was in added), None)
        if gap is not None:
            side.added[gap].remove(was)
            side.moved[place] = gap
            side.images[place] = was


def _aligned(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int, int]]:
    """Which lines belong together, in order, so that as much as possible stays as it was."""
    start, end = 0, 0
    least = min(len(before), len(after))
    while start < least and before[start] == after[start]:
        start += 1
    while end < least - start and before[len(before) - 1 - end] == after[len(after) - 1 - end]:
        end += 1
    pairs = [(place, place) for place in range(start)]
    middle = _best(before[start : len(before) - end], after[start : len(after) - end])
    pairs += [(old + start, new + start) for old, new in middle]
    return pairs + [(len(before) - end + n, len(after) - end + n) for n in range(end)]


def _best(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int, int]]:
    """The alignment with the highest sum of likenesses, by the usual table.

    2 for the same line; one that is still there as it was, at another place, was moved and not changed.
    """
    rows, columns = len(before), len(after)
    if rows * columns <= _LOOKED_AT:
        kept = [[old in after for old in before], [new in before for new in after]]
        like = [
            [2.0 if old == new else 0.0 if kept[0][row] or kept[1][column] else _likeness(old, new)
             for column, new in enumerate(after)]
            for row, old in enumerate(before)
        ]  # fmt: skip
    else:
        like = [[2.0 if old == new else 0.0 for new in after] for old in before]
    if rows == columns == 1 and not like[0][0]:
        like[0][0] = _SIMILAR  # a single line in the place of a single one is the same one, changed
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    for old in range(rows - 1, -1, -1):
        for new in range(columns - 1, -1, -1):
            paired = best[old + 1][new + 1] + like[old][new] if like[old][new] else 0.0
            best[old][new] = max(best[old + 1][new], best[old][new + 1], paired)
    pairs, old, new = [], 0, 0
    while old < rows and new < columns:
        if like[old][new] and best[old][new] == best[old + 1][new + 1] + like[old][new]:
            pairs.append((old, new))
            old, new = old + 1, new + 1
        elif best[old][new] == best[old + 1][new]:
            old += 1
        else:
            new += 1
    return pairs


def _likeness(old: Any, new: Any) -> float:
    """Up to 1 for a line that was changed, 0 for another one."""
    if not is_dataclass(old) or type(old) is not type(new):
        return 0.25  # plain texts in a row: the same place
    names = [each.name for each in fields(old)]
    share = sum(getattr(old, name) == getattr(new, name) for name in names) / len(names)
    return share if share >= _SIMILAR else 0.0
