"""The firm of the billing tests with money, received invoices and packages, on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.accounting import models
from desktop_crm.expenses import models as expenses
from desktop_crm.receivables import models as receivables
from tests.billing.conftest import STATEMENTS, TABLES, Books, filled_books
from tests.fixtures.kept import MakeFilled

ROOMS = (receivables, expenses, models)


@pytest.fixture
def books(make_filled: MakeFilled) -> Books:
    tables = tuple(table for room in ROOMS for table in room.TABLES)
    statements = tuple(statement for room in ROOMS for statement in room.STATEMENTS)
    return filled_books(make_filled, (*TABLES, *tables), (*STATEMENTS, *statements))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
