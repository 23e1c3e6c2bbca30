"""Firms of several countries at random, and an auditor beside them: papers, reports, accounts and files come
to the same at the end of every month, and what was told of a day stays told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop_crm.accounting import models
from desktop_crm.expenses import models as expenses
from desktop_crm.receivables import models as receivables
from desktop_crm.receivables.queries import cash
from tests.accounting.auditor import Auditor
from tests.accounting.random_firms import RandomFirm
from tests.billing.conftest import CALLER, STATEMENTS, TABLES
from tests.fixtures.kept import MakeFilled

ROOMS = (receivables, expenses, models)
ENDS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31),
        date(2026, 6, 30)]  # fmt: skip
ACTS = 12


@pytest.fixture
def empty(make_filled: MakeFilled) -> None:
    tables = tuple(table for room in ROOMS for table in room.TABLES)
    statements = tuple(statement for room in ROOMS for statement in room.STATEMENTS)
    make_filled(_nothing, (*TABLES, *tables), (*STATEMENTS, *statements))


def _nothing(_database: object) -> None:
    """Each firm begins by itself."""


@pytest.mark.file(reason="the same statements; their two engines are compared elsewhere")
@pytest.mark.parametrize(("name", "seed"), [("DE", 2), ("ES", 1), ("CH", 2)])
def test_everything_comes_to_the_same(empty: None, name: str, seed: int) -> None:
    firm = RandomFirm(name, seed)
    auditor = Auditor(firm)
    for end in ENDS:
        firm.live_until(end, ACTS)
        auditor.month(end)
        if firm.random.random() < 0.4:
            firm.day += timedelta(days=1)
            firm.close_month(end)
    auditor.year()
    assert cash.broken_seal(CALLER) is None
