"""Worked documents: what goes in, what must come out."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.values import priced_json, totals
from tests.values.totals_cases import CASES, line


def computed(data: dict[str, Any]) -> dict[str, Any]:
    document = priced_json.priced_from_json(data)
    totals.check_priced(document)
    return priced_json.totals_to_json(document, totals.totals_of(document))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    data, expected = CASES[name]
    found = computed(data)
    assert {key: found.get(key) for key in expected} == expected


def test_the_worked_cases_beside_the_project_come_out_to_the_letter(shared: Path) -> None:
    cases = json.loads((shared / "calc_cases.json").read_text(encoding="utf-8"))["cases"]
    assert len(cases) >= 30
    for case in cases:
        assert json.dumps(computed(case)) == json.dumps(case["expected"]), case["id"]


def test_keys_appear_only_where_they_say_something() -> None:
    plain = computed({"lines": [line("1", "100.00")]})
    assert list(plain) == [
        "line_nets", "sum_lines", "allowance_total", "charge_total", "net", "tax_breakdown", "tax", "gross",
        "prepaid", "withheld", "rounding", "due",
    ]  # fmt: skip
    gross = computed({"lines": [line("1", "100.00")], "price_mode": "gross"})
    assert {"line_nets", "sum_lines"}.isdisjoint(gross)
    assert {"line_gross", "sum_lines_gross", "line_nets_for_xml"} <= gross.keys()


def test_a_draft_without_lines_comes_to_zero() -> None:
    found = totals.totals_of(
        totals.PricedDocument(lines=(), doc_allowances=(totals.Adjustment(Decimal(10)),))
    )
    assert (found.net, found.tax, found.gross, found.due, found.tax_breakdown) == (0, 0, 0, 0, ())


def test_each_discount_of_a_line_is_known_by_itself() -> None:
    ten, five, fee = (totals.Adjustment(percent=Decimal(p)) for p in ("10", "5", "1"))
    priced = totals.PricedLine(Decimal(3), Decimal("19.99"), allowances=(ten, five), charges=(fee,))
    part = totals.totals_of(totals.PricedDocument((priced,))).line_parts[0]
    assert part == totals.LinePart(5997, (600, 270), (51,), 5178)


def test_a_discount_on_tax_inclusive_prices_has_a_net_share_for_the_xml() -> None:
    lines = (totals.PricedLine(Decimal(1), Decimal("100.00"), "S", Decimal(19)),)
    discount = totals.Adjustment(amount=Decimal("10.00"))
    found = totals.totals_of(totals.PricedDocument(lines, price_mode="gross", doc_allowances=(discount,)))
    assert (found.gross, found.net, found.tax) == (9000, 7563, 1437)
    assert (found.line_nets, found.sum_lines) == ((8403,), 8403)
    assert (found.allowance_total, found.allowance_net) == (1000, 840)
    assert found.doc_split == (totals.SplitAmount("doc_allowances", 0, "S", Decimal(19), 1000, 840),)


def test_five_hundred_lines_are_computed_between_two_keystrokes() -> None:
    rates = [Decimal(19), Decimal(7), Decimal(0)]
    lines = tuple(
        totals.PricedLine(Decimal("7.25"), Decimal("83.3333"), "S", rates[i % 3]) for i in range(500)
    )
    document = totals.PricedDocument(lines, price_mode="gross")

    def seconds() -> float:
        start = time.perf_counter()
        totals.totals_of(document)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.02
