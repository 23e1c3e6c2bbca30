"""A firm in Germany with one customer, on a real database."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import models as billing_models
from desktop_crm.billing import service
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.catalog import models as catalog_models
from desktop_crm.company import models as company_models
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.exchange import Rate
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import models as contacts_models
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, PointDraft
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from tests.fixtures.kept import MakeFilled

D = Decimal
TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk")
TABLES = (*company_models.TABLES, *contacts_models.TABLES, *catalog_models.TABLES, *billing_models.TABLES)
STATEMENTS = (
    *company_models.STATEMENTS,
    *contacts_models.STATEMENTS,
    *catalog_models.STATEMENTS,
    *billing_models.STATEMENTS,
)


class PlainPaper:
    """A paper that says what the real one says, as its facts in JSON: fast, and a change of a fact changes
    it."""

    def check(self, facts: DocumentFacts) -> None:
        return None

    def render(self, facts: DocumentFacts) -> service.Paper:
        text = canonical.dump(facts)
        return service.Paper(b"%PDF " + text, b"<xml>" + text if facts.kind != "quote" else None)


def line(qty: str, price: str, rate: str, **more: Any) -> LineDraft:
    more.setdefault("description", "Work")
    return LineDraft(qty=D(qty), price=D(price), rate=D(rate), **more)


STORY = (
    line("12.5", "80.00", "23", description="Programming"),
    line("1", "249.90", "23", description="Theme", adjustments=(AdjustmentDraft(percent=D(10)),)),
    line("3", "19.99", "6", description="Book"),
)


@dataclass(frozen=True)
class Books:
    """The open database and short ways to fill it."""

    customer: int
    paper: PlainPaper

    def draft(self, **values: Any) -> DocumentDraft:
        defaults: dict[str, Any] = {"contact_id": self.customer, "lines": STORY, "delivered_on": TODAY}
        return DocumentDraft(**{**defaults, **values})

    def new(self, **values: Any) -> int:
        return service.create_draft(CALLER, self.draft(**values), TODAY).id

    def issued(self, *, on: date = TODAY, **values: Any) -> int:
        return self.issue(self.new(**values), on=on).id

    def issue(self, document_id: int, *, on: date = TODAY, key: str | None = None) -> service.Issued:
        return service.issue_invoice(CALLER, document_id, today=on, issued_on=on, key=key, render=self.paper)

    def sent(self, *, on: date = TODAY, **values: Any) -> int:
        quote = self.new(kind="quote", **values)
        return service.send_quote(CALLER, quote, today=on, render=self.paper).id


def know(base: str, quote: str, rate: str, source: str = "manual", day: date = TODAY) -> None:
    """One `base` is `rate` of `quote` on this day: a paper in another currency states its VAT at home."""
    company_service.save_rate(CALLER, Rate(base, quote, day, Decimal(rate), source), TODAY)  # type: ignore[arg-type]


@pytest.fixture
def books(make_filled: MakeFilled) -> Books:
    return filled_books(make_filled)


def filled_books(
    make_filled: MakeFilled, tables: Sequence[Any] = TABLES, statements: Sequence[str] = STATEMENTS
) -> Books:
    """`open_books` in a database of these tables that many tests begin with."""
    _database, customer = make_filled(_fill, tables, statements)
    return Books(customer, PlainPaper())


def _fill(_database: object) -> int:
    return open_books().customer


def open_books() -> Books:
    """Set up the firm and the customer in the open database."""
    firm = FirmDraft(
        name="Atelier Lima",
        address=Address(street="Ahornweg 1", postal_code="10115", city="Berlin", country="DE"),
        country="DE",
        language="en",
        vat_id="DE136695976",
    )
    account = BankAccountDraft(label="Bank", iban="DE89370400440532013000", is_default=True)
    company_service.set_up(CALLER, SetupDraft(firm=firm, bank_account=account), TODAY)
    customer = contacts_service.create_contact(
        CALLER,
        ContactDraft(
            kind="company",
            name="Konserven GmbH",
            order_number="EC-2291",
            points=(PointDraft("mail", "buy@konserven.example"),),
            addresses=(
                AddressDraft(
                    address=Address(street="Hafen 2", postal_code="20095", city="Hamburg", country="DE")
                ),
            ),
        ),
    )
    return Books(int(customer), PlainPaper())


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
