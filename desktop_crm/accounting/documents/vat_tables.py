"""The VAT report, its papers, the EC sales list and the OSS table as rows of a CSV file or a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from desktop_crm.accounting.rules.oss import OssLine
from desktop_crm.accounting.rules.sales_list import SalesLine
from desktop_crm.accounting.rules.vat import Entry, Report, Row
from desktop_crm.files import csv_writing
from desktop_crm.files.csv_writing import Value
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

TableName = Literal["rows", "papers", "sales-list", "oss"]
ROW_HEADERS: Final = (
    "direction", "sort", "treatment", "category", "rate", "country", "currency", "base", "tax", "papers",
    "counts",
)  # fmt: skip
PAPER_HEADERS: Final = (
    "direction", "sort", "day", "kind", "number", "customer", "vat_id", "country", "place", "treatment",
    "category", "rate", "currency", "base", "tax", "own_currency", "own_base", "own_tax", "counts",
)  # fmt: skip
SALES_HEADERS: Final = ("country", "vat_id", "supplied", "customer", "currency", "base", "papers", "proof")
OSS_HEADERS: Final = ("country", "rate", "currency", "base", "tax", "papers", "doubtful")


class Table(NamedTuple):
    """Names of the columns, and the rows."""

    headers: Sequence[str]
    rows: list[Sequence[Value]]


def rows_table(report: Report) -> Table:
    """The report, one line a row."""
    return Table(ROW_HEADERS, [_row(each) for each in report.rows])


def papers_table(entries: Iterable[Entry]) -> Table:
    """What stands behind the rows, one line an entry."""
    return Table(PAPER_HEADERS, [_paper(each) for each in entries])


def sales_table(lines: Iterable[SalesLine]) -> Table:
    """The EC sales list."""
    return Table(
        SALES_HEADERS,
        [
            (
                each.country, each.vat_id, each.supplied, each.customer, each.currency,
                _major(each.base, each.currency), each.papers, each.proof,
            )
            for each in lines
        ],
    )  # fmt: skip


def oss_table(lines: Iterable[OssLine]) -> Table:
    """The table of the One-Stop-Shop."""
    return Table(
        OSS_HEADERS,
        [
            (
                each.country, each.rate, each.currency, _major(each.base, each.currency),
                _major(each.tax, each.currency), each.papers, each.is_doubtful,
            )
            for each in lines
        ],
    )  # fmt: skip


def table_of(name: str, report: Report, sales_list: Iterable[SalesLine], oss: Iterable[OssLine]) -> Table:
    """One of the four by its name; UserError at "table"."""
    makers: dict[str, Callable[[], Table]] = {
        "rows": lambda: rows_table(report),
        "papers": lambda: papers_table(report.entries),
        "sales-list": lambda: sales_table(sales_list),
        "oss": lambda: oss_table(oss),
    }
    if name not in makers:
        raise UserError(_("Write one of {choices}", choices=", ".join(makers)), "table")
    return makers[name]()


def csv_of(table: Table) -> bytes:
    """UTF-8 with a signature, comma; text that a spreadsheet would take for a formula is guarded."""
    return csv_writing.write_csv(table.headers, table.rows)


def _row(row: Row) -> Sequence[Value]:
    key = row.key
    return (
        row.direction, key.sort, key.case, key.category, key.rate, key.country, key.currency,
        _major(row.base, key.currency), _major(row.tax, key.currency), row.papers, key.counts,
    )  # fmt: skip


def _paper(entry: Entry) -> Sequence[Value]:
    return (
        entry.direction, entry.sort, entry.day, entry.kind, entry.number, entry.customer, entry.vat_id,
        entry.country, entry.place, entry.case, entry.category, entry.rate, entry.currency,
        _major(entry.base, entry.currency), _major(entry.tax, entry.currency), entry.own_currency,
        _major(entry.own_base, entry.own_currency), _major(entry.own_tax, entry.own_currency), entry.counts,
    )  # fmt: skip


def _major(minor: int, currency: str) -> Decimal:
    return money.major(minor, currency)
