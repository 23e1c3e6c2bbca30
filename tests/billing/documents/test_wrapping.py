"""Lines of text: broken at spaces, words only where they must be, and joined again when taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.documents import faces
from desktop_crm.billing.documents.wrapping import SOFT_HYPHEN, clean, clean_line, ellipsis, wrap

ROOM = 100.0


def width(line: str) -> float:
    return sum(faces.width(one, faces.REGULAR, 10) for one in line)


@given(st.text(alphabet="abcdefghiW -/\u00ad.,", max_size=300))
def test_every_line_fits_and_no_letter_is_lost(text: str) -> None:
    cleaned = clean(text)
    lines = wrap(cleaned, ROOM, 10)
    assert all(width(line) <= ROOM + 0.01 for line in lines)
    bare = str.maketrans("", "", " " + SOFT_HYPHEN)
    assert "".join(lines).translate(bare) == cleaned.translate(bare)


def test_a_word_goes_whole_to_the_next_line_where_the_first_is_full_enough() -> None:
    assert wrap("Fachbuch über Nachhaltigkeit", 100, 10) == ("Fachbuch über", "Nachhaltigkeit")


def test_a_word_breaks_at_its_soft_hyphen_only_where_the_line_would_stay_short() -> None:
    assert wrap("Ab Verlängerungs\u00adoption", 100, 10) == ("Ab Verlängerungs\u00ad", "option")
    assert wrap("Verlängerungs\u00adoption", 200, 10) == ("Verlängerungsoption",)


def test_a_word_wider_than_the_column_breaks_after_signs_then_anywhere() -> None:
    first, second = wrap("PO-2026-DE-4500381177-0001", 100, 10)
    assert (first, second) == ("PO-2026-DE-", "4500381177-0001")
    lines = wrap("x" * 60, ROOM, 10)
    assert all(line.endswith(SOFT_HYPHEN) for line in lines[:-1])
    assert len(lines[-1]) >= 3


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a \t b  \n\n\n", "a b"),
        ("e\u0301", "é"),
        ("a\x00\x1b\u202eb\ufeff\u200b", "ab"),
        ("\ud800x", "x"),
    ],
)
def test_text_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_a_line_is_one_line() -> None:
    assert clean_line("a\nb\n\nc") == "a b c"


def test_an_ellipsis_fits() -> None:
    short = ellipsis("A long name of a long company", 60, 10)
    assert short.endswith("…")
    assert width(short) <= 60
    assert ellipsis("Short", 60, 10) == "Short"
