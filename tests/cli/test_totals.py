"""`totals FILE`: a priced document's sums, and how a refusal names the place."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DOCUMENT = {
    "lines": [
        {"qty": "12.5", "price": "80.00", "category": "S", "rate": "23"},
        {"qty": "1", "price": "249.90", "category": "S", "rate": "23", "allowances": [{"percent": "10"}]},
        {"qty": "3", "price": "19.99", "category": "S", "rate": "6"},
    ]
}


def test_the_sums_of_a_document_from_standard_input(run: Run) -> None:
    answer = run("totals", "-", "--json", stdin=json.dumps(DOCUMENT))
    assert answer.code == 0
    assert answer.json["net"] == "1284.88"
    assert [group["tax"] for group in answer.json["tax_breakdown"]] == ["281.73", "3.60"]
    assert answer.json["gross"] == answer.json["due"] == "1570.21"


def test_json_may_stand_before_the_command(run: Run) -> None:
    answer = run("--json", "totals", "-", stdin=json.dumps(DOCUMENT))
    assert answer.json["gross"] == "1570.21"


def test_without_json_the_answer_is_text_to_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(DOCUMENT))
    answer = run("totals", tmp_path / "in.json")
    assert answer.code == 0
    assert "gross: 1570.21" in answer.out


REFUSED = [
    ("{", "FILE"),
    ("[]", "FILE"),
    ("", "FILE"),
    ('{"lines": [{"qty": "1", "price": "ten", "category": "S", "rate": "19"}]}', "lines[1].price"),
    (
        '{"lines": [{"qty": "1", "price": "1", "category": "S", "rate": "101"}]}',
        "lines[1].rate",
    ),
    ('{"lines": [{"qty": "1", "category": "S", "rate": "19", "price": NaN}]}', "FILE"),
    ('{"currency": "XYZ", "lines": [{"qty": "1", "price": "1", "category": "S", "rate": "19"}]}', "currency"),
]


@pytest.mark.parametrize(("text", "field"), REFUSED)
def test_a_refusal_names_the_field_and_prints_nothing_else(run: Run, text: str, field: str) -> None:
    answer = run("totals", "-", "--json", stdin=text)
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err.startswith(f"error: {field}: ")
    assert answer.err.count("\n") == 1


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    answer = run("totals", tmp_path / "none.json")
    assert (answer.code, answer.out) == (1, "")
    assert "none.json" in answer.err


@pytest.mark.parametrize("words", [(), ("totals",), ("nonsense",), ("invoice",), ("quote", "decline", "1")])
def test_wrong_usage_is_exit_code_two(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("usage: ")
