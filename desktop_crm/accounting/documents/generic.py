"""Tables as CSV and as sheets that any program opens: numbers as numbers, dates as dates."""

from __future__ import annotations

from desktop_crm.accounting.rules.tables import Table
from desktop_crm.files.csv_writing import write_csv
from desktop_crm.files.xlsx_writing import write_xlsx
from desktop_crm.values.messages import Translator


def table_csv(table: Table) -> bytes:
    """UTF-8 with a signature, commas, decimal points, ISO dates."""
    return write_csv(table.headers, table.rows)


def table_xlsx(table: Table, t: Translator) -> bytes:
    """One sheet, named in the reader's language."""
    return write_xlsx(table.headers, table.rows, sheet=_sheet(t.message(table.title)))


def _sheet(title: str) -> str:
    """A name that a workbook takes."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in title).strip("'")[:31] or "Sheet1"
