"""Received invoices: lists, one with all that its file says, the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.company import queries as company
from desktop_crm.company.rules.identifiers import vat_id_with_prefix
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.einvoice.checking import check_opened
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Invoice
from desktop_crm.einvoice.opening import Opened, open_invoice
from desktop_crm.expenses.rules.received import OwnFirm, doubts, not_ours
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, _
from desktop_crm.values.paging import Listing, ListView


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One received invoice in a list. Amounts are minor units of `currency`, None where it states none."""

    id: int
    version: int
    sha256: str
    name: str
    media_type: str
    format: str
    type: str
    number: str
    seller: str
    contact_id: int | None
    buyer: str
    issued_on: date | None
    due_on: date | None
    currency: str
    net: int | None
    tax: int | None
    gross: int | None
    due: int | None
    errors: int
    warnings: int
    taken_at: str
    by: str


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """One received invoice with everything that its file says and breaks, and what is doubtful about it.

    `twins` are (id, file name) of other files with the same invoice.
    """

    row: ReceivedRow
    opened: Opened
    findings: tuple[Finding, ...]
    doubts: tuple[Message, ...]
    not_ours: Message | None
    twins: tuple[tuple[int, str], ...]

    @property
    def invoice(self) -> Invoice:
        return self.opened.invoice


_COLUMNS: Final = (
    "r.id, r.version, r.sha256, r.name, r.media_type, r.format, r.type, r.number, r.seller, r.contact_id,"
    " r.buyer, r.issued_on, r.due_on, coalesce(r.currency, ''), r.net, r.tax, r.gross, r.due, r.errors,"
    " r.warnings, r.taken_at, r.by"
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM received_invoice r"
_TWINS: Final = (
    "SELECT id, name FROM received_invoice WHERE seller_key = (SELECT seller_key FROM received_invoice"
    " WHERE id = ?) AND seller_key <> '' AND number = ? AND number <> '' AND id <> ? ORDER BY id"
)

LISTING: Final = ListSpec(
    source="received_invoice r",
    key="r.id",
    columns=_COLUMNS,
    joins="",
    sorts={
        "": Sort("-r.id"),
        "seller": Sort("r.seller_folded"),
        "issued_on": Sort("r.issued_on", nullable=True),
        "due_on": Sort("r.due_on", nullable=True),
        "gross": Sort("r.gross", nullable=True),
    },
    filters={"broken": "r.errors >= ?", "contact": "r.contact_id = ?"},
    search=("received_invoice", "r.id"),
)


@rights.needs("received.read")
def list_received(caller: Caller, view: ListView) -> Listing[ReceivedRow]:
    """Received invoices, the latest first. Filters: broken (how many rules at least), contact (an id)."""
    return KeysetListing(LISTING, view, _row)


@rights.needs("received.read")
def count_received(caller: Caller) -> dict[str, int]:
    """How many there are: "all" and "broken" (some rule)."""
    sql = "SELECT count(*), count(*) FILTER (WHERE errors > 0) FROM received_invoice"
    whole, broken = raw().execute(sql).fetchone()
    return {"all": whole, "broken": broken}


@rights.needs("received.read")
def get_received(caller: Caller, received_id: int) -> ReceivedView:
    """One with all that its file says; NotFound."""
    found = raw().execute(f"{_SELECT} WHERE r.id = ?", (received_id,)).fetchone()
    if found is None:
        raise NotFound(_("There is no received invoice {id}", id=str(received_id)))
    row = _row(found)
    opened = open_invoice(blobs.get(row.sha256))
    twins = raw().execute(_TWINS, (row.id, row.number, row.id)).fetchall()
    findings, firm = check_opened(opened), own_firm(caller)
    return ReceivedView(
        row,
        opened,
        findings,
        doubts(opened.invoice, firm, findings),
        not_ours(opened.invoice, firm),
        tuple((key, name) for key, name in twins),
    )


@rights.needs("received.read")
def find_received(caller: Caller, sha256: str) -> int | None:
    """The received invoice of a file's SHA-256."""
    row = raw().execute("SELECT id FROM received_invoice WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else int(row[0])


@rights.needs("received.read")
def resolve_received(caller: Caller, text: str) -> int:
    """What a person means by a number or an id: the supplier's number first. NotFound; where several
    suppliers use the number, the latest."""
    sql = "SELECT id FROM received_invoice WHERE number = ? ORDER BY id DESC LIMIT 1"
    row = raw().execute(sql, (text,)).fetchone()
    if row is None and text.isdecimal() and len(text) < 16:
        row = raw().execute("SELECT id FROM received_invoice WHERE id = ?", (int(text),)).fetchone()
    if row is None:
        raise NotFound(_("There is no received invoice {id}", id=text), "ID")
    return int(row[0])


@rights.needs("received.read")
def received_file(caller: Caller, received_id: int) -> tuple[str, bytes]:
    """The file's name and its bytes as they came; NotFound."""
    sql = "SELECT name, sha256 FROM received_invoice WHERE id = ?"
    row = raw().execute(sql, (received_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no received invoice {id}", id=str(received_id)))
    return row[0], blobs.get(row[1])


@rights.needs("firm.read")
def own_firm(caller: Caller) -> OwnFirm:
    """Who we are; nobody before the firm has a name."""
    firm = company.firm_or_none(caller)
    if firm is None:
        return OwnFirm()
    draft = firm.draft
    vat_id = vat_id_with_prefix(draft.country, draft.vat_id) if draft.vat_id else ""
    return OwnFirm(draft.full_name, vat_id)


def _row(row: Any) -> ReceivedRow:
    values = list(row)
    for place in (11, 12):
        values[place] = None if values[place] is None else date.fromisoformat(values[place])
    return ReceivedRow(*values)
