"""Open invoices of another program out of a table: number, customer, dates, currency, total, what is open,
PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from desktop_crm.billing.rules.external import ExternalInvoice, Reject, check_external
from desktop_crm.files.tables import Cell, TableFile, cell_text
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.formats import Formats
from desktop_crm.values.messages import _

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "number",
        "invoice",
        "invoice number",
        "no",
        "nummer",
        "rechnungsnummer",
        "numero",
        "fatura",
        "fatura no",
    ),
    "customer": ("customer", "client", "name", "kunde", "cliente", "musteri", "customer name", "company"),
    "issued_on": ("issued_on", "issued on", "issued", "date", "invoice date", "datum", "data", "tarih"),
    "due_on": ("due_on", "due on", "due", "due date", "faellig", "fällig", "vencimento", "vade"),
    "currency": ("currency", "waehrung", "währung", "moeda", "para birimi"),
    "gross": ("gross", "total", "amount", "brutto", "betrag", "valor", "tutar", "toplam"),
    "open": ("open", "open amount", "balance", "outstanding", "offen", "em aberto", "aberto", "kalan"),
    "pdf": ("pdf", "file", "datei", "arquivo", "ficheiro", "dosya"),
}
_NEEDED: Final = ("number", "customer", "issued_on", "open")
_PLAIN: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,4})?")
_GROUPED: Final = re.compile(
    r"[+-]?\d{1,3}(?:(?P<sep>[.,' \u00a0\u202f])\d{3})(?:(?P=sep)\d{3})*(?:[.,]\d{1,2})?"
)


def read_open_items(table: TableFile, currency: str) -> tuple[list[ExternalInvoice], list[Reject]]:
    """The rows that make sense, and the others with the reason. `currency` stands where the file names none.

    Raises UserError when a column that is needed is missing.
    """
    columns = _columns(table)
    found: list[ExternalInvoice] = []
    rejects: list[Reject] = []
    for row in table.rows:
        if row.is_empty:
            continue
        cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in columns.items()}
        number = cell_text(cells["number"]).strip()
        try:
            invoice = _invoice(row.line, number, cells, currency)
            check_external(invoice)
        except UserError as error:
            rejects.append(Reject(row.line, number, error.field or "", error.message))
        else:
            found.append(invoice)
    return found, rejects


def _columns(table: TableFile) -> dict[str, int]:
    headers = [cell_text(header).strip().casefold() for header in table.headers]
    columns = {}
    for name, spellings in _NAMES.items():
        place = next((headers.index(each) for each in spellings if each in headers), None)
        if place is not None:
            columns[name] = place
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise UserError(_("The table has no column “{name}”", name=missing[0]), missing[0])
    return columns


def _invoice(line: int, number: str, cells: Mapping[str, Cell], currency: str) -> ExternalInvoice:
    code = cell_text(cells.get("currency", "")).strip().upper() or currency
    money.digits(code)
    left = _amount(cells["open"], code, "open")
    total = cells.get("gross")
    due = cells.get("due_on")
    return ExternalInvoice(
        line=line,
        number=number,
        customer=" ".join(cell_text(cells["customer"]).split()),
        issued_on=_day(cells["issued_on"], "issued_on"),
        due_on=None if due is None or not cell_text(due).strip() else _day(due, "due_on"),
        currency=code,
        gross=left if total is None or not cell_text(total).strip() else _amount(total, code, "gross"),
        open=left,
        pdf=cell_text(cells.get("pdf", "")).strip(),
    )


def _day(cell: Cell, field: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return Formats("en").parse_date(cell_text(cell), field)


def _amount(cell: Cell, currency: str, field: str) -> int:
    """An amount with a point or a comma; thousands may be grouped. "1.234" is refused where it could mean
    both."""
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        return money.minor(Decimal(cell), currency, field)
    text = re.sub(r"[^\d.,' \u00a0\u202f+-]", "", cell_text(cell)).strip()
    if _PLAIN.fullmatch(text):
        return money.minor(Decimal(text.replace(",", ".")), currency, field)
    grouped = _GROUPED.fullmatch(text)
    if grouped is None:
        raise UserError(_("“{text}” is no number", text=cell_text(cell).strip()), field)
    bare = text.replace(grouped["sep"], "").replace(",", ".")
    return money.minor(Decimal(bare), currency, field)
