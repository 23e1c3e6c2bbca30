"""Structured references: QR references and creditor references, made of numbers and checked."""

from __future__ import annotations

import string

import pytest
import stdnum.ch.esr
import stdnum.iso11649
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.rules import references
from desktop_crm.company.rules.identifiers import compact

NUMBERS = st.text(string.ascii_letters + string.digits + "-/ .", min_size=1, max_size=40).filter(
    lambda text: any(one.isalnum() for one in text)
)
"""Invoice numbers as firms write them."""


@pytest.mark.parametrize(
    ("number", "customer", "reference"),
    [
        ("2026-0042", "10482", "00 01048 20000 00000 02026 00428"),
        ("2026-0042", "", "00 00000 00000 00000 02026 00427"),
        ("D-2026-0042", "10482", "00 01048 20000 00001 32026 00422"),
        ("RE/2026/0042", "K-17", "00 00201 70000 00271 42026 00425"),
        ("1234567890123456789", "10482", "00 00000 12345 67890 12345 67892"),
        ("9" * 40, "1", "99 99999 99999 99999 99999 99992"),
    ],
)
def test_a_qr_reference_holds_customer_and_number(number: str, customer: str, reference: str) -> None:
    made = references.qr_reference(number, customer)
    assert references.grouped(made) == reference
    assert stdnum.ch.esr.is_valid(made)


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("5390 0754 7034", "RF18 5390 0754 7034"),
        ("2026-0042", "RF88 2026 0042"),
        ("RE-2026-0042", "RF97 RE20 2600 42"),
        ("é-1", "RF77 E1"),
        ("x" * 15 + "2026-000042", "RF88 XXXX XXXX XXX2 0260 0004 2"),
    ],
)
def test_a_creditor_reference_holds_the_number(number: str, reference: str) -> None:
    made = references.creditor_reference(number)
    assert references.grouped(made) == reference
    assert stdnum.iso11649.is_valid(made)


@given(NUMBERS, st.text(string.ascii_letters + string.digits + "-", max_size=20))
def test_references_of_any_number_are_valid_and_the_same_again(number: str, customer: str) -> None:
    qr, creditor = references.qr_reference(number, customer), references.creditor_reference(number)
    assert (qr, creditor) == (
        references.qr_reference(number, customer), references.creditor_reference(number),
    )  # fmt: skip
    assert not qr or (references.is_qr_reference(qr) and stdnum.ch.esr.is_valid(qr))
    assert references.is_creditor_reference(creditor) and stdnum.iso11649.is_valid(creditor)
    assert compact(references.grouped(creditor)) == creditor


@given(st.text(string.digits, min_size=26, max_size=26))
def test_the_check_digit_is_that_of_modulo_ten_recursive(digits: str) -> None:
    assert references.check_digit(digits) == str(stdnum.ch.esr.calc_check_digit(digits))


@pytest.mark.parametrize(
    ("text", "qr", "creditor"),
    [
        ("21 00000 00003 13947 14300 09017", True, False),
        ("210000000003139471430009017", True, False),
        ("210000000003139471430009018", False, False),  # the check digit
        ("21000000000313947143000901", False, False),  # a digit less
        ("0" * 27, False, False),
        ("٢10000000003139471430009017", False, False),  # digits, but not ours
        ("RF18 5390 0754 7034", False, True),
        ("rf18539007547034", False, True),
        ("RF19539007547034", False, False),
        ("RF18", False, False),
        ("RF38XXXXXXXXXXX20260000421", False, False),
        ("2026-0042", False, False),
        ("", False, False),
    ],
)
def test_what_is_a_reference_and_what_is_not(text: str, qr: bool, creditor: bool) -> None:
    assert references.is_qr_reference(text) is qr
    assert references.is_creditor_reference(text) is creditor
    assert references.is_structured(text) is (qr or creditor)


@pytest.mark.parametrize("number", ["", "—", "Ω", "000"])
def test_a_number_without_letters_and_digits_makes_no_qr_reference(number: str) -> None:
    assert references.qr_reference(number) == ""


def test_a_number_without_letters_and_digits_makes_no_creditor_reference() -> None:
    assert references.creditor_reference("— —") == ""


def test_other_texts_are_printed_as_they_are() -> None:
    assert references.grouped("2026-0042 / 10482") == "2026-0042 / 10482"
