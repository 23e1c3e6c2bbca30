"""Which issued papers nobody must keep any longer. Papers that belong together (a quote, its invoices, their
credit notes) are a case: it goes as a whole, or stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.company.rules.law import BOOK, KeepTime, keep_time
from desktop_crm.company.rules.paper_times import USUAL, PaperTimes
from desktop_crm.values.messages import Message, _

LETTERS: Final = frozenset({"quote", "order", "delivery", "pro_forma"})
"""Papers that no entry of the books is made of."""
OPEN: Final = "open"
HELD: Final = "held"
USED: Final = "used"
TICKET: Final = "ticket"
YOUNG: Final = "young"
REASONS: Final[Mapping[str, Message]] = {
    OPEN: _("not settled yet"),
    HELD: _("you keep it"),
    USED: _("a newer paper or a draft belongs to it"),
    TICKET: _("an open ticket is about it"),
}
"""Why a case stays although its papers are old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPaper:
    """An issued paper as the purge looks at it; `moved_on` is the last day on which anything was booked for
    it: its own, that of its last payment, of its answer or of its being written off."""

    id: int
    kind: str
    state: str
    number: str
    issued_on: date
    moved_on: date
    open: int
    currency: str
    gross: int
    version: int
    contact_id: int | None = None
    quote_id: int | None = None
    corrects_id: int | None = None
    is_held: bool = False
    followed: tuple[int, ...] = ()

    @property
    def links(self) -> tuple[int, ...]:
        """The papers that it refers to."""
        own = [each for each in (self.quote_id, self.corrects_id) if each is not None]
        return tuple(dict.fromkeys((*own, *self.followed)))


@dataclass(frozen=True, slots=True)
class Case:
    """Papers that belong together, those that refer to others first, and how long the law keeps them.

    `stays` is why it does not go yet ("" where it is due).
    """

    papers: tuple[OldPaper, ...]
    counted_from: date
    time: KeepTime
    stays: str = ""

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(each.id for each in self.papers)


def cases_of(
    papers: Iterable[OldPaper],
    country: str,
    today: date,
    times: PaperTimes = USUAL,
    *,
    used: Collection[int] = (),
    tickets: Collection[int] = (),
) -> list[Case]:
    """Every case of these papers, the oldest first. `used` are those to which a paper refers that is not
    among them, `tickets` those that an open ticket is about."""
    by_id = {each.id: each for each in papers}
    found = []
    for members in _together(by_id):
        counted_from = max(each.moved_on for each in members)
        kinds = {each.kind for each in members}
        if times.is_book and kinds - LETTERS:
            kinds.add(BOOK)
        time = max(
            (keep_time(country, kind, counted_from, year_ends=times.year_ends) for kind in sorted(kinds)),
            key=lambda each: each.until,
        )
        stays = _stays(members, used, tickets, by_id) or (YOUNG if time.until >= today else "")
        found.append(Case(tuple(_children_first(members)), counted_from, time, stays))
    return sorted(found, key=lambda case: (case.time.until, case.papers[-1].id))


def _stays(
    members: Sequence[OldPaper],
    used: Collection[int],
    tickets: Collection[int],
    known: Mapping[int, OldPaper],
) -> str:
    checks: tuple[tuple[str, Callable[[OldPaper], bool]], ...] = (
        (OPEN, lambda paper: paper.open != 0),
        (HELD, lambda paper: paper.is_held),
        (USED, lambda paper: paper.id in used or any(each not in known for each in paper.links)),
        (TICKET, lambda paper: paper.id in tickets),
    )
    return next((reason for reason, applies in checks if any(map(applies, members))), "")


def _together(papers: Mapping[int, OldPaper]) -> Iterable[list[OldPaper]]:
    """The papers in groups of those that refer to each other, however far."""
    leader: dict[int, int] = {key: key for key in papers}

    def lead(key: int) -> int:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for paper in papers.values():
        for other in paper.links:
            if other in papers:
                leader[lead(paper.id)] = lead(other)
    groups: dict[int, list[OldPaper]] = {}
    for paper in papers.values():
        groups.setdefault(lead(paper.id), []).append(paper)
    return groups.values()


def _children_first(members: Sequence[OldPaper]) -> Iterable[OldPaper]:
    """In an order in which no paper goes before one that refers to it."""
    left = {each.id: each for each in members}
    while left:
        needed = {other for each in left.values() for other in each.links if other != each.id}
        free = [each for key, each in sorted(left.items(), reverse=True) if key not in needed]
        for each in free or list(left.values()):  # a ring cannot be stored, and would not hang here
            yield left.pop(each.id)


@dataclass(frozen=True, slots=True)
class YearSum:
    """How many papers of a kind and year of issue, and their gross sums in minor units by currency."""

    year: int
    kind: str
    count: int
    gross: Mapping[str, int]


def sums_by_year(cases: Iterable[Case]) -> tuple[YearSum, ...]:
    """What a list shows before anything goes."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    counts: dict[tuple[int, str], int] = {}
    for case in cases:
        for paper in case.papers:
            key = (paper.issued_on.year, paper.kind)
            counts[key] = counts.get(key, 0) + 1
            sums = found.setdefault(key, {})
            sums[paper.currency] = sums.get(paper.currency, 0) + paper.gross
    return tuple(YearSum(year, kind, counts[year, kind], found[year, kind]) for year, kind in sorted(found))
