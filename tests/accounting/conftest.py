"""The firm of the billing tests, with the tables of every room below this one, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_crm.expenses import models as expenses
from desktop_crm.receivables import models as receivables
from tests.billing.conftest import STATEMENTS, TABLES, Books, open_books


@pytest.fixture
def books(make_database: Callable[..., Any]) -> Books:
    make_database(
        (*TABLES, *receivables.TABLES, *expenses.TABLES),
        (*STATEMENTS, *receivables.STATEMENTS, *expenses.STATEMENTS),
    )
    return open_books()
