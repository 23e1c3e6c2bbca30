"""The VAT report from the shell: a period's figures, what stands behind them, tables on file, wrong words."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.files.tables import read_table
from tests.cli.conftest import Run
from tests.cli.test_stages import office

__all__ = ["office"]


@pytest.fixture
def billed(office: Run) -> Run:
    """The deposit of 738.00 in January, paid, and the final invoice over the rest in February."""
    office("invoice", "deposit", "Q-2026-0001", "--percent", "30", "--issue", "--on", "2026-01-06")
    office("invoice", "pay", "D-2026-0001", "738.00", "--on", "2026-01-08", "--method", "transfer")
    draft = office("invoice", "final", "Q-2026-0001").json
    assert office("invoice", "issue", draft["id"], "--on", "2026-01-12").code == 0
    return office


def test_the_report_counts_each_part_of_an_order_once(billed: Run) -> None:
    found = billed("vat", "--from", "2026-01-01", "--to", "2026-01-31").json
    assert [(row["sort"], row["base"], row["tax"], row["papers"]) for row in found["rows"]] == [
        ("invoice", "1400.00", "322.00", 1),
        ("deposit", "600.00", "138.00", 1),
    ]
    assert (found["period"], found["state"], found["basis"]) == ("2026-01", "open", "issue")
    (sums,) = found["sums"]
    assert (sums["papers_tax"], sums["payable"]) == ("460.00", "460.00")
    paid = billed("vat", "2026-01", "--basis", "payment", "--papers").json
    assert [(each["number"], each["tax"]) for each in paid["papers"]] == [("D-2026-0001", "138.00")]
    assert paid["sums"][0]["payable"] == "138.00"


def test_a_closed_period_says_so(billed: Run) -> None:
    assert billed("period", "close", "2025-12").code == 0
    found = billed("vat", "--from", "2025-12-01", "--to", "2026-01-31").json
    assert (found["state"], found["closed"]) == ("partly", [{"from": "2025-12-01", "to": "2025-12-31"}])
    assert billed("vat", "2025-12").json["state"] == "closed"


@pytest.mark.parametrize("table", ["rows", "papers", "sales-list", "oss"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_each_table_is_written_to_a_file(billed: Run, tmp_path: Path, table: str, ending: str) -> None:
    place = tmp_path / f"vat.{ending}"
    told = billed("vat", "2026", "--out", place, "--table", table).json
    read = read_table(place)
    assert told == {"file": str(place), "table": table, "rows": len(read.rows)}
    assert len(read.rows) == (2 if table in ("rows", "papers") else 0)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((), "PERIOD"),
        (("2026-13",), "PERIOD"),
        (("2026", "--from", "2026-01-01"), "PERIOD"),
        (("--from", "2026-01-01"), "--to"),
        (("--to", "2026-01-01"), "--from"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "--to"),
        (("--from", "1.2.2026", "--to", "2026-01-01"), "--from"),
    ],
)
def test_wrong_days_are_named(billed: Run, words: tuple[str, ...], field: str) -> None:
    answer = billed("vat", *words)
    assert answer.code == 1
    assert answer.err.startswith(f"error: {field}: ")


def test_another_basis_or_table_is_wrong_usage(billed: Run) -> None:
    assert billed("vat", "2026", "--basis", "cash").code == 2
    assert billed("vat", "2026", "--out", "x.csv", "--table", "all").code == 2
