"""Price lists and prices from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM

PRODUCTS = "Code,Name,Price\nCH,Chair,100.00\nDS,Desk,300.00\n"
NAME = "Kestrel Roasters Ltd"


@pytest.fixture
def shop(crm: Run, tmp_path: Path) -> Run:
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    (tmp_path / "products.csv").write_text(PRODUCTS)
    assert crm("catalog", "import", tmp_path / "products.csv").json["added"] == 2
    return crm


def price_of(shop: Run, *more: object) -> tuple[str, str]:
    answer = shop("catalog", "price-of", "CH", *more)
    assert answer.code == 0, answer.err
    return answer.json["price"], answer.json["source"]


def test_prices_are_written_and_the_nearest_one_holds(shop: Run) -> None:
    assert price_of(shop) == ("100", "product")
    assert shop("catalog", "price", "CH", "90", "--qty", "10").json["from_qty"] == "10"
    made = shop("catalog", "price-list", "Trade", "--currency", "EUR").json
    assert (made["prices"], made["archived"]) == (0, False)
    assert shop("catalog", "price", "CH", "70", "--list", "Trade", "--from", "2026-02-01").code == 0
    assert shop("catalog", "price-customer", NAME, "Trade").json == {"customer": NAME, "list": "Trade"}
    assert price_of(shop, "--qty", "10") == ("90", "all>10")
    of = ("--qty", "10", "--customer", NAME)
    assert price_of(shop, *of, "--on", "2026-01-31") == ("90", "all>10")
    assert price_of(shop, *of, "--on", "2026-02-01") == ("70", "list|Trade")
    own = shop("catalog", "price", "CH", "65", "--customer", NAME).json
    assert price_of(shop, "--customer", NAME) == ("65", "customer")
    assert len(shop("catalog", "prices").json) == 3
    assert [row["price"] for row in shop("catalog", "prices", "--customer", NAME).json] == ["65"]
    assert shop("catalog", "price-remove", own["id"]).code == 0
    assert shop("catalog", "price-list", "Trade", "--archive").json["archived"] is True
    assert price_of(shop, *of, "--on", "2026-02-01") == ("90", "all>10")
    assert shop("catalog", "price-list", "Trade", "--back", "--rename", "Shops").json["name"] == "Shops"
    assert shop("catalog", "price-customer", NAME, "--none").json["list"] == ""
    assert [row["name"] for row in shop("catalog", "price-lists").json] == ["Shops"]


def test_an_invoice_takes_the_price_and_keeps_a_typed_one(shop: Run) -> None:
    assert shop("catalog", "price", "CH", "90", "--qty", "10").code == 0
    lines = [{"product": "CH", "qty": "10"}, {"product": "CH", "qty": "10", "price": "99"}]
    draft = shop("invoice", "new", "-", stdin=json.dumps({"customer": NAME, "lines": lines})).json
    shown = shop("invoice", "show", draft["id"]).json
    assert [line["price"] for line in shown["lines"]] == ["90", "99"]


def test_a_file_of_prices_comes_in_and_bad_rows_are_named(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("Product,From,Price,List\nCH,10,90,\nDS,,250,Trade\nXX,,1,\n")
    tried = shop("catalog", "price-import", path, "--dry-run").json
    assert (tried["added"], shop("catalog", "prices").json) == (2, [])
    made = shop("catalog", "price-import", path).json
    assert (made["added"], [each["line"] for each in made["rejects"]]) == (2, [4])
    assert shop("catalog", "price-import", path).json["known"] == 2


def test_rubbish_is_no_price_and_is_named(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "rubbish.csv"
    path.write_text("Product,From,Price\nCH,10,5e3\nCH,20 pcs,5\nCH,20,€ 1'000.50\n", "utf-8")
    made = shop("catalog", "price-import", path).json
    assert made["added"] == 1
    assert made["rejects"] == [
        {"line": 2, "field": "price", "reason": "“5e3” is no number"},
        {"line": 3, "field": "from", "reason": "“20 pcs” is no number"},
    ]
    assert [each["price"] for each in shop("catalog", "prices").json] == ["1000.5"]


def test_products_are_tried_first_and_a_missing_price_is_told(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("code,name,price\nA,Able,12.50\nB,Baker,\nC,Charlie,12.5x\n", "utf-8")
    tried = shop("catalog", "import", path, "--dry-run").json
    assert (tried["added"], len(shop("catalog", "list").json)) == (1, 2)
    made = shop("catalog", "import", path).json
    assert made["rejects"] == tried["rejects"] == [
        {"line": 3, "field": "price", "reason": "There is no price in it"},
        {"line": 4, "field": "price", "reason": "“12.5x” is no number"},
    ]  # fmt: skip
    assert len(shop("catalog", "list").json) == 3
    path.write_text("code,name\nD,Delta\n", "utf-8")
    bare = shop("catalog", "import", path)
    assert (bare.json["added"], bare.err.strip()) == (
        1, "warning: price: No column of more.csv holds “Price”",
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("price", "XX", "1"),
        ("price", "CH", "dear"),
        ("price", "CH", "1", "--qty", "-1"),
        ("price", "CH", "1", "--list", "Nobody's"),
        ("price", "CH", "1", "--customer", "Nobody"),
        ("price", "CH", "1", "--from", "2026-02-01", "--to", "2026-01-01"),
        ("price", "CH", "1", "--currency", "EURO"),
        ("price-of", "CH", "--currency", "USD"),
        ("price-remove", "99"),
        ("price-customer", NAME),
        ("price-list", "a|b"),
        ("price-import", "nothing.csv"),
    ],
)
def test_what_is_no_price_is_refused(shop: Run, words: tuple[str, ...]) -> None:
    answer = shop("catalog", *words)
    assert answer.code == 1 and answer.err
    assert shop("catalog", "prices").json == []


def test_a_cheaper_price_that_an_own_one_goes_before_is_told(shop: Run) -> None:
    shop("catalog", "price", "CH", "80", "--customer", NAME)
    shop("catalog", "price", "CH", "65", "--qty", "10")
    found = shop("catalog", "price-of", "CH", "--customer", NAME, "--qty", "10").json
    assert (found["price"], found["says"]) == ("80", "Own price")
    assert found["cheaper"] == {"price": "65", "source": "all>10", "says": "From 10 on"}
    assert "cheaper" not in shop("catalog", "price-of", "CH", "--qty", "10").json


def test_a_price_below_zero_is_refused(shop: Run) -> None:
    told = shop("catalog", "price", "CH", "-5")
    assert told.code == 2 or told.err.startswith("error: price: A price is not below zero")
    told = shop("catalog", "price", "--", "CH", "-5")
    assert (told.code, told.err) == (1, "error: price: A price is not below zero\n")
