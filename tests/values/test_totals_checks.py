"""What is refused, and which field is named."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_crm.values import priced_json, totals
from desktop_crm.values.errors import UserError
from tests.values.totals_cases import line

GOOD = line("1", "100.00")
TOO_MUCH = "9" * 20

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("lines", {}),
    ("lines", {"lines": "none"}),
    ("lines[1]", {"lines": ["none"]}),
    ("lines[2].price", {"lines": [GOOD, line("1", "12,50")]}),
    ("lines[1].price", {"lines": [line("1", "")]}),
    ("lines[1].price", {"lines": [line("1", "1e5")]}),
    ("lines[1].price", {"lines": [line("1", "1_000")]}),
    ("lines[1].price", {"lines": [line("1", "NaN")]}),
    ("lines[1].price", {"lines": [line("1", "Infinity")]}),
    ("lines[1].price", {"lines": [line("1", "٣")]}),
    ("lines[1].price", {"lines": [{**GOOD, "price": 0.1}]}),
    ("lines[1].price", {"lines": [{**GOOD, "price": True}]}),
    ("lines[1].price", {"lines": [{**GOOD, "price": 10**40}]}),
    ("lines[1].price", {"lines": [{**GOOD, "price": ["1"]}]}),
    ("lines[1].price", {"lines": [{**GOOD, "price": None}]}),
    ("lines[1].price", {"lines": [line("1", TOO_MUCH)]}),
    ("lines[1].price", {"lines": [line("1000000", "100000000")]}),
    ("lines[2].price", {"lines": [line("1", "6000000000000"[:12]), line("1000", "10000000000")]}),
    ("lines[1].price", {"lines": [line("1", "0.1234567")]}),
    ("lines[1].qty", {"lines": [line(TOO_MUCH, "1")]}),
    ("lines[1].qty", {"lines": [{"price": "1", "rate": "19"}]}),
    ("lines[1].base_qty", {"lines": [line("1", "1", base_qty="0")]}),
    ("lines[1].base_qty", {"lines": [line("1", "1", base_qty="-1")]}),
    ("lines[1].rate", {"lines": [line("1", "1", "-1")]}),
    ("lines[1].rate", {"lines": [line("1", "1", "100.01")]}),
    ("lines[1].rate", {"lines": [line("1", "1", "19.00001")]}),
    ("lines[1].rate", {"lines": [line("1", "1", "19", "AE")]}),
    ("lines[1].rate", {"lines": [line("1", "1", "5", "O")]}),
    ("lines[1].rate", {"lines": [{"qty": "1", "price": "1"}]}),
    ("lines[1].category", {"lines": [line("1", "1", "19", "X")]}),
    ("lines[1].category", {"lines": [{**GOOD, "category": 7}]}),
    ("lines[2].category", {"lines": [line("1", "1", "0", "O"), GOOD]}),
    (
        "doc_charges[1].category",
        {"lines": [GOOD], "doc_charges": [{"amount": "1", "category": "O", "rate": "0"}]},
    ),
    ("lines[1].allowances[1].percent", {"lines": [{**GOOD, "allowances": [{"percent": "101"}]}]}),
    ("lines[1].allowances[2].percent", {"lines": [{**GOOD, "allowances": [{"percent": "1"}, {}]}]}),
    (
        "lines[1].allowances[1].percent",
        {"lines": [{**GOOD, "allowances": [{"percent": "1", "amount": "1"}]}]},
    ),
    ("lines[1].charges[1].amount", {"lines": [{**GOOD, "charges": [{"amount": "-1"}]}]}),
    ("lines[1].charges[1].amount", {"lines": [{**GOOD, "charges": [{"amount": "0.005"}]}]}),
    ("lines[1].charges", {"lines": [{**GOOD, "charges": {"amount": "1"}}]}),
    ("doc_allowances[1].amount", {"lines": [GOOD], "doc_allowances": [{"amount": "-1"}]}),
    ("doc_allowances[1].percent", {"lines": [GOOD], "doc_allowances": [{"percent": "-1"}]}),
    ("doc_allowances[1].rate", {"lines": [GOOD], "doc_allowances": [{"amount": "1", "rate": "7"}]}),
    ("doc_allowances[1].category", {"lines": [GOOD], "doc_allowances": [{"amount": "1", "category": "Z"}]}),
    ("doc_allowances[1].category", {"lines": [], "doc_allowances": [{"amount": "1"}]}),
    ("doc_charges[2].amount", {"lines": [GOOD], "doc_charges": [{"amount": "1"}, {"amount": TOO_MUCH}]}),
    ("currency", {"lines": [GOOD], "currency": "EUX"}),
    ("currency", {"lines": [GOOD], "currency": 978}),
    ("price_mode", {"lines": [GOOD], "price_mode": "both"}),
    ("price_mode", {"lines": [GOOD], "price_mode": ["net"]}),
    ("tax_rounding", {"lines": [GOOD], "tax_rounding": "up"}),
    ("prepaid", {"lines": [GOOD], "prepaid": "-1"}),
    ("prepaid", {"lines": [GOOD], "prepaid": "0.001"}),
    ("prepaid", {"lines": [line("1", "1")], "currency": "JPY", "prepaid": "0.5"}),
    ("round_due_to", {"lines": [GOOD], "round_due_to": "0"}),
    ("round_due_to", {"lines": [GOOD], "round_due_to": "0.005"}),
    ("rounding_amount", {"lines": [GOOD], "round_due_to": "0.05", "rounding_amount": "0.01"}),
    ("withholdings[1].base", {"lines": [GOOD], "withholdings": [{"code": "W", "base": "all", "rate": "1"}]}),
    ("withholdings[1].rate", {"lines": [GOOD], "withholdings": [{"code": "W", "rate": "101"}]}),
    ("withholdings[1].rate", {"lines": [GOOD], "withholdings": [{"code": "W"}]}),
    ("withholdings[1].fraction", {"lines": [GOOD], "withholdings": [{"code": "W", "fraction": "10/9"}]}),
    ("withholdings[1].fraction", {"lines": [GOOD], "withholdings": [{"code": "W", "fraction": "1/0"}]}),
    ("withholdings[1].fraction", {"lines": [GOOD], "withholdings": [{"code": "W", "fraction": "half"}]}),
    ("extra_taxes[1].rate", {"lines": [GOOD], "extra_taxes": [{"code": "RE"}]}),
    ("extra_taxes[1].rate", {"lines": [GOOD], "extra_taxes": [{"code": "RE", "rate": "101"}]}),
    ("tax_currency", {"lines": [GOOD], "tax_currency": "EUR"}),
    ("tax_currency.code", {"lines": [GOOD], "tax_currency": {"code": "???", "rate": "1"}}),
    ("tax_currency.rate", {"lines": [GOOD], "tax_currency": {"code": "USD", "rate": "0"}}),
    (
        "tax_currency.rate",
        {"lines": [line("1", "900000000000")], "tax_currency": {"code": "CLF", "rate": "9000000"}},
    ),
    ("early_discount", {"lines": [GOOD], "early_discount": "101"}),
    ("early_discount.days", {"lines": [GOOD], "early_discount": {"percent": "2", "days": "1.5"}}),
    ("early_discount.days", {"lines": [GOOD], "early_discount": {"percent": "2", "days": -1}}),
]


@pytest.mark.parametrize(
    ("field", "data"), REFUSED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_nonsense_is_refused_at_its_field(field: str, data: dict[str, Any]) -> None:
    with pytest.raises(UserError) as refused:
        totals.check_priced(priced_json.priced_from_json(data))
    assert refused.value.field == field
    assert str(refused.value.message)


@pytest.mark.parametrize(
    "data",
    [
        {"lines": []},
        {"lines": [line("0", "0", "0")]},
        {"lines": [{**GOOD, "qty": 3, "price": " 12.50 "}]},
        {"lines": [{"qty": "1", "price": "5", "category": "O"}]},
        {"lines": [line("1", "1", "100"), line("1", "1", "0", "K"), line("1", "1", "3", "L")]},
        {"lines": [GOOD], "round_due_to": "0.05", "rounding_amount": "0"},
        {"lines": [line("1", "999999999999")], "unknown": "key"},
        {"lines": [line("-999999999", "0.000001")]},
    ],
)
def test_unusual_but_sensible_documents_pass(data: dict[str, Any]) -> None:
    totals.check_priced(priced_json.priced_from_json(data))


def test_more_decimals_pass_where_the_caller_keeps_them() -> None:
    document = priced_json.priced_from_json({"lines": [line("1", "0.12345678")]})
    totals.check_priced(document, decimals=8)
    with pytest.raises(UserError):
        totals.check_priced(document)


def test_whatever_passes_fits_in_64_bits() -> None:
    lines = [line("1000", "9999999999", "100")]
    data = {
        "lines": lines,
        "extra_taxes": [{"code": "X", "rate": "100"}] * 3,
        "doc_charges": [{"percent": "100"}],
    }
    document = priced_json.priced_from_json(data)
    totals.check_priced(document)
    assert totals.totals_of(document).gross < 2**63
