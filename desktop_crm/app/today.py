"""Today: four figures, then what needs a person, one verb a row; or a calm word when nothing does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.app.today_rows import TodayList
from desktop_crm.app.today_words import DayWords, together
from desktop_crm.company import queries as company
from desktop_crm.contacts.queries import NoteRow
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems, SplitButton
from desktop_crm.widgets.cards import EmptyState, StatStrip
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk, watch_shown
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.local_settings import MINE
from desktop_crm.widgets.page import Page, Scroll
from desktop_crm.workspace import today as workspace_today
from desktop_crm.workspace.today import Day, Given

_FILTERS = {"invoices": {"state": "overdue"}, "quotes": {"state": "sent"}, "tickets": {"state": "live"}}
"""What the list behind a figure shows."""
_WATCHED = frozenset(
    {
        "contact",
        "quote",
        "recurring",
        "bank_line",
        "dunning_letter",
        "invoice",
        "order",
        "delivery",
        "credit_note",
        "payment",
        "ticket",
        "note",
        "firm",
        "assignment",
        "colleague",
    }
)


class TodayPage(Page):
    """What needs a person. Up and Down move over all groups, Enter opens, the verb acts."""

    def __init__(
        self,
        desk: Desk,
        load_sample: Callable[[], None] | None = None,
        look: Callable[[], None] = lambda: None,
        look_at_papers: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(desk.t("Today"), tone="surface")
        self.desk, self.t, self._load_sample = desk, desk.t, load_sample
        t = self.t
        self.header.add_mark(Label(t.formats.weekday(desk.today()), "muted"))
        self.primary = SplitButton(
            t("New invoice"),
            lambda: desk.go("invoice:new", None),
            self._more,
            kind="secondary",
            icon="plus",
            shortcut=keys.NEW.first,
        )
        if desk.may("documents.draft"):
            self.header.add_verb(self.primary)
        else:
            self.primary.hide()
        self.whose = Segments([(True, t("Only mine")), (False, t("Everybody's"))], t("Whose"))
        self.whose.setFixedWidth(self.whose.sizeHint().width() + 24)
        self.whose.set_value(desk.local.get(MINE))
        self.whose.changed.connect(self._choose_whose)
        self.header.verbs.insertWidget(0, self.whose)
        self.whose.hide()
        self.strip = StatStrip()
        self.strip.clicked.connect(lambda place: desk.go(place, _FILTERS.get(place)))
        self.list = TodayList(t)
        self._words = DayWords(desk, self._complete, self._finish, look, look_at_papers)
        self.list.opened.connect(lambda row: row.open())
        self.list.acted.connect(lambda row: row.act())
        self.stack = QStackedWidget()
        self.shown: Day | None = None
        """What stands on the page; None until it was read."""
        self._empty: QWidget | None = None
        self.stack.addWidget(Scroll(self.list))
        body = QVBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.strip)
        body.addWidget(self.stack, 1)
        self.hint = Label(t("Up and Down move, Enter opens, Space does what stands at the right."), "caption")
        body.addWidget(self.hint)
        self.set_body(body)
        watch_shown(desk.changes, self, _WATCHED, self.reload)
        self.reload()

    def first_focus(self) -> QWidget:
        """The list, or the first step of an empty one."""
        empty = self._empty
        if empty is not None and self.stack.currentWidget() is empty:
            first = empty.findChild(Button)
            return first if first is not None else self.primary
        return self.list

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """A page that was kept over midnight shows the new day."""
        super().showEvent(event)
        if self.shown is not None and self.shown.on != self.desk.today():
            self.reload()

    def reload(self) -> None:
        """Read the day anew."""
        desk = self.desk
        wants_mine = desk.local.get(MINE)

        def read() -> tuple[Day, bool]:
            several = len(company.list_people(desk.caller)) > 1 and bool(desk.caller.person_id)
            mine = several and wants_mine
            return workspace_today.get_day(desk.caller, desk.today(), mine=mine), several

        desk.tasks.run_latest(self, "day", read, lambda found: self._show(*found))

    def _choose_whose(self) -> None:
        self.desk.local.set(MINE, bool(self.whose.value()))
        self.reload()

    def _show(self, day: Day, has_colleagues: bool) -> None:
        self.shown = day
        self.whose.setVisible(has_colleagues)
        self.strip.set_stats(self._words.stats(day))
        self.list.set_groups(together(self._words.groups(day)))
        is_new = not day.has_contacts and not day.has_invoices
        self.strip.setVisible(not is_new)
        something = bool(day.count or day.given)
        self.hint.setVisible(something)
        if something or day.kept_enough or day.papers_due or day.turning or day.failed_bills or day.waits:
            self.stack.setCurrentIndex(0)
            return
        if self._empty is not None:
            self.stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = self._first_steps() if is_new else self._nothing()
        self.stack.addWidget(self._empty)
        self.stack.setCurrentWidget(self._empty)

    def _complete(self, row: NoteRow) -> None:
        from desktop_crm.contacts import service as contacts_service

        desk = self.desk

        def again() -> None:
            desk.tasks.run(
                self, lambda: contacts_service.reopen_note(desk.caller, row.id), lambda _n: self.reload()
            )

        def told(_nothing: None) -> None:
            desk.notices.undo(self.t("Follow-up done"), again)
            self.reload()

        desk.tasks.run(self, lambda: contacts_service.complete_note(desk.caller, row.id), told)

    def _finish(self, given: Given) -> None:
        from desktop_crm.contacts import service as contacts_service

        desk, row = self.desk, given.row
        desk.tasks.run(
            self,
            lambda: contacts_service.finish_assignment(desk.caller, row.id, row.version),
            lambda _version: desk.notices.done(self.t("Done; it is nobody's in particular again")),
        )

    # beginnings

    def _more(self) -> MenuItems:
        t, go = self.t, self.desk.go
        return [
            *self.desk.permitted(
                [
                    MenuItem(
                        t("Money received\u2026"),
                        lambda: go("payments", {"receive": None}),
                        icon="banknote",
                        right="payments.record",
                    )
                ]
            ),
            MenuItem(t("New quote"), lambda: go("quote:new", None), icon="file-text"),
            MenuItem(t("New contact"), lambda: go("contact:new", None), icon="user-plus"),
            MenuItem(t("New ticket"), lambda: go("ticket:new", None), icon="life-buoy"),
        ]

    def _nothing(self) -> EmptyState:
        t, go = self.t, self.desk.go

        def new_invoice() -> None:
            go("invoice:new", None)

        return EmptyState(
            "circle-check-big",
            t("Nothing needs you today"),
            t("No invoice is overdue, no quote expires, nothing was promised. Time for the work itself."),
            None,
            [
                Button(
                    t("Write an invoice"), lambda: go("invoice:new", None), kind="link", icon="receipt-text"
                ),
                Button(t("Write a quote"), lambda: go("quote:new", None), kind="link", icon="file-text"),
            ]
            if self.desk.may("documents.draft")
            else [],
        )

    def _first_steps(self) -> EmptyState:
        t, go = self.t, self.desk.go
        others = self.desk.allowed(
            (
                "documents.draft",
                Button(
                    t("Write an invoice"), lambda: go("invoice:new", None), kind="link", icon="receipt-text"
                ),
            ),
            (
                "data.import",
                Button(t("Import contacts"), lambda: go("contacts:import", None), kind="link", icon="upload"),
            ),
        )
        with_sample = self._load_sample is not None and self.desk.may("settings.change")
        if with_sample:
            others.append(Button(t("Load sample data"), self._load_sample, kind="link", icon="sparkles"))
        return EmptyState(
            "sun",
            t("Good to have you here"),
            t("Begin with a contact or an invoice. What needs you will stand here every morning."),
            Button(t("Add a contact"), lambda: go("contact:new", None), kind="primary", icon="user-plus")
            if self.desk.may("contacts.change")
            else None,
            others,
            t("Sample data leaves again with one click.") if with_sample else "",
        )
