"""Price lists in and out as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.catalog.rules.columns import (
    DecimalSign,
    Field,
    Record,
    Reject,
    decimal_sign,
    guess_columns,
    record,
)
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.files.csv_writing import Value, unguarded, write_csv
from desktop_crm.files.tables import Cell, TableFile, cell_text, table_of
from desktop_crm.files.xlsx_writing import write_xlsx
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator, _

FileKind = Literal["csv", "xlsx"]

HEADERS: Final[Mapping[Field, Message]] = {
    "code": _("Code"),
    "name": _("Name"),
    "description": _("Description"),
    "kind": _("Kind"),
    "unit": _("Unit"),
    "price": _("Price"),
    "price_mode": _("Net or gross"),
    "currency": _("Currency"),
    "category": _("Category"),
    "rate": _("Tax rate"),
    "archived": _("Archived"),
}


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """How a price list is read: which column is which field, and what stands where a column is missing.

    `updates` changes what is known by its code instead of leaving it.
    """

    table: TableFile
    columns: Mapping[Field, int]
    defaults: ProductDraft = field(default_factory=ProductDraft)
    sign: DecimalSign = "."
    updates: bool = False


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One product as it is written out."""

    draft: ProductDraft
    rate: Decimal | None = None
    is_archived: bool = False


def plan_import(
    data: bytes,
    name: str,
    *,
    t: Translator,
    columns: Mapping[Field, int] | None = None,
    currency: str = "EUR",
    updates: bool = False,
) -> ImportPlan:
    """Read a file and propose how to take it in; `columns` is a mapping chosen before.

    Raises UserError for what is no table, and at "columns.name" when no column holds the names.
    """
    table = table_of(data, name)
    own = {t.message(header): known for known, header in HEADERS.items()}
    chosen = guess_columns(table.headers, own) if columns is None else dict(columns)
    if "name" not in chosen:
        raise UserError(_("No column of {name} holds the names of products", name=name), "columns.name")
    default: DecimalSign = "," if t.formats.decimal_sign == "," else "."
    sign = decimal_sign(_typed(table, chosen, "price"), default)
    return ImportPlan(table, chosen, ProductDraft(currency=currency), sign, updates)


def records(plan: ImportPlan) -> Iterator[tuple[int, tuple[str, ...], Record | UserError]]:
    """Each row that is not empty: its line, its cells as text, and what it says or why it cannot be read."""
    for row in plan.table.rows:
        if row.is_empty:
            continue
        cells = tuple(_text(cell, plan.sign) for cell in row.cells)
        read: Record | UserError
        try:
            read = record(cells, plan.columns, plan.defaults, plan.sign)
        except UserError as error:
            read = error
        yield row.line, cells, read


def export_products(rows: Iterable[ExportRow], t: Translator, kind: FileKind) -> bytes:
    """A file that this program and a spreadsheet read; the headers are in the translator's language."""
    headers = [t.message(header) for header in HEADERS.values()]
    values = (_values(row, t) for row in rows)
    return (
        write_csv(headers, values)
        if kind == "csv"
        else write_xlsx(headers, values, sheet=t.message(_("Catalogue")))
    )


def rejects_csv(headers: Sequence[str], rejects: Iterable[Reject], t: Translator) -> bytes:
    """The rows that were not taken, with line and reason before their own cells, to mend and import again."""
    rows: Iterable[Sequence[Value]] = (
        [reject.line, t.message(reject.reason), *reject.cells] for reject in rejects
    )
    return write_csv([t.message(_("Line")), t.message(_("Reason")), *headers], rows)


def _values(row: ExportRow, t: Translator) -> list[Value]:
    draft = row.draft
    return [
        draft.code,
        draft.name,
        draft.description,
        draft.kind,
        draft.unit,
        draft.price,
        draft.price_mode,
        draft.currency,
        draft.category,
        row.rate,
        row.is_archived,
    ]


def _typed(table: TableFile, columns: Mapping[Field, int], wanted: Field) -> Iterator[str]:
    """The texts of a column; a sheet's own numbers need no guess."""
    index = columns.get(wanted, -1)
    for row in table.rows[:2000]:
        if 0 <= index < len(row.cells) and isinstance(cell := row.cells[index], str):
            yield cell


def _text(cell: Cell, sign: DecimalSign) -> str:
    if isinstance(cell, Decimal):
        return cell_text(cell).replace(".", sign)
    return unguarded(cell_text(cell))
