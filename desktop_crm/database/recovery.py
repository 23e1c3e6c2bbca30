"""A key as it is printed and typed in again: groups that each tell when they are mistyped.

256 bits and four that check the whole are 52 digits to the base 32 (Crockford's: no I, L, O, U), in thirteen
groups of four; each has a fifth digit (Luhn modulo 32) that checks it and its place, so that one wrong
letter, two that changed places and two groups that did are found and named.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

GROUPS: Final = 13
_LETTERS: Final = 5
_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_WORDS: Final = re.compile(r"[0-9A-Z]+")
_OTHER: Final = re.compile(r"[^0-9A-Za-z\s.,:;_/\u2010-\u2015-]")
"""What no recovery key has, however it is typed."""
_MOST_WRONG: Final = 6
"""With more wrong groups it is more likely that something else was typed."""
_MISSING: Final = 7
"""So many letters may be missing, or too much, for it to count as a recovery key all the same."""


class Mistyped(UserError):
    """Meant as a recovery key, but wrong; `groups` are the numbers, from 1, of those that are."""

    def __init__(self, message: Message, groups: Sequence[int] = ()) -> None:
        super().__init__(message, "passphrase")
        self.groups = tuple(groups)


def printed(key: bytes) -> str:
    """The recovery key of a key of 32 bytes: thirteen groups of five, with dashes."""
    number = int.from_bytes(key, "big") << 4 | _check(key)
    digits = "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(GROUPS * 4)))
    groups = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    return "-".join(group + _luhn(place, group) for place, group in enumerate(groups))


def read(text: str) -> bytes | None:
    """The key of what somebody typed, in capitals or not, with whatever stands between; None for what is not
    meant as one. Raises `Mistyped` naming the groups that are wrong.
    """
    words = _WORDS.findall(text.upper().translate(_LOOKALIKES))
    plain = "".join(words)
    if abs(len(plain) - GROUPS * _LETTERS) > _MISSING or _OTHER.search(text):
        return None
    is_grouped = len(words) == GROUPS
    groups = words if is_grouped else _cut(plain)
    wrong = [place + 1 for place, group in enumerate(groups) if not _is_right(place, group)]
    if len(plain) != GROUPS * _LETTERS and not is_grouped:
        first = min(wrong, default=GROUPS)
        if len(wrong) > _MOST_WRONG and not any(letter.isdecimal() for letter in text):
            return None  # a long passphrase
        raise Mistyped(_("Group {n} of the recovery key has a letter too much or too few.", n=first), [first])
    if len(wrong) > _MOST_WRONG:
        return None
    if wrong:
        raise _named(wrong)
    return _key_of(groups)


def _cut(plain: str) -> list[str]:
    return [plain[start : start + _LETTERS] for start in range(0, len(plain), _LETTERS)]


def _is_right(place: int, group: str) -> bool:
    return len(group) == _LETTERS and place < GROUPS and _luhn(place, group[:-1]) == group[-1]


def _named(wrong: Sequence[int]) -> Mistyped:
    if len(wrong) == 1:
        return Mistyped(_("Group {n} of the recovery key is mistyped.", n=wrong[0]), wrong)
    listed = ", ".join(map(str, wrong))
    return Mistyped(_("Groups {numbers} of the recovery key are mistyped.", numbers=listed), wrong)


def _key_of(groups: Sequence[str]) -> bytes:
    number = 0
    for digit in "".join(group[:-1] for group in groups):
        number = number << 5 | _DIGITS.index(digit)
    key = (number >> 4).to_bytes(32, "big")
    if number & 15 != _check(key):
        raise Mistyped(_("The recovery key is mistyped in several groups: compare all of it."))
    return key


def _check(key: bytes) -> int:
    """Four bits that check the whole."""
    return hashlib.sha256(key).digest()[0] >> 4


def _luhn(place: int, group: str) -> str:
    from stdnum import luhn

    return str(luhn.calc_check_digit(_DIGITS[place] + group, _DIGITS))
