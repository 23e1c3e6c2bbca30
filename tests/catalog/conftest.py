"""A database with the company and the catalogue, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from desktop_crm.catalog import models
from desktop_crm.company import models as company_models
from desktop_crm.company import service as company
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import models as contact_models
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller

TODAY = date(2026, 11, 22)


@pytest.fixture
def caller() -> Caller:
    return Caller("ana", "owner", "en", "desk")


@pytest.fixture
def firm(make_database: Callable[..., OpenDatabase], caller: Caller) -> OpenDatabase:
    """An Austrian firm with its rates (20, 13, 10) and an empty catalogue."""
    rooms = (company_models, contact_models, models)
    tables = [table for room in rooms for table in room.TABLES]
    opened = make_database(tables, [statement for room in rooms for statement in room.STATEMENTS])
    company.set_up(
        caller, SetupDraft(firm=FirmDraft(name="Tischlerei Auer", country="AT", language="de")), TODAY
    )
    return opened
