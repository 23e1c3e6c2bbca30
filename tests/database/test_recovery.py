"""A recovery key as it is printed, read aloud and typed in again."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.database import recovery

KEYS = st.binary(min_size=32, max_size=32)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def with_group(printed: str, number: int, group: str) -> str:
    groups = printed.split("-")
    groups[number - 1] = group
    return "-".join(groups)


@given(KEYS)
def test_a_key_is_thirteen_groups_of_five_and_comes_back(key: bytes) -> None:
    printed = recovery.printed(key)
    groups = printed.split("-")
    assert [len(group) for group in groups] == [5] * recovery.GROUPS
    assert set(printed) <= set(LETTERS + "-")
    assert recovery.read(printed) == key


@given(KEYS, st.sampled_from(["", " ", "  ", "\n", " - ", ".", "\u2013"]), st.booleans())
def test_capitals_blanks_and_lookalikes_make_no_difference(key: bytes, between: str, small: bool) -> None:
    printed = recovery.printed(key)
    text = printed.replace("-", between)
    for letter, lookalike in (("0", "O"), ("1", "I"), ("V", "U")):
        text = text.replace(letter, lookalike)
    assert recovery.read(f"  {text.lower() if small else text}\n") == key
    assert recovery.read(printed.replace("1", "l").replace("0", "o")) == key


@given(KEYS, st.integers(0, 12), st.integers(0, 4), st.sampled_from(LETTERS), st.booleans())
def test_one_wrong_letter_is_found_in_its_group(
    key: bytes, place: int, letter: int, other: str, grouped: bool
) -> None:
    printed = recovery.printed(key)
    group = printed.split("-")[place]
    wrong = group[:letter] + other + group[letter + 1 :]
    text = with_group(printed, place + 1, wrong)
    if wrong == group:
        assert recovery.read(text) == key
        return
    with pytest.raises(
        recovery.Mistyped, match=f"Group {place + 1} of the recovery key is mistyped"
    ) as found:
        recovery.read(text if grouped else text.replace("-", ""))
    assert found.value.groups == (place + 1,) and found.value.field == "passphrase"


@given(KEYS, st.integers(1, 12), st.integers(1, 12))
def test_groups_that_changed_places_are_both_named(key: bytes, one: int, other: int) -> None:
    groups = recovery.printed(key).split("-")
    groups[one], groups[other] = groups[other], groups[one]
    if groups[one][:4] == groups[other][:4] or one == other:
        return
    with pytest.raises(recovery.Mistyped) as found:
        recovery.read("-".join(groups))
    assert set(found.value.groups) == {one + 1, other + 1}


@given(KEYS, st.integers(0, 12), st.booleans())
def test_a_letter_too_few_is_found_near_its_group(key: bytes, place: int, grouped: bool) -> None:
    printed = recovery.printed(key)
    text = with_group(printed, place + 1, printed.split("-")[place][1:])
    with pytest.raises(recovery.Mistyped) as found:
        recovery.read(text if grouped else text.replace("-", ""))
    named = found.value.groups[0]
    assert named == place + 1 if grouped else place + 1 <= named


def test_what_is_no_recovery_key_is_none() -> None:
    for text in (
        "", "correct horse battery", "ß" * 65, "p" * 65 + "!", "0" * 40,
        "a long passphrase with many words that nobody would ever take for a key",
    ):  # fmt: skip
        assert recovery.read(text) is None, text


def test_something_else_of_the_same_length_is_hardly_ever_taken_for_one() -> None:
    rng = random.Random(7)
    taken = 0
    for _attempt in range(300):
        try:
            taken += recovery.read("".join(rng.choices(LETTERS, k=65))) is not None
        except recovery.Mistyped:
            pytest.fail("thirteen random groups are no mistyped key")
    assert taken == 0
