"""Space on a ticket: what it is about, and the last messages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.support import queries
from desktop_crm.support.queries import TicketRow
from desktop_crm.support.rules.tickets import CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS
from desktop_crm.support.ui.words import row_due
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.quick_look import Facts, FactsLook

LAST = 3


def ticket_look(desk: Desk, row: TicketRow, parent: QWidget) -> FactsLook:
    """The newest message first."""
    t, caller, today = desk.t, desk.caller, desk.today()

    def read() -> Facts:
        messages = queries.list_messages(caller, row.id)[-LAST:]
        said = [
            f"{each.author or row.contact_name}, {t.formats.moment(each.at)}\n{each.text}"
            for each in messages
        ]
        return Facts(
            (
                (t("Who asks"), row.contact_name),
                (t("Status"), t.message(STATUS_WORDS[row.status])),
                (t("Priority"), t.message(PRIORITY_WORDS[row.priority])),
                (t("Category"), t.message(CATEGORY_WORDS[row.category])),
                (t("Due"), row_due(t, row, today)),
                (t("Assigned to"), row.assignee),
            ),
            said[::-1],
        )

    return FactsLook(desk, row.subject, row.number, lambda: desk.go("ticket", row.id), parent, read)
