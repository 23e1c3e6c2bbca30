"""One further price: for whom, how much, from which quantity, on which days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service
from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.queries.prices import ListRow, PriceRow
from desktop_crm.catalog.rules.prices import PriceDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.money import DIGITS
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, DecimalInput, EntityPicker

_ALL: Final = "all"
_ONE: Final = "customer"


@dataclass(frozen=True)
class PriceFor:
    """What a new price is for, as far as the page knows it: a product, a customer or a list."""

    product_id: int | None = None
    contact_id: int | None = None
    list_id: int | None = None
    currency: str = "EUR"


class PriceDialog(ModalDialog):
    """Writes a price, or changes one; what a page fixes is not asked."""

    def __init__(
        self,
        desk: Desk,
        row: PriceRow | None,
        fixed: PriceFor,
        saved: Callable[[], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        self.desk, self.row, self.fixed, self._saved = desk, row, fixed, saved
        title, verb = (t("New price"), t("Add price")) if row is None else (t("Price"), t("Save price"))
        sentence = t("Papers written from now on take it; those that are written keep theirs.")
        super().__init__(t, title, sentence, primary=verb, width=560, parent=parent)
        self.form = form = Form(t, roomy=False)
        self._asks_whom = fixed.contact_id is None and fixed.list_id is None
        self._currencies: dict[object, str] = {}  # of the lists: their prices are in no other
        if row is None and fixed.product_id is None:
            form.add(
                "product_id", t("Product or service"), EntityPicker(desk, self._products, icon="package")
            )
        if self._asks_whom:
            form.add("whom", t("For whom"), ChoiceInput([Choice(_ALL, t("Everybody"))]), span=6)
            picker = EntityPicker(desk, self._customers, placeholder=t("Type a name"), icon="user")
            form.add("contact_id", t("Customer"), picker, span=6)
        form.add("price", t("Price"), DecimalInput(t, least=2), span=4)
        form.add(
            "currency", t("Currency"), ChoiceInput([Choice(code, code) for code in sorted(DIGITS)]), span=4
        )
        form.add("from_qty", t("From quantity"), DecimalInput(t), span=4)
        form.add("valid_from", t("Valid from"), DateInput(t, desk.today), span=6)
        form.add("valid_to", t("Valid until"), DateInput(t, desk.today), span=6)
        form.set_values(currency=fixed.currency)
        form.changed.connect(self._edited)
        self.add(form)
        if row is not None:
            self.add_side_act(Button(t("Remove"), self.remove, kind="quiet", icon="trash-2"))
        if self._asks_whom:
            caller = desk.caller
            desk.tasks.run(self, lambda: queries.list_price_lists(caller), self._show_lists)
        self._show()

    def _products(self, typed: str) -> list[Choice]:
        t = self.t
        return [
            Choice(row, row.name, row.code, t.formats.price(row.price, row.currency))
            for row in catalog.suggest(self.desk.caller, typed)
        ]

    def _customers(self, typed: str) -> list[Choice]:
        return [Choice(each.id, each.name) for each in contacts.suggest(self.desk.caller, typed)]

    def _show_lists(self, lists: list[ListRow]) -> None:
        choices = [Choice(_ALL, self.t("Everybody")), Choice(_ONE, self.t("One customer"))]
        self._currencies = {row.id: row.draft.currency for row in lists}
        choices += [Choice(row.id, self.t("List {name}", name=row.draft.name)) for row in lists]
        self.form["whom"].set_choices(choices)
        self._show()

    def _show(self) -> None:
        row = self.row
        if row is not None:
            draft = row.draft
            self.form.set_values(
                price=draft.price,
                currency=draft.currency,
                from_qty=draft.from_qty or None,
                valid_from=draft.valid_from,
                valid_to=draft.valid_to,
            )
            if self._asks_whom:
                whom = _ONE if draft.contact_id is not None else draft.list_id or _ALL
                chosen = Choice(draft.contact_id, row.customer) if draft.contact_id is not None else None
                self.form.set_values(whom=whom, contact_id=chosen)
        elif self._asks_whom:
            self.form.set_values(whom=_ALL)
        self._edited("whom")

    def _edited(self, name: str) -> None:
        if name == "whom" and self._asks_whom:
            whom = self.form["whom"].value()
            self.form.field("contact_id").setEnabled(whom == _ONE)
            of_list = self._currencies.get(whom)
            self.form.field("currency").setEnabled(of_list is None)
            if of_list is not None:
                self.form.set_values(currency=of_list)
        if name == "product_id" and (chosen := self.form["product_id"].choice) is not None:
            self.form.set_values(currency=chosen.value.currency)
            self._edited("whom")

    def collect(self) -> PriceDraft:
        """The draft; UserError names the field."""
        values = self.form.values()
        if values["price"] is None:
            raise UserError(_("Write a price"), "price")
        product = self.row.draft.product_id if self.row is not None else self.fixed.product_id
        if product is None:
            if values["product_id"] is None:
                raise UserError(_("Choose a product"), "product_id")
            product = values["product_id"].id
        list_id, contact_id = self.fixed.list_id, self.fixed.contact_id
        if self._asks_whom:
            whom = values["whom"]
            contact_id = values["contact_id"] if whom == _ONE else None
            list_id = whom if isinstance(whom, int) else None
            if whom == _ONE and contact_id is None:
                raise UserError(_("Choose a customer"), "contact_id")
        return PriceDraft(
            product_id=product,
            price=values["price"],
            currency=values["currency"],
            from_qty=values["from_qty"] or Decimal(0),
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            list_id=list_id,
            contact_id=contact_id,
        )

    def accept_primary(self) -> None:
        """Store it; the dialog stays open with the error at its field otherwise."""
        self.form.clear_errors()
        try:
            draft = self.collect()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, row = self.desk.caller, self.row

        def store() -> int:
            if row is not None:
                kept = replace(draft, price_mode=row.draft.price_mode)
                return service.save_price(caller, row.id, row.version, kept)
            mode = catalog.get_product(caller, draft.product_id).price_mode
            return service.add_price(caller, replace(draft, price_mode=mode))

        self.desk.tasks.run(self, store, lambda _key: self._done(), self._refused)

    def remove(self) -> None:
        """Take it away; a toast brings it back."""
        row, caller, desk, saved = self.row, self.desk.caller, self.desk, self._saved
        assert row is not None

        def bring_back() -> None:
            desk.tasks.run(desk.notices, lambda: service.add_price(caller, row.draft), lambda _key: saved())

        def gone(_none: None) -> None:
            self._done()
            desk.notices.undo(self.t("Price removed"), bring_back)

        self.desk.tasks.run(
            self, lambda: service.remove_price(caller, row.id, row.version), gone, self._refused
        )

    def _done(self) -> None:
        self.accept()
        self._saved()

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.refuse(self.form, error)
