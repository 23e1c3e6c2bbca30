"""Words about packages and what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_crm.accounting.rules.changes import KINDS, WHAT, Change
from desktop_crm.accounting.rules.layouts import LAYOUTS
from desktop_crm.values.messages import Message, Translator, _

CONTENTS: Mapping[str, Message] = {
    "document": _("Papers"),
    "payment": _("Payments"),
    "received": _("Invoices received"),
    "expense": _("Expenses"),
    "bank": _("Movements on bank accounts"),
    "letter": _("Reminders"),
    "sum": _("Sums that came in"),
    "written_off": _("Write-offs"),
}
"""What lies in a package, by the kind of its records."""


def layout_words(t: Translator, layouts: Sequence[str]) -> str:
    """ "Tables, DATEV"."""
    return ", ".join(t.message(LAYOUTS[each].title) for each in ("generic", *layouts) if each in LAYOUTS)


def change_cells(t: Translator, change: Change) -> tuple[str, ...]:
    """What became of a record, which, and of which day."""
    kind = t.message(KINDS[change.kind]) if change.kind in KINDS else change.kind
    return (t.message(WHAT[change.what]), kind, change.name, t.formats.date(change.day))
