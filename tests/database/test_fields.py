"""What goes into a column comes out the same, and what is wrong does not go in, whoever writes it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.database import fields, writes
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.errors import UserError
from tests.database.tables import Firm

ROUND_TRIPS: list[tuple[str, Any]] = [
    ("price", Decimal("12.5")),
    ("price", Decimal("-9223372036854.775807")),
    ("price", Decimal("0.000001")),
    ("rate", Decimal("23")),
    ("rate", Decimal("6.1234")),
    ("balance", 9_007_199_254_740_993),
    ("founded_on", date(1900, 1, 1)),
    ("founded_on", date(9999, 12, 31)),
    ("seen_at", datetime(2026, 11, 22, 9, 41, tzinfo=UTC)),
    ("seen_at", datetime(2026, 11, 22, 9, 41, tzinfo=timezone(timedelta(hours=3)))),
    ("extra", {"b": [1, "x", None, True], "a": {"ç": ""}}),
    ("active", False),
    ("city", "Évora 🏛 \u202eabc"),
]


@pytest.mark.parametrize(("column", "value"), ROUND_TRIPS)
def test_a_value_comes_back_as_it_went_in(database: OpenDatabase, column: str, value: Any) -> None:
    with transaction():
        firm = writes.insert(Firm, code="1", name="Ana", **{column: value})
    (stored,) = Firm.select(getattr(Firm, column)).where(Firm.id == firm).tuples()
    assert stored == (value,)
    assert type(stored[0]) is type(value)


REFUSED: list[tuple[str, Any, type[Exception]]] = [
    ("price", Decimal("0.0000001"), UserError),
    ("price", Decimal("1e30"), UserError),
    ("price", Decimal("NaN"), UserError),
    ("price", Decimal("Infinity"), UserError),
    ("price", 1.5, TypeError),
    ("rate", Decimal("1.23456"), UserError),
    ("balance", 1.5, TypeError),
    ("balance", Decimal("1.5"), TypeError),
    ("balance", True, TypeError),
    ("founded_on", date(1899, 12, 31), UserError),
    ("founded_on", datetime(2026, 1, 1, tzinfo=UTC), TypeError),
    ("founded_on", "2026-01-01", TypeError),
    ("seen_at", datetime(2026, 1, 1), TypeError),  # noqa: DTZ001
    ("extra", {"price": 1.5}, TypeError),
    ("kind", "friend", IntegrityError),
    ("currency", "eur", IntegrityError),
    ("name", "   ", IntegrityError),
]


@pytest.mark.parametrize(("column", "value", "error"), REFUSED)
def test_a_wrong_value_is_refused(
    database: OpenDatabase, column: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught, transaction():
        writes.insert(Firm, **{"code": "1", "name": "Ana", column: value})
    if isinstance(caught.value, UserError):
        assert caught.value.field == column
    assert Firm.select().count() == 0


WRONG_SQL = {
    "founded_on": ["'2026-02-30'", "'22.11.2026'", "'1899-12-31'", "20261122", "''"],
    "seen_at": ["'2026-11-22 09:41:00'", "'2026-11-22T09:41:00'", "'2026-02-30T09:41:00Z'"],
    "extra": ["'{'"],
    "active": ["2", "'yes'"],
    "price": ["1.5", "'a'"],
    "balance": ["0.1"],
    "currency": ["'EURO'", "''"],
    "kind": ["''"],
}


@pytest.mark.parametrize(
    ("column", "sql"),
    [
        # A server rounds what is assigned to a whole number; it refuses a text as no number at all.
        pytest.param(
            column, sql, marks=[pytest.mark.file] if column in ("active", "price", "balance") else []
        )
        for column in WRONG_SQL
        for sql in WRONG_SQL[column]
    ],
)
def test_the_table_itself_refuses_what_another_program_writes(
    database: OpenDatabase, column: str, sql: str
) -> None:
    with transaction():
        writes.insert(Firm, code="1", name="Ana")
    with pytest.raises(IntegrityError):
        raw().execute(f"UPDATE firm SET {column} = {sql}")


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 9))
def test_scaling_is_exact_in_both_directions(whole: int, digits: int) -> None:
    value = fields.unscaled(whole, digits)
    assert fields.scaled(value, digits) == whole
    assert value * 10**digits == whole or len(str(whole)) > 28
    assert "E" not in str(value).upper() or abs(value) < Decimal("0.000001")


LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_equal_values_have_equal_texts(value: Any) -> None:
    assert json.loads(fields.canonical(value)) == value
    if isinstance(value, dict):
        assert fields.canonical(dict(reversed(value.items()))) == fields.canonical(value)


def test_json_keeps_decimals_and_dates_as_text() -> None:
    assert fields.canonical({"d": date(2026, 1, 2), "p": Decimal("1E+2")}) == '{"d":"2026-01-02","p":"100"}'
