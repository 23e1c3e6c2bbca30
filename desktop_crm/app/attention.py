"""What the frame shows: counts in the sidebar, the firm's name, the age of the last backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from desktop_crm.app.dunning_watch import DunningWatch
from desktop_crm.app.recurring_watch import RecurringWatch
from desktop_crm.app.services import Services
from desktop_crm.app.sidebar import Sidebar
from desktop_crm.app.status_line import StatusLine
from desktop_crm.widgets.desk import watch

_SHOWN = frozenset(
    {"firm", "contact", "quote", "invoice", "order", "credit_note", "payment", "ticket", "note", "backup"}
)


@dataclass(frozen=True)
class _Frame:
    firm: str
    counts: dict[str, int]
    last_backup: datetime | None


class Attention(QObject):
    """Asks the rooms after each change, and tells the frame."""

    def __init__(
        self, services: Services, sidebar: Sidebar, status: StatusLine, show_firm: Callable[[str], None]
    ) -> None:
        super().__init__(sidebar)
        self._services, self._sidebar, self._status, self._show_firm = services, sidebar, status, show_firm
        self.recurring = RecurringWatch(services, self)
        self.dunning = DunningWatch(services, self)
        watch(services.desk.changes, self, _SHOWN, self.refresh)
        self._hourly = QTimer(self, interval=3_600_000)
        self._hourly.timeout.connect(self.refresh)  # a day may have passed: more is overdue
        self._hourly.start()
        QTimer.singleShot(0, self, self.refresh)

    def refresh(self) -> None:
        """Read the frame's figures anew."""
        desk = self._services.desk
        desk.tasks.run_latest(self, "frame", self._read, self._show)

    def _read(self) -> _Frame:
        from desktop_crm.company import queries as company
        from desktop_crm.workspace import backups, today

        desk = self._services.desk
        firm = company.firm_or_none(desk.caller)
        newest = next(iter(backups.copies_of(self._services.workspace.path)), None)
        counts = today.counts(desk.caller, desk.today())
        return _Frame(firm.draft.name if firm else "", counts, newest.at if newest else None)

    def _show(self, frame: _Frame) -> None:
        from desktop_crm.workspace.backups import WARN_AFTER_DAYS

        t = self._services.desk.t
        self._show_firm(frame.firm)
        for place, count in frame.counts.items():
            spoken = t.plural("{n} needs you", "{n} need you", count)
            self._sidebar.set_count(place, count, spoken)
        if frame.last_backup is None:
            self._status.show_backup(t("No backup yet"))
            return
        made_on, today = frame.last_backup.astimezone().date(), self._services.desk.today()
        if made_on == today:
            self._status.show_backup(t("Backup today {time}", time=t.formats.time(frame.last_backup)))
        else:
            old = (today - made_on).days > WARN_AFTER_DAYS
            day = t.formats.date_words(made_on)
            self._status.show_backup(t("Last backup {date}", date=day), "bad" if old else None)
