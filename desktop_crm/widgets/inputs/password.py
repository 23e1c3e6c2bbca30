"""A password: dots, and an eye that shows what was typed as long as it is asked to."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.inputs.text import TextInput

ROOM = 30
LONGEST_SECRET = 1000
"""Letters of a passphrase, a recovery key or a server's password."""


class PasswordInput(TextInput):
    """`value()` is what was typed, blanks at its ends too. `show_it` names the eye."""

    def __init__(
        self, name: str = "", *, show_it: str = "", longest: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, longest=longest, parent=parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = IconButton("eye", show_it, self._toggle, compact=True, parent=self)
        self.eye.setVisible(bool(show_it))
        if show_it:
            self.reserve_right(ROOM)

    def value(self) -> str:
        return self.text()

    def _toggle(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.set_icon("eye-off" if hidden else "eye")
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.eye.move(self.width() - self.eye.width() - 3, (self.height() - self.eye.height()) // 2)
