"""Ways driven and days away, as expenses of whoever was on the road."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.billing.queries.firm import firm_side
from desktop_crm.company.rules import law
from desktop_crm.expenses.queries.spent import distance_before
from desktop_crm.expenses.rules import trips
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine
from desktop_crm.expenses.rules.trips import Trip, Worth
from desktop_crm.expenses.service.spent import create_expense
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import translator_for


@rights.needs("expenses.change")
def worth_of(caller: Caller, kind: str, trip: Trip, day: date) -> Worth:
    """What a trip comes to on a day by the firm's country, or by its own rate. UserError names the field."""
    own = firm_side(caller).firm.draft
    trip = replace(trip, country=trip.country or own.country, person=trip.person or caller.user)
    if kind == "per_diem":
        return trips.days_worth(trip, day, own.currency)
    rate = law.mileage_rate(trip.country, trip.vehicle, day)
    before = Decimal(0)
    if rate is not None and trip.rate is None:
        before = distance_before(caller, trip.person, trip.vehicle, law.year_before(rate, day), day)
    return trips.mileage_worth(trip, day, own.currency, before)


@rights.needs("expenses.change")
def write_trip(
    caller: Caller,
    kind: str,
    trip: Trip,
    day: date,
    today: date,
    customer_id: int | None = None,
    key: str | None = None,
) -> int:
    """Write a way ("mileage") or days away ("per_diem") down; returns the expense's id.

    Its amount is what the rates of the day make of it; VAT is never in it.
    """
    worth = worth_of(caller, kind, trip, day)
    draft = ExpenseDraft(
        kind="mileage" if kind == "mileage" else "per_diem",
        supplier=worth.trip.person,
        description=_words(caller, kind, worth.trip),
        category="travel",
        country=worth.trip.country,
        currency=worth.currency,
        spent_on=day,
        lines=(VatLine(category="O", net=worth.amount),),
        customer_id=customer_id,
        trip=worth.trip,
    )
    return create_expense(caller, draft, today, key=key)


def _words(caller: Caller, kind: str, trip: Trip) -> str:
    """ "Lisbon – Porto, 313 km: fair"."""
    t = translator_for(caller.language)
    if kind == "mileage":
        way = " – ".join(part for part in (trip.start, trip.goal) if part)
        length = f"{t.formats.number(trip.distance)} {trip.unit}"
    else:
        days = trip.full_days + trip.part_days + bool(trip.hours)
        way, length = trip.goal, t.plural("{n} day", "{n} days", days)
    return f"{', '.join(part for part in (way, length) if part)}: {trip.purpose}"[:500]
