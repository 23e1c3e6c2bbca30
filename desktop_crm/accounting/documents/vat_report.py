"""The VAT report of the package's days, its papers, the EC sales list and the OSS as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.accounting.documents import vat_tables
from desktop_crm.accounting.rules.oss import OssLine
from desktop_crm.accounting.rules.sales_list import SalesLine
from desktop_crm.accounting.rules.tables import Cell, Column, Kind, Table
from desktop_crm.accounting.rules.vat import Report
from desktop_crm.values.messages import Message, _

_KINDS: Final[dict[str, Kind]] = {
    "day": "date", "rate": "rate", "base": "amount", "tax": "amount", "own_base": "amount",
    "own_tax": "amount", "papers": "number",
}  # fmt: skip
_TITLES: Final[dict[str, Message]] = {
    "day": _("Day"),
    "rate": _("VAT rate"),
    "base": _("Net amount"),
    "tax": _("VAT"),
    "category": _("VAT category"),
    "currency": _("Currency"),
    "number": _("Number"),
    "customer": _("Customer"),
    "vat_id": _("VAT ID"),
    "kind": _("Kind"),
    "papers": _("Papers"),
}


def vat_report_tables(report: Report, sales_list: Iterable[SalesLine], oss: Iterable[OssLine]) -> list[Table]:
    """The report with what stands behind each figure, and the two lists that are filed apart."""
    return [
        _table("vat-report", _("VAT report"), vat_tables.rows_table(report)),
        _table("vat-papers", _("Papers of the VAT report"), vat_tables.papers_table(report.entries)),
        _table("sales-list", _("EC sales list"), vat_tables.sales_table(sales_list)),
        _table("oss", _("One-Stop-Shop by country"), vat_tables.oss_table(oss)),
    ]


def _table(name: str, title: Message, made: vat_tables.Table) -> Table:
    columns = tuple(
        Column(each, _KINDS.get(each, "text"), _TITLES.get(each, _("{what}", what=each)))
        for each in made.headers
    )
    rows: list[Sequence[Cell]] = [
        tuple(_cell(value, column) for value, column in zip(row, columns, strict=True)) for row in made.rows
    ]
    return Table(name, title, columns, rows)


def _cell(value: object, column: Column) -> Cell:
    if column.kind == "text":
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)
    if value is None or isinstance(value, date | Decimal | int):
        return value
    return str(value)
