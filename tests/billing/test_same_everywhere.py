"""A paper of every kind: JSON, PDF text, XML and journal say what an independent count says."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from lxml import etree

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents.document_json import document_to_json
from desktop_crm.billing.documents.journal import journal_csv
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.einvoice.cii_reading import SPACES
from desktop_crm.values.formats import Formats
from tests.billing.conftest import CALLER, TODAY, Books, know
from tests.billing.documents.reading import text_of
from tests.judges import schematron
from tests.values.totals_reference import PLACES, nearest, reference

EN = Formats("en")


def line(qty: str, price: str, rate: str, category: str = "S", **more: Any) -> dict[str, Any]:
    return {"description": "Work", "qty": qty, "price": price, "rate": rate, "category": category, **more}


TWO = [line("12.5", "80.00", "23"), line("3", "19.99", "6")]
KINDS: dict[str, dict[str, Any]] = {
    "plain": {"lines": TWO},
    "with tax inside": {"price_mode": "gross", "lines": [line("1", "500.00", "23"), line("7", "3.33", "6")]},
    "cascades": {
        "lines": [
            line(
                "250", "4.9900", "23", base_qty="100",
                allowances=[{"percent": "10"}, {"percent": "5"}], charges=[{"amount": "0.35"}],
            ),
            line("1", "100", "6"),
        ],
        "doc_allowances": [{"percent": "3", "reason": "Loyal"}, {"amount": "7.77", "reason": "Gift"}],
        "doc_charges": [{"amount": "12.50", "reason": "Freight"}],
    },
    "returns": {"lines": [line("10", "33.333", "23"), line("-1", "33.335", "23"), line("-2", "5", "6")]},
    "zero rate": {"lines": [line("2", "9.99", "23"), line("1", "5", "0", "Z")]},
    "withheld": {
        "lines": TWO,
        "withholdings": [
            {"code": "IRPF", "base": "net", "rate": "15"},
            {"code": "Tevkifat", "base": "tax", "fraction": "9/10"},
        ],
    },
    "recargo": {"lines": TWO, "extra_taxes": [{"code": "RE", "rate": "5.2"}]},
    "early": {"lines": TWO, "early_discount": {"percent": "2", "days": 10}},
    "prepaid": {"lines": TWO, "prepaid": "400.00"},
    "in coins": {"currency": "CHF", "lines": [line("1", "99.99", "8.1")], "round_due_to": "0.05"},
    "two currencies": {"lines": TWO, "tax_currency": {"code": "TRY", "rate": "48.5125"}},
    "no minor unit": {"currency": "JPY", "lines": [line("3", "1999", "10"), line("1", "333.3", "8")]},
    "three decimals": {"currency": "KWD", "lines": [line("3", "1.2345", "5")]},
    "reais, tax inside": {"currency": "BRL", "price_mode": "gross", "lines": [line("3", "10.00", "17")]},
    "lira, cut": {"currency": "TRY", "tax_rounding": "down", "lines": [line("7", "13.37", "20")]},
}  # fmt: skip


def issue(books: Books, kind: str) -> int:
    data = {"customer_id": books.customer, "language": "en", "delivered_on": TODAY.isoformat(), **KINDS[kind]}
    draft = service.draft_from_json(CALLER, "invoice", data, TODAY)
    return service.issue_invoice(CALLER, service.create_draft(CALLER, draft, TODAY).id, today=TODAY).id


RATES = {"JPY": "160", "KWD": "0.4", "BRL": "6.25", "TRY": "50", "CHF": "0.8", "USD": "1.25"}
"""So much of it is one euro: a firm at home with the euro states its VAT in euros, too."""


def expected(kind: str) -> dict[str, Any]:
    """By the slow count of the tests of the totals; in a tax currency too."""
    data = {"currency": "EUR", **KINDS[kind]}
    early = data.get("early_discount")
    counted = reference({**data, **({"early_discount": early["percent"]} if early else {})})
    abroad = data.get("tax_currency")
    counted["abroad"], counted["abroad_in"] = None, ""
    if abroad:
        counted["abroad"] = nearest(counted["tax"] * Fraction(abroad["rate"]), Fraction(1, 100))
        counted["abroad_in"] = abroad["code"]
    elif data["currency"] in RATES:
        counted["abroad"] = nearest(counted["tax"] / Fraction(RATES[data["currency"]]), Fraction(1, 100))
        counted["abroad_in"] = "EUR"
    counted["prepaid"] = Fraction(data.get("prepaid", "0"))
    return counted


def printed(amount: Fraction, currency: str) -> str:
    minor = amount * 10 ** PLACES[currency]
    assert minor.denominator == 1
    return EN.amount(int(minor), currency)


def groups(rows: list[tuple[str, Any, Any, Any]]) -> list[tuple[str, Fraction, Fraction, Fraction]]:
    return sorted(
        (category, Fraction(rate), Fraction(base), Fraction(tax)) for category, rate, base, tax in rows
    )


@pytest.mark.parametrize("kind", KINDS)
def test_json_pdf_xml_and_journal_say_what_an_independent_count_says(books: Books, kind: str) -> None:
    for currency, rate in RATES.items():
        know("EUR", currency, rate)
    issued = issue(books, kind)
    want, view = expected(kind), queries.get_document(CALLER, issued, TODAY)
    currency = view.row.currency
    told = document_to_json(view)["totals"]
    names = ("net", "tax", "gross", "withheld", "rounding", "due")
    assert {name: Fraction(told[name]) for name in names} == {name: want[name] for name in names}
    breakdown = groups(want["tax_breakdown"])
    assert (
        groups(
            [tuple(row[key] for key in ("category", "rate", "base", "tax")) for row in told["tax_breakdown"]]
        )
        == breakdown
    )
    _check_pdf(text_of(queries.stored_pdf(CALLER, issued)), want, currency)
    _check_journal(want, breakdown)
    if view.has_xml:
        _check_xml(queries.stored_xml(CALLER, issued), want, breakdown)
    assert view.has_xml == (kind not in ("recargo", "three decimals"))


def _check_pdf(text: str, want: dict[str, Any], currency: str) -> None:
    amounts = [want["due"], *(each for row in want["tax_breakdown"] for each in row[2:])]
    amounts += [amount for amount in (-want["prepaid"], want["rounding"]) if amount]
    amounts += want["extra_taxes"]
    if want["early_payment"][0]:
        amounts += want["early_payment"]
    missing = [printed(amount, currency) for amount in amounts if printed(amount, currency) not in text]
    if want["abroad"] is not None and printed(want["abroad"], want["abroad_in"]) not in text:
        missing.append("the tax in the other currency")
    assert missing == []


def _check_journal(want: dict[str, Any], breakdown: list[Any]) -> None:
    table = journal_csv(queries.journal_rows(CALLER, TODAY, TODAY)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert groups([(row["category"], row["rate"], row["base"], row["tax"]) for row in rows]) == breakdown
    first, *others = rows
    for name in ("gross", "withheld", "prepaid", "rounding", "due"):
        assert Fraction(first[name]) == want[name], name
        assert [row[name] for row in others] == [""] * len(others)
    assert Fraction(first["other_taxes"]) == sum(want["extra_taxes"])
    assert first["tax_in_tax_currency"] == ("" if want["abroad"] is None else f"{float(want['abroad']):.2f}")


def _check_xml(xml: bytes, want: dict[str, Any], breakdown: list[Any]) -> None:
    root = etree.fromstring(xml)

    def amounts(path: str) -> list[Fraction]:
        found = root.xpath(
            f"//ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:{path}/text()", namespaces=SPACES
        )
        return [Fraction(str(text)) for text in found]

    assert amounts("TaxBasisTotalAmount") == [want["net"]]
    assert amounts("TaxTotalAmount") == [
        want["tax"],
        *([want["abroad"]] if want["abroad"] is not None else []),
    ]
    assert amounts("GrandTotalAmount") == [want["gross"]]
    assert amounts("DuePayableAmount") == [want["due"] + want["withheld"]]
    fields = ("CategoryCode", "RateApplicablePercent", "BasisAmount", "CalculatedAmount")
    taxes = root.xpath("//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax", namespaces=SPACES)
    assert (
        groups([tuple(tax.findtext(f"ram:{name}", namespaces=SPACES) for name in fields) for tax in taxes])
        == breakdown
    )


@pytest.mark.judge
@pytest.mark.slow
def test_partial_credit_notes_are_valid_and_add_up_in_all_of_them(books: Books) -> None:
    """Lines whose thirds do not come out even, with a discount and prices of both kinds."""
    notes: dict[str, bytes] = {}
    for mode in ("net", "gross"):
        data = {
            "customer_id": books.customer, "language": "en", "delivered_on": TODAY.isoformat(),
            "price_mode": mode, "lines": [line("3", "0.335", "23"), line("7", "19.99", "6")],
            "doc_allowances": [{"percent": "3.5", "reason": "Loyal"}],
        }  # fmt: skip
        draft = service.draft_from_json(CALLER, "invoice", data, TODAY)
        invoice = service.issue_invoice(CALLER, service.create_draft(CALLER, draft, TODAY).id, today=TODAY)
        for part in (
            (CreditLine(1, Decimal(1)), CreditLine(2, Decimal(2))),
            (CreditLine(1, Decimal(1)),),
            None,
        ):
            note = service.credit_invoice(CALLER, invoice.id, part, today=TODAY)
            view = queries.get_document(CALLER, note.id, TODAY)
            text = text_of(queries.stored_pdf(CALLER, note.id))
            for tax in view.taxes:
                assert EN.amount(tax.base, "EUR") in text
                assert EN.amount(tax.tax, "EUR") in text
            notes[note.number] = queries.stored_xml(CALLER, note.id)
        rows = queries.journal_rows(CALLER, TODAY, TODAY)
        assert sum(row.base for row in rows) == sum(row.tax for row in rows) == 0
        assert sum(row.gross or 0 for row in rows) == 0
    assert {name: found for name, found in schematron.faults(notes).items() if found} == {}
