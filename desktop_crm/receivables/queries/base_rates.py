"""The base rates that the office typed, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.company import queries as company
from desktop_crm.company.rules import law
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

BASE_RATES: Final = "dunning.base_rates"
"""The setting that holds them: objects with "name", "first", "rate", "by" and "on"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRate:
    """One of them; `on` is the day on which `by` typed it."""

    rate: law.BaseRate
    by: str
    on: date


@rights.needs("documents.read")
def typed_rates(caller: Caller) -> tuple[TypedRate, ...]:
    """All of them, the newest first."""
    found = [
        TypedRate(
            rate=law.BaseRate(each["name"], date.fromisoformat(each["first"]), Decimal(each["rate"])),
            by=each["by"],
            on=date.fromisoformat(each["on"]),
        )
        for each in company.setting(caller, BASE_RATES, [])
    ]
    return tuple(sorted(found, key=lambda each: each.rate.first, reverse=True))


@rights.needs("documents.read")
def base_rates(caller: Caller) -> tuple[law.BaseRate, ...]:
    """The rates alone."""
    return tuple(each.rate for each in typed_rates(caller))
