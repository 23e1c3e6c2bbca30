"""Bank statements come in once, whatever file they stand in; what is certain is booked, the rest is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.company import queries as company
from desktop_crm.database import blobs, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import canonical, stamp
from desktop_crm.files.tables import table_of
from desktop_crm.receivables.documents.csv_preview import TablePreview, preview_of
from desktop_crm.receivables.documents.csv_statements import Layout, check_layout, layout_json
from desktop_crm.receivables.documents.reading import BankFile, read_bank_file, table_signature
from desktop_crm.receivables.models import BankLine, BankStatement
from desktop_crm.receivables.queries import statements as queries
from desktop_crm.receivables.queries.statements import LineRow
from desktop_crm.receivables.rules.matching import Proposal, payer_keys
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.receivables.rules.statements import Statement, keys_of
from desktop_crm.receivables.service.remittances import receive
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_KNOWN: Final = "SELECT 1 FROM bank_line WHERE key = ?"
_SAME: Final = (
    "SELECT 1 FROM bank_statement WHERE file_sha = ? AND account = ? AND number = ? AND currency = ?"
)
_MARK: Final = "UPDATE bank_line SET state = ?, remittance_id = ? WHERE id = ? AND state = 'open'"
_AGAIN: Final = "UPDATE bank_line SET state = 'open' WHERE id = ? AND state = 'skipped'"
_LEARN: Final = (
    "INSERT INTO learned_payer (payer, contact_id, at) VALUES (?, ?, ?)"
    " ON CONFLICT (payer) DO UPDATE SET contact_id = excluded.contact_id, at = excluded.at"
)
_SAVE: Final = (
    "INSERT INTO statement_layout (signature, layout, at) VALUES (?, ?, ?)"
    " ON CONFLICT (signature) DO UPDATE SET layout = excluded.layout, at = excluded.at"
)


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What came of one statement of a file: how many lines are new and how many were there already.

    `gap` is what the lines lack between the stated balances.
    """

    statement: Statement
    new: int
    known: int

    @property
    def gap(self) -> int:
        return self.statement.gap


@dataclass(frozen=True, slots=True)
class BankImport:
    """What came of a file."""

    format: str
    results: tuple[StatementResult, ...]


@rights.needs("payments.record")
def import_statements(
    caller: Caller, name: str, content: bytes, today: date, mapping: dict[str, Any] | None = None
) -> BankImport:
    """Take a bank's file in; nothing is booked. A line that is there already changes nothing.

    `mapping` says how a table is read and is remembered for the next one of these columns. Raises UserError
    at "FILE", "date_order", "decimal": what is wrong with the file, or what it leaves open.
    """
    with transaction(caller) as changed:
        read = _read(caller, name, content, mapping)
        results = tuple(_take(caller, name, content, read, each) for each in read.statements)
        if read.layout is not None:
            kept = canonical(layout_json(read.layout))
            raw().execute(_SAVE, (read.signature, kept, stamp(utc_now())))
        changed.add("bank_line")
    return BankImport(read.format, results)


@rights.needs("payments.record")
def look_into(caller: Caller, name: str, content: bytes) -> TablePreview | None:
    """What a table holds, for who is to say which column is what; None where the file is no table. Writes
    nothing."""
    return preview_of(table_of(content, name)) if table_signature(content, name) else None


@rights.needs("payments.record")
def book_line(
    caller: Caller, line_id: int, shares: Sequence[Share], contact_id: int | None, today: date, fee: int = 0
) -> int:
    """Book a line as a person said; what the shares leave is the customer's credit. Who paid is remembered,
    but for a payment provider, who kept a `fee` before the payout arrived.

    Returns the id of the sum. Refused for what went out, and for a line that does not wait any more.
    """
    with transaction(caller) as changed:
        row = queries.get_line(caller, line_id)
        if row.state != "open":
            raise UserError(_("This line has been dealt with already"), "id")
        if row.line.amount <= 0:
            raise UserError(_("This went out: it pays no invoice"), "id")
        made = _book(caller, row, shares, contact_id, today, fee)
        changed.add("bank_line")
    return made


@rights.needs("payments.record")
def book_certain(caller: Caller, today: date) -> dict[int, int]:
    """Book every line whose proposal is certain; the sums by line. Nothing else is touched, and what the bank
    noted for a day to come waits for it."""
    with transaction(caller) as changed:
        made = {}
        for row in queries.waiting_lines(caller):
            proposal = row.proposal or Proposal()
            if proposal.is_certain and row.line.booked_on <= today:
                made[row.id] = _book(caller, row, proposal.shares, proposal.contact_id, today)
        if made:
            changed.add("bank_line")
    return made


