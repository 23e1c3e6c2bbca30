"""What the firm spends, from the shell."""

import json
from pathlib import Path

import pytest

from desktop_crm.einvoice.cii_writing import write_cii
from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM
from tests.einvoice import samples
from tests.workspace.verbs import picture

BOUGHT = {
    "supplier": "Papelaria Lima",
    "number": "F-7",
    "description": "Paper",
    "category": "office",
    "date": "2026-11-20",
    "lines": [{"gross": "123.00", "rate": "23"}, {"net": "10.00", "rate": "6"}],
    "customer": "Kestrel Roasters Ltd",
}


@pytest.fixture
def office(crm: Run) -> Run:
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    return crm


def test_an_expense_goes_from_the_receipt_to_the_customers_invoice(office: Run, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(picture())
    made = office(
        "expense", "new", "-", "--receipt", str(receipt), "--on", "2026-11-22", stdin=json.dumps(BOUGHT)
    ).json
    assert (made["net"], made["tax"], made["gross"]) == ("110.00", "23.60", "133.60")
    assert (made["files"][0]["name"], made["customer"]) == ("receipt.png", "Kestrel Roasters Ltd")
    key = str(made["id"])
    paid = office("expense", "pay", key, "--method", "card", "--on", "2026-11-21").json
    assert (paid["paid_on"], paid["method"]) == ("2026-11-21", "card")
    changed = office("expense", "change", key, "-", "--on", "2026-11-22", stdin='{"category": "goods"}').json
    assert (changed["category"], changed["gross"]) == ("goods", "133.60")
    out = tmp_path / "out.png"
    assert office("expense", "file", key, str(out)).json["bytes"] == len(picture()) == len(out.read_bytes())
    billed = office("expense", "rebill", key, "--percent", "10", "--on", "2026-11-22").json
    assert billed["enclosed"] == ["receipt.png"]
    shown = office("invoice", "show", str(billed["invoice_id"])).json
    assert shown["lines"][0]["price"] == "121.00"
    again = office("expense", "rebill", key)
    assert (again.code, "billed on already" in again.err) == (1, True)
    listed = office("expense", "list", "--state", "rebilled").json
    assert [each["rebilled_in"] for each in listed["expenses"]] == [billed["invoice_id"]]
    assert listed["sums"] == [
        {"currency": "EUR", "count": 1, "net": "110.00", "tax": "23.60", "gross": "133.60"}
    ]
    vat = office("expense", "vat", "--from", "2026-11-01", "--to", "2026-11-30").json
    assert [(each["rate"], each["net"], each["tax"]) for each in vat] == [
        ("23", "100.00", "23.00"), ("6", "10.00", "0.60"),
    ]  # fmt: skip


def test_an_e_invoice_becomes_an_expense_once(office: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.xml"
    file.write_bytes(write_cii(samples.invoice()))
    assert office("einvoice", "take", str(file)).json["new"]
    first = office("expense", "new", "--received", "R-1", "--on", "2026-12-01").json
    assert office("expense", "new", "--received", "R-1", "--on", "2026-12-01").json == first
    assert (first["net"], first["tax"], first["gross"]) == ("100.00", "19.00", "119.00")


def test_ways_and_days_away(office: Run) -> None:
    way = office(
        "expense", "mileage", "100", "--purpose", "Fair", "--rate", "0.36", "--start", "Lisboa",
        "--goal", "Porto", "--customer", "Kestrel Roasters Ltd", "--on", "2026-11-20",
    ).json  # fmt: skip
    assert (way["gross"], way["kind"], way["trip"]["unit"]) == ("36.00", "mileage", "km")
    days = office("expense", "per-diem", "--purpose", "Fair", "--full-days", "2", "--rate", "50").json
    assert (days["gross"], days["kind"]) == ("100.00", "per_diem")
    refused = office("expense", "per-diem", "--purpose", "Fair", "--full-days", "1")
    assert (refused.code, "give your own" in refused.err) == (1, True)
    assert office("expense", "delete", str(days["id"])).json["deleted"]


def test_what_recurs_is_written_down_once(office: Run) -> None:
    rent = {
        "rule": "monthly", "starts_on": "2027-01-31", "is_paid": True,
        "expense": {"supplier": "Rui", "category": "rent", "method": "transfer",
                    "lines": [{"gross": "500.00", "category": "E"}]},
    }  # fmt: skip
    made = office("expense", "recur", "-", stdin=json.dumps(rent)).json
    assert (made["title"], made["next_on"], made["gross"]) == ("Rui", "2027-01-31", "500.00")
    run = office("expense", "run", "--on", "2027-03-01").json
    assert [each["on"] for each in run["made"]] == ["2027-01-31", "2027-02-28"]
    assert office("expense", "run", "--on", "2027-03-01").json == {"made": [], "failed": []}
    assert office("expense", "show", str(run["made"][0]["id"])).json["paid_on"] == "2027-01-31"
    assert office("expense", "end", str(made["id"])).json["state"] == "ended"
    assert office("expense", "rhythms").json[0]["state"] == "ended"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"lines": [{"rate": "23"}]}, "lines[1].gross"),
        ({"lines": [{"gross": "1.234"}]}, "lines[1].gross"),
        ({"lines": [{"gross": "ten"}]}, "lines[1].gross"),
        ({"lines": [{"gross": "1", "rate": "200"}]}, "lines[1].rate"),
        ({"date": "20.11.2026"}, "date"),
        ({"category": "cats"}, "category"),
        ({"suplier": "X"}, "suplier"),
        ({"customer": "Nobody"}, "customer"),
        ({"currency": "XYZ"}, "currency"),
        ({"supplier_id": "one"}, "supplier_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_field(office: Run, record: dict[str, object], field: str) -> None:
    refused = office("expense", "new", "-", "--on", "2026-11-22", stdin=json.dumps({**BOUGHT, **record}))
    assert (refused.code, field in refused.err) == (1, True), refused.err
    assert office("expense", "list").json["expenses"] == []


def test_the_firms_own_categories_are_used_renamed_and_put_away(office: Run) -> None:
    made = office("expense", "category-add", "Gifts for customers").json
    assert made == {"key": "gifts-for-customers", "name": "Gifts for customers", "is_archived": False}
    bought = json.dumps({**BOUGHT, "category": made["key"]})
    assert office("expense", "new", "-", "--on", "2026-11-22", stdin=bought).json["category"] == made["key"]
    assert office("expense", "category-rename", made["key"], "Presents").json["name"] == "Presents"
    assert office("expense", "category-rename", "rent", "Shop").json["name"] == "Shop"
    assert office("expense", "category-rename", "rent", "").json["name"] == "Rent and premises"
    assert office("expense", "category-archive", made["key"]).json["is_archived"]
    listed = {each["key"]: each for each in office("expense", "categories").json}
    assert (listed[made["key"]]["name"], listed[made["key"]]["is_archived"]) == ("Presents", True)
    assert not office("expense", "category-archive", made["key"], "--undo").json["is_archived"]
    assert len(office("expense", "list", "--category", made["key"]).json["expenses"]) == 1


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("category-add", ""), "name"),
        (("category-add", "rent and PREMISES"), "There is such a category"),
        (("category-add", "x" * 61), "name"),
        (("category-rename", "other", "Travel"), "There is such a category"),
        (("category-rename", "nothing", "x"), "There is no category"),
        (("category-archive", "nothing"), "There is no category"),
        (("category-archive", "other"), "stays in use"),
    ],
)
def test_what_no_category_can_be_is_refused(office: Run, command: tuple[str, ...], words: str) -> None:
    refused = office("expense", *command)
    assert (refused.code, words in refused.err) == (1, True)
    assert not any(each["is_archived"] for each in office("expense", "categories").json)
