"""Who works here: what is written of a person, passwords and codes as they are kept, waits after wrong ones.

A password is kept as `$scrypt$ln=15,r=8,p=3$salt$hash` (the PHC format): its cost stands in it, so that a
later program may ask for more and still know the older ones.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from desktop_crm.values.caller import OWNER
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import LANGUAGES, PROGRAM, Message, _, many
from desktop_crm.values.rights import ROLES
from desktop_crm.values.texts import tidy_line

SHORTEST: Final = 8
LONGEST: Final = 200
NAME_LONGEST: Final = 100
FREE_TRIES: Final = 5
"""Wrong passwords in a row that cost no wait."""
FIRST_WAIT: Final = 30
LONGEST_WAIT: Final = 15 * 60
"""Seconds. The wait doubles with each further wrong one and ends here: nobody is locked out for ever."""
COST: Final = (15, 8, 3)
"""log2(N), r and p of scrypt: 32 MB and about 0.2 s, a cost that OWASP's cheat sheet on storing passwords
gives."""
CODE_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a recovery code: no letter that can be read as a digit."""
CODE_LENGTH: Final = 20
FILE_LIMIT: Final = _(
    "In a shared file roles prevent mistakes but no bad will: whoever can open the file can read and change"
    " all of it with other programs; only a server enforces roles."
)
"""Said before the first role other than owner is given in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person as they are being written. `language` is "" for that of the computer."""

    name: str
    role: str = OWNER
    initials: str = ""
    language: str = ""


def tidy_person(draft: PersonDraft) -> PersonDraft:
    return replace(draft, name=tidy_line(draft.name), initials=tidy_line(draft.initials).upper())


def check_person(draft: PersonDraft) -> None:
    """Raise a UserError naming the field."""
    if not draft.name:
        raise UserError(_("Write the name."), "name")
    if len(draft.name) > NAME_LONGEST:
        raise UserError(_("At most {n} characters", n=NAME_LONGEST), "name")
    if draft.role not in ROLES:
        raise UserError(_("Write one of {choices}", choices=", ".join(ROLES)), "role")
    if len(draft.initials) > 3:
        raise UserError(_("At most {n} characters", n=3), "initials")
    if draft.language and draft.language not in LANGUAGES[PROGRAM]:
        choices = ", ".join(LANGUAGES[PROGRAM])
        raise UserError(_("Write one of {choices}", choices=choices), "language")


def check_password(password: str, name: str = "") -> None:
    """Raise a UserError at "password" for one that anybody would guess or that cannot be typed again."""
    if len(password) < SHORTEST:
        raise UserError(_("A password needs at least {n} characters.", n=SHORTEST), "password")
    if len(password) > LONGEST:
        raise UserError(_("At most {n} characters", n=LONGEST), "password")
    if any(unicodedata.category(sign) == "Cc" for sign in password):
        raise UserError(_("A password is one line of signs that can be typed."), "password")
    if len(set(password)) < 3 or password.casefold() == name.casefold():
        raise UserError(_("This password is too easy to guess."), "password")


def hashed(password: str, salt: bytes) -> str:
    """The password as it is kept."""
    ln, r, p = cost = COST
    return f"$scrypt$ln={ln},r={r},p={p}${_text(salt)}${_text(_scrypt(password, salt, cost))}"


def matches(password: str, kept: str) -> bool:
    """Whether it is the password that was kept; False for what is no such text."""
    parts = _parts(kept)
    if parts is None or len(password) > LONGEST:
        return False
    cost, salt, digest = parts
    return hmac.compare_digest(_scrypt(password, salt, cost), digest)


def is_cheap(kept: str) -> bool:
    """Kept at another cost than today's: it is kept anew at the next sign-in."""
    parts = _parts(kept)
    return parts is not None and parts[0] != COST


def _parts(kept: str) -> tuple[tuple[int, int, int], bytes, bytes] | None:
    match = re.fullmatch(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)", kept)
    if match is None:
        return None
    cost = (int(match[1]), int(match[2]), int(match[3]))
    if not (1 <= cost[0] <= 17 and 1 <= cost[1] <= 8 and 1 <= cost[2] <= 8):
        return None  # somebody wrote it who wants this computer's memory
    try:
        return cost, base64.b64decode(match[4], validate=True), base64.b64decode(match[5], validate=True)
    except (binascii.Error, ValueError):
        return None


def _scrypt(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    ln, r, p = cost
    plain = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=1 << ln, r=r, p=p, maxmem=256 << 20, dklen=32)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def wait_left(failed: int, failed_at: datetime | None, now: datetime) -> int:
    """Seconds until the next try. A clock that was put back costs no wait: the next wrong try counts anew."""
    if failed_at is None or failed < FREE_TRIES or failed_at > now:
        return 0
    wait = min(LONGEST_WAIT, FIRST_WAIT << min(failed - FREE_TRIES, 10))
    left = failed_at + timedelta(seconds=wait) - now
    return max(0, int(left.total_seconds() + 0.999))


def wait_words(seconds: int) -> Message:
    """Said instead of trying the password."""
    if seconds < 90:
        return many(
            "Too many wrong passwords. Try again in {n} second.",
            "Too many wrong passwords. Try again in {n} seconds.",
            seconds,
        )
    return many(
        "Too many wrong passwords. Try again in {n} minute.",
        "Too many wrong passwords. Try again in {n} minutes.",
        -(-seconds // 60),
    )


def code_of(chance: bytes) -> str:
    """A recovery code of random bytes: "7K2MA-..." in groups of five."""
    signs = "".join(CODE_SIGNS[byte % 32] for byte in chance[:CODE_LENGTH])
    return "-".join(signs[at : at + 5] for at in range(0, CODE_LENGTH, 5))


def tidy_code(typed: str) -> str:
    """The code as it was made, whatever way it was typed: small letters, blanks, an O for a 0."""
    signs = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    return "-".join(signs[at : at + 5] for at in range(0, len(signs), 5))
