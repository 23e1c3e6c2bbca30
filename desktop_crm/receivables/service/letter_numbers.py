"""Numbers of reminders: a series of its own (*Settings, Numbering*); and how they are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.billing.service.records import Stored
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.numbering import format_number
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.receivables.rules.dunning import LETTERS
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_LAST: Final = "SELECT coalesce(max(number), 0) FROM dunning_letter WHERE year = ?"
_OF_PAPERS: Final = "SELECT id FROM dunning_letter WHERE document_id = ?"


@rights.needs("dunning.write")
def draw(caller: Caller, on: date) -> tuple[int, int, str]:
    """Year of the series, number and text of a letter of this day; inside the transaction that writes it.

    A letter may be written of an earlier day: one of a year that is over goes on behind the last of that
    year, and moves nothing of the year that runs.
    """
    known = next((row for row in company.list_series(caller) if row.draft.kind == LETTERS), None)
    if known is not None and known.draft.restarts == "yearly" and on.year < known.year:
        number = _last(on.year) + 1
        return on.year, number, format_number(known.draft.pattern, number, on)
    drawn = company_service.next_number(caller, LETTERS, on)
    return drawn.year, drawn.number, drawn.text


def index(letter_id: int, number: str, stored: Stored) -> None:
    """Make a letter findable by its number and that of its invoice. Needs a transaction."""
    about = search.parts("document", stored.number)
    search.index(search.Entry(LETTERS, letter_id, number, about, stored.contact_id, number=number))


def unindex(document_ids: Sequence[int]) -> None:
    """Letters that go with these papers are not found any more. Needs a transaction."""
    for document_id in document_ids:
        for (letter_id,) in raw().execute(_OF_PAPERS, (document_id,)).fetchall():
            search.remove(LETTERS, letter_id)


def _last(year: int) -> int:
    return int(raw().execute(_LAST, (year,)).fetchone()[0])
