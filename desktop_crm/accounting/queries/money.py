"""Money of a period: payments, sums that came in, what is open at its end, bank statements and reminders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.billing.queries.moves import COUNTS_ON
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import each_row, raw
from desktop_crm.receivables.queries.paid_invoices import MOVED, invoice_now
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _

_PAYMENTS: Final = (
    "SELECT id, number, customer, counts_on, method, currency, amount, reference, reverses_id"
    f" FROM (SELECT p.id, {FISCAL_NUMBER} AS number, d.customer, {COUNTS_ON} AS counts_on, p.method,"
    " d.currency, p.amount, p.reference, p.reverses_id FROM payment p"
    " JOIN document d ON d.id = p.document_id WHERE NOT d.is_sample AND p.paid_on <= ?2) found"
    " WHERE counts_on BETWEEN ?1 AND ?2 ORDER BY counts_on, id"
)
_SUMS: Final = (
    "SELECT r.id, r.kind, coalesce(c.name, ''), r.paid_on, r.method, r.currency, r.amount, r.fee,"
    " r.reference, r.voided_at FROM remittance r LEFT JOIN contact c ON c.id = r.contact_id"
    " WHERE r.paid_on BETWEEN ? AND ? ORDER BY r.paid_on, r.id"
)
_OPEN: Final = (
    f"SELECT {FISCAL_NUMBER}, d.customer, d.issued_on, d.due_on, d.currency, d.due,"
    f" coalesce((SELECT sum(p.amount) FROM payment p WHERE p.document_id = d.id AND {COUNTS_ON} <= ?1), 0),"
    " coalesce((SELECT sum(c.due) FROM document c WHERE c.corrects_id = d.id AND c.kind = 'credit_note'"
    " AND c.state <> 'draft' AND c.issued_on <= ?1), 0),"
    " coalesce(d.answered_on, CASE d.state WHEN 'written_off' THEN d.issued_on END) FROM document d"
    " WHERE d.kind = 'invoice' AND d.state <> 'draft' AND NOT d.is_sample AND d.issued_on <= ?1"
    " AND NOT (d.state = 'replaced' AND EXISTS (SELECT 1 FROM document r WHERE r.corrects_id = d.id"
    " AND r.kind = 'invoice' AND r.state <> 'draft' AND r.issued_on <= ?1))"
    " ORDER BY d.due_on, d.id"
)
_STATEMENTS: Final = (
    "SELECT s.id, s.name, s.format, s.account, s.currency, s.number, s.from_day, s.to_day, s.opening,"
    " s.closing, (SELECT count(*) FROM bank_line l WHERE l.statement_id = s.id), s.file_sha"
    " FROM bank_statement s WHERE EXISTS (SELECT 1 FROM bank_line l WHERE l.statement_id = s.id"
    " AND l.booked_on BETWEEN ?1 AND ?2) OR (s.from_day <= ?2 AND s.to_day >= ?1) ORDER BY s.id"
)
_LINES: Final = (
    "SELECT l.id, l.statement_id, l.booked_on, l.amount, l.currency, l.name, l.account, l.reference,"
    " l.end_to_end, l.text, l.state, l.remittance_id FROM bank_line l"
    " WHERE l.booked_on BETWEEN ? AND ? ORDER BY l.booked_on, l.id"
)
_MATCHED: Final = (
    f"SELECT a.remittance_id, d.id, {FISCAL_NUMBER}, {MOVED}"
    " FROM allocation a JOIN document d ON d.id = a.document_id"
    " WHERE a.remittance_id IN (SELECT l.remittance_id FROM bank_line l WHERE l.booked_on BETWEEN ? AND ?)"
    " ORDER BY a.id"
)
_LETTERS: Final = (
    f"SELECT l.number_text, {FISCAL_NUMBER}, d.customer, l.level, l.issued_on, l.pay_by, l.currency, l.open,"
    " l.fee, l.lump_sum, l.interest, l.asked, coalesce(l.pdf_sha, '') FROM dunning_letter l"
    " JOIN document d ON d.id = l.document_id WHERE l.state = 'issued' AND NOT d.is_sample"
    " AND l.issued_on BETWEEN ? AND ? ORDER BY l.issued_on, l.id"
)

_PAYMENT_COLUMNS: Final = columns(
    ("payment", "number", _("Number of the payment")),
    ("invoice", "text", _("Invoice")),
    ("customer", "text", _("Customer")),
    ("paid_on", "date", _("Day of the payment")),
    ("method", "text", _("Way of paying")),
    ("currency", "text", _("Currency")),
    ("amount", "amount", _("Amount; below zero where it was paid back or taken back")),
    ("reference", "text", _("Reference")),
    ("takes_back", "number", _("The payment that it takes back")),
    leading=1,
)
_SUM_COLUMNS: Final = columns(
    ("sum", "number", _("Number of the sum")),
    ("kind", "text", _("Kind")),
    ("customer", "text", _("Customer")),
    ("paid_on", "date", _("Day of the payment")),
    ("method", "text", _("Way of paying")),
    ("currency", "text", _("Currency")),
    ("amount", "amount", _("Amount")),
    ("fee", "amount", _("Fee that was kept")),
    ("reference", "text", _("Reference")),
    ("taken_back", "text", _("Taken back")),
    leading=1,
)
_OPEN_COLUMNS: Final = columns(
    ("invoice", "text", _("Invoice")),
    ("customer", "text", _("Customer")),
    ("issued_on", "date", _("Date of issue")),
    ("due_on", "date", _("Due date")),
    ("currency", "text", _("Currency")),
    ("due", "amount", _("Amount due")),
    ("paid", "amount", _("Paid up to the last day")),
    ("credited", "amount", _("Credited up to the last day")),
    ("open", "amount", _("Open on the last day")),
    ("days_overdue", "number", _("Days overdue on the last day")),
)
_STATEMENT_COLUMNS: Final = columns(
    ("statement", "number", _("Number of the statement here")),
    ("file", "text", _("File")),
    ("format", "text", _("Format")),
    ("account", "text", _("Account")),
    ("currency", "text", _("Currency")),
    ("number", "text", _("The bank's number")),
    ("from", "date", _("First day")),
    ("to", "date", _("Last day")),
    ("opening", "amount", _("Balance before")),
    ("closing", "amount", _("Balance after")),
    ("lines", "number", _("Lines")),
    leading=1,
)
_LINE_COLUMNS: Final = columns(
    ("line", "number", _("Number of the line here")),
    ("statement", "number", _("Number of the statement here")),
    ("booked_on", "date", _("Day of booking")),
    ("amount", "amount", _("Amount")),
    ("currency", "text", _("Currency")),
    ("name", "text", _("Other party")),
    ("account", "text", _("Account of the other party")),
    ("reference", "text", _("Reference")),
    ("end_to_end", "text", _("End-to-end reference")),
    ("text", "text", _("Text")),
    ("state", "text", _("State")),
    ("sum", "number", _("Number of the sum")),
    ("invoices", "text", _("Invoices that it paid")),
    leading=1,
)
_LETTER_COLUMNS: Final = columns(
    ("number", "text", _("Number")),
    ("invoice", "text", _("Invoice")),
    ("customer", "text", _("Customer")),
    ("level", "number", _("Level")),
    ("issued_on", "date", _("Date of issue")),
    ("pay_by", "date", _("New due date")),
    ("currency", "text", _("Currency")),
    ("open", "amount", _("Open")),
    ("fee", "amount", _("Fee")),
    ("lump_sum", "amount", _("Lump sum")),
    ("interest", "amount", _("Interest")),
    ("asked", "amount", _("Asked in all")),
    ("file", "text", _("File")),
    leading=1,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the period: the row of its table that names it, its own name, and where its bytes lie."""

    row: int
    name: str
    sha256: str


