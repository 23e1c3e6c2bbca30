"""Dialogs for what few papers need: taxes kept back or on top, money paid before, coins, another place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from desktop_crm.billing.rules.checks import check_draft
from desktop_crm.billing.rules.drafts import DocumentDraft, ExtraTaxDraft, WithholdingDraft
from desktop_crm.billing.ui.address_fields import COUNTRY, add_address_fields, address_in
from desktop_crm.company.queries import TaxRateRow
from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.dialogs import ModalDialog, Width
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DecimalInput, MoneyInput, PercentInput, TextInput

Changes = Mapping[str, Any]
"""Fields of the draft with their new values."""


class FurtherDialog(ModalDialog):
    """One thing beside the lines. `taken(changes)` gets what changes in the draft, checked before."""

    words: ClassVar[Mapping[str, str]] = {}
    """Fields as the checks call them, by their last word, where the form has another name."""
    wide: ClassVar[Width] = 480

    def __init__(
        self,
        t: Translator,
        draft: DocumentDraft,
        place: int | None,
        title: str,
        sentence: str,
        taken: Callable[[Changes], None],
        *,
        home: str = "",
        rates: Sequence[TaxRateRow] = (),
        today: date = date.min,
        parent: QWidget,
    ) -> None:
        """`home` is the seller's country."""
        super().__init__(t, title, sentence, primary=t("Apply"), width=self.wide, parent=parent)
        self.before, self.place, self._taken, self.home = draft, place, taken, home
        self.rates, self.today = rates, today
        self.form = Form(t, roomy=False)
        self.add(self.form)
        self.build()
        if self.is_used():
            self.add_side_act(Button(t("Remove"), self._remove, kind="quiet", icon="trash-2"))

    def build(self) -> None:
        """Put the fields into `form`, filled."""
        raise NotImplementedError

    def is_used(self) -> bool:
        """Whether the paper has it already."""
        return self.place is not None

    def changes(self) -> Changes:
        """What is typed. UserError names the form's field."""
        raise NotImplementedError

    def removed(self) -> Changes:
        """What takes it away."""
        raise NotImplementedError

    def first_focus(self) -> QWidget:
        field: QWidget = self.form[self.form.names[0]]
        return field

    def _remove(self) -> None:
        self.accept()
        self._taken(self.removed())

    def accept_primary(self) -> None:
        """Hand over what is typed, if it can stand."""
        self.form.clear_errors()
        try:
            changes = self.changes()
            self._check(changes)
        except UserError as error:
            self.form.show_error(error)
            return
        self.accept()
        self._taken(changes)

    def _check(self, changes: Changes) -> None:
        """As on storing; what is wrong elsewhere on the paper is none of this dialog's."""
        try:
            check_draft(replace(self.before, **changes))
        except UserError as error:
            field = error.field or ""
            if field.partition("[")[0].partition(".")[0] in changes:
                last = field.rpartition(".")[2]
                names = (self.words.get(field), field, last, f"address.{last}")
                known = next((name for name in names if name in self.form.names), None)
                raise UserError(error.message, known) from None

    def put(self, items: Sequence[Any], item: Any) -> tuple[Any, ...]:
        """The list with this one in its place, or behind."""
        place = len(items) if self.place is None else self.place
        return (*items[:place], *(() if item is None else (item,)), *items[place + 1 :])


def _known_words(t: Translator, each: law.KnownTax) -> str:
    """ "IRPF 15%", "KDV tevkifatı 9/10"."""
    return f"{each.code} {each.fraction or t.formats.percent(each.rate or 0)}"


class PrepaidDialog(FurtherDialog):
    def build(self) -> None:
        t = self.t
        self.form.add("prepaid", t("Paid in advance"), MoneyInput(t, self.before.currency), span=6)
        self.form.set_values(prepaid=self.before.prepaid or None)

    def changes(self) -> Changes:
        amount = self.form.values()["prepaid"]
        if not amount or amount < 0:
            raise UserError(_("Give a number above zero"), "prepaid")
        return {"prepaid": amount}

    def removed(self) -> Changes:
        return {"prepaid": 0}


