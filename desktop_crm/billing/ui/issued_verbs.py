"""What can be done with an issued paper: pay, send, answer, credit, correct, copy, export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import PaymentRow
from desktop_crm.billing.service import DocumentRef, Issued, VerifyReport
from desktop_crm.billing.ui.chain_verbs import ChainVerbs
from desktop_crm.billing.ui.correct_dialog import CorrectDialog
from desktop_crm.billing.ui.credit_dialog import CreditDialog
from desktop_crm.billing.ui.decline_dialog import DeclineDialog
from desktop_crm.billing.ui.einvoice_dialog import EInvoiceDialog
from desktop_crm.billing.ui.mail_dialog import MailDialog
from desktop_crm.billing.ui.note_dialog import NoteDialog
from desktop_crm.billing.ui.payment_dialog import PaymentDialog, VoidDialog
from desktop_crm.billing.ui.recurring_dialog import RecurringDialog, begun_from
from desktop_crm.billing.ui.standing import as_it_stands
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.opening import open_copy

if TYPE_CHECKING:
    from desktop_crm.billing.ui.issued_page import IssuedPage


class IssuedVerbs(QObject):
    """The verbs of one open page; the page shows the outcome when it hears of the change."""

    def __init__(self, page: IssuedPage) -> None:
        super().__init__(page)
        self.page, self.desk, self.t = page, page.desk, page.t
        self.chain = ChainVerbs(page)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.desk.tasks.run(self, work, done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.desk.notices.refused(error)

    # money

    def ask_payment(self) -> None:
        """The dialog, filled with what is open."""
        PaymentDialog(self.desk, self.page.view, parent=self.page, recorded=self._recorded).open()

    def _recorded(self, _payment: int) -> None:
        self.desk.notices.done(self.t("Payment recorded"))
        self.page.changed.emit()

    def ask_to_void(self, payment: PaymentRow) -> None:
        """A mistyped payment gets a reversing entry; a part of a sum is taken back with the whole sum."""
        sums = self.page.additions.sums
        if sums is None:
            self._ask_to_void(payment)
            return

        def known(whole: int | None) -> None:
            self._ask_to_void(payment) if whole is None else sums.show(whole)

        self._run(lambda: sums.of(payment.id), known)

    def _ask_to_void(self, payment: PaymentRow) -> None:
        def voided() -> None:
            self.page.changed.emit()
            self.desk.notices.done(self.t("Payment reversed"))
            if (target := self.page.first_focus()) is not None:
                target.setFocus()  # the button that asked is gone

        VoidDialog(self.desk, payment, self.page.view.row.currency, parent=self.page, voided=voided).open()

    def ask_to_write_off(self) -> None:
        """Nothing will come any more."""
        view, t, caller, today = self.page.view, self.t, self.desk.caller, self.desk.today()
        open_words = t.formats.money(view.row.open, view.row.currency)
        confirm(
            self.page,
            t,
            t("Write off {amount}?", amount=open_words),
            t("The invoice counts as settled without money. Its paper stays as it is."),
            t("Write off"),
            lambda: self._run(
                lambda: as_it_stands(
                    caller,
                    view.row,
                    today,
                    lambda version: service.write_off(caller, view.row.id, version, today),
                ),
                lambda _version: self.page.changed.emit(),
            ),
            danger=True,
        )

    def lift_write_off(self) -> None:
        """Something comes after all."""
        view, caller, today = self.page.view, self.desk.caller, self.desk.today()

        def done(_version: int) -> None:
            self.page.changed.emit()
            self.desk.notices.done(self.t("{number} is open again", number=view.row.number))

        self._run(
            lambda: as_it_stands(
                caller,
                view.row,
                today,
                lambda version: service.lift_write_off(caller, view.row.id, version, today),
            ),
            done,
        )

    # sending

    def write_mail(self) -> None:
        """A mail with the PDF in the local mail program; logged and marked as sent."""
        view, caller, today = self.page.view, self.desk.caller, self.desk.today()

        def opened(mail: bytes) -> None:
            done = self.t("Opened in the mail program and logged")
            open_copy(self.desk, f"{view.row.number}.eml", mail, done=done)
            self.page.changed.emit()

        self._run(lambda: service.write_mail(caller, view.row.id, today), opened)

    def ask_to_send(self) -> None:
        """From the firm's own account, through the outbox."""
        MailDialog(self.desk, self.page.view, parent=self.page).open()

    def open_pdf(self) -> None:
        """The sealed PDF in the system's program."""
        caller, document_id = self.desk.caller, self.page.view.row.id

        def read() -> tuple[str, bytes]:
            return service.file_name(caller, document_id), queries.stored_pdf(caller, document_id)

        def opened(found: tuple[str, bytes]) -> None:
            open_copy(self.desk, *found)

        self._run(read, opened)

    def mark_sent(self) -> None:
        """It went out by post or a portal."""
        view, caller, today = self.page.view, self.desk.caller, self.desk.today()

        def marked(_none: None) -> None:
            self.desk.notices.done(self.t("Marked as sent"))
            self.page.changed.emit()

        self._run(lambda: service.mark_sent(caller, view.row.id, today), marked)

    # answers to a quote

    def accept(self) -> None:
        """The customer took it."""
        row, caller, today = self.page.view.row, self.desk.caller, self.desk.today()

        def accepted(_version: int) -> None:
            self.desk.notices.done(self.t("Quote {number} accepted", number=row.number))
            self.page.changed.emit()

        self._run(
            lambda: as_it_stands(
                caller, row, today, lambda version: service.accept_quote(caller, row.id, version, today)
            ),
            accepted,
        )

    def ask_to_decline(self) -> None:
        """The customer said no; the reason is worth keeping."""
        row = self.page.view.row
        DeclineDialog(self.desk, row, self.page.changed.emit, parent=self.page).open()

    def make_invoice(self) -> None:
        """The draft invoice opens with all that was agreed."""
        row, caller, today = self.page.view.row, self.desk.caller, self.desk.today()
        again = row.state == "invoiced"

        def made(ref: DocumentRef) -> None:
            self.desk.go("invoice", ref.id)

        self._run(lambda: service.invoice_quote(caller, row.id, today, again=again), made)

    # credit and correction

    def ask_credit(self) -> None:
        """In full or by line."""
        CreditDialog(self.desk, self.page.view, self._credited, parent=self.page).open()

    def _credited(self, issued: Issued) -> None:
        self.desk.notices.done(
            self.t("Credit note {number} issued", number=issued.number),
            verb=self.t("Open it"),
            run=lambda: self.desk.go("credit_note", issued.id),
        )
        self.page.changed.emit()

    def ask_to_correct(self) -> None:
        """One act: the draft in its place opens; where amounts were wrong a credit note cancels it."""
        CorrectDialog(self.desk, self.page.view, self._corrected, parent=self.page).open()

    def _corrected(self, draft: DocumentRef, credit: str) -> None:
        words = self.t("This draft takes the place of {number}", number=self.page.view.row.number)
        if credit:
            words = self.t("{number} cancelled it; this draft takes its place", number=credit)
        self.desk.notices.done(words)
        self.desk.go("invoice", draft.id)

    def verify(self) -> None:
        """Compute every seal again: this paper, and the chain it stands in, are as they were written."""
        caller = self.desk.caller
        self.desk.tasks.start(
            self, self.t("Verify seals"), lambda progress: service.verify(caller, progress), self._verified
        )

    def _verified(self, report: VerifyReport) -> None:
        t, number = self.t, self.page.view.row.number
        mine = [each for each in report.findings if each.record == number] or list(report.findings)
        if mine:
            why = t.message(mine[0].message)
            self.desk.notices.refused(t("{record}: {why}", record=mine[0].record, why=why))
        else:
            self.desk.notices.done(t("The seal of {number} and the chain around it are whole", number=number))

    # notes

    def ask_note(self) -> None:
        """The internal note may change for ever: it stands on no paper."""
        NoteDialog(self.desk, self.page.view, self.page.changed.emit, parent=self.page).open()

    # copies

    def duplicate(self) -> None:
        """The same once more as a draft."""
        row, caller, today = self.page.view.row, self.desk.caller, self.desk.today()
        self._run(
            lambda: service.duplicate(caller, row.id, today), lambda made: self.desk.go(row.kind, made.id)
        )

    def copy_as_next_month(self) -> None:
        """The same a month later."""
        row, caller, today = self.page.view.row, self.desk.caller, self.desk.today()
        self._run(
            lambda: service.copy_as_next_month(caller, [row.id], today),
            lambda made: self.desk.go(row.kind, made[0]),
        )

    def ask_to_repeat(self) -> None:
        """A rhythm for more like it."""
        desk = self.desk

        def kept(_recurring_id: int) -> None:
            words = self.t("It is billed again and again from now on")
            desk.notices.done(words, verb=self.t("Show it"), run=lambda: desk.go("recurring", None))

        begun = begun_from(self.page.view, desk.today())
        facts = self.page.view.facts
        language = facts.language if facts is not None else ""
        RecurringDialog(desk, begun, kept, language=language, parent=self.page).open()

    def ask_format(self) -> None:
        """The e-invoice in a format of one's choice."""
        EInvoiceDialog(self.desk, [self.page.view.row.id], parent=self.page).open()

    def print_copy(self) -> None:
        """Once more on paper, marked as a copy."""
        from desktop_crm.widgets import pdf_print

        document_id, caller = self.page.view.row.id, self.desk.caller

        def made(pdf: bytes) -> None:
            pdf_print.print_pdf(self.page, self.t, pdf)

        self._run(lambda: service.copy_pdf(caller, document_id), made)

    def ask_path(self, extension: str) -> None:
        """Ask where to put the PDF ("copy": a marked one) or the e-invoice."""
        document_id, caller = self.page.view.row.id, self.desk.caller
        ending = "pdf" if extension == "copy" else extension
        self._run(
            lambda: service.file_name(caller, document_id, ending),
            lambda name: self._chosen(name, extension),
        )

    def _chosen(self, name: str, extension: str) -> None:
        pattern = "*.pdf" if extension == "copy" else f"*.{extension}"
        path, _kind = QFileDialog.getSaveFileName(self.page, self.t("Save as\u2026"), name, pattern)
        if path:
            self.export(extension, Path(path))

    def export(self, extension: str, path: Path) -> None:
        """The stored bytes as a file."""
        document_id, caller = self.page.view.row.id, self.desk.caller
        reading = {"pdf": queries.stored_pdf, "copy": service.copy_pdf}
        stored = reading.get(extension, queries.stored_xml)
        self._run(
            lambda: save_file(path, stored(caller, document_id)),
            lambda saved: self.desk.notices.done(self.t("Saved as {name}", name=saved.name)),
        )
