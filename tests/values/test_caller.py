"""Who sits at the computer, as one would write their name."""

from __future__ import annotations

import getpass
import sys
from types import SimpleNamespace

import pytest

from desktop_crm.values import caller
from desktop_crm.values.caller import account_name, local_caller, tidy_login


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("ana.lima", "Ana Lima"),
        ("ana_de-souza", "Ana De Souza"),
        ("FIRM\\ana.lima", "Ana Lima"),
        ("ana.lima@firm.example", "Ana Lima"),
        ("McAdam", "McAdam"),
        ("root", "Root"),
        ("---", "---"),
    ],
)
def test_a_login_is_made_tidy(login: str, name: str) -> None:
    assert tidy_login(login) == name


@pytest.mark.skipif(sys.platform == "win32", reason="there is no list of accounts to ask")
@pytest.mark.parametrize(
    ("full", "name"),
    [
        ("Inês Prata,Room 4,555 01", "Inês Prata"),
        ("& Prata", "Ines Prata"),
        ("", "Ines"),
        ("ines", "Ines"),
        (",,,", "Ines"),
    ],
)
def test_the_accounts_full_name_comes_before_its_login(
    monkeypatch: pytest.MonkeyPatch, full: str, name: str
) -> None:
    import pwd

    monkeypatch.setattr(getpass, "getuser", lambda: "ines")
    monkeypatch.setattr(pwd, "getpwnam", lambda _login: SimpleNamespace(pw_gecos=full))
    assert account_name() == name


@pytest.mark.parametrize(
    "error", [KeyError("getpwuid(): uid not found: 12345"), ModuleNotFoundError("No module named 'pwd'")]
)
def test_an_account_that_no_list_knows_still_has_a_name(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", refuse)
    assert account_name() == "Owner"


def test_a_name_that_was_given_signs_and_one_that_was_guessed_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caller, "account_name", lambda: "Guessed")
    given, guessed = local_caller("tr", "  Gülşen   Öztürk "), local_caller("tr", " ")
    assert (given.user, given.signature) == ("Gülşen Öztürk", "Gülşen Öztürk")
    assert (guessed.user, guessed.signature) == ("Guessed", "")
