"""vCard content lines (RFC 6350, section 3; RFC 2426; vCard 2.1): unfolding, parameters, escapes.

Read leniently, because real exports are lax: bare parameters of 2.1, quoted-printable soft breaks, pictures
folded in their own way. Nothing in a card is executed or fetched, and pictures are not taken.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop_crm.files.guards import MB
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

CARD_FILE_LIMIT: Final = 10 * MB
LONGEST_PROPERTY: Final = 64_000
MOST_PROPERTIES: Final = 2_000
_BINARY: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-OL-DESIGN", "X-MS-CARDPICTURE"})
_START: Final = re.compile(r"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)")
_PARAM: Final = re.compile(r';\s*([A-Za-z0-9-]+)(?:\s*=\s*((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?')
_CARET: Final = re.compile(r"\^([n'^])")
_PIECE: Final = re.compile(r"\\.|[^\\,;]+|[,;]|\\", re.S)
_ESCAPE: Final = re.compile(r"\\(.)", re.S)


@dataclass(frozen=True, slots=True)
class Property:
    """One line: "item1.TEL;TYPE=work,voice:+351..." has group item1, name TEL and types {"work", "voice"}."""

    group: str
    name: str
    params: dict[str, list[str]]
    value: str

    @property
    def types(self) -> frozenset[str]:
        return frozenset(value.lower() for value in self.params.get("TYPE", ()))

    def param(self, name: str) -> str:
        """A parameter's single value, with RFC 6868's signs for quotes and breaks resolved."""
        value = ",".join(self.params.get(name, ()))
        return _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], value)

    @property
    def preference(self) -> int:
        """1 is the most preferred, 101 not at all (RFC 6350, 5.3)."""
        number = self.param("PREF")
        return int(number) if number.isdigit() else 1 if "pref" in self.types else 101

    @property
    def is_preferred(self) -> bool:
        return self.preference == 1

    @property
    def text(self) -> str:
        """The value with its escapes resolved."""
        return unescape(self.value)

    def parts(self) -> list[str]:
        """The components between semicolons, each with the lists inside joined by commas."""
        return [unescape(part) for part in split_unescaped(self.value, ";")]

    def items(self) -> list[str]:
        """The values between commas."""
        return [item for part in split_unescaped(self.value, ",") if (item := unescape(part).strip())]


@dataclass(frozen=True, slots=True)
class Card:
    """One card and the line it begins at."""

    line: int
    properties: list[Property]
    source: str

    def all(self, name: str) -> list[Property]:
        """The properties of a name, the preferred ones first."""
        found = [each for each in self.properties if each.name == name and each.value.strip()]
        return sorted(found, key=lambda each: each.preference)

    def first(self, name: str) -> Property | None:
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.text.strip() if found else ""

    def label_of(self, group: str) -> str:
        """Apple's own label of a group: "_$!<HomePage>!$_" is HomePage."""
        for each in self.properties if group else ():
            if each.group == group and each.name == "X-ABLABEL":
                return re.sub(r"^_\$!<|>!\$_$", "", each.text.strip())
        return ""


def cards(text: str, name: str) -> Iterator[Card]:
    """The cards of a file. Raises UserError naming the file and line for one that is cut off or hostile."""
    begun: int | None = None
    properties: list[Property] = []
    source: list[str] = []
    depth = 0
    for number, line in _unfolded(text, name):
        upper = line.strip().upper()
        if upper == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                begun, properties, source = number, [], []
        elif upper.startswith("END:VCARD"):
            if begun is None:
                raise UserError(
                    _("{name}, line {line}: a card ends that never began", name=name, line=str(number))
                )
            depth -= 1
            if depth == 0:
                yield Card(begun, properties, "\n".join(source))
                begun = None
        elif begun is not None and depth == 1 and line.strip():
            if len(properties) >= MOST_PROPERTIES:
                raise UserError(
                    _("{name}, line {line}: this card has too many lines", name=name, line=str(begun))
                )
            source.append(line[:500])
            if (parsed := _property(line, number, name)) is not None:
                properties.append(parsed)
    if begun is not None:
        raise UserError(
            _("{name} is cut off: the card of line {line} has no end", name=name, line=str(begun))
        )


def _unfolded(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of the line they begin at."""
    pending: list[str] = []
    begun = 0
    soft = False
    size = 0
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        line = line.rstrip("\x1a")
        glued = re.match(r"(END:VCARD)(BEGIN:VCARD)$", line.strip(), re.I)
        if glued:
            if pending:
                yield begun, "".join(pending)
                pending = []
            yield number, glued[1]
            yield number, glued[2]
            continue
        if soft and line.strip().upper() == "END:VCARD":  # a soft break that nothing follows
            soft = False
        if soft or (pending and line[:1] in (" ", "\t") and line.strip()):
            pending.append(line if soft else line[1:])
        else:
            if pending:
                yield begun, "".join(pending)
            pending, begun, size = [line], number, 0
        size += len(line)
        if size > LONGEST_PROPERTY and not _is_binary(pending[0]):
            raise UserError(_("{name}, line {line}: this line is too long", name=name, line=str(begun)))
        soft = _continues(pending)
    if pending:
        yield begun, "".join(pending)


def _is_binary(line: str) -> bool:
    found = _START.match(line)
    return found is not None and found[2].upper() in _BINARY


def _continues(pending: list[str]) -> bool:
    """A quoted-printable value goes on when its line ends in "="; the sign itself is taken off."""
    if not pending[-1].endswith("=") or "QUOTED-PRINTABLE" not in pending[0].partition(":")[0].upper():
        return False
    pending[-1] = pending[-1][:-1]
    return True


def _property(line: str, number: int, name: str) -> Property | None:
    start = _START.match(line)
    if start is None:
        return None
    position = start.end()
    params: dict[str, list[str]] = {}
    while found := _PARAM.match(line, position):
        key, values = found[1].upper(), found[2]
        if values is None:  # vCard 2.1: a bare value
            key, values = _bare_parameter(key)
        params.setdefault(key, []).extend(part.strip('" ') for part in values.split(","))
        position = found.end()
    if line[position : position + 1] != ":":
        return None
    value = line[position + 1 :]
    kind = start[2].upper()
    if kind in _BINARY:
        return None
    if "QUOTED-PRINTABLE" in (each.upper() for each in params.get("ENCODING", ())):
        value = _quoted_printable(value, params)
    return Property(start[1] or "", kind, params, value.replace("\x00", ""))


def _bare_parameter(key: str) -> tuple[str, str]:
    if key in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"):
        return "ENCODING", key
    return "TYPE", key


def _quoted_printable(value: str, params: dict[str, list[str]]) -> str:
    charset = (params.get("CHARSET") or ["utf-8"])[0]
    data = quopri.decodestring(value.encode("utf-8"))
    try:
        text = data.decode(charset, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return text.replace("\ufffd", "").replace("\r\n", "\n")


def split_unescaped(value: str, separator: str) -> list[str]:
    """Split where the separator is not behind a backslash; escapes stay as they are."""
    if "\\" not in value:
        return value.split(separator)
    parts = [""]
    for piece in _PIECE.findall(value):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def unescape(value: str) -> str:
    """Resolve backslash escapes: \\n is a line break, any other sign stands for itself."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escaped(text: str) -> str:
    """The opposite of `unescape`: safe between semicolons and commas, on one line."""
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")
