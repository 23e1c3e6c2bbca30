"""A fresh database with the company's tables, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from desktop_crm.company import models
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller

TODAY = date(2026, 11, 22)


@pytest.fixture
def caller() -> Caller:
    return Caller("ana", "owner", "en", "desk")


@pytest.fixture
def firm_file(make_database: Callable[..., OpenDatabase]) -> OpenDatabase:
    """An empty database of the company room."""
    return make_database(models.TABLES, models.STATEMENTS)
