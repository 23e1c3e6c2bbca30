"""Who works here: there is always an owner, wrong passwords cost a wait, nobody is locked out for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop_crm.company import queries, service
from desktop_crm.company.rules import people as rules
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.company.service import signing_in
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.values.caller import Caller, local_caller, nobody
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import _

TODAY = date(2026, 3, 2)
OWNER = local_caller()
SECRET = "correct horse"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock that signing in looks at: set `at[0]`."""
    clock = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    monkeypatch.setattr(signing_in, "utc_now", lambda: clock[0])
    return clock


def add(name: str, role: str = "owner") -> int:
    return service.add_person(OWNER, PersonDraft(name=name, role=role), SECRET, TODAY).id


def version(person_id: int) -> int:
    return queries.get_person(OWNER, person_id).version


def refusal(call: object, *given: object, **named: object) -> tuple[str | None, str]:
    with pytest.raises(UserError) as refused:
        call(*given, **named)  # type: ignore[operator]
    return refused.value.field, str(refused.value)


def test_the_first_person_is_an_owner_and_gets_a_code_once(firm_file: OpenDatabase) -> None:
    field, words = refusal(service.add_person, OWNER, PersonDraft(name="Ana", role="member"), SECRET, TODAY)
    assert field == "role"
    assert "must be an owner" in words
    first = service.add_person(OWNER, PersonDraft(name="  Ana  Lima "), SECRET, TODAY)
    assert len(first.recovery_code) == 23
    assert (
        service.add_person(OWNER, PersonDraft(name="Bea", role="member"), SECRET, TODAY).recovery_code == ""
    )
    assert [(row.name, row.role) for row in queries.list_people(nobody())] == [
        ("Ana Lima", "owner"),
        ("Bea", "member"),
    ]
    assert SECRET not in str(raw().execute("SELECT * FROM colleague").fetchall())
    assert first.recovery_code not in str(raw().execute("SELECT * FROM colleague").fetchall())


