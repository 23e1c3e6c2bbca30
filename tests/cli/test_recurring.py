"""What recurs, from the shell."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM

AGREED: dict[str, Any] = {
    "rule": "monthly",
    "starts_on": "2027-01-31",
    "times": 12,
    "issues": True,
    "steps": [{"valid_from": "2027-04-01", "line": 1, "price": "110.00"}],
    "document": {
        "customer": "Kestrel Roasters Ltd",
        "lines": [
            {"description": "Hosting {period}", "qty": "1", "price": "100.00", "category": "S", "rate": "23"}
        ],
    },
}


@pytest.fixture
def office(crm: Run) -> Run:
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    return crm


def test_what_was_missed_is_made_once(office: Run) -> None:
    made = office("recurring", "new", "-", "--on", "2027-01-10", stdin=json.dumps(AGREED)).json
    assert (made["next_on"], made["monthly"], made["yearly"]) == ("2027-01-31", "100.00", "1200.00")
    run = office("recurring", "run", "--on", "2027-05-02").json
    assert [bill["on"] for bill in run["made"]] == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    assert office("recurring", "run", "--on", "2027-05-02").json == {"made": [], "failed": []}
    april = office("invoice", "show", run["made"][-1]["number"]).json
    assert (april["totals"]["net"], april["issued_on"]) == ("110.00", "2027-04-30")
    listed = office("recurring", "list").json
    assert listed["running"] == [{"currency": "EUR", "count": 1, "monthly": "110.00", "yearly": "1320.00"}]
    assert listed["recurring"][0]["next_on"] == "2027-05-31"
    assert len(office("recurring", "show", str(made["id"])).json["bills"]) == 4
    assert office("recurring", "end", str(made["id"])).json["state"] == "ended"
    assert office("recurring", "run", "--on", "2028-01-01").json["made"] == []


def test_an_invoice_becomes_one_that_recurs(office: Run) -> None:
    invoice = office("invoice", "new", "-", stdin=json.dumps(AGREED["document"])).json
    rest = {key: value for key, value in AGREED.items() if key != "document"}
    made = office("recurring", "new", "-", "--from", str(invoice["id"]), stdin=json.dumps(rest)).json
    assert (made["customer"], made["net"]) == ("Kestrel Roasters Ltd", "100.00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"rule": "sometimes"}, "rule"), ({"starts_on": None}, "starts_on"), ({"document": None}, "document"),
     ({"ends": "never"}, "ends"), ({"covers": "half"}, "covers")],
)  # fmt: skip
def test_a_mistake_is_named_and_nothing_is_kept(office: Run, changes: dict[str, Any], field: str) -> None:
    refused = office("recurring", "new", "-", stdin=json.dumps({**AGREED, **changes}))
    assert refused.code != 0
    assert field in refused.err
    assert office("recurring", "list").json["recurring"] == []
