"""What changed since the packages before, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from desktop_crm.accounting.rules.changes import Change
from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.values.messages import _

CHANGES: Final = columns(
    ("what", "text", _("What became of it")),
    ("kind", "text", _("Kind")),
    ("number", "text", _("Number")),
    ("day", "date", _("Day")),
)


def changes_table(changes: Iterable[Change]) -> Table:
    """One row a record, by day."""
    rows: list[Sequence[Cell]] = [(each.what, each.kind, each.name, each.day) for each in changes]
    return Table("changes", _("Changed since the packages before"), CHANGES, rows)
