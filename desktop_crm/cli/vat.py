"""`vat`: the VAT of a period, with the EC sales list and the OSS table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from desktop_crm.accounting import queries
from desktop_crm.accounting.documents import vat_json, vat_tables
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.accounting.rules.vat import check_basis
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import ending_of
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.files import saving
from desktop_crm.values.dates import month_end, month_start
from desktop_crm.values.errors import UserError

_ARGUMENTS: Final = {"period": "PERIOD", "start": "--from", "end": "--to"}


def report(session: Session) -> dict[str, Any]:
    """Every figure of the period; `--papers` what stands behind it, `--out` writes one table."""
    arguments = session.arguments
    span = wanted_span(session)
    basis = check_basis(arguments.basis) if arguments.basis else None
    ending = ending_of(arguments.out, (".csv", ".xlsx", ".txt", ""), "--out")
    with session.reading():
        books = queries.vat_books(session.caller, span, basis)
    if arguments.out:
        place = Path(arguments.out)
        table = vat_tables.table_of(arguments.table, books.report, books.sales_list, books.oss)
        kind = "xlsx" if ending == ".xlsx" else "csv"
        saving.save_table(kind, place, table.headers, table.rows, sheet=arguments.table)
        return {"file": str(place), "table": arguments.table, "rows": len(table.rows)}
    made = vat_json.report_to_json(books.report, books.sales_list, books.oss, with_papers=arguments.papers)
    return made | {"findings": [session.t.message(each) for each in books.report.findings]}


def wanted_span(session: Session) -> PeriodDraft:
    """PERIOD, the days from `--from` to `--to`, or the month of `--on`; UserError naming the argument."""
    arguments = session.arguments
    if arguments.on and not (arguments.period or arguments.start or arguments.end):
        return PeriodDraft(month_start(session.on), month_end(session.on))
    start, end = optional_day(arguments.start, "--from"), optional_day(arguments.end, "--to")
    try:
        return span_of(arguments.period, start, end)
    except UserError as error:
        raise UserError(error.message, _ARGUMENTS.get(error.field or "", error.field)) from None
