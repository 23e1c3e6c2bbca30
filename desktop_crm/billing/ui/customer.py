"""Choosing the customer of a draft: found by typing or made in place; what was not touched follows them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_crm.billing import queries
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.ui import drafting
from desktop_crm.billing.ui.drafting import CustomerFacts
from desktop_crm.billing.ui.head_form import HeadForm
from desktop_crm.billing.ui.new_customer_dialog import NewCustomerDialog
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice


class CustomerChoice(QObject):
    """`followed(draft)`: the draft for the customer chosen; `shown(facts)` once they stand in the head."""

    followed = Signal(object)
    shown = Signal(object)

    def __init__(
        self,
        desk: Desk,
        kind: str,
        head: HeadForm,
        draft: Callable[[], DocumentDraft],
        refused: Callable[[UserError], None],
    ) -> None:
        super().__init__(head)
        self.desk, self.t, self.kind, self.head = desk, desk.t, kind, head
        self._draft, self._refused = draft, refused
        self.untouched = DocumentDraft()
        head.customer_chosen.connect(self.choose)
        head.new_customer.connect(self.make)

    def choose(self, contact_id: int | None) -> None:
        """Another customer, or none."""
        caller, today, kind = self.desk.caller, self.desk.today(), self.kind
        self.desk.tasks.run(
            self,
            lambda: queries.new_draft(caller, kind, contact_id, today),  # type: ignore[arg-type]
            self._follow,
            self._refused,
        )

    def _follow(self, defaults: DocumentDraft) -> None:
        draft = drafting.following(self._draft(), self.untouched, defaults)
        self.untouched = defaults
        self.followed.emit(draft)

    def make(self, name: str) -> None:
        """A person or company that is not there yet, or the known one that looks like it."""
        NewCustomerDialog(self.desk, name, self.choose, self.head).open()

    def ask(self, contact_id: int | None) -> None:
        """Read and show the customer of the draft as it stands (after an undo too)."""
        if contact_id is None:
            self.show(None)
            return
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run_latest(
            self, "facts", lambda: drafting.customer_facts(caller, contact_id, today), self.show
        )

    def show(self, facts: CustomerFacts | None) -> None:
        """Name in the field, facts in the line below."""
        person = self._draft().person_id if facts is not None else None
        self.head.set_people(facts.people if facts is not None else (), person)
        if facts is None:
            self.head.show_customer(None)
        else:
            icon = "building-2" if facts.is_company else "user"
            self.head.show_customer(Choice(facts.id, facts.name, icon=icon), facts.words(self.t))
        self.shown.emit(facts)
