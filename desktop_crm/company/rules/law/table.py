"""The law table: dated rows of `resources/law/*.toml`, each with its article.

A row applies from `valid_from` to `valid_to` (the last day). The rows of the Union's directive stand in
EU.toml; a member state's own rows come first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from desktop_crm.company.rules.identifiers import EU_COUNTRIES
from desktop_crm.values.dates import add_months
from desktop_crm.values.resources import resource

_STALE_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the law table: where it stands, what it says, since when, and when its text was read.

    `read_on` is None for what was written from general knowledge and not yet read at `source`; `read_at` is
    the page where it was read.
    """

    country: str
    section: str
    values: Mapping[str, Any]
    source: str
    valid_from: date | None
    valid_to: date | None
    read_on: date | None
    read_at: str = ""

    @property
    def is_confirmed(self) -> bool:
        return self.read_on is not None

    def is_stale(self, today: date) -> bool:
        """Never read, or more than twelve months ago: worth asking an accountant."""
        return self.read_on is None or self.read_on < add_months(today, -_STALE_MONTHS)

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


def countries() -> tuple[str, ...]:
    """The countries that have a table."""
    return tuple(code for code in sorted(tables()) if code != "EU")


def rows_of(country: str) -> tuple[Row, ...]:
    """Every row of a country's own table, valid or not."""
    return tables().get(country, ())


def rows(country: str, section: str, day: date) -> Iterator[Row]:
    """The valid rows of a section: the country's own, then the Union's for its members."""
    return iter(_rows(country, section, day))


@lru_cache(maxsize=512)
def _rows(country: str, section: str, day: date) -> tuple[Row, ...]:
    codes = (country, "EU") if country in EU_COUNTRIES else (country,)
    return tuple(
        row
        for code in codes
        for row in tables().get(code, ())
        if row.section == section and row.is_valid_on(day)
    )


def stale_rows(today: date) -> list[Row]:
    """Rows of all countries that were read more than twelve months ago or never at their source."""
    return [row for table in tables().values() for row in table if row.is_stale(today)]


def rows_for(country: str, today: date) -> tuple[Row, ...]:
    """What a seller in this country goes by from today on: its own rows, then the Union's for its members."""
    codes = (country, "EU") if country in EU_COUNTRIES else (country,)
    return tuple(
        row for code in codes for row in rows_of(code) if row.valid_to is None or row.valid_to >= today
    )


@lru_cache(maxsize=1)
def tables() -> Mapping[str, tuple[Row, ...]]:
    folder = resource("law")
    return {path.stem: tuple(_read(path.stem)) for path in sorted(folder.glob("[A-Z][A-Z].toml"))}


def _read(country: str) -> Iterator[Row]:
    with resource(f"law/{country}.toml").open("rb") as file:
        table = tomllib.load(file)
    for section, entries in table.items():
        for entry in entries:
            values = dict(entry)
            values.pop("noted_on", None)
            yield Row(
                country,
                section,
                values,
                source=values.pop("source"),
                valid_from=values.pop("valid_from", None),
                valid_to=values.pop("valid_to", None),
                read_on=values.pop("read_on", None),
                read_at=values.pop("read_at", ""),
            )
