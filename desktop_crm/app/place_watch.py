"""Is the firm's file still where it was opened? If not, nothing can be saved, and the window says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.app.services import Services
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.strips import Banner

EVERY = 5_000
"""Milliseconds between two looks; a write looks by itself before it begins."""


class PlaceWatch(QObject):
    """Puts a banner over the pages while the file is moved, deleted or replaced, and takes it away again.

    What is typed stays in its editor, so that it can be copied; every write is refused meanwhile.
    """

    def __init__(self, services: Services, above_pages: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._layout = services, above_pages
        self.banner: Banner | None = None
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Ask the disk, away from the window."""
        work = self._services.workspace.check_place
        self._services.desk.tasks.run_latest(self, "place", work, lambda _nothing: self._hide(), self._show)

    def _show(self, refusal: UserError) -> None:
        if self.banner is not None:
            return
        t, workspace = self._services.desk.t, self._services.workspace
        self.banner = Banner("bad", t("Nothing can be saved any more"), t.message(refusal.message))
        self.banner.add_action(
            t("Open again"), lambda: self._services.firm.open_file(workspace.path)
        ).setObjectName("open_again")
        self._layout.insertWidget(0, self.banner)

    def _hide(self) -> None:
        if self.banner is not None:
            self.banner.deleteLater()
            self.banner = None
