"""XLSX by XlsxWriter in constant memory: numbers are numbers, dates are dates, text is no formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from desktop_crm.files.csv_writing import Value, looks_guarded
from desktop_crm.files.tables import LONGEST_CELL

_WIDEST: Final = 60
_EXACT_DIGITS: Final = 15
"""Digits that a sheet's double keeps; a longer number is written as text rather than changed."""


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet with a bold, frozen, filterable header row."""
    import xlsxwriter  # type: ignore[import-untyped]

    data = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(data, options) as workbook:
        page = workbook.add_worksheet(sheet[:31] or "Sheet1")
        bold = workbook.add_format({"bold": True, "bottom": 1})
        formats = {
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "time": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for column, header in enumerate(headers):
            page.set_column(column, column, min(max(len(header) + 4, 12), _WIDEST))
            page.write_string(0, column, header, bold)
        page.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(page, last, column, value, formats)
        if headers:
            page.autofilter(0, 0, last, len(headers) - 1)
    return data.getvalue()


def _write(page: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | Decimal):
        if len(Decimal(value).as_tuple().digits) > _EXACT_DIGITS:
            page.write_string(row, column, f"{value:f}" if isinstance(value, Decimal) else str(value))
        else:
            page.write_number(row, column, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, date):
        if value.year < 1900:
            page.write_string(row, column, value.isoformat())
        else:
            page.write_datetime(row, column, value, formats["date"])
    else:
        text = f"'{value}" if looks_guarded(value) else value
        page.write_string(row, column, text[:LONGEST_CELL])
