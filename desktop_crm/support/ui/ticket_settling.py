"""Two people changed one ticket: how both are joined, and how its fields are called in the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries as billing
from desktop_crm.contacts import queries as contacts
from desktop_crm.support import queries, service
from desktop_crm.support.queries import TicketView
from desktop_crm.support.rules.tickets import (
    CATEGORY_WORDS,
    PRIORITY_WORDS,
    STATUS_WORDS,
    TicketDraft,
    tidied,
)
from desktop_crm.values.errors import UserError
from desktop_crm.values.merging import Plan
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.settling import Manner, Storing

NO_VERSION: Final = 0
"""Never the stored one: both are joined first."""
PLAN: Final = Plan(together=(("contact_id", "document_id", "line"),), ignored=frozenset({"text"}))


class TicketStoring(Storing[TicketDraft]):
    """Stores a ticket that was changed here, joined with what somebody else stored meanwhile."""

    def __init__(
        self,
        desk: Desk,
        view: TicketView,
        done: Callable[[object], None],
        refused: Callable[[UserError], None],
        host: QWidget,
        *,
        put_off: Callable[[], None],
    ) -> None:
        caller, today = desk.caller, desk.today()
        self._caller, self._today, self._view = caller, today, view
        self._names: dict[tuple[object, object], str] = {}
        self._mine = view.draft
        super().__init__(
            desk,
            Manner(
                self._read, self._words, lambda *_drafts: PLAN, tidied, record=lambda: ("ticket", view.id)
            ),
            lambda draft, version: service.save_ticket(caller, view.id, version, draft, today),
            done,
            refused,
            host,
            put_off=put_off,
        )

    def change(self, mine: TicketDraft, shown: TicketDraft | None = None) -> None:
        """Store this in place of what is stored, or of an older one that was `shown` when typing began."""
        self._mine = mine
        is_older = shown is not None and shown != self._view.draft
        self.store(shown or self._view.draft, NO_VERSION if is_older else self._view.version, mine)

    def _read(self) -> tuple[TicketDraft, int]:
        """In the database's thread: the ticket, and how customers and documents of all sides are called."""
        found = queries.get_ticket(self._caller, self._view.id)
        for draft in (self._view.draft, self._mine, found.draft):
            who, what = draft.contact_id, draft.document_id
            names = [contacts.get_name(self._caller, who)] if who is not None else []
            if what is not None:
                names.append(billing.get_row(self._caller, what, self._today).number)
            self._names[who, what] = " \u00b7 ".join(names)
        return found.draft, found.version

    def _words(self) -> FieldWords:
        t = self._desk.t

        def concern(parts: Mapping[str, Any]) -> str:
            line = t("line {n}", n=parts["line"]) if parts["line"] else ""
            names = self._names.get((parts["contact_id"], parts["document_id"]), "")
            return " \u00b7 ".join(part for part in (names, line) if part)

        return FieldWords(
            t,
            labels={
                "contact_id": t("Concerns"),
                "subject": t("Subject"),
                "status": t("Status"),
                "priority": t("Priority"),
                "category": t("Category"),
                "assignee": t("Assigned to"),
                "due_on": t("Due"),
            },
            words={
                "contact_id": concern,
                "status": lambda value: t.message(STATUS_WORDS[value]),
                "priority": lambda value: t.message(PRIORITY_WORDS[value]),
                "category": lambda value: t.message(CATEGORY_WORDS[value]),
            },
        )
