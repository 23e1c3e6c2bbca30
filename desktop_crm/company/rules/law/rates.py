"""Rates, names and wordings of a country's tax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.company.rules.law.table import Row, rows, rows_of
from desktop_crm.company.rules.profile import Category, TaxRateDraft
from desktop_crm.company.rules.wordings import Texts, text_in, texts_of


def default_currency(country: str) -> str:
    """The country's currency, EUR for one without a table."""
    row = next(rows(country, "country", date.max), None)
    return str(row.values["currency"]) if row else "EUR"


def default_language(country: str) -> str:
    """The language of the country's papers, "en" for one without a table."""
    row = next(rows(country, "country", date.max), None)
    return str(row.values["language"]) if row else "en"


def tax_name(country: str, language: str) -> str:
    """What the tax is called: "USt", "TVA", "KDV"."""
    row = next(rows(country, "country", date.max), None)
    return text_in(texts_of(row.values["tax_name"]), language) if row else "VAT"


def own_tax_name(country: str, language: str) -> str:
    """What the tax is called in this very language by the country's own law ("MWST"), "" where it says
    nothing.
    """
    row = next(rows(country, "country", date.max), None)
    names: dict[str, str] = row.values["tax_name"] if row else {}
    return names.get(language.replace("-", "_").partition("_")[0], "")


def reason_texts(category: str, country: str, day: date) -> Texts:
    """The wording of a category without tax (BT-120), by language."""
    row = _reason(category, country, day)
    return texts_of(row.values["text"]) if row else ()


def reason_code(category: str, country: str, day: date) -> str:
    """The VATEX code of a category without tax (BT-121), or ""."""
    row = _reason(category, country, day)
    return str(row.values.get("code", "")) if row else ""


def _reason(category: str, country: str, day: date) -> Row | None:
    return next((row for row in rows(country, "reason", day) if row.values["category"] == category), None)


def small_business_wording(country: str, language: str, day: date) -> str:
    """The sentence of an exempt small enterprise, or "" where the country knows none."""
    row = next(rows(country, "small_business", day), None)
    return text_in(texts_of(row.values["text"]), language) if row else ""


def small_business_rate(
    country: str, language: str, day: date, *, is_default: bool = True
) -> TaxRateDraft | None:
    """The rate of an exempt small enterprise with its wording and code, or None where the country
    knows none."""
    row = next(rows(country, "small_business", day), None)
    if row is None:
        return None
    return TaxRateDraft(
        label=text_in(texts_of(row.values["label"]), language),
        category=row.values["category"],
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        reason=texts_of(row.values["text"]),
        reason_code=str(row.values.get("code", "")),
        country=country,
        is_default=is_default,
    )


def default_rates(
    country: str, day: date, language: str, *, small_business: bool = False
) -> tuple[TaxRateDraft, ...]:
    """The rates that a new firm begins with: those in force on `day` or later, then the cases without tax.

    Exactly one is the default. A country without a table gets one rate outside the scope of VAT.
    """
    exempt = small_business_rate(country, language, day) if small_business else None
    rates = [] if exempt is None else [exempt]
    for row in _coming(country, "rate", day):
        is_default = exempt is None and bool(row.values.get("default")) and row.is_valid_on(day)
        rates.append(_rate(row, country, language, is_default=is_default))
    for row in rows(country, "reason", day):
        if not any(rate.category == row.values["category"] for rate in rates):
            rates.append(_unpaid(row, country, language))
    if not rates:
        rates.append(TaxRateDraft(label="0", category="O", reason_code="VATEX-EU-O", country=country))
    if not any(rate.is_default for rate in rates):
        rates[0] = replace(rates[0], is_default=True)
    return tuple(rates)


def known_rates(country: str, day: date) -> frozenset[Decimal]:
    """The rates that the table has in force in a country on a day; none where it knows none."""
    return frozenset(Decimal(row.values["rate"]) for row in rows(country, "rate", day))


def _coming(country: str, section: str, day: date) -> Iterator[Row]:
    for row in rows_of(country):
        if row.section == section and (row.valid_to or date.max) >= day:
            yield row


def _rate(row: Row, country: str, language: str, *, is_default: bool) -> TaxRateDraft:
    from desktop_crm.values.formats import Formats

    rate = Decimal(row.values["rate"])
    category: Category = row.values.get("category", "S" if rate else "Z")
    name = f"{tax_name(country, language)} {Formats(language).percent(rate)}"
    region = row.values.get("region", "")
    return TaxRateDraft(
        label=f"{name} ({region})" if region else name,
        category=category,
        rate=rate,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        country=country,
        is_default=is_default,
    )


def _unpaid(row: Row, country: str, language: str) -> TaxRateDraft:
    return TaxRateDraft(
        label=text_in(texts_of(row.values["label"]), language),
        category=row.values["category"],
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        reason=texts_of(row.values["text"]),
        reason_code=str(row.values.get("code", "")),
        country=country,
    )
