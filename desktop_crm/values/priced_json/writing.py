"""Priced documents and totals -> JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from desktop_crm.values import money
from desktop_crm.values.totals import (
    Adjustment,
    ExtraTax,
    PricedDocument,
    PricedLine,
    SplitAmount,
    Totals,
    Withholding,
)


def priced_to_json(document: PricedDocument) -> dict[str, object]:
    """The keys that `priced_from_json` reads; what is at its default is left out."""
    early, wanted = document.early_discount, document.tax_currency
    percent = None if early is None else _number(early.percent)
    in_days = None if early is None or early.days is None else {"percent": percent, "days": str(early.days)}
    return {
        "lines": [line_to_json(line) for line in document.lines],
        "currency": document.currency,
        **_unless("price_mode", document.price_mode, "net"),
        **_listed("doc_allowances", map(_adjustment, document.doc_allowances)),
        **_listed("doc_charges", map(_adjustment, document.doc_charges)),
        **(_given("prepaid", document.prepaid) if document.prepaid else {}),
        **_given("round_due_to", document.round_due_to),
        **_given("rounding_amount", document.rounding_amount),
        **_listed("withholdings", map(_withholding, document.withholdings)),
        **({} if wanted is None else {"tax_currency": {"code": wanted.code, "rate": _number(wanted.rate)}}),
        **({} if early is None else {"early_discount": in_days or percent}),
        **_listed("extra_taxes", map(_extra_tax, document.extra_taxes)),
        **_unless("tax_rounding", document.tax_rounding, "half_up"),
        **_unless("document", document.kind, "invoice"),
    }


def line_to_json(line: PricedLine) -> dict[str, object]:
    """One line with the keys `LINE_KEYS`."""
    return {
        "qty": _number(line.qty),
        "price": _number(line.price),
        "category": line.category,
        "rate": _number(line.rate),
        **(_given("base_qty", line.base_qty) if line.base_qty != 1 else {}),
        **_listed("allowances", map(_adjustment, line.allowances)),
        **_listed("charges", map(_adjustment, line.charges)),
    }


def totals_to_json(document: PricedDocument, totals: Totals) -> dict[str, object]:
    """The totals of the document as text in major units; keys appear where they say something.

    With tax-inclusive prices `line_gross`, `sum_lines_gross` and `line_nets_for_xml` stand for `line_nets`
    and `sum_lines`; `allowance_total` and `charge_total` then include tax, like the prices.
    """

    def text(amount: int) -> str:
        return money.plain(amount, document.currency)

    net_lines: dict[str, object] = {}
    gross_lines: dict[str, object] = {}
    if document.price_mode == "net":
        net_lines = {"line_nets": [*map(text, totals.line_nets)], "sum_lines": text(totals.sum_lines)}
    else:
        gross_lines = {
            "line_gross": [*map(text, totals.line_gross)],
            "sum_lines_gross": text(totals.sum_lines_gross),
            "line_nets_for_xml": [*map(text, totals.line_nets)],
        }
    return {
        **net_lines,
        "allowance_total": text(totals.allowance_total),
        "charge_total": text(totals.charge_total),
        "net": text(totals.net),
        "tax_breakdown": [
            {
                "category": group.category,
                "rate": _number(group.rate),
                "base": text(group.base),
                "tax": text(group.tax),
            }
            for group in totals.tax_breakdown
        ],
        "tax": text(totals.tax),
        "gross": text(totals.gross),
        "prepaid": text(totals.prepaid),
        "withheld": text(totals.withheld),
        "rounding": text(totals.rounding),
        "due": text(totals.due),
        **gross_lines,
        **_listed("doc_split", (_split(split, document.currency) for split in totals.doc_split)),
        **_sometimes(document, totals),
    }


def _sometimes(document: PricedDocument, totals: Totals) -> dict[str, object]:
    """Keys of documents with withholding, a tax currency, extra taxes or an early-payment discount."""
    currency = document.currency
    found: dict[str, object] = {}
    if document.tax_currency is not None and totals.tax_in_tax_currency is not None:
        found["tax_in_tax_currency_BT111"] = money.plain(
            totals.tax_in_tax_currency, document.tax_currency.code
        )
    if totals.withholdings:
        found["withholdings"] = [
            {"code": held.code, "amount": _shortest(money.major(held.amount, currency))}
            for held in totals.withholdings
        ]
        found["en16931_due_BT115"] = money.plain(totals.en16931_due, currency)
    if totals.extra_taxes:
        found["extra_taxes"] = [
            {"code": extra.code, "rate": _number(extra.rate), "amount": money.plain(extra.amount, currency)}
            for extra in totals.extra_taxes
        ]
    if totals.early_payment is not None:
        found["early_payment"] = {
            "discount": money.plain(totals.early_payment.discount, currency),
            "pay": money.plain(totals.early_payment.pay, currency),
        }
    return found


def _split(split: SplitAmount, currency: str) -> dict[str, object]:
    amount = money.plain(split.amount, currency) if split.typed is None else _number(split.typed)
    return {"kind": split.kind, "category": split.category, "rate": _number(split.rate), "amount": amount}


def _adjustment(adjustment: Adjustment) -> dict[str, object]:
    return {
        **_given("percent", adjustment.percent),
        **_given("amount", adjustment.amount),
        **_unless("category", adjustment.category, None),
        **_given("rate", adjustment.rate),
        **_unless("reason", adjustment.reason, ""),
        **_unless("reason_code", adjustment.reason_code, ""),
    }


def _withholding(withholding: Withholding) -> dict[str, object]:
    fraction = None if withholding.fraction is None else "/".join(map(str, withholding.fraction))
    return {
        "code": withholding.code,
        "base": withholding.base,
        **_given("rate", withholding.rate),
        **_unless("fraction", fraction, None),
    }


def _extra_tax(extra: ExtraTax) -> dict[str, object]:
    return {
        "code": extra.code,
        "rate": _number(extra.rate),
        **_unless("category", extra.category, None),
        **_given("on_rate", extra.on_rate),
    }


def _number(value: Decimal) -> str:
    """As typed: "25.0" stays "25.0"."""
    return f"{value:f}"


def _shortest(value: Decimal) -> str:
    """Without the zeros that say nothing: "150", "18.52"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _given(key: str, value: Decimal | None) -> dict[str, object]:
    return {} if value is None else {key: _number(value)}


def _unless(key: str, value: object, default: object) -> dict[str, object]:
    return {} if value == default else {key: value}


def _listed(key: str, items: Iterable[object]) -> dict[str, object]:
    found = list(items)
    return {key: found} if found else {}
