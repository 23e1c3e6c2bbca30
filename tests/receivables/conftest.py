"""The firm of the billing tests, with the tables of this room, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_crm.receivables import models
from tests.billing.conftest import STATEMENTS, TABLES, Books, open_books


@pytest.fixture
def books(make_database: Callable[..., Any]) -> Books:
    make_database((*TABLES, *models.TABLES), (*STATEMENTS, *models.STATEMENTS))
    return open_books()
