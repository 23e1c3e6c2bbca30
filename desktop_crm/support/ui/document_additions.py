"""What support adds to an issued paper's page: the tickets about it and a verb for a new one."""

from __future__ import annotations

from desktop_crm.support import queries
from desktop_crm.support.ui.contact_additions import ticket_row
from desktop_crm.widgets.additions import NOTHING_ADDED, Additions, RecordVerb, RelatedRow, RelatedSection
from desktop_crm.widgets.desk import Desk


def document_additions(desk: Desk) -> Additions:
    """New ticket about this paper, and those there are."""
    t = desk.t
    if not desk.may("tickets.read"):
        return NOTHING_ADDED

    def begin(document_id: int) -> None:
        desk.go("ticket:new", {"document": document_id})

    def load(document_id: int) -> list[RelatedRow]:
        return [ticket_row(desk, each) for each in queries.tickets_about(desk.caller, document_id)]

    return Additions(
        verbs=(RecordVerb(t("New ticket about it"), begin, "life-buoy"),),
        sections=(RelatedSection(t("Tickets"), load, begin, t("New ticket")),),
        watches=frozenset({"ticket"}),
    )
