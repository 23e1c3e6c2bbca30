"""The rights of a person from a terminal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from desktop_crm.values.dates import as_if_at
from tests.cli.conftest import Run
from tests.cli.test_bad_input import COMPANY, INVOICE


def test_a_person_is_exported_and_erased(crm: Run, tmp_path: Path) -> None:
    assert crm("company", "set", "-", stdin=json.dumps({**COMPANY, "country": "DE", "vat_id": ""})).code == 0
    assert crm("contacts", "new", "-", stdin='{"name": "Buyer", "mail": "b@buyer.example"}').code == 0
    made = crm("invoice", "new", "-", stdin=json.dumps(INVOICE)).json
    assert crm("invoice", "issue", made["id"], "--on", "2026-01-15").code == 0
    done = crm("person", "export", "Buyer", tmp_path / "buyer.zip").json
    assert done["sections"]["documents"] == 1 and done["files"] >= 1
    with ZipFile(done["file"]) as file:
        assert "index.html" in file.namelist()
    assert crm("person", "export", "Buyer", tmp_path / "buyer.zip").err.startswith("error: FILE:")

    plan = crm("person", "erase", "Buyer").json
    assert plan["name"] == "Buyer" and plan["kept"][0]["until"] == "2034-12-31"
    assert crm("contacts", "show", "Buyer").code == 0, "nothing happened yet"
    report = tmp_path / "erased.txt"
    erased = crm("person", "erase", "Buyer", "--yes", "--report", report).json
    assert (erased["kept"], erased["file_written_anew"]) == (plan["kept"], True)
    assert crm("contacts", "show", "Buyer").code == 1
    text = report.read_text(encoding="utf-8")
    assert "Buyer" not in text and "§ 14b Abs. 1 UStG, 8 years" in text and "2026-0001" in text
    assert crm("verify").code == 0
    assert crm("person", "erase", "Nobody").err == "error: id: There is no contact “Nobody”\n"


def test_consents_are_given_withdrawn_and_kept(crm: Run) -> None:
    assert crm("contacts", "new", "-", stdin='{"name": "Ana"}').code == 0

    def allowed() -> bool:
        answer: bool = crm("consent", "check", "Ana", "newsletter").json["allowed"]
        return answer

    assert not allowed()
    crm("consent", "give", "Ana", "newsletter", "--source", "form", "--on", "2026-01-10")
    assert allowed()
    history = crm("consent", "withdraw", "Ana", "newsletter", "--source", "by phone").json
    assert not allowed()
    assert [(each["given"], each["date"], each["source"]) for each in history] == [
        (False, "2026-01-15", "by phone"),
        (True, "2026-01-10", "form"),
    ]
    for words, field in (
        (("spam", "--source", "x"), "purpose"),
        (("newsletter", "--source", " "), "source"),
        (("newsletter", "--source", "x", "--on", "2026-02-01"), "decided_on"),
        (("newsletter", "--source", "x", "--on", "soon"), "--on"),
    ):
        answer = crm("consent", "give", "Ana", *words)
        assert (answer.code, answer.err.startswith(f"error: {field}:")) == (1, True), answer.err
    assert crm("consent", "check", "Ana", "spam").code == 1


def test_the_report_for_support_is_printed_and_saved_only_where_asked(crm: Run, tmp_path: Path) -> None:
    assert crm("contacts", "new", "-", stdin='{"name": "Ana Quisquilia"}').code == 0
    told = crm("diagnose", "--out", tmp_path / "report.zip").json
    assert "rows of contact: 1" in told["database.txt"] and "Quisquilia" not in json.dumps(told)
    with ZipFile(told["file"]) as file:
        assert file.read("program.txt").decode() == told["program.txt"]
    assert crm("diagnose", "--out", tmp_path / "report.zip").err.startswith("error: --out:")


@pytest.mark.file
def test_the_report_is_there_where_the_database_cannot_be_opened(crm: Run, tmp_path: Path) -> None:
    (tmp_path / "firm.crm").write_bytes(b"no database")
    broken = crm("diagnose").json
    assert "not a database" in broken["refused"] and broken["database.txt"] == "no database is open\n"


def test_what_was_kept_long_enough_goes_when_asked(crm: Run) -> None:
    assert crm("contacts", "new", "-", stdin='{"name": "Ana"}').code == 0
    assert crm("purge", "times").json == dict.fromkeys(("contacts", "tickets", "notes", "mails"), "never")
    assert crm("purge", "list").json == []
    assert crm("purge", "times", "--contacts", "5", "--notes", "2").json["contacts"] == 5
    assert crm("purge", "times", "--notes", "never").json["notes"] == "never"
    for given in ("0", "99", "soon", "-1", "5.5"):
        answer = crm("purge", "times", f"--tickets={given}")
        assert answer.code == 1 and answer.err.startswith(("error: --tickets:", "error: tickets:")), (
            answer.err
        )
    later = date(2040, 1, 1)
    (due,) = crm("purge", "list", today=later).json
    assert (due["count"], due["first"]) == (1, ["Ana"])
    assert crm("purge", "run", today=later).json == {"would_go": [due]}
    assert crm("purge", "run", "--yes", today=later).json == {"gone": {"contacts": 1}}
    assert crm("contacts", "list").json == []


@pytest.mark.file
def test_an_older_copy_forgets_again_who_was_erased_or_says_that_it_cannot_know(
    run: Run, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    firm, away = tmp_path / "office" / "firm.crm", tmp_path / "away"
    firm.parent.mkdir()
    away.mkdir()
    for name in ("Buyer", "Neighbour"):
        new = run("--database", firm, "contacts", "new", "-", stdin=json.dumps({"name": name}))
        assert new.code == 0, new.err
    copy = away / "p.crm"
    assert run("--database", firm, "backup", "make", copy).code == 0
    assert run("--database", firm, "--json", "archive", "make", away / "p.zip").code == 0
    told = run("--database", firm, "--json", "restore", copy, "--to", away / "before.crm")
    assert "warning" not in told.json, "the firm in use is named, and nobody was erased"
    assert run("--database", firm, "person", "erase", "Buyer", "--yes").code == 0

    def restored(name: str, *before: object, source: str = "p.crm") -> tuple[bool, bool]:
        """Whether the answer warns, and whether the erased person is there."""
        target = away / f"{name}.crm"
        words = ("archive", "read", away / source) if source.endswith("zip") else ("restore", away / source)
        made = run(*before, "--json", *words, *(() if source.endswith("zip") else ("--to",)), target)
        assert made.code == 0, made.err
        found = run("--database", target, "contacts", "show", "Buyer").code == 0
        assert run("--database", target, "contacts", "show", "Neighbour").code == 0
        return "warning" in made.json, found

    assert restored("named", "--database", firm) == (False, False)
    assert restored("nothing known") == (True, True)
    assert restored("archive", source="p.zip") == (True, True)
    words = run("restore", copy, "--to", away / "words.crm").out
    assert "warning: Nothing here tells who was erased" in words and "--database" in words
    other = tmp_path / "other.crm"
    with as_if_at(datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)):  # two made in one second are told apart by none
        assert run("--database", other, "contacts", "new", "-", stdin='{"name": "Stranger"}').code == 0
    assert restored("another firm", "--database", other) == (True, True)

    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"recent_files": [7, "postgresql://", str(other)]}))
    assert restored("unknown") == (True, True)
    (home / "settings.json").write_text(json.dumps({"recent_files": [str(other), str(firm)]}))
    assert restored("recent") == (False, False)
    assert restored("recent archive", source="p.zip") == (False, False)


@pytest.mark.file
def test_an_older_copy_asks_the_default_firm_and_those_with_a_second_place(run: Run, tmp_path: Path) -> None:
    for name in ("Buyer", "Neighbour"):
        assert run("contacts", "new", "-", stdin=json.dumps({"name": name})).code == 0
    copy = tmp_path / "p.crm"
    assert run("backup", "make", copy).code == 0
    assert "warning" not in run("--json", "restore", copy, "--to", tmp_path / "same.crm").json
    assert run("person", "erase", "Buyer", "--yes").code == 0
    assert "warning" not in run("--json", "restore", copy, "--to", tmp_path / "r.crm").json
    assert run("--database", tmp_path / "r.crm", "contacts", "show", "Buyer").code == 1
