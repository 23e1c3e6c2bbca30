"""E-invoices on the command line: read, checked, taken in, written in any format, exported."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.einvoice.ubl_writing import write_ubl
from tests.cli.conftest import Run
from tests.einvoice import samples
from tests.expenses.conftest import to_us

COMPANY = {
    "name": "Atelier Lima", "country": "DE", "vat_id": "DE136695976",
    "address": {"street": "Ahornweg 1", "postal_code": "10115", "city": "Berlin", "country": "DE"},
}  # fmt: skip
BUYER = {
    "kind": "company", "name": "Konserven GmbH", "buyer_reference": "04011000-12345-03", "einvoice": "ubl",
    "address": {"street": "Hafen 2", "postal_code": "20095", "city": "Hamburg", "country": "DE"},
}  # fmt: skip


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.xml"
    path.write_bytes(write_cii(samples.invoice()))
    return path


@pytest.fixture
def issued(crm: Run) -> str:
    """An issued invoice of a customer who asks for UBL."""
    assert crm("company", "set", "-", stdin=json.dumps(COMPANY)).code == 0
    buyer = crm("contacts", "new", "-", stdin=json.dumps(BUYER)).json
    assert buyer["einvoice"] == "ubl"
    lines = [{"description": "Work", "qty": "2", "price": "50", "rate": "19"}]
    draft = {"customer_id": buyer["id"], "delivered_on": "2026-01-10", "lines": lines}
    made = crm("invoice", "new", "-", stdin=json.dumps(draft))
    assert made.code == 0, made.err
    answer = crm("invoice", "issue", made.json["id"])
    assert answer.code == 0, answer.err
    return str(answer.json["number"])


def test_taking_in_warns_of_what_is_not_deducted(crm: Run, tmp_path: Path) -> None:
    assert crm("company", "set", "-", stdin=json.dumps(COMPANY)).code == 0
    ours = to_us()
    wrong = replace(ours.totals, tax=Decimal("91.00"), gross=Decimal("191.00"))
    for name, content, words in (
        ("first.xml", write_cii(ours), ""),
        ("twin.xml", write_ubl(ours), "The same invoice is there as “first.xml”"),
        ("own.xml", write_cii(replace(ours, seller=ours.buyer)), "The seller is your own firm"),
        ("wrong.xml", write_cii(replace(ours, number="9", totals=wrong)), "Its sums do not agree"),
    ):
        (tmp_path / name).write_bytes(content)
        taken = crm("einvoice", "take", tmp_path / name)
        assert taken.code == 0, taken.err
        assert taken.err.startswith(f"warning: FILE: {words}" if words else "") and bool(taken.err) == bool(
            words
        )
        assert [each for each in taken.json["doubts"] if each.startswith(words)] == taken.json["doubts"]


def test_reading_needs_no_firm_and_says_everything(run: Run, invoice: Path) -> None:
    answer = run("einvoice", "read", invoice, "--json")
    assert answer.code == 0
    said = answer.json
    assert (said["format"], said["ok"], said["findings"]) == ("Factur-X / ZUGFeRD (EN 16931)", True, [])
    assert said["invoice"]["totals"] == {
        "lines": "100.00", "net": "100.00", "tax": "19.00", "gross": "119.00", "due": "119.00",
    }  # fmt: skip
    assert said["invoice"]["seller"]["address"]["city"] == "Hamburg"
    assert "Falkenberg Design" in run("einvoice", "read", invoice).out
    assert run("einvoice", "read", "-", "--json", stdin=invoice.read_bytes()).json == said


def test_checking_names_every_broken_rule_and_says_so_by_its_exit_code(run: Run, invoice: Path) -> None:
    answer = run("einvoice", "check", invoice, "--json")
    assert (answer.code, answer.json["ok"]) == (0, True)
    broken = (
        invoice.read_bytes()
        .replace(b">119.00</ram:Grand", b">120.00</ram:Grand")
        .replace(b">R-1</ram:ID", b"></ram:ID")
    )
    answer = run("einvoice", "check", "-", stdin=broken)
    assert (answer.code, answer.out) == (1, "")
    for wanted in ("error: BR-02 BT-1: Missing: the invoice number", "error: BR-CO-15 BT-112: ",
                   "error: FILE: This e-invoice breaks these rules: BR-02, BR-CO-15"):  # fmt: skip
        assert wanted in answer.err


def test_what_is_no_e_invoice_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<html/>")
    for verb in ("read", "check"):
        answer = run("einvoice", verb, tmp_path / "a.xml")
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.startswith("error: FILE: This is XML, but no e-invoice")


def test_official_files_that_must_fail_do_fail(run: Run, shared: Path) -> None:
    for path in sorted((shared / "data/einvoice/must-fail").iterdir()):
        assert run("einvoice", "check", path).code == 1, path.name


def test_taking_in_twice_is_once_and_each_verb_knows_it(crm: Run, issued: str, invoice: Path) -> None:
    first = crm("einvoice", "take", invoice)
    assert (first.code, first.json["new"], first.json["gross"]) == (0, True, "119.00")
    assert crm("einvoice", "take", invoice).json["new"] is False
    (row,) = crm("einvoice", "list").json
    assert (row["number"], row["errors"], row["file"]) == ("R-1", 0, "invoice.xml")
    shown = crm("einvoice", "show", "R-1").json
    assert shown["doubts"] == ["It is addressed to “Stadtwerk”, not to your firm"]
    assert shown["invoice"]["number"] == "R-1"
    assert crm("einvoice", "file", "R-1", "copy.xml").json["bytes"] == invoice.stat().st_size
    assert Path("copy.xml").read_bytes() == invoice.read_bytes()
    assert crm("search", "Falkenberg").json[0]["kind"] == "received_invoice"
    assert crm("einvoice", "remove", "R-1").json["removed"] is True
    assert crm("einvoice", "list").json == []
    entry = next(each for each in crm("trail", "list").json if each["act"] == "deleted")
    assert crm("trail", "undo", entry["id"]).code == 0
    assert len(crm("einvoice", "list").json) == 1
    assert crm("einvoice", "show", "nothing").code == 1


def test_an_issued_invoice_is_written_in_every_format(crm: Run, issued: str) -> None:
    assert crm("document", "xml", issued, "own.xml").code == 0
    assert open_invoice(Path("own.xml").read_bytes()).format == "UBL (EN 16931)"
    for key, profile in PROFILES.items():
        assert crm("document", "xml", issued, f"{key}.xml", "--format", key).code == 0
        opened = open_invoice(Path(f"{key}.xml").read_bytes())
        assert (opened.format, opened.invoice.number) == (profile.name, issued)
    assert Path("ubl.xml").read_bytes() == Path("own.xml").read_bytes()
    assert crm("document", "xml", issued, "x.xml", "--format", "edifact").code == 2


def test_a_period_is_exported_as_a_folder_or_a_zip(crm: Run, issued: str) -> None:
    period = ("--from", "2026-01-01", "--to", "2026-01-31")
    made = crm("einvoice", "export", "out", *period).json
    assert (made["count"], made["left_out"]) == (1, [])
    assert [path.name for path in Path("out").iterdir()] == made["files"]
    assert crm("einvoice", "export", "out.zip", *period, "--format", "pdf").json["count"] == 1
    with ZipFile("out.zip") as file:
        assert file.read(file.namelist()[0]).startswith(b"%PDF")
    nothing = crm("einvoice", "export", "no.zip", "--from", "2025-01-01", "--to", "2025-01-31")
    assert (nothing.code, Path("no.zip").exists()) == (1, False)
    assert "Nothing was issued" in nothing.err


def test_a_customers_format_must_be_one_that_there_is(crm: Run, issued: str) -> None:
    answer = crm("contacts", "new", "-", stdin=json.dumps({**BUYER, "name": "B", "einvoice": "fax"}))
    assert answer.code == 1
    assert answer.err.startswith("error: einvoice: “fax” is none of cii, xrechnung")
