"""The tray of reminders: what waits for an answer, what was written and what was skipped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop_crm.receivables.queries import dunning as queries
from desktop_crm.receivables.queries.dunning import LetterRow
from desktop_crm.receivables.rules.dunning import ISSUED, PREPARED, SKIPPED, STATE_WORDS
from desktop_crm.receivables.service import dunning as service
from desktop_crm.receivables.service.dunning import Run
from desktop_crm.receivables.ui.reminder_mail import ReminderMailDialog
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import DateInput
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column


class LetterListing:
    """Letters are few: they are read at once, and searched and shown from there."""

    def __init__(self, rows: Sequence[LetterRow], search: str) -> None:
        words = search.casefold().split()
        self._rows = [
            row
            for row in rows
            if all(word in f"{row.customer} {row.invoice} {row.number}".casefold() for word in words)
        ]

    def count(self) -> int:
        return len(self._rows)

    def rows(self, start: int, limit: int) -> list[LetterRow]:
        return self._rows[start : start + limit]


def listing(caller: Caller, view: ListView, today: date) -> LetterListing:
    """The tray, or all letters of a state."""
    state = view.wanted.get("state", PREPARED)
    if state == PREPARED:
        return LetterListing(queries.tray(caller, today), view.search)
    return LetterListing(queries.list_letters(caller, "" if state == "all" else state), view.search)


def _columns(desk: Desk) -> list[Column[LetterRow]]:
    t, formats = desk.t, desk.t.formats

    def day(value: date | None) -> str:
        return formats.date_words(value) if value else ""

    return [
        Column("customer", t("Customer"), lambda r: r.customer, stretch=True, bold=True),
        Column("invoice", t("Invoice"), lambda r: r.invoice, width=120),
        Column("level", t("Level"), lambda r: str(r.level), width=72, align="right"),
        Column("due_on", t("Due"), lambda r: day(r.due_on), width=120, muted=True, yields=2),
        Column("number", t("Number"), lambda r: r.number, width=120, muted=True, yields=1),
        Column("state", t("Status"), lambda r: t.message(STATE_WORDS[r.state]), width=96, yields=3),
        Column(
            "asked",
            t("Total"),
            lambda r: formats.amount(r.asked, r.currency),
            code=lambda r: r.currency,
            width=152,
            align="right",
        ),
    ]


class DunningPage(ListPage[LetterRow]):
    """Enter on a letter that waits asks what is to become of it, on one that was written it shows its mail;
    on another one it opens the invoice."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        super().__init__(
            desk,
            "reminders",
            t("Reminders"),
            _columns(desk),
            lambda view: listing(desk.caller, view, desk.today()),
            watches={"dunning_letter", "payment", "invoice"},
            open_row=self.answer,
            placeholder=t("Search reminders"),
            empty=EmptyState(
                "bell",
                t("No reminder waits"),
                t("Looking for what is due prepares letters; you decide about each of them."),
                Button(t("Look what is due"), self.look, kind="primary", icon="bell")
                if desk.may("dunning.write")
                else None,
            ),
            ticks=False,
        )
        self.set_primary(
            Button(t("Look what is due"), self.look, kind="primary", icon="bell", shortcut=keys.NEW.first),
            "dunning.write",
        )
        self.set_chips(
            "state",
            [
                Chip("", t("Waiting")),
                Chip(ISSUED, t("Written")),
                Chip(SKIPPED, t("Skipped")),
                Chip("all", t("All")),
            ],
        )

    def look(self) -> None:
        """Prepare what is due today."""
        desk = self.desk
        desk.tasks.run(
            self, lambda: service.run_dunning(desk.caller, desk.today()), self._looked, self._refused
        )

    def _looked(self, done: Run) -> None:
        t, count = self.desk.t, len(done.prepared)
        self.desk.notices.done(t.plural("{n} reminder prepared", "{n} reminders prepared", count))
        if done.refused:
            self._refused(UserError(service.refused_words(done.refused)))

    def _refused(self, error: UserError) -> None:
        self.desk.notices.refused(error)

    def answer(self, row: LetterRow) -> None:
        """Ask about a letter that waits; send one that was written; show the invoice of another one."""
        if row.state == PREPARED and self.desk.may("dunning.write"):
            AnswerDialog(self.desk, row, self).open()
        elif row.state == ISSUED and self.desk.may("dunning.write"):
            ReminderMailDialog(self.desk, row, parent=self).open()
        else:
            self.desk.go("invoice", row.document_id)


class AnswerDialog(ModalDialog):
    """Write it, leave the level out, or later."""

    def __init__(self, desk: Desk, row: LetterRow, parent: QWidget) -> None:
        t = desk.t
        self.desk, self._row = desk, row
        words = t(
            "{customer} is asked for {amount} about invoice {number}.",
            customer=row.customer,
            amount=t.formats.money(row.asked, row.currency),
            number=row.invoice,
        )
        title = t("Reminder, level {level}", level=row.level)
        super().__init__(t, title, words, primary=t("Write the letter"), width=560, parent=parent)
        self.add_side_act(Button(t("Skip this level"), self.skip, icon="x"))
        self.form = Form(t, roomy=False)
        self.form.add("until", t("Later, on"), DateInput(t, desk.today))
        self.form.set_values(until=desk.today() + timedelta(days=7))
        self.add(self.form)
        self.later_button = Button(t("Later"), self.put_off, icon="clock")
        self.add_side_act(self.later_button)

    def accept_primary(self) -> None:
        """Number and write it."""
        caller, row, today = self.desk.caller, self._row, self.desk.today()
        self._do(lambda: service.send_letter(caller, row.id, row.version, today).number)

    def skip(self) -> None:
        """Neither letter nor fee of this level."""
        caller, row = self.desk.caller, self._row
        self._do(lambda: str(service.skip_letter(caller, row.id, row.version)))

    def put_off(self) -> None:
        """Out of the tray until the day."""
        caller, row, today = self.desk.caller, self._row, self.desk.today()
        until = self.form.value("until")
        self._do(lambda: str(service.put_off_letter(caller, row.id, row.version, until, today)))

    def _do(self, work) -> None:  # type: ignore[no-untyped-def]
        self.set_busy(True)
        self.desk.tasks.run(self, work, lambda _answer: self.accept(), self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)
