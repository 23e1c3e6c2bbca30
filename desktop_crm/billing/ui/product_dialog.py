"""A new item of the catalogue, made while writing a line: name, price, unit and VAT are enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service as catalog_service
from desktop_crm.catalog.queries import ProductRow
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.values.errors import UserError
from desktop_crm.values.units import UNITS, unit_word
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DecimalInput, TextInput


class ProductDialog(ModalDialog):
    """`made(row)` gets the stored product."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        currency: str,
        rates: Sequence[TaxRateRow],
        made: Callable[[ProductRow], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        super().__init__(
            t,
            t("New item"),
            t("It goes into the catalogue and onto this line."),
            primary=t("Add item"),
            parent=parent,
        )
        self.desk, self.currency, self._made = desk, currency, made
        self.form = form = Form(t, roomy=False)
        form.add("name", t("Name"), TextInput(longest=300))
        form.add("price", t("Price without VAT"), DecimalInput(t, suffix=currency, least=2), span=6)
        form.add("code", t("Code (optional)"), TextInput(longest=80), span=6)
        units = [Choice(code, unit_word(code, Decimal(1), t), code) for code in UNITS]
        form.add("unit", t("Unit"), ChoiceInput(units), span=6)
        vat = [Choice(row.id, row.draft.label or t.formats.percent(row.draft.rate)) for row in rates]
        form.add(
            "tax_rate_id", t("VAT"), ChoiceInput([Choice(None, t("The firm\u2019s usual")), *vat]), span=6
        )
        form.set_values(name=name, unit="C62")
        self.add(form)

    def first_focus(self) -> QWidget:
        """The price: the name is there already."""
        field: QWidget = self.form["price" if self.form["name"].value() else "name"]
        return field

    def accept_primary(self) -> None:
        """Store it."""
        try:
            values = self.form.values()
        except UserError as error:
            self.form.show_error(error)
            return
        draft = ProductDraft(
            name=values["name"],
            code=values["code"],
            unit=values["unit"] or "C62",
            price=values["price"] if values["price"] is not None else Decimal(0),
            currency=self.currency,
            tax_rate_id=values["tax_rate_id"],
        )
        self.set_busy(True)
        caller = self.desk.caller

        def work() -> ProductRow:
            return catalog.get_product(caller, catalog_service.create_product(caller, draft))

        self.desk.tasks.run(self, work, self._done, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, row: ProductRow) -> None:
        self.accept()
        self._made(row)
