"""Base rates that are not known yet are typed, for a half-year at a time, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.company.rules import law
from desktop_crm.receivables.queries import base_rates as queries
from desktop_crm.receivables.rules import base_rates as rules
from desktop_crm.receivables.rules.dunning import Level
from desktop_crm.receivables.service import base_rates as service
from desktop_crm.receivables.service import dunning
from desktop_crm.values.errors import NotFound, UserError
from tests.billing.conftest import CALLER, Books
from tests.receivables.test_dunning_runs import due_on

D = Decimal
TODAY = date(2031, 2, 10)


def test_a_typed_rate_is_good_to_the_end_of_its_half_year_and_below_the_table() -> None:
    typed = [law.BaseRate("DE", date(2031, 1, 1), D("2.00")), law.BaseRate("DE", date(2025, 1, 1), D("9"))]

    def rate(day: date) -> Decimal | None:
        return law.late_interest("DE", day, is_consumer=False, typed=typed)

    assert rate(date(2031, 1, 1)) == rate(date(2031, 6, 30)) == D("11.00")
    assert rate(date(2031, 7, 1)) is None and rate(date(2030, 12, 31)) is None
    assert rate(date(2025, 2, 1)) == D("11.27")  # the table's own 2.27


@pytest.mark.parametrize(
    ("country", "first", "rate", "field"),
    [
        ("DE", date(2025, 1, 1), "1", "first"),  # known
        ("DE", date(2033, 1, 1), "1", "first"),  # too far ahead
        ("US", date(2031, 1, 1), "1", "first"),  # hangs on no base rate
        ("DE", date(2031, 1, 1), "101", "rate"),
        ("DE", date(2031, 1, 1), "1.23456", "rate"),
        ("DE", date(2031, 1, 1), "NaN", "rate"),
    ],
)
def test_what_is_no_rate_is_refused_at_its_field(country: str, first: date, rate: str, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked(country, first, D(rate), TODAY)
    assert refused.value.field == field


def test_a_typed_rate_is_taken_away_again_and_what_is_not_there_is_named(books: Books) -> None:
    service.set_base_rate(CALLER, date(2031, 1, 1), D("2"), TODAY)
    service.set_base_rate(CALLER, date(2031, 7, 1), D("3"), TODAY)
    service.remove_base_rate(CALLER, date(2031, 1, 1))
    assert [each.rate.first for each in queries.typed_rates(CALLER)] == [date(2031, 7, 1)]
    service.remove_base_rate(CALLER, date(2031, 7, 1))
    assert queries.typed_rates(CALLER) == ()
    with pytest.raises(NotFound, match="No base rate was typed") as refused:
        service.remove_base_rate(CALLER, date(2031, 7, 1))
    assert refused.value.field == "first"


def test_the_run_says_how_to_enter_a_rate_and_goes_on_with_it(books: Books) -> None:
    dunning.set_dunning_levels(CALLER, (Level(days=7, by_law=True),))
    due_on(books, date(2031, 1, 2), date(2031, 1, 10))
    (refused,) = dunning.run_dunning(CALLER, TODAY).refused
    assert "Settings, Reminders" in refused.why.text and refused.why.values["half"] == "2031-01-01"
    service.set_base_rate(CALLER, date(2031, 1, 1), D("2"), TODAY)
    service.set_base_rate(CALLER, date(2031, 1, 1), D("2.5"), TODAY)  # a slip is typed anew
    (kept,) = queries.typed_rates(CALLER)
    assert (kept.rate.rate, kept.by, kept.on) == (D("2.5"), CALLER.user, TODAY)
    done = dunning.run_dunning(CALLER, TODAY)
    assert (len(done.prepared), done.refused) == (1, ())
