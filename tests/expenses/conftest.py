"""A German firm with one supplier among its contacts, on a real database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from desktop_crm.billing import models as billing_models
from desktop_crm.catalog import models as catalog_models
from desktop_crm.company import models as company_models
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import models as contacts_models
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.model import Invoice
from desktop_crm.expenses import models
from desktop_crm.receivables import models as receivables_models
from desktop_crm.values.caller import Caller
from tests.einvoice import samples
from tests.fixtures.kept import MakeFilled

TODAY = date(2026, 11, 30)
CALLER = Caller("ana", "owner", "en", "desk")
ROOMS = (company_models, contacts_models, catalog_models, billing_models, receivables_models, models)
TABLES = tuple(table for room in ROOMS for table in room.TABLES)
STATEMENTS = tuple(statement for room in ROOMS for statement in room.STATEMENTS)


@dataclass(frozen=True)
class Firm:
    """The open database and the contact that the sample's seller is."""

    database: OpenDatabase
    supplier: int


def to_us(**changes: Any) -> Invoice:
    """An invoice that is addressed to the firm."""
    whole = samples.invoice()
    buyer = replace(whole.buyer, name="Atelier Lima", vat_id="DE136695976")
    return replace(whole, **{"buyer": buyer, **changes})


def file(**changes: Any) -> bytes:
    return write_cii(to_us(**changes))


@pytest.fixture
def firm(make_filled: MakeFilled) -> Firm:
    return Firm(*make_filled(_fill, TABLES, STATEMENTS))


def _fill(_database: OpenDatabase) -> int:
    draft = FirmDraft(
        name="Atelier Lima", address=Address(city="Berlin", country="DE"), country="DE", language="en",
        vat_id="DE136695976",
    )  # fmt: skip
    company.set_up(CALLER, SetupDraft(firm=draft), TODAY)
    return int(
        contacts.create_contact(
            CALLER, ContactDraft(kind="company", name="Falkenberg Design", vat_id="DE123456789")
        )
    )
