"""What an e-invoice says, in the words and formats of the reader: amounts, days, addresses, VAT."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from desktop_crm.company.rules.addresses import country_names
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Address, Invoice, Line, Party, Vat
from desktop_crm.einvoice.terms import TERMS
from desktop_crm.values import units
from desktop_crm.values.messages import Message, Translator, _

CATEGORIES: Final[dict[str, Message]] = {
    "S": _("VAT"),
    "Z": _("VAT at the zero rate"),
    "E": _("Exempt from VAT"),
    "AE": _("Reverse charge: you owe the VAT"),
    "K": _("Supply within the EU: you owe the VAT"),
    "G": _("Export: no VAT"),
    "O": _("Not subject to VAT"),
    "L": _("IGIC (Canary Islands)"),
    "M": _("IPSI (Ceuta and Melilla)"),
    "B": _("VAT, split payment"),
}
Fact = tuple[str, str]


def money_words(t: Translator, amount: Decimal | None, currency: str) -> str:
    """An amount as it stands in the file, with its currency's code; "" where there is none."""
    return "" if amount is None else f"{t.formats.number(amount, least=2)} {currency}".strip()


def party_facts(t: Translator, party: Party) -> list[Fact]:
    """Who: name, address, numbers."""
    return [
        (t("Name"), party.name),
        (t("Trading name"), party.trading_name),
        (t("Address"), address_words(t, party.address)),
        (t("VAT ID"), party.vat_id),
        (t("Tax number"), party.tax_number),
        (t("Register number"), party.legal_id.id if party.legal_id else ""),
        (t("Contact"), ", ".join(filter(None, (party.contact_name, party.phone, party.email)))),
        (t("E-invoice address"), f"{party.endpoint.scheme} {party.endpoint.id}" if party.endpoint else ""),
    ]


def address_words(t: Translator, address: Address | None) -> str:
    if address is None:
        return ""
    country = country_names(t.language).get(address.country, address.country)
    city = f"{address.postal_code} {address.city}".strip()
    lines = (address.street, address.second, address.third, city, address.region, country)
    return "\n".join(line for line in lines if line)


def when_facts(t: Translator, invoice: Invoice) -> list[Fact]:
    """When: issued, supplied, to be paid."""
    formats, period = t.formats, invoice.period
    days = [period.start, period.end] if period else []
    said = " \u2013 ".join(formats.date(day) for day in days if day)
    delivered = invoice.delivery.day if invoice.delivery else None
    return [
        (t("Issued"), formats.date(invoice.issued_on) if invoice.issued_on else ""),
        (t("Supplied"), formats.date(delivered) if delivered else ""),
        (t("Period"), said),
        (t("Due"), formats.date(invoice.due_on) if invoice.due_on else ""),
        (t("Terms"), invoice.terms),
    ]


def reference_facts(t: Translator, invoice: Invoice) -> list[Fact]:
    """What it refers to."""
    before = ", ".join(each.number for each in invoice.preceding)
    return [
        (t("Order number"), invoice.order),
        (t("Buyer reference"), invoice.buyer_reference),
        (t("Contract"), invoice.contract),
        (t("Project"), invoice.project),
        (t("Invoice before"), before),
        (t("Notes"), "\n".join(note.text for note in invoice.notes)),
    ]


def sum_facts(t: Translator, invoice: Invoice) -> list[Fact]:
    """How much, and which tax."""
    sums, code = invoice.totals, invoice.currency
    facts = [(t("Lines"), money_words(t, sums.lines, code))]
    if sums.allowances:
        facts.append((t("Discounts"), money_words(t, -sums.allowances, code)))
    if sums.charges:
        facts.append((t("Surcharges"), money_words(t, sums.charges, code)))
    facts.append((t("Without VAT"), money_words(t, sums.net, code)))
    facts += [(t("VAT"), vat_words(t, group, code)) for group in invoice.taxes]
    if sums.tax_in_tax_currency is not None:
        label = t("VAT in {currency}", currency=invoice.tax_currency)
        facts.append((label, money_words(t, sums.tax_in_tax_currency, invoice.tax_currency)))
    facts.append((t("With VAT"), money_words(t, sums.gross, code)))
    if sums.prepaid:
        facts.append((t("Paid before"), money_words(t, -sums.prepaid, code)))
    if sums.rounding:
        facts.append((t("Rounding"), money_words(t, sums.rounding, code)))
    return facts


def vat_words(t: Translator, group: Vat, currency: str) -> str:
    """ "19% of 275.00 EUR: 52.25 EUR", or why there is none."""
    base = money_words(t, group.base, currency)
    name = t.message(CATEGORIES.get(group.category, group.category))
    if group.rate:
        tax = money_words(t, group.tax, currency)
        return t("{rate} of {base}: {tax}", rate=t.formats.percent(group.rate), base=base, tax=tax)
    return " \u00b7 ".join(part for part in (f"{name} ({base})", group.reason) if part)


def paying_facts(t: Translator, invoice: Invoice) -> list[Fact]:
    """How to pay."""
    facts = [(t("To pay"), money_words(t, invoice.totals.due, invoice.currency))]
    payment = invoice.payment
    for account in payment.accounts if payment else ():
        facts.append((t("Account"), account.id))
        facts.append((t("Holder"), account.holder))
        facts.append((t("BIC"), account.bic))
    facts.append((t("Reference"), invoice.payment_reference))
    if payment is not None and payment.debited:
        facts.append((t("Debited from"), payment.debited))
    return facts


def line_cells(t: Translator, line: Line, currency: str) -> tuple[str, str, str, str]:
    """What, how much of it, at which price, for how much."""
    unit = units.UNITS.get(line.unit)
    quantity = "" if line.qty is None else t.formats.number(line.qty)
    if unit is not None:
        quantity = f"{quantity} {t.message(unit.name)}"
    what = " \u2013 ".join(part for part in (line.name, " ".join(line.description.split())) if part)
    price = "" if line.price is None else t.formats.number(line.price, least=2)
    if line.base_qty is not None and line.base_qty != 1:
        price = f"{price} / {t.formats.number(line.base_qty)}"
    return what, quantity, price, money_words(t, line.net, currency)


def finding_words(t: Translator, found: Finding) -> str:
    """The sentence, the line that it is about, and the numbers of rule and term."""
    place = t("Line {n}", n=str(found.line)) + ": " if found.line else ""
    term = found.term if found.term in TERMS else ""
    numbers = ", ".join(filter(None, (found.rule, term)))
    return f"{place}{t.message(found.message)} ({numbers})"