@rights.needs("payments.record")
def book_proposed(caller: Caller, line_ids: Sequence[int], today: date) -> dict[int, int]:
    """Book these lines as they are proposed, as somebody who looked at them said; the sums by line.

    All of them or none: refused for a line that does not wait any more or for which no invoice is proposed.
    """
    with transaction(caller) as changed:
        waiting = {row.id: row for row in queries.waiting_lines(caller)}
        made = {}
        for line_id in dict.fromkeys(line_ids):
            row = waiting.get(line_id)
            if row is None:
                queries.get_line(caller, line_id)
                raise UserError(_("This line has been dealt with already"), "id")
            if row.proposal is None or not row.proposal.shares:
                raise UserError(
                    _("Nothing is proposed for {name}: choose what it pays", name=_called(row)), "id"
                )
            if row.line.booked_on > today:
                message = _(
                    "{name}: its day, {date}, is still to come", name=_called(row), date=row.line.booked_on
                )
                raise UserError(message, "id")
            made[line_id] = _book(caller, row, row.proposal.shares, row.proposal.contact_id, today)
        if made:
            changed.add("bank_line")
    return made


@rights.needs("payments.record")
def wait_again(caller: Caller, line_id: int) -> None:
    """Let a line that was passed over wait again."""
    with transaction(caller) as changed:
        row = queries.get_line(caller, line_id)
        if row.state == "booked":
            raise UserError(_("This line has been dealt with already"), "id")
        raw().execute(_AGAIN, (line_id,))
        changed.add("bank_line")


@rights.needs("payments.record")
def skip_line(caller: Caller, line_id: int) -> None:
    """Pass a line over: a fee, a transfer of one's own. It does not wait any more."""
    with transaction(caller) as changed:
        row = queries.get_line(caller, line_id)
        if row.state == "booked":
            raise UserError(_("This line has been dealt with already"), "id")
        raw().execute(_MARK, ("skipped", None, line_id))
        changed.add("bank_line")


# -------------------------------------------------------------------------------------------------- parts


def _read(caller: Caller, name: str, content: bytes, mapping: dict[str, Any] | None) -> BankFile:
    firm = company.firm_or_none(caller)
    currency = (firm.draft.currency if firm else "") or "EUR"
    signature = table_signature(content, name)
    given = mapping
    if given is None and signature:
        found = queries.saved_layout(caller, signature)
        given = dict(found) if found else None
    layout: Layout | None = check_layout(given) if given is not None else None
    return read_bank_file(content, name, layout, currency)


def _called(row: LineRow) -> str:
    line = row.line
    return (line.name or line.text or line.reference or line.booked_on.isoformat())[:80]


def _take(caller: Caller, name: str, content: bytes, read: BankFile, statement: Statement) -> StatementResult:
    keys = keys_of(statement.account, statement.lines)
    fresh = [
        (key, line)
        for key, line in zip(keys, statement.lines, strict=True)
        if raw().execute(_KNOWN, (key,)).fetchone() is None
    ]
    sha = blobs.put(content)
    same = (sha, statement.account, statement.number, statement.currency)
    if fresh or raw().execute(_SAME, same).fetchone() is None:
        made = writes.insert(
            BankStatement, name=name, format=read.format, file=sha, account=statement.account,
            currency=statement.currency, number=statement.number, opening=statement.opening,
            closing=statement.closing, from_day=statement.from_day, to_day=statement.to_day, at=utc_now(),
            by=caller.user,
        )  # fmt: skip
        writes.insert_many(BankLine, ({"statement": made, "key": key, **asdict(line)} for key, line in fresh))
    return StatementResult(statement, len(fresh), len(keys) - len(fresh))


def _book(
    caller: Caller, row: LineRow, shares: Sequence[Share], contact_id: int | None, today: date, fee: int = 0
) -> int:
    line = row.line
    reference = (line.text or line.reference or line.end_to_end)[:140]
    draft = RemittanceDraft(
        amount=line.amount, currency=line.currency, paid_on=line.booked_on, shares=tuple(shares),
        contact_id=contact_id, reference=reference, fee=fee, method="card" if fee else "transfer",
    )  # fmt: skip
    made = receive(caller, draft, today)
    raw().execute(_MARK, ("booked", made, row.id))
    if contact_id is not None and not fee:
        for key in payer_keys(line):
            raw().execute(_LEARN, (key, contact_id, stamp(utc_now())))
    return made
