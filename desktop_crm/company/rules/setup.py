"""What the first-run wizard gathers, and what it proposes for a country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address, is_country
from desktop_crm.company.rules.numbering import (
    SERIES_KINDS,
    SeriesDraft,
    SeriesKind,
    default_series,
    names_year,
)
from desktop_crm.company.rules.profile import BankAccountDraft, FirmDraft, TaxRateDraft, TermsDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDraft:
    """A new firm. `tax_rates` and `terms` of None mean those of the country; pictures are bytes as chosen."""

    firm: FirmDraft
    bank_account: BankAccountDraft | None = None
    next_numbers: Mapping[SeriesKind, int] = field(default_factory=dict)
    patterns: Mapping[SeriesKind, str] = field(default_factory=dict)
    tax_rates: tuple[TaxRateDraft, ...] | None = None
    terms: tuple[TermsDraft, ...] | None = None
    logo: bytes | None = None
    signature: bytes | None = None


def suggested_firm(country: str, language: str = "") -> FirmDraft:
    """A profile with the country's currency and language, for the wizard's first page."""
    return FirmDraft(
        country=country,
        address=Address(country=country),
        language=language or law.default_language(country),
        currency=law.default_currency(country),
    )


def country_of(locale: str) -> str:
    """The country a computer's locale names ("pt_BR.UTF-8" is BR), or "" where it names none."""
    region = locale.partition(".")[0].replace("-", "_").partition("_")[2]
    return region if is_country(region) else ""


def series_of(setup: SetupDraft) -> tuple[SeriesDraft, ...]:
    """A series for every kind, with the numbers and patterns that were asked for."""
    return tuple(_series(setup, kind) for kind in SERIES_KINDS)


def _series(setup: SetupDraft, kind: SeriesKind) -> SeriesDraft:
    draft = default_series(kind)
    if pattern := setup.patterns.get(kind):
        draft = replace(draft, pattern=pattern, restarts="yearly" if names_year(pattern) else "never")
    return replace(draft, next_number=setup.next_numbers.get(kind, draft.next_number))


def rates_of(setup: SetupDraft, today: date) -> tuple[TaxRateDraft, ...]:
    """The rates asked for, or the country's in force."""
    if setup.tax_rates is not None:
        return setup.tax_rates
    firm = setup.firm
    return law.default_rates(firm.country, today, firm.language, small_business=firm.small_business)
