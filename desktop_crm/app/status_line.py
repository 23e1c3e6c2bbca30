"""The status line: what was said or saved last, background jobs, the database and its last backup."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import tips
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import ElidedLabel, Label
from desktop_crm.widgets.progress_strip import JobsLine
from desktop_crm.widgets.theme import THEME, tokens
from desktop_crm.workspace.opening import Workspace


class StatusLine(QWidget):
    """28 high, along the bottom of the window."""

    def __init__(self, desk: Desk, workspace: Workspace) -> None:
        super().__init__()
        self._desk = desk
        self.said = ElidedLabel("", "caption")
        self.place = Label("", "caption")
        self.backup = Label("", "caption")
        self._clear = QTimer(self, singleShot=True, interval=15_000)
        self._clear.timeout.connect(lambda: self.said.set_text(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(16)
        row.addWidget(JobsLine(desk.t, desk.tasks))
        row.addWidget(self.said, 1)
        row.addWidget(self.place)
        row.addWidget(self.backup)
        self.setFixedHeight(28)
        self._show_place(workspace, desk.t)
        desk.notices.said.connect(self.say)
        THEME.changed.connect(self.update)

    def _show_place(self, workspace: Workspace, t: Translator) -> None:
        profile = workspace.database.profile
        where = t("Read-only") if workspace.read_only else t.message(profile.title)
        self.place.setText(f"{workspace.path.name}  \u00b7  {where}")
        tips.set_tip(self.place, f"{workspace.path}\n{t.message(profile.reason)}")

    def say(self, text: str) -> None:
        """Repeat what a notice said, for those who looked away."""
        self.said.set_text(text)
        self._clear.start()

    def show_backup(self, text: str, role: str | None = None) -> None:
        """When the last verified backup was made."""
        self.backup.setText(text)
        self.backup.set_role(role or "muted")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().bg)
        painter.fillRect(QRectF(0, 0, self.width(), 1), tokens().border)
