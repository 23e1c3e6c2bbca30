"""What a letter asks, to the cent, and which letter is due when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.rules.dunning import Debt, Level, Parties
from desktop_crm.values.errors import UserError

D = Decimal
DUE = date(2026, 1, 31)
LADDER = (Level(days=7), Level(days=21, fee=D(10)), Level(days=35, fee=D(40), interest=D(8)))
BERLIN = Parties(country="DE", currency="EUR")
DEBT = Debt(due=100_000, due_on=DUE, currency="EUR")


@pytest.mark.parametrize(("level", "days", "asked"), [(1, 7, 100_000), (2, 21, 101_000), (3, 35, 105_767)])
def test_each_level_asks_for_its_fee_and_those_before_and_the_last_for_interest(
    level: int, days: int, asked: int
) -> None:
    on = DUE + timedelta(days=days)
    assert rules.claim_of(DEBT, 100_000, LADDER, level, on, BERLIN).asked == asked


def test_the_fee_of_a_skipped_level_is_not_asked() -> None:
    claim = rules.claim_of(DEBT, 100_000, LADDER, 3, date(2026, 3, 7), BERLIN, skipped=[2])
    assert claim.fees == ((3, 4_000),)
    assert claim.asked == 104_767


def test_interest_runs_on_what_was_open_each_day() -> None:
    debt = Debt(due=100_000, due_on=DUE, currency="EUR", moves=((date(2026, 2, 10), 60_000),))
    claim = rules.claim_of(debt, 40_000, LADDER, 3, date(2026, 3, 7), BERLIN)
    assert [(span.days, span.base) for span in claim.spans] == [(10, 100_000), (25, 40_000)]
    assert claim.interest == 438  # (100000*10 + 40000*25) * 8 / 36500 = 438.36


def test_the_statutory_rate_changes_with_the_half_year_and_with_the_buyer() -> None:
    ladder = (Level(days=7, by_law=True),)
    debt = Debt(due=100_000, due_on=date(2025, 6, 20), currency="EUR")
    business = rules.claim_of(debt, 100_000, ladder, 1, date(2025, 7, 10), BERLIN)
    assert [(span.days, span.rate) for span in business.spans] == [(10, D("11.27")), (10, D("10.27"))]
    assert business.interest == 590  # 308.77 + 281.37
    consumer = Parties(country="DE", currency="EUR", is_consumer=True)
    spans = rules.claim_of(debt, 100_000, ladder, 1, date(2025, 7, 10), consumer).spans
    assert [span.rate for span in spans] == [D("7.27"), D("6.27")]


def test_a_rate_that_nobody_has_written_down_yet_is_refused_not_guessed() -> None:
    ladder = (Level(days=7, by_law=True),)
    debt = Debt(due=100_000, due_on=date(2031, 1, 1), currency="EUR")
    with pytest.raises(UserError, match="is not known") as refused:
        rules.claim_of(debt, 100_000, ladder, 1, date(2031, 2, 1), BERLIN)
    assert refused.value.field == "interest"


@pytest.mark.parametrize(
    ("country", "is_consumer", "due", "on", "interest"),
    [
        # 100,000 minor units for 10 days: amount * percent * 10 / 36500
        ("CH", False, date(2026, 10, 1), date(2026, 10, 11), 137),
        ("CH", True, date(2026, 10, 1), date(2026, 10, 11), 137),
        ("TR", False, date(2026, 10, 1), date(2026, 10, 11), 1_178),
        ("TR", True, date(2026, 10, 1), date(2026, 10, 11), 658),
        ("TR", False, date(2025, 12, 26), date(2026, 1, 5), 1_318),  # 5 days of 53.25 %, 5 of 43 %
        ("TR", True, date(2024, 5, 26), date(2024, 6, 5), 452),  # 5 days of 9 %, 5 of 24 %
    ],
)
def test_statutory_interest_of_other_countries_comes_to_the_cent(
    country: str, is_consumer: bool, due: date, on: date, interest: int
) -> None:
    ladder = (Level(days=7, by_law=True),)
    parties = Parties(country=country, currency="EUR", is_consumer=is_consumer)
    debt = Debt(due=100_000, due_on=due, currency="EUR")
    assert rules.claim_of(debt, 100_000, ladder, 1, on, parties).interest == interest


@pytest.mark.parametrize(
    ("country", "words"),
    [("BR", "changes every month"), ("US", "No federal law"), ("JP", "give the level a rate of its own")],
)
def test_a_country_without_a_rate_says_why_and_what_helps(country: str, words: str) -> None:
    ladder = (Level(days=7, by_law=True),)
    parties = Parties(country=country, currency="EUR")
    debt = Debt(due=100_000, due_on=DUE, currency="EUR")
    with pytest.raises(UserError, match=words) as refused:
        rules.claim_of(debt, 100_000, ladder, 1, date(2026, 3, 1), parties)
    assert refused.value.field == "interest"
    told = [str(why) for _at, why in rules.doubts(ladder, parties, DUE)]
    assert any(words in each for each in told) is (country != "JP")


def test_fees_from_brazilian_consumers_come_to_two_percent_at_most() -> None:
    on = date(2026, 3, 7)
    consumer = Parties(country="BR", currency="EUR", is_consumer=True)
    claim = rules.claim_of(DEBT, 100_000, LADDER, 3, on, consumer)
    assert claim.fees == ((2, 1_000), (3, 1_000))
    assert rules.claim_of(DEBT, 40_000, LADDER, 3, on, consumer).fees == ((2, 800),)
    business = Parties(country="BR", currency="EUR")
    assert rules.claim_of(DEBT, 100_000, LADDER, 3, on, business).fees == ((2, 1_000), (3, 4_000))


@pytest.mark.parametrize(("day", "amount"), [(date(2025, 12, 31), 147_500), (date(2026, 1, 1), 202_000)])
def test_a_turkish_lump_sum_is_that_of_the_year(day: date, amount: int) -> None:
    ladder = (Level(days=7, lump_sum=True),)
    parties = Parties(country="TR", currency="TRY")
    debt = Debt(due=100_000, due_on=date(2025, 11, 1), currency="TRY")
    assert rules.claim_of(debt, 100_000, ladder, 1, day, parties).lump_sum == amount


def test_the_lump_sum_is_asked_once_of_businesses_and_never_of_consumers() -> None:
    ladder = tuple(Level(days=days, lump_sum=True) for days in (7, 21))
    on = date(2026, 3, 7)
    assert rules.claim_of(DEBT, 100_000, ladder, 2, on, BERLIN).asked == 104_000
    consumer = Parties(country="DE", currency="EUR", is_consumer=True)
    assert rules.claim_of(DEBT, 100_000, ladder, 2, on, consumer).asked == 100_000


@pytest.mark.parametrize(("claim", "sum_"), [(99_999, 4_000), (100_000, 7_000), (1_000_000, 10_000)])
def test_a_british_lump_sum_grows_with_the_claim(claim: int, sum_: int) -> None:
    debt = Debt(due=claim, due_on=DUE, currency="GBP")
    london = Parties(country="GB", currency="GBP")
    found = rules.claim_of(debt, claim, (Level(days=7, lump_sum=True),), 1, date(2026, 3, 7), london)
    assert found.lump_sum == sum_


def test_fees_of_the_firms_currency_are_not_asked_in_another() -> None:
    debt = Debt(due=100_000, due_on=DUE, currency="JPY")
    claim = rules.claim_of(debt, 100_000, LADDER, 3, date(2026, 3, 7), BERLIN)
    assert (claim.fee, claim.interest) == (0, 767)


@pytest.mark.parametrize(
    ("days", "done", "pay_by", "wanted"),
    [
        (6, {}, None, None),
        (7, {}, None, 1),
        (40, {}, None, 3),
        (20, {1: "issued"}, date(2026, 2, 14), None),
        (21, {1: "issued"}, date(2026, 2, 14), 2),
        (21, {1: "issued"}, date(2026, 2, 28), None),
        (35, {1: "issued", 3: "skipped"}, None, None),
    ],
)
def test_the_rule_takes_the_level_that_the_days_have_reached(
    days: int, done: dict[int, str], pay_by: date | None, wanted: int | None
) -> None:
    today = DUE + timedelta(days=days)
    assert rules.next_level(LADDER, days, done, pay_by, today) == wanted


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ([], "levels"),
        ({}, "levels"),
        ([{"days": 7}, {"days": 7}], "levels[2].days"),
        ([{"days": True}], "levels[1].days"),
        ([{"days": 7, "fee": "-1"}], "levels[1].fee"),
        ([{"days": 7, "fee": "x"}], "levels[1].fee"),
        ([{"days": 7, "interest": "NaN"}], "levels[1].interest"),
        ([{"days": 7, "colour": 1}], "levels[1].colour"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused_by_its_field(value: Any, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.levels_from_json(value)
    assert refused.value.field == field


def test_a_ladder_survives_being_kept() -> None:
    ladder = (*LADDER, Level(days=60, by_law=True, lump_sum=True, pay_within=3, texts=(("de", "Zahlen!"),)))
    assert rules.levels_from_json([rules.level_to_json(level) for level in ladder]) == ladder


def test_unusual_fees_and_rates_are_warned_of() -> None:
    on = date(2026, 3, 7)
    ladder = (Level(days=7, fee=D(10)), Level(days=21, interest=D(20), lump_sum=True))
    consumer = Parties(country="DE", currency="EUR", is_consumer=True)
    fields = [field for field, _words in rules.doubts(ladder, consumer, on)]
    assert fields == ["levels[1].fee", "levels[1].fee", "levels[2].interest", "levels[2].lump_sum"]
    assert rules.doubts((Level(days=7), Level(days=21, fee=D(5))), consumer, on) == ()
