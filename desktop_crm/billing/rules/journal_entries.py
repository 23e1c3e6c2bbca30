"""Papers of the sales journal, each with its rows and what else a package for the accountant says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_crm.billing.rules.facts import DocumentFacts, VatProof
from desktop_crm.billing.rules.journal import JournalRow, journal_rows_of, sign_of
from desktop_crm.company.rules.addresses import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSums:
    """A paper's sums in the currency of the books, by the rate that it states, in minor units there."""

    currency: str
    rate: Decimal
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One issued invoice or credit note with its rows; `home` is None for a paper in the books' own currency
    and where no rate was known. `tax_rate` is the rate of its VAT in the tax office's currency."""

    document_id: int
    contact_id: int
    form: str
    number: str
    delivered_on: date | None
    home: HomeSums | None
    tax_rate: Decimal | None
    address: Address
    tax_number: str
    vat_proof: VatProof | None
    vat_unchecked: bool
    seal: str
    has_pdf: bool
    rows: tuple[JournalRow, ...]

    @property
    def first(self) -> JournalRow:
        """The row that holds what belongs to the whole paper."""
        return self.rows[0]


def entry_of(
    facts: DocumentFacts, document_id: int, contact_id: int, seal: str, *, has_pdf: bool
) -> JournalEntry:
    """One paper of the journal, out of what was printed."""
    return JournalEntry(
        document_id=document_id,
        contact_id=contact_id,
        form=facts.form,
        number=facts.number,
        delivered_on=facts.delivered_on or facts.period_to,
        home=_home(facts),
        tax_rate=facts.exchange_rate,
        address=facts.buyer.address,
        tax_number=facts.buyer.tax_number,
        vat_proof=facts.vat_proof,
        vat_unchecked=facts.vat_unchecked,
        seal=seal,
        has_pdf=has_pdf,
        rows=tuple(journal_rows_of(facts)),
    )


def _home(facts: DocumentFacts) -> HomeSums | None:
    if facts.home is None:
        return None
    home, sign = facts.home, sign_of(facts)
    return HomeSums(
        currency=home.currency,
        rate=home.rate,
        net=sign * home.net,
        tax=sign * home.tax,
        gross=sign * home.gross,
    )
