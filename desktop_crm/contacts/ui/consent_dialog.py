"""An answer about being written to: for what, yes or no, since when, how it came; with what was answered
before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.contacts import service
from desktop_crm.contacts.queries import ConsentRow, ContactView
from desktop_crm.contacts.rules.consents import PURPOSES, ConsentDraft, purpose_title
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, TextInput
from desktop_crm.widgets.labels import ElidedLabel, Label, StateWord

_MOST = 8


def answer_words(t: Translator, row: ConsentRow) -> tuple[str, str]:
    """The answer and its colour."""
    return (t("Yes"), "ok") if row.is_given else (t("No"), "muted")


class ConsentDialog(ModalDialog):
    """`purpose` and `is_given` are chosen already when one takes back what was allowed."""

    def __init__(
        self,
        desk: Desk,
        contact: ContactView,
        history: Sequence[ConsentRow],
        parent: QWidget,
        *,
        purpose: str = "",
        is_given: bool = True,
    ) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Consent"),
            t(
                "What {name} answered. Nothing is overwritten: the history is your proof.",
                name=contact.draft.name,
            ),
            primary=t("Write down"),
            width=560,
            parent=parent,
        )
        self._desk, self._contact = desk, contact
        self.form = Form(t, roomy=False)
        purposes = [Choice(key, t.message(words)) for key, words in PURPOSES.items()]
        self.form.add("purpose", t("For what"), ChoiceInput(purposes, placeholder=t("Choose")))
        answers = [Choice(True, t("Yes, allowed")), Choice(False, t("No, or taken back"))]
        self.form.add("is_given", t("Answer"), ChoiceInput(answers), span=6)
        self.form.add("decided_on", t("Since"), DateInput(t, desk.today), span=6)
        self.form.add(
            "source",
            t("How it came"),
            TextInput(placeholder=t("Form on the website, mail, by phone…")),
        )
        self.form.set_values(purpose=purpose or None, is_given=is_given, decided_on=desk.today())
        self.add(self.form)
        if history:
            self.add(self._history(history))

    def first_focus(self) -> QWidget:
        """What is still to be said."""
        return self.form["source" if self.form["purpose"].value() else "purpose"]

    def _history(self, history: Sequence[ConsentRow]) -> QWidget:
        t, block = self.t, QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(t("Answers so far"), "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        for line, row in enumerate(history[:_MOST]):
            grid.addWidget(Label(t.formats.date_words(row.decided_on), "muted"), line, 0)
            grid.addWidget(StateWord(*answer_words(t, row)), line, 1)
            grid.addWidget(Label(t.message(purpose_title(row.purpose))), line, 2)
            grid.addWidget(ElidedLabel(row.source, "muted"), line, 3)
        column.addLayout(grid)
        if len(history) > _MOST:
            column.addWidget(Label(t("Older ones are in the export of this person."), "caption", wrap=True))
        return block

    def accept_primary(self) -> None:
        """Write the answer down."""
        try:
            values = self.form.values()
        except UserError as error:
            self.form.show_error(error)
            return
        if values["purpose"] is None:
            self.form.field("purpose").set_error(self.t("Not chosen yet"))
            self.form["purpose"].setFocus()
            return
        draft = ConsentDraft(
            values["purpose"], bool(values["is_given"]), values["decided_on"], values["source"]
        )
        caller, who, today = self._desk.caller, self._contact.id, self._desk.today()
        self.set_busy(True)
        self._desk.tasks.run(
            self, lambda: service.record_consent(caller, who, draft, today), self.finish, self._refused
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)
