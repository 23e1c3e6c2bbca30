"""`statement CUSTOMER OUT`: the account as a PDF, as a table, and in the answer."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_main_job import issued, office
from tests.cli.test_payments import received

__all__ = ["office"]

WHO = "Kestrel Roasters Ltd"


def test_a_statement_is_a_pdf_or_a_table_with_the_same_sums(office: Run, tmp_path: Path) -> None:
    issued(office)
    issued(office)
    received(office, "2000.00", {"invoice": "2026-0001"})
    pdf, table = tmp_path / "s.pdf", tmp_path / "s.csv"
    made = office("statement", WHO, pdf).json
    assert pdf.read_bytes().startswith(b"%PDF-1.7") and made["bytes"] == pdf.stat().st_size
    assert (made["billed"], made["settled"], made["closing"]) == ("3140.42", "2000.00", "1140.42")
    assert (made["credit"], made["currency"], made["entries"]) == ("429.79", "EUR", 4)
    again = office("statement", WHO, table, "--language", "de").json
    assert again["closing"] == made["closing"]
    assert len(table.read_text().splitlines()) == 7


def test_days_and_customers_that_make_no_sense_are_named(office: Run, tmp_path: Path) -> None:
    issued(office)
    out = tmp_path / "s.pdf"
    for words, field in (
        ((WHO, out, "--to", "2027-01-01"), "end"),
        ((WHO, out, "--from", "2026-01-15", "--to", "2026-01-01"), "--from"),
        ((WHO, out, "--language", "xx"), "--language"),
        ((WHO, out, "--from", "yesterday"), "--from"),
        ((WHO, out, "--currency", "XXX"), "--currency: “XXX” is no currency code"),
        ((WHO, out, "--currency", "USD"), "--currency: Kestrel Roasters Ltd has no papers in USD"),
        ((WHO, tmp_path / "1 s.txt"), "OUT: Let the name end in one of these: .pdf, .csv"),
        ((WHO, tmp_path / "s"), "OUT"),
        (("Nobody at all", out), "id"),
    ):
        told = office("statement", *words)
        assert (told.code, told.out) == (1, "") and told.err.startswith(f"error: {field}"), told.err
    assert list(tmp_path.glob("*s*.*")) == []


def test_what_day_it_is_can_be_said(office: Run, tmp_path: Path) -> None:
    issued(office)
    table = tmp_path / "s.csv"
    assert office("statement", WHO, table, "--on", "2026-03-31").json["to"] == "2026-03-31"
    made = office("package", tmp_path, "--period", "2026-01", "--on", "2026-02-10")
    assert made.code == 0
    assert office("packages").json[0]["made_on"] == "2026-02-10"
    assert office("vat", "--on", "2026-01-20").json["from"] == "2026-01-01"
    assert office("vat").code == 1
    states = [
        office("invoice", "show", "2026-0001", "--on", day).json["state"]
        for day in ("2026-01-16", "2027-01-01")
    ]
    assert states == ["open", "overdue"]
    assert [row["state"] for row in office("invoice", "list", "--on", "2027-01-01").json] == ["overdue"]
