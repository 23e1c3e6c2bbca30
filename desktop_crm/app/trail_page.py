"""The history: who changed what, when, from which value to which; of the firm, or of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from desktop_crm.app.trail_dialog import EntryDialog, undone_words
from desktop_crm.files.saving import save_table
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column
from desktop_crm.workspace.trail import reading, undoing, words
from desktop_crm.workspace.trail.reading import EntryRow

_SPANS: Final = ((0, _("Today")), (7, _("7 days")), (30, _("30 days")), (365, _("A year")))
"""How far back, in days."""


def _columns(desk: Desk, *, of_one: bool) -> list[Column[EntryRow]]:
    t = desk.t
    return [
        Column("at", t("When"), lambda r: t.formats.moment(r.at), width=184, muted=True),
        Column("user", t("Who"), lambda r: r.user, width=136, yields=1),
        Column(
            "record", t("Which record"), lambda r: words.title(t, r), width=264, bold=True, hidden=of_one,
            second=lambda r: "" if words.title(t, r) == words.kind(t, r) else words.kind(t, r),
        ),
        Column(
            "what", t("What"), lambda r: words.act(t, r), stretch=True, least=260,
            second=lambda r: words.summary(t, r), bold=of_one,
        ),
        Column("computer", t("Computer"), lambda r: r.computer, width=120, muted=True, hidden=True),
    ]  # fmt: skip


class TrailPage(ListPage[EntryRow]):
    """Newest first. `what` may say the "record" ("contact:5") and its "name"; Enter shows an entry."""

    def __init__(self, desk: Desk, what: Mapping[str, object]) -> None:
        t = desk.t
        self.record, name = str(what.get("record", "")), str(what.get("name", ""))
        self._person = ""
        self._days: int | None = None
        self._people: list[str] = []
        empty = EmptyState(
            "history",
            t("Nothing has happened yet"),
            t("Every change will stand here: who made it, when, from what to what."),
        )
        super().__init__(
            desk,
            "history-record" if self.record else "history",
            t("History of {name}", name=name) if name else t("History"),
            _columns(desk, of_one=bool(self.record)),
            lambda view: reading.list_trail(desk.caller, view, self.record),
            watches={"*"},
            open_row=self.show_entry,
            preview=self.show_entry,
            placeholder=t("Search history"),
            empty=empty,
        )
        opens = what.get("opens")
        if isinstance(opens, tuple):
            self.header.set_crumb((name, lambda: desk.go(*opens)), (t("History"), None))
        if not self.record:
            self.set_chips("shown", self._chips())
            self.chips.choose(str(what.get("shown", "")))
        self.person_button = Button(t("Everyone"), icon="user")
        self.person_button.set_menu(self._person_items)
        self.time_button = Button(t("Any time"), icon="calendar-clock")
        self.time_button.set_menu(self._time_items)
        for button in (self.person_button, self.time_button):
            self.header.add_verb(button)
        self.set_selection_verbs(self.verbs_for)
        self.set_export(save_table)
        self._ask_people()

    def _chips(self) -> list[Chip]:
        t = self.t
        return [
            Chip("", t("All")),
            Chip("contact", t("Contacts")),
            Chip("document", t("Papers")),
            Chip("product", t("Catalogue")),
            Chip("expense", t("Expenses")),
            Chip("ticket", t("Tickets")),
            Chip("file", t("Files")),
            Chip("import", t("Imports")),
            Chip("firm", t("Settings")),
        ]

    # what is shown

    def _view(self) -> ListView:
        view = super()._view()
        mine = [pair for pair in view.filters if pair[0] not in ("user", "since")]
        if self._person:
            mine.append(("user", self._person))
        if self._days is not None:
            mine.append(("since", _stored(self.desk.today() - timedelta(days=self._days))))
        return replace(view, descending=True, filters=tuple(mine))

    def _ask_people(self) -> None:
        caller = self.desk.caller
        self.desk.tasks.run_latest(
            self, "people", lambda: reading.list_people(caller), lambda found: setattr(self, "_people", found)
        )

    def _person_items(self) -> MenuItems:
        t = self.t
        return [
            MenuItem(t("Everyone"), lambda: self.choose_person(""), checked=not self._person),
            *[
                MenuItem(name, lambda name=name: self.choose_person(name), checked=name == self._person)  # type: ignore[misc]
                for name in self._people
            ],
        ]

    def choose_person(self, name: str) -> None:
        """Only what this person did; "" for everyone."""
        self._person = name
        self.person_button.setText(name or self.t("Everyone"))
        self._apply()

    def _time_items(self) -> MenuItems:
        t = self.t
        return [
            MenuItem(t("Any time"), lambda: self.choose_days(None), checked=self._days is None),
            *[
                MenuItem(
                    t.message(said),
                    lambda days=days: self.choose_days(days),  # type: ignore[misc]
                    checked=days == self._days,
                )
                for days, said in _SPANS
            ],
        ]

    def choose_days(self, days: int | None) -> None:
        """Only the last so many days."""
        self._days = days
        said = next((said for each, said in _SPANS if each == days), None)
        self.time_button.setText(self.t("Any time") if said is None else self.t.message(said))
        self._apply()

    def clear_filters(self) -> None:
        """Everything again."""
        self._person, self._days = "", None
        self.person_button.setText(self.t("Everyone"))
        self.time_button.setText(self.t("Any time"))
        super().clear_filters()

    # what is done

    def show_entry(self, row: EntryRow) -> None:
        """All of one entry, with its undo."""
        EntryDialog(self.desk, row, self).open()

    def verbs_for(self, rows: list[EntryRow]) -> MenuItems:
        """Undo all that are ticked, as far as that goes."""
        return [MenuItem(self.t("Undo"), lambda: self.undo(rows), icon="undo-2")]

    def undo(self, rows: list[EntryRow]) -> None:
        """The newest first; what cannot be undone stays, and the first reason is said."""
        caller, today = self.desk.caller, self.desk.today()

        def work() -> tuple[int, UserError | None]:
            done, refused = 0, None
            for row in sorted(rows, key=lambda each: -each.id):
                try:
                    undoing.undo_entry(caller, row.id, today)
                    done += 1
                except UserError as error:
                    refused = refused or error
            return done, refused

        def told(outcome: tuple[int, UserError | None]) -> None:
            self.table.clear_ticks()
            done, refused = outcome
            if refused is None:
                self.desk.notices.done(undone_words(self.t, done))
            elif done == 0 and len(rows) == 1:
                self.desk.notices.refused(refused)
            else:
                reason = self.t.message(refused.message)
                self.desk.notices.refused(
                    UserError(
                        _("{done} of {all} undone; the others stay: {reason}", done=done, all=len(rows),
                          reason=reason)
                    )
                )  # fmt: skip

        self.desk.tasks.run(self, work, told)


def _stored(day: date) -> str:
    """When a day begins on this computer, as the trail writes times."""
    from datetime import UTC

    return datetime.combine(day, time()).astimezone().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
