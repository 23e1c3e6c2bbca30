"""What can be done with a draft as a whole: issue, duplicate, delete, and settle whose version stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.billing import service
from desktop_crm.billing.service import DocumentRef
from desktop_crm.billing.ui.customer_dialog import CustomerDialog, KnownCustomer, known_customer
from desktop_crm.billing.ui.issue_dialog import IssueDialog, Readiness, readiness
from desktop_crm.billing.ui.vat_check_dialog import KnownVatId, VatCheckDialog, known_vat_id
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import MenuItem, MenuItems
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.history import history_items

if TYPE_CHECKING:
    from desktop_crm.billing.ui.editor import DocumentEditor


class DraftVerbs(QObject):
    """The verbs of one open editor."""

    def __init__(self, editor: DocumentEditor) -> None:
        super().__init__(editor)
        self.editor, self.desk, self.t = editor, editor.desk, editor.t

    def menu(self) -> MenuItems:
        """Behind the three dots."""
        t, editor = self.t, self.editor
        return [
            MenuItem(t("Duplicate"), self.duplicate, icon="copy", shortcut=keys.DUPLICATE_DRAFT.first),
            MenuItem(t("Undo"), editor.undo, icon="undo-2", shortcut=keys.UNDO.first),
            MenuItem(t("Redo"), editor.redo, icon="redo-2", shortcut=keys.REDO.first),
            None,
            *history_items(self.desk, "document", editor.document_id, editor.title, editor.kind),
            MenuItem(t("Delete draft\u2026"), self.ask_to_delete, icon="trash-2"),
        ]

    def duplicate(self) -> None:
        """The same once more as a draft of its own."""
        caller, today, kind = self.desk.caller, self.desk.today(), self.editor.kind

        def copied(ref: DocumentRef) -> None:
            self.desk.tasks.run(
                self,
                lambda: service.duplicate(caller, ref.id, today),
                lambda made: self.desk.go(kind, made.id),
                self.editor.refused,
            )

        self.editor.with_id(copied)

    def ask_to_delete(self) -> None:
        """A draft has no number, so no gap remains."""
        t = self.t
        if self.editor.document_id is None:
            self.editor.deleted.emit()
            return
        sentence = t("It has no number yet, so no gap remains. What was typed is gone.")
        confirm(
            self.editor, t, t("Delete this draft?"), sentence, t("Delete draft"), self._delete, danger=True
        )

    def _delete(self) -> None:
        caller = self.desk.caller

        def gone(ref: DocumentRef) -> None:
            self.desk.tasks.run(
                self,
                lambda: service.delete_draft(caller, ref.id, ref.version),
                lambda _none: self.editor.deleted.emit(),
                self.editor.refused,
            )

        self.editor.with_id(gone)

    def ask_to_issue(self) -> None:
        """Store, look whether it is ready, then ask; what is missing is shown instead."""
        if self.editor.loaded and self.editor.may_issue:
            self.editor.sheet.clear_errors()
            self.editor.with_id(self._check)

    def _check(self, ref: DocumentRef) -> None:
        caller, today, draft = self.desk.caller, self.desk.today(), self.editor.draft
        self.desk.tasks.run(
            self, lambda: readiness(caller, ref, draft, today), self._ask_or_show, self.editor.refused
        )

    def _ask_or_show(self, found: Readiness) -> None:
        self.editor.show_problems(found.problems)
        if self.editor.problems:
            self.editor.go_to_first_problem()
            return
        IssueDialog(self.desk, found, self.editor.issued.emit, self.editor.refused, parent=self.editor).open()

    def ask_for_law(self, error: UserError) -> bool:
        """What the law wants and no field of the page holds is asked for; False for anything else."""
        contact = self.editor.draft.contact_id
        if error.field == "vat_check" and contact is not None:
            self.ask_for_vat_check(contact, error.message)
        elif error.field in ("tax_currency", "exchange_rate"):
            self.desk.notices.refused(error)
            self.editor.sheet.further.open("tax_currency")
        else:
            return False
        return True

    def ask_for_vat_check(self, contact_id: int, why: Message) -> None:
        """No VAT because of a VAT ID: its check is asked for, then issuing goes on."""
        caller = self.desk.caller

        def ask(known: KnownVatId) -> None:
            VatCheckDialog(
                self.desk, known, self.ask_to_issue, why=why, unchecked=go_on, parent=self.editor
            ).open()

        def go_on() -> None:
            self.editor.replace(None, vat_unchecked=True)
            self.ask_to_issue()

        self.desk.tasks.run(self, lambda: known_vat_id(caller, contact_id), ask, self.desk.notices.refused)

    def ask_for_customer(self, contact_id: int, why: Message) -> None:
        """The law wants an address or a VAT ID on the paper: ask for it here, then go on issuing."""
        caller = self.desk.caller

        def ask(known: KnownCustomer) -> None:
            CustomerDialog(self.desk, known, why, go_on, parent=self.editor).open()

        def go_on() -> None:
            self.editor.customer.ask(contact_id)
            self.ask_to_issue()

        self.desk.tasks.run(self, lambda: known_customer(caller, contact_id), ask, self.desk.notices.refused)
