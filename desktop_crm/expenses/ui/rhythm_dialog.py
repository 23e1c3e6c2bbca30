"""An expense that comes again, and the list of those that do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import uuid4

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.billing.rules import rhythms
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.queries import RhythmRow
from desktop_crm.expenses.rules.expenses import ExpenseDraft
from desktop_crm.expenses.rules.recurring import STATE_WORDS, RhythmDraft
from desktop_crm.values.dates import add_months
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput, DateInput, IntegerInput
from desktop_crm.widgets.labels import ElidedLabel, Label

RHYTHMS: Final[dict[str, Message]] = {
    rhythms.PLAIN["weekly"]: _("Every week"),
    rhythms.PLAIN["monthly"]: _("Every month"),
    rhythms.PLAIN["quarterly"]: _("Every quarter"),
    rhythms.PLAIN["half-yearly"]: _("Every half-year"),
    rhythms.PLAIN["yearly"]: _("Every year"),
}


class RhythmDialog(ModalDialog):
    """The rhythm of an expense that is there."""

    def __init__(self, desk: Desk, expense: ExpenseDraft, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.expense, self._key = desk, expense, uuid4().hex
        amount = t.formats.money(expense.gross, expense.currency)
        super().__init__(
            t,
            t("Comes again"),
            f"{expense.supplier or expense.description} \u00b7 {amount}",
            primary=t("Start"),
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        rhythm = [Choice(rule, t.message(words)) for rule, words in RHYTHMS.items()]
        self.form.add("rule", t("Rhythm"), ChoiceInput(rhythm), span=6)
        self.form.add("starts_on", t("First day"), DateInput(t, desk.today), span=6)
        self.form.add("times", t("Ends after times"), IntegerInput(t), span=6)
        self.form.add("last_on", t("or on"), DateInput(t, desk.today), span=6)
        self.paid = CheckInput(t("Counts as paid on its day"))
        self.form.place(self.paid)
        following = add_months(expense.spent_on or desk.today(), 1, keep_month_end=True)
        self.form.set_values(rule=rhythms.PLAIN["monthly"], starts_on=following)
        self.paid.set_value(bool(expense.paid_on))
        self.add(self.form)

    def accept_primary(self) -> None:
        """Keep it."""
        self.form.clear_errors()
        try:
            values: dict[str, Any] = dict(self.form.values())
            if values["starts_on"] is None:
                raise UserError(_("Say on which day it begins"), "starts_on")
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        expense = replace(self.expense, number="", notes="")
        draft = RhythmDraft(expense=expense, is_paid=bool(self.paid.value()), **values)
        caller, today, key = self.desk.caller, self.desk.today(), self._key

        def kept(_rhythm: int) -> None:
            self.accept()
            self.desk.notices.done(self.t("It is written down by itself from then on"))

        self.desk.tasks.run(
            self, lambda: service.create_rhythm(caller, draft, today, key), kept, self._refused
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        field = error.field if error.field in self.form.names else None
        self.form.show_error(UserError(error.message, field))


class RhythmsDialog(ModalDialog):
    """What comes again; each can be ended."""

    def __init__(self, desk: Desk, *, parent: QWidget) -> None:
        t = desk.t
        self.desk = desk
        super().__init__(
            t,
            t("Expenses that come again"),
            t("An expense begins to come again from its page, behind the three dots."),
            cancel=t("Close"),
            width=768,
            parent=parent,
        )
        self.table = QWidget()
        self.add(self.table)
        watch(desk.changes, self, {"recurring_expense"}, self.reload)
        self.reload()

    def first_focus(self) -> QWidget:
        """Close: Enter alone ends nothing."""
        return self.cancel_button

    def reload(self) -> None:
        """Read them again."""
        caller = self.desk.caller
        self.desk.tasks.run_latest(self, "rhythms", lambda: queries.list_rhythms(caller), self.show_rows)

    def show_rows(self, rows: list[RhythmRow]) -> None:
        """One line each."""
        t = self.t
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        if not rows:
            grid.addWidget(Label(t("Nothing comes again yet"), "muted"), 0, 0)
        for place, row in enumerate(rows):
            rule = t.message(RHYTHMS[row.rule]) if row.rule in RHYTHMS else row.rule
            cells = (row.problem or rule, t.formats.money(row.gross, row.currency), self._next(row.next_on))
            grid.addWidget(ElidedLabel(row.title, "strong"), place, 0)
            for at, text in enumerate(cells, 1):
                grid.addWidget(Label(text, "muted"), place, at)
            grid.addWidget(Label(t.message(STATE_WORDS[row.state])), place, 4)
            if row.state != "ended" and self.desk.may("expenses.change"):
                words = t("End {name}", name=row.title)
                grid.addWidget(IconButton("ban", words, partial(self.end, row), compact=True), place, 5)
        self.blocks.replaceWidget(self.table, fresh)
        self.table.hide()
        self.table.deleteLater()
        self.table = fresh

    def _next(self, day: date | None) -> str:
        return self.t("next {date}", date=day) if day else ""

    def end(self, row: RhythmRow) -> None:
        """Nothing is written down by it any more."""
        caller = self.desk.caller
        self.desk.tasks.run(
            self, lambda: service.end_rhythm(caller, row.id, row.version), lambda _version: self.reload(),
            self.show_error,
        )  # fmt: skip
