"""What is taken from a disk at all: how large, of what kind, under which name."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

MB: Final = 1_000_000
TABLE_LIMIT: Final = 100 * MB
ATTACHMENT_LIMIT: Final = 25 * MB
"""What most mail servers still deliver."""

_RESERVED: Final = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)),
}
_UNSAFE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]+')
_LONGEST_NAME: Final = 150

_BY_CONTENT: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
)
_ZIPPED: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
}
_TEXTS: Final = {
    ".txt": "text/plain", ".csv": "text/csv", ".vcf": "text/vcard", ".eml": "message/rfc822",
    ".xml": "application/xml", ".json": "application/json", ".md": "text/markdown",
}  # fmt: skip


def read_limited(path: Path, limit: int = TABLE_LIMIT) -> bytes:
    """The bytes of a file; UserError for one that is missing, no file, unreadable or above `limit` bytes."""
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise NotFound(_("There is no file {name}", name=str(path))) from error
    except IsADirectoryError as error:
        raise UserError(_("{name} is a folder, not a file", name=name)) from error
    except (OSError, ValueError) as error:
        raise UserError(_("{name} cannot be read", name=name)) from error
    check_size(data, name, limit)
    return data


def check_size(data: bytes, name: str, limit: int) -> None:
    """Raise UserError for an empty file and for one of more than `limit` bytes."""
    if not data:
        raise UserError(_("{name} is empty", name=name))
    if len(data) > limit:
        raise UserError(_("{name} is too large: at most {most} MB are taken", name=name, most=limit // MB))


def safe_name(name: str, fallback: str = "file") -> str:
    """A file name for every system, made of `name`: no path, no reserved name, no sign that a system forbids.

    The original name of an attachment is data; this is what may be written to a disk.
    """
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc", "Cs"))
    text = _UNSAFE.sub("_", text).strip(" .")
    stem, dot, suffix = text.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = text, ""
    if stem.lower() in _RESERVED or text.lower() in _RESERVED:
        stem = f"_{stem}"
    stem = stem[: _LONGEST_NAME - len(suffix)].rstrip(" .") or fallback
    return f"{stem}.{suffix}" if suffix else stem


def media_type(data: bytes, name: str) -> str:
    """What the file is by its content; its name only tells kinds of one container or of text apart."""
    suffix = Path(name).suffix.lower()
    for start, kind in _BY_CONTENT:
        if data.startswith(start):
            return _ZIPPED.get(suffix, kind) if kind == "application/zip" else kind
    if b"\x00" not in data[:4096] and suffix in _TEXTS:
        return _TEXTS[suffix]
    return "application/octet-stream"


def check_attachment(data: bytes, name: str, limit: int = ATTACHMENT_LIMIT) -> tuple[str, str]:
    """The (name, media type) under which a file is kept; UserError for an empty or too large one."""
    shown = safe_name(name)
    check_size(data, shown, limit)
    return shown, media_type(data, name)
