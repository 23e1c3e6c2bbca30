"""The statutory base rate from a day on, where the law table does not know it yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop_crm.company.rules.law import BaseRate
from desktop_crm.receivables.rules.base_rates import half_of
from desktop_crm.receivables.service.base_rates import remove_base_rate, set_base_rate
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import DateInput, PercentInput


class BaseRateDialog(ModalDialog):
    """A day and a rate: `present`, which is replaced, else a new one from the first day of this half-year."""

    def __init__(
        self, desk: Desk, stored: Callable[[], None], present: BaseRate | None = None, *, parent: QWidget
    ) -> None:
        t = desk.t
        self.desk, self._stored = desk, stored
        super().__init__(
            t,
            t("Statutory base rate"),
            t("As the central bank or the government published it. It is good to the end of its half-year."),
            primary=t("Save"),
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self.form.add("first", t("From"), DateInput(t, desk.today), span=6)
        self.form.add("rate", t("Base rate"), PercentInput(t), span=6)
        self.form.set_values(first=present.first if present else half_of(desk.today()))
        if present is not None:
            self.form.set_values(rate=present.rate)
            self.form["first"].setEnabled(False)  # another day would be another rate beside it
            day = present.first
            self.delete_button = Button(t("Delete"), lambda: self.delete(day), icon="trash-2")
            self.add_side_act(self.delete_button)
        self.add(self.form)

    def accept_primary(self) -> None:
        """Keep it."""
        self.form.clear_errors()
        try:
            values = self.form.values()
            first, rate = values["first"], values["rate"]
            if first is None:
                raise UserError(_("Choose a day"), "first")
            if rate is None:
                raise UserError(_("Give the rate"), "rate")
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run(
            self,
            lambda: set_base_rate(caller, first, rate, today),
            self._done,
            lambda error: self.refuse(self.form, error),
        )

    def delete(self, first: date) -> None:
        """As if it had never been typed; the law table's own rates go on."""
        self.set_busy(True)
        caller = self.desk.caller
        self.desk.tasks.run(
            self,
            lambda: remove_base_rate(caller, first),
            self._done,
            lambda error: self.refuse(self.form, error),
        )

    def _done(self, _made: object) -> None:
        self.accept()
        self._stored()
