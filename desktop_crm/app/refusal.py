"""What stands in the window's place when a firm's file cannot be opened: the reason, and ways on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.values.caller import local_caller
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.labels import IconMark, Label
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.widgets.theme import tokens
from desktop_crm.workspace import places


class Refusal(QWidget):
    """One calm page: nothing was changed, this is why, these are the ways on."""

    def __init__(
        self,
        t: Translator,
        path: Path,
        reason: str,
        open_file: Callable[[Path], None],
        new_firm: Callable[[], None],
        unlock: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.t, self._path, self._open = t, path, open_file
        self.setWindowTitle("Desktop CRM")
        self.resize(960, 600)
        self.reason = Label(reason, "body", wrap=True, selectable=True)
        self.reason.setMaximumWidth(560)
        again = Button(t("Try again"), lambda: open_file(path), kind="primary", icon="refresh-cw")
        other = Button(t("Open another file…"), self._choose, icon="folder-open")
        new = Button(t("New firm…"), new_firm, icon="plus")
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        for button in (again, other, new):
            verbs.addWidget(button)
        if unlock is not None:
            verbs.insertWidget(1, Button(t("Recovery key…"), unlock, icon="key"))
        if places.backup_folder(path).is_dir():
            verbs.insertWidget(1, Button(t("Restore a backup…"), self.restore, icon="history"))
        verbs.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(IconMark("circle-alert", "bad", 24), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Label(t("This file cannot be opened"), "title"))
        column.addWidget(self.reason)
        column.addWidget(Label(str(path), "muted", wrap=True, selectable=True))
        column.addWidget(Label(t("Nothing in it was changed."), "muted"))
        column.addSpacing(8)
        column.addLayout(verbs)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
        again.setFocus()

    def restore(self) -> None:
        """A backup of the file that cannot be opened, into a new one."""
        from desktop_crm.app.restore_dialog import RestoreDialog

        tasks = Tasks(self)
        self.destroyed.connect(tasks.close)
        RestoreDialog(
            self.t, tasks, local_caller(self.t.language), self._path, self._open, parent=self
        ).open()

    def _choose(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self,
            self.t("Open another firm"),
            str(self._path.parent),
            self.t("Firms (*.crm *.db);;All files (*)"),
        )
        if name:
            self._open(Path(name))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)
