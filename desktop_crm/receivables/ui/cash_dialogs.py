"""Writing in the cash book, and closing its days."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.receivables import service
from desktop_crm.receivables.queries import cash as queries
from desktop_crm.receivables.rules.cash import KIND_WORDS, KINDS, CashDraft
from desktop_crm.receivables.ui.outcome import Outcome
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, MoneyInput, TextInput

IN, OUT = "in", "out"
_SIDES = {"withdrawal": IN, "opening": IN, "expense": OUT, "deposit": OUT}


class CashEntryDialog(ModalDialog):
    """What was spent, fetched, brought or counted."""

    def __init__(self, desk: Desk, currency: str, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.currency, self._key = desk, currency, uuid4().hex
        super().__init__(
            t,
            t("Write in the cash book"),
            t("Cash payments of invoices stand in it by themselves."),
            primary=t("Write down"),
            parent=parent,
        )
        self.form = form = Form(t, roomy=False)
        form.add("amount", t("Amount"), MoneyInput(t, currency, large=True))
        form.add("side", t("Into the box or out of it"), Segments([(IN, t("In")), (OUT, t("Out"))]))
        kinds = [Choice(kind, t.message(KIND_WORDS[kind])) for kind in KINDS]
        form.add("kind", t("Kind"), ChoiceInput(kinds), span=7)
        form.add("booked_on", t("Day"), DateInput(t, desk.today), span=5)
        form.add("text", t("Text"), TextInput(placeholder=t("Stamps, receipt 12"), longest=200))
        form.set_values(side=OUT, kind="expense", booked_on=desk.today())
        form.changed.connect(self._edited)
        self.add(form)

    def _edited(self, name: str) -> None:
        if name == "kind" and (side := _SIDES.get(self.form.value("kind"))):
            self.form.set_values(side=side)

    def draft(self) -> CashDraft:
        """What is typed. Raises UserError naming the field."""
        values = self.form.values()
        if not values["amount"]:
            raise UserError(_("Give the amount"), "amount")
        if values["booked_on"] is None:
            raise UserError(_("Give the day"), "booked_on")
        amount = abs(values["amount"])
        return CashDraft(
            amount=amount if values["side"] == IN else -amount,
            booked_on=values["booked_on"],
            kind=values["kind"],
            text=values["text"],
        )

    def accept_primary(self) -> None:
        """Write it; pressed twice it is still one entry."""
        self.form.clear_errors()
        try:
            draft = self.draft()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today, key = self.desk.caller, self.desk.today(), self._key
        self.desk.tasks.run(
            self,
            lambda: service.enter_cash(caller, draft, today, key),
            self.finish,
            lambda error: self.refuse(self.form, error),
        )


class CloseCashDialog(ModalDialog):
    """Every day up to one; what was found in the box can be said and must agree."""

    def __init__(self, desk: Desk, day: date, closing: int, currency: str, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.currency = desk, currency
        super().__init__(
            t,
            t("Close the cash book"),
            t("Every day up to this one. A closed day never changes; what is late stands on the next."),
            primary=t("Close"),
            width=560,
            parent=parent,
        )
        self.form = form = Form(t, roomy=False)
        form.add("day", t("Up to and with"), DateInput(t, desk.today), span=6)
        form.add("counted", t("Counted in the box (optional)"), MoneyInput(t, currency), span=6)
        form.set_values(day=day)
        form.changed.connect(self._edited)
        self.add(form)
        self.outcome = Outcome()
        self.add(self.outcome)
        self._say(closing)

    def first_focus(self) -> QWidget:
        """What was counted."""
        return self.form["counted"]

    def _edited(self, name: str) -> None:
        if name != "day":
            return
        try:
            day = self.form.value("day")
        except UserError:
            return
        if isinstance(day, date):
            caller = self.desk.caller
            self.desk.tasks.run_latest(self, "box", lambda: queries.cash_in_box(caller, day), self._say)

    def _say(self, closing: int) -> None:
        t = self.t
        self.outcome.say(t("Should lie in the box"), t.formats.money(closing, self.currency))

    def accept_primary(self) -> None:
        """Close it; the dialog stays with the reason otherwise."""
        self.form.clear_errors()
        try:
            day, counted = self.form.value("day"), self.form.value("counted")
            if day is None:
                raise UserError(_("Give the day"), "day")
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run(
            self,
            lambda: service.close_cash(caller, day, today, counted),
            self._done,
            lambda error: self.refuse(self.form, error),
        )

    def _done(self, days: int) -> None:
        self.accept()
        self.desk.notices.done(self.t.plural("{n} day closed", "{n} days closed", days))
