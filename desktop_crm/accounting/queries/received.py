"""What others charged in a period, the checks of VAT IDs, and which days are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.accounting.queries.money import Kept
from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_RECEIVED: Final = (
    "SELECT r.id, r.number, r.seller, r.issued_on, r.due_on, coalesce(r.currency, ''), r.net,"
    " r.tax, r.gross, r.due, r.format, r.errors, r.name, r.sha256 FROM received_invoice r"
    " WHERE coalesce(r.issued_on, substr(r.taken_at, 1, 10)) BETWEEN ? AND ?"
    " ORDER BY coalesce(r.issued_on, substr(r.taken_at, 1, 10)), r.id"
)
_CHECKS: Final = (
    "SELECT coalesce(c.name, ''), v.vat_id, v.checked_on, v.result, v.reference, v.source FROM vat_check v"
    " LEFT JOIN contact c ON c.id = v.contact_id WHERE v.checked_on BETWEEN ? AND ?"
    " ORDER BY v.checked_on, v.id"
)
_RECEIVED_COLUMNS: Final = columns(
    ("received", "number", _("Number of the invoice here")),
    ("number", "text", _("The supplier's number")),
    ("supplier", "text", _("Supplier")),
    ("supplier_vat_id", "text", _("The supplier's VAT ID")),
    ("issued_on", "date", _("Date of issue")),
    ("due_on", "date", _("Due date")),
    ("currency", "text", _("Currency")),
    ("net", "amount", _("Net amount")),
    ("tax", "amount", _("VAT")),
    ("gross", "amount", _("Gross amount")),
    ("due", "amount", _("Amount due")),
    ("format", "text", _("Format")),
    ("errors", "number", _("Rules that it breaks")),
    ("file", "text", _("File")),
    leading=1,
)
_PERIOD_COLUMNS: Final = columns(
    ("from", "date", _("First day")),
    ("to", "date", _("Last day")),
    ("state", "text", _("State")),
    ("closed_at", "time", _("Closed on")),
    ("closed_by", "text", _("Closed by")),
    ("reopened_at", "time", _("Reopened on")),
    ("reopened_by", "text", _("Reopened by")),
    ("reason", "text", _("Why it was reopened")),
)


@rights.needs("exports.read")
def received_table(caller: Caller, span: PeriodDraft) -> tuple[Table, list[Kept]]:
    """Invoices that came in, by their date of issue (else by the day they came in), and their files."""
    days = (span.starts_on.isoformat(), span.ends_on.isoformat())
    rows: list[Sequence[Cell]] = []
    files = []
    for place, row in enumerate(raw().execute(_RECEIVED, days).fetchall()):
        key, number, seller, issued, due_on, currency, *rest = row
        *sums, form, errors, name, sha = rest
        amounts = (None if each is None else money.major(each, currency) for each in sums)
        dates = (date.fromisoformat(each) if each else None for each in (issued, due_on))
        rows.append((key, number, seller, _vat_id(sha), *dates, currency, *amounts, form, errors, ""))
        files.append(Kept(place, name, sha))
    return Table("received", _("Invoices received"), _RECEIVED_COLUMNS, rows), files


def _vat_id(sha256: str) -> str:
    """The seller's VAT ID (BT-31) as the file states it; the row keeps but a key to tell twins by."""
    from desktop_crm.einvoice.opening import open_invoice

    try:
        return open_invoice(blobs.get(sha256)).invoice.seller.vat_id
    except UserError:
        return ""


@rights.needs("exports.read")
def vat_checks(caller: Caller, span: PeriodDraft) -> list[Sequence[Cell]]:
    """Checks of VAT IDs made in the period, as rows of `journals.VAT_IDS` without a paper."""
    days = (span.starts_on.isoformat(), span.ends_on.isoformat())
    return [
        ("", name, vat_id, date.fromisoformat(on), result, reference, source)
        for name, vat_id, on, result, reference, source in raw().execute(_CHECKS, days).fetchall()
    ]


@rights.needs("exports.read")
def periods_table(caller: Caller, span: PeriodDraft) -> Table:
    """Which of the period's days were closed when, and reopened."""
    rows: list[Sequence[Cell]] = [
        (
            *(row.period.starts_on, row.period.ends_on, "closed" if row.is_closed else "reopened"),
            *(row.closed_at.replace(tzinfo=None), row.closed_by),
            row.reopened_at.replace(tzinfo=None) if row.reopened_at else None,
            *(row.reopened_by, row.reason),
        )
        for row in periods.list_periods(caller)
        if row.period.starts_on <= span.ends_on and row.period.ends_on >= span.starts_on
    ]
    return Table("closed-periods", _("Closed periods"), _PERIOD_COLUMNS, rows)
