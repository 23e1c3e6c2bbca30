"""The hash chain of a number series: each issued document seals itself and everything before it."""

from __future__ import annotations

import hashlib
from typing import Final

START: Final = "0" * 64
"""What the first document of a series names as its predecessor."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def seal(previous: str, facts: bytes, pdf_sha: str, xml_sha: str) -> str:
    """SHA-256 over: previous seal || canonical facts || SHA-256 of the PDF || SHA-256 of the XML, as hex.

    The three hashes enter as 32 bytes; a paper without XML (or PDF) enters 32 zero bytes there.
    """
    hashed = hashlib.sha256(bytes.fromhex(previous or START))
    hashed.update(facts)
    hashed.update(bytes.fromhex(pdf_sha or START))
    hashed.update(bytes.fromhex(xml_sha or START))
    return hashed.hexdigest()
