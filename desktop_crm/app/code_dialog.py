"""The recovery code, shown once: to be written down or printed before anything goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import Label


class CodeDialog(ModalDialog):
    """`after` is called when the person says that they have it."""

    def __init__(
        self, t: Translator, name: str, code: str, after: Callable[[], None], parent: QWidget
    ) -> None:
        sentence = t(
            "With it {name} gets in when the password is forgotten. It is shown this once and kept nowhere.",
            name=name,
        )
        super().__init__(t, t("Recovery code"), sentence, primary=t("I have it"), parent=parent)
        self._after, self._code = after, code
        self.code = Label(code, "figure", selectable=True)
        self.code.setAccessibleName(t("Recovery code"))
        self.add(self.code)
        self.add(Label(t("Write it down and keep it where you keep the firm's papers."), "muted", wrap=True))
        self.written = CheckInput(t("I have written it down"))
        self.add(self.written)
        self.add_side_act(Button(t("Copy"), self.copy, kind="quiet", icon="copy"))

    def copy(self) -> None:
        """Into the clipboard, for a password manager."""
        QGuiApplication.clipboard().setText(self._code)
        self.set_hint(self.t("Copied"))

    def accept_primary(self) -> None:
        """Only who has it goes on."""
        if not self.written.value():
            self.set_hint(self.t("Tick the box first"))
            self.written.setFocus()
            return
        self.accept()

    def done(self, result: int) -> None:
        """However it is closed, the work goes on."""
        super().done(result)
        self._after()
