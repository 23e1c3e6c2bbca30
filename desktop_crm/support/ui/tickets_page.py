"""The list of tickets: by state, mine, overdue; the soonest due first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from desktop_crm.files.saving import save_table
from desktop_crm.support import queries, service
from desktop_crm.support.queries import TicketRow
from desktop_crm.support.rules.tickets import CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS, Status
from desktop_crm.support.ui.look import ticket_look
from desktop_crm.support.ui.moving import put_back
from desktop_crm.support.ui.words import (
    PRIORITY_ROLES,
    STATUS_ROLES,
    due_role,
    moment_words,
    row_due,
)
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column

SHOWN: Final = "shown"


def _columns(desk: Desk) -> list[Column[TicketRow]]:
    t = desk.t
    return [
        Column("number", t("Number"), lambda r: r.number, width=96, sort=True, muted=True),
        Column(
            "subject",
            t("Subject"),
            lambda r: r.subject,
            stretch=True,
            least=440,
            sort=True,
            bold=True,
            second=lambda r: r.contact_name,
            keeps_second=True,
        ),
        Column("contact", t("Customer"), lambda r: r.contact_name, width=180, sort=True, hidden=True),
        Column(
            "category", t("Category"), lambda r: t.message(CATEGORY_WORDS[r.category]), width=112, muted=True,
            yields=2,
        ),
        Column(
            "priority",
            t("Priority"),
            lambda r: t.message(PRIORITY_WORDS[r.priority]),
            role=lambda r: PRIORITY_ROLES[r.priority] if r.is_live else "muted",
            width=96,
            sort=True,
            yields=4,
        ),
        Column("assignee", t("Assigned to"), lambda r: r.assignee, width=120, muted=True, yields=3),
        Column(
            "due",
            t("Due"),
            lambda r: row_due(t, r, desk.today()),
            role=lambda r: due_role(r.due_on, desk.today(), live=r.is_live),
            width=120,
            sort=True,
        ),
        Column(
            "status",
            t("Status"),
            lambda r: t.message(STATUS_WORDS[r.status]),
            role=lambda r: STATUS_ROLES[r.status],
            kind="state",
            width=196,
            sort=True,
        ),
        Column(
            "last", t("Last message"), lambda r: moment_words(t, r.last_at, desk.today()), width=120,
            sort=True, muted=True, yields=1,
        ),
        Column(
            "opened", t("Opened"), lambda r: moment_words(t, r.opened_at, desk.today()), width=120,
            sort=True, hidden=True,
        ),
    ]  # fmt: skip


def listing(caller: Caller, view: ListView, today: date) -> Listing[TicketRow]:
    """The rows of a chip, in the query's own filters."""
    shown = dict(view.filters).get(SHOWN, "")
    filters = [pair for pair in view.filters if pair[0] != SHOWN]
    if shown == "live":
        filters.append(("open", "1"))
    elif shown == "mine":
        filters += [("open", "1"), ("assignee", caller.user)]
    elif shown == "overdue":
        filters.append(("due", (today - timedelta(days=1)).isoformat()))
    elif shown == "done":
        filters.append(("open", "0"))
    elif shown in STATUS_WORDS:
        filters.append(("status", shown))
    return queries.list_tickets(caller, replace(view, filters=tuple(filters)))


def chip_counts(caller: Caller, today: date) -> dict[str, int]:
    """How many tickets each chip stands for."""
    found = queries.counts(caller, today)
    every = sum(found.by_status.values())
    return {
        "": every,
        "live": found.open,
        "mine": found.mine,
        "overdue": found.overdue,
        "waiting": found.by_status.get("waiting", 0),
        "done": every - found.open,
    }


class TicketsPage(ListPage[TicketRow]):
    """All tickets."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        empty = EmptyState(
            "life-buoy",
            t("No tickets yet"),
            t("A question or a complaint becomes a ticket: it gets a number, a day and somebody who cares."),
            Button(t("New ticket"), self.new, kind="primary", icon="plus"),
        )
        super().__init__(
            desk,
            "tickets",
            t("Tickets"),
            _columns(desk),
            lambda view: listing(desk.caller, view, desk.today()),
            watches={"ticket", "contact"},
            open_row=lambda row: desk.go("ticket", row.id),
            preview=lambda row: ticket_look(desk, row, self).open(),
            placeholder=t("Search tickets"),
            empty=empty,
        )
        self.set_primary(
            Button(t("New ticket"), self.new, kind="primary", icon="plus", shortcut=keys.NEW.first)
        )
        self.set_chips(
            SHOWN,
            [
                Chip("", t("All")),
                Chip("live", t("Open")),
                Chip("mine", t("Mine")),
                Chip("overdue", t("Overdue")),
                Chip("waiting", t("Waiting")),
                Chip("done", t("Done")),
            ],
        )
        self.set_chip_counts(lambda: chip_counts(desk.caller, desk.today()))
        self.set_selection_verbs(self.verbs_for)
        self.set_export(save_table)

    def new(self) -> None:
        """Write down what somebody asks."""
        self.desk.go("ticket:new", None)

    def verbs_for(self, rows: list[TicketRow]) -> MenuItems:
        """Close what is open, take up again what is done."""
        t = self.t
        live = [row for row in rows if row.status != "closed"]
        done = [row for row in rows if not row.is_live]
        items: list[MenuItem | None] = []
        if live:
            items.append(MenuItem(t("Close"), lambda: self.move(live, "closed"), icon="circle-check"))
        if done:
            items.append(MenuItem(t("Reopen"), lambda: self.move(done, "open"), icon="rotate-ccw"))
        return items

    def move(self, rows: Sequence[TicketRow], status: Status) -> None:
        """Close or reopen many; Undo puts each back where it was."""
        before: dict[int, Status] = {row.id: row.status for row in rows}
        caller, today = self.desk.caller, self.desk.today()

        def work() -> int:
            for key in before:
                version = queries.get_ticket(caller, key).version
                service.set_status(caller, key, version, status, today)
            return len(before)

        self.desk.tasks.run(self, work, lambda count: self._moved(count, status, before))

    def _moved(self, count: int, status: Status, before: dict[int, Status]) -> None:
        self.table.clear_ticks()
        t = self.t
        words = (
            t.plural("{n} ticket closed", "{n} tickets closed", count)
            if status == "closed"
            else t.plural("{n} ticket reopened", "{n} tickets reopened", count)
        )
        self.desk.notices.undo(words, lambda: self._put_back(before))

    def _put_back(self, before: dict[int, Status]) -> None:
        caller, today = self.desk.caller, self.desk.today()

        def work() -> None:
            for key, status in before.items():
                put_back(caller, key, status, today)

        self.desk.tasks.run(self, work, lambda _nothing: None)
