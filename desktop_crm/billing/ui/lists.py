"""The lists of quotes, orders and invoices: shown, counted, summed, exported, and done with many at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QFileDialog

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.service import IssueBatch
from desktop_crm.billing.ui.columns import document_columns
from desktop_crm.billing.ui.einvoice_dialog import EInvoiceDialog
from desktop_crm.billing.ui.handing_over import write_papers
from desktop_crm.billing.ui.importing import ImportDialog
from desktop_crm.billing.ui.issue_many import IssueManyDialog
from desktop_crm.billing.ui.look import paper_look
from desktop_crm.billing.ui.mail_many import ManyMailsDialog
from desktop_crm.billing.ui.words import NEW_WORDS, PLACES, sums_words
from desktop_crm.files.saving import save_table
from desktop_crm.values.messages import Message, Translator
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.list_page import ListPage

_READING: Final[dict[str, tuple[Any, Any, Message]]] = {
    "quote": (queries.list_quotes, queries.sum_quotes, NEW_WORDS["quote"]),
    "order": (queries.list_papers, queries.sum_papers, NEW_WORDS["order"]),
    "invoice": (queries.list_invoices, queries.sum_invoices, NEW_WORDS["invoice"]),
}
"""What lists and sums a page's rows, and what its button says."""


class DocumentsPage(ListPage[DocumentRow]):
    """What the three lists share."""

    def __init__(
        self, desk: Desk, kind: str, title: str, empty: EmptyState, *, placeholder: str, watches: set[str]
    ) -> None:
        quotes = kind == "quote"
        rows, sums, new = _READING[kind]
        super().__init__(
            desk,
            PLACES[kind],
            title,
            document_columns(desk, quotes=quotes, papers=kind == "order"),
            lambda view: rows(desk.caller, view, desk.today()),
            watches=watches,
            open_row=lambda row: desk.go(row.kind, row.id),
            preview=lambda row: paper_look(desk, row, self).open(),
            placeholder=placeholder,
            empty=empty,
        )
        self.kind = kind
        self.table.table_model.view = ListView(descending=True)  # the newest first
        t = self.t
        self.set_primary(
            Button(
                t.message(new),
                self.new,
                kind="primary",
                icon="plus",
                shortcut=keys.NEW.first,
            ),
            "documents.draft",
        )
        if desk.may("money.totals"):
            self.set_footer(
                lambda view: sums(desk.caller, view, desk.today()),
                lambda found: sums_words(t, found, owed=kind == "invoice"),
            )
        self.set_selection_verbs(self.verbs_for)
        self.set_export(save_table)

    def new(self) -> None:
        """An empty draft."""
        self.desk.go(f"{self.kind}:new", None)

    def verbs_for(self, rows: list[DocumentRow]) -> MenuItems:
        """What can be done with the ticked rows; a verb that fits none of them is left out."""
        drafts = [row for row in rows if row.state == "draft"]
        issued = [row for row in rows if row.state != "draft" and not row.is_external]
        return [*self._making(rows, drafts), *self._handing_out(issued), *self._deleting(drafts)]

    def _making(self, rows: list[DocumentRow], drafts: list[DocumentRow]) -> list[MenuItem]:
        t, items = self.t, list[MenuItem]()
        bills = [row for row in drafts if row.kind == "invoice"]
        if bills:
            issue = MenuItem(
                t("Issue\u2026"),
                lambda: self.ask_to_issue(bills),
                icon="circle-check",
                right="documents.issue",
            )
            items.append(issue)
        copies = [row for row in rows if row.kind in ("quote", "invoice") and not row.is_external]
        if copies:
            copy = MenuItem(
                t("Copy as next month"),
                lambda: self.copy_as_next_month(copies),
                icon="repeat",
                right="documents.draft",
            )
            items.append(copy)
        return items

    def _handing_out(self, issued: list[DocumentRow]) -> list[MenuItem]:
        t, exports = self.t, "exports.read"
        if not issued:
            return []
        pdfs = MenuItem(
            t("Export PDFs\u2026"), lambda: self._ask_folder(issued), icon="file-down", right=exports
        )
        einvoices = MenuItem(
            t("Export e-invoices\u2026"), lambda: self.ask_format(issued), icon="file-down", right=exports
        )
        mails = MenuItem(
            t("Send by mail\u2026"),
            lambda: ManyMailsDialog(self.desk, [row.id for row in issued], parent=self).open(),
            icon="mail",
            right="documents.send",
        )
        return [pdfs, einvoices, mails] if self.kind == "invoice" else [pdfs, mails]

    def _deleting(self, drafts: list[DocumentRow]) -> list[MenuItem | None]:
        if not drafts:
            return []
        delete = MenuItem(
            self.t("Delete drafts\u2026"),
            lambda: self.ask_to_delete(drafts),
            icon="trash-2",
            right="documents.draft",
        )
        return [None, delete]

    def ask_to_issue(self, rows: list[DocumentRow]) -> None:
        """The last look at many drafts."""
        IssueManyDialog(self.desk, [row.id for row in rows], self._issued, parent=self).open()

    def _issued(self, made: IssueBatch, then_mail: bool) -> None:
        self.table.clear_ticks()
        if made.issued and then_mail:
            ManyMailsDialog(self.desk, [each.id for each in made.issued], parent=self).open()

    def copy_as_next_month(self, rows: list[DocumentRow]) -> None:
        """Drafts like these, a month later, in the order in which these were begun."""
        ids, today, caller = sorted(row.id for row in rows), self.desk.today(), self.desk.caller
        self.desk.tasks.run(self, lambda: service.copy_as_next_month(caller, ids, today), self._copied)

    def _copied(self, made: tuple[int, ...]) -> None:
        self.table.clear_ticks()
        words = self.t.plural("{n} draft made", "{n} drafts made", len(made))
        self.desk.notices.done(words, verb=self.t("Show drafts"), run=lambda: self.show_filter("draft"))

    def ask_format(self, rows: list[DocumentRow]) -> None:
        """E-invoices of many at once."""
        EInvoiceDialog(self.desk, [row.id for row in rows], parent=self).open()

    def _ask_folder(self, rows: list[DocumentRow]) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.t("Folder for the PDFs"))
        if folder:
            self.export_pdfs(rows, Path(folder))

    def export_pdfs(self, rows: list[DocumentRow], folder: Path) -> None:
        """The stored PDF of each row into a folder; runs as a job that can be cancelled."""
        ids = [row.id for row in rows]
        self.desk.tasks.start(
            self,
            self.t("Export PDFs"),
            lambda progress: write_papers(self.desk.caller, ids, folder, progress),
            lambda written: self.desk.notices.done(
                self.t.plural(
                    "{n} PDF saved in {folder}", "{n} PDFs saved in {folder}", written, folder=folder.name
                )
            ),
        )

    def ask_to_delete(self, rows: list[DocumentRow]) -> None:
        """Drafts have no number; still, what was typed is gone."""
        t, count = self.t, len(rows)
        confirm(
            self,
            t,
            t.plural("Delete {n} draft?", "Delete {n} drafts?", count),
            t("Drafts have no number yet, so no gap remains. What was typed in them is gone."),
            t("Delete"),
            lambda: self._delete(rows),
            danger=True,
        )

    def _delete(self, rows: list[DocumentRow]) -> None:
        caller = self.desk.caller

        def work() -> int:
            for row in rows:
                service.delete_draft(caller, row.id, row.version)
            return len(rows)

        self.desk.tasks.run(self, work, self._deleted)

    def _deleted(self, count: int) -> None:
        self.table.clear_ticks()
        self.desk.notices.done(self.t.plural("{n} draft deleted", "{n} drafts deleted", count))


