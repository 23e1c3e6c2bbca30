"""What the verbs of money that comes in are given in the prepared firm, and what a second time does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_crm.receivables import service
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.values.caller import Caller
from tests.faults.firms import TODAY

SUM = RemittanceDraft(amount=900, currency="EUR", paid_on=TODAY, contact_id=1, shares=())
BANK = (
    b"Date,Amount,Currency,Text\n2026-11-20,500.00,EUR,Who\n2026-11-20,-3.00,EUR,Fee\n"
    b"2026-11-20,344.40,EUR,2026-0002\n"
)
MORE = BANK + b"2026-11-21,1.00,EUR,New\n"
SHARES = (Share(document_id=1, amount=100),)
CREDIT = {"contact_id": 1, "currency": "EUR", "on": TODAY, "today": TODAY, "key": "k"}

GIVEN: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "receive": ("same", {"draft": SUM, "today": TODAY, "key": "k"}),
    "use_credit": ("same", {"shares": SHARES, **CREDIT}),
    "refund_credit": ("same", {"amount": 100, **CREDIT}),
    "take_back": ("refused", {"remittance_id": 1, "today": TODAY}),
    "import_statements": (
        "nothing",
        {"name": "b.csv", "content": MORE, "today": TODAY},
    ),
    "book_line": ("refused", {"line_id": 1, "shares": (), "contact_id": 1, "today": TODAY}),
    "book_certain": ("nothing", {"today": TODAY}),
    "skip_line": ("nothing", {"line_id": 2}),
    "book_proposed": ("refused", {"line_ids": (3,), "today": TODAY}),
    "enter_cash": (
        "same",
        {"draft": CashDraft(amount=500, booked_on=TODAY, text="Stamps"), "today": TODAY, "key": "k"},
    ),
    "close_cash": ("refused", {"day": TODAY, "today": TODAY}),
    "wait_again": ("nothing", {"line_id": 2}),
}


def prepare(caller: Caller) -> None:
    """A statement whose lines wait, and credit to use."""
    service.import_statements(caller, "bank.csv", BANK, TODAY)
    assert [service.receive(caller, SUM, TODAY) for _sum in range(2)] == [1, 2]
