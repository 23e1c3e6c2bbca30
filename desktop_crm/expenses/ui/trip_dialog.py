"""A way driven, or days away: what is typed is reckoned at once by the rates of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.expenses import service
from desktop_crm.expenses.rules.trips import VEHICLE_WORDS, Trip, Worth
from desktop_crm.expenses.ui.words import contact_choices
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import (
    Choice,
    ChoiceInput,
    DateInput,
    DecimalInput,
    EntityPicker,
    IntegerInput,
    TextInput,
)
from desktop_crm.widgets.labels import Label

_COUNTS = ("full_days", "part_days", "hours", "breakfasts", "main_meals")


class TripDialog(ModalDialog):
    """`done(id)` hears of the expense. `kind` is "mileage" or "per_diem"."""

    def __init__(self, desk: Desk, kind: str, done: Callable[[int], None], *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.kind, self._done, self._key = desk, kind, done, uuid4().hex
        super().__init__(
            t,
            t("Mileage") if kind == "mileage" else t("Days away"),
            t("Reckoned by the rates of your country on that day, or by a rate of your own."),
            primary=t("Write down"),
            width=560,
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self._build()
        self.add(self.form)
        self.worth = Label("", "strong", wrap=True)
        self.add(self.worth)
        self.form.changed.connect(lambda _name: self._reckon())

    def _build(self) -> None:
        t, form, desk = self.t, self.form, self.desk
        form.add("day", t("Date"), DateInput(t, desk.today), span=4)
        form.add("person", t("Who"), TextInput(longest=300), span=8)
        form.add("purpose", t("Purpose"), TextInput(longest=300, placeholder=t("Visit, fair, delivery")))
        if self.kind == "mileage":
            form.add("start", t("From"), TextInput(longest=300), span=6)
            form.add("goal", t("To"), TextInput(longest=300), span=6)
            vehicles = [Choice(key, t.message(word)) for key, word in VEHICLE_WORDS.items()]
            form.add("vehicle", t("Vehicle"), ChoiceInput(vehicles), span=6)
            form.add("distance", t("Distance"), DecimalInput(t), span=3)
        else:
            form.add("goal", t("Where"), TextInput(longest=300))
            form.add("full_days", t("Whole days"), IntegerInput(t), span=4)
            form.add("part_days", t("Days of coming and going"), IntegerInput(t), span=4)
            form.add("hours", t("Hours of a single day"), IntegerInput(t), span=4)
            form.add("breakfasts", t("Free breakfasts"), IntegerInput(t), span=4)
            form.add("main_meals", t("Free main meals"), IntegerInput(t), span=4)
        form.add("rate", t("Own rate"), DecimalInput(t, least=2), span=3 if self.kind == "mileage" else 4)
        form.add(
            "customer", t("Spent for customer"),
            EntityPicker(desk, lambda typed: contact_choices(desk.caller, typed), icon="user"),
        )  # fmt: skip
        form.set_values(day=desk.today(), person=desk.caller.user)
        if self.kind == "mileage":
            form.set_values(vehicle="car")

    def first_focus(self) -> QWidget:
        """What it was for."""
        field: QWidget = self.form["purpose"]
        return field

    def typed(self) -> tuple[Trip, date, int | None]:
        """What is typed. UserError names the form's field."""
        values: dict[str, Any] = dict(self.form.values())
        day, customer = values.pop("day"), values.pop("customer")
        if day is None:
            raise UserError(_("Give the day"), "day")
        if self.kind == "mileage":
            values["distance"] = values["distance"] or Decimal(0)
        else:
            values |= {name: values[name] or 0 for name in _COUNTS}
        return Trip(**values), day, customer

    def _reckon(self) -> None:
        try:
            trip, day, _customer = self.typed()
        except UserError:
            return
        caller, kind = self.desk.caller, self.kind
        self.desk.tasks.run_latest(
            self, "worth", lambda: service.worth_of(caller, kind, trip, day), self._say, self._cannot
        )

    def _say(self, worth: Worth) -> None:
        t, trip = self.t, worth.trip
        bands = " + ".join(
            f"{t.formats.number(band.count)} \u00d7 {t.formats.number(band.rate, least=2)}"
            for band in trip.bands
        )
        off = f" \u2212 {t.formats.number(trip.taken_off, least=2)}" if trip.taken_off else ""
        amount = t.formats.money(worth.amount, worth.currency)
        source = f" ({trip.source})" if trip.source else ""
        self.worth.setText(f"{bands}{off} = {amount}{source}")

    def _cannot(self, error: UserError) -> None:
        """Not yet: only what is about the rates is said before the end."""
        said = error.field in ("trip.rate", "trip.part_days", "trip.hours")
        self.worth.setText(self.t.message(error.message) if said else "")

    def accept_primary(self) -> None:
        """Write it down; pressed twice it is still one."""
        self.form.clear_errors()
        try:
            trip, day, customer = self.typed()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today, kind, key = self.desk.caller, self.desk.today(), self.kind, self._key
        self.desk.tasks.run(
            self,
            lambda: service.write_trip(caller, kind, trip, day, today, customer, key),
            self._written,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        field = {"spent_on": "day"}.get(error.field or "", (error.field or "").removeprefix("trip."))
        self.form.show_error(UserError(error.message, field if field in self.form.names else None))

    def _written(self, expense_id: int) -> None:
        self.accept()
        self._done(expense_id)
