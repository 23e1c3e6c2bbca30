"""What a package would hold, before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_crm.accounting.queries import handovers, standing_of
from desktop_crm.company import queries as company
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True)
class Begun:
    """What the question begins with."""

    firm: str
    country: str


@dataclass(frozen=True, slots=True)
class Preview:
    """How many records of each kind, how many changed in days handed over before, and whether the days are
    closed."""

    counts: Mapping[str, int]
    changes: int
    state: str


@rights.needs("packages.make")
def begin(caller: Caller) -> Begun:
    """Who hands over."""
    firm = company.get_firm(caller).draft
    return Begun(firm.full_name, firm.country)


@rights.needs("packages.make")
def preview(caller: Caller, span: PeriodDraft) -> Preview:
    """What a package of these days would hold."""
    counts = Counter(item.kind for item in handovers.items_between(span))
    changes = len(handovers.changed_since(caller, span).changes)
    return Preview(dict(counts), changes, standing_of(caller, span).state)
