"""What the model of the main job knows of a document, and the draft that says the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.values.errors import UserError
from tests.faults.firms import TODAY


def cents(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Paper:
    """What the model knows of a document."""

    kind: str
    lines: tuple[tuple[int, int], ...]  # (quantity, price in cents), all at 23 percent
    version: int = 1
    state: str = "draft"
    number: str = ""
    paid: int = 0
    credited: int = 0
    quote: int = 0
    left: list[int] = field(default_factory=list)  # quantities not credited yet
    payments: dict[int, int] = field(default_factory=dict)

    @property
    def due(self) -> int:
        net = sum(qty * price for qty, price in self.lines)
        return net + cents(Decimal(net) * 23 / 10_000)

    @property
    def open(self) -> int:
        return self.due - self.paid - self.credited if self.state == "issued" else 0


def paper(who: int, kind: str, lines: Any) -> DocumentDraft:
    made = tuple(
        LineDraft(description="Work", qty=Decimal(qty), price=Decimal(price) / 100, rate=Decimal(23))
        for qty, price in lines
    )
    delivered = TODAY if kind == "invoice" else None
    return DocumentDraft(kind=kind, contact_id=who, delivered_on=delivered, lines=made)  # type: ignore[arg-type]


def person(name: str) -> ContactDraft:
    """Somebody who can be billed."""
    home = Address(street="1 Quay", city="Dublin", postal_code="D04", country="IE")
    return ContactDraft(name=name, addresses=(AddressDraft(address=home),))


def only(refusal: UserError, field: str) -> None:
    """The refusal names this field."""
    assert refusal.field == field, refusal