class WithholdingDialog(FurtherDialog):
    def build(self) -> None:
        t, form = self.t, self.form
        held = WithholdingDraft(code="") if self.place is None else self.before.withholdings[self.place]
        bases = [("net", t("Net")), ("tax", t("VAT")), ("gross", t("Total"))]
        known = law.withholdings(self.home, self.before.issued_on or self.today)
        if known:
            choices = [Choice(each, _known_words(t, each), each.source) for each in known]
            usual = ChoiceInput(choices, t("Usual ones"), placeholder=t("Choose, or write your own"))
            usual.changed.connect(lambda: self._take_known(usual.value()))
            form.add("usual", t("Usual ones"), usual)
        form.add("code", t("Name on the paper"), TextInput(placeholder="IRPF, Tevkifat, ISS", longest=60))
        form.add("base", t("Calculated on"), Segments(bases, t("Calculated on")), span=6)
        form.add("rate", t("Rate"), PercentInput(t), span=3)
        form.add("fraction", t("or share"), TextInput(placeholder="9/10", longest=15), span=3)
        form.set_values(code=held.code, base=held.base, rate=held.rate, fraction=held.fraction)

    def _take_known(self, each: law.KnownTax | None) -> None:
        if each is not None:
            self.form.set_values(code=each.code, base=each.base, rate=each.rate, fraction=each.fraction)

    def changes(self) -> Changes:
        values = self.form.values()
        fraction = values["fraction"].replace(" ", "")
        if not values["code"].strip():
            raise UserError(_("Say what the tax is called"), "code")
        if not fraction and not values["rate"]:
            raise UserError(_("Give a number above zero"), "rate")
        if fraction and values["rate"]:
            raise UserError(_("Give either a rate or a fraction"), "fraction")
        held = WithholdingDraft(
            code=values["code"].strip(), base=values["base"], fraction=fraction,
            rate=None if fraction else values["rate"],
        )  # fmt: skip
        return {"withholdings": self.put(self.before.withholdings, held)}

    def removed(self) -> Changes:
        return {"withholdings": self.put(self.before.withholdings, None)}


class ExtraTaxDialog(FurtherDialog):
    def build(self) -> None:
        t, form = self.t, self.form
        extra = (
            ExtraTaxDraft(code="", rate=Decimal(0))
            if self.place is None
            else self.before.extra_taxes[self.place]
        )
        rates = dict.fromkeys(
            (line.category, line.rate) for line in self.before.lines if line.kind == "item" and line.rate
        )
        on: tuple[str, Decimal | None] = (extra.category, extra.on_rate)
        choices = [Choice(("", None), t("All lines"))]
        choices += [Choice(key, t("Lines with VAT {rate}", rate=t.formats.percent(key[1]))) for key in rates]
        if on not in [choice.value for choice in choices]:
            choices.append(Choice(on, t.formats.percent(on[1]) if on[1] is not None else on[0]))
        form.add("code", t("Name on the paper"), TextInput(placeholder="RE", longest=40))
        form.add("rate", t("Rate"), PercentInput(t), span=4)
        form.add("on", t("On"), ChoiceInput(choices), span=8)
        form.set_values(code=extra.code, rate=extra.rate or None, on=on)

    def changes(self) -> Changes:
        values = self.form.values()
        if not values["code"].strip():
            raise UserError(_("Say what the tax is called"), "code")
        if not values["rate"]:
            raise UserError(_("Give a number above zero"), "rate")
        category, rate = values["on"]
        made = ExtraTaxDraft(
            code=values["code"].strip(), rate=values["rate"], category=category, on_rate=rate
        )
        return {"extra_taxes": self.put(self.before.extra_taxes, made)}

    def removed(self) -> Changes:
        return {"extra_taxes": self.put(self.before.extra_taxes, None)}


