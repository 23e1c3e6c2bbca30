"""A firm with one customer and one issued invoice, on a real database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.billing import models as billing_models
from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company import models as company_models
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import models as contacts_models
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, PointDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.support import models
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from tests.fixtures.kept import MakeFilled

TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk")
ROOMS = (company_models, contacts_models, billing_models, models)
TABLES = tuple(table for room in ROOMS for table in room.TABLES)
STATEMENTS = tuple(statement for room in ROOMS for statement in room.STATEMENTS)
BERLIN = Address(street="Lindenweg 4", postal_code="10115", city="Berlin", country="DE")


class PlainPaper:
    """A paper that holds its facts as text."""

    def check(self, facts: DocumentFacts) -> None:
        return None

    def render(self, facts: DocumentFacts) -> billing.Paper:
        return billing.Paper(b"%PDF " + canonical.dump(facts), None)


@dataclass(frozen=True)
class Desk:
    """The open database, its customers and the invoice."""

    database: OpenDatabase
    customer: int
    other: int
    invoice: int
    draft_invoice: int

    def ticket(self, **values: object) -> TicketDraft:
        given = {"contact_id": self.customer, "subject": "The door sticks", "text": "Since Monday.", **values}
        return TicketDraft(**given)  # type: ignore[arg-type]


@pytest.fixture
def desk(make_filled: MakeFilled) -> Desk:
    database, told = make_filled(_fill, TABLES, STATEMENTS)
    return Desk(database, *told)


def _fill(_database: OpenDatabase) -> tuple[int, int, int, int]:
    firm = FirmDraft(
        name="Werkstatt Lindner",
        address=BERLIN,
        country="DE",
        language="de",
        vat_id="DE136695976",
        email="post@lindner.example",
        contact_name="Ana Lindner",
    )
    company.set_up(CALLER, SetupDraft(firm=firm), TODAY)
    customer = contacts.create_contact(
        CALLER,
        ContactDraft(
            kind="company",
            name="Büro Şahin",
            language="tr",
            points=(PointDraft(kind="mail", value="info@sahin.example"),),
            addresses=(AddressDraft(purpose="invoice", address=BERLIN),),
        ),
    )
    other = contacts.create_contact(CALLER, ContactDraft(name="Otto Ohnepost"))
    lines = (
        LineDraft(description="Front door", price=Decimal(900), rate=Decimal(19)),
        LineDraft(description="Fitting", price=Decimal(80), rate=Decimal(19)),
    )
    paper = DocumentDraft(contact_id=customer, lines=lines, delivered_on=TODAY)
    invoice = billing.create_draft(CALLER, paper, TODAY).id
    billing.issue_invoice(CALLER, invoice, today=TODAY, render=PlainPaper())
    return customer, other, invoice, billing.create_draft(CALLER, paper, TODAY).id
