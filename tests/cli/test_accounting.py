"""Journals, packages and their check on the command line; the story of a month that is handed over."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from desktop_crm.accounting.documents import reading
from tests.cli.conftest import Run
from tests.cli.test_main_job import PAPER, office

__all__ = ["office"]


@pytest.fixture
def month(office: Run) -> Run:
    """Two invoices of January 2026, one of them paid in part."""
    for _time in range(2):
        draft = office("invoice", "new", "-", stdin=json.dumps(PAPER)).json
        issued = office("invoice", "issue", draft["id"], "--on", "2026-01-14").json
    paid = office("invoice", "pay", issued["number"], "100.00", "--on", "2026-01-15", "--method", "transfer")
    assert paid.code == 0, paid.err
    return office


def test_a_month_is_handed_over_checked_and_told_about(month: Run, tmp_path: Path) -> None:
    made = month(
        "package", "january.zip", "--period", "2026-01", "--layout", "datev", "--layout", "gobd"
    ).json
    assert (made["from"], made["to"]) == ("2026-01-01", "2026-01-31")
    assert made["counts"]["payments"] == 1
    assert made["changed_since"] == []
    checked = month("verify", "january.zip").json
    assert (checked["ok"], checked["seal"], checked["sums"]) == (True, made["seal"], made["sums"])
    assert month("verify", "january.zip", "--seal", made["seal"]).code == 0
    (listed,) = month("packages").json
    assert (listed["file"], listed["period"], listed["seal"]) == ("january.zip", "2026-01", made["seal"])
    assert month("changed").json == []
    month("invoice", "pay", "2026-0001", "10.00", "--on", "2026-01-15", "--method", "transfer")
    (change,) = month("changed").json
    assert (change["what"], change["kind"], change["number"]) == ("added", "payment", "2026-0001")
    again = month("package", "february.zip", "--from", "2026-02-01", "--to", "2026-02-28").json
    assert [each["number"] for each in again["changed_since"]] == ["2026-0001"]
    assert month("changed").json == []


def test_a_changed_file_is_named_without_any_firm(month: Run, run: Run, tmp_path: Path) -> None:
    month("package", "january.zip", "--period", "2026-01")
    content = bytearray((tmp_path / "january.zip").read_bytes())
    with ZipFile(io.BytesIO(bytes(content))) as archive:
        info = archive.getinfo("tables/journal.csv")
    content[info.header_offset + 70] ^= 4
    (tmp_path / "january.zip").write_bytes(bytes(content))
    answer = run("--json", "verify", "january.zip")
    assert answer.code == 1
    assert answer.err.startswith("error: tables/journal.csv: It was changed")
    refused = run("verify", "nothing.zip")
    assert refused.code == 1


def test_another_package_than_the_one_that_was_sealed_is_refused(month: Run) -> None:
    month("package", "january.zip", "--period", "2026-01")
    answer = month("verify", "january.zip", "--seal", "0" * 64)
    assert answer.code == 1
    assert answer.err.startswith("error: --seal: ")


def test_a_folder_gets_a_package_by_its_usual_name(month: Run, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    made = month("package", "desk", "--period", "2026-01").json
    assert Path(made["file"]).parent.name == "desk"
    assert Path(made["file"]).name.startswith("2026-01 ")
    refused = month("package", "desk", "--period", "2026-01")
    assert refused.code == 1
    assert refused.err.startswith("error: OUT: There is already a file")


def test_the_journal_in_each_layout_comes_to_the_same_sums(month: Run, tmp_path: Path) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-01-31")
    first = month("journal", "journal.csv", *days).json
    assert first["papers"] == 2
    for name, layout in (
        ("journal.xlsx", "generic"), ("bookings.csv", "datev"), ("all.zip", "datev"), ("v.txt", "ventes"),
        ("z3.zip", "gobd"),
    ):  # fmt: skip
        made = month("journal", name, *days, "--layout", layout).json
        assert made["sums"] == first["sums"], layout
    booked = reading.read_bookings((tmp_path / "bookings.csv").read_bytes())
    assert {each.number for each in booked.rows} == {"2026-0001", "2026-0002"}
    with ZipFile(tmp_path / "z3.zip") as archive:
        assert {"index.xml", "gdpdu-01-09-2004.dtd", "journal.csv"} <= set(archive.namelist())
    assert len(reading.read_ventes((tmp_path / "v.txt").read_bytes())) >= 6


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("package", "x.zip"), "--period"),
        (("package", "x.zip", "--period", "2026-13"), "--period"),
        (("package", "x.zip", "--from", "2026-01-01"), "--to"),
        (("package", "x.zip", "--from", "soon", "--to", "2026-01-31"), "--from"),
        (("package", "x.zip", "--from", "2026-02-01", "--to", "2026-01-31"), "--to"),
        (("package", "x.zip", "--period", "2025-06"), "--from"),
        (("package", "missing/x.zip", "--period", "2026-01"), "OUT"),
        (("journal", "missing/x.csv", "--period", "2026-01"), "OUT"),
        (("journal", "book.xlsx", "--period", "2026-01", "--layout", "datev"), "OUT"),
        (("journal", "book.pdf", "--period", "2026-01"), "OUT"),
        (("vat", "2026-01", "--out", "vat.pdf"), "--out"),
        (("cash", "export", "cash.xlsx"), "OUT"),
        (("journal", "z3.csv", "--period", "2026-01", "--layout", "gobd"), "OUT"),
        (("accounts", "-"), "chart"),
    ],
)
def test_what_cannot_be_is_refused_at_the_argument(month: Run, words: tuple[str, ...], place: str) -> None:
    answer = month(*words, stdin='{"chart": "SKR99"}')
    assert answer.code == 1, words
    assert answer.err.startswith(f"error: {place}: "), answer.err


def test_an_empty_period_is_handed_over_where_it_is_asked_for(month: Run) -> None:
    made = month("package", "june.zip", "--period", "2025-06", "--empty").json
    assert made["counts"]["journal"] == 0


def test_accounts_are_set_and_shown(month: Run, tmp_path: Path) -> None:
    told = {"chart": "SKR04", "consultant": "29098", "client": "55003"}
    assert month("accounts", "-", stdin=json.dumps(told)).json["chart"] == "SKR04"
    assert month("accounts").json["consultant"] == "29098"
    made = month("journal", "b.csv", "--period", "2026-01", "--layout", "datev")
    assert made.json["files"] == ["EXTF_Buchungsstapel_2026-01-01_2026-01-31.csv"]
    assert made.err == "warning: OUT: EXTF_Debitoren.csv is left out: let the name end in .zip\n"
    booked = reading.read_bookings((tmp_path / "b.csv").read_bytes())
    assert (booked.chart, booked.consultant, booked.client) == ("SKR04", "29098", "55003")