def _days(span: PeriodDraft) -> tuple[str, str]:
    return span.starts_on.isoformat(), span.ends_on.isoformat()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@rights.needs("exports.read")
def payments_table(caller: Caller, span: PeriodDraft) -> Table:
    """Payments of invoices by their day, those that take another one back among them."""
    rows: list[Sequence[Cell]] = [
        (key, number, customer, _day(on), method, currency, money.major(amount, currency), reference, back)
        for key, number, customer, on, method, currency, amount, reference, back in each_row(
            _PAYMENTS, _days(span)
        )
    ]
    return Table("payments", _("Payments"), _PAYMENT_COLUMNS, rows)


@rights.needs("exports.read")
def sums_table(caller: Caller, span: PeriodDraft) -> Table:
    """Sums that came in, were used of credit or paid back."""
    rows: list[Sequence[Cell]] = []
    for key, kind, customer, on, method, currency, amount, fee, reference, voided in each_row(
        _SUMS, _days(span)
    ):
        sums = (money.major(amount, currency), money.major(fee, currency))
        rows.append(
            (key, kind, customer, _day(on), method, currency, *sums, reference, "yes" if voided else "")
        )
    return Table("money-in", _("Sums that came in"), _SUM_COLUMNS, rows)


@rights.needs("exports.read")
def open_items_table(caller: Caller, span: PeriodDraft) -> Table:
    """What was open of every invoice at the end of the period's last day."""
    rows: list[Sequence[Cell]] = []
    end = span.ends_on.isoformat()
    for number, customer, issued, due_on, currency, due, paid, credited, given_up_on in each_row(
        _OPEN, (end,)
    ):
        left = due - paid - credited
        if given_up_on is not None and given_up_on <= end:
            left = min(left, 0)  # what is credited beyond what was given up is to be paid back
        if left == 0:
            continue
        late = max(0, (span.ends_on - date.fromisoformat(due_on)).days) if due_on and left > 0 else 0
        sums = (money.major(each, currency) for each in (due, int(paid), int(credited), int(left)))
        rows.append((number, customer, _day(issued), _day(due_on), currency, *sums, late))
    return Table("open-items", _("Open items on the last day"), _OPEN_COLUMNS, rows)


