"""E-invoices come in: opened, checked, kept with their bytes. The same file twice changes nothing.

What is dated in a closed period neither comes in nor goes: its VAT was reported. Whose it is may still be
said.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.company.queries import periods
from desktop_crm.contacts.rules.matching import match_name, tax_key
from desktop_crm.database import blobs, search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Invoice
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.expenses.models import ReceivedInvoice
from desktop_crm.expenses.queries.received import own_firm
from desktop_crm.expenses.rules.received import Received, not_ours, received_of
from desktop_crm.files.guards import ATTACHMENT_LIMIT, check_attachment
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _

_KNOWN: Final = "SELECT id FROM received_invoice WHERE sha256 = ?"
_BY_TAX: Final = "SELECT DISTINCT contact_id FROM tax_key WHERE key = ? LIMIT 2"
_BY_NAME: Final = "SELECT id FROM contact WHERE match_name = ? AND NOT is_archived LIMIT 2"
_SPENT: Final = "SELECT 1 FROM expense WHERE received_id = ?"
_PDF, _XML = "application/pdf", "application/xml"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: `is_new` is False where it was there before. `findings` are all broken rules,
    `not_ours` says why it is somebody else's."""

    id: int
    is_new: bool
    findings: tuple[Finding, ...]
    not_ours: Message | None = None


@rights.needs("received.take_in")
def take_in(caller: Caller, name: str, content: bytes) -> TakenIn:
    """Keep an e-invoice (Factur-X PDF, CII or UBL) with its bytes and what it says.

    Raises UserError for what is no e-invoice or unsafe to read, and then nothing is kept. Rules that it
    breaks keep nothing out: they are named. UserError at "issued_on" for an invoice of a closed period: it
    is written down as an expense of an open day, with the file as its receipt.
    """
    shown, _media_type = check_attachment(content, name, ATTACHMENT_LIMIT)
    opened = open_invoice(content)
    received, findings = received_of(opened)
    other = not_ours(opened.invoice, own_firm(caller))
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction(caller) as changed:
        known = raw().execute(_KNOWN, (sha256,)).fetchone()
        if known is not None:
            return TakenIn(int(known[0]), False, findings, other)
        if received.issued_on is not None:
            _need_open_to_take(caller, received.issued_on)
        received_id = writes.insert(
            ReceivedInvoice,
            sha256=blobs.put(content),
            name=shown,
            media_type=_PDF if opened.is_pdf else _XML,
            contact=_supplier(opened.invoice),
            taken_at=utc_now(),
            by=caller.user,
            **_columns(received),
        )
        who = (received.number, received.seller, received.buyer, received.seller_key)
        search.index(_entry(received_id, *who))
        changed.add("received_invoice")
    return TakenIn(received_id, True, findings, other)


@rights.needs("received.take_in")
def set_supplier(caller: Caller, received_id: int, version: int, contact_id: int | None) -> int:
    """Say whose invoice it is, or that nobody of the contacts sent it; returns the new version."""
    with transaction(caller) as changed:
        if contact_id is not None:
            found = raw().execute("SELECT 1 FROM contact WHERE id = ?", (contact_id,)).fetchone()
            if found is None:
                raise NotFound(_("This contact does not exist"), "contact_id")
        version = writes.update_versioned(ReceivedInvoice, received_id, version, contact=contact_id)
        changed.add("received_invoice")
    return version


@rights.needs("received.remove")
def remove_received(caller: Caller, received_id: int) -> None:
    """Take a file out again that was taken in by mistake; NotFound when it is gone, UserError at "issued_on"
    for one of a closed period.

    The bytes stay in the insert-only store: the trail can bring it back.
    """
    with transaction(caller) as changed:
        row = raw().execute("SELECT issued_on FROM received_invoice WHERE id = ?", (received_id,)).fetchone()
        if row is None:
            raise NotFound(_("There is no received invoice {id}", id=str(received_id)))
        if raw().execute(_SPENT, (received_id,)).fetchone() is not None:
            raise UserError(_("An expense was made of it: delete that first"), "id")
        _need_open(caller, row[0])
        writes.delete(ReceivedInvoice, received_id)
        search.remove("received_invoice", received_id)
        changed.add("received_invoice")


@rights.needs("received.take_in")
def bring_back_received(caller: Caller, entry_id: int) -> int:
    """Bring a removed one back, with the file as it came; returns its id. UserError where the same file was
    taken in again meanwhile, and at "issued_on" for one of a closed period."""
    with transaction(caller) as changed:
        entry = trail.get_entry(entry_id)
        if entry.table != "received_invoice":
            raise UserError(_("This entry is about something else"), "id")
        for row in trail.deleted_rows(entry)[entry.table]:
            _need_open(caller, row["issued_on"])
        trail.belongs_to(undoes=entry_id)
        trail.put_back(entry)
        sql = "SELECT number, seller, buyer, seller_key FROM received_invoice WHERE id = ?"
        number, seller, buyer, key = raw().execute(sql, (entry.row,)).fetchone()
        search.index(_entry(entry.row, number, seller, buyer, key))
        changed.add("received_invoice")
    return entry.row


def _need_open_to_take(caller: Caller, day: date) -> None:
    closed = periods.closed_period_of(caller, day)
    if closed is not None:
        raise UserError(
            _(
                "It is dated {day}, and the books from {start} to {end} are closed: write it down as an"
                " expense of an open day with this file as its receipt, or let the period be reopened",
                day=day,
                start=closed.starts_on,
                end=closed.ends_on,
            ),
            "issued_on",
        )


def _need_open(caller: Caller, issued_on: str | None) -> None:
    """What names no day counts in no period."""
    if issued_on is not None:
        periods.need_open(caller, date.fromisoformat(issued_on), "issued_on")


def _columns(received: Received) -> dict[str, Any]:
    return {
        "format": received.format,
        "type": received.type,
        "number": received.number,
        "seller": received.seller,
        "seller_folded": search.fold(received.seller).strip(),
        "seller_key": received.seller_key,
        "buyer": received.buyer,
        "issued_on": received.issued_on,
        "due_on": received.due_on,
        "currency": received.currency or None,
        "net": received.net,
        "tax": received.tax,
        "gross": received.gross,
        "due": received.due,
        "errors": received.errors,
        "warnings": received.warnings,
    }


def _supplier(invoice: Invoice) -> int | None:
    """The contact that the seller is: the only one with its tax id, else the only one of its name."""
    seller = invoice.seller
    for number in (seller.vat_id, seller.tax_number):
        if key := tax_key(number):
            found = raw().execute(_BY_TAX, (key,)).fetchall()
            if len(found) == 1:
                return int(found[0][0])
    name = match_name(seller.name) if seller.name else ""
    found = raw().execute(_BY_NAME, (name,)).fetchall() if name else []
    return int(found[0][0]) if len(found) == 1 else None


def _entry(received_id: int, number: str, seller: str, buyer: str, key: str) -> search.Entry:
    texts = search.parts("company", buyer) + search.parts("vat_id", key)
    title = f"{number} {seller}".strip() or str(received_id)
    return search.Entry("received_invoice", received_id, title, texts, number=number)
