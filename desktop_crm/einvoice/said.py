"""What an element of a received invoice says: texts, amounts, days, ids. What cannot be read as what it
should be is noted and counts as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Identifier
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.writing import shown
from desktop_crm.values.messages import Message, _

FORMAT: Final = "FORMAT"
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(Z|[+-]\d{2}:\d{2})?")
_LONGEST_NUMBER: Final = 40
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Said:
    """An element, the namespaces that paths use, and where what cannot be read is noted."""

    node: Node
    spaces: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    line: int = 0

    def at(self, path: str) -> Said | None:
        """The first element at `path`, if there is one."""
        node = self.node.find(path, self.spaces)
        return None if node is None else Said(node, self.spaces, self.findings, self.line)

    def part(self, path: str) -> Said:
        """The same, or an element that says nothing where there is none."""
        return self.at(path) or Said(self.node.makeelement("none"), self.spaces, self.findings, self.line)

    def all(self, path: str) -> Iterator[Said]:
        for node in self.node.iterfind(path, self.spaces):
            yield Said(node, self.spaces, self.findings, self.line)

    def text(self, path: str = ".") -> str:
        """The text at `path`, cleaned of blanks and of what cannot be seen; "" where there is none."""
        node = self.node.find(path, self.spaces)
        return "" if node is None else _text(node)

    def raw(self) -> str:
        """The element's own text, as it is."""
        return "".join(map(str, self.node.itertext()))

    def attribute(self, path: str, name: str) -> str:
        node = self.node.find(path, self.spaces)
        return "" if node is None else shown(str(node.get(name, "")))

    def identifier(self, path: str, scheme: str = "schemeID") -> Identifier | None:
        """The id at `path` with its scheme; None where it is empty or missing."""
        text = self.text(path)
        return Identifier(id=text, scheme=self.attribute(path, scheme)) if text else None

    def number(self, path: str, term: str) -> Decimal | None:
        """A decimal (xs:decimal: a point, no exponent, no grouping)."""
        text = self.text(path)
        if not text:
            return None
        if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
            self.note(term, _("“{text}” is no number as an e-invoice writes it", text=text[:_SHOWN]))
            return None
        return Decimal(text)

    def day(self, path: str, term: str) -> date | None:
        """A day: 2026-11-30 in UBL, 20261130 in CII."""
        text = self.text(path)
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            self.note(term, _("“{text}” is no day as an e-invoice writes it", text=text[:_SHOWN]))
            return None

    def is_true(self, path: str) -> bool:
        """Whether this is a surcharge; noted where it is not said at all."""
        text = self.text(path).lower()
        if text not in ("true", "false", "1", "0"):
            self.note("BT-92", _("A discount or surcharge does not say which of the two it is"))
        return text in ("true", "1")

    def note(self, term: str, message: Message) -> None:
        self.findings.append(Finding(FORMAT, term, message, self.line))


def _text(node: Node) -> str:
    return shown("".join(map(str, node.itertext())))
