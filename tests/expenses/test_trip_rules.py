"""What ways and days away are worth: national rates by day, own rates, bands, free meals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.company.rules import law
from desktop_crm.expenses.rules.trips import Band, Trip, days_worth, mileage_worth
from desktop_crm.values.errors import UserError

D = Decimal


@pytest.mark.parametrize(
    ("country", "vehicle", "day", "distance", "before", "amount", "currency"),
    [
        ("DE", "car", "2026-11-30", "100", "0", 3000, "EUR"),
        ("DE", "motorcycle", "2026-11-30", "12.5", "0", 250, "EUR"),
        ("AT", "car", "2024-12-31", "100", "0", 4200, "EUR"),
        ("AT", "car", "2025-01-01", "100", "0", 5000, "EUR"),
        ("AT", "bicycle", "2025-06-30", "10", "0", 500, "EUR"),
        ("AT", "bicycle", "2025-07-01", "10", "0", 250, "EUR"),
        ("ES", "car", "2023-07-16", "100", "0", 1900, "EUR"),
        ("ES", "car", "2023-07-17", "100", "0", 2600, "EUR"),
        ("CH", "car", "2025-12-31", "100", "0", 7000, "CHF"),
        ("CH", "car", "2026-01-01", "100", "0", 7500, "CHF"),
        ("PT", "car", "2023-12-31", "100", "0", 3600, "EUR"),
        ("PT", "car", "2024-01-01", "100", "0", 4000, "EUR"),
        ("BE", "car", "2026-06-30", "100", "0", 4449, "EUR"),
        ("NL", "bicycle", "2026-01-15", "7", "0", 161, "EUR"),
        ("US", "car", "2026-05-01", "3", "0", 218, "USD"),
        ("GB", "car", "2026-04-05", "100", "0", 4500, "GBP"),
        ("GB", "car", "2026-04-06", "100", "0", 5500, "GBP"),
        ("GB", "car", "2026-05-01", "100", "9950", 4000, "GBP"),
        ("GB", "car", "2026-05-01", "100", "10000", 2500, "GBP"),
    ],
)  # fmt: skip
def test_a_way_is_worth_the_rate_of_its_day(
    country: str, vehicle: str, day: str, distance: str, before: str, amount: int, currency: str
) -> None:
    trip = Trip(purpose="Fair", vehicle=vehicle, distance=D(distance), country=country)
    worth = mileage_worth(trip, date.fromisoformat(day), "EUR", D(before))
    assert (worth.amount, worth.currency) == (amount, currency)
    assert worth.trip.source
    assert sum(band.count for band in worth.trip.bands) == D(distance)


def test_the_tax_year_of_britain_begins_in_april() -> None:
    rate = law.mileage_rate("GB", "car", date(2026, 5, 1))
    assert rate is not None
    assert law.year_before(rate, date(2026, 5, 1)) == date(2026, 4, 6)
    assert law.year_before(rate, date(2026, 4, 5)) == date(2025, 4, 6)


def test_an_own_rate_needs_no_country() -> None:
    trip = Trip(purpose="Fair", vehicle="car", distance=D(100), country="FR", rate=D("0.529"), unit="km")
    worth = mileage_worth(trip, date(2026, 5, 1), "EUR")
    assert (worth.amount, worth.trip.source, worth.trip.bands) == (5290, "", (Band(D(100), D("0.529")),))


@pytest.mark.parametrize(
    ("country", "given", "amount"),
    [
        ("DE", {"full_days": 1}, 2800),
        ("DE", {"full_days": 1, "part_days": 2}, 5600),
        ("DE", {"hours": 9}, 1400),
        ("DE", {"full_days": 1, "part_days": 2, "breakfasts": 2, "main_meals": 1}, 5600 - 2 * 560 - 1120),
        ("ES", {"full_days": 2, "part_days": 1}, 10668 + 2667),
        ("ES", {"hours": 9}, 2667),
        ("AT", {"full_days": 2}, 6000),
        ("AT", {"hours": 4}, 1000),
        ("AT", {"full_days": 1, "hours": 14}, 6000),
    ],
)
def test_days_away_are_worth_the_rate_less_free_meals(
    country: str, given: dict[str, Any], amount: int
) -> None:
    trip = Trip(purpose="Fair", country=country, **given)
    assert days_worth(trip, date(2026, 11, 30), "EUR").amount == amount


@pytest.mark.parametrize(
    ("country", "day", "given", "amount"),
    [
        ("US", date(2026, 9, 30), {"full_days": 1, "part_days": 2}, 17_000),
        ("BE", date(2025, 2, 28), {"hours": 6}, 2_080),
        ("BE", date(2025, 3, 1), {"full_days": 2}, 4_244),
        ("BE", date(2025, 3, 1), {"full_days": 2, "main_meals": 1}, 2_122),
    ],
)
def test_days_away_are_worth_the_rate_of_their_day(
    country: str, day: date, given: dict[str, Any], amount: int
) -> None:
    assert days_worth(Trip(purpose="Fair", country=country, **given), day, "EUR").amount == amount


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2024, 9, 30)])
def test_a_year_whose_rate_is_not_known_asks_for_one(day: date) -> None:
    with pytest.raises(UserError, match="give your own") as refused:
        days_worth(Trip(purpose="Fair", country="US", full_days=1), day, "EUR")
    assert refused.value.field == "trip.rate"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose": ""}, "trip.purpose"),
        ({"vehicle": "boat"}, "trip.vehicle"),
        ({"distance": D(0)}, "trip.distance"),
        ({"distance": D(100_001)}, "trip.distance"),
        ({"rate": D(0)}, "trip.rate"),
        ({"country": "FR"}, "trip.rate"),
        ({"country": "NL", "vehicle": "car", "day": date(2022, 1, 1)}, "trip.rate"),
        ({"start": "a\x00b"}, "trip.start"),
    ],
)
def test_what_is_wrong_about_a_way_names_its_field(given: dict[str, Any], field: str) -> None:
    day = given.pop("day", date(2026, 11, 30))
    values = {"purpose": "Fair", "vehicle": "car", "distance": D(10), "country": "DE", **given}
    with pytest.raises(UserError) as refused:
        mileage_worth(Trip(**values), day, "EUR")
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "trip.full_days"),
        ({"hours": 24}, "trip.hours"),
        ({"hours": 8}, "trip.hours"),
        ({"full_days": 1, "breakfasts": 2}, "trip.breakfasts"),
        ({"full_days": 367}, "trip.full_days"),
        ({"full_days": 1, "country": "FR"}, "trip.rate"),
        ({"full_days": 1, "country": "BR"}, "trip.rate"),
        ({"part_days": 1, "country": "AT"}, "trip.part_days"),
        ({"part_days": 1, "breakfasts": 1, "main_meals": 2}, "trip"),
    ],
)
def test_what_is_wrong_about_days_names_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        days_worth(Trip(**{"purpose": "Fair", "country": "DE", **given}), date(2026, 11, 30), "EUR")
    assert refused.value.field == field
