"""Reminding from the shell: by rule, by hand, the tray."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

FIRM = {"name": "Atelier Lima", "country": "DE", "language": "en", "currency": "EUR",
        "address": {"street": "Ahornweg 1", "postal_code": "10115", "city": "Berlin", "country": "DE"},
        "tax_number": "12/345/67890"}  # fmt: skip
ADDRESS = {"street": "Hafen 2", "postal_code": "20095", "city": "Hamburg", "country": "DE"}
WORK = {"description": "Work", "qty": "1", "price": "1000.00", "category": "Z", "rate": "0"}
LADDER = [{"days": 7}, {"days": 21, "fee": "10.00"}, {"days": 35, "fee": "40.00", "interest": "8"}]


def overdue(crm: Run) -> int:
    """A new invoice over 1,000.00 net and in all, due 2026-01-31."""
    crm("company", "set", "-", stdin=json.dumps(FIRM))
    contact = crm("contacts", "new", "-", stdin=json.dumps({"kind": "company", "name": "Konserven GmbH",
        "addresses": [ADDRESS]}))  # fmt: skip
    assert contact.code == 0, contact.err
    draft = {"customer": contact.json["id"], "currency": "EUR", "due_on": "2026-01-31",
             "delivered_on": "2026-01-10",
             "lines": [WORK]}  # fmt: skip
    made = crm("invoice", "new", "-", stdin=json.dumps(draft))
    assert made.code == 0, made.err
    issued = crm("invoice", "issue", made.json["id"], "--on", "2026-01-10")
    assert issued.code == 0, issued.err
    return int(made.json["id"])


def test_by_rule_and_by_hand_ask_the_same(crm: Run, tmp_path: Path) -> None:
    first, second = overdue(crm), overdue(crm)
    assert crm("dunning", "levels", "-", stdin=json.dumps(LADDER)).json == crm("dunning", "levels").json
    for day, asked in (("2026-02-07", "1000.00"), ("2026-02-21", "1010.00"), ("2026-03-07", "1057.67")):
        rows = crm("dunning", "run", "--on", day).json
        assert [row["asked"] for row in rows] == [asked, asked]
        (mine,) = [row for row in rows if row["document_id"] == first]
        sent = crm("dunning", "send", mine["id"], "--on", day)
        assert sent.code == 0, sent.err
        assert sent.json["asked"] == asked
    out = tmp_path / "letter.pdf"
    hand = crm("dunning", "letter", second, "--on", "2026-03-07", "--out", out)
    assert hand.json["asked"] == "1057.67"
    assert out.read_bytes().startswith(b"%PDF")
    assert {row["state"] for row in crm("dunning", "list").json} == {"issued"}
    again = crm("dunning", "pdf", hand.json["number"], tmp_path / "again.pdf")
    assert Path(again.json["file"]).read_bytes() == out.read_bytes()


def test_a_clock_set_back_is_named(crm: Run) -> None:
    overdue(crm)
    assert len(crm("dunning", "run", "--on", "2026-02-21").json) == 1
    refused = crm("dunning", "run", "--on", "2026-02-07")
    assert refused.code == 1
    assert refused.err.startswith("error: today: The last run was on")
    assert len(crm("dunning", "list").json) == 1


def test_skip_and_later_answer_the_tray(crm: Run) -> None:
    overdue(crm)
    (row,) = crm("dunning", "run", "--on", "2026-02-07").json
    put_off = crm("dunning", "later", row["id"], "2026-02-10", "--on", "2026-02-07").json
    assert put_off["later_until"] == "2026-02-10"
    assert crm("dunning", "skip", row["id"]).json["state"] == "skipped"
    refused = crm("dunning", "send", row["id"], "--on", "2026-02-08")
    assert (refused.code, refused.err.partition(": T")[0]) == (1, "error: LETTER")


def test_a_base_rate_is_typed_listed_and_taken_away(crm: Run) -> None:
    overdue(crm)
    made = crm("dunning", "base-rate", "2027-01-01", "1.27", "--on", "2026-12-20")
    assert made.code == 0, made.err
    assert [(each["from"], each["to"], each["rate"]) for each in made.json] == [
        ("2027-01-01", "2027-06-30", "1.27")
    ]
    assert crm("dunning", "base-rate").json == made.json
    for words, field in (
        (("2027-07-01",), "RATE"),
        (("2027-07-01", "much"), "RATE"),
        (("soon", "1"), "FIRST"),
        (("--delete",), "FIRST"),
        (("2027-07-01", "--delete"), "FIRST"),
        (("2027-01-01", "1", "--delete"), "RATE"),
        (("2026-01-01", "9"), "FIRST"),
    ):
        told = crm("dunning", "base-rate", *words, "--on", "2026-12-20")
        assert (told.code, told.out) == (1, ""), words
        assert told.err.startswith(f"error: {field}: "), told.err
    assert crm("dunning", "base-rate", "2027-01-01", "--delete").json == []
