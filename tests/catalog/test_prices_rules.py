"""Which price holds: the customer's before the list's before everybody's, by quantity and day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.catalog.rules import prices as rules
from desktop_crm.catalog.rules.prices import Found, Known, PriceDraft, PriceListDraft
from desktop_crm.values.errors import UserError

D = Decimal
DAY = date(2026, 11, 22)
BASE = PriceDraft(product_id=1, price=D(100))


def known(key: int, price: str, **values: Any) -> Known:
    name = values.pop("name", "")
    if "qty" in values:
        values["from_qty"] = D(values.pop("qty"))
    return Known(key=key, draft=PriceDraft(product_id=1, price=D(price), **values), list_name=name)


EVERY_TEN = known(1, "90", qty="10")
EVERY_HUNDRED = known(2, "80", qty="100")
TRADE = known(3, "70", list_id=5, name="Trade")
TRADE_TEN = known(4, "60", list_id=5, qty="10", name="Trade")
OWN = known(5, "75", contact_id=9)
OWN_FIFTY = known(6, "50", contact_id=9, qty="50")
SUMMER = known(7, "40", list_id=5, valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31), name="Trade")
ALL = [EVERY_TEN, EVERY_HUNDRED, TRADE, TRADE_TEN, OWN, OWN_FIFTY, SUMMER]


@pytest.mark.parametrize(
    ("there", "qty", "day", "price", "source"),
    [
        ([], "1", DAY, "100", "product"),
        ([EVERY_TEN, EVERY_HUNDRED], "9.99", DAY, "100", "product"),
        ([EVERY_TEN, EVERY_HUNDRED], "10", DAY, "90", "all>10"),
        ([EVERY_TEN, EVERY_HUNDRED], "100", DAY, "80", "all>100"),
        ([EVERY_TEN, EVERY_HUNDRED], "-100", DAY, "80", "all>100"),
        ([EVERY_TEN, TRADE], "10", DAY, "70", "list|Trade"),
        ([EVERY_TEN, TRADE, TRADE_TEN], "10", DAY, "60", "list>10|Trade"),
        (ALL, "1", DAY, "75", "customer"),
        (ALL, "50", DAY, "50", "customer>50"),
        ([OWN_FIFTY, TRADE], "10", DAY, "70", "list|Trade"),
        ([TRADE, SUMMER], "1", date(2026, 6, 1), "40", "list|Trade"),
        ([TRADE, SUMMER], "1", date(2026, 8, 31), "40", "list|Trade"),
        ([TRADE, SUMMER], "1", date(2026, 9, 1), "70", "list|Trade"),
        ([known(1, "5", currency="USD")], "1", DAY, "100", "product"),
        ([known(1, "5", price_mode="gross")], "1", DAY, "100", "product"),
        ([known(1, "5"), known(2, "6", valid_from=DAY)], "1", DAY, "6", "all"),
    ],
)
def test_the_price_that_holds(there: list[Known], qty: str, day: date, price: str, source: str) -> None:
    found = rules.price_for(there, BASE, day=day, qty=D(qty), currency="EUR", mode="net")
    assert found == Found(price=D(price), source=source)


def test_in_another_currency_there_is_none_until_somebody_writes_one() -> None:
    asked: dict[str, Any] = {"day": DAY, "qty": D(1), "currency": "USD", "mode": "net"}
    assert rules.price_for([], BASE, **asked) is None
    found = rules.price_for([known(1, "5", currency="USD")], BASE, **asked)
    assert found is not None and found.price == 5


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
entries = st.builds(
    lambda key, price, qty, start, length, who: Known(
        key=key,
        draft=PriceDraft(
            product_id=1,
            price=D(price),
            from_qty=D(qty),
            valid_from=start,
            valid_to=None if length is None else start + timedelta(days=length),
            list_id=5 if who == "list" else None,
            contact_id=9 if who == "customer" else None,
        ),
    ),
    st.integers(1, 99),
    st.integers(0, 1000),
    st.integers(0, 20),
    days,
    st.none() | st.integers(0, 60),
    st.sampled_from(["all", "list", "customer"]),
)


@given(st.lists(entries, max_size=12), days, st.integers(0, 30))
def test_what_holds_was_allowed_to_and_nothing_nearer_was(there: list[Known], day: date, qty: int) -> None:
    found = rules.find(there, day=day, qty=D(qty), currency="EUR", mode="net")
    able = [k for k in there if k.draft.from_qty <= qty and rules.is_valid_on(k.draft, day)]
    if found is None:
        assert able == []
        return
    assert found in able
    order = ("customer", "list", "all")
    nearest = min(order.index(k.draft.level) for k in able)
    assert order.index(found.draft.level) == nearest
    same = [k for k in able if k.draft.level == found.draft.level]
    assert found.draft.from_qty == max(k.draft.from_qty for k in same)


@given(st.lists(entries, max_size=12), days, st.integers(0, 30))
def test_the_order_in_which_prices_were_written_does_not_matter(
    there: list[Known], day: date, qty: int
) -> None:
    one = {k.key: k for k in there}.values()
    asked: dict[str, Any] = {"day": day, "qty": D(qty), "currency": "EUR", "mode": "net"}
    assert rules.find(one, **asked) == rules.find(reversed(list(one)), **asked)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("product", "Catalogue"),
        ("customer", "Own price"),
        ("list>10|Trade", "List Trade, from 10"),
        ("all>2.5", "From 2.5 on"),
        ("none", None),
        ("", None),
    ],
)
def test_a_source_is_said_in_words(source: str, words: str | None) -> None:
    said = rules.source_words(source)
    assert (None if said is None else str(said)) == words


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price": D("1e13")}, "price"),
        ({"price": D("0.0000001")}, "price"),
        ({"price": D("NaN")}, "price"),
        ({"from_qty": D(-1)}, "from_qty"),
        ({"from_qty": D("0.0000001")}, "from_qty"),
        ({"from_qty": D("Infinity")}, "from_qty"),
        ({"valid_from": DAY, "valid_to": DAY - timedelta(days=1)}, "valid_to"),
        ({"list_id": 1, "contact_id": 1}, "contact_id"),
        ({"price_mode": "other"}, "price_mode"),
    ],
)
def test_what_is_no_price_is_refused_at_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.check_a_price(PriceDraft(product_id=1, **values))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("values", "field"), [({"name": " "}, "name"), ({"name": "a|b"}, "name"), ({"name": "a>b"}, "name")]
)
def test_what_is_no_list_is_refused_at_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.check_list(rules.tidied_list(PriceListDraft(**values)))
    assert refused.value.field == field