@pytest.mark.parametrize(
    ("draft", "password", "field"),
    [
        (PersonDraft(name=" "), SECRET, "name"),
        (PersonDraft(name="x" * 101), SECRET, "name"),
        (PersonDraft(name="Ana", role="king"), SECRET, "role"),
        (PersonDraft(name="Ana", initials="ABCD"), SECRET, "initials"),
        (PersonDraft(name="Ana", language="xx"), SECRET, "language"),
        (PersonDraft(name="Ana"), "seven77", "password"),
        (PersonDraft(name="Ana"), "aaaaaaaaaa", "password"),
        (PersonDraft(name="Ana Lima Costa"), "ana lima costa", "password"),
        (PersonDraft(name="Ana"), "two\nlines here", "password"),
        (PersonDraft(name="Ana"), "x1y2" * 60, "password"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(
    firm_file: OpenDatabase, draft: PersonDraft, password: str, field: str
) -> None:
    assert refusal(service.add_person, OWNER, draft, password, TODAY)[0] == field
    assert queries.list_people(OWNER, left=True) == []


def test_two_people_of_one_name_cannot_be(firm_file: OpenDatabase) -> None:
    add("Ana Lima")
    bea = add("Bea")
    assert refusal(add, "ANA LÍMA")[0] == "name"
    draft = PersonDraft(name="ana lima")
    assert refusal(service.save_person, OWNER, bea, version(bea), draft)[0] == "name"
    assert service.save_person(OWNER, bea, version(bea), PersonDraft(name="BEA")) == 2


def test_there_is_always_an_owner(firm_file: OpenDatabase) -> None:
    ana, bea = add("Ana"), add("Bea", "member")
    draft = PersonDraft(name="Ana", role="member")
    assert "only owner" in refusal(service.save_person, OWNER, ana, version(ana), draft)[1]
    assert "only owner" in refusal(service.leave, OWNER, ana, version(ana), TODAY)[1]
    service.save_person(OWNER, bea, version(bea), PersonDraft(name="Bea", role="owner"))
    service.leave(OWNER, ana, version(ana), TODAY)
    assert "only owner" in refusal(service.leave, OWNER, bea, version(bea), TODAY)[1]
    assert [row.name for row in queries.list_people(OWNER)] == ["Bea"]
    assert [row.name for row in queries.list_people(OWNER, left=True)] == ["Bea", "Ana"]
    assert "already" in refusal(service.leave, OWNER, ana, version(ana), TODAY)[1]
    service.come_back(OWNER, ana, version(ana))
    assert len(queries.list_people(OWNER)) == 2
    with pytest.raises(Conflict):
        service.leave(OWNER, ana, 1, TODAY)


def test_nobody_leaves_before_they_came(firm_file: OpenDatabase) -> None:
    add("Ana")
    bea = add("Bea")
    assert refusal(service.leave, OWNER, bea, 1, TODAY - timedelta(days=1))[0] == "on"


def test_the_right_password_makes_a_caller_of_that_role_and_language(firm_file: OpenDatabase) -> None:
    add("Ana")
    draft = PersonDraft(name="Bea", role="assistant", language="pt_BR")
    bea = service.add_person(OWNER, draft, "senha sécreta", TODAY).id
    signed = service.sign_in(nobody("tr"), bea, "senha sécreta")  # typed with a combining accent
    assert (signed.caller.user, signed.caller.role, signed.caller.language) == ("Bea", "assistant", "pt_BR")
    assert (signed.caller.person_id, signed.caller.signature) == (bea, "Bea")
    assert signed.caller.computer == nobody().computer
    with pytest.raises(UserError):
        service.sign_in(signed.caller, 99, SECRET)


def test_wrong_passwords_cost_a_wait_that_ends(firm_file: OpenDatabase, at: list[datetime]) -> None:
    ana = add("Ana")
    for _each in range(rules.FREE_TRIES - 1):
        field, words = refusal(service.sign_in, nobody(), ana, "wrong")
        assert (field, "again in" in words) == ("password", False)
    assert "again in 30 seconds" in refusal(service.sign_in, nobody(), ana, "wrong")[1]
    at[0] += timedelta(seconds=29)
    assert "again in 1 second." in refusal(service.sign_in, nobody(), ana, SECRET)[1]
    at[0] += timedelta(seconds=1)
    assert service.sign_in(nobody(), ana, SECRET).failed == rules.FREE_TRIES
    assert service.sign_in(nobody(), ana, SECRET).failed == 0


def test_the_wait_survives_the_program_and_is_never_longer_than_a_quarter_of_an_hour(
    firm_file: OpenDatabase, at: list[datetime]
) -> None:
    ana = add("Ana")
    for _each in range(30):
        refusal(service.sign_in, nobody(), ana, "wrong")
        at[0] += timedelta(seconds=rules.LONGEST_WAIT)
    assert queries.get_person(OWNER, ana).failed == 30
    at[0] -= timedelta(seconds=1)
    assert "1 second" in refusal(service.sign_in, nobody(), ana, SECRET)[1]
    at[0] += timedelta(seconds=1)
    assert service.sign_in(nobody(), ana, SECRET).caller.user == "Ana"


def test_a_clock_that_was_wrong_locks_nobody_out(firm_file: OpenDatabase, at: list[datetime]) -> None:
    ana = add("Ana")
    at[0] += timedelta(days=9000)
    for _each in range(9):
        refusal(service.sign_in, nobody(), ana, "wrong")
    at[0] -= timedelta(days=9000)
    assert service.sign_in(nobody(), ana, SECRET).caller.user == "Ana"


def test_a_try_is_counted_before_it_is_made(firm_file: OpenDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is killed while it tries does not try for nothing."""
    ana = add("Ana")

    def killed(*_given: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(rules, "matches", killed)
    with pytest.raises(KeyboardInterrupt):
        service.sign_in(nobody(), ana, SECRET)
    assert queries.get_person(OWNER, ana).failed == 1


def test_an_owner_gives_another_password_and_a_free_try(firm_file: OpenDatabase) -> None:
    add("Ana")
    bea = add("Bea", "member")
    for _each in range(7):
        refusal(service.sign_in, nobody(), bea, "wrong")
    service.reset_password(OWNER, bea, version(bea), "another secret")
    assert service.sign_in(nobody(), bea, "another secret").caller.user == "Bea"
    assert refusal(service.sign_in, nobody(), bea, SECRET)[0] == "password"


def test_who_left_signs_in_no_more(firm_file: OpenDatabase) -> None:
    add("Ana")
    bea = add("Bea", "member")
    service.leave(OWNER, bea, 1, TODAY)
    assert "not work here" in refusal(service.sign_in, nobody(), bea, SECRET)[1]


def test_the_recovery_code_opens_once_and_another_comes(firm_file: OpenDatabase) -> None:
    first = service.add_person(OWNER, PersonDraft(name="Ana"), SECRET, TODAY)
    typed = f" {first.recovery_code.lower().replace('-', ' ').replace('0', 'o')} "
    signed = service.recover(nobody(), first.id, typed, "a new secret")
    assert signed.caller.role == "owner"
    assert signed.recovery_code not in ("", first.recovery_code)
    assert service.sign_in(nobody(), first.id, "a new secret").caller.user == "Ana"
    assert refusal(service.recover, nobody(), first.id, typed, "a third secret")[0] == "code"
    _version, fresh = service.renew_recovery(OWNER, first.id, version(first.id))
    assert service.recover(nobody(), first.id, fresh, "a third secret").caller.user == "Ana"
    bea = add("Bea", "member")
    assert refusal(service.recover, nobody(), bea, fresh, "a third secret")[0] == "code"
    assert "Only an owner" in refusal(service.renew_recovery, OWNER, bea, 1)[1]


def test_one_changes_ones_own_password_knowing_the_one_before(firm_file: OpenDatabase) -> None:
    add("Ana")
    bea = service.sign_in(nobody(), add("Bea", "accountant"), SECRET).caller
    assert refusal(service.change_password, bea, "wrong", "another secret")[0] == "before"
    assert refusal(service.change_password, bea, SECRET, "short")[0] == "password"
    service.change_password(bea, SECRET, "another secret")
    assert service.sign_in(nobody(), bea.person_id, "another secret").caller == bea


def test_wrong_tries_are_logged_without_what_was_typed(
    firm_file: OpenDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    ana = add("Ana")
    refusal(service.sign_in, nobody(), ana, "my other secret")
    assert "wrong password for person" in caplog.text
    assert "my other secret" not in caplog.text


def test_a_kept_password_says_its_cost(firm_file: OpenDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "COST", (15, 8, 3))
    kept = rules.hashed(SECRET, b"0123456789abcdef")
    assert kept == (
        "$scrypt$ln=15,r=8,p=3$MDEyMzQ1Njc4OWFiY2RlZg==$G4W5nQ2B6hYm0OghZ5oPEuCjIl8I+Sp+hh15UA5iu+g="
    )
    assert rules.matches(SECRET, kept)
    assert not rules.is_cheap(kept)
    monkeypatch.setattr(rules, "COST", (4, 8, 1))
    ana = add("Ana")
    raw().execute("UPDATE colleague SET password = ?", (kept,))
    service.sign_in(nobody(), ana, SECRET)
    assert raw().execute("SELECT password FROM colleague").fetchone()[0].startswith("$scrypt$ln=4,")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "x",
        "$scrypt$ln=31,r=8,p=1$AAAA$AAAA",
        "$scrypt$ln=4,r=99,p=1$AAAA$AAAA",
        "$scrypt$ln=4,r=8,p=1$?$?",
    ],
)
def test_a_password_that_somebody_wrote_into_the_file_opens_nothing(kept: str) -> None:
    assert not rules.matches(SECRET, kept)
    assert not rules.is_cheap(kept)


def test_a_name_finds_its_person_and_another_one_those_who_are_here(firm_file: OpenDatabase) -> None:
    add("João Ávila")
    assert queries.find_person(OWNER, " joao avila ").name == "João Ávila"
    with pytest.raises(NotFound, match="João Ávila"):
        queries.find_person(OWNER, "Zoe")


def test_whose_role_is_gone_changes_nothing(firm_file: OpenDatabase) -> None:
    ana = add("Ana")
    caller: Caller = replace(OWNER, role="member")
    for verb in (service.reset_password, service.leave):
        with pytest.raises(UserError):
            verb(caller, ana, 1, "another secret")  # type: ignore[arg-type]
    assert version(ana) == 1


def test_a_file_in_a_folder_that_is_not_safe_to_write_in_lets_its_people_in(firm_file: OpenDatabase) -> None:
    ana = add("Ana")
    firm_file.refused = _("The folder is not safe.")
    try:
        assert service.sign_in(nobody(), ana, SECRET).caller.user == "Ana"
        assert refusal(service.sign_in, nobody(), ana, "wrong")[0] == "password"
    finally:
        firm_file.refused = None
    assert queries.get_person(OWNER, ana).failed == 0


def test_a_file_that_is_only_read_lets_its_people_in(firm_file: OpenDatabase, tmp_path: Path) -> None:
    ana = add("Ana")
    firm_file.read_only = True
    try:
        assert service.sign_in(nobody(), ana, SECRET).caller.user == "Ana"
        assert refusal(service.sign_in, nobody(), ana, "wrong")[0] == "password"
    finally:
        firm_file.read_only = False
    assert queries.get_person(OWNER, ana).failed == 0
