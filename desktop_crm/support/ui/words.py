"""How the screens of tickets say states, priorities, days and moments, and in which colour."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from desktop_crm.support.queries import TicketRow
from desktop_crm.support.rules.tickets import CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS, Status
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.inputs import Choice

STATUS_ROLES: Final[dict[str, str | None]] = {
    "new": "warn",
    "open": "info",
    "waiting": "muted",
    "resolved": "ok",
    "closed": "muted",
}
PRIORITY_ROLES: Final[dict[str, str | None]] = {
    "low": "muted",
    "normal": "muted",
    "high": "warn",
    "urgent": "bad",
}


def due_words(t: Translator, due_on: date | None, today: date) -> str:
    """ "today", "in 3 days", "3 days late", beyond a week the day; "" without one."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return t.plural("{n} day late", "{n} days late", -days)
    if days <= 1:
        return t("today") if days == 0 else t("tomorrow")
    if days < 7:
        return t.plural("in {n} day", "in {n} days", days)
    return t.formats.date_words(due_on)


def due_role(due_on: date | None, today: date, *, live: bool) -> str | None:
    """Late is bad, today and tomorrow need care; what is done has no colour."""
    if due_on is None or not live:
        return "muted"
    days = (due_on - today).days
    return "bad" if days < 0 else "warn" if days <= 1 else "muted"


def row_due(t: Translator, row: TicketRow, today: date) -> str:
    """The due day of a ticket in a list; of one that is done nothing is due."""
    return due_words(t, row.due_on, today) if row.is_live else ""


def moment_words(t: Translator, moment: datetime, today: date) -> str:
    """The time today, "yesterday", "Thu" within a week, "9 Oct" within the year, else the whole day."""
    day = moment.astimezone().date()
    days = (today - day).days
    if days <= 0:
        return t.formats.time(moment)
    if days < 7:
        return t("yesterday") if days == 1 else t.formats.short_day_name(day)
    return t.formats.day_month(day) if day.year == today.year else t.formats.date_words(day)


def status_choices(t: Translator, present: Status) -> list[Choice]:
    """Where a ticket can go from here: nothing becomes new again, a closed one is reopened first."""
    if present == "closed":
        keys = ["open", "closed"]
    else:
        keys = [key for key in STATUS_WORDS if key != "new" or present == "new"]
    return [Choice(key, t.message(STATUS_WORDS[key])) for key in keys]


def priority_choices(t: Translator) -> list[Choice]:
    """From low to urgent."""
    return [Choice(key, t.message(word)) for key, word in PRIORITY_WORDS.items()]


def category_choices(t: Translator) -> list[Choice]:
    """What a ticket can be."""
    return [Choice(key, t.message(word)) for key, word in CATEGORY_WORDS.items()]
