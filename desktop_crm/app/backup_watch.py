"""Backups made by themselves, and a red banner when the last one is old or a drill found something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.app.services import Services
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets.desk import watch
from desktop_crm.widgets.strips import Banner

if TYPE_CHECKING:
    from desktop_crm.workspace.backups import Standing

FIRST = 8_000
"""Milliseconds after the start: by then the person works."""
EVERY = 3_600_000
AWAY = 60_000
"""Milliseconds until it is tried again after the folder or the server did not answer."""


class BackupWatch(QObject):
    """Makes the daily copy and its twin, drills once a month, and puts a banner over the pages while the last
    verified backup is too old.
    """

    def __init__(self, services: Services, above_pages: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._layout = services, above_pages
        self._failed: Message | None = None
        self.banner: Banner | None = None
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.keep_up)
        self._timer.start()
        watch(services.desk.changes, self, {"backup"}, self.look)
        QTimer.singleShot(FIRST, self, self.keep_up)

    def keep_up(self) -> None:
        """What is due now, in the background."""
        from desktop_crm.workspace import backups

        services, desk = self._services, self._services.desk
        if services.workspace.read_only:
            return
        if services.workspace.folder.state == "gone":
            QTimer.singleShot(AWAY, self, self.keep_up)
            return

        def done(standing: Standing) -> None:
            self._failed = None
            desk.changes.publish({"backup"})

        desk.tasks.start(
            self,
            desk.t("Backup"),
            lambda progress: backups.keep_up(
                desk.caller, services.workspace, desk.today(), progress=progress
            ),
            done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self._failed = error.message
        self._services.desk.notices.refused(error)
        self.look()

    def look(self) -> None:
        """How the backups stand, asked away from the window."""
        from desktop_crm.workspace import backups

        path = self._services.workspace.path
        self._services.desk.tasks.start(
            self, self._services.desk.t("Backup"), lambda _progress: backups.look(path), self.show
        )

    def show(self, standing: Standing) -> None:
        """Put the banner there, change its words, or take it away."""
        t, firm, today = self._services.desk.t, self._services.firm, self._services.desk.today()
        days = standing.days_without(today)
        self._hide()
        if not self._services.desk.may(self._services.workspace.copying_right):
            return  # who may not make one is not asked to
        if standing.is_old(today) and days is not None:
            why = t.message(self._failed) if self._failed else t("Make one now; it is checked at once.")
            title = t.plural("The last backup is {n} day old", "The last backup is {n} days old", days)
            self._put(title, why, t("Back up now"), firm.backups.back_up)
        elif standing.drill is not None and standing.drill.problem:
            title = t("The backup of {date} could not be restored when it was tried", date=standing.drill.at)
            again = firm.backups.back_up_and_drill
            self._put(title, standing.drill.problem, t("Back up and try again"), again)

    def _put(self, title: str, text: str, verb: str, run: Callable[[], None]) -> None:
        self.banner = Banner("bad", title, text)
        self.banner.add_action(verb, run).setObjectName("backup_verb")
        self._layout.insertWidget(0, self.banner)

    def _hide(self) -> None:
        if self.banner is not None:
            self.banner.deleteLater()
            self.banner = None
