"""A bank's table that nobody knows yet: which column is what, and what its days and amounts mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.receivables.service import BankImport, TablePreview
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput

FIELDS: Final = {
    "date": _("Day"),
    "amount": _("Amount"),
    "credit": _("Money in"),
    "debit": _("Money out"),
    "sign": _("In or out"),
    "name": _("Payer"),
    "text": _("Text"),
    "reference": _("Reference"),
    "account": _("Account of the payer"),
    "currency": _("Currency"),
}
_ORDERS: Final = {
    "dmy": _("Day, month, year"),
    "mdy": _("Month, day, year"),
    "ymd": _("Year, month, day"),
    "ydm": _("Year, day, month"),
    "myd": _("Month, year, day"),
}


class MappingDialog(ModalDialog):
    """Kept for this bank: its next statement is read without a question."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        preview: TablePreview,
        error: UserError,
        work: Callable[[Mapping[str, Any]], BankImport],
        done: Callable[[BankImport], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        self.desk, self.preview, self._work, self._told = desk, preview, work, done
        super().__init__(
            t,
            t("How is {name} read?", name=name),
            t("Say it once: the next statement of this bank is read without a question."),
            primary=t("Take in"),
            width=768,
            parent=parent,
        )
        self.form = form = Form(t, roomy=False)
        columns = [Choice(None, t("Not in this table")), *_columns(preview)]
        for key, word in FIELDS.items():
            form.add(key, t.message(word), ChoiceInput(columns), span=6)
        orders = [Choice("", t("As the days show")), *(Choice(k, t.message(w)) for k, w in _ORDERS.items())]
        form.add("date_order", t("Order of a day"), ChoiceInput(orders), span=6)
        signs = [
            Choice("", t("As the amounts show")),
            Choice(",", t("Comma: 1.234,56")),
            Choice(".", t("Point: 1,234.56")),
        ]
        form.add("decimal", t("Before the cents"), ChoiceInput(signs), span=6)
        form.set_values(**{key: preview.known.get(key) for key in FIELDS}, date_order="", decimal="")
        self.add(form)
        self.complain(error)

    def first_focus(self) -> QWidget:
        """What is to be answered."""
        marked = [name for name in self.form.names if self.form.field(name).error]
        return self.form[marked[0] if marked else "date"]

    def complain(self, error: UserError) -> None:
        """In the words of this dialog."""
        t, known = self.t, self.preview.known
        if error.field == "date_order":
            sample = _sample(self.preview, self.form["date"].value())
            error = UserError(_("“{text}” may be several days: choose the order", text=sample), "date_order")
        elif error.field == "decimal":
            sample = _sample(self.preview, self.form["amount"].value())
            error = UserError(_("“{text}” may be two amounts: choose the sign", text=sample), "decimal")
        elif "date" not in known and self.form["date"].value() is None:
            error = UserError(_("Choose the column of the day"), "date")
        elif not any(self.form[key].value() for key in ("amount", "credit", "debit")):
            error = UserError(_("Choose the column of the amount"), "amount")
        if error.field in self.form.names:
            self.form.show_error(error)
        else:
            self.strip.set_text(t.message(error.message))
            self.strip.show()

    def mapping(self) -> dict[str, str]:
        """What `import_statements` takes."""
        return {key: value for key, value in self.form.values().items() if value}

    def accept_primary(self) -> None:
        """Read it this way; nothing of it comes in otherwise."""
        self.form.clear_errors()
        self.strip.hide()
        self.set_busy(True)
        mapping = self.mapping()
        self.desk.tasks.run(self, lambda: self._work(mapping), self._done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.complain(error)

    def _done(self, made: BankImport) -> None:
        self.accept()
        self._told(made)


def _columns(preview: TablePreview) -> list[Choice]:
    pairs = dict(zip(preview.headers, preview.samples, strict=True))
    return [Choice(name, name, right=sample[:32]) for name, sample in pairs.items() if name]


def _sample(preview: TablePreview, column: str | None) -> str:
    return dict(zip(preview.headers, preview.samples, strict=True)).get(column or "", "")
