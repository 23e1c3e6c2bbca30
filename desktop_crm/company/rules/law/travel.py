"""What a kilometre or a mile, and a day away, may be charged at: dated national rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from desktop_crm.company.rules.law.table import Row, rows

VEHICLES: Final = ("car", "motorcycle", "bicycle")
_WHOLE: Final = Decimal(100)


class MileageRate(NamedTuple):
    """`rate` of `currency` for each `unit` ("km", "mi") up to `up_to` of them a year (None: all), then
    `beyond`. The year begins on the day `year_starts` ("04-06")."""

    rate: Decimal
    unit: str
    currency: str
    up_to: Decimal | None
    beyond: Decimal
    year_starts: str
    source: str


class DayRate(NamedTuple):
    """What a day away is worth in `currency`: a whole one, and (where the country has it) a part of one.

    `hour` is paid for each hour begun of a day away of more than `over_hours`, up to a whole day's rate.
    Meals that were free take off so many percent of the whole day's rate.
    """

    full: Decimal
    part: Decimal | None
    hour: Decimal | None
    over_hours: int
    currency: str
    breakfast: Decimal
    main_meal: Decimal
    source: str


def mileage_rate(country: str, vehicle: str, day: date) -> MileageRate | None:
    """The rate of a vehicle on this day; None where the table does not know it."""
    row = next((each for each in rows(country, "mileage", day) if vehicle in each.values["vehicles"]), None)
    if row is None:
        return None
    rate, most = Decimal(row.values["rate"]), row.values.get("up_to")
    return MileageRate(
        rate,
        row.values["unit"],
        row.values["currency"],
        None if most is None else Decimal(most),
        Decimal(row.values.get("beyond", rate)),
        row.values.get("year_starts", "01-01"),
        row.source,
    )


def day_rate(country: str, day: date) -> DayRate | None:
    """The rate of a day away in the country itself; None where the table does not know it."""
    row = next(iter(rows(country, "per_diem", day)), None)
    if row is None:
        return None
    return DayRate(
        Decimal(row.values["full"]),
        _decimal(row, "part"),
        _decimal(row, "hour"),
        row.values.get("over_hours", 0),
        row.values["currency"],
        Decimal(row.values.get("breakfast", "0")) / _WHOLE,
        Decimal(row.values.get("main_meal", "0")) / _WHOLE,
        row.source,
    )


def year_before(rate: MileageRate, day: date) -> date:
    """The first day of the year in which `day` counts its distance."""
    month, first = (int(part) for part in rate.year_starts.split("-"))
    start = date(day.year, month, first)
    return start if start <= day else date(day.year - 1, month, first)


def _decimal(row: Row, name: str) -> Decimal | None:
    return Decimal(row.values[name]) if name in row.values else None
