"""A ZIP that says what it holds and shows when one bit of it was changed, also in its own headers.

`manifest.json`, its last entry, names each file with its SHA-256 and where in the archive it stands. The
comment at the very end names the manifest's SHA-256 and that of every byte before itself. Any unpacking
program opens it; unpacked into a folder it can still be checked by its manifest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MANIFEST: Final = "manifest.json"
FORMAT: Final = "desktop-crm-package"
VERSION: Final = 1
PIECE: Final = 1 << 20
_SEAL: Final = "{format} {version} manifest {at:015d} {length:012d} {manifest} archive {archive}"
_READ: Final = re.compile(
    rb"desktop-crm-package (\d) manifest (\d{15}) (\d{12}) ([0-9a-f]{64}) archive ([0-9a-f]{64})"
)
SEAL_LENGTH: Final = len(
    _SEAL.format(format=FORMAT, version=VERSION, at=0, length=0, manifest="0" * 64, archive="0" * 64)
)
_LOCAL_HEADER: Final = 30
_PACKED_ALREADY: Final = (".pdf", ".png", ".jpg", ".jpeg", ".xlsx", ".zip")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: its size and SHA-256, and the same of the bytes that it takes in it."""

    name: str
    size: int
    sha256: str
    at: int
    length: int
    packed_sha256: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What the end of an archive says."""

    at: int
    length: int
    manifest: str
    archive: str


class SealedWriter:
    """Writes an archive file by file; nothing stays in memory but their names and hashes.

    `close` seals it. The same files, `about` and day give the same bytes.
    """

    def __init__(self, path: Path, day: date) -> None:
        self._path = path
        self._moment = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
        self._zip = ZipFile(path, "w", ZIP_DEFLATED)
        self._written: list[tuple[str, int, str]] = []
        self._taken: set[str] = set()

    def __len__(self) -> int:
        return len(self._written)

    def add(self, name: str, content: bytes) -> str:
        """Add a file under this name (numbered where another one has it); returns the name that it got."""
        name = self._free(name)
        self._zip.writestr(self._info(name), content)
        self._written.append((name, len(content), hashlib.sha256(content).hexdigest()))
        return name

    def folders(self) -> dict[str, int]:
        """How many files each folder holds so far."""
        return dict(Counter(name.partition("/")[0] for name, _size, _sha in self._written if "/" in name))

    def close(self, about: Mapping[str, Any]) -> str:
        """Write the manifest with what the archive is about, and the seal; returns the manifest's SHA-256."""
        entries = self._entries()
        told = {
            "format": FORMAT,
            "version": VERSION,
            "about": about,
            "files": [asdict(each) for each in entries],
        }
        manifest = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
        info = self._info(MANIFEST)
        info.compress_type = ZIP_STORED
        self._zip.writestr(info, manifest)
        self._zip.comment = b" " * SEAL_LENGTH
        self._zip.close()
        at = info.header_offset + _LOCAL_HEADER + len(info.orig_filename.encode()) + len(info.extra)
        digest = hashlib.sha256(manifest).hexdigest()
        with self._path.open("r+b") as file:
            size = self._path.stat().st_size
            archive = hash_of(file, 0, size - SEAL_LENGTH)
            seal = _SEAL.format(
                format=FORMAT, version=VERSION, at=at, length=len(manifest), manifest=digest, archive=archive
            )
            file.seek(size - SEAL_LENGTH)
            file.write(seal.encode())
        return digest

    def abandon(self) -> None:
        """Close what cannot be finished; whoever made the file removes it."""
        if self._zip.fp is not None:
            self._zip.fp.close()
            self._zip.fp = None

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self._moment)
        info.create_system, info.external_attr = 3, 0o100644 << 16
        info.compress_type = ZIP_STORED if name.lower().endswith(_PACKED_ALREADY) else ZIP_DEFLATED
        return info

    def _free(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        candidate, number = name, 2
        while candidate.casefold() in self._taken or candidate == MANIFEST:
            candidate = f"{stem} {number}.{ending}" if dot else f"{name} {number}"
            number += 1
        self._taken.add(candidate.casefold())
        return candidate

    def _entries(self) -> list[Entry]:
        """The files with the places that their headers and bytes take, read back from the disk."""
        infos = self._zip.infolist()
        handle: Any = self._zip.fp
        handle.flush()
        ends = [*(info.header_offset for info in infos[1:]), self._zip.start_dir]
        with self._path.open("rb") as file:
            return [
                Entry(name, size, sha256, info.header_offset, end - info.header_offset,
                      hash_of(file, info.header_offset, end - info.header_offset))
                for (name, size, sha256), info, end in zip(self._written, infos, ends, strict=True)
            ]  # fmt: skip


def hash_of(file: IO[bytes], at: int, length: int) -> str:
    """SHA-256 of a stretch of an open file; of what there is, where it is shorter."""
    digest = hashlib.sha256()
    for piece in pieces(file, at, length):
        digest.update(piece)
    return digest.hexdigest()


def pieces(file: IO[bytes], at: int, length: int) -> Iterator[bytes]:
    """A stretch of an open file, a megabyte at a time."""
    file.seek(at)
    while length > 0 and (piece := file.read(min(PIECE, length))):
        length -= len(piece)
        yield piece


def seal_of(path: Path) -> Seal | None:
    """The seal at the end of an archive; None where there is none, or not a whole one. May raise OSError."""
    with path.open("rb") as file:
        start = path.stat().st_size - SEAL_LENGTH
        if start < 0:
            return None
        file.seek(start)
        found = _READ.fullmatch(file.read(SEAL_LENGTH))
    if found is None or int(found[1]) != VERSION:
        return None
    return Seal(int(found[2]), int(found[3]), found[4].decode(), found[5].decode())


def entries_of(manifest: bytes) -> tuple[dict[str, Any], list[Entry]]:
    """What a manifest's archive is about, and its files. ValueError for what is no manifest of ours."""
    try:
        told = json.loads(manifest)
        if told["format"] != FORMAT or told["version"] != VERSION:
            raise ValueError("another format")
        files = [Entry(**each) for each in told["files"]]
        if not all(each.name and each.at >= 0 and each.length > 0 for each in files):
            raise ValueError("no such files")
        return dict(told["about"]), files
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no manifest") from error


def names_of(files: Iterable[Entry]) -> list[str]:
    """The files' names in the order of the archive."""
    return [each.name for each in files]
