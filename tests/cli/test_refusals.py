"""How commands say no: exit code, the field on standard error, nothing on standard output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_main_job import PAPER, issued, office

__all__ = ["office"]


@pytest.mark.file
def test_every_refusal_names_its_argument_or_record(office: Run, tmp_path: Path) -> None:
    issued(office)
    copy = tmp_path / "copy.crm"
    assert office("backup", copy).code == 0
    (tmp_path / "junk").write_bytes(b"\x00\x01\xff" * 99)
    for field, words in {
        "id": [("invoice", "issue", "2026-0001"), ("invoice", "show", "9"), ("ticket", "show", "T-9"),
               ("contacts", "show", "Nobody"), ("quote", "send", "2026-0001"), ("document", "xml", "9", "x")],
        "OUT": [("backup", copy), ("archive", "make", copy), ("contacts", "export", tmp_path / "a.doc"),
                ("document", "pdf", "2026-0001", tmp_path / "none" / "a.pdf")],
        "--to": [("restore", copy, "--to", copy),
                 ("document", "export", "--from", "2026-02-01", "--to", "2026-01-01", tmp_path)],
        "NEW": [("archive", "read", copy, copy)],
        "FILE": [("archive", "read", copy, tmp_path / "b.crm"),
                 ("restore", tmp_path / "junk", "--to", tmp_path / "b.crm"),
                 ("contacts", "import", tmp_path / "junk"), ("catalog", "import", tmp_path / "junk"),
                 ("invoice", "import", tmp_path / "junk"), ("invoice", "new", tmp_path / "junk"),
                 ("totals", tmp_path / "junk"), ("company", "set", tmp_path / "missing")],
        "--on": [("invoice", "issue", "1", "--on", "2026-02-30")],
        "--state": [("invoice", "list", "--state", "gone"), ("ticket", "list", "--state", "gone")],
    }.items():  # fmt: skip
        for each in words:
            told = office(*each)
            assert (told.code, told.out) == (1, ""), each
            assert told.err.startswith(f"error: {field}: "), (each, told.err)
            assert told.err.count("\n") == 1


@pytest.mark.file
def test_no_command_writes_over_a_firm(office: Run, tmp_path: Path) -> None:
    issued(office)
    firm, copy = tmp_path / "firm.crm", tmp_path / "copy.crm"
    assert office("backup", copy).code == 0
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("name,mail\nZoe,no-mail\n")
    before = copy.read_bytes()
    for target in (firm, copy):
        for field, words in (
            ("OUT", ("document", "pdf", "2026-0001", target)),
            ("OUT", ("document", "xml", "2026-0001", target)),
            ("OUT", ("document", "eml", "2026-0001", target)),
            ("--rejects", ("contacts", "import", sheet, "--rejects", target)),
            ("--report", ("person", "erase", "Kestrel Roasters Ltd", "--yes", "--report", target)),
        ):
            told = office(*words)
            assert (told.code, told.out) == (1, ""), words
            assert told.err.startswith(f"error: {field}: A firm or a copy of one lies at"), told.err
    assert copy.read_bytes() == before
    assert office("verify").json["ok"]
    assert [each["name"] for each in office("contacts", "list").json] == ["Kestrel Roasters Ltd"]


@pytest.mark.file
@pytest.mark.parametrize("ending", ["-journal", "-wal", "-presence", ".key"])
def test_no_copy_takes_a_name_that_the_database_uses_itself(
    office: Run, run: Run, tmp_path: Path, ending: str
) -> None:
    firm, taken = tmp_path / "firm.crm", tmp_path / f"firm.crm{ending}"
    (tmp_path / "all.zip").touch()
    for words in (
        ("backup", taken),
        ("archive", "make", taken),
        ("restore", firm, "--to", taken),
        ("archive", "read", tmp_path / "all.zip", taken),
        ("diagnose", "--out", taken),
        ("--database", taken, "database", "init"),
        ("--database", taken, "contacts", "new", "-"),
    ):
        told = office(*words, stdin='{"name": "Ann"}')
        assert (told.code, told.out) == (1, ""), words
        assert "is a name that the database beside it uses itself" in told.err, (words, told.err)
    assert not taken.exists()


@pytest.mark.parametrize(
    "words",
    [(), ("invoice",), ("dance",), ("invoice", "pay", "1", "5"), ("invoice", "list", "--limit", "-1"),
     ("invoice", "list", "--limit", "x"), ("quote", "decline", "1"), ("invoice", "show")],
)  # fmt: skip
def test_wrong_usage_is_exit_code_two(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    told = run("--database", tmp_path / "a.crm", *words)
    assert (told.code, told.out) == (2, "")
    assert "error: usage: " in told.err


@pytest.mark.file
def test_a_writing_command_makes_the_database_and_a_reading_one_does_not(crm: Run, tmp_path: Path) -> None:
    for words in (
        ("contacts", "list"),
        ("catalog", "list"),
        ("quote", "list"),
        ("ticket", "list"),
        ("invoice", "show", "1"),
        ("document", "pdf", "1", tmp_path / "x"),
        ("company", "show"),
        ("contacts", "export", tmp_path / "x.csv"),
        ("backup", tmp_path / "y"),
        ("archive", "make", tmp_path / "y"),
        ("verify",),
        ("document", "export", "--from", "2026-01-01", "--to", "2026-01-02", tmp_path),
    ):
        assert crm(*words).err.startswith("error: database: "), words
    assert list(tmp_path.iterdir()) == []
    assert crm("contacts", "import", "-", "--dry-run", stdin="name\nAnn\n").json["added"] == 1
    assert list(tmp_path.iterdir()) == []
    assert crm("contacts", "new", "-", stdin='{"name": "Ann"}').code == 0
    assert (tmp_path / "firm.crm").is_file()


def test_the_date_of_issue_is_the_commands_then_the_drafts_then_todays(office: Run) -> None:
    draft = {key: value for key, value in PAPER.items() if key != "issued_on"}
    for given, words, issued_on in (
        ({}, ("--on", "2026-01-09"), "2026-01-09"),
        ({"issued_on": "2026-01-10"}, ("--on", "2026-01-11"), "2026-01-11"),
        ({"issued_on": "2026-01-12"}, (), "2026-01-12"),
        ({}, (), "2026-01-15"),
    ):
        made = office("invoice", "new", "-", stdin=json.dumps({**draft, **given})).json["id"]
        assert office("invoice", "issue", made, *words).json["issued_on"] == issued_on


@pytest.mark.file
def test_an_answer_is_the_same_with_the_options_before_and_after(
    office: Run, run: Run, tmp_path: Path
) -> None:
    made = issued(office)
    after = run("invoice", "show", made["id"], "--json", "--database", tmp_path / "firm.crm")
    assert after.json == office("invoice", "show", "2026-0001").json
    text = run("--database", tmp_path / "firm.crm", "invoice", "list").out
    assert text.splitlines()[0].split()[:2] == ["id", "number"]


@pytest.mark.skipif(sys.platform != "linux", reason="asks for a display of X11 or Wayland")
def test_without_a_display_the_window_says_so(tmp_path: Path) -> None:
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {name: value for name, value in os.environ.items() if name not in wanted}
    told = subprocess.run([sys.executable, "-m", "desktop_crm"], env=env, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stderr.startswith("error: display: ")
    assert told.stdout == ""
