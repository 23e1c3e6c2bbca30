"""Which invoice a part of a sum pays by now: payments follow a wrong invoice to the one in its place."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.queries import moves
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.database.connection import raw

MOVED: Final = (
    "CASE WHEN EXISTS (SELECT 1 FROM payment v WHERE v.reverses_id = a.payment_id) THEN a.payment_id END"
)
"""The payment of an allocation `a` where it does not stand any more as it was booked."""
_NUMBERED: Final = f"SELECT d.id, coalesce({FISCAL_NUMBER}, '') FROM document d WHERE d.id = ?"


def invoice_now(document_id: int | None, number: str, moved: int | None) -> tuple[int | None, str]:
    """Id and number of the invoice; `moved` as the column `MOVED` has it."""
    return (document_id, number) if moved is None else numbered(moves.stands_as(moved).document_id)


def numbered(document_id: int) -> tuple[int | None, str]:
    """A document with the number by which the world knows it."""
    found: tuple[int | None, str] = raw().execute(_NUMBERED, (document_id,)).fetchone()
    return found
