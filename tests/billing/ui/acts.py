"""A person at the keyboard: every act (a key that does something, a filled field) is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.widgets.inputs.picker import EntityPicker


class Person:
    """`press("Ctrl+Return")` is one act, so is `fill("Konserven")` however long the text is."""

    def __init__(self, window: QWidget) -> None:
        self.window, self.acts = window, 0

    @property
    def focus(self) -> QWidget:
        """Where the keys go: the widget with the focus in the active window."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.acts += 1
        QTest.keyClick(self.focus, key, modifier)
        QApplication.processEvents()

    def fill(self, text: str) -> None:
        """Type over what the field holds; a type-ahead has answered afterwards."""
        self.acts += 1
        widget = self.focus
        QTest.keyClicks(widget, text)
        if isinstance(widget, EntityPicker):
            widget._delay.stop()
            widget._ask()
        QApplication.processEvents()

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def go(self) -> None:
        """Ctrl+Return: the page's primary verb."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
