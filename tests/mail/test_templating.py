"""The words of a mail: names are filled in, choices leave no gap, what is broken is named with its line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.mail import templating
from desktop_crm.values.errors import UserError

KNOWN = {"contact": "x", "amount": "x", "due": "x", "level": 1}


def test_names_are_filled_in_and_what_is_empty_leaves_no_gap() -> None:
    text = (
        "{% if contact %}\nDear {{ contact }},\n{% else %}\nHello,\n{% endif %}\n\n{% if due %}\nPay by"
        " {{ due }}.\n{% endif %}\n\nBye\n"
    )
    assert (
        templating.write(text, {"contact": "Ana", "due": "1 May"}, "body")
        == "Dear Ana,\n\nPay by 1 May.\n\nBye"
    )
    assert templating.write(text, {"contact": "", "due": ""}, "body") == "Hello,\n\nBye"


def test_what_a_customer_is_called_is_never_read_as_a_template() -> None:
    values = {"contact": "{{ amount }}{% if %}", "amount": "9"}
    assert templating.write("{{ contact }}", values, "body") == "{{ amount }}{% if %}"


def test_a_subject_is_one_line() -> None:
    assert templating.write_line("Invoice\n{{ contact }}", {"contact": "a\r\nBcc: b"}, "subject") == (
        "Invoice a Bcc: b"
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("Hello\n{{ contat }}", 2, "there is no name “contat”"),
        ("a\n\n{% if contact %}", 3, "endif"),
        ("{{ contact", 1, "end of print"),
        ("a\n{% for a in contact %}{% endfor %}", 2, "only names"),
        ("{{ contact.__class__ }}", 1, "only names"),
        ("{{ contact() }}", 1, "only names"),
        ("{{ 'a' * 99999999999 }}", 1, "only names"),
        ("{{ 9 ** 9999999 }}", 1, "only names"),
        ("{% include '/etc/passwd' %}", 1, "only names"),
        ("{% set contact = 1 %}", 1, "only names"),
        ("{% macro a() %}{% endmacro %}", 1, "only names"),
        ("a\n{{ contact|center(99999999999) }}", 2, "there is no filter “center”"),
        ("a\nb\n{{ contact|trim(5) }}", 3, "this cannot be written"),
        ("{% if level > contact %}a{% endif %}", 1, "this cannot be written"),
        ("{{ " + "(" * 5000 + "contact" + ")" * 5000 + " }}", 1, "too deep"),
        ("{% if contact %}" * 600 + "{% endif %}" * 600, 1, "too deep"),
    ],
)
def test_what_is_broken_is_named_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(UserError) as refused:
        templating.check(text, KNOWN, "body")
    assert refused.value.field == "body"
    said = str(refused.value.message)
    assert said.startswith(f"Line {line}: ") and why in said


def test_a_text_has_an_end() -> None:
    with pytest.raises(UserError):
        templating.check("a" * (templating.LONGEST + 1), KNOWN, "body")


@given(st.text(alphabet="{}%| \nabcontif()'\"=<>+*.[]~#-1", max_size=60))
def test_any_text_is_written_or_refused(text: str) -> None:
    refused = None
    with suppress(UserError):
        refused = templating.check(text, KNOWN, "body")
    assert refused is None
