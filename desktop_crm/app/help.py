"""F1: every key of the program, as declared in widgets.keys, and where the rest is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import KeyCap, Label
from desktop_crm.widgets.page import Scroll


def caps(key: keys.Key) -> list[str]:
    """The keys as this computer writes them."""
    shown = [keys.native(each) for each in key.shown]
    return [shown[0], "…", shown[-1]] if key.is_span else shown


class HelpDialog(ModalDialog):
    """The table of keys in two columns; it scrolls in a small window."""

    def __init__(self, t: Translator, parent: QWidget, report: Callable[[], None] | None = None) -> None:
        """`report` opens the report for support."""
        sentence = t("Everything can be done with the keyboard alone.")
        super().__init__(t, t("Keys"), sentence, primary=t("Close"), width=960, parent=parent)
        self.cancel_button.hide()
        if report is not None:
            self.add_side_act(Button(t("Report for support…"), report, icon="bug"))
        heights = [1 + len(group.keys) for group in keys.GROUPS]
        cut = min(range(len(heights)), key=lambda n: abs(sum(heights[:n]) - sum(heights[n:])))
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(32)
        for groups in (keys.GROUPS[:cut], keys.GROUPS[cut:]):
            columns.addWidget(self._column(groups), 1, Qt.AlignmentFlag.AlignTop)
        self.table = Scroll(body)
        self.table.setMinimumHeight(min(body.sizeHint().height(), parent.window().height() - 200))
        self.add(self.table, 1)

    def _column(self, groups: Sequence[keys.Group]) -> QWidget:
        t = self.t
        column = QWidget()
        grid = QGridLayout(column)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        row = 0
        for group in groups:
            grid.addWidget(Label(t.message(group.title), "strong"), row, 0, 1, 2)
            for row, key in enumerate(group.keys, row + 1):  # noqa: B020
                grid.addWidget(self._caps(key), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(Label(t.message(key.what), "body", wrap=True), row, 1)
            row += 1
            grid.setRowMinimumHeight(row, 10)
            row += 1
        return column

    @staticmethod
    def _caps(key: keys.Key) -> QWidget:
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 1, 0, 1)
        box.setSpacing(4)
        for cap in caps(key):
            box.addWidget(Label(cap, "caption") if cap == "…" else KeyCap(cap))
        box.addStretch(1)
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that move also move here, where the window is too low for all."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            QApplication.sendEvent(self.table.verticalScrollBar(), event)
        else:
            super().keyPressEvent(event)

    def accept_primary(self) -> None:
        self.accept()
