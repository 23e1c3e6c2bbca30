"""The one dialog for bugs: what happened, in words a person can send on."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ModalDialog


class CrashDialog(ModalDialog):
    """Shows the report before anything is copied; the program goes on."""

    def __init__(self, t: Translator, report: str, parent: QWidget) -> None:
        super().__init__(
            t,
            t("Something went wrong"),
            t("This is a fault of the program. What you saved is safe; the last act may be undone."),
            primary=t("Go on"),
            width=768,
            parent=parent,
        )
        self.cancel_button.hide()
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName(t("Report"))
        text.setMinimumHeight(240)
        self.add(text, 1)
        self.add_side_act(
            Button(t("Copy report"), lambda: QApplication.clipboard().setText(report), icon="copy")
        )

    def accept_primary(self) -> None:
        self.accept()
