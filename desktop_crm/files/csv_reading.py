"""CSV as other programs write it: any usual separator, encoding and line end, breaks inside quotes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from desktop_crm.files.decoding import decode
from desktop_crm.files.tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, TableFile, TableRow, too_long
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

SEPARATORS: Final = (";", ",", "\t", "|")
_SAMPLE: Final = 65_536


def read_csv(data: bytes, name: str) -> TableFile:
    """A table from CSV bytes. The first row that is not empty holds the column names.

    Raises UserError naming the file, and the line where there is one, for binary, empty, cut or
    oversized content.
    """
    text, encoding = decode(data, name)
    text, separator = _separator_line(text)
    skipped = 1 if separator else 0
    separator = separator or sniff_separator(text)
    records = _records(text, separator, name, skipped)
    first = next((record for record in records if not record.is_empty), None)
    if first is None:
        raise UserError(_("{name} holds no rows", name=name))
    headers = tuple(str(cell).strip() for cell in first.cells)
    if len(headers) > MOST_COLUMNS:
        raise UserError(_("{name} has more than {most} columns", name=name, most=MOST_COLUMNS))
    rows = list(islice(records, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise UserError(_("{name} has more than {most} rows", name=name, most=MOST_ROWS))
    return TableFile(name, headers, rows, encoding, separator)


def sniff_separator(text: str) -> str:
    """The separator that gives the first records the same number of columns, and more than one."""
    sample = text[:_SAMPLE]
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        widths = [len(cells) for cells in islice(_lenient(sample, separator), 30) if any(cells)]
        if not widths or widths[0] < 2:
            continue
        _width, alike = Counter(widths).most_common(1)[0]
        score = (alike / len(widths), widths[0])
        if score > best_score:
            best, best_score = separator, score
    return best


def _lenient(sample: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    except csv.Error:
        return


def _separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" is an instruction, not a row."""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS and text[5:6] in "\r\n":
        return text[5:].lstrip("\r").removeprefix("\n"), text[4]
    return text, ""


def _records(text: str, separator: str, name: str, skipped: int) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise too_long(name, line + skipped)
            if cells:
                yield TableRow(line + skipped, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error) and '"' not in text:
            raise too_long(name, line + skipped) from error
        reason = (
            _("a quotation mark is opened and never closed")
            if "end of data" in str(error) or "field larger" in str(error)
            else _("text follows a closing quotation mark")
        )
        raise UserError(
            _("{name}, line {line}: {reason}", name=name, line=str(line + skipped), reason=reason)
        ) from error
