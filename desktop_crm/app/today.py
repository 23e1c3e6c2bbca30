"""Today: what needs a person, each line with the one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.billing.queries import DocumentRow
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.queries import NoteRow
from desktop_crm.support.queries import TicketRow
from desktop_crm.widgets.buttons import Button, MenuItem
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.empty_state import EmptyState
from desktop_crm.widgets.group_list import Group, GroupList, GroupRow
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.stats import Stat, StatStrip
from desktop_crm.workspace import today as today_query
from desktop_crm.workspace.today import Day

_WATCHED = frozenset({"contact", "quote", "invoice", "credit_note", "payment", "ticket", "note", "firm"})


class TodayPage(Page):
    """Four figures, then overdue invoices, quotes about to lapse, promised contacts, tickets due."""

    def __init__(self, desk: Desk, load_sample: Callable[[], None] | None = None) -> None:
        super().__init__(desk.t("Today"), tone="surface")
        self.desk, self.t, self._load_sample = desk, desk.t, load_sample
        self.day = Label(self.t.formats.weekday(desk.today()), "muted")
        self.header.add_mark(self.day)
        new = Button(self.t("New"), icon="plus")
        new.set_menu(
            lambda: [
                MenuItem(self.t("New invoice"), partial(desk.go, "invoice:new", None), icon="receipt-text"),
                MenuItem(self.t("New quote"), partial(desk.go, "quote:new", None), icon="file-pen"),
                MenuItem(self.t("New contact"), partial(desk.go, "contact:new", None), icon="user"),
                MenuItem(self.t("New ticket"), partial(desk.go, "ticket:new", None), icon="life-buoy"),
            ]
        )
        self.header.add_verb(new)
        self.stats = StatStrip()
        self.stats.clicked.connect(self._open_list)
        self.groups = GroupList(self.t("What needs you today"))
        self.rows = QWidget()
        layout = QVBoxLayout(self.rows)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self.stats)
        layout.addWidget(self.groups, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.rows)
        self.set_body(self.stack)
        watch(desk.changes, self, _WATCHED, self.reload)
        self.reload()

    def first_focus(self) -> QWidget | None:
        return self.groups

    def reload(self) -> None:
        """Read the day anew."""
        desk = self.desk
        desk.tasks.run_latest(
            self, "day", lambda: today_query.get_day(desk.caller, desk.today()), self.show_day
        )

    def show_day(self, day: Day) -> None:
        """Figures and groups, or a calm word when nothing is to be done."""
        self.day.setText(self.t.formats.weekday(day.on))
        self.stats.set_stats(self._figures(day))
        self.groups.set_groups(
            [self._overdue(day), self._quotes(day), self._promises(day), self._tickets(day)]
        )
        while self.stack.count() > 1:
            old = self.stack.widget(1)
            self.stack.removeWidget(old)
            old.deleteLater()
        if day.count == 0:
            self.stack.addWidget(self._nothing(day))
        self.stack.setCurrentIndex(self.stack.count() - 1)

    # ------------------------------------------------------------------------------------------ figures

    def _figures(self, day: Day) -> list[Stat]:
        t = self.t
        figure, others = self._main_sum([(currency, left) for currency, _n, left, _d in day.overdue_sums])
        if day.overdue_count:
            oldest = min(due for _c, _n, _l, due in day.overdue_sums)
            late = t.plural("{n} invoice, oldest ", "{n} invoices, oldest ", day.overdue_count)
            note = late + t.plural("{n} day", "{n} days", (day.on - oldest).days) + others
        else:
            note = t("nothing is late")
        quoted, more = self._main_sum([(each.currency, each.gross) for each in day.unanswered])
        waiting = sum(each.count for each in day.unanswered)
        lapsing = t.plural("{n} lapses soon", "{n} lapse soon", day.expiring_count)
        return [
            Stat(
                t("Overdue"), figure, note, role="bad" if day.overdue_count else None, key="invoices:overdue"
            ),
            Stat(
                t("Quotes without an answer"),
                quoted,
                (
                    t.plural("{n} quote", "{n} quotes", waiting)
                    + more
                    + (f", {lapsing}" if day.expiring_count else "")
                )
                if waiting
                else t("none is waiting"),
                key="quotes:sent",
            ),
            Stat(
                t("Promised for today"),
                t.formats.number(day.follow_up_count),
                t("notes to come back to"),
                role="warn" if day.follow_up_count else None,
            ),
            Stat(
                t("Tickets due"),
                t.formats.number(day.ticket_count),
                t.plural("{n} is late", "{n} are late", day.tickets_late)
                if day.tickets_late
                else t("none is late"),
                role="warn" if day.ticket_count else None,
                key="tickets:",
            ),
        ]

    def _main_sum(self, sums: Sequence[tuple[str, int]]) -> tuple[str, str]:
        """The largest sum as the figure, the other currencies as words: different money is not added up."""
        found = sorted((pair for pair in sums if pair[1]), key=lambda pair: -pair[1])
        if not found:
            return self.t.formats.number(0), ""
        money = self.t.formats.money
        others = ", ".join(money(amount, currency) for currency, amount in found[1:3])
        return money(found[0][1], found[0][0]), self.t("; and {amounts}", amounts=others) if others else ""

    def _open_list(self, key: str) -> None:
        kind, _colon, state = key.partition(":")
        self.desk.go(kind, {"state": state} if state else None)

    # ------------------------------------------------------------------------------------------ groups

    def _overdue(self, day: Day) -> Group:
        rows = [self._money_row(row, day.on) for row in day.overdue]
        return Group(self.t("Overdue invoices"), "receipt-text", rows, day.overdue_count)

    def _money_row(self, row: DocumentRow, on: date) -> GroupRow:
        t, desk = self.t, self.desk
        days = (on - row.due_on).days if row.due_on else 0
        return GroupRow(
            row.customer,
            f"{row.number}   {row.title}",
            t.plural("{n} day late", "{n} days late", days),
            partial(desk.go, row.kind, row.id),
            t("Contact"),
            partial(desk.go, "contact", row.contact_id) if row.contact_id else None,
            "bad",
            t.formats.amount(row.open, row.currency),
            row.currency,
        )

    def _quotes(self, day: Day) -> Group:
        rows = [self._quote_row(row, day.on) for row in day.expiring]
        return Group(self.t("Quotes to chase"), "file-pen", rows, day.expiring_count)

    def _quote_row(self, row: DocumentRow, on: date) -> GroupRow:
        t, desk = self.t, self.desk
        days = (row.valid_until - on).days if row.valid_until else 0
        age = t("lapses today") if days == 0 else t.plural("lapses in {n} day", "lapses in {n} days", days)
        return GroupRow(
            row.customer,
            f"{row.number}   {row.title}",
            age,
            partial(desk.go, row.kind, row.id),
            t("Contact"),
            partial(desk.go, "contact", row.contact_id) if row.contact_id else None,
            "warn",
            t.formats.amount(row.gross, row.currency),
            row.currency,
        )

    def _promises(self, day: Day) -> Group:
        rows = [self._promise_row(row, day.on) for row in day.follow_ups]
        return Group(self.t("Promised contacts"), "phone", rows, day.follow_up_count)

    def _promise_row(self, row: NoteRow, on: date) -> GroupRow:
        t, desk = self.t, self.desk
        late = row.follow_up_on is not None and row.follow_up_on < on
        age = (
            t("since {date}", date=t.formats.date_words(row.follow_up_on))
            if late and row.follow_up_on
            else t("today")
        )
        return GroupRow(
            row.contact_name,
            row.text,
            age,
            partial(desk.go, "contact", row.contact_id),
            t("Done"),
            partial(self._complete, row),
            "bad" if late else "muted",
        )

    def _complete(self, row: NoteRow) -> None:
        desk, t = self.desk, self.t

        def reopen() -> None:
            desk.tasks.run(
                self, lambda: contacts_service.reopen_note(desk.caller, row.id), lambda _done: None
            )

        desk.tasks.run(
            self,
            lambda: contacts_service.complete_note(desk.caller, row.id),
            lambda _done: desk.notices.undo(t("Done: {name}", name=row.contact_name), reopen),
        )

    def _tickets(self, day: Day) -> Group:
        rows = [self._ticket_row(row, day.on) for row in day.tickets]
        return Group(self.t("Tickets due"), "life-buoy", rows, day.ticket_count)

    def _ticket_row(self, row: TicketRow, on: date) -> GroupRow:
        t, late = self.t, row.due_on is not None and row.due_on < on
        age = t("since {date}", date=t.formats.date_words(row.due_on)) if late and row.due_on else t("today")
        go = partial(self.desk.go, "ticket", row.id)
        return GroupRow(
            row.contact_name,
            f"{row.number}   {row.subject}",
            age,
            go,
            t("Reply"),
            go,
            "bad" if late else "muted",
        )

    # ------------------------------------------------------------------------------------------ nothing

    def _nothing(self, day: Day) -> QWidget:
        t, go = self.t, self.desk.go
        if day.has_contacts or day.has_invoices:
            return EmptyState(
                "circle-check",
                t("Nothing needs you today"),
                t("No invoice is late, no quote lapses, no promise is open."),
                Button(t("New invoice"), partial(go, "invoice:new", None), kind="primary", icon="plus"),
            )
        others = [
            Button(t("Add a contact"), partial(go, "contact:new", None), kind="link"),
            Button(t("Import contacts"), partial(go, "contacts:import", None), kind="link"),
        ]
        if self._load_sample is not None:
            others.append(Button(t("Load sample data"), self._load_sample, kind="link"))
        return EmptyState(
            "sun",
            t("Welcome"),
            t("Write your first invoice: the customer's name is all it takes to begin."),
            Button(t("New invoice"), partial(go, "invoice:new", None), kind="primary", icon="plus"),
            others,
        )