@rights.needs("exports.read")
def statements_table(caller: Caller, span: PeriodDraft) -> tuple[Table, list[Kept]]:
    """Bank statements of the period, and the files that they came in."""
    rows: list[Sequence[Cell]] = []
    files = []
    for place, row in enumerate(raw().execute(_STATEMENTS, _days(span)).fetchall()):
        key, name, form, account, currency, number, start, end, opening, closing, lines, sha = row
        sums = (None if each is None else _bank_amount(each, currency) for each in (opening, closing))
        rows.append((key, name, form, account, currency, number, _day(start), _day(end), *sums, lines))
        files.append(Kept(place, name, sha))
    return Table("bank-statements", _("Bank statements"), _STATEMENT_COLUMNS, rows), files


@rights.needs("exports.read")
def bank_lines_table(caller: Caller, span: PeriodDraft) -> Table:
    """Movements on bank accounts, and which invoices each was matched with."""
    matched: dict[int, list[str]] = {}
    for remittance, *share in raw().execute(_MATCHED, _days(span)).fetchall():
        matched.setdefault(int(remittance), []).append(invoice_now(*share)[1])
    rows = list(_bank_rows(span, matched))
    return Table("bank-lines", _("Movements on bank accounts"), _LINE_COLUMNS, rows)


def _bank_rows(span: PeriodDraft, matched: dict[int, list[str]]) -> Iterator[Sequence[Cell]]:
    for row in each_row(_LINES, _days(span)):
        key, statement, on, amount, currency, *words, state, remittance = row
        invoices = ", ".join(matched.get(remittance or 0, []))
        yield (
            *(key, statement, _day(on), _bank_amount(amount, currency), currency, *words),
            *(state, remittance, invoices),
        )


def _bank_amount(minor: int, currency: str) -> Any:
    """Statements of currencies that are gone (DEM) have two digits."""
    return money.major(minor, currency if money.is_currency(currency) else "EUR")


@rights.needs("exports.read")
def letters_table(caller: Caller, span: PeriodDraft) -> tuple[Table, list[Kept]]:
    """Reminders that were written, and their papers."""
    rows: list[Sequence[Cell]] = []
    files = []
    for place, row in enumerate(raw().execute(_LETTERS, _days(span)).fetchall()):
        number, invoice, customer, level, issued, pay_by, currency, *sums, sha = row
        amounts = (money.major(each, currency) for each in sums)
        rows.append((number, invoice, customer, level, _day(issued), _day(pay_by), currency, *amounts, ""))
        if sha:
            files.append(Kept(place, f"{number} {customer}.pdf", sha))
    return Table("reminders", _("Reminders"), _LETTER_COLUMNS, rows), files
