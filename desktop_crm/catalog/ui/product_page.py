"""One product or service: saved while it is typed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.queries import ProductRow
from desktop_crm.catalog.rules.products import KIND_WORDS, PRICE_MODE_WORDS, ProductDraft
from desktop_crm.catalog.ui.prices_box import PricesBox
from desktop_crm.catalog.ui.product_conflict import product_manner
from desktop_crm.catalog.ui.words import rate_choices, unit_choices
from desktop_crm.company import queries as company
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.money import DIGITS
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.editor import Editor
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.history import history_items
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DecimalInput, TextInput
from desktop_crm.widgets.labels import Pill
from desktop_crm.widgets.page import Scroll

WIDEST = 760


class ProductPage(Editor[ProductDraft]):
    """`product_id` None begins a new one; it is stored once it has a name."""

    def __init__(self, desk: Desk, product_id: int | None) -> None:
        super().__init__(desk, desk.t("New product"), save=self._save)
        t = self.t
        self.product_id = product_id
        self.is_archived = False
        self._last_price = Decimal(0)
        self._now: dict[str, bool] = {}
        self.header.set_crumb((t("Catalogue"), lambda: desk.go("catalogue", None)), (t("New product"), None))
        self.archived_mark = Pill()
        self.header.add_mark(self.archived_mark)
        self.more = IconButton("ellipsis", t("More"), kind="secondary")
        self.more.set_menu(self.menu)
        self.header.add_verb(self.more)
        self.invoice_button = Button(t("New invoice"), self.invoice, icon="receipt-text")
        self.header.add_verb(self.invoice_button)
        self.may_change = desk.may("catalogue.change")
        self.form = self._build_form()
        self.form.setEnabled(self.may_change)
        self._place()
        self._show_standing()
        manner = product_manner(desk, self.form, lambda: self.product_id, self._now)
        self.settle_with(manner, {"product"}).looked.connect(self._follow_archive)
        self._read()

    def _build_form(self) -> Form:
        t, form = self.t, Form(self.t)
        kinds = [(key, t.message(word)) for key, word in KIND_WORDS.items()]
        form.add("name", t("Name"), TextInput(longest=300), span=8, help=t("Only this is needed"))
        form.add("kind", t("Kind"), Segments(kinds), span=4)
        form.add(
            "code",
            t("Code (optional)"),
            TextInput(longest=60),
            span=4,
            help=t("Your item number; found by typing"),
        )
        form.add("category", t("Category (optional)"), TextInput(longest=100), span=4)
        form.add("unit", t("Unit"), ChoiceInput(unit_choices(t)), span=4)
        form.add(
            "price",
            t("Price"),
            DecimalInput(t, least=2),
            span=4,
            help=t("Up to six decimals; may be below zero"),
        )
        currencies = [Choice(code, code) for code in sorted(DIGITS)]
        form.add("currency", t("Currency"), ChoiceInput(currencies), span=4)
        modes = [(key, t.message(word)) for key, word in PRICE_MODE_WORDS.items()]
        form.add("price_mode", t("This price is"), Segments(modes), span=4)
        form.add("tax_rate_id", t("Tax"), ChoiceInput(), span=4)
        form.end_row()
        form.add(
            "description",
            t("Description (optional)"),
            AreaInput(lines=5),
            help=t("Stands under the name on quotes and invoices"),
        )
        form.changed.connect(self._edited)
        return form

    def _place(self) -> None:
        card = Card(self.form, padding=24)
        self.prices = PricesBox(self.desk, may_change=self.may_change)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(12)
        for each in (card, self.prices):
            each.setMaximumWidth(WIDEST)
            layout.addWidget(each)
        layout.addStretch(1)
        self.set_body(Scroll(inner))

    def first_focus(self) -> QWidget:
        """The name."""
        field: QWidget = self.form["name"]
        return field

    # reading

    def _read(self) -> None:
        caller, today, product_id = self.desk.caller, self.desk.today(), self.product_id

        def work() -> tuple[ProductRow | None, str, list[TaxRateRow]]:
            firm = company.firm_or_none(caller)
            rates = company.list_tax_rates(caller, today)
            row = queries.get_product(caller, product_id) if product_id is not None else None
            if row is not None and row.tax_rate_id not in (None, *(rate.id for rate in rates)):
                rates.append(company.get_tax_rate(caller, row.tax_rate_id or 0))
            return row, firm.draft.currency if firm else "EUR", rates

        self.desk.tasks.run(self, work, lambda found: self._show(*found))

    def _follow_archive(self) -> None:
        self.is_archived = self._now.get("archived", self.is_archived)
        self._show_standing()

    def _show(self, row: ProductRow | None, currency: str, rates: list[TaxRateRow]) -> None:
        self.form["tax_rate_id"].set_choices(rate_choices(self.t, rates))
        if row is None:
            self.load(ProductDraft(currency=currency), 0)
            return
        self.is_archived = row.is_archived
        self.form["unit"].set_choices(unit_choices(self.t, row.unit))
        self.load(row.draft, row.version)
        self._show_standing()

    def show_draft(self, draft: ProductDraft, before: ProductDraft | None) -> None:
        """Every field."""
        self._last_price = draft.price
        self.prices.show_product(self.product_id, draft.currency)
        fresh_price = before is None and self.product_id is None
        self.form.set_values(
            name=draft.name,
            kind=draft.kind,
            code=draft.code,
            category=draft.category,
            unit=draft.unit,
            price=None if fresh_price else draft.price,
            currency=draft.currency,
            price_mode=draft.price_mode,
            tax_rate_id=draft.tax_rate_id,
            description=draft.description,
        )
        self.form["price"].set_suffix(draft.currency)

    def _show_standing(self) -> None:
        t, stored = self.t, self.product_id is not None
        name = self.draft.name.strip() if self.loaded else ""
        title = name or t("New product")
        if title != self.title:
            self.set_title(title)
            self.header.set_crumb((t("Catalogue"), lambda: self.desk.go("catalogue", None)), (title, None))
        self.archived_mark.set_state(t("Archived") if self.is_archived else "")
        self.more.setVisible(stored and self.may_change)
        may_write = self.desk.may("documents.draft")
        self.invoice_button.setVisible(stored and may_write and not self.is_archived)

    # editing

    def _edited(self, name: str) -> None:
        if not self.loaded or not self.may_change:
            return
        try:
            value = self.form.value(name)
        except UserError:
            return  # half a number; the field says so once it is left
        if name == "price" and value is None:
            value = Decimal(0)
        self.replace(name, **{name: value})
        if name == "name":
            self._show_standing()

    def _save(self, draft: ProductDraft, version: int) -> int:
        """In the database's thread. A new product without a name is not stored yet."""
        caller = self.desk.caller
        if self.product_id is not None:
            return service.save_product(caller, self.product_id, version, draft)
        if not draft.name.strip():
            return 0
        self.product_id = service.create_product(caller, draft)
        return 1

    def _say_saved(self) -> None:
        if self.product_id is None:
            self.saved_word.say("pencil", self.t("Give it a name"))
            return
        super()._say_saved()
        self._show_standing()
        self.prices.show_product(self.product_id, self.draft.currency)

    def refused(self, error: UserError) -> None:
        """At its field."""
        self.form.show_error(error)

    # verbs

    def menu(self) -> MenuItems:
        """Copy, archive."""
        t = self.t
        archive = MenuItem(t("Archive"), self.archive, icon="archive")
        if self.is_archived:
            archive = MenuItem(t("Offer again"), lambda: self.archive(archived=False), icon="archive-restore")
        history = history_items(self.desk, "product", self.product_id, self.title)
        return [MenuItem(t("Duplicate"), self.duplicate, icon="copy"), *history, None, archive]

    def invoice(self) -> None:
        """An invoice that has this on its first line."""
        self.flush(lambda: self.desk.go("invoice:new", {"product": self.product_id}))

    def duplicate(self) -> None:
        """A second one like this, without the code, which belongs to one only."""
        caller = self.desk.caller
        copy = replace(self.draft, code="", name=self.t("{name} (copy)", name=self.draft.name))
        self.flush(
            lambda: self.desk.tasks.run(
                self,
                lambda: service.create_product(caller, copy),
                lambda made: self.desk.go("product", made),
            )
        )

    def archive(self, *, archived: bool = True) -> None:
        """Offer it no longer, or again."""
        self.flush(lambda: self._archive(archived))

    def _archive(self, archived: bool) -> None:
        caller, key, version = self.desk.caller, self.product_id or 0, self.version
        self.desk.tasks.run(
            self,
            lambda: service.archive_product(caller, key, version, archived=archived),
            lambda fresh: self._archived(fresh, archived),
            lambda error: self._archive_anew(error, archived),
        )

    def _archive_anew(self, error: UserError, archived: bool) -> None:
        """Others changed other things: what they stored is read, then it is archived all the same."""
        caller, key = self.desk.caller, self.product_id or 0
        if not isinstance(error, Conflict):
            self.refused(error)
            return

        def again(row: ProductRow) -> None:
            self.load(row.draft, row.version)
            if row.is_archived != archived:
                self._archive(archived)

        self.desk.tasks.run(self, lambda: queries.get_product(caller, key), again)

    def _archived(self, version: int, archived: bool) -> None:
        self.is_archived, self.drafting.version = archived, version
        self._show_standing()
        if archived:
            words = self.t("\u201c{name}\u201d archived", name=self.draft.name)
            self.desk.notices.undo(words, lambda: self.archive(archived=False))
