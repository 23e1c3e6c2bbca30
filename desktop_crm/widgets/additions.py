"""What other rooms add to the page of a record: figures in its head, related lists, verbs, states.

A page is made with one `Additions`; the door builds it, so that no room's screen knows another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_crm.widgets.stats import Stat

States = Mapping[tuple[str, int], tuple[str, str | None]]
"""A word and a role ("Overdue", "bad") by (entity, id)."""


@dataclass(frozen=True)
class RelatedRow:
    """A line of a related list; Enter opens `desk.go(kind, what)`. `role` colours `right_under`."""

    title: str
    under: str = ""
    right: str = ""
    right_under: str = ""
    code: str = ""
    role: str | None = None
    kind: str = ""
    what: object = None


@dataclass(frozen=True)
class RelatedSection:
    """A related list. `load(record's id)` runs in the database's thread, `new(record's id)` in ours."""

    title: str
    load: Callable[[int], Sequence[RelatedRow]]
    new: Callable[[int], None] | None = None
    new_name: str = ""
    most: int = 8
    """As many rows are shown at once; the rest after "Show all"."""


@dataclass(frozen=True)
class RecordVerb:
    """Something to do with the record: the first of them is the page's primary. On the page of a paper,
    `only_in` names the (kind, state) that it fits; empty for all of them.
    """

    text: str
    run: Callable[[int], None]
    icon: str = ""
    shortcut: str = ""
    right: str = ""
    only_in: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Sums:
    """Payments that are parts of one sum are taken back with it: `of(payment)` says of which, in the
    database's thread; `show(sum)` opens it, in ours.
    """

    of: Callable[[int], int | None]
    show: Callable[[int], None]


@dataclass(frozen=True)
class Additions:
    """All that other rooms add. `stats` and `states` run in the database's thread, like `load`."""

    verbs: Sequence[RecordVerb] = ()
    stats: Sequence[Callable[[int], Sequence[Stat]]] = ()
    sections: Sequence[RelatedSection] = ()
    states: Sequence[Callable[[Sequence[tuple[str, int]]], States]] = ()
    menu: Sequence[RecordVerb] = ()
    """Further entries of the menu behind the three dots."""
    note_verbs: Sequence[RecordVerb] = ()
    """What can be done with one of its notes, by the note's id."""
    sums: Sums | None = None
    watches: frozenset[str] = field(default_factory=frozenset)
    """Names of the changes after which all of it is read anew."""

    def __add__(self, other: Additions) -> Additions:
        """Several rooms' additions as one, in this order."""
        return Additions(
            (*self.verbs, *other.verbs),
            (*self.stats, *other.stats),
            (*self.sections, *other.sections),
            (*self.states, *other.states),
            (*self.menu, *other.menu),
            (*self.note_verbs, *other.note_verbs),
            self.sums or other.sums,
            self.watches | other.watches,
        )


NOTHING_ADDED = Additions()
