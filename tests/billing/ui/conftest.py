"""A desk over a real database: a firm, a few customers, products and the rates of the story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.billing import models as billing_models
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.catalog import models as catalog_models
from desktop_crm.catalog import service as catalog_service
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import models as company_models
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import models as contacts_models
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, PointDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.fixtures.kept import MakeFilled
from tests.widgets.conftest import make_desk

D = Decimal
TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk-1")
ROOMS = (company_models, contacts_models, catalog_models, billing_models)
TABLES = tuple(table for room in ROOMS for table in room.TABLES)
STATEMENTS = tuple(statement for room in ROOMS for statement in room.STATEMENTS)


def line(qty: str, price: str, rate: str, description: str, **more: Any) -> LineDraft:
    return LineDraft(qty=D(qty), price=D(price), rate=D(rate), description=description, **more)


STORY = (
    LineDraft(kind="section", description="Shop"),
    line("12.5", "80.00", "23", "Programming\nPayment integration, tests and release", unit="HUR"),
    line("1", "249.90", "23", "Theme licence\nOne domain, 12 months of updates",
         adjustments=(AdjustmentDraft(percent=D(10)),)),
    LineDraft(kind="section", description="Print"),
    line("3", "19.99", "6", "Book \u201cTinned fish\u201d\nPocket edition"),
)  # fmt: skip


class QuickPaper:
    """A printer that uses the quick draft paper: no test waits for PDF/A, and the bytes are a real PDF."""

    def check(self, facts: Any) -> None:
        return None

    def render(self, facts: Any) -> service.Paper:
        from desktop_crm.billing.documents import paper

        return service.Paper(paper.draft_pdf(facts), b"<xml/>" if facts.kind != "quote" else None)


@dataclass(frozen=True)
class Office:
    """The desk, the ids, and short ways to make documents."""

    desk: Desk
    went: list[tuple[str, object]]
    customer: int
    other: int

    def draft(self, **values: Any) -> DocumentDraft:
        defaults: dict[str, Any] = {"contact_id": self.customer, "lines": STORY, "delivered_on": TODAY}
        return DocumentDraft(**{**defaults, **values})

    def new(self, **values: Any) -> int:
        return service.create_draft(CALLER, self.draft(**values), TODAY).id

    def issued(self, on: date = TODAY, **values: Any) -> int:
        made = self.new(**values)
        return service.issue_invoice(CALLER, made, today=on, issued_on=on, render=QuickPaper()).id

    def sent(self, on: date = TODAY, **values: Any) -> int:
        made = self.new(kind="quote", **values)
        return service.send_quote(CALLER, made, today=on, issued_on=on, render=QuickPaper()).id

    def view(self, document_id: int) -> queries.DocumentView:
        return queries.get_document(CALLER, document_id, TODAY)


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def office(make_filled: MakeFilled, themed: QApplication) -> Office:
    return at_desk(*make_filled(_fill, TABLES, STATEMENTS))


def _fill(_database: OpenDatabase) -> tuple[int, int]:
    firm = FirmDraft(
        name="Atelier Lima",
        address=Address(street="Ahornweg 1", postal_code="10115", city="Berlin", country="DE"),
        country="DE",
        language="en",
        vat_id="DE136695976",
        email="office@atelier-lima.example",
    )
    account = BankAccountDraft(
        label="House bank", bank="House bank", iban="DE89370400440532013000", is_default=True
    )
    company_service.set_up(CALLER, SetupDraft(firm=firm, bank_account=account), TODAY)
    for percent in ("23", "6"):
        rate = TaxRateDraft(label=f"{percent}%", rate=D(percent), country="DE")
        company_service.save_tax_rate(CALLER, rate)
    programming = ProductDraft(code="P-1", name="Programming", price=D(80), unit="HUR", kind="service")
    catalog_service.create_product(CALLER, programming)
    catalog_service.create_product(CALLER, ProductDraft(code="B-1", name="Book", price=D("19.99")))
    harbour = Address(street="Hafen 2", postal_code="20095", city="Hamburg", country="DE")
    customer = contacts_service.create_contact(
        CALLER,
        ContactDraft(
            kind="company",
            name="Konserven GmbH",
            points=(PointDraft("mail", "buy@konserven.example"),),
            addresses=(AddressDraft(address=harbour),),
        ),
    )
    other = contacts_service.create_contact(
        CALLER,
        ContactDraft(kind="company", name="Padaria Rosa", language="pt_PT", currency="EUR",
                     addresses=(AddressDraft(address=replace(harbour, street="Kai 9")),)),
    )  # fmt: skip
    return int(customer), int(other)


def at_desk(database: OpenDatabase, customers: tuple[int, int]) -> Office:
    went: list[tuple[str, object]] = []
    desk = replace(make_desk(), changes=database.hub, go=lambda kind, what: went.append((kind, what)))
    return Office(desk, went, *customers)
