"""The further prices of one product: a line each, Enter opens it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.queries.prices import PriceRow
from desktop_crm.catalog.rules.prices import CUSTOMER, LIST
from desktop_crm.catalog.ui.price_dialog import PriceDialog, PriceFor
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, LinkRow
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import Label


def for_whom(t: Translator, row: PriceRow) -> str:
    """ "Everybody", "List Trade", the customer's name."""
    level = row.draft.level
    if level == CUSTOMER:
        return row.customer
    return t("List {name}", name=row.list_name) if level == LIST else t("Everybody")


def when_words(t: Translator, row: PriceRow) -> str:
    """From which quantity, and on which days."""
    draft, parts = row.draft, []
    if draft.from_qty > 1:
        parts.append(t("from {qty}", qty=t.formats.number(draft.from_qty)))
    if draft.valid_from is not None and draft.valid_to is not None:
        parts.append(t.formats.period(draft.valid_from, draft.valid_to))
    elif draft.valid_from is not None:
        parts.append(t("since {day}", day=draft.valid_from))
    elif draft.valid_to is not None:
        parts.append(t("until {day}", day=draft.valid_to))
    return "  \u00b7  ".join(parts)


class PricesBox(Card):
    """Hidden until the product is stored."""

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__(padding=24, gap=8)
        t = desk.t
        self.desk, self.product_id, self.currency = desk, 0, "EUR"
        self.setAccessibleName(t("Prices"))
        self.new_button = Button(t("Add price"), self.ask_new, icon="plus", compact=True)
        if not may_change:
            self.new_button.hide()
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(t("Prices"), "section"))
        note = t("For quantities, days, price lists and single customers; the nearest one holds.")
        words.addWidget(Label(note, "caption", wrap=True))
        head.addLayout(words, 1)
        head.addWidget(self.new_button)
        self.add(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.add(self._list)
        self._may_change = may_change
        self.rows: list[LinkRow] = []
        self.hide()
        watch(desk.changes, self, {"price"}, self.reload)

    def show_product(self, product_id: int | None, currency: str) -> None:
        """The prices of this product."""
        if product_id is None or (product_id, currency) == (self.product_id, self.currency):
            return
        self.product_id, self.currency = product_id, currency
        self.show()
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        if not self.product_id:
            return
        caller, product = self.desk.caller, self.product_id
        self.desk.tasks.run_latest(
            self, "prices", lambda: queries.list_prices(caller, product_id=product), self._show
        )

    @keeps_focus
    def _show(self, rows: list[PriceRow]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        t, self.rows = self.desk.t, []
        for row in rows:
            right = f"{t.formats.price(row.draft.price, row.draft.currency)} {row.draft.currency}"
            link = LinkRow(for_whom(t, row), when_words(t, row), right, run=partial(self.ask, row))
            self.rows.append(link)
            self._list.addWidget(link)
        if not rows:
            self._list.addWidget(Label(t("Everybody pays the price above."), "muted"))

    def ask_new(self) -> None:
        """A further price."""
        fixed = PriceFor(product_id=self.product_id, currency=self.currency)
        PriceDialog(self.desk, None, fixed, self.reload, parent=self).open()

    def ask(self, row: PriceRow) -> None:
        """Change or remove one."""
        if self._may_change:
            fixed = PriceFor(product_id=self.product_id, currency=self.currency)
            PriceDialog(self.desk, row, fixed, self.reload, parent=self).open()
