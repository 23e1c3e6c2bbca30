"""Small words for writing both syntaxes: elements, texts, days, amounts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from desktop_crm.einvoice.parsing import Node

_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = re.compile("[ \t]+")
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT: Final = "\n\t"


class Pen:
    """Writes elements of one namespace below a node."""

    def __init__(self, space: str, prefixes: dict[str, str] | None = None) -> None:
        self._space = space
        self._prefixes = prefixes or {}

    def under(self, parent: Node, *names: str) -> Node:
        """New elements, one below the other; the last is returned. "cbc:ID" names another namespace."""
        for name in names:
            prefix, colon, bare = name.rpartition(":")
            space = self._prefixes[prefix] if colon else self._space
            parent = etree.SubElement(parent, f"{{{space}}}{bare}")
        return parent

    def say(self, parent: Node, path: str, text: str, **attributes: str) -> None:
        """Write a text at `path` ("A/B") below `parent`; an empty one writes nothing."""
        if not (text := shown(text)):
            return
        node = self.under(parent, *path.split("/"))
        node.text = text
        for name, value in attributes.items():
            if value:
                node.set(name, value)

    def terms(self, parent: Node, path: str, text: str) -> None:
        """BT-20, last below `parent`: a discount that programs read (BR-DE-18) ends with a line break."""
        self.say(parent, path, text)
        if shown(text).rpartition("\n")[2].startswith("#SKONTO#"):
            parent[-1].text = f"{parent[-1].text}\n"

    def amount(self, parent: Node, path: str, value: Decimal | None, **attributes: str) -> None:
        """Write a number as it is; None writes nothing."""
        if value is not None:
            self.say(parent, path, f"{value:f}", **attributes)


def shown(text: str) -> str:
    """A text as XML may hold it: no control characters, no marks of direction, no optional hyphens."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    text = "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in _UNSEEN)
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()


def decimal(value: Decimal) -> str:
    """Without exponent and idle zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def stamp(day: date) -> str:
    """Format 102 (yyyymmdd), as CII writes days."""
    return f"{day:%Y%m%d}"
