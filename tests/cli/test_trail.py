"""`trail list|show|undo`: who changed what, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def office(crm: Run) -> Run:
    """A firm with one customer and one ticket that was closed."""
    assert crm("company", "set", "-", stdin='{"name": "Harbour Lane", "country": "IE"}').code == 0
    assert crm("company", "set", "-", stdin='{"phone": "+353 1 555 0100"}').code == 0
    contact = crm("contacts", "new", "-", stdin='{"kind": "company", "name": "Kestrel"}').json["id"]
    ticket = {"customer": contact, "subject": "Late", "text": "Where is it?"}
    assert crm("ticket", "new", "-", stdin=json.dumps({**ticket, "customer": "Kestrel"})).code == 0
    return crm


def lines(crm: Run, *words: object) -> list[dict[str, Any]]:
    return list(crm("trail", "list", *words).json)


def test_the_newest_entry_stands_first_in_words(office: Run) -> None:
    found = lines(office)
    assert {each["table"] for each in found} >= {"firm", "contact", "ticket", "ticket_message"}
    assert [each["id"] for each in found] == sorted((each["id"] for each in found), reverse=True)
    phone = next(each for each in found if each["act"] == "changed")
    assert phone["record"] == "Company"
    assert phone["what"] == "Changed"
    assert phone["summary"] == "Phone: empty → +353 1 555 0100"
    assert phone["user"]
    assert phone["computer"]


def test_entries_are_found_by_kind_record_person_day_and_text(office: Run) -> None:
    assert {each["table"] for each in lines(office, "--kind", "ticket")} == {"ticket", "ticket_message"}
    assert {each["table"] for each in lines(office, "--record", "ticket:T-1")} == {"ticket", "ticket_message"}
    assert {each["record"] for each in lines(office, "--search", "kestrel")} == {
        "Kestrel", "T-1 Late",
    }  # fmt: skip
    assert [each["act"] for each in lines(office, "--search", "555 0100")] == ["changed"]
    assert lines(office, "--by", "Nobody") == []
    assert lines(office, "--to", "2020-01-01") == []
    assert len(lines(office, "--from", "2020-01-01")) == len(lines(office))
    assert len(lines(office, "--limit", "2")) == 2


def test_one_entry_says_how_it_is_undone_and_is(office: Run) -> None:
    entry = next(each["id"] for each in lines(office, "--kind", "firm") if each["act"] == "changed")
    shown = office("trail", "show", entry).json
    assert shown["changes"] == [
        {"column": "phone", "field": "Phone", "before": "", "after": "+353 1 555 0100"}
    ]
    assert (shown["undo"], shown["why_not"]) == ("set_back", None)
    assert office("trail", "undo", entry).json == {
        "undone": entry, "way": "set_back", "fields": ["phone"], "record": "Company",
    }  # fmt: skip
    assert office("company", "show").json.get("phone", "") == ""
    assert lines(office, "--kind", "firm")[0]["what"] == "Undone: Changed"
    again = office("trail", "undo", entry)
    assert again.code == 1
    assert "“Phone” was changed since" in again.err
    assert "changed since" in office("trail", "show", entry).json["why_not"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "--kind", "dog"), "error: --kind:"),
        (("list", "--record", "dog:1"), "error: --record:"),
        (("list", "--record", "invoice:2099-9"), "error:"),
        (("list", "--from", "yesterday"), "error: --from:"),
        (("show", "99999"), "error: id:"),
        (("undo", "99999"), "error: id:"),
    ],
)
def test_wrong_words_are_refused_by_name(office: Run, words: tuple[str, ...], told: str) -> None:
    answer = office("trail", *words)
    assert answer.code == 1
    assert answer.err.startswith(told)
    assert answer.out == ""
