"""What a ticket is about: an issued paper of the customer, and a line of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop_crm.support.ui.contact_choices import document_choices, line_choices
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput

DOCUMENT, LINE = "document_id", "line"


class ConcernFields(QObject):
    """Two fields of a form, each shown when there is something to choose; `preset` are their first values."""

    def __init__(self, desk: Desk, form: Form, preset: tuple[object, object] = (None, None)) -> None:
        super().__init__(form)
        t = self.t = desk.t
        self._desk, self._form = desk, form
        self._document, self._line = preset
        self._reads_documents = self._reads_lines = False
        form.add(DOCUMENT, t("About this document (optional)"), ChoiceInput(), span=6)
        form.add(LINE, t("And this line"), ChoiceInput(), span=6)
        form.changed.connect(self._edited)
        self._offer_documents([])

    @property
    def chosen(self) -> dict[str, object]:
        """Document and line; while their choices are still being read, what stood there before."""
        document = self._document if self._reads_documents else self._form[DOCUMENT].value()
        reads = self._reads_documents or self._reads_lines
        return {DOCUMENT: document, LINE: self._line if reads else self._form[LINE].value()}

    def show_for(self, contact: object) -> None:
        """The papers of this contact, and the one that stands there already."""
        caller, today, t, present = self._desk.caller, self._desk.today(), self.t, self._document

        def work() -> list[Choice]:
            return document_choices(caller, contact, today, t, present) if isinstance(contact, int) else []

        self._reads_documents = True
        self._desk.tasks.run_latest(self, "documents", work, self._show_documents)

    def forget(self) -> None:
        """Another customer has other papers."""
        self._document = self._line = None

    def _edited(self, name: str) -> None:
        if name == DOCUMENT:
            self._line = None
            self._read_lines()

    def _show_documents(self, documents: list[Choice]) -> None:
        self._reads_documents = False
        self._offer_documents(documents)
        self._read_lines()

    def _offer_documents(self, documents: list[Choice]) -> None:
        self._choose(DOCUMENT, [Choice(None, self.t("None")), *documents], self._document)
        self._form.field(DOCUMENT).setVisible(bool(documents))
        if not documents:
            self._offer_lines([])

    def _read_lines(self) -> None:
        caller, t, document = self._desk.caller, self.t, self._form[DOCUMENT].value()

        def work() -> list[Choice]:
            return line_choices(caller, document, t) if document else []

        self._reads_lines = True
        self._desk.tasks.run_latest(self, "lines", work, self._show_lines)

    def _show_lines(self, lines: list[Choice]) -> None:
        self._reads_lines = False
        self._offer_lines(lines)

    def _offer_lines(self, lines: list[Choice]) -> None:
        self._choose(LINE, [Choice(None, self.t("The whole document")), *lines], self._line)
        self._form.field(LINE).setVisible(bool(lines))

    def _choose(self, name: str, choices: list[Choice], chosen: object) -> None:
        box = self._form[name]
        box.set_choices(choices)
        box.set_value(chosen)
        if box.value() is None:
            box.set_value(None)
