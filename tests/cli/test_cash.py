"""`cash list|enter|close|export`: the book from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_main_job import issued, office

__all__ = ["office"]


def test_the_book_is_written_closed_and_exported(office: Run, tmp_path: Path) -> None:
    issued(office)
    assert (
        office("cash", "enter", "200", "--kind", "withdrawal", "--on", "2026-01-12").json["in_box"]
        == "200.00"
    )
    assert office("invoice", "pay", "2026-0001", "50.00", "--method", "cash", "--on", "2026-01-15").code == 0
    spent = office(
        "cash", "enter", "--kind", "expense", "--text", "Stamps", "--key", "k", "--", "-12.40"
    ).json
    assert spent["in_box"] == "237.60"
    told = office("cash", "close", "2026-01-15", "--counted", "237.50")
    assert (told.code, told.out) == (1, "") and told.err.startswith("error: counted: 237.60 EUR")
    closed = office("cash", "close", "--counted", "237.60").json
    assert (closed["days"], closed["number"], closed["counted"]) == (4, 4, "237.60")
    book = office("cash", "list", "--from", "2026-01-01").json
    assert [each["number"] for each in book["days"]] == [1, 2, 3, 4]
    assert (book["broken"], book["closed_up_to"]) == (None, "2026-01-15")
    late = office("cash", "enter", "1", "--kind", "difference", "--on", "2026-01-14")
    assert late.code == 1 and late.err.startswith("error: booked_on:")
    pdf, table = tmp_path / "cash.pdf", tmp_path / "cash.csv"
    assert office("cash", "export", pdf).code == office("cash", "export", table).code == 0
    assert pdf.read_bytes().startswith(b"%PDF-1.7") and "Stamps" in table.read_text("utf-8-sig")


def test_what_makes_no_sense_is_named(office: Run) -> None:
    for words, field in (
        (("enter", "much"), "AMOUNT"),
        (("enter", "1", "--kind", "shells"), "kind"),
        (("enter", "1.001", "--text", "x"), "AMOUNT"),
        (("close", "2027-01-01"), "day"),
        (("close", "someday"), "DAY"),
        (("list", "--from", "x"), "--from"),
    ):
        told = office("cash", *words)
        assert (told.code, told.out) == (1, "") and told.err.startswith(f"error: {field}"), (words, told.err)


def test_the_history_says_money_and_words_not_cents_and_codes(office: Run) -> None:
    issued(office)
    assert office("cash", "enter", "200", "--kind", "withdrawal", "--on", "2026-01-12").code == 0
    assert office("cash", "close", "2026-01-15", "--counted", "200").code == 0
    told = {each["table"]: each["summary"] for each in office("trail", "list").json}
    assert "€200.00" in told["cash_entry"] and "Fetched from the bank" in told["cash_entry"]
    assert "€200.00" in told["cash_day"] and "20000" not in told["cash_day"]
