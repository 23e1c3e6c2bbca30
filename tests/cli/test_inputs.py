"""What the commands take: keys nobody knows, codes nobody knows, and whatever `show` printed before."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, PAPER, issued, office

__all__ = ["office"]

LINE = PAPER["lines"][0]
HEADED = [{"section": "Shop"}, *PAPER["lines"][:2], {"section": "Print"}, PAPER["lines"][2]]


def paper(**change: Any) -> str:
    return json.dumps({**PAPER, **change})


def refused(office: Run, field: str, *words: object, stdin: str) -> str:
    told = office(*words, stdin=stdin)
    assert (told.code, told.out) == (1, ""), (field, told.out)
    assert told.err.startswith(f"error: {field}: "), told.err
    return told.err


UNKNOWN = [
    ({"custmer": "x"}, "custmer"),
    ({"lines": [LINE, {**LINE, "prise": "5"}]}, "lines[2].prise"),
    ({"lines": [{"section": "A", "qty": "1"}]}, "lines[1].qty"),
    ({"lines": [{**LINE, "allowances": [{"percent": "5", "resaon": "x"}]}]}, "lines[1].allowances[1].resaon"),
    ({"lines": [{**LINE, "charges": [{"amount": "5", "why": "x"}]}]}, "lines[1].charges[1].why"),
    ({"lines": [{**LINE, "optional": "no"}]}, "lines[1].optional"),
    ({"doc_allowances": [{"percent": "5", "rates": "23"}]}, "doc_allowances[1].rates"),
    ({"withholdings": [{"code": "X", "rate": "5", "of": "net"}]}, "withholdings[1].of"),
    ({"extra_taxes": [{"code": "RE", "rate": "5", "amount": "1"}]}, "extra_taxes[1].amount"),
    ({"tax_currency": {"code": "USD", "rate": "1", "on": "2026-01-01"}}, "tax_currency.on"),
    ({"early_discount": {"percent": "2", "day": "10"}}, "early_discount.day"),
    ({"address": {"town": "Cork"}}, "address.town"),
    ({"language": "xx"}, "language"),
    ({"language": "English"}, "language"),
    ({"currency": "EURO"}, "currency"),
    ({"tax_currency": {"code": "QQQ", "rate": "1"}}, "tax_currency.code"),
    ({"lines": [{**LINE, "unit": "QQQ"}]}, "lines[1].unit"),
    ({"lines": [{**LINE, "unit": "hours"}]}, "lines[1].unit"),
    ({"lines": [{**LINE, "category": "X"}]}, "lines[1].category"),
    ({"lines": [{**LINE, "allowances": [{"amount": "5", "category": "X"}]}]},
     "lines[1].allowances[1].category"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), UNKNOWN, ids=[field for _change, field in UNKNOWN])
def test_what_nobody_knows_is_refused_by_its_path(office: Run, change: dict[str, Any], field: str) -> None:
    for noun in ("invoice", "quote"):
        refused(office, field, noun, "new", "-", stdin=paper(**change))
    assert office("invoice", "list").json == []


def test_a_mistyped_key_is_told_what_it_was_meant_to_be(office: Run) -> None:
    said = refused(
        office, "lines[1].prise", "invoice", "new", "-", stdin=paper(lines=[{**LINE, "prise": "1"}])
    )
    assert "“price”" in said


def test_other_inputs_refuse_unknown_keys_too(office: Run) -> None:
    ticket = {"customer": "Kestrel Roasters Ltd", "subject": "Creased"}
    refused(office, "categry", "ticket", "new", "-", stdin=json.dumps({**ticket, "categry": "complaint"}))
    refused(office, "category", "ticket", "new", "-", stdin=json.dumps({**ticket, "category": "grief"}))
    refused(office, "fone", "contacts", "new", "-", stdin=json.dumps({"name": "A", "fone": "1"}))
    point = {"name": "A", "points": [{"kind": "mail", "value": "a@b.example", "lable": "x"}]}
    refused(office, "points[1].lable", "contacts", "new", "-", stdin=json.dumps(point))
    for key, value in (("language", "xx"), ("currency", "XXQ"), ("category", "friend")):
        refused(office, key, "contacts", "new", "-", stdin=json.dumps({"name": "A", key: value}))
    refused(office, "language", "company", "set", "-", stdin='{"language": "xx"}')
    refused(office, "currency", "company", "set", "-", stdin='{"currency": "XXQ"}')
    refused(office, "adress", "company", "set", "-", stdin='{"adress": {}}')


def test_totals_warns_of_keys_it_does_not_know_and_calculates(run: Run) -> None:
    document = {"currency": "EUR", "id": "case 7", "lines": [{**LINE, "prise": "1"}]}
    told = run("--json", "totals", "-", stdin=json.dumps(document))
    assert (told.code, told.json["gross"]) == (0, "1230.00")
    assert told.err.splitlines() == [
        "warning: lines[1].prise: “prise” is not known here; did you mean “price”?",
    ]


def test_a_credit_names_lines_by_the_number_on_the_paper(office: Run, tmp_path: Path) -> None:
    from pypdf import PdfReader

    draft = office("invoice", "new", "-", stdin=paper(lines=HEADED)).json["id"]
    shown = office("invoice", "issue", draft).json
    assert [line.get("line") for line in shown["lines"]] == [None, 1, 2, None, 3]
    office("document", "pdf", draft, tmp_path / "a.pdf")
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages).split())
    assert all(line in printed for line in ("1 Shop", "2 Theme", "3 Book"))
    credit = ("invoice", "credit", "2026-0001", "--lines", "-")
    refused(office, "lines[2].line", *credit, stdin='[{"line": 3, "qty": "1"}, {"line": 4}]')
    refused(office, "lines[1].line", *credit, stdin='[{"line": 0}]')
    refused(office, "lines[2].line", *credit, stdin='[{"line": 3, "qty": "1"}, {"line": 3}]')
    refused(office, "lines[1].line", *credit, stdin='[{"qty": "1"}]')
    refused(office, "lines[1].number", *credit, stdin='[{"number": 3, "qty": "1"}]')
    assert "line 3" in refused(office, "lines[1].qty", *credit, stdin='[{"line": 3, "qty": "4"}]')
    note = office(*credit, stdin='[{"line": 3, "qty": "3"}]').json
    assert [line["description"] for line in note["lines"]] == ["Book"]
    assert note["totals"]["gross"] == "63.57"
    assert office("invoice", "show", "2026-0001").json["open"] == "1506.64"
    assert office("verify").json["ok"] is True
    refused(office, "lines[1].qty", *credit, stdin='[{"line": 3}]')


def test_a_ticket_names_a_line_by_the_number_on_the_paper(office: Run) -> None:
    draft = office("invoice", "new", "-", stdin=paper(lines=HEADED)).json["id"]
    office("invoice", "issue", draft)
    wish = {"customer": 1, "subject": "Creased", "document": "2026-0001", "line": 3}
    shown = office("ticket", "new", "-", stdin=json.dumps(wish)).json
    assert (shown["line"], shown["line_text"]) == (3, "Book")
    refused(office, "line", "ticket", "new", "-", stdin=json.dumps({**wish, "line": 4}))


def without(shown: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in shown.items() if key not in ("id", "version", *keys)}


def test_every_quote_and_invoice_comes_back_as_a_draft(office: Run) -> None:
    rich = paper(
        lines=[*HEADED, {**LINE, "optional": True, "period_from": "2026-01-01", "period_to": "2026-01-31"}],
        notes="Thanks", project="P-1", doc_allowances=[{"percent": "2"}], terms="14 days",
        early_discount={"percent": "2", "days": "7"},
        withholdings=[{"code": "WHT", "base": "net", "rate": "5"}],
    )  # fmt: skip
    became = ("state", "number", "payments", "credits", "links", "issued_at", "sent_at", "pdf_sha256",
              "xml_sha256", "hash", "paid", "credited", "open", "reason", "answered_on",
              "progress")  # fmt: skip
    quote = office("quote", "new", "-", stdin=rich).json["id"]
    invoice = office("invoice", "new", "-", stdin=rich).json["id"]
    stages: list[tuple[str, tuple[object, ...]]] = [
        ("quote", ("quote", "show", quote)),
        ("quote", ("quote", "send", quote, "--on", "2026-01-10")),
        ("quote", ("quote", "decline", quote, "--reason", "Too dear")),
        ("invoice", ("invoice", "show", invoice)),
        ("invoice", ("invoice", "issue", invoice)),
        ("invoice", ("invoice", "pay", invoice, "10.00", "--on", "2026-01-12", "--method", "cash")),
    ]
    for noun, words in stages:
        shown = office(*words).json
        shown.pop("payment", None)
        again = office(noun, "new", "-", stdin=json.dumps(shown))
        assert again.code == 0, (words, again.err)
        assert again.json["state"] == "draft"
        assert without(again.json, *became) == without(shown, *became), words


def test_a_credit_note_is_made_by_its_own_verb_alone(office: Run) -> None:
    issued(office)
    note = office("invoice", "credit", "2026-0001").json
    said = refused(office, "kind", "invoice", "new", "-", stdin=json.dumps(note))
    assert "invoice credit" in said


def test_an_open_invoice_of_another_program_comes_back_as_a_draft(office: Run) -> None:
    table = "number;customer;date;due date;total;open\nA-9;Kestrel Roasters Ltd;2025-12-01;2025-12-15;5;5\n"
    made = office("invoice", "import", "-", stdin=table).json["created"][0]
    shown = office("invoice", "show", made).json
    again = office("invoice", "new", "-", stdin=json.dumps(shown))
    assert (again.code, again.json["totals"]) == (0, shown["totals"])


def test_a_ticket_comes_back_as_a_new_one_even_when_it_is_closed(office: Run) -> None:
    wish = {
        "customer": "Kestrel Roasters Ltd",
        "subject": "Creased",
        "text": "It came so",
        "priority": "high",
    }
    ticket = office("ticket", "new", "-", stdin=json.dumps(wish)).json
    for words in (("show", ticket["id"]), ("reply", ticket["id"], "Sorry"), ("close", ticket["id"])):
        shown = office("ticket", *words).json
        again = office("ticket", "new", "-", stdin=json.dumps(shown))
        assert again.code == 0, again.err
        kept = ("subject", "text", "priority", "category", "customer")
        assert [again.json[key] for key in kept] == [shown[key] for key in kept]
        assert again.json["status"] == "new"
        assert len(again.json["messages"]) == 1
    refused(office, "status", "ticket", "new", "-", stdin=json.dumps({**wish, "status": "closed"}))


def test_a_contact_and_the_firm_come_back_as_they_were(office: Run) -> None:
    full = {**CUSTOMER, "name": "Full Ltd", "language": "pt_BR", "currency": "BRL", "tags": ["a", "b"],
            "birthday": "1990-02-03", "notes": "Two\nlines", "vat_id": "IE1234567T"}  # fmt: skip
    shown = office("contacts", "new", "-", stdin=json.dumps(full)).json
    again = office("contacts", "new", "-", stdin=json.dumps(shown))
    assert without(again.json, "customer_number") == without(shown, "customer_number")
    firm = office("company", "show").json
    assert office("company", "set", "-", stdin=json.dumps(firm)).json == firm
