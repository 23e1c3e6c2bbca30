"""What support adds to a contact's page: its tickets, a verb for a new one, states on the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop_crm.support import queries
from desktop_crm.support.queries import TicketRow
from desktop_crm.support.rules.tickets import STATUS_WORDS
from desktop_crm.support.ui.words import due_words
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.additions import (
    NOTHING_ADDED,
    Additions,
    RecordVerb,
    RelatedRow,
    RelatedSection,
    States,
)
from desktop_crm.widgets.desk import Desk

MOST = 50


def contact_additions(desk: Desk) -> Additions:
    """New ticket, the list of tickets (live ones first), their states on the timeline."""
    t = desk.t
    if not desk.may("tickets.read"):
        return NOTHING_ADDED

    def begin(contact_id: int) -> None:
        desk.go("ticket:new", {"contact": contact_id})

    def load(contact_id: int) -> list[RelatedRow]:
        found = queries.tickets_of(desk.caller, contact_id, MOST)
        return [ticket_row(desk, each) for each in sorted(found, key=lambda each: not each.is_live)]

    def states(pairs: Sequence[tuple[str, int]]) -> States:
        ids = [record for entity, record in pairs if entity == "ticket"]
        if not ids:
            return {}
        return {
            ("ticket", record): (
                t.message(STATUS_WORDS[status]),
                None if status in ("resolved", "closed") else "info",
            )
            for record, status in queries.statuses_of(desk.caller, ids).items()
        }

    return Additions(
        verbs=(RecordVerb(t("New ticket"), begin, "life-buoy"),),
        sections=(RelatedSection(t("Tickets"), load, begin, t("New ticket")),),
        states=(states,),
        watches=frozenset({"ticket"}),
    )


def _due(t: Translator, due_on: date, today: date) -> str:
    """Late, today, tomorrow and this week in words, else the day."""
    days = (due_on - today).days
    if days == 0:
        return t("due today")
    return due_words(t, due_on, today) if days < 7 else t("due {date}", date=due_on)


def ticket_row(desk: Desk, row: TicketRow) -> RelatedRow:
    """Number and subject, status, and when it is due."""
    t = desk.t
    due = _due(t, row.due_on, desk.today()) if row.is_live and row.due_on else ""
    return RelatedRow(
        f"{row.number}  {row.subject}",
        t.message(STATUS_WORDS[row.status]),
        "",
        due,
        role="bad" if row.is_overdue(desk.today()) else None,
        kind="ticket",
        what=row.id,
    )
