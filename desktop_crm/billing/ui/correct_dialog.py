"""Correcting an invoice: were only words wrong, or amounts too?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.service import Correction, DocumentRef
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput
from desktop_crm.widgets.labels import Label


class CorrectDialog(ModalDialog):
    """One act: the draft in its place opens. `corrected(draft, credit number or "")` afterwards."""

    def __init__(
        self,
        desk: Desk,
        view: DocumentView,
        corrected: Callable[[DocumentRef, str], None],
        *,
        parent: QWidget,
    ) -> None:
        t, number = desk.t, view.row.number
        self.desk, self.view, self._corrected = desk, view, corrected
        self._key = uuid4().hex
        super().__init__(
            t,
            t("Correct {number}?", number=number),
            t("A draft with the same lines opens for you to mend. Payments move to it once it is issued."),
            primary=t("Correct {number}", number=number),
            width=560,
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self.ways = Segments(
            [("amounts", t("Amounts or customer")), ("text", t("Only words"))], t("Wrong are")
        )
        self.form.add("way", t("Wrong are"), self.ways)
        self.form.end_row()
        self.form.add("reason", t("Reason (optional)"), TextInput(longest=500))
        self.why = Label("", "muted", wrap=True)
        self.add(self.form)
        self.add(self.why)
        self.form.changed.connect(lambda _name: self._say())
        self._say()

    @property
    def only_words(self) -> bool:
        """Whether the amounts stay as they are."""
        return self.ways.value() == "text"

    def _say(self) -> None:
        t = self.t
        self.form.field("reason").setVisible(not self.only_words)
        words = t("A credit note takes back all of it now; the new invoice gets a number of its own.")
        if self.only_words:
            words = t(
                "Nothing is credited: a corrected invoice (384) takes its place, amounts cannot change."
            )
        self.why.setText(words)

    def accept_primary(self) -> None:
        """Pressed twice it is still one correction."""
        self.set_busy(True)
        caller, today, document_id, key = self.desk.caller, self.desk.today(), self.view.row.id, self._key
        if self.only_words:
            self.desk.tasks.run(
                self,
                lambda: service.correct_text(caller, document_id, today=today),
                lambda ref: self._done(ref, ""),
                self._refused,
            )
            return
        reason = self.form.value("reason")

        def corrected(made: Correction) -> None:
            self._done(made.draft, made.credit.number)

        self.desk.tasks.run(
            self,
            lambda: service.correct_invoice(caller, document_id, today=today, key=key, reason=reason),
            corrected,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.show_error(error)

    def _done(self, ref: DocumentRef, credit: str) -> None:
        self.accept()
        self._corrected(ref, credit)