class RoundingDialog(FurtherDialog):
    def build(self) -> None:
        t, form, draft = self.t, self.form, self.before
        ways = [("coin", t("To the nearest coin")), ("amount", t("By this amount"))]
        form.add("how", t("Round"), Segments(ways, t("Round")))
        form.add("round_due_to", t("Smallest coin"), MoneyInput(t, draft.currency), span=6)
        form.add("rounding_amount", t("Amount"), MoneyInput(t, draft.currency), span=6)
        form.set_values(
            how="amount" if draft.rounding_amount else "coin",
            round_due_to=draft.round_due_to or money.smallest_coin(draft.currency),
            rounding_amount=draft.rounding_amount or None,
        )
        form.changed.connect(lambda _name: self._fit())
        self._fit()

    def first_focus(self) -> QWidget:
        """The amount."""
        by_coin = self.form["how"].value() == "coin"
        field: QWidget = self.form["round_due_to" if by_coin else "rounding_amount"]
        return field

    def _fit(self) -> None:
        by_coin = self.form["how"].value() == "coin"
        self.form.field("round_due_to").setVisible(by_coin)
        self.form.field("rounding_amount").setVisible(not by_coin)

    def changes(self) -> Changes:
        values = self.form.values()
        name = "round_due_to" if values["how"] == "coin" else "rounding_amount"
        if not values[name]:
            raise UserError(_("The amount is zero"), name)
        return {**self.removed(), name: values[name]}

    def removed(self) -> Changes:
        return {"round_due_to": 0, "rounding_amount": 0}


class TaxCurrencyDialog(FurtherDialog):
    words: ClassVar[Mapping[str, str]] = {
        "tax_currency.code": "tax_currency", "tax_currency.rate": "exchange_rate",
    }  # fmt: skip

    def build(self) -> None:
        from babel.numbers import get_currency_name

        t, form, draft = self.t, self.form, self.before
        locale = t.formats.locale
        codes = [Choice(code, f"{code}  {get_currency_name(code, locale=locale)}") for code in money.DIGITS]
        words = t("1 {currency} is", currency=draft.currency)
        form.add("tax_currency", t("Currency of the VAT"), ChoiceInput(codes), span=7)
        form.add("exchange_rate", words, DecimalInput(t, words, most=money.EXCHANGE_DIGITS), span=5)
        form.set_values(tax_currency=draft.tax_currency or None, exchange_rate=draft.exchange_rate)

    def changes(self) -> Changes:
        values = self.form.values()
        if not values["tax_currency"]:
            raise UserError(_("Choose the currency"), "tax_currency")
        if values["exchange_rate"] is None:
            raise UserError(
                _("Give the exchange rate to {code}", code=values["tax_currency"]), "exchange_rate"
            )
        typed = {name: values[name] for name in ("tax_currency", "exchange_rate")}
        return {**typed, "exchange_source": "", "exchange_day": None}

    def removed(self) -> Changes:
        return {"tax_currency": "", "exchange_rate": None, "exchange_source": "", "exchange_day": None}


class AddressDialog(FurtherDialog):
    """`field`: "address" or "delivery"."""

    field: ClassVar[str] = "address"

    def build(self) -> None:
        self._rows(getattr(self.before, self.field) or Address(country=self.home))

    def _rows(self, address: Address) -> None:
        old, self.form = self.form, Form(self.t, roomy=False)
        old.hide()
        old.deleteLater()  # it is perhaps the one that tells of its change just now
        add_address_fields(self.form, self.t, address)
        self.form.changed.connect(self._edited)
        self.add(self.form)

    def _edited(self, name: str) -> None:
        if name == COUNTRY:
            self._rows(address_in(self.form))
            self.form[COUNTRY].setFocus()

    def changes(self) -> Changes:
        address = address_in(self.form)
        if address.is_empty:
            raise UserError(_("Give the address"), "address.street")
        return {self.field: address}

    def removed(self) -> Changes:
        return {self.field: None}


class DeliveryDialog(AddressDialog):
    field = "delivery"
