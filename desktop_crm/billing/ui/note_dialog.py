"""The internal note of a document: for the office, on no paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput


class NoteDialog(ModalDialog):
    """Changes the note of an issued document."""

    def __init__(self, desk: Desk, view: DocumentView, saved: Callable[[], None], *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.view, self._saved = desk, view, saved
        super().__init__(
            t,
            t("Internal note"),
            t("For the office only: it is never printed or sent."),
            primary=t("Save note"),
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self.form.add("text", t("Note"), AreaInput(lines=5))
        self.form.set_values(text=view.internal_notes)
        self.add(self.form)

    def accept_primary(self) -> None:
        """Store it."""
        self.set_busy(True)
        caller, row, text = self.desk.caller, self.view.row, self.form.value("text")
        self.desk.tasks.run(
            self,
            lambda: service.save_internal_notes(caller, row.id, row.version, text),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.show_error(error)

    def _done(self, _version: int) -> None:
        self.accept()
        self._saved()
