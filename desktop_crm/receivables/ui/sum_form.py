"""The fields of a sum of money that came in: who, how much, when, which way, into which account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing.rules.payments import METHOD_WORDS
from desktop_crm.company import queries as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.receivables import queries
from desktop_crm.receivables.rules.matching import OpenInvoice
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, MoneyInput, TextInput
from desktop_crm.widgets.inputs.picker import EntityPicker

CUSTOMER, PAYOUT, CREDIT = "customer", "payout", "credit"
"""Where the money comes from."""
_METHODS: Final = tuple(each for each in METHOD_WORDS if each != "early_discount")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dialog knows: everything that is open, and the customer with their credit."""

    invoices: tuple[OpenInvoice, ...]
    customer: Choice | None
    credit: dict[str, int]
    currency: str
    accounts: tuple[tuple[int, str, str], ...]  # (id, words, currency)


def read_facts(caller: Caller, contact_id: int | None) -> Facts:
    """Runs in the database's thread."""
    firm = company.firm_or_none(caller)
    customer = None
    if contact_id is not None:
        customer = Choice(contact_id, contacts.names_of(caller, [contact_id]).get(contact_id, ""))
    accounts = tuple(
        (row.id, row.draft.label or row.draft.bank or row.draft.iban, row.draft.currency)
        for row in company.list_bank_accounts(caller)
    )
    return Facts(
        tuple(queries.open_invoices(caller)),
        customer,
        queries.credit_of(caller, contact_id) if contact_id is not None else {},
        (firm.draft.currency if firm else "") or "EUR",
        accounts,
    )


def customer_picker(desk: Desk) -> EntityPicker:
    """Who paid, found by typing."""

    def suggest(typed: str) -> list[Choice]:
        return [
            Choice(c.id, c.name, c.subtitle, icon="building-2" if c.kind == "company" else "user")
            for c in contacts.suggest(desk.caller, typed, 8)
        ]

    return EntityPicker(desk, suggest, placeholder=desk.t("Name, number or mail"), icon="building-2")


class SumForm(Form):
    """`currency`, `day()` and `amount()` are what stands there, or what is usual while it is no value."""

    def __init__(self, desk: Desk, facts: Facts) -> None:
        t = desk.t
        super().__init__(t, roomy=False)
        self.desk, self.facts = desk, facts
        self.customer = customer_picker(desk)
        self.customer.set_value(facts.customer)
        self.add("contact_id", t("Customer"), self.customer)
        units = list(dict.fromkeys([*self._usual_units(), *(each.currency for each in facts.invoices)]))
        self.add("amount", t("Amount on the account"), MoneyInput(t, units[0]), span=4)
        self.add("currency", t("Currency"), ChoiceInput([Choice(unit, unit) for unit in units]), span=2)
        self.add("paid_on", t("Received on"), DateInput(t, desk.today), span=3)
        self.add("fee", t("Fee kept"), MoneyInput(t, units[0]), span=3)
        self.end_row()
        methods = [Choice(way, t.message(METHOD_WORDS[way])) for way in _METHODS]
        self.add("method", t("Method"), ChoiceInput(methods), span=4)
        accounts = [Choice(key, words) for key, words, _unit in facts.accounts]
        self.add("account", t("Into account"), ChoiceInput(accounts, placeholder=t("Not said")), span=4)
        words = TextInput(placeholder=t("Bank text"), longest=500)
        self.add("reference", t("Reference (optional)"), words, span=4)
        account = next((key for key, _w, unit in facts.accounts if unit == units[0]), None)
        self.set_values(currency=units[0], paid_on=desk.today(), method="transfer", account=account)

    def _usual_units(self) -> list[str]:
        """The currency in which the customer owes most invoices, then the firm's."""
        key = self.facts.customer.value if self.facts.customer else None
        mine = [each.currency for each in self.facts.invoices if each.contact_id == key]
        first = [max(set(mine), key=mine.count)] if mine else list(self.facts.credit)[:1]
        return [*first, self.facts.currency]

    def know(self, facts: Facts) -> None:
        """Another customer: their currency is proposed."""
        self.facts = facts
        unit = self._usual_units()[0]
        if unit in [each.value for each in self["currency"].choices]:
            self.set_values(currency=unit)
            self.set_currency(unit)

    def fit(self, source: str) -> None:
        """The fields of the way the money came."""
        self.field("contact_id").setVisible(source != PAYOUT)
        self.field("fee").setVisible(source == PAYOUT)
        for name in ("amount", "method", "account", "reference"):
            self.field(name).setVisible(source != CREDIT)
        self.set_values(method="card" if source == PAYOUT else "transfer")

    def set_currency(self, unit: str) -> None:
        for name in ("amount", "fee"):
            self[name].set_currency(unit)

    @property
    def currency(self) -> str:
        return str(self.value("currency"))

    def day(self) -> date:
        """The day of the payment, today while none is typed."""
        try:
            day = self.value("paid_on")
        except UserError:
            day = None
        return day if isinstance(day, date) else self.desk.today()

    def amount(self, name: str = "amount") -> int:
        """What is typed, 0 while it is no amount."""
        try:
            return self.value(name) or 0
        except UserError:
            return 0
