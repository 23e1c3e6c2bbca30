"""Papers after their keep time, from a terminal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_bad_input import COMPANY, INVOICE

LATER = date(2035, 1, 1)
"""The day after the eight years of an invoice that was settled in 2026."""


@pytest.fixture
def firm(crm: Run) -> Run:
    """A firm in Germany with two paid invoices of 2026."""
    assert crm("company", "set", "-", stdin=json.dumps({**COMPANY, "country": "DE", "vat_id": ""})).code == 0
    assert crm("contacts", "new", "-", stdin='{"name": "Buyer", "mail": "b@buyer.example"}').code == 0
    for _each in range(2):
        made = crm("invoice", "new", "-", stdin=json.dumps(INVOICE)).json
        shown = crm("invoice", "issue", made["id"], "--on", "2026-01-15").json
        paid = crm(
            "invoice",
            "pay",
            shown["id"],
            shown["totals"]["due"],
            "--on",
            "2026-01-15",
            "--method",
            "transfer",
        )
        assert paid.code == 0, paid.err
    return crm


def test_papers_go_on_the_day_after_their_keep_time_and_leave_a_record(firm: Run, tmp_path: Path) -> None:
    assert firm("purge", "list").json == [] and firm("purge", "list", "--on", "2034-12-31").json == []
    (due,) = firm("purge", "list", "--on", "2035-01-01").json
    assert (due["kind"], due["count"], due["stay"]) == ("papers", 2, {})
    assert due["by_year"] == [
        {"year": 2026, "kind": "invoice", "count": 2, "gross": due["by_year"][0]["gross"]}
    ]
    assert {each["kept_until"] for each in due["papers"]} == {"2034-12-31"}
    early = firm("purge", "run", "--yes", "--on", "2035-01-01")
    assert (early.code, early.err.startswith("error: --on:")) == (1, True)
    assert firm("purge", "run", today=LATER).json == {"would_go": [due]}
    assert len(firm("invoice", "list").json) == 2, "nothing happened yet"
    assert firm("purge", "run", "--yes", "--only", "notes", today=LATER).json == {"gone": {}}

    report = tmp_path / "purged.txt"
    done = firm("purge", "run", "--yes", "--report", report, today=LATER).json
    assert (done["gone"], done["record"], done["file_written_anew"]) == ({"papers": 2}, 1, True)
    assert firm("invoice", "list").json == []
    text = report.read_text(encoding="utf-8")
    assert "Buyer" not in text and "2026-0001" in text and "§ 14b Abs. 1 UStG, 8 years" in text
    record = firm("purge", "record").json
    assert [each["number"] for each in record["papers"]] == ["2026-0001", "2026-0002"]
    assert firm("purge", "record", "1").json == record
    assert firm("purge", "record", "7").err == "error: id: There is no such purge\n"
    checked = firm("verify").json
    assert checked["checked"]["purged"] == 2 and "after their keep time" in checked["purged"][0]
    assert firm("purge", "run", "--yes", today=LATER).json == {"gone": {}}


def test_a_paper_that_is_held_stays(firm: Run) -> None:
    assert firm("purge", "hold", "2026-0001", "--because", " ").err == "error: reason: Say why it is kept\n"
    assert firm("purge", "hold", "2026-0009", "--because", "x").code == 1
    assert firm("purge", "hold", "2026-0001", "--because", "a lawsuit").json["because"] == "a lawsuit"
    (held,) = firm("purge", "held").json
    assert (held["number"], held["because"]) == ("2026-0001", "a lawsuit")
    (due,) = firm("purge", "list", today=LATER).json
    assert (due["count"], due["stay"]) == (1, {"you keep it": 1})
    assert firm("purge", "run", "--yes", today=LATER).json["gone"] == {"papers": 1}
    assert [each["number"] for each in firm("invoice", "list").json] == ["2026-0001"]
    assert firm("purge", "release", "2026-0001").code == 0 and firm("purge", "held").json == []
    assert firm("purge", "run", "--yes", today=LATER).json["gone"] == {"papers": 1}


def test_how_papers_are_treated_is_set_and_shown(firm: Run) -> None:
    usual = {"year_ends": 12, "books": False, "by_itself": False, "looked_on": None}
    assert firm("purge", "papers").json == usual
    assert firm("purge", "papers", "--books", "yes", "--by-itself", "yes").json == {
        **usual, "books": True, "by_itself": True,
    }  # fmt: skip
    (due,) = firm("purge", "due").json
    assert (due["kept_until"], due["count"], due["is_over"]) == ("2036-12-31", 2, False)
    assert firm("purge", "papers", "--books", "no").json["by_itself"] is True
    assert firm("purge", "due").json[0]["kept_until"] == "2034-12-31"
    assert firm("purge", "papers", "--year-ends", "13").err == (
        "error: year_ends: A month is a number from 1 to 12\n"
    )
    assert firm("purge", "record").err == "error: id: No papers were purged yet\n"
