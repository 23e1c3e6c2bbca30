"""CSV that Excel, LibreOffice and people read: UTF-8 with BOM, no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Value = str | int | Decimal | date | datetime | bool | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(
    headers: Sequence[str], rows: Iterable[Sequence[Value]], *, separator: str = ",", decimal: str = "."
) -> bytes:
    """A CSV file. Numbers are written bare with the `decimal` sign, dates in ISO 8601.

    Text that a spreadsheet would take for a formula gets a leading apostrophe (OWASP: CSV injection).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([guarded(header) for header in headers])
    writer.writerows([_written(value, decimal) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text with an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or looks_guarded(text) else text


def unguarded(text: str) -> str:
    """The opposite, for reading our own files back."""
    return text[1:] if looks_guarded(text) else text


def looks_guarded(text: str) -> bool:
    """Whether reading it back would take an apostrophe away: one more must stand before it then."""
    return text.startswith("'") and text.lstrip("'").startswith(_FORMULA)


def _written(value: Value, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | Decimal):
        return f"{value:f}".replace(".", decimal) if isinstance(value, Decimal) else str(value)
    return value.isoformat()
