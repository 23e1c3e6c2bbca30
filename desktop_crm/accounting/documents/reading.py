"""Our own layouts taken back: what was handed over is read again and must come to the same sums."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from desktop_crm.accounting.documents.extf import WITHOUT_AUTOMATIC, included_tax
from desktop_crm.accounting.documents.extf_columns import BOOKING, DEBTOR
from desktop_crm.accounting.documents.ventes import COLUMNS
from desktop_crm.accounting.rules.accounts import Chart
from desktop_crm.accounting.rules.tables import Cell, Column, Table
from desktop_crm.files.csv_writing import unguarded
from desktop_crm.files.tables import TableFile, table_of
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_HEADER_FIELDS: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedRow:
    """One line of an EXTF file: above zero where the customer owes it, in the books' `currency`. A paper in
    another one has its own amount and currency, and how much of it 1 of the books' is."""

    amount: int
    currency: str
    paper_amount: int
    paper_currency: str
    rate: Decimal | None
    debtor: str
    account: str
    key: str
    day: date
    number: str
    text: str
    paper_id: str
    eu: str
    eu_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Booked:
    """One EXTF file of bookings."""

    consultant: str
    client: str
    year: date
    start: date
    end: date
    chart: str
    rows: tuple[BookedRow, ...]

    def sums(self, chart: Chart) -> tuple[int, int]:
        """Net and VAT as an accountant's program books them: an automatic account finds the VAT in it."""
        rates = {(rule.account, rule.rate): rule for rule in chart.rules if rule.automatic}
        vat = {rule.vat for rule in chart.rules if rule.vat} | {chart.accounts["other_taxes"][0]}
        net = tax = 0
        for row in self.rows:
            if row.account in vat:
                tax += row.amount
                continue
            found = 0
            if row.key != WITHOUT_AUTOMATIC:
                rule_rates = [rate for account, rate in rates if account == row.account]
                rate = row.eu_rate or next((each for each in rule_rates if each), None) or Decimal(0)
                found = included_tax(row.amount, rate)
            net, tax = net + row.amount - found, tax + found
        return net, tax


def read_bookings(data: bytes) -> Booked:
    """An EXTF file of bookings. UserError with the line for what is none."""
    header, names, rows = _extf(data, "21")
    if tuple(names) != BOOKING:
        raise UserError(_("Line {line}: these are not the columns of bookings", line="2"))
    start, end = _compact(header[14], 1), _compact(header[15], 1)
    chart = f"SKR{header[26]}"
    found = tuple(_booked(cells, line, start, end) for line, cells in enumerate(rows, 3))
    return Booked(header[10], header[11], _compact(header[12], 1), start, end, chart, found)


def read_debtors(data: bytes) -> dict[str, str]:
    """An EXTF file of debtors: names by account."""
    _header, names, rows = _extf(data, "16")
    if tuple(names) != DEBTOR:
        raise UserError(_("Line {line}: these are not the columns of debtors", line="2"))
    return {cells[0]: unguarded(cells[1]) for cells in rows}


def _extf(data: bytes, category: str) -> tuple[list[str], list[str], list[list[str]]]:
    try:
        text = data.decode("cp1252")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(_("This is no EXTF file")) from error
    if len(lines) < 2 or lines[0][:3] != ["EXTF", "700", category] or len(lines[0]) != _HEADER_FIELDS:
        raise UserError(_("This is no EXTF file"))
    for line, cells in enumerate(lines[2:], 3):
        if len(cells) != len(lines[1]):
            raise UserError(_("Line {line}: it has another number of fields", line=str(line)))
    return lines[0], lines[1], lines[2:]


def _booked(cells: Sequence[str], line: int, start: date, end: date) -> BookedRow:
    at = {name: cells[place] for place, name in enumerate(BOOKING)}
    own_currency, rate = at["WKZ Umsatz"], at["Kurs"]
    own = _minor(at[BOOKING[0]], own_currency, line)
    amount, currency = own, own_currency
    if rate:
        currency = at["WKZ Basis-Umsatz"]
        amount = _minor(at["Basis-Umsatz"], currency, line)
    sign = {"S": 1, "H": -1}.get(at["Soll/Haben-Kennzeichen"])
    if sign is None or amount <= 0 or own <= 0:
        raise UserError(_("Line {line}: its amount or side cannot be read", line=str(line)))
    eu_rate = at["EU-Steuersatz (Bestimmung)"]
    link = at["Beleglink"]
    return BookedRow(
        amount=sign * amount,
        currency=currency,
        paper_amount=sign * own,
        paper_currency=own_currency,
        rate=_decimal(rate, line) if rate else None,
        debtor=at["Konto"],
        account=at["Gegenkonto (ohne BU-Schlüssel)"],
        key=at["BU-Schlüssel"],
        day=_day_in(at["Belegdatum"], start, end, line),
        number=at["Belegfeld 1"],
        text=unguarded(at["Buchungstext"]),
        paper_id=link.partition('"')[2].rstrip('"'),
        eu=at["EU-Land u. UStID (Bestimmung)"],
        eu_rate=_decimal(eu_rate, line) if eu_rate else None,
    )


def _day_in(text: str, start: date, end: date, line: int) -> date:
    """DDMM within the file's days."""
    for year in {start.year, end.year}:
        try:
            day = date(year, int(text[2:]), int(text[:2]))
        except ValueError:
            continue
        if start <= day <= end:
            return day
    raise UserError(_("Line {line}: its date cannot be read", line=str(line)))


