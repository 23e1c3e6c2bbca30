"""People on the command line: who runs a command, and what their role lets them."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from desktop_crm.cli import signing
from desktop_crm.workspace import places
from tests.cli.conftest import Answer, Run
from tests.cli.test_main_job import issued, office
from tests.cli.test_recurring import AGREED

__all__ = ["office"]

SECRET = "correct horse"


@pytest.fixture
def firm(office: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Run:
    """An office with an owner and one person of each other role."""
    on_server = "server" in request.node.name.partition("[")[2]
    issued(office)
    monkeypatch.setenv(signing.NEW_PASSWORD, SECRET)
    first = office("people", "add", "Ana")
    assert first.code == 0, first.err
    assert len(first.json["recovery_code"]) == 23
    assert "shown this once" in first.err
    monkeypatch.setenv(signing.PASSWORD, SECRET)
    for name, role in (("Bea", "member"), ("Cid", "assistant"), ("Dora", "accountant")):
        made = office("people", "add", name, "--role", role, "--user", "Ana")
        assert made.code == 0, made.err
        assert ("only a server enforces roles" in made.err) != on_server
    return office


def by(firm: Run, name: str, *words: object, **options: object) -> Answer:
    return firm(*words, "--user", name, **options)


def test_a_firm_with_people_asks_who_you_are(firm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (("contacts", "list"), ("invoice", "list"), ("backup", "x.crm"), ("search", "a")):
        told = firm(*words)
        assert (told.code, told.out) == (1, "")
        assert told.err.startswith("error: --user: This firm has people")
    assert firm("contacts", "list", "--user", "Zoe").err.startswith("error: --user: Nobody here is called")
    assert by(firm, "ana", "contacts", "list").code == 0
    monkeypatch.setenv(signing.USER, "Ana")
    assert firm("contacts", "list").code == 0


def test_the_password_comes_from_the_variable_or_from_standard_input_only(
    firm: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(signing.PASSWORD)
    assert "DESKTOP_CRM_PASSWORD" in by(firm, "Ana", "contacts", "list").err
    assert by(firm, "Ana", "contacts", "list", stdin=f"{SECRET}\n").code == 0
    wrong = by(firm, "Ana", "contacts", "list", stdin="wrong\n")
    assert wrong.err == "error: --user: This is not the password of Ana.\n"
    taken = by(firm, "Ana", "contacts", "new", "-", stdin='{"name": "Eve"}')
    assert taken.code == 1
    assert "DESKTOP_CRM_PASSWORD" in taken.err


def test_six_wrong_passwords_in_six_runs_cost_a_wait(firm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signing.PASSWORD, "wrong")
    for _each in range(5):
        by(firm, "Cid", "contacts", "list")
    monkeypatch.setenv(signing.PASSWORD, SECRET)
    assert "Too many wrong passwords" in by(firm, "Cid", "contacts", "list").err
    assert by(firm, "Bea", "contacts", "list").code == 0


def test_a_name_where_nobody_works_is_refused(office: Run) -> None:
    assert "no people yet" in office("contacts", "list", "--user", "Ana").err


@pytest.mark.parametrize(
    "words",
    [
        ("contacts", "new", "-", "--user", "Ana"),
        ("invoice", "issue", "2026-0001"),
        ("invoice", "duplicate", "2026-0001"),
    ],
)
def test_where_the_firm_is_not_there_no_empty_one_takes_its_place(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The folder is not connected: an empty firm there would begin at the first number again."""
    path = tmp_path / "office.crm"
    answer = run("--database", path, *words, stdin='{"name": "Eve"}')
    assert answer.code != 0
    assert "There is no database at" in answer.err
    assert not path.exists()


