"""A written reminder by mail, to look at and change before it goes out with its invoice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.company import queries as company
from desktop_crm.company.rules import mail_account
from desktop_crm.files.saving import save_file
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.service import reminder_mails as service
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, CheckInput, TextInput


class ReminderMailDialog(ModalDialog):
    """To, subject and text; the letter and its invoice are attached. It goes out after a minute."""

    def __init__(self, desk: Desk, row: LetterRow, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.row = desk, row
        super().__init__(
            t,
            t("Send {number} by mail", number=row.number),
            t(
                "With the letter and its invoice, from the firm's mail account. For a minute it can be taken"
                " back."
            ),
            primary=t("Send"),
            width=560,
            parent=parent,
        )
        self.add_side_act(Button(t("Open the invoice"), self.open_invoice, icon="receipt-text"))
        self.add_side_act(Button(t("Save as\u2026"), self.ask_path, icon="file-down"))
        self.form = Form(t, roomy=False)
        self.form.add("to", t("To"), TextInput())
        self.form.add("subject", t("Subject"), TextInput())
        self.form.add("body", t("Text"), AreaInput(lines=12))
        self.form.add("again", "", CheckInput(t("Send it although it went there before")))
        self.add(self.form)
        caller = desk.caller
        desk.tasks.run(self, lambda: service.reminder_mail(caller, row.id), self._show, self._no_mail)

    def _show(self, letter: LetterDraft) -> None:
        self.form.set_values(to=letter.to, subject=letter.subject, body=letter.body, again=False)

    def _no_mail(self, error: UserError) -> None:
        self.primary.setEnabled(False)
        self.show_error(error)

    def open_invoice(self) -> None:
        """The invoice that it reminds of."""
        self.reject()
        self.desk.go("invoice", self.row.document_id)

    def ask_path(self) -> None:
        """The letter as a file."""
        path, _kind = QFileDialog.getSaveFileName(
            self, self.t("Save as\u2026"), f"{self.row.number}.pdf", "*.pdf"
        )
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """The stored bytes."""
        caller, letter = self.desk.caller, self.row.id
        self.desk.tasks.run(
            self,
            lambda: save_file(path, queries.letter_pdf(caller, letter)),
            lambda saved: self.desk.notices.done(self.t("Saved as {name}", name=saved.name)),
        )

    def accept_primary(self) -> None:
        """Into the outbox."""
        self.set_busy(True)
        values, at, caller = self.form.values(), utc_now(), self.desk.caller
        letter = LetterDraft(to=values["to"], subject=values["subject"], body=values["body"])
        today, letter_id, again = self.desk.today(), self.row.id, bool(values["again"])

        def queue() -> int:
            account = mail_account.account_of(company.setting(caller, mail_account.SETTING))
            return service.queue_reminder(caller, letter_id, letter, account, today, at, again=again)

        self.desk.tasks.run(self, queue, lambda _mail: self.accept(), self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.refuse(self.form, error)
