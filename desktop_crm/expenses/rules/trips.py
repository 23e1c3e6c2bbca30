"""Ways driven and days away: what they are worth by the dated rates of a country, or by a rate of one's own.

The rates are those of `resources/law`; what was taken is kept with the expense, so that it can be read years
later why it came to this amount.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.company.rules import law
from desktop_crm.values import money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

VEHICLE_WORDS: Final[dict[str, Message]] = {
    "car": _("Car"),
    "motorcycle": _("Motorcycle"),
    "bicycle": _("Bicycle"),
}
UNITS: Final = ("km", "mi")
MOST_DISTANCE: Final = Decimal(100_000)
MOST_DAYS: Final = 366
_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Band:
    """So much of a way (or so many days) at one rate."""

    count: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Who was where and why. For a way: vehicle and distance; for days away: whole days, days of coming and
    going, hours of a day without a night, meals that were free.

    `rate` is one's own rate, None takes the country's. `bands`, `unit` and `source` say what was reckoned.
    """

    person: str = ""
    purpose: str = ""
    start: str = ""
    goal: str = ""
    country: str = ""
    vehicle: str = ""
    distance: Decimal = Decimal(0)
    full_days: int = 0
    part_days: int = 0
    hours: int = 0
    breakfasts: int = 0
    main_meals: int = 0
    rate: Decimal | None = None
    bands: tuple[Band, ...] = ()
    taken_off: Decimal = Decimal(0)
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a trip comes to: minor units of `currency`, and the trip with what was reckoned."""

    amount: int
    currency: str
    trip: Trip


def check_trip(trip: Trip, kind: str) -> None:
    """Raise UserError at the field of what can never be right."""
    for field in ("person", "purpose", "start", "goal"):
        texts.check_line(getattr(trip, field), f"trip.{field}", most=texts.NAME)
    if not trip.purpose:
        raise UserError(_("Say what the trip was for"), "trip.purpose")
    if trip.rate is not None and not 0 < trip.rate <= 10_000:
        raise UserError(_("A rate is more than zero"), "trip.rate")
    if kind == "mileage":
        if trip.vehicle not in law.VEHICLES:
            raise UserError(_("Write one of {choices}", choices=", ".join(law.VEHICLES)), "trip.vehicle")
        if not 0 < trip.distance <= MOST_DISTANCE:
            raise UserError(_("Say how far it was"), "trip.distance")
        return
    for field in ("full_days", "part_days", "hours", "breakfasts", "main_meals"):
        if not 0 <= getattr(trip, field) <= MOST_DAYS:
            raise UserError(_("Between 0 and {n}", n=MOST_DAYS), f"trip.{field}")
    if not trip.full_days and not trip.part_days and not trip.hours:
        raise UserError(_("Say how many days"), "trip.full_days")
    if trip.hours >= _HOURS:
        raise UserError(_("{n} hours are a whole day", n=_HOURS), "trip.hours")
    if trip.breakfasts > trip.full_days + trip.part_days:
        raise UserError(_("There are more breakfasts than days"), "trip.breakfasts")


def mileage_worth(trip: Trip, day: date, currency: str, before: Decimal = Decimal(0)) -> Worth:
    """What a way is worth on a day, after `before` of the same vehicle in the year.

    UserError at "trip.rate" where the country has no rate and none is given.
    """
    check_trip(trip, "mileage")
    if trip.rate is not None:
        unit = trip.unit if trip.unit in UNITS else "km"
        return _worth(trip, (Band(trip.distance, trip.rate),), unit, currency, "")
    known = law.mileage_rate(trip.country, trip.vehicle, day)
    if known is None:
        raise _unknown(trip.country, day)
    bands: tuple[Band, ...] = (Band(trip.distance, known.rate),)
    if known.up_to is not None:
        cheap = min(trip.distance, max(Decimal(0), before + trip.distance - known.up_to))
        bands = (Band(trip.distance - cheap, known.rate), Band(cheap, known.beyond))
    return _worth(trip, bands, known.unit, known.currency, known.source)


def days_worth(trip: Trip, day: date, currency: str) -> Worth:
    """What days away are worth, free meals taken off. UserError as `mileage_worth`; at "trip.part_days" and
    "trip.hours" for what the country's rates do not know."""
    check_trip(trip, "per_diem")
    if trip.rate is not None:
        return _worth(trip, (Band(Decimal(trip.full_days + trip.part_days), trip.rate),), "", currency, "")
    known = law.day_rate(trip.country, day)
    if known is None:
        raise _unknown(trip.country, day)
    bands = [Band(Decimal(trip.full_days), known.full)]
    if trip.part_days:
        if known.part is None:
            raise UserError(_("In this country the hours of such a day count"), "trip.part_days")
        bands.append(Band(Decimal(trip.part_days), known.part))
    if trip.hours:
        bands.append(_hours(trip.hours, known))
    off = known.full * (known.breakfast * trip.breakfasts + known.main_meal * trip.main_meals)
    whole = sum((band.count * band.rate for band in bands), Decimal(0))
    return _worth(trip, tuple(bands), "", known.currency, known.source, min(off, whole))


def _hours(hours: int, known: law.DayRate) -> Band:
    if hours <= known.over_hours:
        least = known.over_hours
        raise UserError(_("A day of {least} hours or less is worth nothing", least=least), "trip.hours")
    if known.hour is None:
        return Band(Decimal(1), known.part or Decimal(0))
    return Band(min(Decimal(hours), known.full / known.hour), known.hour)


def _worth(
    trip: Trip, bands: tuple[Band, ...], unit: str, currency: str, source: str, off: Decimal = Decimal(0)
) -> Worth:
    kept = tuple(band for band in bands if band.count)
    whole = sum((band.count * band.rate for band in kept), Decimal(0)) - off
    done = replace(trip, bands=kept, unit=unit, source=source, taken_off=off)
    amount = money.minor_rounded(whole, currency)
    if amount <= 0:
        raise UserError(_("This trip is worth nothing"), "trip")
    return Worth(amount, currency, done)


def _unknown(country: str, day: date) -> UserError:
    return UserError(
        _("No rate of {country} is known for {day}: give your own", country=country or "?", day=day),
        "trip.rate",
    )
