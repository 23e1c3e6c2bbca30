"""Lines of bank statements as a person looks at them: whose money it seems to be and what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.contacts import queries as contacts
from desktop_crm.database.connection import raw
from desktop_crm.receivables.queries import statements
from desktop_crm.receivables.queries.paid_invoices import MOVED, invoice_now
from desktop_crm.receivables.queries.statements import LineRow
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_PAID: Final = (
    f"SELECT l.id, coalesce(c.name, ''), d.id, coalesce({FISCAL_NUMBER}, ''), {MOVED}"
    " FROM bank_line l"
    " JOIN remittance r ON r.id = l.remittance_id LEFT JOIN contact c ON c.id = r.contact_id"
    " LEFT JOIN allocation a ON a.remittance_id = r.id LEFT JOIN document d ON d.id = a.document_id"
    " WHERE l.state = 'booked' AND l.id IN (SELECT value FROM json_each(?)) ORDER BY l.id, a.id"
)
_COUNTS: Final = "SELECT state, count(*) FROM bank_line GROUP BY state"


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line with the words of its proposal, or of what it has paid."""

    row: LineRow
    customer: str = ""
    invoices: tuple[str, ...] = ()

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def is_certain(self) -> bool:
        return self.row.proposal is not None and self.row.proposal.is_certain

    @property
    def is_proposed(self) -> bool:
        return self.row.proposal is not None and bool(self.row.proposal.shares)


@rights.needs("accounts.read")
def waiting_rows(caller: Caller) -> list[BankRow]:
    """Every line that waits, in the order of the bank."""
    rows = statements.waiting_lines(caller)
    proposals = [row.proposal for row in rows if row.proposal is not None]
    names = contacts.names_of(caller, {each.contact_id for each in proposals if each.contact_id is not None})
    wanted = {share.document_id for each in proposals for share in each.shares}
    numbers = {each.id: each.number for each in statements.open_invoices(caller) if each.id in wanted}
    return [_proposed(row, names, numbers) for row in rows]


@rights.needs("accounts.read")
def settled_rows(caller: Caller, state: str, limit: int = 1000) -> list[BankRow]:
    """Lines that were booked or skipped, the latest first."""
    rows = statements.list_lines(caller, state, limit)
    paid = _paid([row.id for row in rows])
    return [BankRow(row, *paid.get(row.id, ("", ()))) for row in rows]


@rights.needs("accounts.read")
def count_lines(caller: Caller) -> dict[str, int]:
    """How many lines there are by state: "open", "booked", "skipped"."""
    return {state: int(count) for state, count in raw().execute(_COUNTS).fetchall()}


def _proposed(row: LineRow, names: dict[int, str], numbers: dict[int, str]) -> BankRow:
    proposal = row.proposal
    if proposal is None:
        return BankRow(row)
    found = tuple(numbers.get(share.document_id, "") for share in proposal.shares)
    return BankRow(row, names.get(proposal.contact_id or 0, ""), found)


def _paid(ids: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for line, customer, *share in raw().execute(_PAID, (str(list(ids)),)).fetchall():
        _document, number = invoice_now(*share)
        known = found.get(line, (customer, ()))
        found[line] = (customer, (*known[1], number) if number else known[1])
    return found
