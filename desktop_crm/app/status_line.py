"""The status line: what was said or saved last, background jobs, the database and its last backup."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import ElidedLabel, Label
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.progress_strip import JobsLine
from desktop_crm.widgets.theme import THEME, tokens
from desktop_crm.workspace.opening import FolderState, Workspace


class PlaceButton(QAbstractButton):
    """Words of the line that can be pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._role = "muted"
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(24)

    def show_text(self, text: str, role: str) -> None:
        """Other words, in the colour of a state."""
        self._role = role
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(round(fonts.metrics(fonts.CAPTION).horizontalAdvance(self.text()) + 8.5), 24)

    minimumSizeHint = sizeHint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        if self.underMouse() or self.isDown():
            draw_box(painter, rect, fill=tokens().hover, radius=4)
        ink = tokens().role(self._role)
        draw_text(painter, rect.adjusted(4, 0, -3, 0), self.text(), size=fonts.CAPTION, colour=ink)
        if self.hasFocus():
            draw_focus(painter, rect)


class StatusLine(QWidget):
    """28 high, along the bottom of the window."""

    place_asked = Signal()

    def __init__(self, desk: Desk, workspace: Workspace) -> None:
        super().__init__()
        self._desk = desk
        self.said = ElidedLabel("", "caption")
        self.place = PlaceButton()
        self.place.clicked.connect(self.place_asked.emit)
        self._workspace = workspace
        self.backup = Label("", "caption")
        self._clear = QTimer(self, singleShot=True, interval=15_000)
        self._clear.timeout.connect(lambda: self.said.set_text(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(12)
        row.addWidget(JobsLine(desk.t, desk.tasks))
        row.addWidget(self.said, 1)
        row.addWidget(self.place)
        row.addWidget(self.backup)
        self.setFixedHeight(28)
        self.show_place(workspace.folder)
        desk.notices.said.connect(self.say)
        THEME.changed.connect(self.update)

    def show_place(self, folder: FolderState) -> None:
        """Where the firm is, what follows from that, and how many are in."""
        t, workspace = self._desk.t, self._workspace
        profile = workspace.database.profile
        words = [workspace.name, t.message(profile.title)]
        if folder.state == "gone" and folder.title is not None:
            words[1] = t.message(folder.title)
        elif workspace.read_only or folder.state == "unsafe":
            words[1] = t("Read-only")
        if len(folder.people) > 1 and folder.state != "gone":  # nobody knows who is in meanwhile
            words.append(t.plural("{n} is in", "{n} are in", len(folder.people)))
        text = "  \u00b7  ".join(words)
        if text != self.place.text():
            bad = folder.state in ("gone", "unsafe")
            self.place.show_text(text, "bad" if bad else "warn" if profile.one_computer else "muted")
            tips.set_tip(self.place, f"{workspace.place}\n{t.message(profile.reason)}")

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
