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
    assert office("recurring", "run", "--on", "2027-05-02").json == {"made": [], "failed": [], "left": []}
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


def test_it_is_changed_paused_skipped_and_let_go_on(office: Run) -> None:
    made = office("recurring", "new", "-", "--on", "2027-01-10", stdin=json.dumps(AGREED)).json
    key = str(made["id"])
    assert office("recurring", "skip", key, "--on", "2027-01-10").json["next_on"] == "2027-02-28"
    changed = office(
        "recurring", "change", key, "--price", "120.00", "--from", "2027-02-01", "--end", "2027-05-31"
    ).json
    assert (changed["steps"][0]["price"], changed["last_on"]) == ("120.00", "2027-05-31")
    assert len(changed["steps"]) == 2
    assert office("recurring", "pause", key).json["state"] == "paused"
    going = office("recurring", "continue", key, "--on", "2027-03-15").json
    assert (going["state"], going["next_on"]) == ("active", "2027-03-31")
    assert going["skipped"] == ["2027-01-31", "2027-02-28"]
    renewed = office("recurring", "change", key, "-", stdin='{"renews_months": 12, "steps": []}').json
    assert (renewed["renews_months"], renewed["steps"], renewed["last_on"]) == (12, [], "2027-05-31")


def test_a_bill_of_a_closed_month_is_freed(office: Run) -> None:
    given = {**AGREED, "starts_on": "2026-03-31", "steps": []}
    key = str(office("recurring", "new", "-", "--on", "2026-03-10", stdin=json.dumps(given)).json["id"])
    assert office("period", "close", "2026-03", "--on", "2026-04-02").code == 0
    run = office("recurring", "run", "--on", "2026-04-02")
    assert [each["on"] for each in run.json["failed"]] == ["2026-03-31"]
    assert office("recurring", "list", "--state", "failed").json["recurring"][0]["problem"]
    freed = office("recurring", "bill", key, "--on", "2026-04-02").json
    assert (freed["made"], freed["next_on"], "problem" in freed) == (1, "2026-04-30", False)
    assert office("invoice", "show", "2026-0001").json["issued_on"] == "2026-04-02"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--price", "5"), "--from"),
        (("--from", "2027-01-01"), "--price"),
        (("--price", "5", "--from", "soon"), "--from"),
        (("--price", "5", "--from", "2027-02-01", "--line", "9"), "line"),
        (("--end", "2026-01-01"), "last_on"),
    ],
)
def test_a_change_that_cannot_be_meant_names_its_field(
    office: Run, words: tuple[str, ...], field: str
) -> None:
    made = office("recurring", "new", "-", "--on", "2027-01-10", stdin=json.dumps(AGREED)).json
    refused = office("recurring", "change", str(made["id"]), *words)
    assert refused.code != 0
    assert field in refused.err
    assert office("recurring", "show", str(made["id"])).json["steps"] == made["steps"]
