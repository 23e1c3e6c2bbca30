"""Tables for a tax audit (GoBD, access Z3): `index.xml` by the Beschreibungsstandard, its DTD, and CSV files.

UTF-8 without a signature, semicolons, decimal commas, dates 31.12.2026, texts in quotation marks; the first
line names the columns and is left out by the `Range` that each table states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from desktop_crm.accounting.rules.tables import Cell, Column, Table
from desktop_crm.files.csv_writing import guarded
from desktop_crm.values.messages import Translator
from desktop_crm.values.resources import resource

INDEX: Final = "index.xml"
DTD: Final = "gdpdu-01-09-2004.dtd"
_DAY: Final = "DD.MM.YYYY"


@dataclass(frozen=True, slots=True)
class Supplier:
    """Whose data they are."""

    name: str
    location: str
    comment: str


def dtd() -> bytes:
    """The document type that has to lie beside `index.xml`."""
    return resource(f"accounts/{DTD}").read_bytes()


def table_csv(table: Table) -> bytes:
    """The rows of one table."""
    lines = [";".join(_quoted(column.name) for column in table.columns)]
    lines += [";".join(map(_cell, row)) for row in table.rows]
    return "".join(f"{line}\r\n" for line in lines).encode()


def index_xml(tables: Iterable[Table], supplier: Supplier, start: date, end: date, t: Translator) -> bytes:
    """What each file holds, column by column; a table without columns is none."""
    from lxml import etree

    root = etree.Element("DataSet")
    _add(root, "Version", "1.0")
    data = _add(root, "DataSupplier")
    _add(data, "Name", supplier.name)
    _add(data, "Location", supplier.location)
    _add(data, "Comment", supplier.comment)
    media = _add(root, "Media")
    _add(media, "Name", "Desktop CRM")
    for table in tables:
        _table(_add(media, "Table"), table, start, end, t)
    return bytes(
        etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", pretty_print=True,
            doctype=f'<!DOCTYPE DataSet SYSTEM "{DTD}">',
        )
    )  # fmt: skip


def _table(element: Any, table: Table, start: date, end: date, t: Translator) -> None:
    _add(element, "URL", f"{table.name}.csv")
    _add(element, "Name", table.name)
    _add(element, "Description", t.message(table.title))
    validity = _add(element, "Validity")
    span = _add(validity, "Range")
    _add(span, "From", f"{start:%d.%m.%Y}")
    _add(span, "To", f"{end:%d.%m.%Y}")
    _add(validity, "Format", _DAY)
    _add(element, "UTF8")
    _add(element, "DecimalSymbol", ",")
    _add(element, "DigitGroupingSymbol", ".")
    _add(_add(element, "Range"), "From", "2")
    variable = _add(element, "VariableLength")
    _add(variable, "ColumnDelimiter", ";")
    _add(variable, "RecordDelimiter", "\r\n")
    _add(variable, "TextEncapsulator", '"')
    for place, column in enumerate(table.columns):
        name = "VariablePrimaryKey" if column.is_key else "VariableColumn"
        _column(_add(variable, name), column, (row[place] for row in table.rows), t)


def _column(element: Any, column: Column, cells: Iterator[Cell], t: Translator) -> None:
    _add(element, "Name", column.name)
    _add(element, "Description", t.message(column.title))
    if column.kind == "date":
        _add(_add(element, "Date"), "Format", _DAY)
    elif column.kind in ("amount", "rate"):
        _add(_add(element, "Numeric"), "Accuracy", str(max(2, _decimals(cells))))
    elif column.kind == "number":
        _add(_add(element, "Numeric"), "Accuracy", "0")
    else:
        _add(element, "AlphaNumeric")


def _decimals(cells: Iterator[Cell]) -> int:
    most = 0
    for cell in cells:
        if isinstance(cell, Decimal):
            most = max(most, -int(cell.as_tuple().exponent))
    return most


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, name)
    if text is not None:
        element.text = "".join(sign for sign in text if sign.isprintable() or sign in "\r\n")
    return element


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _quoted(guarded(" ".join(value.split())))
    if isinstance(value, bool):
        return _quoted("1" if value else "0")
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return _quoted(value.isoformat())
    return f"{value:%d.%m.%Y}"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def files_of(
    tables: Sequence[Table], supplier: Supplier, start: date, end: date, t: Translator
) -> Iterator[tuple[str, bytes]]:
    """Every file of the layout by its name, the description first."""
    yield INDEX, index_xml(tables, supplier, start, end, t)
    yield DTD, dtd()
    for table in tables:
        yield f"{table.name}.csv", table_csv(table)