def test_an_assistant_gets_at_no_sum_and_credits_nothing(firm: Run, tmp_path: Path) -> None:
    for words in (
        ("invoice", "credit", "2026-0001"),
        ("invoice", "pay", "2026-0001", "5", "--on", "2026-01-20", "--method", "transfer"),
        ("document", "export", "--from", "2026-01-01", "--to", "2026-12-31", tmp_path / "out"),
        ("contacts", "export", tmp_path / "contacts.csv"),
        ("backup", tmp_path / "copy.crm"),
        ("people", "add", "Eva"),
        ("people", "role", "Cid", "owner"),
        ("people", "password", "Ana"),
        ("verify",),
    ):
        told = by(firm, "Cid", *words)
        assert (told.code, told.out) == (1, ""), words
        assert "your role (Assistant) may not do that" in told.err, words
    assert not (tmp_path / "contacts.csv").exists()
    assert not (tmp_path / "copy.crm").exists()
    assert by(firm, "Cid", "contacts", "list").code == 0
    assert by(firm, "Cid", "people", "list").code == 0


def test_an_assistant_erases_exports_and_purges_nobody(firm: Run, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("name\nZoe\n")
    for words in (
        ("person", "erase", "Kestrel Roasters Ltd"),
        ("person", "erase", "Kestrel Roasters Ltd", "--yes"),
        ("person", "export", "Kestrel Roasters Ltd", tmp_path / "buyer.zip"),
        ("purge", "run", "--yes"),
        ("archive", "make", tmp_path / "all.zip"),
        ("database", "copy", "postgresql://db.example/firm"),
        ("contacts", "import", tmp_path / "new.csv"),
        ("import", "undo", "1"),
        ("company", "set", "-"),
    ):
        told = by(firm, "Cid", *words, stdin="{}")
        assert (told.code, told.out) == (1, ""), words
        assert "your role (Assistant) may not do that" in told.err, (words, told.err)
    assert [each["name"] for each in by(firm, "Ana", "contacts", "list").json] == ["Kestrel Roasters Ltd"]


@pytest.mark.file
def test_a_backup_of_a_firm_with_people_tells_no_sums_to_who_holds_it(firm: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.crm"
    assert by(firm, "Ana", "backup", copy).code == 0
    found = firm("backup", "look", copy).json
    assert (found["sums"], found["last"]["invoice"]["number"]) == ({}, "2026-0001")


def test_a_member_issues_and_an_accountant_exports(firm: Run, tmp_path: Path) -> None:
    assert by(firm, "Bea", "invoice", "credit", "2026-0001").code == 0
    assert by(firm, "Dora", "contacts", "export", tmp_path / "contacts.csv").code == 0
    assert "Accountant" in by(firm, "Dora", "ticket", "list").err
    assert "Accountant" in by(firm, "Dora", "contacts", "new", "-", stdin='{"name": "Eve"}').err


def test_people_change_roles_and_leave(firm: Run) -> None:
    assert by(firm, "Ana", "people", "role", "Bea", "assistant").json["role"] == "assistant"
    assert "only owner" in by(firm, "Ana", "people", "role", "Ana", "member").err
    assert by(firm, "Ana", "people", "rename", "Bea", "Beatriz").json["name"] == "Beatriz"
    left = by(firm, "Ana", "people", "leave", "Beatriz", "--on", "2026-01-31")
    assert left.json["left_on"] == "2026-01-31"
    assert left.json["handed_over"] == {"records": 0, "follow_ups": 0, "tickets": 0}
    names = [row["name"] for row in by(firm, "Ana", "people", "list").json]
    assert names == ["Ana", "Cid", "Dora"]
    assert len(by(firm, "Ana", "people", "list", "--left").json) == 4
    assert by(firm, "Ana", "people", "back", "Beatriz").json["left_on"] is None
    assert by(firm, "Ana", "people", "leave", "Nobody").err.startswith("error: NAME: ")


def test_a_forgotten_password_is_given_anew(firm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signing.NEW_PASSWORD, "another secret")
    assert by(firm, "Ana", "people", "password", "Cid").code == 0
    monkeypatch.setenv(signing.PASSWORD, "another secret")
    assert by(firm, "Cid", "contacts", "list").code == 0
    monkeypatch.setenv(signing.NEW_PASSWORD, "a third secret")
    assert by(firm, "Cid", "people", "password", "Cid").code == 0  # one's own
    monkeypatch.setenv(signing.PASSWORD, SECRET)
    assert len(by(firm, "Ana", "people", "code", "Ana").json["recovery_code"]) == 23


def test_a_record_is_given_and_everything_is_handed_over(firm: Run) -> None:
    customer = by(firm, "Ana", "contacts", "list").json[0]
    ticket = json.dumps({"customer": customer["name"], "subject": "Late", "text": "Where is it?"})
    number = by(firm, "Ana", "ticket", "new", "-", stdin=ticket).json["number"]
    given = by(firm, "Ana", "give", "ticket", number, "--to", "cid", "--on", "2026-01-20", "--note", "Call")
    assert given.code == 0, given.err
    assert by(firm, "Cid", "ticket", "show", number).json["assignee"] == "Cid"
    assert by(firm, "Cid", "give", "invoice", "2026-0001", "--to", "Bea").code == 0
    assert by(firm, "Cid", "give", "contact", customer["name"], "--to", "Cid").code == 0
    assert by(firm, "Cid", "give", "contact", "1", "--to", "Zoe").err.startswith("error: --to: ")
    late = by(firm, "Cid", "give", "contact", "1", "--to", "Bea", "--on", "2025-01-20")
    assert late.err == "error: --on: This day is over.\n"
    counted = by(firm, "Ana", "people", "hand-over", "Cid", "--to", "Bea", "--dry-run").json
    assert counted == {"dry_run": True, "records": 1, "follow_ups": 0, "tickets": 1}
    refused = by(firm, "Ana", "people", "leave", "Cid")
    assert refused.err.startswith("error: to: Say who takes over")
    left = by(firm, "Ana", "people", "leave", "Cid", "--to", "Bea")
    assert left.json["handed_over"] == {"records": 1, "follow_ups": 0, "tickets": 1}
    assert by(firm, "Ana", "ticket", "show", number).json["assignee"] == "Bea"
    assert "not the" not in by(firm, "Ana", "people", "list").err
    assert "Nobody here" in by(firm, "Cid", "contacts", "list").err


def test_a_wrong_password_is_in_the_log_and_not_in_the_answer(
    firm: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = logging.getLogger("desktop_crm")
    for before in [*log.handlers]:  # those of the commands before
        log.removeHandler(before)
        before.close()
    monkeypatch.setenv(signing.PASSWORD, "my other secret")
    told = by(firm, "Cid", "contacts", "list")
    (handler,) = log.handlers
    handler.close()
    assert told.err == "error: --user: This is not the password of Cid.\n"
    written = places.log_folder().joinpath("desktop-crm.log").read_text(encoding="utf-8")
    assert "wrong password for person" in written
    assert "my other secret" not in written


def test_who_may_not_issue_is_told_what_a_run_left_out(firm: Run) -> None:
    for more in ({}, {"issues": False}):
        made = by(firm, "Ana", "recurring", "new", "-", "--on", "2027-01-10", stdin=json.dumps(AGREED | more))
        assert made.code == 0, made.err
    run = by(firm, "Cid", "recurring", "run", "--on", "2027-01-31")
    assert (run.code, len(run.json["made"]), run.json["left"]) == (0, 1, [1])
    assert "warning: recurring: 1 recurring invoice is due and was left out. Issue" in run.err
    assert "Ask somebody of these roles: owner" in run.err.lower().replace("ask", "Ask")
    again = by(firm, "Ana", "recurring", "run", "--on", "2027-01-31")
    assert (len(again.json["made"]), again.json["left"], again.err) == (1, [], "")
