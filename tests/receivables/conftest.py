"""The firm of the billing tests, with the tables of this room, on a real database."""

from __future__ import annotations

import pytest

from desktop_crm.receivables import models
from tests.billing.conftest import STATEMENTS, TABLES, Books, filled_books
from tests.fixtures.kept import MakeFilled


@pytest.fixture
def books(make_filled: MakeFilled) -> Books:
    return filled_books(make_filled, (*TABLES, *models.TABLES), (*STATEMENTS, *models.STATEMENTS))
