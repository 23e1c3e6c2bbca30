"""What payments make of the VAT of an invoice: in proportion, the last one to the cent; in which currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.accounting.rules.vat_groups import (
    Amounts,
    Event,
    Groups,
    Key,
    booked,
    negative,
    shares,
    summed,
)
from desktop_crm.billing.rules.facts import (
    CREDIT_NOTE,
    INVOICE,
    DocumentFacts,
    HomeFacts,
    PartyFacts,
    TaxFacts,
    TotalFacts,
)

D = Decimal
DAY = date(2026, 3, 1)
FULL: Key = ("S", D(23))
LOW: Key = ("S", D(6))
TWO: Groups = {FULL: (10_000, 2_300, 10_000, 2_300), LOW: (1_000, 60, 1_000, 60)}
DUE = 13_360


def pay(amount: int, days: int = 1) -> Event:
    return Event("payment", DAY + timedelta(days=days), amount, days)


def vat(events: list[Event], groups: Groups = TWO, due: int = DUE, prepaid: int = 0) -> list[int]:
    """What each event settles of the VAT."""
    given_all = [Event("issue", DAY), *events]
    return [
        sum(each[1] for each in share.groups.values()) for share in shares(groups, due, prepaid, given_all)
    ]


def test_the_last_payment_takes_the_rest_of_the_cents() -> None:
    assert vat([pay(4_453, 1), pay(4_453, 2), pay(4_454, 3)]) == [0, 787, 786, 787]
    assert sum(vat([pay(1, day) for day in range(1, 100)] + [pay(DUE - 99, 100)])) == 2_360


def test_nothing_is_counted_before_money_comes() -> None:
    assert vat([]) == [0]


def test_what_was_paid_before_the_invoice_counts_on_its_day() -> None:
    assert vat([pay(6_680)], due=6_680, prepaid=6_680) == [1_180, 1_180]


def test_an_invoice_over_nothing_counts_on_its_day() -> None:
    groups: Groups = {FULL: (100, 23, 100, 23), ("E", D(0)): (-123, 0, -123, 0)}
    assert vat([], groups, due=0) == [23]


def test_a_payment_that_was_reversed_comes_to_nothing() -> None:
    assert vat([pay(5_000, 1), pay(-5_000, 2), pay(DUE, 3)]) == [0, 883, -883, 2_360]


NOTE: Groups = {FULL: (-10_000, -2_300, -10_000, -2_300)}


def note(days: int, amount: int = 12_300) -> Event:
    return Event("credit", DAY + timedelta(days=days), amount, days, NOTE)


def test_what_is_credited_before_it_is_paid_never_counts() -> None:
    assert vat([note(1), pay(1_060, 2)]) == [0, 0, 60]


def test_what_is_credited_after_it_is_paid_counts_until_the_money_goes_back() -> None:
    assert vat([pay(DUE, 1), note(2), pay(-6_150, 3), pay(-6_150, 4)]) == [0, 2_360, 0, -1_150, -1_150]


def test_a_note_over_one_rate_moves_what_was_paid_in_part_to_the_other() -> None:
    assert vat([pay(1_060, 1), note(2)]) == [0, 187, -127]


def test_what_is_kept_back_settles_its_part_and_the_rest_given_up_all_that_is_left() -> None:
    kept = Event("discount", DAY + timedelta(days=2), 400, 2)
    assert vat([pay(6_480, 1), kept]) == [0, 1_145, 70]
    given_up = Event("write_off", DAY + timedelta(days=3), 0, 3)
    assert vat([pay(6_480, 1), kept, given_up]) == [0, 1_145, 70, 1_145]


@given(
    groups=st.dictionaries(
        st.sampled_from([FULL, LOW, ("K", D(0)), ("E", D(0))]),
        st.tuples(st.integers(1, 10**9), st.integers(0, 10**8)).map(lambda x: (*x, *x)),
        min_size=1,
    ),
    parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=12),
    order=st.randoms(use_true_random=False),
)
def test_all_payments_together_count_all_of_every_group(
    groups: dict[Key, Amounts], parts: list[int], order: object
) -> None:
    due = sum(parts)
    events = [Event("issue", DAY), *(pay(amount, place % 5) for place, amount in enumerate(parts))]
    order.shuffle(events)  # type: ignore[attr-defined]
    done = list(shares(groups, due, 0, events))
    assert summed(*(share.groups for share in done)) == groups
    back = [pay(-amount, 10 + place) for place, amount in enumerate(parts)]
    whole = list(
        shares(
            groups, due, 0, [*events, Event("credit", DAY + timedelta(days=9), due, 1, _back(groups)), *back]
        )
    )
    assert not any(any(each) for each in summed(*(share.groups for share in whole)).values())


def _back(groups: Groups) -> Groups:
    return {key: negative(amounts) for key, amounts in groups.items()}


# ------------------------------------------------------------------------------------------------ currencies


def paper(kind: str = INVOICE, **changes: object) -> DocumentFacts:
    facts = DocumentFacts(
        kind=kind,  # type: ignore[arg-type]
        number="1",
        issued_on=DAY,
        currency="USD",
        seller=PartyFacts(name="We"),
        buyer=PartyFacts(name="They"),
        taxes=(
            TaxFacts(category="S", rate=D(19), base=3_333, tax=633),
            TaxFacts(category="S", rate=D(7), base=3_334, tax=233),
        ),
        totals=TotalFacts(net=6_667, tax=866, gross=7_533, due=7_533),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


HOME = HomeFacts(currency="EUR", rate=D("0.8"), net=5_334, tax=693, gross=6_027)


def test_groups_come_home_by_the_stored_rate_and_sum_to_what_was_stored() -> None:
    facts = paper(home=HOME, tax_currency="EUR", tax_in_tax_currency=693, exchange_rate=D("0.8"))
    found = booked(facts, "EUR")
    assert found.currency == "EUR"
    assert found.groups == {
        ("S", D(19)): (2_667, 507, 3_333, 633),
        ("S", D(7)): (2_667, 186, 3_334, 233),
    }
    credit = booked(replace(facts, kind=CREDIT_NOTE), "EUR")
    assert credit.groups == _back(found.groups)


def test_the_vat_that_was_printed_wins_where_only_that_was_stored() -> None:
    facts = paper(tax_currency="EUR", tax_in_tax_currency=694, exchange_rate=D("0.8"))
    found = booked(facts, "EUR")
    assert sum(each[1] for each in found.groups.values()) == 694
    assert sum(each[0] for each in found.groups.values()) == 5_334


@pytest.mark.parametrize("home", ["EUR", "TRY"])
def test_without_a_rate_a_paper_stays_in_its_own_currency(home: str) -> None:
    found = booked(paper(), home)
    assert found.currency == "USD"
    assert sum(each[1] for each in found.groups.values()) == 866


def test_a_corrected_invoice_says_nothing_new_in_any_currency() -> None:
    found = booked(paper(is_corrected=True, home=HOME), "EUR")
    assert not any(any(each) for each in found.groups.values())


@given(
    amounts=st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=6),
    rate=st.decimals("0.0001", "9999", places=4),
    shift=st.integers(-2, 2),
)
def test_groups_at_home_always_sum_to_the_stored_sums(amounts: list[int], rate: Decimal, shift: int) -> None:
    taxes = tuple(
        TaxFacts(category="S", rate=D(place + 1), base=amount, tax=amount // 5)
        for place, amount in enumerate(amounts)
    )
    stored = HomeFacts(currency="JPY", rate=rate, net=round(sum(amounts) * rate / 100) + shift, tax=shift)
    groups = booked(paper(taxes=taxes, home=stored), "JPY").groups.values()
    if any(amounts):
        assert sum(each[0] for each in groups) == stored.net
    if any(each // 5 for each in amounts):
        assert sum(each[1] for each in groups) == stored.tax
