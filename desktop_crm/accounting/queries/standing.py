"""Whether the books of some days are closed."""

from __future__ import annotations

from desktop_crm.accounting.rules.spans import Standing, check_span, standing
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("books.read")
def standing_of(caller: Caller, span: PeriodDraft) -> Standing:
    """How far these days are closed; UserError at "start" or "end" for days that cannot be meant."""
    check_span(span)
    rows = periods.list_periods(caller)
    return standing(span, [row.period for row in rows if row.is_closed])
