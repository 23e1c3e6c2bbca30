"""The verbs of what recurs, for the tests of all verbs."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.rules.recurring import RecurringDraft
from tests.faults import firms
from tests.faults.acts import PlainPaper
from tests.workspace.act import Act, adds, versioned

TODAY: Final = firms.TODAY
AGREED: Final = RecurringDraft(document=firms.draft(), starts_on=TODAY)


def _one(**rest: object) -> Act:
    return versioned("recurring", 1, "recurring_id", today=TODAY, **rest)


ACTS: Final[dict[str, Act]] = {
    "billing.create_recurring": adds("same", draft=AGREED, today=TODAY, key="k"),
    "billing.save_recurring": _one(draft=AGREED),
    "billing.pause_recurring": _one(),
    "billing.continue_recurring": _one(),
    "billing.skip_recurring": _one(),
    "billing.bill_recurring": _one(render=PlainPaper()),
    "billing.end_recurring": _one(),
    "billing.run_recurring": adds("nothing", today=TODAY, render=PlainPaper()),
}
