"""Everything that came in and went back, sums over several invoices and single payments in one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries import moves
from desktop_crm.billing.queries.moves import MOVED_HERE
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.database.connection import raw
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.receivables.queries.paid_invoices import MOVED, invoice_now, numbered
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import Listing, ListView

_SUMS: Final = (
    "SELECT r.id * 2 AS id, r.kind AS kind, r.contact_id AS contact_id, coalesce(c.name, '') AS customer,"
    " r.currency AS currency, r.amount AS amount, r.fee AS fee, r.paid_on AS paid_on, r.method AS method,"
    " r.reference AS reference, CASE WHEN r.voided_at IS NULL THEN 0 ELSE 1 END AS undone, 0 AS document_id"
    " FROM remittance r LEFT JOIN contact c ON c.id = r.contact_id"
)
_SINGLE: Final = (
    "SELECT p.id * 2 + 1, CASE WHEN p.amount > 0 THEN 'received' ELSE 'refund' END, d.contact_id, d.customer,"
    " d.currency, abs(p.amount), 0, p.paid_on, p.method, p.reference,"
    " CASE WHEN EXISTS (SELECT 1 FROM payment v WHERE v.reverses_id = p.id) THEN 1 ELSE 0 END, d.id"
    " FROM payment p JOIN document d ON d.id = p.document_id"
    " WHERE p.reverses_id IS NULL AND p.method <> 'early_discount' AND NOT d.is_sample"
    f" AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.payment_id = p.id) AND NOT {MOVED_HERE}"
)
_LIST: Final = ListSpec(
    source=f"({_SUMS} UNION ALL {_SINGLE}) m",
    key="m.id",
    columns=(
        "m.id, m.kind, m.contact_id, m.customer, m.currency, m.amount, m.fee, m.paid_on, m.method,"
        " m.reference, m.undone, m.document_id"
    ),
    sorts={
        "": Sort("m.paid_on"),
        "paid_on": Sort("m.paid_on"),
        "customer": Sort("m.customer"),
        "amount": Sort("m.amount"),
    },
    filters={"kind": "m.kind = ?", "contact": "m.contact_id = ?"},
    search=("contact", "m.contact_id"),
)
_COUNTS: Final = f"SELECT kind, count(*) FROM ({_SUMS} UNION ALL {_SINGLE}) m GROUP BY kind"
_OF_SUM: Final = (
    f"SELECT a.document_id, coalesce({FISCAL_NUMBER}, ''),"
    f" {MOVED} FROM allocation a"
    " LEFT JOIN document d ON d.id = a.document_id WHERE a.remittance_id = ? ORDER BY a.id LIMIT 20"
)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One sum: `remittance_id` where it may pay several invoices, else `document_id` is the one."""

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
    is_undone: bool
    document_id: int | None
    invoices: tuple[tuple[int | None, str], ...] = ()

    @property
    def remittance_id(self) -> int | None:
        return self.id // 2 if self.id % 2 == 0 else None


@rights.needs("accounts.read")
def list_money(caller: Caller, view: ListView) -> Listing[MoneyRow]:
    """All money, by the day. Filters: kind (received, credit, refund), contact."""
    return KeysetListing(_LIST, view, _row, is_few=True)


@rights.needs("accounts.read")
def count_money(caller: Caller) -> dict[str, int]:
    """How many sums there are by kind, and "all"."""
    found = {kind: int(count) for kind, count in raw().execute(_COUNTS).fetchall()}
    return {**found, "all": sum(found.values())}


def _row(row: Iterable[Any]) -> MoneyRow:
    values = list(row)
    values[7] = date.fromisoformat(values[7])
    values[10] = bool(values[10])
    values[11] = values[11] or None
    if values[0] % 2:
        if values[10]:  # reversed where it came: mistyped, or its invoice was corrected
            now = moves.stands_as(values[0] // 2)
            values[10], values[11] = now.is_taken_back, now.document_id
        values.append((numbered(values[11]),))
    else:
        shares = raw().execute(_OF_SUM, (values[0] // 2,)).fetchall()
        values.append(tuple(invoice_now(*each) for each in shares))
    return MoneyRow(*values)
