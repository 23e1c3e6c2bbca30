"""Payments that moved from a wrong invoice to the one in its place: the same money under another number.

`service.payments.move` books both entries of a move one after the other, the reversal first, alike in all but
the sign, once the invoice in the other's place is issued. By that a move is told from a mistyped payment that
was reversed before.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from desktop_crm.database.connection import raw


def _is_move(w: str, p: str, d: str) -> str:
    """SQL: whether a reversal `w` and the payment `p` of a document `d` are a move. Their ids are compared
    where they are joined, by the one that is looked for."""
    return (
        f"{w}.reverses_id IS NOT NULL AND {p}.reverses_id IS NULL AND {w}.amount = -{p}.amount"
        f" AND {w}.paid_on = {p}.paid_on AND {w}.method = {p}.method AND {w}.reference = {p}.reference"
        f" AND {w}.document_id = {d}.corrects_id AND {w}.at >= {d}.issued_at"
    )


MOVED_HERE: Final = f"EXISTS (SELECT 1 FROM payment w WHERE w.id = p.id - 1 AND {_is_move('w', 'p', 'd')})"
"""That a payment `p` of a document `d` came from the invoice that `d` replaces."""
_MOVED_ON: Final = (
    "(SELECT r.issued_on FROM payment m JOIN document r ON r.id = m.document_id"
    f" WHERE m.id = p.id + 1 AND {_is_move('p', 'm', 'r')})"
)
COUNTS_ON: Final = (
    f"CASE WHEN {_MOVED_ON} > p.paid_on THEN {_MOVED_ON}"
    " WHEN d.corrects_id IS NOT NULL AND d.issued_on > p.paid_on THEN d.issued_on ELSE p.paid_on END"
)
"""The day from which a payment `p` of a document `d` counts there: one that moved leaves the wrong invoice,
and stands on the other one, on the day that this was issued: what was told of earlier days stays told."""
_WENT_TO: Final = (
    "SELECT p.id FROM payment w JOIN payment p ON p.id = w.id + 1 JOIN document d ON d.id = p.document_id"
    f" WHERE w.reverses_id = ? AND {_is_move('w', 'p', 'd')}"
)
_CAME_FROM: Final = (
    "SELECT w.reverses_id FROM payment p JOIN document d ON d.id = p.document_id"
    f" JOIN payment w ON w.id = p.id - 1 WHERE p.id = ? AND {_is_move('w', 'p', 'd')}"
)
_PAYMENT: Final = (
    "SELECT p.document_id, EXISTS (SELECT 1 FROM payment v WHERE v.reverses_id = p.id)"
    " FROM payment p WHERE p.id = ?"
)


class Standing(NamedTuple):
    """Where a payment stands by now, and whether it was taken back there."""

    payment_id: int
    document_id: int
    is_taken_back: bool


def stands_as(payment_id: int) -> Standing:
    """The payment as it stands by now, however often its invoice was corrected."""
    document, is_reversed = raw().execute(_PAYMENT, (payment_id,)).fetchone()
    went = raw().execute(_WENT_TO, (payment_id,)).fetchone() if is_reversed else None
    return Standing(payment_id, int(document), bool(is_reversed)) if went is None else stands_as(int(went[0]))


def came_as(payment_id: int) -> int:
    """The payment as it was booked first; itself where it never moved."""
    row = raw().execute(_CAME_FROM, (payment_id,)).fetchone()
    return payment_id if row is None else came_as(int(row[0]))
