"""The rows of the law table in words a person understands, for the list that says how sure each one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.company.rules.law import elsewhere, treatment
from desktop_crm.company.rules.law.demands import demand_words
from desktop_crm.company.rules.law.table import Row
from desktop_crm.values.messages import Message, _

_REASONS: Final = MappingProxyType(
    {
        "E": _("The sentence where a supply is exempt"),
        "AE": _("The sentence for reverse charge"),
        "K": _("The sentence for goods to another EU country"),
        "G": _("The sentence for exports"),
        "O": _("The sentence where the tax does not apply"),
    }
)

_SPECIALS: Final = MappingProxyType(
    {
        "margin_goods": _("The sentence of the margin scheme for second-hand goods"),
        "margin_art": _("The sentence of the margin scheme for works of art"),
        "margin_antiques": _("The sentence of the margin scheme for antiques"),
        "margin_travel": _("The sentence of the margin scheme for travel"),
        "exempt_interest": _("The sentence for exempt health, education and culture"),
        "exempt_other": _("The sentence for exempt insurance, finance and letting"),
    }
)
_MENTIONS: Final = MappingProxyType(
    {
        "cash_accounting": _("The sentence where VAT is owed on what was paid"),
        "self_billing": _("The sentence where the customer writes the invoice"),
    }
)

_TREATED: Final[Mapping[str, Callable[[Mapping[str, Any]], Message]]] = MappingProxyType(
    {
        "treatment": lambda values: treatment.why_words(values["id"]),
        "special": lambda values: _SPECIALS[values["id"]],
        "mention": lambda values: _MENTIONS[values["id"]],
        "withholding": lambda values: _("A tax that customers keep back: {name}", name=values["code"]),
        "extra_tax": lambda values: _(
            "A tax beside VAT: {name} {rate}%", name=values["code"], rate=Decimal(values["rate"])
        ),
        "input_vat": lambda _values: _(
            "VAT of purchases counts by the day of the invoice, also if paid later"
        ),
        "exchange": lambda _values: _("Where exchange rates come from"),
        "mileage": lambda values: _(
            "A {unit} is worth {amount} {currency}",
            unit=values["unit"],
            amount=Decimal(values["rate"]),
            currency=values["currency"],
        ),
        "per_diem": lambda values: _(
            "A day away is worth {amount} {currency}",
            amount=Decimal(values["full"]),
            currency=values["currency"],
        ),
    }
)


def row_words(row: Row) -> Message:
    """What a row says: "A rate of 23%", "The customer's name must be stated"."""
    values = row.values
    match row.section:
        case "rate":
            return _("A rate of {rate}%", rate=Decimal(values["rate"]))
        case "demand":
            return demand_words(values["any_of"][0], row.source)
        case "small_amount":
            limit = Decimal(values["limit"])
            return _(
                "A simplified invoice up to {limit} {currency}", limit=limit, currency=values["currency"]
            )
        case "small_business":
            return _("The sentence of an exempt small business")
        case "reason":
            return _REASONS[values["category"]]
        case "keep":
            return keep_words(row)
        case "base_rate" | "late_interest" | "late_lump_sum" | "reminder_fee" | "late_fine" | "late_note":
            return _late_words(row)
        case "business_wording" if values.get("without_discount"):
            return _("The sentence that no discount is granted")
        case "business_wording":
            return _("The sentence on late payment")
        case section if section in _TREATED:
            return _TREATED[section](values)
        case "fiscal_elsewhere" | "papers_elsewhere" | "refusal":
            return elsewhere.reason_words(row.section, values["reason"])
        case _:
            return _("Currency, language and name of the tax")


def reading_words(row: Row, today: date) -> Message:
    """How sure a row is: when its text was read, or that it was not."""
    if row.read_on is None:
        return _("not read at its source")
    if row.is_stale(today):
        return _("read {date}: more than a year ago", date=row.read_on)
    return _("read {date}", date=row.read_on)


def keep_words(row: Row) -> Message:
    """ "Quotes are kept for 6 years"; a row without kinds is about all papers."""
    years, kinds = row.values["years"], row.values.get("kinds", ())
    if kinds == ["quote"]:
        return _("Quotes are kept for {years} years", years=years)
    if kinds == ["book"]:
        return _("Books are kept for {years} years", years=years)
    if kinds:
        return _("Invoices and credit notes are kept for {years} years", years=years)
    return _("Issued papers are kept for {years} years", years=years)


def no_rate_words(why: str) -> Message:
    """Why no rate of late interest stands in the table, and what helps."""
    if why == "monthly":
        return _(
            "The statutory interest changes every month (Selic less IPCA): give the level the rate that was"
            " agreed with customers"
        )
    return _(
        "No federal law sets interest between private parties, state law and the contract do: give the level"
        " the rate that was agreed with customers"
    )


def _late_words(row: Row) -> Message:
    """What who pays late owes."""
    values = row.values
    if row.section == "base_rate":
        return _("The base rate of interest is {rate}%", rate=Decimal(values["rate"]))
    if row.section == "reminder_fee":
        return _(
            "A reminder to a consumer costs at most {amount} {currency}",
            amount=Decimal(values["most"]),
            currency=values["currency"],
        )
    if row.section == "late_lump_sum":
        return _(
            "A lump sum of {amount} {currency} from a business that pays late",
            amount=Decimal(values["amount"]),
            currency=values["currency"],
        )
    if row.section == "late_fine":
        return _(
            "Fees for paying late come to at most {percent}% of what a consumer owes",
            percent=Decimal(values["percent"]),
        )
    if row.section == "late_note":
        return no_rate_words(values["why"])
    if "rate" in values and values["buyers"] == "business":
        return _("Default interest of {rate}% a year from businesses", rate=Decimal(values["rate"]))
    if "rate" in values:
        return _("Default interest of {rate}% a year from consumers", rate=Decimal(values["rate"]))
    points = Decimal(values["points"])
    if values["buyers"] == "consumer":
        return _("Default interest of {points} points above the base rate from consumers", points=points)
    return _("Default interest of {points} points above the base rate from businesses", points=points)
