"""`payments import|statements|match|apply|skip`: from the bank's file to paid invoices."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_main_job import issued, office

__all__ = ["office"]

HEAD = "Date,Amount,Currency,Name,Description\n"
ROWS = (
    "2026-01-12,1570.21,EUR,KESTREL ROASTERS,Invoice 2026-0001\n"
    "2026-01-13,1570.21,EUR,Kestrel Roasters,thanks\n"
    "2026-01-14,-4.90,EUR,Bank,Fee\n"
)


def test_a_statement_pays_invoices_and_the_same_again_changes_nothing(office: Run, tmp_path: Path) -> None:
    issued(office)
    issued(office)
    path = tmp_path / "bank.csv"
    path.write_text(HEAD + ROWS)
    made = office("payments", "import", path).json
    assert [(each["new"], each["known"], each["gap"]) for each in made["statements"]] == [(3, 0, "0.00")]
    first, second, fee = office("payments", "match").json
    assert (first["invoices"], first["certain"]) == (["2026-0001"], True)
    assert (second["invoices"], second["certain"]) == (["2026-0002"], False)
    assert first["reason"] and second["reason"] and fee["invoices"] == []
    assert [each["line"] for each in office("payments", "apply").json["booked"]] == [first["line"]]
    assert office("payments", "apply", "--line", second["line"]).json["waiting"] == 1
    assert office("payments", "skip", fee["line"]).json == {"waiting": 0}
    assert [office("invoice", "show", f"2026-000{at}").json["state"] for at in (1, 2)] == ["paid", "paid"]
    again = office("payments", "import", path).json
    assert [(each["new"], each["known"]) for each in again["statements"]] == [(0, 3)]
    assert office("payments", "match").json == []
    assert [each["waiting"] for each in office("payments", "statements").json] == [0]


def test_the_day_of_a_statement_can_be_given(office: Run, tmp_path: Path) -> None:
    issued(office)
    path = tmp_path / "bank.csv"
    path.write_text(HEAD + "2026-02-12,1570.21,EUR,KESTREL ROASTERS,Invoice 2026-0001\n")
    assert office("payments", "import", path, "--on", "2026-02-13").code == 0
    assert office("payments", "apply").json == {"booked": [], "waiting": 1}  # that day has not come
    assert len(office("payments", "apply", "--on", "2026-02-13").json["booked"]) == 1


def test_what_a_table_leaves_open_is_asked_and_the_answer_kept(office: Run, tmp_path: Path) -> None:
    path, layout = tmp_path / "odd.csv", tmp_path / "layout.json"
    path.write_text("When,How much\n03/04/2026,1.50\n")
    told = office("payments", "import", path)
    assert (told.code, told.out) == (1, "") and told.err.startswith("error: FILE: ")
    layout.write_text(json.dumps({"date": "When", "amount": "How much"}))
    told = office("payments", "import", path, "--map", layout)
    assert told.code == 1 and told.err.startswith("error: date_order: ")
    layout.write_text(json.dumps({"date": "When", "amount": "How much", "date_order": "dmy"}))
    assert office("payments", "import", path, "--map", layout).code == 0
    path.write_text("When,How much\n05/04/2026,1.50\n")
    assert office("payments", "import", path).code == 0
    assert [each["booked_on"] for each in office("payments", "match").json] == ["2026-04-03", "2026-04-05"]


def test_a_line_that_is_told_wrongly_is_refused(office: Run) -> None:
    issued(office)
    assert office("payments", "import", "-", stdin=HEAD + ROWS).code == 0
    for words in (("apply", "--line", "9"), ("apply", "--invoice", "2026-0001"), ("skip", "9"),
                  ("apply", "--line", "3"), ("apply", "--line", "1", "--invoice", "2026-0009")):  # fmt: skip
        told = office("payments", *words)
        assert (told.code, told.out) == (1, ""), words
    assert len(office("payments", "match").json) == 3


def test_what_is_likely_is_booked_when_it_is_asked_for_and_a_skipped_line_waits_again(
    office: Run, tmp_path: Path
) -> None:
    issued(office)
    issued(office)
    path = tmp_path / "bank.csv"
    path.write_text(HEAD + ROWS)
    office("payments", "import", path)
    assert len(office("payments", "apply", "--likely", "99").json["booked"]) == 1
    (second, fee) = office("payments", "match").json
    assert 85 <= second["confidence"] < 95
    assert office("payments", "skip", fee["line"]).json == {"waiting": 1}
    assert office("payments", "wait", fee["line"]).json == {"waiting": 2}
    assert [each["line"] for each in office("payments", "apply", "--likely", "85").json["booked"]] == [
        second["line"]
    ]
    told = office("payments", "wait", second["line"])
    assert (told.code, told.out) == (1, "")


def test_a_payout_settles_invoices_with_the_fee_that_was_kept(office: Run) -> None:
    issued(office)
    issued(office)
    payout = f"{HEAD}2026-01-14,3090.42,EUR,Provider,Payout 77\n"
    assert office("payments", "import", "-", stdin=payout).code == 0
    words = ("payments", "apply", "--line", "1", "--invoice", "2026-0001", "--invoice", "2026-0002")
    told = office(*words, "--fee", "fifty")
    assert (told.code, told.err.split(":")[1].strip()) == (1, "--fee")
    assert office(*words, "--fee", "50.00").json["waiting"] == 0
    (paid,) = office("payments", "list").json
    assert (paid["amount"], paid["fee"], paid["credit"], paid["method"]) == (
        "3090.42",
        "50.00",
        "0.00",
        "card",
    )
    assert [office("invoice", "show", f"2026-000{at}").json["open"] for at in (1, 2)] == ["0.00", "0.00"]
    assert office("payments", "apply", "--fee", "1.00").err.startswith("error: --line: ")
