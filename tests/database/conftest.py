from __future__ import annotations

import pytest

from desktop_crm.database.connection import OpenDatabase
from tests.database.tables import TABLES
from tests.fixtures.database import MakeDatabase


@pytest.fixture
def database(make_database: MakeDatabase) -> OpenDatabase:
    """A fresh open database with the tables of these tests."""
    return make_database(TABLES)
