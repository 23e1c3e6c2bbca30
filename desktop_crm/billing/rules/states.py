"""States: few are stored, those of money are derived from amounts and dates, never typed in."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.values.messages import Message, _

STORED: Final = (
    "draft", "issued", "sent", "accepted", "declined", "invoiced", "written_off", "partly_delivered",
    "delivered", "replaced", "cancelled",
)  # fmt: skip
QUOTE_STATES: Final = ("draft", "sent", "accepted", "declined", "expired", "invoiced")
MONEY_STATES: Final = (
    "draft", "open", "partly_paid", "overdue", "paid", "credited", "written_off", "replaced",
)  # fmt: skip
PAPER_STATES: Final = ("draft", "issued", "partly_delivered", "delivered", "invoiced", "cancelled")
"""Of orders, delivery notes, pro formas and receipts."""

WORDS: Final[dict[str, Message]] = {
    "draft": _("Draft"),
    "sent": _("Sent"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "expired": _("Expired"),
    "invoiced": _("Invoiced"),
    "open": _("Open"),
    "partly_paid": _("Partly paid"),
    "paid": _("Paid"),
    "overdue": _("Overdue"),
    "credited": _("Credited"),
    "written_off": _("Written off"),
    "issued": _("Issued"),
    "partly_delivered": _("Partly delivered"),
    "delivered": _("Delivered"),
    "replaced": _("Replaced"),
    "cancelled": _("Cancelled"),
}
"""How a state is called on screen."""

_MOVES: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("sent",),
    "sent": ("accepted", "declined", "invoiced"),
    "accepted": ("declined", "invoiced"),
    "declined": ("accepted",),
    "invoiced": ("accepted",),
}


def quote_state(stored: str, valid_until: date | None, today: date) -> str:
    """A sent quote whose last day has passed is expired; the last day itself still counts."""
    if stored == "sent" and valid_until is not None and valid_until < today:
        return "expired"
    return stored


def can_move_quote(stored: str, wanted: str) -> bool:
    return wanted in _MOVES.get(stored, ())


def money_state(stored: str, due: int, paid: int, credited: int, due_on: date | None, today: date) -> str:
    """State of an invoice's money. `due` is what the paper asks for, all amounts in minor units.

    Overdue begins on the day after `due_on` and outranks partly paid.
    """
    if stored in ("draft", "written_off", "replaced"):
        return stored
    left = due - paid - credited
    if left <= 0:
        return "credited" if credited > 0 and credited >= due else "paid"
    if due_on is not None and due_on < today:
        return "overdue"
    return "partly_paid" if paid > 0 else "open"


def document_state(
    kind: str,
    stored: str,
    *,
    due: int,
    paid: int,
    credited: int,
    due_on: date | None,
    valid_until: date | None,
    today: date,
) -> str:
    """The state that lists and pages show for a document of any kind; a paper without money has what is
    stored."""
    if kind == "quote":
        return quote_state(stored, valid_until, today)
    if kind != "invoice":
        return stored
    return money_state(stored, due, paid, credited, due_on, today)
