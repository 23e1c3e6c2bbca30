"""A database with the company and the catalogue, and who asks."""

from __future__ import annotations

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
from tests.fixtures.kept import MakeFilled

TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk")


@pytest.fixture
def caller() -> Caller:
    return CALLER


@pytest.fixture
def firm(make_filled: MakeFilled) -> OpenDatabase:
    """An Austrian firm with its rates (20, 13, 10) and an empty catalogue."""
    rooms = (company_models, contact_models, models)
    tables = [table for room in rooms for table in room.TABLES]
    opened, _told = make_filled(_fill, tables, [each for room in rooms for each in room.STATEMENTS])
    return opened


def _fill(_database: OpenDatabase) -> None:
    company.set_up(
        CALLER, SetupDraft(firm=FirmDraft(name="Tischlerei Auer", country="AT", language="de")), TODAY
    )
