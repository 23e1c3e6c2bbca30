"""A person at the keyboard: every act (a key that does something, a filled field) is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop_crm.widgets.inputs.picker import EntityPicker


def has_keys(dialog: QWidget) -> bool:
    """Whether what is typed goes into this dialog: a slow machine gives it the focus a moment later."""
    focus = QApplication.focusWidget()
    return dialog.isActiveWindow() and focus is not None and dialog.isAncestorOf(focus)


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

    def click(self, widget: QWidget) -> None:
        """One click with the mouse, on what can be seen and pressed."""
        assert widget.isVisible() and widget.isEnabled(), "nobody can click this"
        self.acts += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def choose(self, button: QWidget, words: str) -> None:
        """Two clicks: a button's menu, and the entry that begins with these words."""
        self.click(button)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu came up"
        [entry] = [each for each in menu.actions() if each.text().replace("&", "").startswith(words)]
        self.acts += 1
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
        QApplication.processEvents()

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def go(self) -> None:
        """Ctrl+Return: the page's primary verb."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
