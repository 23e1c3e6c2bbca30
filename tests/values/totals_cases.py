"""Documents worked by hand: name -> (input, the output keys that matter)."""

from __future__ import annotations

from typing import Any


def line(qty: str, price: str, rate: str = "19", category: str = "S", **more: Any) -> dict[str, Any]:
    return {"qty": qty, "price": price, "category": category, "rate": rate, **more}


def group(rate: str, base: str, tax: str, category: str = "S") -> dict[str, str]:
    return {"category": category, "rate": rate, "base": base, "tax": tax}


def piece(rate: str, amount: str, kind: str = "doc_allowances", category: str = "S") -> dict[str, str]:
    return {"kind": kind, "category": category, "rate": rate, "amount": amount}


STORY = [
    line("12.5", "80.00", "23"),
    line("1", "249.90", "23", allowances=[{"percent": "10"}]),
    line("3", "19.99", "6"),
]
TWO_RATES = [line("2", "50.00"), line("3", "11.11", "7")]

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a freelancer's month": (
        {"lines": STORY},
        {
            "line_nets": ["1000.00", "224.91", "59.97"],
            "net": "1284.88",
            "tax_breakdown": [group("23", "1224.91", "281.73"), group("6", "59.97", "3.60")],
            "gross": "1570.21",
        },
    ),
    "crediting the last line of it": (
        {"lines": STORY[2:], "document": "credit_note"},
        {"net": "59.97", "tax": "3.60", "gross": "63.57", "due": "63.57"},
    ),
    "a half cent rounds away from zero on both sides": (
        {"lines": [line("1", "1.005"), line("-1", "2.015", "7")]},
        {
            "line_nets": ["1.01", "-2.02"],
            "tax_breakdown": [group("19", "1.01", "0.19"), group("7", "-2.02", "-0.14")],
        },
    ),
    "tax once a group, never a line": (
        {"lines": [line("1", "0.33")] * 3},
        {"net": "0.99", "tax": "0.19", "gross": "1.18"},
    ),
    "the same rate written differently is one group, shown as first typed": (
        {"lines": [line("1", "10.00", "25.0"), line("1", "10.00", "25")]},
        {"tax_breakdown": [group("25.0", "20.00", "5.00")]},
    ),
    "price per hundred": ({"lines": [line("250", "12.345", base_qty="100")]}, {"line_nets": ["30.86"]}),
    "line: percent and amount, then a percent charge on what is left": (
        {
            "lines": [
                line(
                    "1", "100.00", allowances=[{"percent": "10"}, {"amount": "5"}], charges=[{"percent": "2"}]
                )
            ]
        },
        {"net": "86.70", "tax": "16.47", "gross": "103.17"},
    ),
    "line: discounts are rounded one by one, like the e-invoice that lists them": (
        {"lines": [line("1", "0.05", allowances=[{"percent": "10"}])]},
        {"line_nets": ["0.04"]},
    ),
    "document: percent rounds in each group": (
        {"lines": TWO_RATES, "doc_allowances": [{"percent": "7.5"}]},
        {
            "allowance_total": "10.00",
            "net": "123.33",
            "tax_breakdown": [group("19", "92.50", "17.58"), group("7", "30.83", "2.16")],
            "doc_split": [piece("19", "7.50"), piece("7", "2.50")],
        },
    ),
    "document: percent discounts cascade": (
        {"lines": [line("1", "100.00")], "doc_allowances": [{"percent": "10"}, {"percent": "5"}]},
        {
            "allowance_total": "14.50",
            "net": "85.50",
            "doc_split": [piece("19", "10.00"), piece("19", "4.50")],
        },
    ),
    "document: percent for one group only": (
        {"lines": TWO_RATES, "doc_allowances": [{"percent": "10", "category": "S", "rate": "7"}]},
        {"allowance_total": "3.33", "net": "130.00", "doc_split": [piece("7", "3.33")]},
    ),
    "document: one cent over three groups falls on the largest": (
        {
            "lines": [line("1", "10.00"), line("1", "20.00", "7"), line("1", "10.00", "0", "Z")],
            "doc_allowances": [{"amount": "0.01"}],
        },
        {
            "doc_split": [piece("19", "0.00"), piece("7", "0.01"), piece("0", "0.00", category="Z")],
            "net": "39.99",
        },
    ),
    "document: freight is a charge split like a discount": (
        {"lines": TWO_RATES, "doc_charges": [{"amount": "8.00"}]},
        {
            "charge_total": "8.00",
            "net": "141.33",
            "doc_split": [piece("19", "6.00", "doc_charges"), piece("7", "2.00", "doc_charges")],
            "tax_breakdown": [group("19", "106.00", "20.14"), group("7", "35.33", "2.47")],
        },
    ),
    "document: freight at a rate that no line has": (
        {
            "lines": [line("1", "100.00", "7")],
            "doc_charges": [{"amount": "5", "category": "S", "rate": "19"}],
        },
        {
            "tax_breakdown": [group("7", "100.00", "7.00"), group("19", "5.00", "0.95")],
            "gross": "112.95",
            "doc_split": [piece("19", "5", "doc_charges")],
        },
    ),
    "document: a discount leaves a group of returns alone": (
        {"lines": [line("1", "100.00"), line("-1", "99.99", "7")], "doc_allowances": [{"amount": "5.00"}]},
        {"net": "-4.99", "doc_split": [piece("19", "5.00"), piece("7", "0.00")]},
    ),
    "everything for nothing": (
        {"lines": TWO_RATES, "doc_allowances": [{"percent": "100"}]},
        {"net": "0.00", "tax": "0.00", "gross": "0.00", "due": "0.00", "allowance_total": "133.33"},
    ),
    "goods returned in full": (
        {"lines": [line("2", "19.99"), line("-2", "19.99")]},
        {"tax_breakdown": [group("19", "0.00", "0.00")], "due": "0.00"},
    ),
    "500.00 including tax is exactly 500.00": (
        {"lines": [line("1", "500.00")], "price_mode": "gross"},
        {"gross": "500.00", "net": "420.17", "tax": "79.83", "line_nets_for_xml": ["420.17"]},
    ),
    "tax-inclusive: several rates and a discount over all": (
        {
            "lines": [line("2", "59.50"), line("1", "21.40", "7"), line("1", "10.70", "7")],
            "price_mode": "gross",
            "doc_allowances": [{"percent": "10"}],
        },
        {
            "line_gross": ["119.00", "21.40", "10.70"],
            "sum_lines_gross": "151.10",
            "line_nets_for_xml": ["100.00", "20.00", "10.00"],
            "allowance_total": "15.11",
            "tax_breakdown": [group("19", "90.00", "17.10"), group("7", "27.00", "1.89")],
            "net": "117.00",
            "gross": "135.99",
            "doc_split": [piece("19", "11.90"), piece("7", "3.21")],
        },
    ),
    "tax-inclusive: line discount": (
        {"lines": [line("3", "9.99", allowances=[{"percent": "10"}])], "price_mode": "gross"},
        {"line_gross": ["26.97"], "gross": "26.97", "tax": "4.31", "net": "22.66"},
    ),
    "tax-inclusive: a return beside goods keeps its own net": (
        {"lines": [line("1", "100.00"), line("-1", "99.99")], "price_mode": "gross"},
        {"gross": "0.01", "line_nets_for_xml": ["84.03", "-84.02"]},
    ),
    "tax-inclusive with withholding on the net": (
        {
            "lines": [line("1", "1210.00", "21")],
            "price_mode": "gross",
            "withholdings": [{"code": "IRPF", "base": "net", "rate": "15"}],
        },
        {"net": "1000.00", "withheld": "150.00", "due": "1060.00", "en16931_due_BT115": "1210.00"},
    ),
    "yen rounds to whole ones, half up": (
        {"lines": [line("3", "1235", "10")], "currency": "JPY"},
        {"tax": "371", "gross": "4076"},
    ),
    "yen with tax rounded down": (
        {"lines": [line("3", "1235", "10")], "currency": "JPY", "tax_rounding": "down"},
        {"tax": "370", "gross": "4075"},
    ),
    "tax rounded down means toward zero": (
        {"lines": [line("-3", "1235", "10")], "currency": "JPY", "tax_rounding": "down"},
        {"tax": "-370", "gross": "-4075"},
    ),
    "dinars have three decimals": (
        {"lines": [line("3", "1.2345", "5")], "currency": "KWD"},
        {"line_nets": ["3.704"], "tax": "0.185", "gross": "3.889"},
    ),
    "francs in cash": (
        {"lines": [line("1", "10.07", "8.1")], "currency": "CHF", "round_due_to": "0.05"},
        {"gross": "10.89", "rounding": "0.01", "due": "10.90"},
    ),
    "half a coin goes up, and down on the other side": (
        {"lines": [line("-1", "102.50", "0", "Z")], "currency": "CZK", "round_due_to": "1"},
        {"rounding": "-0.50", "due": "-103.00"},
    ),
    "kronor in cash after a deposit": (
        {"lines": [line("1", "99.60", "25")], "currency": "SEK", "prepaid": "20.10", "round_due_to": "1"},
        {"gross": "124.50", "prepaid": "20.10", "rounding": "-0.40", "due": "104.00"},
    ),
    "a rounding decided elsewhere": (
        {"lines": [line("1", "10.00", "0", "Z")], "rounding_amount": "-0.02"},
        {"rounding": "-0.02", "due": "9.98"},
    ),
    "paid too much": ({"lines": [line("1", "10.00", "0", "Z")], "prepaid": "12.00"}, {"due": "-2.00"}),
    "tax in the seller's currency": (
        {
            "lines": [line("7", "142.857")],
            "currency": "USD",
            "tax_currency": {"code": "EUR", "rate": "0.9234"},
        },
        {"tax": "190.00", "tax_in_tax_currency_BT111": "175.45"},
    ),
    "tax of a yen invoice in euros": (
        {
            "lines": [line("1", "100000", "10")],
            "currency": "JPY",
            "tax_currency": {"code": "EUR", "rate": "0.00613"},
        },
        {"tax": "10000", "tax_in_tax_currency_BT111": "61.30"},
    ),
    "withheld from net, tax and gross, each rounded": (
        {
            "lines": [line("1", "123.45", "20")],
            "withholdings": [
                {"code": "A", "base": "net", "rate": "15"},
                {"code": "B", "base": "tax", "fraction": "9/10"},
                {"code": "C", "base": "gross", "rate": "0.65"},
            ],
            "prepaid": "8.14",
        },
        {
            "withholdings": [
                {"code": "A", "amount": "18.52"},
                {"code": "B", "amount": "22.22"},
                {"code": "C", "amount": "0.96"},
            ],
            "withheld": "41.70",
            "due": "98.30",
            "en16931_due_BT115": "140.00",
        },
    ),
    "two percent off for paying early": (
        {
            "lines": [line("1", "1000.00"), line("1", "33.33", "7")],
            "early_discount": "2",
            "prepaid": "225.66",
        },
        {"due": "1000.00", "early_payment": {"discount": "20.00", "pay": "980.00"}},
    ),
    "early payment of nothing": (
        {"lines": [line("1", "1.00")], "early_discount": {"percent": "2", "days": 10}, "prepaid": "5.00"},
        {"due": "-3.81", "early_payment": {"discount": "0.00", "pay": "-3.81"}},
    ),
    "recargo de equivalencia": (
        {"lines": [line("1", "1000.00", "21")], "extra_taxes": [{"code": "RE", "rate": "5.2"}]},
        {
            "net": "1000.00",
            "tax": "210.00",
            "extra_taxes": [{"code": "RE", "rate": "5.2", "amount": "52.00"}],
            "gross": "1262.00",
        },
    ),
    "recargo by rate": (
        {
            "lines": [line("1", "100.00", "21"), line("1", "10.00", "10"), line("1", "1.00", "4")],
            "extra_taxes": [
                {"code": "RE", "rate": "5.2", "category": "S", "on_rate": "21"},
                {"code": "RE", "rate": "1.4", "on_rate": "10"},
            ],
        },
        {
            "extra_taxes": [
                {"code": "RE", "rate": "5.2", "amount": "5.20"},
                {"code": "RE", "rate": "1.4", "amount": "0.14"},
            ],
            "gross": "138.38",
        },
    ),
}
