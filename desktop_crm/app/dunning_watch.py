"""Reminders by rule: what is due is prepared for the tray shortly after the start and each day anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_crm.app.services import Services
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import watch

if TYPE_CHECKING:
    from desktop_crm.receivables.service.dunning import Run

FIRST = 8_000
"""Milliseconds after the start: by then the first page stands."""
EVERY = 3_600_000


class DunningWatch(QObject):
    """Only where the firm wants it; a clock set back, or what cannot be reckoned, is said once."""

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._refusal = ""
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.keep_up)
        self._timer.start()
        watch(services.desk.changes, self, {"firm"}, self.keep_up)
        QTimer.singleShot(FIRST, self, self.keep_up)

    def keep_up(self) -> None:
        """What is due today, in the background."""
        services, desk = self._services, self._services.desk
        if services.workspace.read_only or not desk.may("dunning.write"):
            return
        caller, today = desk.caller, desk.today()

        def work() -> Run:
            from desktop_crm.receivables.queries import dunning as queries
            from desktop_crm.receivables.service import dunning as service

            return service.run_dunning(caller, today) if queries.is_by_rule(caller) else service.Run()

        desk.tasks.run_latest(self, "dunning", work, self._done, self._refused)

    def _done(self, done: Run) -> None:
        if not done.refused:
            self._refusal = ""
        count = len(done.prepared)
        if count:
            t, desk = self._services.desk.t, self._services.desk
            words = t.plural("{n} reminder prepared", "{n} reminders prepared", count)
            desk.notices.done(words, verb=t("Show"), run=lambda: desk.go("reminders", None))
        if done.refused:
            from desktop_crm.receivables.service import dunning as service

            self._refused(UserError(service.refused_words(done.refused)))

    def _refused(self, error: UserError) -> None:
        words = self._services.desk.t.message(error.message)
        if words != self._refusal:
            self._services.desk.notices.refused(error)
        self._refusal = words
