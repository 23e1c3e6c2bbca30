"""The firm's side of every paper, read once and kept until one of its rows changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.company import queries as company
from desktop_crm.company.queries import BankAccountRow, FirmRow, TaxRateRow, TermsRow
from desktop_crm.database.connection import OpenDatabase, current, raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_VERSIONS: Final = (
    "SELECT (SELECT version FROM firm WHERE id = 1),"
    " (SELECT group_concat(id || ':' || version) FROM bank_account),"
    " (SELECT group_concat(id || ':' || version) FROM payment_terms),"
    " (SELECT group_concat(id || ':' || version) FROM tax_rate)"
)


@dataclass(frozen=True, slots=True)
class FirmSide:
    """Profile, accounts, terms and rates as they are stored now."""

    firm: FirmRow
    accounts: tuple[BankAccountRow, ...]
    terms: tuple[TermsRow, ...]
    rates: tuple[TaxRateRow, ...]

    def account_for(self, currency: str, chosen: int | None) -> BankAccountRow | None:
        """The chosen account, else the currency's default, else its first one (they are read in that
        order)."""
        for row in self.accounts:
            if row.id == chosen:
                return row
        return next(
            (row for row in self.accounts if row.draft.currency == currency and not row.is_archived), None
        )

    def usable_account(self, account_id: int | None, currency: str) -> int | None:
        """The account that a customer pays to, unless it is out of use by now or takes another currency."""
        usable = (row for row in self.accounts if not row.is_archived and row.draft.currency == currency)
        return next((int(row.id) for row in usable if row.id == account_id), None)

    def terms_by_id(self, terms_id: int | None) -> TermsRow | None:
        return next((row for row in self.terms if row.id == terms_id), None)

    @property
    def default_terms(self) -> TermsRow | None:
        usable = [row for row in self.terms if not row.is_archived]
        return next((row for row in usable if row.draft.is_default), usable[0] if usable else None)

    def rate_for(self, category: str, rate: Decimal, day: date) -> TaxRateRow | None:
        """The stored rate that a line's category and percentage mean on this day; one with a reason first."""
        fitting = [
            row
            for row in self.rates
            if row.draft.category == category and row.draft.rate == rate and row.draft.is_valid_on(day)
        ]
        fitting.sort(key=lambda row: (row.is_archived, not row.draft.reason))
        return fitting[0] if fitting else None


_kept: tuple[OpenDatabase, tuple[object, ...], FirmSide] | None = None


@rights.needs("documents.read")
def firm_side(caller: Caller) -> FirmSide:
    """The firm's side; UserError in a database where the firm has no name yet."""
    global _kept
    versions = tuple(raw().execute(_VERSIONS).fetchone())
    if _kept is not None and _kept[0] is current() and _kept[1] == versions:
        return _kept[2]
    firm = company.firm_or_none(caller)
    if firm is None:
        raise UserError(_("Fill in your own name and address first: Settings, Company"), "seller.name")
    side = FirmSide(
        firm,
        tuple(company.list_bank_accounts(caller, archived=True)),
        tuple(company.list_terms(caller, archived=True)),
        tuple(company.list_tax_rates(caller, archived=True)),
    )
    _kept = (current(), versions, side)
    return side
