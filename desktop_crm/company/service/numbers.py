"""Numbers of documents: drawn inside the transaction that issues: none is lost, none given twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from desktop_crm.company import queries
from desktop_crm.company.models import NumberSeries
from desktop_crm.company.rules.numbering import (
    MAX_NUMBER,
    PAPER_SERIES,
    PASSED_OVER,
    SeriesDraft,
    SeriesKind,
    check_last_printed,
    check_series,
    default_series,
    format_number,
)
from desktop_crm.company.service.profile import set_setting
from desktop_crm.database import trail, writes
from desktop_crm.database.connection import in_transaction, raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import _

_DATE_ORDERED: Final = frozenset(PAPER_SERIES)
_READ: Final = (
    "SELECT id, pattern, next_number, year, restarts, last_issued_on FROM number_series WHERE kind = ?"
)
_ADVANCE: Final = (
    "UPDATE number_series SET next_number = ?, year = ?, last_issued_on = ?, version = version + 1"
    " WHERE id = ?"
)


class DrawnNumber(NamedTuple):
    """A number that now belongs to one document. `year` is the series' year (UNIQUE over series, year,
    number).
    """

    series_id: int
    number: int
    text: str
    year: int


def next_number(caller: Caller, kind: SeriesKind, issued_on: date) -> DrawnNumber:
    """Draw the next number of a kind for a document of this date; only inside the issuing `transaction()`.

    Raises UserError at "issued_on" for a paper dated before the last one of its
    series.
    """
    if not in_transaction():
        raise RuntimeError("a number is drawn in the transaction that uses it")
    row = raw().execute(_READ, (kind,)).fetchone()
    if row is None:
        create_series(default_series(kind), issued_on)
        row = raw().execute(_READ, (kind,)).fetchone()
    series_id, pattern, number, year, restarts, last = row
    last_on = date.fromisoformat(last) if last else issued_on
    if issued_on < last_on and kind in _DATE_ORDERED:
        raise UserError(
            _("The last number was given on {date}: an earlier date is not possible", date=last_on),
            "issued_on",
        )
    if restarts == "yearly" and issued_on.year != year:
        number, year = (1 if issued_on.year > year else number), issued_on.year
    if number > MAX_NUMBER:
        raise UserError(_("All numbers of this series are used up"))
    raw().execute(_ADVANCE, (number + 1, year, max(issued_on, last_on).isoformat(), series_id))
    return DrawnNumber(series_id, number, format_number(pattern, number, issued_on), year)


def draw_numbers(caller: Caller, kind: SeriesKind, days: Sequence[date]) -> list[DrawnNumber]:
    """As `next_number` for many documents of one kind at once, `days` in their order of issue; inside the
    issuing `transaction()`.
    """
    if not days:
        return []
    if any(earlier > later for earlier, later in pairwise(days)):
        raise ValueError("days in the order of issue")
    first = next_number(caller, kind, days[0])
    row = raw().execute(_READ, (kind,)).fetchone()
    series_id, pattern, number, year, restarts, _last = row
    drawn = [first]
    for day in days[1:]:
        if restarts == "yearly" and day.year > year:
            number, year = 1, day.year
        if number > MAX_NUMBER:
            raise UserError(_("All numbers of this series are used up"))
        drawn.append(DrawnNumber(series_id, number, format_number(pattern, number, day), year))
        number += 1
    raw().execute(_ADVANCE, (number, year, max(row[5], days[-1].isoformat()), series_id))
    return drawn


@rights.needs("settings.change")
def save_series(caller: Caller, draft: SeriesDraft, version: int, today: date) -> int:
    """Change a series; returns the new version. Version 0 creates it.

    The next number can be changed until the first one was drawn (UserError at "next_number" afterwards); the
    pattern and whether it restarts apply to what comes.
    """
    check_series(draft)
    with transaction(caller) as changed:
        row = NumberSeries.select().where(NumberSeries.kind == draft.kind).dicts().first()
        changed.add("firm")
        if row is None:
            if version:
                raise NotFound(_("There are no numbers for {kind} yet", kind=draft.kind))
            create_series(draft, today)
            return 1
        if version == 0:
            raise Conflict(_("Somebody else changed this in the meantime."))
        values = {"pattern": draft.pattern, "next_number": draft.next_number, "restarts": draft.restarts}
        if row["last_issued_on"] is None:
            values["year"] = today.year
        elif draft.next_number != row["next_number"] and version == row["version"]:
            raise UserError(_("Numbers were given already: the next one follows by itself"), "next_number")
        return writes.update_versioned(NumberSeries, row["id"], version, **values)


@rights.needs("settings.change")
def pass_over(caller: Caller, kind: SeriesKind, last_printed: str, reason: str, today: date) -> bool:
    """Go on behind `last_printed`: papers with numbers up to it are out there, though not in this database.

    The passed numbers are never given; which, when, by whom and why is kept in the setting "passed_over" and
    in the trail. False when the series is further already. UserError for what is no number of the series.
    """
    with transaction(caller) as changed:
        row = raw().execute(_READ, (kind,)).fetchone()
        if row is None:
            create_series(default_series(kind), today)
            row = raw().execute(_READ, (kind,)).fetchone()
        series_id, pattern, following, year, restarts, last = row
        number, printed_year = check_last_printed(pattern, following, year, restarts, last_printed)
        if (printed_year, number) < (year, following):
            return False
        trail.touch(NumberSeries, series_id)
        raw().execute(_ADVANCE, (number + 1, printed_year, last, series_id))
        known = list(queries.setting(caller, PASSED_OVER, []))
        first = following if printed_year == year else 1
        known.append(
            {"kind": kind, "year": printed_year, "first": first, "last": number, "on": today.isoformat(),
             "user": caller.user, "reason": reason}
        )  # fmt: skip
        set_setting(caller, PASSED_OVER, known)
        changed.add("firm")
        return True


def create_series(draft: SeriesDraft, day: date) -> int:
    """Insert the series of a kind; inside a transaction."""
    return writes.insert(
        NumberSeries,
        kind=draft.kind,
        pattern=draft.pattern,
        next_number=draft.next_number,
        year=day.year,
        restarts=draft.restarts,
        last_issued_on=None,
    )
