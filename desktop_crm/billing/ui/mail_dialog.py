"""A mail with an issued paper, to look at and change before it goes out."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.billing.ui.mail_files import MailFiles
from desktop_crm.company import queries as company
from desktop_crm.company.rules import mail_account
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import AttachmentRow
from desktop_crm.mail.drafts import Attached
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, CheckInput, TextInput


class MailDialog(ModalDialog):
    """To, subject and text; the paper is attached. It goes out after a minute."""

    def __init__(self, desk: Desk, view: DocumentView, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.view = desk, view
        super().__init__(
            t,
            t("Send {number} by mail", number=view.row.number),
            t("With its PDF, from the firm's mail account. For a minute it can be taken back."),
            primary=t("Send"),
            width=560,
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self.form.add("to", t("To"), TextInput())
        self.form.add("subject", t("Subject"), TextInput())
        self.form.add("body", t("Text"), AreaInput(lines=12))
        self.files = MailFiles(t)
        self.form.add("again", "", CheckInput(t("Send it although it went there before")))
        self.add(self.form)
        self.add(self.files)
        caller, today, key, kind = desk.caller, desk.today(), view.row.id, view.row.kind

        def read() -> tuple[LetterDraft, list[AttachmentRow]]:
            return service.mail_draft(caller, key, today), contacts.list_attachments(caller, kind, key)

        desk.tasks.run(self, read, lambda found: self._show(*found), self.show_error)

    def _show(self, letter: LetterDraft, files: list[AttachmentRow]) -> None:
        self.files.show_rows(files)
        self.form.set_values(to=letter.to, subject=letter.subject, body=letter.body, again=False)

    def accept_primary(self) -> None:
        """Into the outbox."""
        self.set_busy(True)
        values, at = self.form.values(), utc_now()
        letter = LetterDraft(to=values["to"], subject=values["subject"], body=values["body"])
        read, caller = self.files.reader(), self.desk.caller
        self.desk.tasks.run(
            self, lambda: self._queue(letter, values["again"], at, read(caller)), self._queued, self._refused
        )

    def _queue(self, letter: LetterDraft, again: bool, at: datetime, files: list[Attached]) -> int:
        caller = self.desk.caller
        account = mail_account.account_of(company.setting(caller, mail_account.SETTING))
        return service.queue_mail(
            caller, self.view.row.id, letter, account, self.desk.today(), at, again=again, files=files
        )

    def _queued(self, _mail: int) -> None:
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.refuse(self.form, error)
