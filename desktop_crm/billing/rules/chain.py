"""The hash chain of a number series: each issued document seals itself and everything before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

START: Final = "0" * 64
"""What the first document of a series names as its predecessor."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes(sha256: str) -> bytes:
    """The hash as bytes; what somebody wrote in its place stays a different thing, and raises nothing."""
    try:
        return bytes.fromhex(sha256 or START)
    except ValueError:
        return sha256.encode()


def seal(previous: str, facts: bytes, pdf_sha: str, xml_sha: str) -> str:
    """SHA-256 over: previous seal || canonical facts || SHA-256 of the PDF || SHA-256 of the XML, as hex.

    The three hashes enter as 32 bytes; a paper without XML (or PDF) enters 32 zero bytes there.
    """
    hashed = hashlib.sha256(_bytes(previous))
    hashed.update(facts)
    hashed.update(_bytes(pdf_sha))
    hashed.update(_bytes(xml_sha))
    return hashed.hexdigest()


def booked(previous: str, values: Sequence[str | int | None]) -> str:
    """The seal of a payment: SHA-256 over the seal of its document's payment before (START for the first)
    and its own columns as they are stored, as JSON."""
    hashed = hashlib.sha256(_bytes(previous))
    hashed.update(json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode())
    return hashed.hexdigest()
