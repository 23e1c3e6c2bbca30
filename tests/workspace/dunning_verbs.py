"""The verbs of reminding with arguments that work in the prepared firm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from desktop_crm.database.connection import raw
from desktop_crm.receivables import service
from desktop_crm.receivables.rules.dunning import Level
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from tests.faults.firms import TODAY
from tests.workspace.act import Act, adds, versioned
from tests.workspace.mail_verbs import ACCOUNT, AT, LETTER

NOW = max(TODAY, utc_now().date())
"""The clock of this computer is that of the issuing, from which the days of reminders are counted."""
LATE, LATER = NOW + timedelta(days=30), NOW + timedelta(days=40)
"""The invoices of the firm are due after fourteen days: the first level is due then, and the second."""
HALF_YEAR, TYPED = date(2027, 7, 1), date(2027, 1, 1)
WAITS, WRITTEN = 1, 2
"""A letter in the tray, and one that was written."""
LADDER = (Level(days=7), Level(days=21, fee=Decimal(10)))

ACTS: Mapping[str, Act] = {
    "receivables.set_dunning_levels": adds("nothing", levels=LADDER),
    "receivables.set_dunning_by_rule": adds("nothing", is_by_rule=True),
    "receivables.set_base_rate": adds("nothing", first=HALF_YEAR, rate=Decimal("2.5"), today=TODAY),
    "receivables.remove_base_rate": adds("refused", first=TYPED),
    "receivables.run_dunning": adds("nothing", today=LATER),
    "receivables.send_letter": versioned("dunning_letter", WAITS, "letter_id", today=LATE),
    "receivables.write_letter": adds("same", document_id=2, today=LATER, key="k"),
    "receivables.skip_letter": versioned("dunning_letter", WAITS, "letter_id"),
    "receivables.put_off_letter": versioned("dunning_letter", WAITS, "letter_id", until=LATER, today=LATE),
    "receivables.queue_reminder": adds(
        "refused", letter_id=WRITTEN, letter=LETTER, account=ACCOUNT, today=LATE, at=AT, due_at=AT
    ),
}
READS = {"receivables.doubts_of_levels", "receivables.files_of_letters", "receivables.reminder_mail"}

WITHOUT_VERSION: Mapping[str, str] = {
    "receivables.set_dunning_levels": "one ladder, the last word counts",
    "receivables.set_dunning_by_rule": "one value, the last word counts",
    "receivables.set_base_rate": "one rate a half-year, the last word counts",
    "receivables.remove_base_rate": "what is gone already is refused",
    "receivables.run_dunning": "what is due is read in its own transaction; a level comes once",
    "receivables.queue_reminder": "whether it waits already is read in its own transaction",
}


def prepare(caller: Caller) -> None:
    """A run that found every invoice late, and one letter of it that was written."""
    service.set_base_rate(caller, TYPED, Decimal("1.5"), TODAY)
    service.run_dunning(caller, LATE)
    service.send_letter(caller, WRITTEN, 1, LATE)
    found = raw().execute("SELECT id, document_id, state FROM dunning_letter ORDER BY id").fetchall()
    assert found[:2] == [(WAITS, 1, "prepared"), (WRITTEN, 2, "issued")]
