"""What never leaves: mail addresses, accounts, phones, secrets, values of SQL, quoted data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.values.redaction import is_secret, redact

SAID = [
    ("mail to ana.lima+x@firma.com.br failed", "ana.lima"),
    ("paid from DE89 3704 0044 0532 0130 00 today", "3704"),
    ("paid from PT50000201231234567890154", "1234567"),
    ("call +351 961 777 123", "777"),
    ("number 961777123", "961777123"),
    ("password=hunter2 next", "hunter2"),
    ('{"smtp_password": "hunter2", "port": 25}', "hunter2"),
    ("token: abc.def-ghi", "abc.def"),
    ("senha = s3nh4", "s3nh4"),
    ("Authorization: Bearer eyJhbGciOi.x.y", "eyJ"),
    ("postgresql://ana:hunter2@server:5432/firm", "hunter2"),
    ("key 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86"),
    ("UPDATE contact SET name = 'Ana Lima' WHERE id = 7", "Ana"),
    ("INSERT INTO contact (name) VALUES ('O''Brien')", "Brien"),
    ("DETAIL:  Key (name)=(Ana Lima) already exists.", "Ana"),
    ("parameters: ('Ana', 7)", "Ana"),
    ("KeyError: 'Ana Lima'", "Ana"),
    ("ValueError: invalid literal for int(): 'Rua 7'", "Rua"),
    ("desktop_crm.values.errors.UserError: “Ana Lima” means several contacts", "Ana"),
    (f'File "{Path.home()}/secret place/x.py"', str(Path.home())),
]


@pytest.mark.parametrize(("text", "hidden"), SAID)
def test_it_is_hidden(text: str, hidden: str) -> None:
    assert hidden not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29 22:10:00,123 ERROR started",
        "AttributeError: 'NoneType' object has no attribute 'contact_id'",
        "Desktop CRM 0.2.0, Python 3.11.7, Qt 6.11.0, Linux-6.1-x86_64",
        '  File "/usr/lib/x/desktop_crm/billing/service/issuing.py", line 120, in issue_invoice',
        "    return books[number]",
        "version 2026-0042 was issued on 2026-11-29",
    ],
)
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=300))
def test_any_text_is_taken_and_stays_as_it_is_the_second_time(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize("name", ["smtp_password", "API-Key", "sessionToken", "senha", "recovery_secret"])
def test_settings_of_such_names_are_secret(name: str) -> None:
    assert is_secret(name) and not is_secret("language")
