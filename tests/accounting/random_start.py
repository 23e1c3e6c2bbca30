"""A firm of some country with its customers and rates, and a plain ledger beside it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.exchange import Rate
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from tests.accounting.plain_ledger import Ledger
from tests.billing.conftest import CALLER

D = Decimal
FIRST = date(2026, 1, 5)


@dataclass(frozen=True)
class Land:
    country: str
    vat_id: str
    currency: str = "EUR"
    rates: tuple[str, ...] = ("19", "7")
    is_eu: bool = True
    more: tuple[tuple[str, Any], ...] = ()


LANDS: Final = {
    "DE": Land("DE", "DE136695976"),
    "DE on payment": Land("DE", "DE136695976", more=(("vat_basis", "payment"),)),
    "DE small": Land("DE", "", rates=("0",), more=(("small_business", True), ("tax_number", "12/345/67890"))),
    "ES": Land("ES", "ESB58378431", rates=("21", "10", "4")),
    "FR": Land("FR", "FR83404833048", rates=("20", "10", "5.5"), more=(("legal_id", "404833048"),)),
    "PT": Land("PT", "PT501442600", rates=("23", "13", "6")),
    "IE": Land("IE", "IE8473625E", rates=("23", "13.5", "9"), more=(("vat_basis", "payment"),)),
    "CH": Land("CH", "CHE-107.787.577", "CHF", ("8.1", "2.6"), is_eu=False),
    "GB": Land("GB", "GB980780684", "GBP", ("20", "5"), is_eu=False),
    "BR": Land("BR", "", "BRL", ("0",), is_eu=False, more=(("tax_number", "11.222.333/0001-81"),)),
}
WORTH: Final = {
    "EUR": "1",
    "USD": "0.87",
    "JPY": "0.0061",
    "KWD": "2.84",
    "CHF": "1.04",
    "GBP": "1.17",
    "BRL": "0.16",
}


def place(country: str) -> Address:
    return Address(
        street="Main 1",
        postal_code="10115",
        city="Town",
        country=country,
        region="SP" if country == "BR" else "",
    )


class Beginning:
    """The firm on its first day."""

    def __init__(self, name: str, seed: int) -> None:
        self.land, self.random, self.day = LANDS[name], random.Random(f"{name}{seed}"), FIRST
        self.end = FIRST
        self.ledger = Ledger()
        self.expenses: list[int] = []
        self.closed: set[date] = set()
        self.sums: set[int] = set()
        self.set_up()

    def set_up(self) -> None:
        land = self.land
        firm = FirmDraft(
            name="Atelier Lima", address=place(land.country), country=land.country, language="en",
            vat_id=land.vat_id, currency=land.currency, **dict(land.more),
        )  # fmt: skip
        account = BankAccountDraft(
            label="Bank", iban="DE89370400440532013000", is_default=True, currency=land.currency
        )
        company.set_up(CALLER, SetupDraft(firm=firm, bank_account=account), FIRST)
        own = [
            ("company", land.country, land.vat_id), ("person", land.country, ""),
            ("company", "AT", "ATU13585627"), ("person", "AT", ""), ("company", "US", ""),
        ]  # fmt: skip
        self.customers = [self.customer(*each) for each in own]
        if land.is_eu:
            company.save_tax_rate(CALLER, TaxRateDraft(label="AT", rate=D(20), country="AT"))
        for base in WORTH:
            for week in range(27):
                if base != land.currency:
                    wobble = 1 + D(self.random.randint(-300, 300)) / 10_000
                    worth = (D(WORTH[base]) / D(WORTH[land.currency]) * wobble).quantize(D("0.00001"))
                    rate = Rate(base, land.currency, FIRST + timedelta(days=7 * week - 3), worth, "manual")
                    company.save_rate(CALLER, rate, date(2026, 12, 31))

    def customer(self, kind: str, country: str, vat_id: str) -> tuple[int, str, str]:
        draft = ContactDraft(
            kind="person" if kind == "person" else "company", name=f"{kind} {country}", vat_id=vat_id,
            addresses=(AddressDraft(address=place(country)),),
        )  # fmt: skip
        return int(contacts.create_contact(CALLER, draft)), kind, country

    def back(self, most: int = 12) -> date:
        """Today or some days before: what is booked late."""
        return max(FIRST, self.day - timedelta(days=self.random.choice([0, 0, self.random.randint(0, most)])))
