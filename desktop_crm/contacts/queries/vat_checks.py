"""When a contact's VAT ID was checked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop_crm.contacts.rules.vat_checks import VatCheckDraft, proof_on
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_ROWS: Final = (
    "SELECT id, at, by, vat_id, checked_on, result, reference, source, name, address FROM vat_check"
    " WHERE contact_id = ? ORDER BY checked_on DESC, id DESC"
)


@dataclass(frozen=True, slots=True)
class VatCheckRow:
    """One answer as it was written down."""

    id: int
    at: datetime
    by: str
    draft: VatCheckDraft


@rights.needs("contacts.read")
def list_vat_checks(caller: Caller, contact_id: int) -> list[VatCheckRow]:
    """Every answer about a contact's VAT IDs, the latest first."""
    found = []
    for key, at, by, vat_id, day, result, reference, source, name, address in (
        raw().execute(_ROWS, (contact_id,)).fetchall()
    ):
        draft = VatCheckDraft(
            vat_id=vat_id,
            checked_on=date.fromisoformat(day),
            result=result,
            reference=reference,
            source=source,
            name=name,
            address=address,
        )
        found.append(VatCheckRow(key, datetime.fromisoformat(at), by, draft))
    return found


@rights.needs("contacts.read")
def vat_proof(caller: Caller, contact_id: int, vat_id: str, day: date) -> VatCheckDraft | None:
    """The answer that counts for a sale to this contact on this day, or None."""
    return proof_on((row.draft for row in list_vat_checks(caller, contact_id)), vat_id, day)
