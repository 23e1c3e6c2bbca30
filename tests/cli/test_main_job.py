"""The main job from the shell: firm, contact, quote, invoice, payment, credit note, ticket, files."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.cli.commands import COMMANDS
from tests.cli.conftest import Run

FIRM = {
    "name": "Harbour Lane Studio Ltd",
    "country": "IE",
    "vat_id": "IE1234567T",
    "address": {"street": "12 Harbour Lane", "city": "Dublin", "postal_code": "D04 X0X0", "country": "IE"},
    "bank_accounts": [
        {"label": "Main", "holder": "Harbour Lane", "iban": "IE10TEST99000012345678", "currency": "EUR"}
    ],
}
CUSTOMER = {
    "kind": "company",
    "name": "Kestrel Roasters Ltd",
    "mail": "accounts@kestrel.example",
    "addresses": [
        {"purpose": "invoice", "street": "4 Yard", "city": "Cork", "postal_code": "T12 X0X0", "country": "IE"}
    ],
}  # fmt: skip
PAPER: dict[str, Any] = {
    "customer": "Kestrel Roasters Ltd",
    "issued_on": "2026-01-10",
    "delivered_on": "2026-01-09",
    "lines": [
        {"description": "Shop", "qty": "12.5", "unit": "HUR",
         "price": "80.00", "category": "S", "rate": "23"},
        {"description": "Theme", "qty": "1", "price": "249.90", "category": "S", "rate": "23",
         "allowances": [{"percent": "10"}]},
        {"description": "Book", "qty": "3", "price": "19.99", "category": "S", "rate": "6"},
    ],
}  # fmt: skip


@pytest.fixture
def office(crm: Run) -> Run:
    """A firm with one customer."""
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    return crm


def issued(office: Run) -> dict[str, Any]:
    draft = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json
    return dict(office("invoice", "issue", draft["id"]).json)


def test_the_invoice_has_the_same_sums_everywhere(office: Run, tmp_path: Path) -> None:
    invoice = issued(office)
    assert invoice["number"] == "2026-0001"
    assert (invoice["totals"]["net"], invoice["totals"]["gross"]) == ("1284.88", "1570.21")
    assert [group["tax"] for group in invoice["totals"]["tax_breakdown"]] == ["281.73", "3.60"]
    assert office("document", "pdf", "2026-0001", tmp_path / "a.pdf").code == 0
    assert office("document", "xml", "2026-0001", tmp_path / "a.xml").code == 0
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages)
    xml = (tmp_path / "a.xml").read_text()
    for printed, written in (
        ("1,284.88", "1284.88"),
        ("281.73", "281.73"),
        ("3.60", "3.60"),
        ("1,570.21", "1570.21"),
    ):
        assert printed in text
        assert f">{written}<" in xml


def test_crediting_one_line_leaves_the_rest_open(office: Run) -> None:
    issued(office)
    credit = office("invoice", "credit", "2026-0001", "--lines", "-", stdin='[{"line": 3, "qty": "3"}]').json
    assert credit["number"] == "CN-2026-0001"
    assert credit["totals"]["gross"] == "63.57"
    assert office("invoice", "show", "2026-0001").json["open"] == "1506.64"


def test_a_payment_in_part_and_the_rest(office: Run) -> None:
    issued(office)
    pay = ("invoice", "pay", "2026-0001")
    assert office(*pay, "800.00", "--on", "2026-01-12", "--method", "transfer").json["state"] == "partly_paid"
    refused = office(*pay, "800.00", "--on", "2026-01-12", "--method", "transfer")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("error: amount: ")
    for wrong in ("1.005", "much", "0", "-5"):
        asked = office(*pay, "--on", "2026-01-12", "--method", "cash", "--", wrong)
        assert asked.err.startswith("error: amount: "), asked.err
    assert office(*pay, "770.21", "--on", "2026-01-13", "--method", "cash").json["state"] == "paid"


def test_one_key_issues_once(office: Run) -> None:
    draft = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    first = office("invoice", "issue", draft, "--key", "k-1").json
    again = office("invoice", "issue", draft, "--key", "k-1").json
    assert first["number"] == again["number"] == "2026-0001"
    assert len(office("invoice", "list").json) == 1


def test_a_date_before_the_last_one_issued_is_refused(office: Run) -> None:
    issued(office)
    draft = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    refused = office("invoice", "issue", draft, "--on", "2026-01-09")
    assert refused.code == 1
    assert refused.err.startswith("error: issued_on: ")


def test_a_quote_becomes_an_invoice_once(office: Run) -> None:
    quote = office("quote", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    assert office("quote", "send", quote, "--on", "2026-01-10").json["number"] == "Q-2026-0001"
    assert office("quote", "accept", "Q-2026-0001").json["state"] == "accepted"
    invoice = office("quote", "invoice", "Q-2026-0001").json
    assert invoice["state"] == "draft"
    assert invoice["totals"]["gross"] == "1570.21"
    assert office("quote", "invoice", "Q-2026-0001").code == 1
    assert office("quote", "list").json[0]["state"] == "invoiced"


def test_a_quote_is_declined_with_a_reason(office: Run) -> None:
    quote = office("quote", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    office("quote", "send", quote, "--on", "2026-01-10")
    declined = office("quote", "decline", quote, "--reason", "Too dear").json
    assert (declined["state"], declined["reason"]) == ("declined", "Too dear")


def test_what_show_prints_new_takes_again(office: Run) -> None:
    shown = issued(office)
    again = office("invoice", "new", "-", stdin=json.dumps(shown))
    assert again.code == 0, again.err
    assert again.json["state"] == "draft"
    assert again.json["totals"] == shown["totals"]
    contact = office("contacts", "show", "Kestrel Roasters Ltd").json
    assert office("contacts", "new", "-", stdin=json.dumps({**contact, "name": "Second Ltd"})).code == 0
    company = office("company", "show").json
    assert office("company", "set", "-", stdin=json.dumps(company)).json == company


def test_a_complaint_is_opened_answered_and_closed(office: Run) -> None:
    issued(office)
    wanted = {"customer": "Kestrel Roasters Ltd", "subject": "Creased", "text": "It came creased",
              "category": "complaint", "document": "2026-0001", "line": 3}  # fmt: skip
    ticket = office("ticket", "new", "-", stdin=json.dumps(wanted)).json
    assert office("ticket", "reply", ticket["number"], "A new one is on its way").code == 0
    assert office("ticket", "reply", ticket["id"], "Ask the carrier", "--internal").code == 0
    shown = office("ticket", "show", ticket["number"]).json
    assert [message["kind"] for message in shown["messages"]] == ["customer", "public", "internal"]
    assert office("ticket", "close", ticket["number"]).json["status"] == "closed"
    assert office("ticket", "list", "--state", "closed").json[0]["number"] == ticket["number"]


def test_files_for_the_accountant_and_a_mail(office: Run, tmp_path: Path) -> None:
    issued(office)
    office("invoice", "credit", "2026-0001", "--on", "2026-01-12")
    out = tmp_path / "january"
    done = office("document", "export", "--from", "2026-01-01", "--to", "2026-01-31", out).json
    assert done["documents"] == 2
    assert len(list(out.glob("*.pdf"))) == 2
    journal = (out / "journal.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum(line.startswith("invoice,2026-0001,") for line in journal) == 2
    assert office("document", "eml", "2026-0001", tmp_path / "a.eml").code == 0
    assert b"accounts@kestrel.example" in (tmp_path / "a.eml").read_bytes()


def test_search_finds_amounts_names_and_lines(office: Run) -> None:
    issued(office)
    for text in ("1.570,21", "1,570.21", "kestrel", "Theme", "2026-0001"):
        hits = [hit for hit in office("search", text).json if hit["kind"] == "invoice"]
        assert hits, text
        assert hits[0]["number"] == hits[0]["title"]
    for text in ("", '"', "a AND b", "(((", "*", "NEAR/2", "'; DROP TABLE document; --", "\u202e", "%"):
        assert office("search", text).code == 0


@pytest.mark.file
def test_verify_backup_and_restore(office: Run, tmp_path: Path) -> None:
    issued(office)
    assert office("verify").json["ok"] is True
    backup = office("backup", tmp_path / "copy.crm").json
    assert office("backup", tmp_path / "copy.crm").code == 1
    restored = office("restore", tmp_path / "copy.crm", "--to", tmp_path / "new.crm").json
    assert restored["counts"] == backup["counts"]
    assert office("restore", tmp_path / "copy.crm", "--to", tmp_path / "new.crm").code == 1


def test_an_archive_is_a_firm_again(office: Run, tmp_path: Path) -> None:
    issued(office)
    made = office("archive", "make", tmp_path / "all.zip").json
    assert made["rows"] == sum(made["counts"].values()) > 10
    again = office("archive", "read", tmp_path / "all.zip", tmp_path / "new.crm").json
    assert (again["counts"], again["file"]) == (made["counts"], str(tmp_path / "new.crm"))
    assert office("archive", "read", tmp_path / "all.zip", tmp_path / "new.crm").code == 1


@pytest.mark.file
def test_whole_files_may_come_from_standard_input(office: Run, tmp_path: Path) -> None:
    table = "number;customer;date;due date;total;open\nA-9;Kestrel Roasters Ltd;2025-12-01;2025-12-15;5;5\n"
    assert len(office("invoice", "import", "-", stdin=table).json["created"]) == 1
    assert office("backup", tmp_path / "copy.crm").code == 0
    whole = (tmp_path / "copy.crm").read_bytes()
    restored = office("restore", "-", "--to", tmp_path / "new.crm", stdin=whole).json
    assert restored["counts"]["document"] == 1
    refused = office("restore", "-", "--to", tmp_path / "other.crm", stdin=b"no backup")
    assert (refused.code, (tmp_path / "other.crm").exists()) == (1, False)


def test_ways_of_paying_are_named_when_another_is_given(office: Run) -> None:
    issued(office)
    refused = office("invoice", "pay", "2026-0001", "5", "--on", "2026-01-12", "--method", "gold")
    assert refused.code == 1
    assert refused.err.startswith("error: --method: ")
    assert "transfer" in refused.err


def test_wrong_ids_are_kept_and_warned_of(crm: Run) -> None:
    firm = {**FIRM, "vat_id": "IE12", "bank_accounts": [{"label": "Main", "iban": "IE11", "currency": "EUR"}]}
    told = crm("company", "set", "-", stdin=json.dumps(firm))
    assert (told.code, told.json["vat_id"]) == (0, "IE12")
    assert "warning: vat_id: " in told.err
    assert "warning: bank_accounts[1].iban: " in told.err
    told = crm("contacts", "new", "-", stdin=json.dumps({**CUSTOMER, "vat_id": "IE12"}))
    assert (told.code, told.json["vat_id"]) == (0, "IE12")
    assert told.err.startswith("warning: vat_id: ")
    right = crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER))
    assert (right.code, right.err) == (0, "")


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help").out
    nouns = {command.words.split()[0] for command in COMMANDS}
    assert all(f"\n    {noun} " in shown for noun in nouns)


REFUSED = [
    ({**PAPER, "customer": "Nobody"}, "customer"),
    ({**PAPER, "currency": "XYZ"}, "currency"),
    ({**PAPER, "bank_account": 99}, "bank_account"),
    ({**PAPER, "issued_on": "2026-02-30"}, "issued_on"),
    ({**PAPER, "due_on": "2026-01-01"}, "due_on"),
    ({**PAPER, "lines": [{**PAPER["lines"][0], "price": "1e400"}]}, "lines[1].price"),
    ({**PAPER, "lines": [PAPER["lines"][0], {**PAPER["lines"][1], "rate": "101"}]}, "lines[2].rate"),
    ({**PAPER, "lines": [{**PAPER["lines"][0], "qty": ""}]}, "lines[1].qty"),
]


@pytest.mark.parametrize(("paper", "field"), REFUSED, ids=[field for _paper, field in REFUSED])
def test_bad_input_is_refused_by_the_fields_name(office: Run, paper: dict[str, Any], field: str) -> None:
    refused = office("invoice", "new", "-", stdin=json.dumps(paper))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"error: {field}: "), refused.err
    assert office("invoice", "list").json == []


def test_zero_percent_wants_its_category_before_an_invoice_is_issued(office: Run) -> None:
    paper = {**PAPER, "lines": [{"description": "Export", "qty": "1", "price": "80", "rate": "0"}]}
    draft = office("invoice", "new", "-", stdin=json.dumps(paper)).json
    refused = office("invoice", "issue", draft["id"])
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("error: lines[1].category: VAT at 0 %")


def test_what_one_should_know_of_an_issued_paper_is_a_warning(office: Run) -> None:
    lines = [{"description": "Consulting", "qty": "1", "price": "80", "category": "G", "rate": "0"}]
    draft = office("invoice", "new", "-", stdin=json.dumps({**PAPER, "lines": lines})).json
    done = office("invoice", "issue", draft["id"])
    assert done.code == 0
    assert "warning: lines[1].category: VAT category G is for exports" in done.err
    again = office("invoice", "issue", issued_draft(office), "--key", "k")
    told = [each for each in again.err.splitlines() if "neither in the settings nor by law" not in each]
    assert (again.code, told) == (0, [])  # nobody knows the 6 % of its book


def issued_draft(office: Run) -> int:
    return int(office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"])


@pytest.mark.file
def test_reading_refuses_where_there_is_no_database(crm: Run, tmp_path: Path) -> None:
    for words in (("invoice", "list"), ("verify",), ("search", "x"), ("company", "show")):
        refused = crm(*words)
        assert (refused.code, refused.out) == (1, "")
    assert list(tmp_path.iterdir()) == []


def test_a_number_shared_with_an_id_is_ambiguous(office: Run) -> None:
    series = {"series": {"invoice": {"pattern": "{number}", "next_number": 2}}}
    assert office("company", "set", "-", stdin=json.dumps(series)).code == 0
    first = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    second = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json["id"]
    assert office("invoice", "issue", first).json["number"] == str(second)
    refused = office("invoice", "show", str(second))
    assert refused.code == 1
    assert str(first) in refused.err
    assert str(second) in refused.err
