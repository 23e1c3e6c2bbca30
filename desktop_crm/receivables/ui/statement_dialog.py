"""A customer's statement of account: the days, the currency, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.company import queries as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.files.saving import save_file
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.rules.accounts import Account, usual_start
from desktop_crm.receivables.ui.outcome import Outcome
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import FactGrid
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput
from desktop_crm.widgets.opening import open_copy


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose account it is, and in which currencies."""

    contact_id: int
    name: str
    currencies: tuple[str, ...]


def read_customer(caller: Caller, contact_id: int) -> Customer:
    """Runs in the database's thread."""
    firm = company.firm_or_none(caller)
    units = queries.account_currencies(caller, contact_id)
    names = contacts.names_of(caller, [contact_id])
    usual = (firm.draft.currency if firm else "") or "EUR"
    return Customer(contact_id, names.get(contact_id, ""), tuple(units) or (usual,))


def ask_for_statement(desk: Desk, contact_id: int, parent: QWidget) -> None:
    """Read who it is, then ask."""
    caller = desk.caller

    def ask(customer: Customer) -> None:
        StatementDialog(desk, customer, parent=parent).open()

    desk.tasks.run(parent, lambda: read_customer(caller, contact_id), ask, desk.notices.refused)


class StatementDialog(ModalDialog):
    """The sums stand there before anything is written; the primary opens the PDF."""

    def __init__(self, desk: Desk, customer: Customer, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.customer = desk, customer
        super().__init__(
            t,
            t("Statement of account"),
            customer.name,
            primary=t("Open PDF"),
            width=560,
            parent=parent,
        )
        today = desk.today()
        self.form = form = Form(t, roomy=False)
        form.add("start", t("First day"), DateInput(t, desk.today), span=4)
        form.add("end", t("Last day"), DateInput(t, desk.today), span=4)
        units = [Choice(each, each) for each in customer.currencies]
        form.add("currency", t("Currency"), ChoiceInput(units), span=4)
        form.set_values(start=usual_start(today), end=today, currency=customer.currencies[0])
        form.changed.connect(lambda _name: self.look())
        self.add(form)
        self.facts = FactGrid()
        self.add(self.facts)
        self.outcome = Outcome()
        self.add(self.outcome)
        self.add_side_act(Button(t("Save CSV\u2026"), lambda: self.ask_path("csv"), kind="quiet"))
        self.add_side_act(Button(t("Save PDF\u2026"), lambda: self.ask_path("pdf"), kind="quiet"))
        self.look()

    def first_focus(self) -> QWidget:
        """The verb: what usually is wanted stands there already."""
        return self.primary

    def _days(self) -> tuple[date, date]:
        """Raises UserError naming the field."""
        start, end = self.form.value("start"), self.form.value("end")
        for name, day in (("start", start), ("end", end)):
            if day is None:
                raise UserError(_("Choose a day"), name)
        return start, end

    def look(self) -> None:
        """The sums of what is chosen."""
        try:
            start, end = self._days()
        except UserError:
            return
        caller, who, unit = self.desk.caller, self.customer.contact_id, self.form.value("currency")
        self.desk.tasks.run_latest(
            self, "account", lambda: queries.get_account(caller, who, unit, start, end), self._show
        )

    def _show(self, account: Account) -> None:
        t, money = self.t, self.t.formats.money
        unit = account.currency
        rows = [
            (t("Balance before"), money(account.opening, unit)),
            (t("Billed"), money(account.billed, unit)),
            (t("Settled"), money(account.settled, unit)),
        ]
        if account.credit:
            rows.append((t("Credit"), money(account.credit, unit)))
        self.facts.set_facts(rows)
        figure, role = money(account.closing, unit), None
        if account.overdue > 0:
            figure = t("{amount}, {late} overdue", amount=figure, late=money(account.overdue, unit))
            role = "bad"
        self.outcome.say(t("Balance"), figure, role)

    def accept_primary(self) -> None:
        """Show the PDF in the system's program."""
        self._make("pdf", self._opened)

    def ask_path(self, kind: str) -> None:
        """Where to save it."""
        t = self.t
        name = t("Statement of account {name}", name=self.customer.name).replace("/", "-")
        words = t("PDF (*.pdf)") if kind == "pdf" else t("CSV (*.csv)")
        path, _kind = QFileDialog.getSaveFileName(self, t("Save"), f"{name}.{kind}", words)
        if path:
            self.save(kind, Path(path))

    def save(self, kind: str, path: Path) -> None:
        """Write it; a second one takes the place of the first."""

        def saved(data: bytes) -> None:
            self.desk.tasks.run(self, lambda: save_file(path, data), self._saved, self.show_error)

        self._make(kind, saved)

    def _make(self, kind: str, done) -> None:  # type: ignore[no-untyped-def]
        self.form.clear_errors()
        self.strip.hide()
        try:
            start, end = self._days()
        except UserError as error:
            self.form.show_error(error)
            return
        caller, today, who = self.desk.caller, self.desk.today(), self.customer.contact_id
        unit = self.form.value("currency")

        def work() -> bytes:
            if kind == "csv":
                return service.statement_csv(caller, who, unit, start, end, today)
            return service.statement_pdf(caller, who, unit, start, end, today)

        self.set_busy(True)
        self.desk.tasks.run(self, work, done, lambda error: self.refuse(self.form, error))

    def _opened(self, data: bytes) -> None:
        self.accept()
        open_copy(self.desk, f"{self.t('Statement of account')} {self.customer.name}.pdf", data)

    def _saved(self, path: Path) -> None:
        self.accept()
        self.desk.notices.done(self.t("Saved as {name}", name=Path(path).name))
