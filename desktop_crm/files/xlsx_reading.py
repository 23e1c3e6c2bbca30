"""The first sheet of an XLSX file, read by calamine; formulas count with their saved value."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_crm.files.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    TableFile,
    TableRow,
    too_long,
)
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

MOST_UNPACKED: Final = 1_000_000_000
MOST_RATIO: Final = 100
_SMALL: Final = 10_000_000
"""Bytes unpacked below which a high ratio is harmless: a sheet of equal cells packs 200 to 1."""


def read_xlsx(data: bytes, name: str) -> TableFile:
    """A table from XLSX bytes; the first row that is not empty holds the column names.

    Raises UserError naming the file for a damaged, oversized or empty workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    _check_archive(data, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = workbook.get_sheet_by_index(0)
        start = sheet.start or (0, 0)
        if sheet.height > MOST_ROWS + 1 or sheet.width > MOST_COLUMNS:
            raise UserError(_("{name} has more rows or columns than can be taken", name=name))
        raw = sheet.to_python(skip_empty_area=True)
    except (CalamineError, IndexError, ValueError) as error:
        raise UserError(
            _("{name} is no readable Excel file: it is damaged or protected", name=name)
        ) from error
    rows = [
        TableRow(start[0] + number, tuple(_cell(value, name, start[0] + number) for value in cells))
        for number, cells in enumerate(raw, start=1)
    ]
    header = next((position for position, row in enumerate(rows) if not row.is_empty), None)
    if header is None:
        raise UserError(_("{name} holds no rows", name=name))
    headers = tuple(str(cell).strip() for cell in rows[header].cells)
    return TableFile(name, headers, [row for row in rows[header + 1 :] if not row.is_empty], "xlsx")


def _check_archive(data: bytes, name: str) -> None:
    """A small archive that unpacks to gigabytes is refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [(entry.file_size, entry.compress_size) for entry in archive.infolist()]
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UserError(_("{name} is damaged: its end is missing", name=name)) from error
    unpacked = sum(size for size, _packed in sizes)
    if unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked > MOST_RATIO * len(data)):
        raise UserError(_("{name} unpacks to far more than it seems: it is not taken", name=name))
    if "[Content_Types].xml" not in names:
        raise UserError(_("{name} is an archive, but no Excel file", name=name))


def _cell(value: Any, name: str, line: int) -> Cell:
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise too_long(name, line)
        return value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # A sheet keeps doubles; repr is the shortest text that means the same, which is what Excel shows.
        return Decimal(repr(value)).normalize() + 0 if value else Decimal(0)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return ""
