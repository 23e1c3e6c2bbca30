"""Refuses what makes no sense before it is calculated, naming the field."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.texts import check_line
from desktop_crm.values.totals.adjusting import line_part, matching_groups
from desktop_crm.values.totals.calculation import totals_of
from desktop_crm.values.totals.document import Adjustment, PricedDocument, PricedLine, Withholding

CATEGORIES: Final = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M"})
"""UNCL 5305 as EN 16931 admits it (BT-151)."""
UNTAXED_CATEGORIES: Final = frozenset({"Z", "E", "AE", "K", "G", "O"})
"""Categories whose rate is zero (BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05, BR-G-05, BR-O-05)."""
LARGEST: Final = 10**12
"""Quantities and unit prices: six more decimals, scaled to an integer, stay below 2**63."""
LARGEST_EXCHANGE_RATE: Final = 10**7
HUNDRED: Final = Decimal(100)


def check_priced(document: PricedDocument, *, decimals: int = money.QUANTITY_DIGITS) -> None:
    """Raises UserError naming the field: "lines[2].price", "doc_allowances[1].amount", "currency" ...

    Numbers may carry `decimals` places (what the database keeps); every resulting amount fits in 64 bits.
    """
    unit = 10 ** money.digits(document.currency)
    size = 0  # the absolute sum, so that no order of lines and no group overflows
    for number, line in enumerate(document.lines, 1):
        _check_line(line, f"lines[{number}]", document.currency, decimals)
        part = line_part(line, unit)
        size += max(abs(part.amount), abs(part.total))
        if size > money.MAX_MINOR:
            raise UserError(_("Quantity times price comes to too large a sum"), f"lines[{number}].price")
    _check_categories(document)
    for name in ("doc_allowances", "doc_charges"):
        for number, adjustment in enumerate(getattr(document, name), 1):
            _check_document_adjustment(document, adjustment, f"{name}[{number}]")
    _check_payment(document)
    _check_taxes(document)
    _check_tax_currency(document)


def _check_line(line: PricedLine, field: str, currency: str, decimals: int) -> None:
    _check_number(line.qty, f"{field}.qty", decimals)
    _check_number(line.price, f"{field}.price", decimals)
    _check_number(line.base_qty, f"{field}.base_qty", decimals)
    if line.base_qty <= 0:
        raise UserError(_("The base quantity must be more than zero"), f"{field}.base_qty")
    _check_category(line.category, line.rate, field)
    for name, adjustments in (("allowances", line.allowances), ("charges", line.charges)):
        for number, adjustment in enumerate(adjustments, 1):
            place = f"{field}.{name}[{number}]"
            _check_adjustment(adjustment, place, currency)
            if adjustment.category is not None:
                _check_category(adjustment.category, adjustment.rate or Decimal(0), place)


def _check_number(value: Decimal, field: str, decimals: int) -> None:
    if not value.is_finite():
        raise UserError(_("This is no number"), field)
    if abs(value) > LARGEST:
        raise UserError(_("This number is too large"), field)
    _check_decimals(value, field, decimals)


def _check_decimals(value: Decimal, field: str, decimals: int) -> None:
    """Whether all that counts stands in the first places; the zeros of 1.5000000 do not."""
    if 10**decimals % value.as_integer_ratio()[1]:
        raise UserError(_("At most {n} decimals are kept", n=decimals), field)


def _check_percent(value: Decimal, field: str) -> None:
    if not value.is_finite() or not 0 <= value <= HUNDRED:
        raise UserError(_("A percentage lies between 0 and 100"), field)
    _check_decimals(value, field, money.RATE_DIGITS)


def _check_category(category: str, rate: Decimal, field: str) -> None:
    if category not in CATEGORIES:
        raise UserError(_("“{code}” is no VAT category of EN 16931", code=category), f"{field}.category")
    _check_percent(rate, f"{field}.rate")
    if rate and category in UNTAXED_CATEGORIES:
        raise UserError(_("VAT category {code} has no rate but 0 %", code=category), f"{field}.rate")


def _check_adjustment(adjustment: Adjustment, field: str, currency: str) -> None:
    if (adjustment.percent is None) == (adjustment.amount is None):
        raise UserError(_("Give either a percentage or an amount"), f"{field}.percent")
    if adjustment.percent is not None:
        _check_percent(adjustment.percent, f"{field}.percent")
    if adjustment.amount is not None:
        _check_amount(adjustment.amount, currency, f"{field}.amount")


def _check_amount(amount: Decimal, currency: str, field: str) -> None:
    if money.minor(amount, currency, field) < 0:
        raise UserError(_("This amount must not be negative"), field)


def _check_document_adjustment(document: PricedDocument, adjustment: Adjustment, field: str) -> None:
    _check_adjustment(adjustment, field, document.currency)
    if adjustment.category is not None:
        _check_category(adjustment.category, adjustment.rate or Decimal(0), field)
        if adjustment.rate is not None:
            return
    groups = dict.fromkeys((line.category, line.rate) for line in document.lines)
    if not matching_groups(adjustment, groups):
        scoped = "rate" if adjustment.rate is not None else "category"
        raise UserError(_("No line has this VAT category and rate"), f"{field}.{scoped}")


def _check_categories(document: PricedDocument) -> None:
    """Category O (outside the scope of VAT) stands alone in a document (BR-O-11 to BR-O-14)."""
    places = [(line.category, f"lines[{n}].category") for n, line in enumerate(document.lines, 1)]
    for name in ("doc_allowances", "doc_charges"):
        for n, adjustment in enumerate(getattr(document, name), 1):
            if adjustment.category is not None:
                places.append((adjustment.category, f"{name}[{n}].category"))
    outside = [category == "O" for category, _field in places]
    if any(outside) and not all(outside):
        field = places[next(i for i, is_outside in enumerate(outside) if is_outside != outside[0])][1]
        raise UserError(_("VAT category O stands alone: all of a document or nothing of it"), field)


def _check_payment(document: PricedDocument) -> None:
    currency = document.currency
    _check_amount(document.prepaid, currency, "prepaid")
    if document.rounding_amount is not None:
        money.minor(document.rounding_amount, currency, "rounding_amount")
    if document.round_due_to is not None:
        if money.minor(document.round_due_to, currency, "round_due_to") <= 0:
            raise UserError(_("The smallest coin must be more than zero"), "round_due_to")
        if document.rounding_amount:
            raise UserError(_("Give either the rounding or the smallest coin"), "rounding_amount")
    if document.early_discount is not None:
        _check_percent(document.early_discount.percent, "early_discount")
        if document.early_discount.days is not None and not 0 <= document.early_discount.days <= 3650:
            raise UserError(_("Days lie between 0 and 3650"), "early_discount.days")


def _check_taxes(document: PricedDocument) -> None:
    for number, withholding in enumerate(document.withholdings, 1):
        _check_withholding(withholding, f"withholdings[{number}]")
    for number, extra in enumerate(document.extra_taxes, 1):
        check_line(extra.code, f"extra_taxes[{number}].code", most=40, required=True)
        _check_percent(extra.rate, f"extra_taxes[{number}].rate")


def _check_withholding(withholding: Withholding, field: str) -> None:
    if (withholding.rate is None) == (withholding.fraction is None):
        raise UserError(_("Give either a rate or a fraction"), f"{field}.rate")
    if withholding.rate is not None:
        _check_percent(withholding.rate, f"{field}.rate")
    if withholding.fraction is not None:
        numerator, denominator = withholding.fraction
        if not 0 <= numerator <= denominator or not 0 < denominator <= 10**6:
            raise UserError(_("A fraction lies between 0 and 1, such as 9/10"), f"{field}.fraction")


def _check_tax_currency(document: PricedDocument) -> None:
    wanted = document.tax_currency
    if wanted is None:
        return
    if not money.is_currency(wanted.code):
        raise UserError(_("“{code}” is no currency code (ISO 4217)", code=wanted.code), "tax_currency.code")
    if not wanted.rate.is_finite() or not 0 < wanted.rate <= LARGEST_EXCHANGE_RATE:
        raise UserError(_("The exchange rate must be more than zero, and not absurd"), "tax_currency.rate")
    _check_decimals(wanted.rate, "tax_currency.rate", money.EXCHANGE_DIGITS)
    if abs(totals_of(document).tax_in_tax_currency or 0) > money.MAX_MINOR:
        raise UserError(_("The tax is too large in this currency"), "tax_currency.rate")
