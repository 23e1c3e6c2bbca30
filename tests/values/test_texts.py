"""Texts are tidied without losing anything, and refused only for what cannot be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.values.errors import UserError
from desktop_crm.values.texts import check_line, check_text, is_blank, tidy_line, tidy_text


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("a\x00b", "notes"),
        ("\x1b[31m", "notes"),
        ("a\x85b", "notes"),
        ("\ud800", "notes"),
        ("x" * 11, "notes"),
        ("", "notes"),
        ("  ", "notes"),
    ],
)
def test_control_characters_and_too_long_texts_are_refused_at_their_field(text: str, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_text(text, field, most=10, required=True)
    assert refusal.value.field == field


@pytest.mark.parametrize("text", ["Şükrü & <b>", "مرحبا", "👩‍👩‍👧 ok", "a\tb", "a\nb", "'\"; --"])
def test_any_script_and_any_sign_is_kept(text: str) -> None:
    check_text(text, "notes")


def test_the_message_names_the_character_and_its_place() -> None:
    with pytest.raises(UserError, match=r"U\+0007.*position 2"):
        check_line("a\x07", "name")


def test_a_line_is_one_line() -> None:
    with pytest.raises(UserError):
        check_line("a\nb", "name")
    assert tidy_line("  Ana \t Lindner\r\n") == "Ana Lindner"


def test_texts_keep_their_lines() -> None:
    assert tidy_text("\r\n a \r\n\r\nb\u2028c  \n\n") == " a\n\nb\nc"


@given(st.text(max_size=40))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)
    assert tidy_line(tidy_line(text)) == tidy_line(text)
    assert "".join(tidy_line(text).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\ufeff \u200e", "\u00a0\t"])
def test_what_nobody_sees_does_not_fill_a_required_text(text: str) -> None:
    assert is_blank(text)
    with pytest.raises(UserError):
        check_line(text, "name", required=True)
    assert not is_blank(f"{text}\u05d0\u200b")
