"""Do the records of purged papers stand in for them in the chains, and did they go after their keep time?
Reads only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from desktop_crm.billing.queries.purging import purge_seal, purged_columns
from desktop_crm.company.rules.law import KeepTime
from desktop_crm.database.connection import each_row, raw
from desktop_crm.values.messages import Message, _, many

_ROWS: Final = (
    "SELECT {columns}, p.seal, r.done_on FROM purged_paper p JOIN purge_run r ON r.id = p.run_id"
    " ORDER BY p.series_id, p.link, p.document_id"
)
_SERIES, _YEAR, _NUMBER, _TEXT, _ISSUED_ON, _LINK, _PREVIOUS, _HASH = 3, 4, 5, 6, 7, 15, 16, 17
_UNTIL, _COLUMNS = 24, 27
_TOLD: Final = (
    "SELECT r.done_on, p.rule, p.years, min(p.until), count(*) FROM purged_paper p"
    " JOIN purge_run r ON r.id = p.run_id GROUP BY r.id, r.done_on, p.rule, p.years ORDER BY r.id, p.rule"
)
_STILL: Final = (
    "SELECT p.number_text FROM purged_paper p JOIN document d ON d.id = p.document_id ORDER BY d.id"
)


class Place(NamedTuple):
    """Where a paper stands in its series, and the seals before and after it."""

    record: str
    year: int
    number: int
    issued_on: str
    link: int
    previous: str
    seal: str


@dataclass(slots=True)
class PurgedLinks:
    """The purged places of each series in their order, and what is wrong with their records."""

    count: int = 0
    by_series: dict[int, deque[Place]] = field(default_factory=dict)
    wrong: list[tuple[str, Message]] = field(default_factory=list)

    def before(self, series_id: int, link: int | None) -> Iterator[Place]:
        """Those of a series that come before this link (None: all that are left), taken out."""
        waiting = self.by_series.get(series_id)
        while waiting and (link is None or waiting[0].link < link):
            yield waiting.popleft()


def purged_links() -> PurgedLinks:
    """Read and check every record of a purged paper."""
    found = PurgedLinks()
    for row in each_row(_ROWS.format(columns=purged_columns())):
        found.count += 1
        found.wrong += [(str(row[_TEXT]), message) for message in _wrong(row)]
        if row[_SERIES] is not None:
            place = Place(
                str(row[_TEXT]), row[_YEAR], row[_NUMBER], row[_ISSUED_ON], row[_LINK], row[_PREVIOUS],
                row[_HASH],
            )  # fmt: skip
            found.by_series.setdefault(row[_SERIES], deque()).append(place)
    found.wrong += [
        (str(text), _("It was purged, and it is still there")) for (text,) in raw().execute(_STILL).fetchall()
    ]
    return found


def _wrong(row: tuple[Any, ...]) -> Iterator[Message]:
    if row[_COLUMNS] != purge_seal(row[:_COLUMNS]):
        yield _("The record of its purge is not what was sealed")
    if row[_UNTIL] >= row[_COLUMNS + 1]:
        yield _("It was purged before its keep time was over")


def purged_words() -> tuple[Message, ...]:
    """What was purged when and by which rule, a sentence each."""
    return tuple(
        many(
            "{n} paper was purged on {day} after its keep time ({rule})",
            "{n} papers were purged on {day} after their keep time ({rule})",
            int(count),
            day=date.fromisoformat(done_on),
            rule=KeepTime(date.fromisoformat(until), years, rule).reason,
        )
        for done_on, rule, years, until, count in raw().execute(_TOLD).fetchall()
    )
