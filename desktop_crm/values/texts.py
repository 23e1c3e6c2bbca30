"""What a typed text may hold: no control characters, an end, and no lines where one is asked for."""

from __future__ import annotations

import re
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

NAME: Final = 300
LINE: Final = 500
TEXT: Final = 20_000
"""The longest name, single line and text, in characters."""

# C0 and C1 without tab and line feed, lone surrogates (SQLite and XML refuse them) and the two non-characters
# of XML.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")


def tidy_line(text: str) -> str:
    """One line without blanks at its ends; breaks and tabs inside become single spaces."""
    return " ".join(text.split())


def tidy_text(text: str) -> str:
    """Lines that end in a line feed, without blanks at their ends and without empty lines around the
    whole."""
    return "\n".join(line.rstrip() for line in _BREAKS.sub("\n", text).split("\n")).strip("\n")


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen: empty, spaces, or signs without a shape (zero-width space, BOM)."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def check_line(text: str, field: str, *, most: int = LINE, required: bool = False) -> None:
    """Raise UserError at `field` for an empty required line, control characters, breaks or more than `most`
    characters.
    """
    if "\n" in text:
        raise UserError(_("This must be a single line"), field)
    check_text(text, field, most=most, required=required)


def check_text(text: str, field: str, *, most: int = TEXT, required: bool = False) -> None:
    """Raise UserError at `field` for an empty required text, control characters or more than `most`
    characters.
    """
    if required and is_blank(text):
        raise UserError(_("This must be filled in"), field)
    if len(text) > most:
        raise UserError(_("{length} characters are too many; {most} fit", length=len(text), most=most), field)
    if found := _FORBIDDEN.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise UserError(
            _("There is a control character ({code}) at position {n}", code=code, n=found.start() + 1), field
        )
