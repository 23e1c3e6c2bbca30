"""One row of the accounts of sales: of which sales it is, its account, what becomes of the VAT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.accounting import service
from desktop_crm.accounting.rules.accounts import AccountRule, Books
from desktop_crm.accounting.rules.own_accounts import Line, with_rule, without_rule
from desktop_crm.company.ui.taxes_section import CATEGORY_WORDS
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput, PercentInput, TextInput

PLACE_WORDS: Final[dict[str, Message]] = {
    "home": _("Customers at home"),
    "eu": _("Customers in the EU"),
    "third": _("Customers elsewhere"),
}
FORM_WORDS: Final[dict[str, Message]] = {
    "deposit": _("Deposit invoice"),
    "progress": _("Progress invoice"),
    "final": _("Final invoice"),
}


def condition_words(t: Translator, rule: AccountRule) -> str:
    """Of which sales a row is: "Standard or reduced rate · 19%"."""
    parts = [
        t.message(CATEGORY_WORDS[rule.category]) if rule.category in CATEGORY_WORDS else "",
        t.formats.percent(rule.rate) if rule.rate is not None else "",
        t.message(PLACE_WORDS[rule.place]) if rule.place else "",
        t.message(FORM_WORDS[rule.form]) if rule.form else "",
        t("Small business") if rule.regime else "",
    ]
    return "  \u00b7  ".join(part for part in parts if part) or t("All other sales")


class AccountDialog(ModalDialog):
    """`line` is the row as it holds; None for a new one of the firm's own."""

    def __init__(
        self, desk: Desk, books: Books, line: Line | None, stored: Callable[[], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        self.desk, self.books, self.line, self._stored = desk, books, line, stored
        super().__init__(
            t,
            t("New account") if line is None else t("Account of sales"),
            t("Of which sales it is: what is left open fits all.")
            if line is None
            else condition_words(t, line.rule),
            primary=t("Add account") if line is None else t("Save"),
            width=560,
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self._build(line)
        self.add(self.form)
        if line is None:
            self.form.set_values(category="", place="", form="")
        else:
            rule = line.rule
            self.form.set_values(
                account=rule.account, vat=rule.vat, key=rule.key, automatic=rule.automatic, label=rule.label
            )
            if line.is_own:
                words = t("Remove") if line.standard is None else t("Take the chart's account again")
                self.remove_button = Button(words, self.remove, kind="quiet", icon="trash-2")
                self.add_side_act(self.remove_button)

    def _build(self, line: Line | None) -> None:
        t, form = self.t, self.form
        if line is None:
            categories = [Choice(code, t.message(word), "", code) for code, word in CATEGORY_WORDS.items()]
            form.add("category", t("VAT category"), _choice(t, categories, t("VAT category")), span=8)
            form.add("rate", t("Rate"), PercentInput(t), span=4)
            places = [Choice(each, t.message(word)) for each, word in PLACE_WORDS.items()]
            form.add("place", t("Customers"), _choice(t, places, t("Customers")), span=6)
            forms = [Choice(each, t.message(word)) for each, word in FORM_WORDS.items()]
            form.add("form", t("Sort of invoice"), _choice(t, forms, t("Sort of invoice")), span=6)
        form.add("account", t("Account"), TextInput(t("Account")), span=4)
        form.add("vat", t("Account of the VAT"), TextInput(t("Account of the VAT")), span=4)
        form.add("key", t("Tax key"), TextInput(t("Tax key")), span=4)
        form.add("label", t("Name of the account"), TextInput(t("Name of the account")))
        self.automatic = CheckInput(t("The account finds the VAT in the gross amount itself"))
        form.add("automatic", "", self.automatic)

    def rule(self) -> AccountRule:
        """What is typed. Raises UserError naming the field."""
        values = self.form.values()
        account = (values["account"] or "").strip()
        if not account:
            raise UserError(_("Say which account it is"), "account")
        told: dict[str, Any] = {
            "account": account,
            "vat": (values["vat"] or "").strip(),
            "key": (values["key"] or "").strip(),
            "label": (values["label"] or "").strip(),
            "automatic": bool(values["automatic"]),
        }
        if self.line is not None:
            return replace(self.line.rule, **told)
        rate = values["rate"]
        return AccountRule(
            category=values["category"] or "",
            rate=None if rate is None else Decimal(rate).normalize() + 0,
            place=values["place"] or "",
            form=values["form"] or "",
            **told,
        )

    def accept_primary(self) -> None:
        """Keep it."""
        self.form.clear_errors()
        before = self.line.rule if self.line is not None else None
        try:
            books = with_rule(self.books, self.rule(), before)
        except UserError as error:
            self.refuse(self.form, error)
            return
        self._keep(books)

    def remove(self) -> None:
        """The chart's account holds again."""
        if self.line is not None:
            self._keep(without_rule(self.books, self.line.rule))

    def _keep(self, books: Books) -> None:
        self.set_busy(True)
        caller = self.desk.caller
        self.desk.tasks.run(
            self,
            lambda: service.set_books(caller, books),
            self._done,
            lambda error: self.refuse(self.form, error),
        )

    def _done(self, _none: object) -> None:
        self._stored()
        self.finish(None)


def _choice(t: Translator, choices: list[Choice], name: str) -> ChoiceInput:
    return ChoiceInput([Choice("", t("All")), *choices], name)
