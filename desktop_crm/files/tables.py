"""A table from a file, whatever program wrote it: told apart by content, not by the file's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from desktop_crm.files.guards import TABLE_LIMIT, check_size, read_limited
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

Cell = str | Decimal | date | datetime | bool
"""What a cell may hold. CSV gives text only; a sheet gives numbers exactly as Excel shows them, and dates."""

MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 1_000
LONGEST_CELL: Final = 32_767
"""Characters; what Excel takes."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record. `line` is the line (CSV) or row (sheet) it begins at, counted from 1 as editors show it."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell if isinstance(cell, str) else True for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table with its column names. Rows may be shorter or longer than `headers`."""

    name: str
    headers: tuple[str, ...]
    rows: Sequence[TableRow]
    encoding: str = ""
    separator: str = ""


def read_table(path: Path) -> TableFile:
    """The first sheet of an XLSX file, or a CSV file of any separator and encoding.

    Raises UserError naming the file (and the row) for what is empty, too large, binary, damaged or cut off.
    """
    return table_of(read_limited(path, TABLE_LIMIT), path.name)


def table_of(data: bytes, name: str) -> TableFile:
    """The same from bytes; `name` is only for messages."""
    check_size(data, name, TABLE_LIMIT)
    if data.startswith(b"PK\x03\x04"):
        from desktop_crm.files.xlsx_reading import read_xlsx

        return read_xlsx(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError(_("{name} is an old Excel file (.xls): save it as .xlsx or .csv", name=name))
    if Path(name).suffix.lower() in (".xlsx", ".xlsm"):
        raise UserError(_("{name} is no readable Excel file: it is damaged or protected", name=name))
    from desktop_crm.files.csv_reading import read_csv

    return read_csv(data, name)


def too_long(name: str, line: int) -> UserError:
    return UserError(
        _(
            "{name}, line {line}: a cell is longer than {most} characters",
            name=name,
            line=str(line),
            most=LONGEST_CELL,
        )
    )


def cell_text(cell: Cell) -> str:
    """A cell as text: numbers with a point, dates in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat()
