"""Orders and invoices in stages from the shell: confirmed, delivered, billed in parts, corrected,
cancelled."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.cli.conftest import Run
from tests.cli.test_main_job import CUSTOMER, FIRM
from tests.judges import schematron

QUOTE: dict[str, Any] = {
    "customer": "Kestrel Roasters Ltd",
    "lines": [
        {"description": "Website", "qty": "10", "price": "150.00", "category": "S", "rate": "23"},
        {"description": "Photographs", "qty": "5", "price": "100.00", "category": "S", "rate": "23"},
    ],
}  # fmt: skip


@pytest.fixture
def office(crm: Run) -> Run:
    """A firm with one customer and a sent quote over 2,000.00 net."""
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    assert crm("contacts", "new", "-", stdin=json.dumps(CUSTOMER)).code == 0
    quote = crm("quote", "new", "-", stdin=json.dumps(QUOTE)).json
    assert crm("quote", "send", quote["id"], "--on", "2026-01-05").json["number"] == "Q-2026-0001"
    return crm


def amounts(path: Path) -> dict[str, str]:
    tree = etree.parse(str(path))
    names = ("TaxBasisTotalAmount", "TaxTotalAmount", "DuePayableAmount")
    return {name: str(tree.find(f".//{{*}}{name}").text) for name in names}


def test_a_deposit_and_the_final_invoice_tax_everything_once(office: Run, tmp_path: Path) -> None:
    deposit = office(
        "invoice", "deposit", "Q-2026-0001", "--percent", "30", "--issue", "--on", "2026-01-06"
    ).json
    assert (deposit["number"], deposit["form"]) == ("D-2026-0001", "deposit")
    assert deposit["state"] == "open"  # on that day, though it is long due by now
    assert (deposit["totals"]["net"], deposit["totals"]["tax"], deposit["due"]) == (
        "600.00",
        "138.00",
        "738.00",
    )
    assert office("quote", "show", "Q-2026-0001").json["state"] == "accepted"
    paid = ("--on", "2026-01-08", "--method", "transfer")
    assert office("invoice", "pay", "D-2026-0001", "738.00", *paid).json["state"] == "paid"
    draft = office("invoice", "final", "Q-2026-0001", "--on", "2026-01-12").json
    final = office("invoice", "issue", draft["id"], "--on", "2026-01-12").json
    assert (final["number"], final["form"], final["due"]) == ("2026-0001", "final", "1722.00")
    assert final["totals"]["tax"] == "322.00"
    assert final["deducted"] == [
        {
            "number": "D-2026-0001",
            "issued_on": "2026-01-06",
            "net": "600.00",
            "tax": "138.00",
            "gross": "738.00",
        }
    ]
    files = {name: tmp_path / f"{name}.xml" for name in ("D-2026-0001", "2026-0001")}
    for name, path in files.items():
        assert office("document", "xml", name, path).code == 0
    assert amounts(files["D-2026-0001"])["TaxTotalAmount"] == "138.00"
    assert amounts(files["2026-0001"]) == {
        "TaxBasisTotalAmount": "1400.00", "TaxTotalAmount": "322.00", "DuePayableAmount": "1722.00",
    }  # fmt: skip
    assert schematron.faults({name: path.read_bytes() for name, path in files.items()}) == {
        name: [] for name in files
    }
    from pypdf import PdfReader

    assert office("document", "pdf", "2026-0001", tmp_path / "final.pdf").code == 0
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "final.pdf").pages)
    for printed in (
        "Final invoice",
        "2,000.00",
        "D-2026-0001",
        "600.00 net + 138.00 VAT = 738.00",
        "1,722.00",
    ):
        assert printed in text
    assert office("quote", "show", "Q-2026-0001").json["state"] == "invoiced"
    assert office("verify").code == 0


def test_the_final_invoice_over_the_whole_has_an_annex(office: Run, tmp_path: Path) -> None:
    office("invoice", "deposit", "Q-2026-0001", "--amount", "500.00", "--issue")
    final = office("invoice", "final", "Q-2026-0001", "--full", "--issue", "--on", "2026-01-16").json
    assert (final["totals"]["tax"], final["due"], final["full"]) == ("460.00", "1960.00", True)
    assert final["deducted"][0]["gross"] == "500.00"
    office("document", "export", "--from", "2026-01-01", "--to", "2026-01-31", tmp_path)
    rows = (tmp_path / "journal.csv").read_text().splitlines()
    tax = rows[0].split(",").index("tax")
    assert sum(float(row.split(",")[tax].strip('"')) for row in rows[1:]) == 460.00
    office("document", "pdf", "2026-0001", tmp_path / "final.pdf")
    from pypdf import PdfReader

    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(tmp_path / "final.pdf").pages)
    assert "Annex: billed before and taken off here" in text
    assert "Left: €1,593.50 net + €366.50 VAT = €1,960.00" in text


def test_an_order_is_delivered_and_billed_bit_by_bit(office: Run) -> None:
    order = office("order", "new", "--quote", "Q-2026-0001").json
    confirmed = office("order", "confirm", order["id"], "--on", "2026-01-06").json
    assert (confirmed["number"], confirmed["state"]) == ("OC-2026-0001", "issued")
    assert office("quote", "show", "Q-2026-0001").json["progress"][0]["taken"] == "10"
    one = office("order", "deliver", "OC-2026-0001", "--lines", "-", stdin='[{"line": 1, "qty": "4"}]').json
    assert (one["number"], one["kind"]) == ("DN-2026-0001", "delivery")
    two = office("order", "deliver", "OC-2026-0001", "--lines", "-", stdin='[{"line": 1, "qty": "7"}]')
    assert "11 delivered in all, 10 ordered" in two.err
    shown = office("order", "show", "OC-2026-0001").json
    assert shown["state"] == "partly_delivered"
    assert shown["progress"][0]["delivered"] == "11"
    assert shown["progress"][1]["to_deliver"] == "5"
    bill = office("order", "invoice", "DN-2026-0001", "DN-2026-0002").json
    issued = office("invoice", "issue", bill["id"], "--on", "2026-01-15").json
    assert issued["totals"]["net"] == "1650.00"
    assert {link["number"] for link in issued["links"]} == {"OC-2026-0001", "DN-2026-0001", "DN-2026-0002"}
    assert office("order", "invoice", "DN-2026-0001").err.startswith("error: ids: DN-2026-0001")
    assert office("order", "show", "OC-2026-0001").json["progress"][0]["to_invoice"] == "0"
    office("order", "deliver", "OC-2026-0001")
    rest = office("order", "invoice", "OC-2026-0001").json
    assert rest["totals"]["net"] == "500.00"
    office("invoice", "issue", rest["id"], "--on", "2026-01-15")
    assert office("order", "show", "OC-2026-0001").json["state"] == "invoiced"
    listed = office("order", "list", "--state", "delivery").json
    assert [row["number"] for row in listed] == [f"DN-2026-000{n}" for n in (1, 2, 3)]
    refused = office("order", "cancel", "OC-2026-0001", "--reason", "no")
    assert refused.code == 1
    assert "DN-2026-0001 follows it" in refused.err
    assert office("verify").code == 0


def test_correcting_moves_the_payments(office: Run) -> None:
    made = office("quote", "invoice", "Q-2026-0001").json["id"]
    office("invoice", "issue", made, "--on", "2026-01-10")
    office("invoice", "pay", "2026-0001", "1000.00", "--on", "2026-01-12", "--method", "transfer")
    draft = office("invoice", "correct", "2026-0001", "--reason", "Wrong price").json
    assert draft["credit"]["number"] == "CN-2026-0001"
    assert office("invoice", "show", "CN-2026-0001").json["form"] == "cancellation"
    new = office("invoice", "issue", draft["id"]).json
    assert (new["number"], new["paid"], new["state"]) == ("2026-0002", "1000.00", "partly_paid")
    old = office("invoice", "show", "2026-0001").json
    assert (old["paid"], old["open"], old["state"]) == ("0.00", "0.00", "credited")
    assert office("verify").code == 0


def test_wrong_words_are_corrected_without_a_credit_note(office: Run, tmp_path: Path) -> None:
    made = office("quote", "invoice", "Q-2026-0001").json["id"]
    office("invoice", "issue", made, "--on", "2026-01-10")
    office("invoice", "pay", "2026-0001", "1000.00", "--on", "2026-01-12", "--method", "transfer")
    draft = office("invoice", "correct", "2026-0001", "--text").json
    new = office("invoice", "issue", draft["id"]).json
    assert (new["number"], new["paid"], new["corrected"]) == ("C-2026-0001", "1000.00", True)
    assert office("invoice", "show", "2026-0001").json["state"] == "replaced"
    office("document", "xml", "C-2026-0001", tmp_path / "c.xml")
    assert b"<ram:TypeCode>384<" in (tmp_path / "c.xml").read_bytes()
    office("document", "export", "--from", "2026-01-01", "--to", "2026-01-31", tmp_path)
    rows = (tmp_path / "journal.csv").read_text().splitlines()
    tax = rows[0].split(",").index("tax")
    assert sum(float(row.split(",")[tax].strip('"')) for row in rows[1:]) == 460.00
    assert office("verify").code == 0


def test_credits_by_amount_and_the_rest_come_to_the_whole(office: Run) -> None:
    made = office("quote", "invoice", "Q-2026-0001").json["id"]
    office("invoice", "issue", made, "--on", "2026-01-10")
    note = office("invoice", "credit", "2026-0001", "--amount", "100.00", "--reason", "Late").json
    assert (note["totals"]["gross"], note["totals"]["tax"]) == ("100.00", "18.70")
    refused = office("invoice", "credit", "2026-0001", "--amount", "2400.00")
    assert "Only 2360.00 EUR" in refused.err
    rest = office("invoice", "cancel", "2026-0001").json
    assert (rest["totals"]["gross"], rest["totals"]["tax"]) == ("2360.00", "441.30")
    assert office("invoice", "show", "2026-0001").json["state"] == "credited"
    assert office("invoice", "credit", "2026-0001", "--amount", "1.00").code == 1
    assert office("verify").code == 0


def test_a_receipt_confirms_a_payment_once(office: Run) -> None:
    made = office("quote", "invoice", "Q-2026-0001").json["id"]
    office("invoice", "issue", made, "--on", "2026-01-10")
    assert "Nothing has been paid" in office("invoice", "receipt", "2026-0001").err
    office("invoice", "pay", "2026-0001", "60.00", "--on", "2026-01-12", "--method", "cash")
    receipt = office("invoice", "receipt", "2026-0001").json
    assert (receipt["number"], receipt["due"]) == ("R-2026-0001", "60.00")
    assert "confirmed already" in office("invoice", "receipt", "2026-0001").err
    assert office("order", "show", "R-2026-0001").json["kind"] == "receipt"


def test_a_reprint_is_a_marked_copy(office: Run, tmp_path: Path) -> None:
    office("document", "pdf", "Q-2026-0001", tmp_path / "first.pdf")
    office("document", "pdf", "Q-2026-0001", tmp_path / "copy.pdf", "--copy")
    from pypdf import PdfReader

    words = [
        "".join(page.extract_text() for page in PdfReader(tmp_path / name).pages)
        for name in ("first.pdf", "copy.pdf")
    ]
    assert "Copy of the document of" in words[1]
    assert "Copy" not in words[0]


def test_what_is_refused_when_it_is_issued_at_once_leaves_no_draft(office: Run) -> None:
    assert office("period", "close", "2025-12").code == 0
    for words in (("deposit", "--percent", "30"), ("progress", "--percent", "30"), ("final",)):
        verb, *more = words
        refused = office("invoice", verb, "Q-2026-0001", *more, "--issue", "--on", "2025-12-30")
        assert (refused.code, office("invoice", "list").json) == (1, []), refused.err


def test_a_stage_that_is_issued_at_once_takes_on_a_vat_id_that_was_not_checked(crm: Run) -> None:
    assert crm("company", "set", "-", stdin=json.dumps(FIRM)).code == 0
    buyer = {**CUSTOMER, "name": "Kallio Oy", "vat_id": "FI20774740"}
    buyer["addresses"] = [
        {"purpose": "invoice", "street": "Satamakatu 2", "city": "Helsinki", "country": "FI"}
    ]
    assert crm("contacts", "new", "-", stdin=json.dumps(buyer)).code == 0
    line = {"description": "Advice", "qty": "1", "price": "900.00", "category": "AE", "rate": "0"}
    quote = crm("quote", "new", "-", stdin=json.dumps({"customer": "Kallio Oy", "lines": [line]})).json
    assert crm("quote", "send", quote["id"], "--on", "2026-01-05").code == 0
    made = crm("invoice", "deposit", "Q-2026-0001", "--percent", "30", "--issue", "--on", "2026-01-06")
    assert made.code == 0, made.err
    assert made.json["vat_unchecked"] is True
    assert "warning: vat_check: " in made.err


def ordered(office: Run) -> None:
    order = office("order", "new", "--quote", "Q-2026-0001", "--on", "2026-01-06").json
    assert office("order", "confirm", order["id"], "--on", "2026-01-06").json["number"] == "OC-2026-0001"


def deliver(office: Run, tmp_path: Path, *lines: dict[str, Any]) -> None:
    wanted = tmp_path / "lines.json"
    wanted.write_text(json.dumps(lines))
    made = office("order", "deliver", "OC-2026-0001", "--lines", wanted, "--on", "2026-01-08")
    assert made.code == 0, made.err


def test_a_final_invoice_over_what_is_half_delivered_says_so(office: Run, tmp_path: Path) -> None:
    ordered(office)
    assert "delivered" not in office("invoice", "final", "OC-2026-0001", "--on", "2026-01-12").err
    deliver(office, tmp_path, {"line": 1, "qty": "4"})
    told = office("invoice", "final", "OC-2026-0001", "--on", "2026-01-12")
    assert told.code == 0
    assert told.err.splitlines() == [
        "warning: lines[1].qty: Line 1: 4 of 10 delivered so far, all of it is billed",
        "warning: lines[2].qty: Line 2: 0 of 5 delivered so far, all of it is billed",
    ]


def test_an_open_deposit_is_mentioned_by_invoices_over_delivery_notes(office: Run, tmp_path: Path) -> None:
    ordered(office)
    office("invoice", "deposit", "OC-2026-0001", "--percent", "30", "--issue", "--on", "2026-01-06")
    deliver(office, tmp_path, {"line": 1, "qty": "4"})
    told = office("order", "invoice", "DN-2026-0001", "--on", "2026-01-12")
    said = (
        "warning: settles: The deposit D-2026-0001 over OC-2026-0001 is not taken off here:"
        " the final invoice of the order does\n"
    )
    assert told.err == said
    issued = office("invoice", "issue", told.json["id"], "--on", "2026-01-12")
    assert issued.code == 0 and said in issued.err
    final = office("invoice", "final", "OC-2026-0001", "--on", "2026-01-12")
    assert "settles" not in final.err
