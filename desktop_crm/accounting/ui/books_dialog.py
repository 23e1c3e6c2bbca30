"""What the accountant told of their books: chart, numbers, length of accounts, first month of the year."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_crm.accounting import service
from desktop_crm.accounting.rules.accounts import FIRST_DEBTOR, Books, check_books
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, TextInput
from desktop_crm.widgets.labels import Label

_CHARTS = (("SKR03", "DATEV SKR 03"), ("SKR04", "DATEV SKR 04"), ("PCG", "Plan comptable général"))


class BooksDialog(ModalDialog):
    """Accounts of the firm's own are set in the settings and only counted here."""

    def __init__(self, desk: Desk, told: Books, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Accounts of your accountant"),
            t("Your accountant knows these numbers. Without them the layouts can still be read."),
            primary=t("Save"),
            width=560,
            parent=parent,
        )
        self.desk, self._told = desk, told
        self.form = Form(t, roomy=False)
        self.form.add(
            "chart",
            t("Chart of accounts"),
            ChoiceInput([Choice(*each) for each in _CHARTS], t("Chart of accounts")),
        )
        self.form.add("consultant", t("Consultant number"), TextInput(t("Consultant number")), span=6)
        self.form.add("client", t("Client number"), TextInput(t("Client number")), span=6)
        lengths = [Choice(each, t.formats.number(each)) for each in FIRST_DEBTOR]
        self.form.add(
            "account_length",
            t("Digits of an account"),
            ChoiceInput(lengths, t("Digits of an account")),
            span=6,
        )
        months = [Choice(each, t.formats.month_name(each)) for each in range(1, 13)]
        self.form.add(
            "year_begins", t("The year begins in"), ChoiceInput(months, t("The year begins in")), span=6
        )
        self.form.set_values(
            chart=told.chart,
            consultant=told.consultant,
            client=told.client,
            account_length=told.account_length,
            year_begins=told.year_begins,
        )
        self.add(self.form)
        own = len(told.rules)
        words = (
            t.plural("{n} account of your own", "{n} accounts of your own", own)
            if own
            else t("The accounts of the chart are taken. Others are set in Settings, Accounts of sales.")
        )
        self.add(Label(words, "muted", wrap=True))

    def books(self) -> Books:
        """As typed."""
        names = ("chart", "consultant", "client", "account_length", "year_begins")
        values = {name: self.form.value(name) for name in names}
        return replace(self._told, **values)

    def accept_primary(self) -> None:
        """Keep them."""
        self.form.clear_errors()
        try:
            told = self.books()
            check_books(told)
        except UserError as error:
            self.refuse(self.form, error)
            return
        self.set_busy(True)
        caller = self.desk.caller
        self.desk.tasks.run(
            self,
            lambda: service.set_books(caller, told),
            self.finish,
            lambda error: self.refuse(self.form, error),
        )
