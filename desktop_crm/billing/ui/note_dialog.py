"""The internal note of a document: for the office, on no paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput
from desktop_crm.widgets.settling import Manner, Storing


@dataclass(frozen=True)
class Noted:
    """What can be changed."""

    text: str


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
        self._storing: Storing[Noted] = Storing(
            desk,
            Manner(self._read, lambda: FieldWords(t, self.form)),
            self._store,
            self._done,
            self._refused,
            self,
            put_off=lambda: self.set_busy(False),
        )

    def accept_primary(self) -> None:
        """Store it."""
        self.set_busy(True)
        view = self.view
        self._storing.store(Noted(view.internal_notes), view.row.version, Noted(self.form.value("text")))

    def _store(self, draft: Noted, version: int) -> int:
        return service.save_internal_notes(self.desk.caller, self.view.row.id, version, draft.text)

    def _read(self) -> tuple[Noted, int]:
        now = queries.get_document(self.desk.caller, self.view.row.id, self.desk.today())
        return Noted(now.internal_notes), now.row.version

    def _refused(self, error: UserError) -> None:
        self.show_error(error)

    def _done(self, _version: object) -> None:
        self.accept()
        self._saved()
