"""Priced documents as JSON and back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.values import priced_json, totals
from desktop_crm.values.errors import UserError
from tests.values.test_totals_generated import generated

EVERYTHING: dict[str, Any] = {
    "lines": [
        {
            "qty": "2.50",
            "price": "19.9900",
            "category": "S",
            "rate": "21.0",
            "base_qty": "10",
            "allowances": [{"percent": "10.0", "reason": "Loyalty", "reason_code": "95"}, {"amount": "0.50"}],
            "charges": [{"amount": "2", "reason": "Packing", "reason_code": "ABL"}],
        },
        {"qty": "-1", "price": "5", "category": "Z", "rate": "0"},
    ],
    "currency": "USD",
    "price_mode": "gross",
    "doc_allowances": [{"percent": "3"}, {"amount": "1.5", "category": "S", "rate": "21"}],
    "doc_charges": [{"amount": "4.00", "reason": "Freight"}],
    "prepaid": "10.00",
    "round_due_to": "0.05",
    "withholdings": [
        {"code": "IRPF", "base": "net", "rate": "15"},
        {"code": "KDV", "base": "tax", "fraction": "9/10"},
    ],
    "tax_currency": {"code": "EUR", "rate": "0.9234"},
    "early_discount": {"percent": "2.0", "days": "14"},
    "extra_taxes": [{"code": "RE", "rate": "5.2", "category": "S", "on_rate": "21"}],
    "tax_rounding": "down",
    "document": "credit_note",
}


def test_every_key_comes_back_as_it_was_typed() -> None:
    written = priced_json.priced_to_json(priced_json.priced_from_json(EVERYTHING))
    assert written == EVERYTHING
    assert written.keys() == priced_json.PRICED_KEYS - {"rounding_amount"}
    assert set(EVERYTHING["lines"][0]) == priced_json.LINE_KEYS


def test_generated_documents_survive_the_way_there_and_back() -> None:
    for seed in range(400_000, 400_500):
        document = priced_json.priced_from_json(generated(seed))
        text = json.dumps(priced_json.priced_to_json(document))
        assert priced_json.priced_from_json(json.loads(text)) == document, seed


def test_what_is_at_its_default_is_not_written() -> None:
    document = totals.PricedDocument((totals.PricedLine(Decimal(1), Decimal("9.50"), "S", Decimal(19)),))
    assert priced_json.priced_to_json(document) == {
        "lines": [{"qty": "1", "price": "9.50", "category": "S", "rate": "19"}],
        "currency": "EUR",
    }


def test_keys_of_others_are_not_looked_at() -> None:
    data: dict[str, Any] = {"lines": [], "customer": "Café Example", "notes": None, "issued_on": "2026-01-05"}
    assert priced_json.priced_from_json(data) == totals.PricedDocument(())


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12.50", "12.50"),
        (" 7 ", "7"),
        ("-3", "-3"),
        ("+3.", "3"),
        (".5", "0.5"),
        (12, "12"),
        (-4, "-4"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_number_is_text_with_a_point_or_a_whole_number(value: object, number: str) -> None:
    assert priced_json.decimal_from_json(value, "qty") == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "-",
        ".",
        "1,5",
        "1.234,5",
        "1'000",
        "1_000",
        "1e3",
        "0x1F",
        "½",
        "１２",
        "nan",
        "inf",
        "1 000",
        "--1",
        1.5,
        True,
        None,
        [],
        {},
        b"1",
        "9" * 21,
        "0." + "1" * 21,
        10**20,
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Decimal("NaN"),
    ],
)
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(UserError) as refused:
        priced_json.decimal_from_json(value, "lines[3].qty")
    assert refused.value.field == "lines[3].qty"
