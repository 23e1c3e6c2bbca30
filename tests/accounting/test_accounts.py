"""What the accountant told of their books comes back, and what cannot be is refused at its field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop_crm.accounting.rules.accounts import (
    Books,
    books_from_json,
    books_to_json,
    debtor_account,
    fiscal_year,
)
from desktop_crm.values.errors import UserError


def test_what_was_told_comes_back() -> None:
    told = {
        "chart": "SKR04", "consultant": "29098", "client": "55003", "account_length": 5, "year_begins": 7,
        "rules": [{"category": "S", "rate": "19", "account": "44000", "automatic": True}],
        "debtors": {"7": "120000"},
    }  # fmt: skip
    books = books_from_json(told)
    assert books_to_json(books) == told
    assert debtor_account(books, 7) == "120000"
    assert debtor_account(books, 8) == "100008"
    assert fiscal_year(books, date(2026, 3, 1)) == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"chart": "SKR99"}, "chart"),
        ({"consultant": "12"}, "consultant"),
        ({"client": "x"}, "client"),
        ({"account_length": 9}, "account_length"),
        ({"account_length": "four"}, "account_length"),
        ({"year_begins": 13}, "year_begins"),
        ({"rules": {}}, "rules"),
        ({"rules": [1]}, "rules[1]"),
        ({"rules": [{"account": "8400"}, {"rate": "19"}]}, "rules[2].account"),
        ({"rules": [{"account": "84OO"}]}, "rules[1].account"),
        ({"rules": [{"account": "8400", "rate": "much"}]}, "rules[1].rate"),
        ({"rules": [{"account": "8400", "rate": "NaN"}]}, "rules[1].rate"),
        ({"rules": [{"account": "8400", "category": "X"}]}, "rules[1].category"),
        ({"rules": [{"account": "8400", "place": "moon"}]}, "rules[1].place"),
        ({"rules": [{"account": "8400", "key": "12345"}]}, "rules[1].key"),
        ({"rules": [{"account": "8400", "automatic": "yes"}]}, "rules[1].automatic"),
        ({"rules": [{"account": "8400", "colour": "red"}]}, "rules[1].colour"),
        ({"debtors": {"x": "10001"}}, "debtors"),
        ({"debtors": {"1": "abc"}}, "debtors"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(told: Any, field: str) -> None:
    with pytest.raises(UserError) as refused:
        books_from_json(told)
    assert refused.value.field == field


def test_more_customers_than_accounts_asks_for_longer_ones() -> None:
    assert debtor_account(Books(), 59_999) == "69999"
    with pytest.raises(UserError, match="longer"):
        debtor_account(Books(), 60_000)
    assert debtor_account(Books(account_length=6), 60_000) == "1060000"
