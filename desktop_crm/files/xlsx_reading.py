"""The first sheet of an XLSX file, read by calamine; formulas count with their saved value."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any, Final

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
MOST_CELLS: Final = 20_000_000
"""Rows times columns up to the last cell: calamine lays out all of them, and aborts the whole program when
there is no room for what two cells in opposite corners span."""
_CELL: Final = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,9})([0-9]{1,19})""")
_PIECE: Final = 4_000_000
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
            names = set(archive.namelist())
            sizes = [(entry.file_size, entry.compress_size) for entry in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UserError(_("{name} is damaged: its end is missing", name=name)) from error
    unpacked = sum(size for size, _packed in sizes)
    if unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked > MOST_RATIO * len(data)):
        raise UserError(_("{name} unpacks to far more than it seems: it is not taken", name=name))
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names or "xl/workbook.bin" in names:
        raise UserError(_("{name} is an archive, but no Excel file", name=name))
    _check_extent(data, name)


def _check_extent(data: bytes, name: str) -> None:
    """Refuse sheets whose last cell lies too far away, wherever in the archive they are kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    rows, columns = _extent(part)
                if rows * columns > MOST_CELLS:
                    raise UserError(
                        _(
                            "{name} spans {rows} rows and {columns} columns: that is more than can be taken",
                            name=name,
                            rows=rows,
                            columns=columns,
                        )
                    )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UserError(
            _("{name} is no readable Excel file: it is damaged or protected", name=name)
        ) from error


def _extent(part: IO[bytes]) -> tuple[int, int]:
    """The largest row and column that a cell names; (0, 0) where there are none."""
    letters: set[bytes] = set()
    last, rest, unpacked = 0, b"", 0
    while piece := part.read(_PIECE):
        unpacked += len(piece)
        if unpacked > MOST_UNPACKED:  # more than its entry promised
            raise zipfile.BadZipFile("larger than it says")
        found = _CELL.findall(rest + piece)
        letters.update(column for column, _row in found)
        last = max(last, max((int(row) for _column, row in found), default=0))
        rest = piece[-100:]
    return last, max(map(_column_number, letters), default=0)


def _column_number(letters: bytes) -> int:
    """ "A" is 1, "XFD" is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


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
