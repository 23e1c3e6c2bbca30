"""Letters: Source Sans 3 in two weights, DejaVu Sans for what they lack, and a font subset that is made once.
Liberation Sans is for the QR-bill alone, whose norm permits no others.

ReportLab collects the characters of each document and cuts a new subset of the font for it, which is most
of the time of a short page. Here the first subset of each weight is a fixed set of characters, so its
bytes are cut and compressed once a process; rarer characters still go the ordinary way into a second
subset. The fixed set leans on ReportLab's insides, so it is used with the version it was written for
(`_TRUSTED`) and every other version gets the ordinary way.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, Final

import reportlab
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

from desktop_crm.values.resources import resource

rl_config.useA85 = 0  # binary streams: a quarter smaller and faster than ASCII-85
rl_config.trustedHosts = []
rl_config.trustedSchemes = []

REGULAR: Final = "SourceSans3-Regular"
SEMIBOLD: Final = "SourceSans3-SemiBold"
FALLBACK: Final = "DejaVuSans"

Family = tuple[str, str]
"""A face and its bold one."""
PAPER: Final[Family] = (REGULAR, SEMIBOLD)
SLIP: Final[Family] = ("LiberationSans-Regular", "LiberationSans-Bold")
_FILES: Final = {
    REGULAR: "fonts/SourceSans3-Regular.ttf",
    SEMIBOLD: "fonts/SourceSans3-SemiBold.ttf",
    FALLBACK: "fonts/DejaVuSans.ttf",
    SLIP[0]: "fonts/LiberationSans-Regular.ttf",
    SLIP[1]: "fonts/LiberationSans-Bold.ttf",
}
_TRUSTED: Final = "5.1."

REPLACEMENT: Final = "\u25a1"
"""Drawn for a character that no face has: a box, so that the gap is seen."""

_COMMON: Final = "".join(map(chr, range(0xA1, 0x100))) + (
    "ğĞıİşŞąćęłńśźżĄĆĘŁŃŚŹŻœŒšŠžŽčČřŘěĚůŮőŐűŰŸ"
    "\u2009\u202f\u2007\u2010\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2039\u203a\u2212€₺™"
)
"""What European papers use most beside ASCII; both together fill the first subset (254 characters at
most).
"""


@dataclass(frozen=True, slots=True)
class _Cut:
    """One subset, ready to be written: PDF name, widths, font file and character map (both compressed)."""

    name: str
    widths: bytes
    file: bytes
    file_length: int
    to_unicode: bytes


class _Raw(pdfdoc.PDFObject):
    """Bytes that already are PDF."""

    def __init__(self, code: bytes) -> None:
        self.code = code

    def format(self, document: Any) -> bytes:
        return self.code


class FixedFont(ttfonts.TTFont):
    """A face whose first subset is the same in every document and therefore made once."""

    face: Any

    @cached_property
    def fixed(self) -> dict[int, int]:
        """Character -> code in the first subset; ASCII keeps its own codes."""
        known = self.face.charToGlyph
        table = {code: code for code in range(32, 127) if code in known}
        free = iter([*range(1, 32), *range(127, 256)])
        table.update({ord(one): next(free) for one in _COMMON if ord(one) in known})
        return table

    @cached_property
    def escapes(self) -> dict[int, str]:
        """Character -> how it stands inside a PDF string in the first subset; a no-break space is drawn as
        a space.
        """
        return {code: _escape(n) for code, n in self.fixed.items()} | {0xA0: " "}

    @cached_property
    def _first(self) -> _Cut:
        return self._cut(0, self._first_codes)

    @cached_property
    def _first_codes(self) -> list[int]:
        codes = [0] * 256
        for character, n in self.fixed.items():
            codes[n] = character
        return codes

    def begin(self, doc: Any) -> str:
        """Make the fixed set the first subset of `doc`; return its PDF name ("/F1+0")."""
        state: Any = ttfonts.TTFont.State(True, self)
        state.assignments = dict(self.fixed)
        state.subsets = [list(self._first_codes)]
        state.nextCode = 256
        self.state[doc] = state
        return str(self.getSubsetInternalName(0, doc))

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        """Write the subsets that `doc` uses: the first from the store, the others as they come."""
        state = self.state[doc]
        state.frozen = 1
        for n, codes in enumerate(state.subsets):
            cut = self._cut(n, codes) if n else self._first
            internal = self.getSubsetInternalName(n, doc)[1:]
            font = pdfdoc.PDFDictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/TrueType",
                    "Name": "/" + internal,
                    "BaseFont": "/" + cut.name,
                    "FirstChar": 0,
                    "LastChar": len(codes) - 1,
                    "Widths": _Raw(cut.widths),
                    "ToUnicode": _stream(doc, "toUnicodeCMap:" + cut.name, cut.to_unicode),
                    "FontDescriptor": self._descriptor(doc, cut),
                }
            )
            doc.Reference(font, internal)
            doc.idToObject["BasicFonts"].dict[internal] = font
        del self.state[doc]

    def _cut(self, n: int, codes: list[int]) -> _Cut:
        name = f"{ttfonts.SUBSETN(n).decode()}+{self.face.name.decode()}{self.face.subfontNameX.decode()}"
        file = self.face.makeSubset(codes)
        widths = " ".join(f"{self.face.getCharWidth(code):.0f}" for code in codes)
        cmap = zlib.compress(_to_unicode(name, codes), 9)
        return _Cut(name, f"[{widths}]".encode(), zlib.compress(file, 9), len(file), cmap)

    def _descriptor(self, doc: Any, cut: _Cut) -> Any:
        face = self.face
        flags = face.flags & ~ttfonts.FF_NONSYMBOLIC | ttfonts.FF_SYMBOLIC
        return doc.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": "/FontDescriptor",
                    "Ascent": face.ascent,
                    "CapHeight": face.capHeight,
                    "Descent": face.descent,
                    "Flags": flags,
                    "FontBBox": pdfdoc.PDFArray(face.bbox),
                    "FontName": "/" + cut.name,
                    "ItalicAngle": face.italicAngle,
                    "StemV": face.stemV,
                    "MissingWidth": face.defaultWidth,
                    "FontFile2": _stream(doc, "fontFile:" + cut.name, cut.file, cut.file_length),
                }
            ),
            "fontDescriptor:" + cut.name,
        )


def _stream(doc: Any, name: str, compressed: bytes, length: int = 0) -> Any:
    entries: dict[str, Any] = {"Filter": pdfdoc.PDFName("FlateDecode")}
    if length:
        entries["Length1"] = length
    return doc.Reference(pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), compressed), name)


def _to_unicode(name: str, codes: list[int]) -> bytes:
    """The map from codes back to characters (ISO 32000-1, 9.10.3), in blocks of at most a hundred."""
    pairs = [f"<{n:02X}> <{_utf16(code)}>" for n, code in enumerate(codes) if code]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be").hex().upper()


def _escape(code: int) -> str:
    if chr(code) in "()\\":
        return "\\" + chr(code)
    return chr(code) if 32 <= code < 127 else f"\\{code:03o}"


def keeps_subsets() -> bool:
    """Whether this ReportLab is one whose insides are known; otherwise fonts go the ordinary, slower way."""
    return str(reportlab.__version__).startswith(_TRUSTED)


@lru_cache(maxsize=8)
def face(name: str, fixed: bool = True) -> Any:
    """The registered ReportLab font `name`; parsed once a process (7 to 20 ms)."""
    kind = FixedFont if fixed and keeps_subsets() and name in PAPER else ttfonts.TTFont
    font = kind(name, str(resource(_FILES[name])))
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=4)
def _widths(name: str) -> dict[int, float]:
    return dict(face(name).face.charWidths)


def has_glyph(character: str) -> bool:
    """Whether some face of ours draws it. Emoji and others beyond the basic plane count as missing: ReportLab
    cannot write the map from their glyphs back to text.
    """
    code = ord(character)
    if code == 0xA0:
        return True
    return code <= 0xFFFF and any(
        code in face(name).face.charToGlyph for name in (REGULAR, SEMIBOLD, FALLBACK)
    )


def _face_of(character: str, name: str) -> str:
    code = ord(character)
    return name if code == 0xA0 or code in face(name).face.charToGlyph else FALLBACK


@lru_cache(maxsize=4096)
def width(text: str, name: str, size: float) -> float:
    """Width in points."""
    table = _widths(name)
    try:
        return sum([table[ord(one)] for one in text]) * size / 1000
    except KeyError:
        return sum(_char_width(one, name) for one in text) * size / 1000


def _char_width(one: str, name: str) -> float:
    code = 0x20 if one == "\xa0" else ord(one)
    for table in (_widths(name), _widths(FALLBACK)):
        if code in table:
            return table[code]
    return _widths(FALLBACK)[ord(REPLACEMENT)]


@lru_cache(maxsize=4096)
def _fixed_code(text: str, name: str) -> str | None:
    """The text as a PDF string in the first subset of its face, or None when it holds a rarer character."""
    escapes = face(name).escapes
    try:
        return "".join([escapes[ord(one)] for one in text])
    except KeyError:
        return None


class Fonts:
    """The faces of one document: turns text into show operators."""

    def __init__(self, doc: Any) -> None:
        self._doc = doc
        self._first = {
            name: face(name).begin(doc) for name in (REGULAR, SEMIBOLD) if isinstance(face(name), FixedFont)
        }

    def show(self, text: str, name: str, size: float) -> str:
        """The operators that set the face and show `text` ("/F1+0 9.5 Tf (Text) Tj")."""
        first = self._first.get(name)
        if first is not None and (code := _fixed_code(text, name)) is not None:
            return f"{first} {size:g} Tf ({code}) Tj"
        return " ".join(self._runs(text, name, size))

    def _runs(self, text: str, name: str, size: float) -> list[str]:
        """The same for text with rare characters: run by run, each in the face and subset that has it."""
        shown = "".join(one if has_glyph(one) else REPLACEMENT for one in text)
        code = []
        for used, run in groupby(shown, lambda one: _face_of(one, name)):
            font = face(used)
            for subset, part in font.splitString("".join(run), self._doc):
                internal = font.getSubsetInternalName(subset, self._doc)
                code.append(f"{internal} {size:g} Tf ({''.join(map(_escape, part))}) Tj")
        return code
