"""Keep one issued paper longer than the law says, with the reason; or no longer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries import purging as papers
from desktop_crm.billing.queries.purging import HeldPaper
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput
from desktop_crm.workspace import paper_purging


class HoldDialog(ModalDialog):
    """One line for the reason; where somebody keeps it already, that can be taken back."""

    def __init__(self, desk: Desk, document_id: int, held: HeldPaper | None, parent: QWidget) -> None:
        t = desk.t
        self.desk, self._id = desk, document_id
        super().__init__(
            t,
            t("Keep longer"),
            t("It is not deleted after its keep time, nor are the papers that belong to it."),
            primary=t("Keep it"),
            parent=parent,
        )
        if held is not None:
            self.add_side_act(Button(t("Keep it no longer"), self.release, icon="x"))
        self.form = Form(t, roomy=False)
        placeholder = t("A lawsuit, a warranty, an audit…")
        self.form.add("reason", t("Because"), TextInput(placeholder=placeholder, longest=500))
        if held is not None:
            self.form.set_values(reason=held.reason)
        self.add(self.form)

    def accept_primary(self) -> None:
        """Keep it for this reason."""
        self.set_busy(True)
        caller, key, reason = self.desk.caller, self._id, self.form.value("reason")
        self.desk.tasks.run(
            self,
            lambda: service.hold_paper(caller, key, reason),
            lambda _nothing: self._done(self.desk.t("It is kept until you say otherwise")),
            self._refused,
        )

    def release(self) -> None:
        """The law alone says how long it is kept."""
        self.set_busy(True)
        caller, key = self.desk.caller, self._id
        self.desk.tasks.run(
            self,
            lambda: service.release_paper(caller, key),
            lambda _nothing: self._done(self.desk.t("It is kept as long as the law says")),
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, words: str) -> None:
        paper_purging.look_again()
        self.accept()
        self.desk.notices.done(words)


def ask_to_hold(desk: Desk, document_id: int, parent: QWidget) -> None:
    """The dialog, with the reason that somebody gave already."""
    caller = desk.caller

    def read() -> HeldPaper | None:
        return next((each for each in papers.list_held(caller) if each.id == document_id), None)

    desk.tasks.run(parent, read, lambda held: HoldDialog(desk, document_id, held, parent).open())
