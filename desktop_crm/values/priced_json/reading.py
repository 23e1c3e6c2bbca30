"""JSON values -> priced documents, with the field named where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar, get_args

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.totals import (
    Adjustment,
    EarlyDiscount,
    ExtraTax,
    PricedDocument,
    PricedLine,
    PriceMode,
    TaxCurrency,
    TaxRounding,
    Withholding,
    WithholdingBase,
)

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_FRACTION: Final = re.compile(r"([0-9]{1,7})\s*/\s*([0-9]{1,7})")
Item = TypeVar("Item")


def priced_from_json(data: Mapping[str, object]) -> PricedDocument:
    """The document behind the keys `PRICED_KEYS`; `unknown_priced_keys` tells of others. UserError names the
    field.

    Form only: whether the numbers make sense is asked with `totals.check_priced`.
    """
    if "lines" not in data:
        raise UserError(_("This is missing"), "lines")
    return PricedDocument(
        lines=_items(data, "lines", "", line_from_json),
        currency=_text(data, "currency", "EUR"),
        price_mode=_choice(data, "price_mode", get_args(PriceMode)),
        doc_allowances=_items(data, "doc_allowances", "", _adjustment),
        doc_charges=_items(data, "doc_charges", "", _adjustment),
        prepaid=_optional(data, "prepaid", "") or Decimal(0),
        round_due_to=_optional(data, "round_due_to", ""),
        rounding_amount=_optional(data, "rounding_amount", ""),
        withholdings=_items(data, "withholdings", "", _withholding),
        tax_currency=_tax_currency(data.get("tax_currency")),
        early_discount=_early_discount(data.get("early_discount")),
        extra_taxes=_items(data, "extra_taxes", "", _extra_tax),
        tax_rounding=_choice(data, "tax_rounding", get_args(TaxRounding)),
        kind=_text(data, "document", "invoice"),
    )


def line_from_json(data: Mapping[str, object], field: str) -> PricedLine:
    """One line; `field` is its name in errors ("lines[2]"). Category O needs no rate."""
    category = _text(data, "category", "S", field)
    rate = _optional(data, "rate", field)
    if rate is None and category != "O":
        raise UserError(_("This is missing"), f"{field}.rate")
    base_qty = _optional(data, "base_qty", field)
    return PricedLine(
        qty=_required(data, "qty", field),
        price=_required(data, "price", field),
        category=category,
        rate=Decimal(0) if rate is None else rate,
        base_qty=Decimal(1) if base_qty is None else base_qty,
        allowances=_items(data, "allowances", f"{field}.", _adjustment),
        charges=_items(data, "charges", f"{field}.", _adjustment),
    )


def decimal_from_json(value: object, field: str) -> Decimal:
    """A number: text with a point, or a whole JSON number; no exponent, grouping, comma, binary fraction."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**20 else ""
    if isinstance(value, Decimal):  # of a reader with parse_float=Decimal; 1e999999999 is not written out
        value = f"{value:f}" if value.is_finite() and abs(value.adjusted()) <= 20 else ""
    if isinstance(value, float):
        raise UserError(_("Write the number in quotes, so that it stays exact"), field)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value.strip()):
        raise UserError(_("This is no number; write it like 1234.50"), field)
    return Decimal(value.strip())


def _adjustment(data: Mapping[str, object], field: str) -> Adjustment:
    if (data.get("percent") is None) == (data.get("amount") is None):
        raise UserError(_("Give either a percentage or an amount"), f"{field}.percent")
    return Adjustment(
        percent=_optional(data, "percent", field),
        amount=_optional(data, "amount", field),
        category=_text(data, "category", "", field) or None,
        rate=_optional(data, "rate", field),
        reason=_text(data, "reason", "", field),
        reason_code=_text(data, "reason_code", "", field),
    )


def _withholding(data: Mapping[str, object], field: str) -> Withholding:
    fraction = None
    if data.get("fraction") is not None:
        match = _FRACTION.fullmatch(_text(data, "fraction", "", field).strip())
        if match is None:
            raise UserError(_("A fraction lies between 0 and 1, such as 9/10"), f"{field}.fraction")
        fraction = (int(match[1]), int(match[2]))
    base: WithholdingBase = _choice(data, "base", get_args(WithholdingBase), field)
    return Withholding(_text(data, "code", "", field), base, _optional(data, "rate", field), fraction)


def _extra_tax(data: Mapping[str, object], field: str) -> ExtraTax:
    return ExtraTax(
        code=_text(data, "code", "", field),
        rate=_required(data, "rate", field),
        category=_text(data, "category", "", field) or None,
        on_rate=_optional(data, "on_rate", field),
    )


def _tax_currency(value: object) -> TaxCurrency | None:
    if value is None:
        return None
    data = _object(value, "tax_currency")
    return TaxCurrency(_text(data, "code", "", "tax_currency"), _required(data, "rate", "tax_currency"))


def _early_discount(value: object) -> EarlyDiscount | None:
    """`"2"`, or `{"percent": "2", "days": 10}`."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return EarlyDiscount(decimal_from_json(value, "early_discount"))
    days = _optional(value, "days", "early_discount")
    if days is not None and days != int(days):
        raise UserError(_("This is no whole number"), "early_discount.days")
    percent = _required(value, "percent", "early_discount")
    return EarlyDiscount(percent, None if days is None else int(days))


def _object(value: object, field: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UserError(_("This must be an object with keys and values"), field)
    return value


def _items(
    data: Mapping[str, object], key: str, prefix: str, read: Callable[[Mapping[str, object], str], Item]
) -> tuple[Item, ...]:
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise UserError(_("This must be a list"), f"{prefix}{key}")
    fields = (f"{prefix}{key}[{number}]" for number in range(1, len(value) + 1))
    return tuple(read(_object(item, field), field) for item, field in zip(value, fields, strict=True))


def _name(field: str, key: str) -> str:
    return f"{field}.{key}" if field else key


def _text(data: Mapping[str, object], key: str, default: str, field: str = "") -> str:
    value = data.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise UserError(_("This must be text"), _name(field, key))
    return value


def _choice(data: Mapping[str, object], key: str, choices: tuple[str, ...], field: str = "") -> Any:
    """One of the words of a `Literal`; the first is the default."""
    value = data.get(key)
    if value is None:
        return choices[0]
    if value not in choices:
        raise UserError(_("Choose one of: {choices}", choices=", ".join(choices)), _name(field, key))
    return value


def _optional(data: Mapping[str, object], key: str, field: str) -> Decimal | None:
    value = data.get(key)
    return None if value is None else decimal_from_json(value, _name(field, key))


def _required(data: Mapping[str, object], key: str, field: str) -> Decimal:
    value = _optional(data, key, field)
    if value is None:
        raise UserError(_("This is missing"), _name(field, key))
    return value
