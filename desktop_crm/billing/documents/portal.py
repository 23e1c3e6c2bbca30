"""What a tax office's portal asks for, laid out to be copied field by field."""

# catalogue: program

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import address_lines
from desktop_crm.values import money
from desktop_crm.values.formats import Formats
from desktop_crm.values.messages import Translator

Row = tuple[str, str]


def portal_rows(facts: DocumentFacts, t: Translator) -> list[Row]:
    """(label, value) pairs in the order in which portals ask; empty values are left out. Amounts have the
    decimal sign of the seller's country and no grouping.
    """
    sign = Formats(law.default_language(facts.seller.address.country)).decimal_sign
    rows = [*_parties(facts, t), *_lines(facts, t, sign), *_sums(facts, t, sign)]
    return [(label, value) for label, value in rows if value]


def as_text(rows: list[Row]) -> str:
    """All of it, a line each."""
    return "\n".join(f"{label}: {value}" for label, value in rows)


def _parties(facts: DocumentFacts, t: Translator) -> Iterator[Row]:
    buyer = facts.buyer
    yield t("Your tax ID"), facts.seller.vat_id or facts.seller.tax_number
    yield t("Customer"), buyer.name
    yield t("Customer\u2019s tax ID"), buyer.vat_id or buyer.tax_number
    yield (
        t("Customer\u2019s address"),
        ", ".join(line for line in address_lines(buyer.address, language=facts.language) if line),
    )
    yield t("Mail"), buyer.email
    yield t("Date"), t.formats.date(facts.issued_on)
    if facts.delivered_on is not None:
        yield t("Date of supply"), t.formats.date(facts.delivered_on)
    yield t("Order number"), facts.order_number
    if facts.preceding is not None:
        yield t("Corrects"), facts.preceding.number
    yield t("Our number"), facts.number


def _lines(facts: DocumentFacts, t: Translator, sign: str) -> Iterator[Row]:
    items = [line for line in facts.lines if not (line.is_section or line.is_optional)]
    for place, line in enumerate(items, 1):
        yield t("Line {n}: item", n=place), " ".join(part for part in (line.name, line.details) if part)
        yield t("Line {n}: quantity", n=place), _number(line.qty, sign)
        yield t("Line {n}: price", n=place), _number(line.price, sign)
        yield t("Line {n}: VAT", n=place), f"{_number(line.rate, sign)} %"
        yield t("Line {n}: net", n=place), _amount(line.net, facts.currency, sign)


def _sums(facts: DocumentFacts, t: Translator, sign: str) -> Iterator[Row]:
    sums = facts.totals
    yield t("Currency"), facts.currency
    yield t("Net"), _amount(sums.net, facts.currency, sign)
    for tax in facts.taxes:
        label = t("VAT {rate} on {base}", rate=f"{_number(tax.rate, sign)} %",
                  base=_amount(tax.base, facts.currency, sign))  # fmt: skip
        yield label, _amount(tax.tax, facts.currency, sign)
        yield t("Reason without VAT"), tax.reason
    for held in facts.withholdings:
        yield t("Withheld: {name}", name=held.name), _amount(held.amount, facts.currency, sign)
    yield t("Total"), _amount(sums.gross, facts.currency, sign)
    yield t("To pay"), _amount(sums.due, facts.currency, sign)


def _number(value: Decimal, sign: str) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", sign)


def _amount(minor: int, currency: str, sign: str) -> str:
    return money.plain(minor, currency).replace(".", sign)
