"""What the wizard has been told so far, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.numbering import SeriesKind
from desktop_crm.company.rules.profile import BankAccountDraft
from desktop_crm.company.rules.setup import SetupDraft, suggested_firm

Start = Literal["empty", "sample", "import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every answer, with the country's defaults until somebody says otherwise."""

    language: str = "en"
    country: str = ""
    person: str = ""
    """How the person at this computer is called."""
    name: str = ""
    vat_id: str = ""
    tax_number: str = ""
    address: Address = field(default_factory=Address)
    logo: bytes | None = None
    small_business: bool = False
    currency: str = "EUR"
    next_invoice: int = 1
    holder: str = ""
    iban: str = ""
    bic: str = ""
    pix_key: str = ""
    path: Path | None = None
    start: Start = "empty"

    def of_country(self, country: str) -> Answers:
        """Another country brings its currency and the form of its addresses."""
        return replace(
            self,
            country=country,
            currency=law.default_currency(country) if country else "EUR",
            address=replace(self.address, country=country),
        )

    def setup(self) -> SetupDraft | None:
        """The firm to make; None where not even a name was given."""
        if not self.name.strip():
            return None
        firm = replace(
            suggested_firm(self.country),
            name=self.name.strip(),
            vat_id=self.vat_id.strip(),
            tax_number=self.tax_number.strip(),
            address=self.address,
            small_business=self.small_business,
            currency=self.currency,
        )
        account = None
        if self.iban.strip() or self.pix_key.strip():
            account = BankAccountDraft(
                holder=self.name.strip(),
                iban=self.iban.strip(),
                bic=self.bic.strip(),
                pix_key=self.pix_key.strip(),
                currency=self.currency,
                is_default=True,
            )
        numbers: dict[SeriesKind, int] = {"invoice": self.next_invoice} if self.next_invoice != 1 else {}
        return SetupDraft(
            firm=firm,
            bank_account=account,
            next_numbers=numbers,
            logo=self.logo,
        )


@dataclass(frozen=True, slots=True)
class SetupChoice:
    """The wizard's outcome: which file to make, with which firm, and what to begin with."""

    language: str
    path: Path
    setup: SetupDraft | None
    start: Start
    person: str = ""
