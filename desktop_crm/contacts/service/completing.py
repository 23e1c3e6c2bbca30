"""Gaps of contacts that are there already, filled from an import, and emptied again when it is taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from desktop_crm.contacts.queries.reading import get_contact
from desktop_crm.contacts.rules.importing import Outcome, with_gaps_filled
from desktop_crm.contacts.rules.told_values import draft_with
from desktop_crm.contacts.service.contacts import save_contact
from desktop_crm.database import trail
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_CHUNK: Final = 200
_CHANGED: Final = (
    "SELECT \"row\", before, after FROM change_log WHERE job_id = ? AND table_name = 'contact'"
    " AND before IS NOT NULL AND after IS NOT NULL ORDER BY id DESC"
)


@rights.needs("data.import")
def fill_gaps(caller: Caller, job_id: int, outcomes: Sequence[Outcome]) -> None:
    """Write what these records know more than the contacts that they are like; each is told with the job."""
    for start in range(0, len(outcomes), _CHUNK):
        with transaction(caller) as changed:
            trail.belongs_to(job_id)
            for outcome in outcomes[start : start + _CHUNK]:
                view = get_contact(caller, outcome.other_id)
                draft = with_gaps_filled(view.draft, outcome.record.draft)
                if draft != view.draft:
                    save_contact(caller, view.id, view.version, draft)
            changed.add("contact")


@rights.needs("data.import")
def empty_gaps(caller: Caller, job_id: int) -> tuple[int, dict[int, Message]]:
    """Set back what an import filled in, unless somebody wrote since; needs a transaction.

    Returns how many are as they were, and those that stay with the reason.
    """
    restored, kept = 0, {}
    for row, before, after in raw().execute(_CHANGED, (job_id,)).fetchall():
        now, wrote = trail.values_now("contact", row), json.loads(after)
        if now is None:
            continue
        if any(now.get(name) != value for name, value in wrote.items()):
            kept[row] = _("It was changed since")
            continue
        view = get_contact(caller, row)
        try:
            save_contact(caller, row, view.version, draft_with(view.draft, json.loads(before)))
        except UserError as error:
            kept[row] = error.message
        else:
            restored += 1
    return restored, kept
