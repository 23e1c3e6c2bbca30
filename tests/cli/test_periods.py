"""Closing and reopening on the command line."""

from __future__ import annotations

import json

from tests.cli.conftest import Run
from tests.cli.test_main_job import PAPER, office

__all__ = ["office"]


def test_a_closed_month_takes_no_invoice_until_it_is_reopened(office: Run) -> None:
    closed = office("period", "close", "2025-12").json
    assert (closed["period"], closed["from"], closed["to"], closed["state"]) == (
        "2025-12", "2025-12-01", "2025-12-31", "closed",
    )  # fmt: skip
    draft = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json
    refused = office("invoice", "issue", draft["id"], "--on", "2025-12-30")
    assert refused.code == 1
    assert refused.err.startswith("error: issued_on: The books from")
    assert office("period", "reopen", "2025-12", "--reason", "A late bill").json["state"] == "reopened"
    assert office("invoice", "issue", draft["id"], "--on", "2025-12-30").json["number"] == "2025-0001"
    (known,) = office("period", "list").json
    assert known["reason"] == "A late bill"


def test_other_days_are_named_by_two_dates_and_reopened_by_id(office: Run) -> None:
    closed = office("period", "close", "--from", "2025-11-03", "--to", "2025-11-09").json
    assert closed["period"] is None
    assert office("period", "reopen", closed["id"], "--reason", "Again").code == 0


def test_what_is_no_closed_period_is_refused_at_the_argument(office: Run) -> None:
    for words, place in (
        (("close",), "PERIOD"),
        (("close", "2025-13"), "PERIOD"),
        (("close", "2025", "--from", "2025-01-01"), "PERIOD"),
        (("close", "--from", "2025-01-01", "--to", "soon"), "--to"),
        (("close", "2026-01"), "ends_on"),
        (("reopen", "2025-12", "--reason", "x"), "PERIOD"),
        (("reopen", "7", "--reason", "x"), "PERIOD"),
        (("reopen", "x", "--reason", "x"), "PERIOD"),
    ):
        answer = office("period", *words)
        assert answer.code == 1, words
        assert answer.err.startswith(f"error: {place}: "), answer.err


def test_a_vat_id_that_was_not_checked_is_said_and_noted_or_refused(office: Run) -> None:
    buyer = {
        "kind": "company", "name": "Kallio Oy", "vat_id": "FI20774740",
        "addresses": [{"purpose": "invoice", "street": "Satamakatu 2", "city": "Helsinki", "country": "FI"}],
    }  # fmt: skip
    assert office("contacts", "new", "-", stdin=json.dumps(buyer)).code == 0
    line = {"description": "Advice", "qty": "1", "price": "900.00", "category": "AE", "rate": "0"}
    paper = {"customer": "Kallio Oy", "delivered_on": "2026-01-09", "lines": [line]}
    first, second = (office("invoice", "new", "-", stdin=json.dumps(paper)).json["id"] for _turn in (1, 2))
    refused = office("invoice", "issue", first, "--vat-check")
    assert refused.err.startswith("error: vat_check: ")
    issued = office("invoice", "issue", first)
    assert issued.json["vat_unchecked"] is True
    assert "warning: vat_check: " in issued.err
    office("contacts", "vat-check", "Kallio Oy", "--result", "valid", "--reference", "WAPI-7")
    (proof,) = office("contacts", "vat-checks", "Kallio Oy").json
    assert (proof["vat_id"], proof["result"], proof["reference"]) == ("FI20774740", "valid", "WAPI-7")
    assert "vat_unchecked" not in office("invoice", "issue", second, "--vat-check").json


def test_how_a_draft_is_taxed_is_told_and_taken_over(office: Run) -> None:
    draft = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    told = office("invoice", "treat", draft).json
    assert (told["proposed"], told["fits"], told["source"]) == ("S", True, "2006/112/EC art. 31, 44, 45, 96")
    assert office("invoice", "treat", draft, "--as", "margin_goods").json["treatment"] == "margin_goods"
    assert office("invoice", "show", draft).json["treatment"] == "margin_goods"
    assert office("invoice", "treat", draft, "--as", "luck").err.startswith("error: way: ")


def test_rates_are_brought_in_and_typed(office: Run) -> None:
    table = "currency,date,rate\nUSD,2026-01-14,1.25\nGBP,2026-01-14,many\n"
    found = office("rates", "import", "-", stdin=table).json
    assert (found["added"], [each["line"] for each in found["rejects"]]) == (1, [3])
    assert office("rates", "set", "chf", "1.06", "--on", "2026-01-13").json["quote"] == "EUR"
    assert [each["date"] for each in office("rates", "list").json] == ["2026-01-14", "2026-01-13"]
    assert office("rates", "import", "-", stdin="hello").err.startswith("error: FILE: ")
    assert office("rates", "set", "EUR", "1").err.startswith("error: base: ")
