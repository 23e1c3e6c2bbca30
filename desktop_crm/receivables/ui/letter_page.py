"""A reminder that was written: its stored paper, the invoice it reminds of, and the mail."""

from __future__ import annotations

from desktop_crm.files.saving import save_file
from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.rules.dunning import ISSUED
from desktop_crm.receivables.ui.reminder_mail import ReminderMailDialog
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.pdf_view import PdfView
from desktop_crm.widgets.strips import Strip


class LetterPage(Page):
    """The very bytes that went out; nothing of it changes."""

    def __init__(self, desk: Desk, letter_id: int) -> None:
        super().__init__(desk.t("Reminder"))
        self.desk, self.t, self.letter_id = desk, desk.t, letter_id
        self.row: LetterRow | None = None
        t = self.t
        self.invoice_button = Button(t("Open the invoice"), self.open_invoice, icon="receipt-text")
        self.mail_button = Button(t("Send"), self.ask_to_send, kind="primary", icon="send", parent=self)
        self.mail_button.hide()
        self.header.add_verb(self.invoice_button)
        if desk.may("dunning.write"):
            self.header.add_verb(self.mail_button)
            self.mail_button.show()
        self.trouble = Strip("bad")
        self.trouble.hide()
        self.preview = PdfView(desk, save_file, t("Reminder"))
        card = Card(padding=0, gap=0)
        card.add(self.preview)
        self.outer.addWidget(self.trouble)
        self.set_body(card)
        self._enable(is_there=False)
        caller = desk.caller
        desk.tasks.run(
            self,
            lambda: (queries.get_letter(caller, letter_id), queries.letter_pdf(caller, letter_id)),
            lambda found: self.show_letter(*found),
            self._refused,
        )

    def _enable(self, *, is_there: bool) -> None:
        self.invoice_button.setEnabled(is_there)
        self.mail_button.setEnabled(is_there and self.row is not None and self.row.state == ISSUED)

    def show_letter(self, row: LetterRow, pdf: bytes) -> None:
        """Its number, customer and paper."""
        t, self.row = self.t, row
        self.set_title(row.number)
        go = self.desk.go
        self.header.set_crumb((t("Reminders"), lambda: go("reminders", None)), (row.customer, None))
        asked = t.formats.money(row.asked, row.currency)
        day = t.formats.date_words(row.issued_on) if row.issued_on else ""
        self.preview.set_pdf(pdf, f"{row.number}.pdf", " · ".join(filter(None, (row.invoice, day, asked))))
        self._enable(is_there=True)

    def _refused(self, error: UserError) -> None:
        self.trouble.set_text(self.t.message(error.message))
        self.trouble.show()

    def open_invoice(self) -> None:
        """The invoice that it reminds of."""
        if self.row is not None:
            self.desk.go("invoice", self.row.document_id)

    def ask_to_send(self) -> None:
        """By mail, with its invoice."""
        if self.row is not None:
            ReminderMailDialog(self.desk, self.row, parent=self).open()
