"""Recurring invoices and expenses make themselves: shortly after the start, and once an hour for a day that
came."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_crm.app.services import Services
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.desk import watch

if TYPE_CHECKING:
    from desktop_crm.billing.service import Run
    from desktop_crm.expenses.service.recurring import ExpenseRun

FIRST = 5_000
"""Milliseconds after the start: by then the first page stands."""
EVERY = 3_600_000


class RecurringWatch(QObject):
    """Makes what is due and says so; what fails, and what waits for somebody who may issue, is said once."""

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._told: set[tuple[int, object]] = set()
        self._left: frozenset[int] = frozenset()
        self._unspent: set[tuple[int, object]] = set()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.keep_up)
        self._timer.start()
        watch(services.desk.changes, self, {"recurring", "recurring_expense"}, self.keep_up)
        QTimer.singleShot(FIRST, self, self.keep_up)

    def keep_up(self) -> None:
        """What is due now, in the background."""
        services, desk = self._services, self._services.desk
        if services.workspace.read_only:
            return
        caller, today = desk.caller, desk.today()

        def work() -> Run | None:
            from desktop_crm.billing import queries, service

            return service.run_recurring(caller, today) if queries.is_due(caller, today) else None

        if desk.may("documents.draft"):
            desk.tasks.run_latest(self, "recurring", work, self._done)
        if desk.may("expenses.change"):
            desk.tasks.run_latest(self, "spent", lambda: _spend(caller, today), self._spent)

    def _spent(self, run: ExpenseRun | None) -> None:
        desk = self._services.desk
        if run is None:
            return
        if count := len(run.made):
            words = desk.t.plural(
                "{n} recurring expense written down", "{n} recurring expenses written down", count
            )
            desk.notices.done(words, verb=desk.t("Show expenses"), run=lambda: desk.go("expenses", None))
        fresh = [each for each in run.failed if (each.rhythm_id, each.on) not in self._unspent]
        self._unspent = {(each.rhythm_id, each.on) for each in run.failed}
        if fresh:
            words = desk.t.plural(
                "{n} recurring expense could not be written down. {reason}",
                "{n} recurring expenses could not be written down. {reason}",
                len(fresh),
                reason=desk.t.message(fresh[0].error.message),
            )
            desk.notices.refused(words)

    def _done(self, run: Run | None) -> None:
        desk = self._services.desk
        if run is None:
            return
        if run.made:
            words = desk.t.plural("{n} recurring invoice made", "{n} recurring invoices made", len(run.made))
            desk.notices.done(words, verb=desk.t("Show invoices"), run=lambda: desk.go("invoices", None))
        said = desk.t.message
        fresh = [each for each in run.failed if (each.recurring_id, each.on) not in self._told]
        self._told = {(each.recurring_id, each.on) for each in run.failed}
        is_more, self._left = not self._left.issuperset(run.left), frozenset(run.left)
        if fresh or is_more:
            from desktop_crm.billing.service.recurring import failed_words

            parts = [said(failed_words(fresh))] if fresh else []
            parts += [said(run.left_words(desk.caller.role))] if is_more else []
            desk.notices.refused(" ".join(parts))


def _spend(caller: Caller, today: date) -> ExpenseRun | None:
    """In the database's thread: what was written down, if anything is due."""
    from desktop_crm.expenses import queries, service

    return service.run_rhythms(caller, today) if queries.rhythm_is_due(caller, today) else None
