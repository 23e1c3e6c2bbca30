"""Records opened lately, in whatever way: the palette offers them; they are kept for the next start."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject

from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.local_settings import Setting
from desktop_crm.workspace import finding

MOST: Final = 8
KINDS: Final = frozenset(
    {
        "contact", "quote", "order", "delivery", "pro_forma", "receipt", "invoice", "credit_note", "ticket",
        "product",
    }
)  # fmt: skip
RECENT_RECORDS: Final[Setting[dict[str, Any]]] = Setting("recent_records", {})
"""By database file: [kind, id], newest first."""


class Recents(QObject):
    """`note` is called by the window for each record it shows; `found` is read in the database's thread."""

    def __init__(self, desk: Desk, path: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._path = desk, path
        kept = desk.local.get(RECENT_RECORDS).get(path, [])
        self._records = [
            (str(pair[0]), pair[1])
            for pair in kept
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], int) and pair[0] in KINDS
        ][:MOST]
        self.found: list[finding.Found] = []
        watch(desk.changes, self, KINDS, self._read)

    def note(self, kind: str, record: int) -> None:
        """This record is shown now."""
        if kind not in KINDS:
            return
        self._records = [(kind, record), *(each for each in self._records if each != (kind, record))][:MOST]
        pairs = [[kind, record] for kind, record in self._records]
        kept: dict[str, Any] = self._desk.local.get(RECENT_RECORDS)
        self._desk.local.set(RECENT_RECORDS, {**kept, self._path: pairs})
        self._read()

    def begin(self) -> None:
        """Read the names of what was opened before this start."""
        if self._records and not self.found:
            self._read()

    def _read(self) -> None:
        caller, records = self._desk.caller, list(self._records)
        self._desk.tasks.run_latest(self, "recent", lambda: finding.named(caller, records), self._keep)

    def _keep(self, found: list[finding.Found]) -> None:
        self.found = found
