"""Sums that came in, what they paid, and the credit of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries import moves
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.database.connection import raw
from desktop_crm.receivables.queries.paid_invoices import MOVED, invoice_now
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

_COLUMNS: Final = (
    "r.id, r.kind, r.contact_id, coalesce(c.name, ''), r.currency, r.amount, r.fee, r.paid_on, r.method,"
    " r.reference, r.voided_at IS NOT NULL"
)
_FROM: Final = "FROM remittance r LEFT JOIN contact c ON c.id = r.contact_id"
_LIST: Final = f"SELECT {_COLUMNS} {_FROM} ORDER BY r.paid_on DESC, r.id DESC LIMIT ?"
_ONE: Final = f"SELECT {_COLUMNS} {_FROM} WHERE r.id = ?"
_SHARES: Final = (
    f"SELECT a.document_id, coalesce({FISCAL_NUMBER}, ''), a.amount, a.discount, a.written_off,"
    f" {MOVED}"
    " FROM allocation a LEFT JOIN document d ON d.id = a.document_id WHERE a.remittance_id = ? ORDER BY a.id"
)
_SUM_OF: Final = "SELECT remittance_id FROM allocation WHERE payment_id = ? OR discount_payment_id = ?"
_CREDIT: Final = (
    "SELECT contact_id, currency, sum(amount) FROM customer_credit WHERE contact_id IS NOT NULL"
    "{one} GROUP BY contact_id, currency HAVING sum(amount) <> 0 ORDER BY contact_id, currency"
)
_ENTRIES: Final = (
    "SELECT e.id, e.currency, e.amount, e.booked_on, r.kind, r.reference, e.remittance_id"
    " FROM customer_credit e JOIN remittance r ON r.id = e.remittance_id WHERE e.contact_id = ? ORDER BY e.id"
)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What a sum paid of one invoice; `number` is "" of a paper that was purged."""

    document_id: int | None
    number: str
    amount: int
    discount: int
    written_off: int


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """One sum of money, amounts in minor units."""

    id: int
    kind: str
    contact_id: int | None
    customer: str
    currency: str
    amount: int
    fee: int
    paid_on: date
    method: str
    reference: str
    is_taken_back: bool
    shares: tuple[ShareRow, ...] = ()

    @property
    def kept(self) -> int:
        """What was kept as credit."""
        if self.kind != "received":
            return 0
        return self.amount + self.fee - sum(each.amount for each in self.shares)


@dataclass(frozen=True, slots=True)
class CreditEntry:
    """One entry of a customer's credit."""

    id: int
    currency: str
    amount: int
    on: date
    kind: str
    reference: str
    remittance_id: int


@rights.needs("accounts.read")
def list_remittances(caller: Caller, limit: int = 1000) -> list[RemittanceRow]:
    """What came in, was used of credit and paid back, the latest first."""
    return [_row(row) for row in raw().execute(_LIST, (limit,)).fetchall()]


@rights.needs("accounts.read")
def get_remittance(caller: Caller, remittance_id: int) -> RemittanceRow:
    """One sum with its shares; NotFound."""
    row = raw().execute(_ONE, (remittance_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no incoming payment {id}", id=str(remittance_id)), "id")
    return _row(row)


@rights.needs("accounts.read")
def sum_of_payment(caller: Caller, payment_id: int) -> int | None:
    """The sum that a payment of an invoice is a part of; None where it came by itself."""
    first = moves.came_as(payment_id)
    row = raw().execute(_SUM_OF, (first, first)).fetchone()
    return None if row is None else int(row[0])


@rights.needs("accounts.read")
def credit_of(caller: Caller, contact_id: int) -> dict[str, int]:
    """What a customer has to their credit, by currency; none: left out."""
    rows = raw().execute(_CREDIT.format(one=" AND contact_id = ?"), (contact_id,)).fetchall()
    return {currency: int(amount) for _contact, currency, amount in rows}


@rights.needs("money.totals")
def all_credit(caller: Caller) -> list[tuple[int, str, int]]:
    """(contact, currency, amount) of everybody who has something to their credit."""
    rows = raw().execute(_CREDIT.format(one="")).fetchall()
    return [(int(contact), currency, int(amount)) for contact, currency, amount in rows]


@rights.needs("accounts.read")
def credit_entries(caller: Caller, contact_id: int) -> list[CreditEntry]:
    """How a customer's credit came about, the oldest first."""
    return [
        CreditEntry(key, currency, amount, date.fromisoformat(on), kind, reference, remittance)
        for key, currency, amount, on, kind, reference, remittance in raw()
        .execute(_ENTRIES, (contact_id,))
        .fetchall()
    ]


def _row(row: Sequence[Any]) -> RemittanceRow:
    values: list[Any] = list(row)
    values[7] = date.fromisoformat(values[7])
    values[10] = bool(values[10])
    values.append(tuple(_share(each) for each in raw().execute(_SHARES, (row[0],)).fetchall()))
    return RemittanceRow(*values)


def _share(row: Sequence[Any]) -> ShareRow:
    """Under the number of the invoice on which the payment stands by now."""
    document, number, amount, discount, written_off, moved = row
    return ShareRow(*invoice_now(document, number, moved), amount, discount, written_off)
