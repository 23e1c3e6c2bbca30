"""Bytes as text: the encodings that other programs write, told by their content."""

from __future__ import annotations

import codecs
import re
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OFFICE: Final = ["cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1257"]
"""The single-byte encodings that Excel writes on Windows, by likelihood."""
_BINARY: Final = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"%PDF-",
    b"GIF8",
    b"\x7fELF",
    b"SQLite format 3",
    b"\x1f\x8b",
)
_CONTROLS: Final = frozenset(range(32)) - {9, 10, 13, 12, 26, 27}


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding found: a BOM, UTF-8, UTF-16 without BOM, else a Windows code page.

    Raises UserError naming the file for binary content and for text that was cut inside a character.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding, name), encoding
    if data.startswith(_BINARY):
        raise _binary(name)
    if b"\x00" in data:
        encoding = _utf16(data)
        if not encoding:
            raise _zero(data, name)
        return _strictly(data, encoding, name), encoding
    if sum(byte in _CONTROLS for byte in data[:4096]) > 2:
        raise _binary(name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            raise _cut(name) from error
    return _single_byte(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data):
            raise _cut(name) from error
        raise UserError(
            _("{name} is no text: byte {n} cannot be read", name=name, n=error.start + 1)
        ) from error
    if "\x00" in text:
        raise _zero(text.encode("utf-8", "surrogatepass"), name)
    return text


def _utf16(data: bytes) -> str:
    """UTF-16 without a BOM: in western text nearly every second byte is zero."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _single_byte(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], cp_isolation=list(_OFFICE), enable_fallback=False).best()
    encoding = best.encoding if best is not None else "cp1252"
    if encoding != "cp1252" and _reads_western(data):
        encoding = "cp1252"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _reads_western(data: bytes) -> bool:
    """All bytes above ASCII are letters of western languages or typographic signs in cp1252."""
    high = {byte for byte in data if byte >= 0x80}
    return high <= _WESTERN


_WESTERN: Final = frozenset(
    "áàâãäåçéèêëíìîïñóòôõöúùûüÁÀÂÃÄÅÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜßæøÆØ€–—‘’“”ºª°§«» ".encode("cp1252")
)


def _zero(data: bytes, name: str) -> UserError:
    """A stray zero byte in a text is named by its line; many of them, or other signs, make no text."""
    sample = data[:4096]
    zeros, controls = sample.count(0), sum(byte in _CONTROLS for byte in sample)
    if zeros > max(3, len(sample) // 100) or controls - zeros > 2:
        return _binary(name)
    line = len(re.findall(rb"\r\n?|\n", data[: data.index(0)])) + 1
    reason = _("there is a zero byte in it, which no text holds")
    return UserError(_("{name}, line {line}: {reason}", name=name, line=str(line), reason=reason))


def _binary(name: str) -> UserError:
    return UserError(_("{name} is no text file", name=name))


def _cut(name: str) -> UserError:
    return UserError(_("{name} is cut off: it ends inside a character", name=name))
