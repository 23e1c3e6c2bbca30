"""Thousands of documents nobody wrote by hand, against a second formulation and laws that always hold."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.values import money, priced_json, totals
from tests.values.totals_reference import PLACES, reference

RATES = [
    ("S", "19"),
    ("S", "7"),
    ("S", "8.1"),
    ("S", "5.5"),
    ("Z", "0"),
    ("E", "0"),
    ("S", "25.0"),
    ("AE", "0"),
]
SEEDS = range(3000)


def number(chance: random.Random, most: int, places: int) -> str:
    places = chance.randint(0, places)
    return f"{Decimal(chance.randint(0, most * 10**places)).scaleb(-places):f}"


def adjustment(chance: random.Random, places: int, *, scoped: bool = False) -> dict[str, str]:
    found = (
        {"percent": number(chance, 100, 2)}
        if chance.random() < 0.5
        else {"amount": number(chance, 40, places)}
    )
    if scoped and chance.random() < 0.4:
        found["category"], found["rate"] = chance.choice(RATES)
    return found


def generated(seed: int) -> dict[str, Any]:
    """A document as JSON: small and large numbers, returns, several rates, every option now and then."""
    chance = random.Random(seed)
    currency = chance.choice(list(PLACES))
    places = PLACES[currency]
    lines: list[dict[str, Any]] = []
    for _ in range(chance.choice([1, 1, 2, 3, 5, 12])):
        category, rate = chance.choice(RATES[: chance.choice([1, 3, len(RATES)])])
        sign = "-" if chance.random() < 0.12 else ""
        line: dict[str, Any] = {
            "qty": sign + number(chance, chance.choice([3, 500]), 3),
            "category": category,
        }
        line |= {"price": number(chance, chance.choice([1, 20, 9000]), 5), "rate": rate}
        if chance.random() < 0.15:
            line["base_qty"] = chance.choice(["3", "12", "100", "0.75"])
        for key in ("allowances", "charges"):
            if chance.random() < 0.2:
                line[key] = [adjustment(chance, places) for _ in range(chance.randint(1, 3))]
        lines.append(line)
    data: dict[str, Any] = {
        "lines": lines,
        "currency": currency,
        "price_mode": chance.choice(["net", "gross"]),
    }
    for key in ("doc_allowances", "doc_charges"):
        if chance.random() < 0.4:
            data[key] = [adjustment(chance, places, scoped=True) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.3:
        data["prepaid"] = number(chance, 500, places)
    if chance.random() < 0.2:
        data["round_due_to"] = {0: "10", 2: "0.05", 3: "0.005", 4: "0.25"}[places]
    if chance.random() < 0.2:
        data["tax_rounding"] = "down"
    if chance.random() < 0.2:
        data["extra_taxes"] = [{"code": "RE", "rate": "5.2"}, {"code": "X", "rate": "0.5"}][
            : chance.randint(1, 2)
        ]
    if chance.random() < 0.3:
        bases = [
            {"base": "net", "rate": "15"},
            {"base": "tax", "fraction": "9/10"},
            {"base": "gross", "rate": "0.65"},
        ]
        data["withholdings"] = [{"code": f"W{i}", **item} for i, item in enumerate(chance.sample(bases, 2))]
    if chance.random() < 0.3:
        data["early_discount"] = chance.choice(["2", "3.5", "100"])
    return data


def read(data: dict[str, Any]) -> tuple[totals.PricedDocument, totals.Totals]:
    document = priced_json.priced_from_json(data)
    totals.check_priced(document)
    return document, totals.totals_of(document)


@pytest.mark.parametrize("block", range(10))
def test_generated_documents_agree_with_the_second_formulation(block: int) -> None:
    for seed in SEEDS[block::10]:
        data = generated(seed)
        document, found = read(data)
        wanted = reference(data)
        unit = 10 ** money.digits(document.currency)
        compared = {
            "lines": [part.total for part in found.line_parts],
            "line_nets": list(found.line_nets),
            "extra_taxes": [extra.amount for extra in found.extra_taxes],
            **{name: getattr(found, name) for name in wanted if isinstance(wanted[name], Fraction | int)},
        }
        for name, value in compared.items():
            expected = wanted[name]
            scaled = [x * unit for x in expected] if isinstance(expected, list) else expected * unit
            assert value == scaled, (seed, name, data)
        assert [(g.category, g.rate, g.base, g.tax) for g in found.tax_breakdown] == [
            (category, rate, base * unit, tax * unit) for category, rate, base, tax in wanted["tax_breakdown"]
        ], (seed, data)
        assert [(s.kind, (s.category, s.rate), s.amount) for s in found.doc_split] == [
            (kind, key, amount * unit) for kind, key, amount in wanted["doc_split"]
        ], (seed, data)
        if found.early_payment is not None:
            pair = (found.early_payment.discount, found.early_payment.pay)
            assert pair == tuple(x * unit for x in wanted["early_payment"]), (seed, data)


def holds(document: totals.PricedDocument, found: totals.Totals) -> None:
    """What an accountant, and a validator of e-invoices, adds up."""
    assert sum(group.base for group in found.tax_breakdown) == found.net
    assert sum(group.tax for group in found.tax_breakdown) == found.tax
    assert found.gross == found.net + found.tax + sum(extra.amount for extra in found.extra_taxes)
    assert found.sum_lines == sum(found.line_nets)
    assert found.net == found.sum_lines - found.allowance_net + found.charge_net
    assert found.en16931_due == found.gross - found.prepaid + found.rounding
    assert found.due == found.en16931_due - found.withheld
    for group in found.tax_breakdown:
        key = (group.category, group.rate)
        own = [
            n
            for n, line in zip(found.line_nets, document.lines, strict=True)
            if (line.category, line.rate) == key
        ]
        shares = [s for s in found.doc_split if (s.category, s.rate) == key]
        signed = [-s.net if s.kind == "doc_allowances" else s.net for s in shares]
        assert sum(own) + sum(signed) == group.base
    for kind in ("doc_allowances", "doc_charges"):
        for index, typed in enumerate(getattr(document, kind)):
            if typed.amount is not None:
                pieces = [s.amount for s in found.doc_split if (s.kind, s.index) == (kind, index)]
                assert sum(pieces) == money.minor(typed.amount, document.currency)
                assert min(pieces) >= 0
    if document.price_mode == "gross" and not document.extra_taxes:
        assert found.gross == found.sum_lines_gross - found.allowance_total + found.charge_total


@pytest.mark.parametrize("block", range(4))
def test_everything_adds_up_in_generated_documents(block: int) -> None:
    for seed in range(100_000 + block, 102_000, 4):
        holds(*read(generated(seed)))


def test_a_document_and_its_negative_are_mirror_images() -> None:
    for seed in range(200_000, 200_600):
        data = generated(seed)
        for name in ("doc_allowances", "doc_charges", "prepaid", "early_discount"):
            data.pop(name, None)
        for line in data["lines"]:
            line.pop("allowances", None)
            line.pop("charges", None)
        document, found = read(data)
        mirrored = replace(document, lines=tuple(replace(line, qty=-line.qty) for line in document.lines))
        mirror = totals.totals_of(mirrored)
        for name in ("net", "tax", "gross", "withheld", "rounding", "due"):
            assert getattr(mirror, name) == -getattr(found, name), (seed, name)
        if all(line.qty >= 0 for line in document.lines):
            assert mirror.line_nets == tuple(-net for net in found.line_nets), seed


def test_the_order_of_lines_does_not_matter() -> None:
    for seed in range(300_000, 300_600):
        data = generated(seed)
        data.pop("doc_allowances", None)
        data.pop("doc_charges", None)
        document, found = read(data)
        lines = list(document.lines)
        random.Random(seed).shuffle(lines)
        shuffled = totals.totals_of(replace(document, lines=tuple(lines)))
        assert set(shuffled.tax_breakdown) == set(found.tax_breakdown)
        for name in ("net", "tax", "gross", "withheld", "due", "early_payment", "extra_taxes"):
            assert getattr(shuffled, name) == getattr(found, name), (seed, name)


quantities = st.decimals(-1000, 1000, places=3)
prices = st.decimals(0, 100_000, places=4)
percents = st.decimals(0, 100, places=2)
amounts = st.decimals(0, 1000, places=2)
line_adjustments = st.one_of(
    percents.map(totals.Adjustment), amounts.map(lambda a: totals.Adjustment(amount=a))
)
rates = st.sampled_from(
    [("S", Decimal(19)), ("S", Decimal("8.1")), ("Z", Decimal(0)), ("S", Decimal("0.01"))]
)
priced_lines = st.builds(
    lambda qty, price, rate, allowances: totals.PricedLine(
        qty, price, rate[0], rate[1], allowances=tuple(allowances)
    ),
    quantities,
    prices,
    rates,
    st.lists(line_adjustments, max_size=2),
)
priced_documents = st.builds(
    totals.PricedDocument,
    lines=st.lists(priced_lines, min_size=1, max_size=6).map(tuple),
    price_mode=st.sampled_from(["net", "gross"]),
    doc_allowances=st.lists(line_adjustments, max_size=2).map(tuple),
    doc_charges=st.lists(line_adjustments, max_size=2).map(tuple),
    tax_rounding=st.sampled_from(["half_up", "down"]),
)


@settings(max_examples=250, deadline=None)
@given(priced_documents)
def test_everything_adds_up_in_adversarial_documents(document: totals.PricedDocument) -> None:
    totals.check_priced(document)
    holds(document, totals.totals_of(document))
