"""Statutory base rates that the law table does not know yet: the office types them, half a year at a time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from desktop_crm.company.rules import law
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_AHEAD = timedelta(days=366)


def unknown_words(country: str, day: date) -> Message:
    """Why interest by law cannot be reckoned on a day, and what helps."""
    if why := law.why_no_rate(country, day):
        return law.no_rate_words(why)
    if not law.base_rate_name(country, day):
        return _("The statutory interest of {day} is not known: give the level a rate of its own", day=day)
    return _(
        "The statutory base rate of {day} is not known: enter it in Settings, Reminders (or: dunning"
        " base-rate {half} RATE)",
        day=day,
        half=half_of(day).isoformat(),
    )


def half_of(day: date) -> date:
    """The first day of the half-year of a day."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def checked(country: str, first: date, rate: Decimal, today: date) -> law.BaseRate:
    """The rate as typed. UserError at "first" or "rate" for what is none, and where the law table knows."""
    name = law.base_rate_name(country, first)
    if not name:
        raise UserError(_("The interest of this country hangs on no base rate"), "first")
    if first > today + _AHEAD:
        raise UserError(_("This day is too far ahead"), "first")
    known = law.base_rate(country, name, first)
    if known is not None:
        raise UserError(_("The base rate of this day is known: {rate}%", rate=known), "first")
    if not rate.is_finite() or not -5 <= rate <= 100 or rate != round(rate, 4):
        raise UserError(_("Between -5 and 100 percent, with at most 4 decimals"), "rate")
    return law.BaseRate(name, first, rate)