# ---------------------------------------------------------------------------------- ventes, colonnes FEC


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of an entry."""

    number: int
    day: date
    account: str
    customer: str
    paper: str
    debit: int
    credit: int


def read_ventes(data: bytes, currency: str = "EUR") -> list[EntryLine]:
    """The lines of a file with the columns of the FEC. UserError with the line for what is none, and where
    an entry does not balance."""
    try:
        rows = [line.split("\t") for line in data.decode().split("\r\n") if line]
    except UnicodeDecodeError as error:
        raise UserError(_("This is no file of sales")) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise UserError(_("Line {line}: these are not the columns of the FEC", line="1"))
    found = [_entry_line(cells, line, currency) for line, cells in enumerate(rows[1:], 2)]
    sums: dict[int, int] = {}
    for each in found:
        sums[each.number] = sums.get(each.number, 0) + each.debit - each.credit
    wrong = next((number for number, rest in sums.items() if rest), None)
    if wrong is not None:
        raise UserError(_("Entry {number} does not balance", number=str(wrong)))
    return found


def _entry_line(cells: Sequence[str], line: int, currency: str) -> EntryLine:
    if len(cells) != len(COLUMNS):
        raise UserError(_("Line {line}: it has another number of fields", line=str(line)))
    at = dict(zip(COLUMNS, cells, strict=True))
    if not at["EcritureNum"].isdigit():
        raise UserError(_("Line {line}: its number cannot be read", line=str(line)))
    return EntryLine(
        int(at["EcritureNum"]),
        _compact(at["EcritureDate"], line),
        at["CompteNum"],
        at["CompAuxNum"],
        unguarded(at["PieceRef"]),
        _minor(at["Debit"], currency, line),
        _minor(at["Credit"], currency, line),
    )


# --------------------------------------------------------------------------------------- tables, and Z3


def read_rows(data: bytes, name: str, columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """A table that `generic` wrote, CSV or sheet, as the cells that it was made of."""
    file = table_of(data, name)
    if file.headers != tuple(column.name for column in columns):
        raise UserError(_("{name}: its columns are others", name=name))
    return _typed(file, columns)


def _typed(file: TableFile, columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    found = []
    for row in file.rows:
        cells = [*row.cells, *[""] * (len(columns) - len(row.cells))]
        found.append(
            tuple(_cell(cell, column, row.line) for cell, column in zip(cells, columns, strict=True))
        )
    return found


def _cell(cell: object, column: Column, line: int) -> Cell:
    if not isinstance(cell, str):  # a sheet knows its kinds
        if column.kind == "number" and isinstance(cell, Decimal):
            return int(cell)
        return str(cell) if column.kind == "text" else cell  # type: ignore[return-value]
    if cell == "":
        return None if column.kind != "text" else ""
    if column.kind == "text":
        return unguarded(cell)
    try:
        if column.kind == "date":
            return date.fromisoformat(cell)
        if column.kind == "time":
            return datetime.fromisoformat(cell)
        return int(cell) if column.kind == "number" else Decimal(cell)
    except (ValueError, InvalidOperation) as error:
        raise UserError(
            _("Line {line}: {column} cannot be read", line=str(line), column=column.name)
        ) from error


def read_z3(open_file: Callable[[str], bytes]) -> list[Table]:
    """Every table that `index.xml` describes, read by its description alone."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(open_file("index.xml"), parser)
    except etree.XMLSyntaxError as error:
        raise UserError(_("This is no description of tables")) from error
    return [_described(table, open_file) for table in root.iter("Table")]


def _described(element: object, open_file: Callable[[str], bytes]) -> Table:
    table: object = element
    find = table.findtext  # type: ignore[attr-defined]
    columns = []
    for each in table.iter("VariablePrimaryKey", "VariableColumn"):  # type: ignore[attr-defined]
        kind = "date" if each.find("Date") is not None else "text"
        if (numeric := each.find("Numeric")) is not None:
            kind = "number" if numeric.findtext("Accuracy") == "0" else "amount"
        words = _("{what}", what=each.findtext("Description"))
        columns.append(Column(each.findtext("Name"), kind, words, each.tag == "VariablePrimaryKey"))  # type: ignore[arg-type]
    text = open_file(find("URL")).decode()
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=find("VariableLength/ColumnDelimiter")))
    skipped = int(find("Range/From")) - 1
    rows = [
        tuple(_z3_cell(cell, column, line) for cell, column in zip(cells, columns, strict=True))
        for line, cells in enumerate(lines[skipped:], skipped + 1)
    ]
    return Table(find("Name"), _("{what}", what=find("Description")), tuple(columns), rows)


def _z3_cell(cell: str, column: Column, line: int) -> Cell:
    if column.kind == "text":
        return unguarded(cell)
    if not cell:
        return None
    if column.kind == "date":
        try:
            return date.fromisoformat("-".join(reversed(cell.split("."))))
        except ValueError as error:
            raise UserError(_("Line {line}: its date cannot be read", line=str(line))) from error
    number = _decimal(cell, line)
    return int(number) if column.kind == "number" else number


def _decimal(text: str, line: int) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise UserError(_("Line {line}: “{text}” is no number", line=str(line), text=text)) from error


def _minor(text: str, currency: str, line: int) -> int:
    return money.minor(_decimal(text, line), currency)


def _compact(text: str, line: int) -> date:
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError as error:
        raise UserError(_("Line {line}: its date cannot be read", line=str(line))) from error
