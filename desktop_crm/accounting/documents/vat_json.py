"""The VAT report as JSON: amounts as text with a point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop_crm.accounting.documents.vat_tables import (
    Table,
    oss_table,
    papers_table,
    rows_table,
    sales_table,
)
from desktop_crm.accounting.rules.oss import OssLine
from desktop_crm.accounting.rules.sales_list import SalesLine
from desktop_crm.accounting.rules.vat import Report, Sums
from desktop_crm.company.rules.periods import name_of
from desktop_crm.values import money


def report_to_json(
    report: Report, sales_list: Iterable[SalesLine], oss: Iterable[OssLine], *, with_papers: bool = False
) -> dict[str, Any]:
    """Everything of a period; with `with_papers` what stands behind each row."""
    span = report.standing.span
    found: dict[str, Any] = {
        "period": name_of(span) or None,
        "from": span.starts_on,
        "to": span.ends_on,
        "state": report.standing.state,
        "closed": [{"from": each.starts_on, "to": each.ends_on} for each in report.standing.closed],
        "basis": report.basis,
        "currency": report.home,
        "rows": _records(rows_table(report)),
        "sums": [_sums(each) for each in report.sums],
        "sales_list": _records(sales_table(sales_list)),
        "oss": _records(oss_table(oss)),
        "left_out": dict(report.left_out),
    }
    if with_papers:
        found["papers"] = _records(papers_table(report.entries))
    return found


def _records(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.headers, row, strict=True)) for row in table.rows]


def _sums(sums: Sums) -> dict[str, Any]:
    def amount(minor: int) -> str:
        return money.plain(minor, sums.currency)

    return {
        "currency": sums.currency,
        "papers_base": amount(sums.papers_base),
        "papers_tax": amount(sums.papers_tax),
        "discounts_base": amount(sums.less_base),
        "discounts_tax": amount(sums.less_tax),
        "further_tax": amount(sums.further_tax),
        "output_tax": amount(sums.output_tax),
        "oss_tax": amount(sums.oss_tax),
        "input_base": amount(sums.input_base),
        "input_tax": amount(sums.input_tax),
        "payable": amount(sums.payable),
        "written_off_base": amount(sums.given_up_base),
        "written_off_tax": amount(sums.given_up_tax),
    }
