"""One expense: typed on the left, its receipt beside it; saved while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.expenses import queries, service
from desktop_crm.expenses.queries import ExpenseView
from desktop_crm.expenses.rules.categories import Categories
from desktop_crm.expenses.rules.expenses import ExpenseDraft, doubts
from desktop_crm.expenses.ui import words
from desktop_crm.expenses.ui.expense_conflict import expense_manner
from desktop_crm.expenses.ui.expense_form import expense_form, show_in
from desktop_crm.expenses.ui.expense_verbs import ExpenseVerbs
from desktop_crm.expenses.ui.receipts import ReceiptsBox
from desktop_crm.files.guards import ATTACHMENT_LIMIT, read_limited
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.editor import Editor
from desktop_crm.widgets.labels import Label, Pill
from desktop_crm.widgets.page import Scroll

FORM_WIDTH: Final = 560


class ExpensePage(Editor[ExpenseDraft]):
    """`expense_id` None begins a new one; it is stored once it has an amount and says what it was."""

    def __init__(
        self, desk: Desk, expense_id: int | None, preset: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(desk, desk.t("New expense"), save=self._save)
        t = self.t
        self.expense_id = expense_id
        self.view: ExpenseView | None = None
        self.twins: list[Message] = []
        self.categories = Categories()
        self._begun = dict(preset or {})
        self.waiting: list[Path] = []
        self.may_change = desk.may("expenses.change")
        self.state_mark = Pill()
        self.header.add_mark(self.state_mark)
        self.more = IconButton("ellipsis", t("More"), kind="secondary")
        self.verbs = ExpenseVerbs(self)
        self.more.set_menu(self.verbs.menu)
        self.rebill_button = Button(t("Bill on\u2026"), self.verbs.ask_rebill, icon="receipt-text")
        self.paper_button = Button(t("Show invoice"), self.verbs.show_paper, icon="receipt-text")
        for verb in (self.more, self.paper_button, self.rebill_button):
            self.header.add_verb(verb)
        self.form = expense_form(desk)
        self.form.changed.connect(self._edited)
        self.form.setEnabled(self.may_change)
        self.trip_words = Label("", "muted", wrap=True)
        self.trip_words.hide()
        self.receipts = ReceiptsBox(desk, may_change=self.may_change)
        self.receipts.added.connect(self.attach)
        self.receipts.removed.connect(self.verbs.ask_to_detach)
        self._place()
        self._show_standing()
        self.settle_with(expense_manner(desk, self.form, lambda: self.expense_id), {"expense"})
        watch(desk.changes, self, {"expense", "invoice"}, self.reload_view)
        self._read()

    def _place(self) -> None:
        card = Card(self.form, self.trip_words, padding=20)
        card.setMaximumWidth(FORM_WIDTH)
        inner = QWidget()
        line = QHBoxLayout(inner)
        line.setContentsMargins(0, 0, 0, 16)
        line.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        whole = QHBoxLayout()
        whole.setSpacing(12)
        left = Scroll(inner)
        left.setMaximumWidth(FORM_WIDTH + 12)
        whole.addWidget(left, 5)
        whole.addWidget(self.receipts, 6)
        self.set_body(whole)

    def first_focus(self) -> QWidget:
        """The supplier."""
        field: QWidget = self.form["supplier"]
        return field

    # reading

    def _read(self) -> None:
        caller, today, key = self.desk.caller, self.desk.today(), self.expense_id

        def work() -> tuple[ExpenseView | ExpenseDraft, Any, Any, list[Message]]:
            rates = (queries.usual_rates(caller, today), queries.expense_categories(caller))
            if key is None:
                return queries.new_expense(caller, today), rates, None, []
            view = queries.get_expense(caller, key)
            customer = words.contact_choice(caller, view.draft.customer_id)
            return view, rates, customer, queries.expense_twins(caller, key)

        self.desk.tasks.run(self, work, lambda found: self._show(*found))

    def _show(
        self, found: ExpenseView | ExpenseDraft, offered: Any, customer: Any, twins: list[Message]
    ) -> None:
        rates, self.categories = offered
        self.form["lines"].set_rates(rates)
        self.form["customer_id"].set_value(customer)
        if isinstance(found, ExpenseView):
            self._show_view(found)
            self.load(found.draft, found.row.version)
            self._show_standing()
            self.twins = twins
            self._hint()
            return
        self.load(found, 0)
        paths = self._begun.get("files")
        if isinstance(paths, list):
            self.attach(paths)

    def reload_view(self) -> None:
        """Receipts, and whether it is billed on."""
        caller, key = self.desk.caller, self.expense_id
        if key is not None:
            self.desk.tasks.run_latest(
                self,
                "view",
                lambda: (queries.get_expense(caller, key), queries.expense_twins(caller, key)),
                self._show_again,
                self._gone,
            )

    def _gone(self, _error: UserError) -> None:
        self.desk.go("expenses", None)

    def _show_again(self, found: tuple[ExpenseView, list[Message]]) -> None:
        """What became of it, and whether the same invoice is there already."""
        view, self.twins = found
        self._show_view(view)
        self._hint()

    def _show_view(self, view: ExpenseView) -> None:
        self.view = view
        self.receipts.show_files(view.files)
        stands = view.row.received_id is not None or view.row.rebilled_in is not None
        self.form["lines"].set_read_only(stands or view.row.kind != "purchase")
        self.form["currency"].setEnabled(not stands)
        trip = view.draft.trip
        self.trip_words.setVisible(trip is not None)
        self.trip_words.setText(words.trip_words(self.t, trip) if trip else "")
        self._show_standing()

    def show_draft(self, draft: ExpenseDraft, before: ExpenseDraft | None) -> None:
        """Every field."""
        choices = words.category_choices(self.t, self.categories, draft.category)
        if choices != self.form["category"].choices:
            self.form["category"].set_choices(choices)
        show_in(self.form, draft)
        if before is None or before.customer_id != draft.customer_id:
            self._name_customer(draft.customer_id)

    def _name_customer(self, contact_id: int | None) -> None:
        field = self.form["customer_id"]
        if field.value() == contact_id:
            return
        caller = self.desk.caller
        self.desk.tasks.run_latest(
            self, "customer", lambda: words.contact_choice(caller, contact_id), field.set_value
        )

    def _show_standing(self) -> None:
        t, row = self.t, self.view.row if self.view else None
        name = (self.draft.supplier or self.draft.description) if self.loaded else ""
        title = name or t("New expense")
        if title != self.title or row is None:
            self.set_title(title)
            self.header.set_crumb((t("Expenses"), lambda: self.desk.go("expenses", None)), (title, None))
        self.state_mark.set_state(
            words.state_words(t, row) if row else "", words.state_role(row) if row else None
        )
        self.more.setVisible(row is not None)
        billed = row is not None and row.rebilled_in is not None
        self.paper_button.setVisible(billed)
        may = self.may_change and self.desk.may("documents.draft")
        self.rebill_button.setVisible(may and row is not None and not billed and row.gross > 0)

    # editing

    def _edited(self, name: str) -> None:
        if not self.loaded or not self.may_change:
            return
        try:
            value = self.form.value(name)
        except UserError:
            return  # half a number; the field says so once it is left
        if name == "supplier":
            picker = self.form["supplier"]
            self.replace(name, supplier=picker.text().strip(), contact_id=picker.value())
        elif name == "paid_on" and value is None:
            self.replace(name, paid_on=None, method="")
            self.form["method"].set_value("")
        else:
            self.replace(name, **{name: value})
        if name == "currency":
            self.form["lines"].set_currency(self.draft.currency)
        if name in ("supplier", "description"):
            self._show_standing()
        self._hint()

    def _hint(self) -> None:
        """Doubts are said beside the field and keep nothing back."""
        found = {field.partition("[")[0]: why for field, why in doubts(self.draft)}
        for name in ("lines", "due_on"):
            self.form.field(name).set_help(self.t.message(found[name]) if name in found else "")
        self.form.field("number").set_help("\n".join(self.t.message(each) for each in self.twins))

    def _is_storable(self, draft: ExpenseDraft) -> bool:
        return bool(draft.lines and (draft.supplier.strip() or draft.description.strip()))

    def _save(self, draft: ExpenseDraft, version: int) -> int:
        """In the database's thread. A new one without an amount is not stored yet."""
        caller, today = self.desk.caller, self.desk.today()
        if self.expense_id is not None:
            return service.save_expense(caller, self.expense_id, version, draft, today)
        if not self._is_storable(draft):
            return 0
        files = [(path.name, read_limited(path, ATTACHMENT_LIMIT)) for path in self.waiting]
        self.expense_id = service.create_expense(caller, draft, today, files)
        return 1

    def _say_saved(self) -> None:
        if self.expense_id is None:
            self.saved_word.say("pencil", self.t("Say from whom and how much"))
            return
        self.waiting = []
        super()._say_saved()
        self.reload_view()

    def refused(self, error: UserError) -> None:
        """At its field."""
        field = (error.field or "").partition("[")[0]
        self.form.show_error(UserError(error.message, field or error.field))

    # verbs

    def attach(self, paths: list[Path]) -> None:
        """Keep these receipts; a new expense takes them along when it is stored."""
        if not paths or not self.may_change:
            return
        if self.expense_id is None:
            self.waiting += paths
            self.receipts.show_path(paths[0])
            return
        caller, key = self.desk.caller, self.expense_id

        def work() -> int:
            files = [(path.name, read_limited(path, ATTACHMENT_LIMIT)) for path in paths]
            return len(service.attach_receipts(caller, key, files))

        self.flush(lambda: self.desk.tasks.run(self, work, lambda _count: self.read_again()))

    def read_again(self) -> None:
        """Its version is another one now."""
        caller, key = self.desk.caller, self.expense_id or 0

        def show(view: ExpenseView) -> None:
            self._show_view(view)
            self.load(view.draft, view.row.version)

        self.desk.tasks.run(self, lambda: queries.get_expense(caller, key), show)
