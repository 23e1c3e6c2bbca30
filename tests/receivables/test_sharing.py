"""How a sum is shared among open invoices before a person looks at it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.receivables.rules.matching import OpenInvoice
from desktop_crm.receivables.rules.remittances import Share, shared
from desktop_crm.receivables.rules.sharing import discount_doubts, distribute

DAY = date(2026, 11, 20)


def owed(key: int, left: int, discount: int = 0) -> OpenInvoice:
    return OpenInvoice(
        id=key, number=f"R-{key}", contact_id=1, customer="Ana", currency="EUR", open=left,
        issued_on=DAY - timedelta(days=20 - key), discount=discount,
        discount_until=DAY if discount else None,
    )  # fmt: skip


THREE = [owed(1, 10_000), owed(2, 25_000, 500), owed(3, 8_000)]


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        (0, []),
        (-5, []),
        (8_000, [(3, 8_000, 0)]),  # the one whose amount it is, not the oldest
        (24_500, [(2, 24_500, 500)]),
        (42_500, [(1, 10_000, 0), (2, 24_500, 500), (3, 8_000, 0)]),
        (43_000, [(1, 10_000, 0), (2, 25_000, 0), (3, 8_000, 0)]),
        (12_000, [(1, 10_000, 0), (2, 2_000, 0)]),
        (34_500, [(1, 10_000, 0), (2, 24_500, 500)]),
        (99_999, [(1, 10_000, 0), (2, 25_000, 0), (3, 8_000, 0)]),
    ],
)
def test_a_sum_goes_where_a_person_would_put_it(amount: int, found: list[tuple[int, int, int]]) -> None:
    shares = distribute(amount, THREE, DAY)
    assert [(each.document_id, each.amount, each.discount) for each in shares] == found


@pytest.mark.parametrize(("promised", "kept", "days", "words"), [
    (200, 200, 0, None),
    (200, 0, 99, None),
    (200, 201, 0, "promised a discount of 2.00 EUR"),
    (200, 200, 99, "promised a discount of 2.00 EUR"),
    (0, 1, 0, "promises no discount now: 0.01 EUR"),
])  # fmt: skip
def test_a_discount_beyond_the_promise_is_told(
    promised: int, kept: int, days: int, words: str | None
) -> None:
    invoice = owed(1, 10_000, promised)
    on = (invoice.discount_until or invoice.issued_on) + timedelta(days=days)
    share = Share(document_id=1, amount=10_000 - kept, discount=kept)
    found = discount_doubts([invoice], [share], on)
    assert [field for field, _why in found] == (["invoices[1].discount"] if words else [])
    assert all(str(words) in str(why) for _field, why in found)


def test_a_discount_that_has_passed_is_not_given() -> None:
    later = DAY + timedelta(days=1)
    assert [(each.document_id, each.discount) for each in distribute(24_500, THREE, later)] == [
        (1, 0),
        (2, 0),
    ]


@given(st.integers(1, 10**7), st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 999)), max_size=12))
def test_no_more_is_shared_than_came_and_no_invoice_gets_more_than_is_open(
    amount: int, sums: list[tuple[int, int]]
) -> None:
    invoices = [owed(at, left, min(less, left - 1)) for at, (left, less) in enumerate(sums, start=1)]
    shares = distribute(amount, invoices, DAY)
    assert shared(shares) <= amount
    known = {each.id: each for each in invoices}
    for each in shares:
        assert each.amount > 0
        assert each.amount + each.discount <= known[each.document_id].open
    if shared(shares) < amount:
        assert all(known[each.id].open in (s.amount + s.discount for s in shares if s.document_id == each.id)
                   for each in invoices)  # fmt: skip
