"""Prices that include the tax: what a shop types is what its customer pays, on paper and in the e-invoice."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop_crm.values import totals
from tests.billing.documents.reading import text_of
from tests.cli.conftest import Run, crm, run

__all__ = ["crm", "run"]

FIRM = {
    "name": "Lark Hill Shop",
    "country": "AT",
    "vat_id": "ATU12345675",
    "address": {"street": "Gasse 1", "city": "Wien", "postal_code": "1010", "country": "AT"},
    "bank_accounts": [{"label": "Main", "holder": "Lark Hill", "iban": "AT611904300234573201"}],
}
CUSTOMER = {
    "kind": "company",
    "name": "Heron Garden GmbH",
    "addresses": [
        {"purpose": "invoice", "street": "Weg 2", "city": "Graz", "postal_code": "8010", "country": "AT"}
    ],
}


def invoice(price: str) -> dict[str, Any]:
    line = {"description": "Chair", "qty": "1", "price": price, "rate": "10"}
    return {
        "customer": CUSTOMER["name"], "language": "en", "delivered_on": "2026-01-09", "price_mode": "gross",
        "lines": [line],
    }  # fmt: skip


@pytest.mark.story
def test_five_hundred_including_ten_percent_is_five_hundred_everywhere(crm: Run, tmp_path: Path) -> None:
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    draft = crm("invoice", "new", "-", stdin=json.dumps(invoice("500.00")))
    assert draft.code == 0, draft.err
    issued = crm("invoice", "issue", draft.json["id"]).json
    sums = issued["totals"]
    assert (sums["net"], sums["tax"], sums["gross"], issued["due"]) == ("454.55", "45.45", "500.00", "500.00")

    assert crm("document", "pdf", issued["number"], tmp_path / "paper.pdf").code == 0
    text = text_of((tmp_path / "paper.pdf").read_bytes())
    assert all(figure in text for figure in ("500.00", "454.55", "45.45"))
    assert not any(near in text for near in ("499.99", "500.01", "454.54", "45.46"))
    assert crm("document", "xml", issued["number"], tmp_path / "paper.xml").code == 0
    tree = etree.parse(tmp_path / "paper.xml")
    names = ("TaxBasisTotalAmount", "TaxTotalAmount", "GrandTotalAmount", "DuePayableAmount")
    found = [tree.xpath(f"string(//*[local-name()='{name}'])") for name in names]
    assert found == ["454.55", "45.45", "500.00", "500.00"]


def test_a_thousand_prices_never_differ_by_a_cent() -> None:
    """One line, then three at once: what is paid is the sum of what was typed, whatever the rate."""
    chance = random.Random(20260115)
    for _round in range(1000):
        prices = [Decimal(chance.randrange(1, 1_000_000)).scaleb(-2) for _each in range(3)]
        rate = Decimal(chance.choice(("2.1", "5.5", "7", "8.1", "9", "10", "13.5", "19", "20", "21", "23")))
        for some in (prices[:1], prices):
            lines = tuple(totals.PricedLine(qty=Decimal(1), price=price, rate=rate) for price in some)
            found = totals.totals_of(totals.PricedDocument(lines, price_mode="gross"))
            assert found.gross == found.due == sum(some) * 100, (some, rate)
            assert found.net + found.tax == found.gross
            assert sum(found.line_nets) == found.net
