"""Dates on the command line: ISO 8601 only, so that no script depends on somebody's locale."""

from __future__ import annotations

from datetime import date

from desktop_crm.values.dates import FIRST_DATE
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def day(text: str, field: str) -> date:
    """`2026-01-31` as a date; UserError naming `field` for anything else."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise UserError(_("“{text}” is no date like 2026-01-31", text=text), field) from None
    if len(text) != 10:
        raise UserError(_("“{text}” is no date like 2026-01-31", text=text), field)
    if value < FIRST_DATE:
        raise UserError(_("Dates before 1970 are not taken"), field)
    return value


def optional_day(text: str | None, field: str) -> date | None:
    return None if text is None else day(text, field)