class QuotesPage(DocumentsPage):
    """All quotes."""

    def __init__(self, desk: Desk, load_samples: Callable[[], None] | None = None) -> None:
        t = desk.t
        empty = EmptyState(
            "file-pen",
            t("No quotes yet"),
            t("Write what you offer; once accepted it becomes an invoice in one click."),
            Button(t("New quote"), self.new, kind="primary", icon="plus")
            if desk.may("documents.draft")
            else None,
            _sample_links(t, load_samples),
        )
        super().__init__(
            desk, "quote", t("Quotes"), empty, placeholder=t("Search quotes"), watches={"quote", "invoice"}
        )
        self.set_chips(
            "state",
            [
                Chip("", t("All")),
                Chip("draft", t("Drafts")),
                Chip("sent", t("Sent")),
                Chip("expired", t("Expired")),
                Chip("accepted", t("Accepted")),
                Chip("declined", t("Declined")),
                Chip("invoiced", t("Invoiced")),
            ],
        )
        self.set_chip_counts(lambda: _with_all(queries.count_quotes(desk.caller, desk.today())))


class InvoicesPage(DocumentsPage):
    """All invoices and credit notes."""

    def __init__(self, desk: Desk, load_samples: Callable[[], None] | None = None) -> None:
        t = desk.t
        empty = EmptyState(
            "receipt-text",
            t("No invoices yet"),
            t("Write the first one, or bring in what is still open in your old program."),
            Button(t("New invoice"), self.new, kind="primary", icon="plus")
            if desk.may("documents.draft")
            else None,
            [
                *desk.allowed(
                    ("data.import", Button(t("Import open invoices"), self.import_open, kind="link"))
                ),
                *_sample_links(t, load_samples),
            ],
        )
        super().__init__(
            desk,
            "invoice",
            t("Invoices"),
            empty,
            placeholder=t("Search invoices"),
            watches={"invoice", "credit_note", "payment"},
        )
        self.import_button = Button(t("Import"), self.import_open, icon="upload")
        if desk.may("data.import"):
            place = self.header.verbs.count() - (1 if desk.may("documents.draft") else 0)
            self.header.verbs.insertWidget(place, self.import_button)
        self.money_button = IconButton("banknote", t("Money"), kind="secondary")
        self.money_button.set_menu(self.money_items)
        self.header.verbs.insertWidget(0, self.money_button)
        self.set_chips(
            "state",
            [
                Chip("", t("All")),
                Chip("draft", t("Drafts")),
                Chip("unpaid", t("Open")),
                Chip("overdue", t("Overdue")),
                Chip("paid", t("Paid")),
                Chip("deposit", t("Deposits and progress")),
                Chip("credit_note", t("Credit notes")),
            ],
        )
        self.set_chip_counts(lambda: _with_all(queries.count_invoices(desk.caller, desk.today())))

    def money_items(self) -> MenuItems:
        """The ways to what is paid, reminded of, and billed again and again."""
        t, go = self.desk.t, self.desk.go
        return self.desk.permitted(
            [
                MenuItem(t("Payments"), lambda: go("payments", None), icon="banknote", right="accounts.read"),
                MenuItem(t("Bank"), lambda: go("bank", None), icon="landmark", right="payments.record"),
                MenuItem(t("Cash book"), lambda: go("cash", None), icon="coins", right="accounts.read"),
                MenuItem(t("Reminders"), lambda: go("reminders", None), icon="bell", right="dunning.write"),
                MenuItem(t("Recurring invoices"), lambda: go("recurring", None), icon="repeat"),
            ]
        )

    def import_open(self) -> None:
        """Open invoices of another program come in as they are."""
        ImportDialog(self.desk, parent=self).open()


def _with_all(counts: dict[str, int]) -> dict[str, int]:
    """Counts by chip: the chip of all has the key "", the open ones are those in three states."""
    unpaid = sum(counts.get(state, 0) for state in ("open", "partly_paid", "overdue"))
    return {**counts, "": counts.get("all", 0), "unpaid": unpaid}


def _sample_links(t: Translator, load_samples: Callable[[], None] | None) -> list[Button]:
    return [Button(t("Load sample data"), load_samples, kind="link")] if load_samples else []
