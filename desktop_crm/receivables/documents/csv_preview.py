"""What a person sees of a bank's table before they say which column is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop_crm.files.tables import TableFile, cell_text
from desktop_crm.receivables.documents.csv_statements import Layout, places_of

_LOOKED_AT: Final = 40
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The names of the columns, the first value of each, and which column is known as what."""

    headers: tuple[str, ...]
    samples: tuple[str, ...]
    known: Mapping[str, str] = field(default_factory=dict)


def preview_of(table: TableFile) -> TablePreview:
    """The first row that fills the most columns names them: banks write about the account above it."""
    rows = [table.headers, *(tuple(cell_text(cell) for cell in row.cells) for row in table.rows[:_SHOWN])]
    filled = [sum(bool(each.strip()) for each in row) for row in rows[:_LOOKED_AT]]
    at = filled.index(max(filled))
    headers = tuple(each.strip() for each in rows[at])
    places = places_of(headers, Layout())
    return TablePreview(
        headers,
        tuple(_sample(rows[at + 1 :], place) for place in range(len(headers))),
        {key: headers[place] for key, place in places.items()},
    )


def _sample(rows: Sequence[Sequence[str]], place: int) -> str:
    """The first value of a column."""
    return next((row[place].strip()[:60] for row in rows if place < len(row) and row[place].strip()), "")
