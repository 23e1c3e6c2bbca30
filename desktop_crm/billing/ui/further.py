"""What few papers need: the menu that adds it, and one row for each that a draft has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, ExtraTaxDraft
from desktop_crm.billing.rules.pricing import Pricing
from desktop_crm.billing.ui import further_dialogs as dialogs
from desktop_crm.billing.ui.further_dialogs import Changes, FurtherDialog
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address, address_lines
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import MenuItem, MenuItems
from desktop_crm.widgets.cards import Card, LinkRow
from desktop_crm.widgets.desk import Desk

_FIELDS = {
    "exchange_rate": "tax_currency",
    "rounding_amount": "rounding",
    "round_due_to": "rounding",
    "doc_allowances": "adjustments",
    "doc_charges": "adjustments",
}
"""What the checks name, by the row that holds it."""


@dataclass(frozen=True)
class FurtherRow:
    """One thing that the draft has. `place` counts where there may be several."""

    what: str
    place: int | None
    title: str
    value: str


def further_rows(t: Translator, draft: DocumentDraft, pricing: Pricing | None) -> Iterator[FurtherRow]:
    """In the order in which they work on the sum."""
    currency = draft.currency

    def amount(minor: int | None) -> str:
        return "" if minor is None else t.formats.amount(minor, currency)

    for place, each in enumerate(draft.adjustments):
        yield FurtherRow(
            "adjustments", place, _adjustment_title(t, each), _adjustment_value(t, each, currency)
        )
    for place, extra in enumerate(draft.extra_taxes):
        title = t("{name} {rate}", name=extra.code, rate=t.formats.percent(extra.rate))
        value = pricing.extra_taxes[place].amount if pricing else None
        yield FurtherRow("extra_taxes", place, title, amount(value))
    for place, held in enumerate(draft.withholdings):
        share = held.fraction or t.formats.percent(held.rate or 0)
        value = -pricing.withholdings[place].amount if pricing else None
        yield FurtherRow(
            "withholdings", place, t("Withheld: {name} {rate}", name=held.code, rate=share), amount(value)
        )
    if draft.prepaid:
        yield FurtherRow("prepaid", None, t("Paid in advance"), amount(-draft.prepaid))
    if draft.round_due_to:
        title = t("Rounded to {coin}", coin=t.formats.money(draft.round_due_to, currency))
        yield FurtherRow("rounding", None, title, amount(pricing.sums.rounding if pricing else None))
    elif draft.rounding_amount:
        yield FurtherRow("rounding", None, t("Rounding"), amount(draft.rounding_amount))
    if draft.tax_currency:
        yield _tax_currency_row(t, draft, pricing)
    if draft.treatment or draft.supply or draft.buyer_is or draft.self_billed:
        yield FurtherRow("treatment", None, t("How it is taxed"), _treatment_value(t, draft))
    yield from _around_rows(t, draft)
    for what, title in (("address", t("Invoice address")), ("delivery", t("Place of delivery"))):
        address: Address | None = getattr(draft, what)
        if address is not None and not address.is_empty:
            lines = address_lines(address, language=t.language)
            yield FurtherRow(what, None, title, ", ".join(line for line in lines if line))


def _around_rows(t: Translator, draft: DocumentDraft) -> Iterator[FurtherRow]:
    """What stands before the paper and after it."""
    if draft.cover.strip():
        first = draft.cover.strip().partition("\n")[0]
        yield FurtherRow(
            "cover", None, t("Cover letter"), first if len(first) <= 60 else f"{first[:59]}\u2026"
        )
    if draft.appended:
        files = draft.appended
        name = files[0].name if len(files) == 1 else t.plural("{n} file", "{n} files", len(files))
        pages = t.plural("{n} page", "{n} pages", sum(each.pages for each in files))
        yield FurtherRow("appended", None, t("Appended files"), f"{name}  \u00b7  {pages}")


def _adjustment_title(t: Translator, each: AdjustmentDraft) -> str:
    word = t("Charge") if each.is_charge else t("Discount")
    return f"{word}  \u00b7  {each.reason}" if each.reason else word


def _adjustment_value(t: Translator, each: AdjustmentDraft, currency: str) -> str:
    if each.percent is not None:
        return t.formats.percent(each.percent)
    return t.formats.money(each.amount or 0, currency)


def _tax_currency_row(t: Translator, draft: DocumentDraft, pricing: Pricing | None) -> FurtherRow:
    rate = t.formats.number(draft.exchange_rate, most=10) if draft.exchange_rate is not None else ""
    title = t("VAT in {currency} at {rate}", currency=draft.tax_currency, rate=rate)
    converted = pricing.totals.tax_in_tax_currency if pricing else None
    value = "" if converted is None else t.formats.money(converted, draft.tax_currency)
    return FurtherRow("tax_currency", None, title, value)


def _treatment_value(t: Translator, draft: DocumentDraft) -> str:
    from desktop_crm.billing.ui.treatment import BUYER_WORDS, SUPPLY_WORDS

    parts = (
        t("Special reason") if draft.treatment else "",
        t.message(SUPPLY_WORDS[draft.supply]) if draft.supply else "",
        t.message(BUYER_WORDS[draft.buyer_is]) if draft.buyer_is else "",
        t("Self-billing") if draft.self_billed else "",
    )
    return "  \u00b7  ".join(part for part in parts if part)


class FurtherRows(QWidget):
    """All of a draft's; a click or Enter changes one: `chosen(what, place)`."""

    chosen = Signal(str, object)

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self.rows: tuple[FurtherRow, ...] = ()
        self.errors: dict[tuple[str, int | None], str] = {}
        self._links: dict[tuple[str, int | None], LinkRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_draft(self, draft: DocumentDraft, pricing: Pricing | None) -> None:
        """One row each; hidden when there are none."""
        rows = tuple(further_rows(self.t, draft, pricing))
        if rows != self.rows or self.errors:
            self.rows, self.errors = rows, {}
            self._rebuild()

    def _rebuild(self) -> None:
        focused = next((key for key, link in self._links.items() if link.hasFocus()), None)
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        card = Card(padding=8, gap=0)
        card.body.setContentsMargins(16, 4, 16, 4)
        self._links = {}
        for row in self.rows:
            key = (row.what, row.place)
            run = partial(self.chosen.emit, row.what, row.place)
            error = self.errors.get(key, "")
            link = LinkRow(row.title, "", row.value, error, role="bad", run=run)
            self._links[key] = link
            card.add(link)
        self._layout.addWidget(card)
        self.setVisible(bool(self.rows))
        if focused in self._links:
            self._links[focused].setFocus()

    def show_error(self, error: UserError) -> bool:
        """Say it in the row that it is about and go there; False when there is no such row."""
        field = error.field or ""
        name = field.partition("[")[0].partition(".")[0]
        number = field.partition("[")[2].partition("]")[0]
        place = int(number) - 1 if number.isdigit() else None
        key = (_FIELDS.get(name, name), place)
        if key not in self._links:
            key = (key[0], None)  # one row for several of them
        if key not in self._links:
            return False
        self.errors[key] = self.t.message(error.message)
        self._rebuild()
        self._links[key].setFocus()
        return True


class Further(QObject):
    """The menu and the dialogs. `edited(changes)` tells fields of the draft with their new values."""

    edited = Signal(object)

    def __init__(
        self,
        desk: Desk,
        kind: str,
        draft: Callable[[], DocumentDraft],
        rates: Callable[[], Sequence[TaxRateRow]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.desk, self.today = desk, desk.today
        self.t, self.kind, self.draft, self.rates, self._page = desk.t, kind, draft, rates, parent

    def menu(self) -> MenuItems:
        """Behind "Add more"; what a paper can have once is then changed."""
        t = self.t

        def add(what: str) -> Callable[[], None]:
            return partial(self.open, what)

        money_items: list[MenuItem | None] = []
        if self.kind == "invoice":
            money_items = [
                MenuItem(t("Paid in advance\u2026"), add("prepaid"), icon="banknote"),
                MenuItem(t("Round the sum\u2026"), add("rounding"), icon="coins"),
            ]
        return [
            *money_items,
            MenuItem(t("Tax withheld by the customer\u2026"), add("withholdings"), icon="scissors"),
            *self._known_taxes(),
            MenuItem(t("Another tax on top\u2026"), add("extra_taxes"), icon="circle-plus"),
            MenuItem(t("How it is taxed\u2026"), add("treatment"), icon="scale"),
            MenuItem(t("VAT in another currency\u2026"), add("tax_currency"), icon="landmark"),
            None,
            MenuItem(t("Another invoice address\u2026"), add("address"), icon="mail"),
            MenuItem(t("Place of delivery\u2026"), add("delivery"), icon="truck"),
            None,
            MenuItem(t("Cover letter\u2026"), add("cover"), icon="file-text"),
            MenuItem(t("Appended files\u2026"), add("appended"), icon="paperclip"),
        ]

    def _known_taxes(self) -> Iterator[MenuItem]:
        """The taxes on top that the firm's rates name (recargo de equivalencia), not on the paper yet."""
        t, draft = self.t, self.draft()
        present = draft.extra_taxes
        for made in self._extra_taxes(draft):
            if made not in present:
                words = t(
                    "{name} {rate} on VAT {vat}",
                    name=made.code,
                    rate=t.formats.percent(made.rate),
                    vat=t.formats.percent(made.on_rate or 0),
                )
                run = partial(self._take, {"extra_taxes": (*present, made)})
                yield MenuItem(words, run, icon="circle-plus")

    def _extra_taxes(self, draft: DocumentDraft) -> list[ExtraTaxDraft]:
        """Those of the firm's own rates, then those of its country's law on rates that the lines have."""
        rows = [row.draft for row in self.rates()]
        found = [
            ExtraTaxDraft(code=row.extra_code, rate=row.extra_rate, category=row.category, on_rate=row.rate)
            for row in rows
            if row.extra_rate is not None
        ]
        home = rows[0].country if rows else ""
        charged = {line.rate for line in draft.lines if line.category == "S"}
        found += [
            ExtraTaxDraft(code=each.code, rate=each.rate or Decimal(0), category="S", on_rate=each.on_rate)
            for each in law.extra_taxes(home, draft.issued_on or self.today())
            if each.on_rate in charged
        ]
        return list(dict.fromkeys(found))

    def _take(self, changes: Changes) -> None:
        self.edited.emit(dict(changes))

    def open(self, what: str, place: int | None = None) -> None:
        """The dialog that adds one, or changes the one at `place`."""
        self.dialog(what, place).open()

    def dialog(self, what: str, place: int | None = None) -> FurtherDialog:
        """Not yet open."""
        draft = self.draft()
        used = {
            "prepaid": bool(draft.prepaid),
            "rounding": bool(draft.round_due_to or draft.rounding_amount),
            "tax_currency": bool(draft.tax_currency),
            "address": draft.address is not None and not draft.address.is_empty,
            "delivery": draft.delivery is not None and not draft.delivery.is_empty,
            "cover": bool(draft.cover.strip()),
            "appended": bool(draft.appended),
        }
        if used.get(what):
            place = 0
        kind, title, sentence = self._dialogs()[what]
        rates = self.rates()
        home = rates[0].draft.country if rates else ""
        return kind(
            self.t,
            draft,
            place,
            title,
            sentence,
            self._take,
            home=home,
            rates=rates,
            today=self.today(),
            parent=self._page,
        )

    def _dialogs(self) -> dict[str, tuple[Callable[..., FurtherDialog], str, str]]:
        """By what it is about: the class, the title and the sentence below it."""
        from desktop_crm.billing.ui.appending_dialogs import AppendedDialog, CoverDialog
        from desktop_crm.billing.ui.treatment import TreatmentDialog

        t = self.t
        return {
            "prepaid": (
                dialogs.PrepaidDialog,
                t("Paid in advance"),
                t("Taken off what is to be paid; the VAT stays."),
            ),
            "rounding": (
                dialogs.RoundingDialog,
                t("Round the sum"),
                t("For payments in cash: the sum ends on the smallest coin."),
            ),
            "withholdings": (
                dialogs.WithholdingDialog,
                t("Tax withheld by the customer"),
                t("The customer keeps it back and pays it for you."),
            ),
            "extra_taxes": (
                dialogs.ExtraTaxDialog,
                t("Another tax on top"),
                t("Beside VAT, on the net. Such a paper has no e-invoice."),
            ),
            "treatment": (
                TreatmentDialog,
                t("How it is taxed"),
                t("Proposed from what you sell to whom, and yours to change."),
            ),
            "tax_currency": (
                dialogs.TaxCurrencyDialog,
                t("VAT in another currency"),
                t("The sum of VAT as your tax office counts it, printed with the rate."),
            ),
            "address": (
                dialogs.AddressDialog,
                t("Another invoice address"),
                t("On this paper alone; the contact stays as it is."),
            ),
            "delivery": (
                dialogs.DeliveryDialog,
                t("Place of delivery"),
                t("On this paper alone; the contact stays as it is."),
            ),
            "cover": (
                CoverDialog,
                t("Cover letter"),
                t("A page of its own before the paper, in your letterhead."),
            ),
            "appended": (
                partial(AppendedDialog, self.desk),
                t("Appended files"),
                t("Their pages follow the paper; the files go along in the PDF."),
            ),
        }
