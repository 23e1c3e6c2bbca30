"""What the catalogue adds to a contact's page: the customer's own prices, and the price list it is given."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.catalog import service
from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.queries.prices import ListRow
from desktop_crm.catalog.ui.price_dialog import PriceDialog, PriceFor
from desktop_crm.catalog.ui.prices_box import when_words
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.additions import Additions, RecordVerb, RelatedRow, RelatedSection
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput


def contact_additions(desk: Desk) -> Additions:
    """The list of prices, and the verb that chooses the price list."""
    t = desk.t

    def rows(contact_id: int) -> list[RelatedRow]:
        found = []
        given = queries.list_of_customer(desk.caller, contact_id)
        if given is not None:
            name = queries.get_price_list(desk.caller, given).draft.name
            found.append(RelatedRow(t("List {name}", name=name), kind="catalogue"))
        for row in queries.list_prices(desk.caller, contact_id=contact_id):
            price = t.formats.price(row.draft.price, row.draft.currency)
            found.append(
                RelatedRow(
                    row.product,
                    when_words(t, row),
                    price,
                    code=row.draft.currency,
                    kind="product",
                    what=row.draft.product_id,
                )
            )
        return found

    def new(contact_id: int) -> None:
        if (window := QApplication.activeWindow()) is not None:
            PriceDialog(desk, None, PriceFor(contact_id=contact_id), lambda: None, parent=window).open()

    def choose(contact_id: int) -> None:
        if (window := QApplication.activeWindow()) is not None:
            CustomerListDialog(desk, contact_id, parent=window).open()

    may = desk.may("catalogue.change")
    return Additions(
        sections=(RelatedSection(t("Prices"), rows, new if may else None, t("New price"), most=5),),
        menu=(RecordVerb(t("Price list…"), choose, "percent", right="catalogue.change"),),
        watches=frozenset({"price"}),
    )


class CustomerListDialog(ModalDialog):
    """By which list a customer pays."""

    def __init__(self, desk: Desk, contact_id: int, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.contact_id = desk, contact_id
        sentence = t("Prices of the customer's own go before it. Lists are made in Settings, Price lists.")
        super().__init__(t, t("Price list"), sentence, primary=t("Use this list"), parent=parent)
        self.form = Form(t, roomy=False)
        self.form.add("list_id", t("Price list"), ChoiceInput([Choice(0, t("None"))]))
        self.add(self.form)
        caller = desk.caller

        def read() -> tuple[list[ListRow], int | None]:
            return queries.list_price_lists(caller), queries.list_of_customer(caller, contact_id)

        desk.tasks.run(self, read, lambda found: self._show(*found), self.show_error)

    def _show(self, lists: list[ListRow], given: int | None) -> None:
        choices = [Choice(0, self.t("None")), *(Choice(row.id, row.draft.name) for row in lists)]
        self.form["list_id"].set_choices(choices)
        self.form.set_values(list_id=given or 0)

    def accept_primary(self) -> None:
        """From now on."""
        self.set_busy(True)
        caller, contact, chosen = self.desk.caller, self.contact_id, self.form.value("list_id") or None
        self.desk.tasks.run(
            self, lambda: service.give_price_list(caller, contact, chosen), self.finish, self._refused
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.refuse(self.form, error)
