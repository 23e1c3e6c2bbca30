"""Structured payment references: the QR reference of Swiss QR-IBANs and the creditor reference of ISO 11649.

Both are made of an invoice's number, so that the same invoice always asks for the same one, and a payment
that quotes it is that invoice's.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from desktop_crm.company.rules.identifiers import compact

_CREDITOR: Final = re.compile(r"RF\d\d[A-Z0-9]{1,21}")
_MOST_CREDITOR: Final = 21
_CARRIES: Final = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
"""Modulo 10 recursive: the next carry by (carry + digit) mod 10."""
_QR: Final = 26
_CUSTOMER: Final = 8
_NUMBER: Final = _QR - _CUSTOMER


def check_digit(digits: str) -> str:
    """The last digit of a QR reference (modulo 10 recursive, IG QR-bill 2.3, annex B)."""
    carry = 0
    for digit in digits:
        carry = _CARRIES[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def is_qr_reference(text: str) -> bool:
    """27 digits, not all of them 0, of which the last checks the others."""
    bare = compact(text)
    if not (len(bare) == _QR + 1 and bare.isascii() and bare.isdigit()) or not bare.strip("0"):
        return False
    return check_digit(bare[:-1]) == bare[-1]


def is_creditor_reference(text: str) -> bool:
    """RF, two check digits, up to 21 letters and digits (ISO 11649)."""
    bare = compact(text)
    return _CREDITOR.fullmatch(bare) is not None and int(_as_digits(bare[4:] + bare[:4])) % 97 == 1


def is_structured(text: str) -> bool:
    return is_qr_reference(text) or is_creditor_reference(text)


def creditor_reference(number: str) -> str:
    """RF with the letters and digits of an invoice's number, the last ones of a long one; "" of none."""
    bare = _bare(number)[-_MOST_CREDITOR:]
    return f"RF{98 - int(_as_digits(bare + 'RF00')) % 97:02}{bare}" if bare else ""


def qr_reference(number: str, customer_number: str = "") -> str:
    """27 digits: eight of the customer, eighteen of the invoice, one that checks; "" of no number.

    A letter counts as two digits, A as 10, so that D-0001 and 0001 differ. A long number takes the
    customer's place.
    """
    ours = _as_digits(_bare(number))[-_QR:]
    theirs = _as_digits(_bare(customer_number))[-_CUSTOMER:] if len(ours) <= _NUMBER else ""
    digits = (theirs + ours.zfill(_NUMBER)).zfill(_QR)
    return digits + check_digit(digits) if digits.strip("0") else ""


def grouped(reference: str) -> str:
    """As it is printed: a QR reference as 2 and five times 5 digits, a creditor reference in fours; another
    text as it is.
    """
    bare = compact(reference)
    if is_qr_reference(bare):
        return " ".join((bare[:2], *(bare[start : start + 5] for start in range(2, len(bare), 5))))
    if is_creditor_reference(bare):
        return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))
    return reference


def _bare(text: str) -> str:
    """The letters A to Z and digits of a number."""
    plain = unicodedata.normalize("NFKD", text).upper()
    return re.sub("[^A-Z0-9]", "", plain)


def _as_digits(bare: str) -> str:
    return "".join(str(int(one, 36)) for one in bare)
