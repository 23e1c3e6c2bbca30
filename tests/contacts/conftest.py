"""A fresh database with the tables of contacts, and somebody who asks."""

from __future__ import annotations

import pytest

from desktop_crm.company import models as company
from desktop_crm.contacts import models
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from tests.fixtures.database import MakeDatabase


@pytest.fixture
def caller() -> Caller:
    return Caller("ines", "owner", "en", "desk")


@pytest.fixture
def database(make_database: MakeDatabase) -> OpenDatabase:
    return make_database((*company.TABLES, *models.TABLES), (*company.STATEMENTS, *models.STATEMENTS))
