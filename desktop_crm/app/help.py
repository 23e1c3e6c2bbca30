"""F1: the keys that work everywhere, and where the rest is written down."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import KeyCap, Label


def keys(t: Translator) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (keys, what they do)."""
    return [
        (
            t("Everywhere"),
            [
                ("Ctrl+K", t("Search everything, or run any command")),
                ("Alt+1", t("Today; Alt+2 to Alt+7 the other places")),
                ("Alt+Left", t("Back to the page before")),
                ("Ctrl+Shift+N", t("New invoice")),
                ("Ctrl+,", t("Settings")),
                ("F1", t("This page")),
            ],
        ),
        (
            t("Lists"),
            [
                ("Ctrl+N", t("New")),
                ("Ctrl+F", t("Search in the list")),
                ("Return", t("Open the row")),
                ("Space", t("Tick a row")),
            ],
        ),
        (
            t("Lines of a quote or invoice"),
            [
                ("Return", t("Next cell, then a new line")),
                ("F2", t("Change a cell")),
                ("Alt+Up", t("Move the line; Alt+Down the other way")),
                ("Ctrl+Del", t("Remove the line")),
                ("Ctrl+Z", t("Undo")),
            ],
        ),
    ]


class HelpDialog(ModalDialog):
    """The table of keys."""

    def __init__(self, t: Translator, parent: QWidget) -> None:
        sentence = t("Everything can be done with the keyboard alone.")
        super().__init__(t, t("Keys"), sentence, primary=t("Close"), width=560, parent=parent)
        self.cancel_button.hide()
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        row = 0
        for title, entries in keys(t):
            grid.addWidget(Label(title, "strong"), row, 0, 1, 2)
            row += 1
            for key, what in entries:
                native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                grid.addWidget(KeyCap(native), row, 0)
                grid.addWidget(Label(what, "body", wrap=True), row, 1)
                row += 1
            grid.setRowMinimumHeight(row, 8)
            row += 1
        self.add(body)

    def accept_primary(self) -> None:
        self.accept()
