"""Is a sealed archive as it was written? Reads only, and needs nothing but the file."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile

from desktop_crm.files.sealed import (
    MANIFEST,
    PIECE,
    SEAL_LENGTH,
    Entry,
    entries_of,
    pieces,
    seal_of,
)
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress

MOST_MANIFEST: Final = 100_000_000
"""Bytes; hundreds of thousands of files."""
_BROKEN: Final = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_MANY: Final = 500_000
"""Entries of a folder that are looked at."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: the file in the archive and what about it."""

    name: str
    message: Message


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at: the manifest's SHA-256, what it is about, how many files, the first flaws in the
    order of the archive."""

    seal: str
    about: Mapping[str, Any] = field(default_factory=dict)
    files: int = 0
    flaws: tuple[Flaw, ...] = ()


def check_sealed(path: Path, progress: Progress = SILENT) -> Checked:
    """Check an archive, or the folder that one was unpacked into.

    UserError for what is no package at all, cannot be read or is not there.
    """
    try:
        if path.is_dir():
            return _by_content(_Folder(path), progress)
        if not path.exists():
            raise NotFound(_("There is no file {name}", name=str(path)))
        return _check_archive(path, progress)
    except OSError as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(_("“{name}” cannot be read: {reason}", name=str(path), reason=reason)) from error


def _check_archive(path: Path, progress: Progress) -> Checked:
    seal = seal_of(path)
    if seal is None:
        return _unsealed(path, progress)
    with path.open("rb") as file:
        end = path.stat().st_size - SEAL_LENGTH
        if seal.length > MOST_MANIFEST or seal.at + seal.length > end:
            return Checked("", flaws=(_changed("", _("The seal at its end was changed")),))
        manifest = b"".join(pieces(file, seal.at, seal.length))
        digest = hashlib.sha256(manifest).hexdigest()
        if digest != seal.manifest:
            return Checked(digest, flaws=(_changed(MANIFEST, _("It was changed")),))
        try:
            about, files = entries_of(manifest)
        except ValueError:
            return Checked(digest, flaws=(_changed(MANIFEST, _("It was changed")),))
        flaws = _spans(file, files, end, seal.archive, progress)
    if not flaws:
        flaws = _contents(path, files)
    return Checked(digest, about, len(files), tuple(flaws))


def _spans(file: IO[bytes], files: list[Entry], end: int, archive: str, progress: Progress) -> list[Flaw]:
    """All bytes of the archive, once: those of each file, then those between and behind them."""
    whole, flaws, at = hashlib.sha256(), [], 0
    for entry in files:
        for piece in pieces(file, at, entry.at - at):
            whole.update(piece)
        part = hashlib.sha256()
        for piece in pieces(file, entry.at, min(entry.length, max(0, end - entry.at))):
            whole.update(piece)
            part.update(piece)
        if entry.at < at or part.hexdigest() != entry.packed_sha256:
            flaws.append(_changed(entry.name, _("It was changed")))
        at = max(at, entry.at + entry.length)
        progress.step(at, end, _("Checking files"))
    for piece in pieces(file, at, end - at):
        whole.update(piece)
    if not flaws and whole.hexdigest() != archive:
        flaws.append(_changed("", _("The archive's own directory or its seal was changed; no file was")))
    return flaws


def _contents(path: Path, files: list[Entry]) -> list[Flaw]:
    """Every file as one unpacks it: a last look, so that what was checked is what is read."""
    try:
        with ZipFile(path) as archive:
            return _wrong(files, archive.open)
    except _BROKEN:
        return [_changed("", _("The archive cannot be unpacked"))]


def _wrong(files: list[Entry], open_file: Callable[[str], IO[bytes]]) -> list[Flaw]:
    flaws = []
    for entry in files:
        try:
            with open_file(entry.name) as file:
                is_same = _digest(file, entry.size) == entry.sha256
        except (KeyError, FileNotFoundError):
            flaws.append(_changed(entry.name, _("It is missing")))
            continue
        except _BROKEN:
            is_same = False
        if not is_same:
            flaws.append(_changed(entry.name, _("It was changed")))
    return flaws


def _digest(file: IO[bytes], size: int) -> str:
    """Stops behind the size that it should have: what unpacks to more is another file anyway."""
    digest, read = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        read += len(piece)
        if read > size:
            return ""
    return digest.hexdigest()


def _changed(name: str, message: Message) -> Flaw:
    return Flaw(name, message)


# ------------------------------------------------------------------------- without the seal: file by file


class _Folder:
    """An unpacked archive."""

    is_folder = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> set[str]:
        found = set()
        for each in self.path.rglob("*"):
            if each.is_file():
                found.add(each.relative_to(self.path).as_posix())
            if len(found) > _MANY:
                break
        return found

    def open(self, name: str) -> IO[bytes]:
        place = self.path / name
        if not place.resolve().is_relative_to(self.path.resolve()):
            raise FileNotFoundError(name)
        return place.open("rb")


class _Archive:
    """A ZIP that another program packed anew."""

    is_folder = False

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def names(self) -> set[str]:
        return {name for name in self._archive.namelist() if not name.endswith("/")}

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


def _unsealed(path: Path, progress: Progress) -> Checked:
    """No whole seal stands at the end: something was cut off or added, or it was packed anew."""
    try:
        with ZipFile(path) as archive:
            return _by_content(_Archive(archive), progress)
    except _BROKEN:
        return Checked("", flaws=(_changed("", _("It is cut off, or was changed at its end")),))


def _by_content(source: _Folder | _Archive, progress: Progress) -> Checked:
    """Every file against the manifest; of an archive it is a flaw in itself that its seal is gone."""
    try:
        with source.open(MANIFEST) as file:
            manifest = file.read(MOST_MANIFEST)
        about, files = entries_of(manifest)
    except (*_BROKEN, KeyError) as error:
        raise UserError(_("This is no package for an accountant that this program made")) from error
    progress.step(0, len(files), _("Checking files"))
    flaws = _wrong(files, source.open)
    more = sorted(source.names() - {each.name for each in files} - {MANIFEST})
    flaws += [_changed(name, _("It was added")) for name in more[:100]]
    if not source.is_folder and not flaws:
        flaws = [_changed("", _("Its seal is gone or was changed; the files are those that were packed"))]
    return Checked(hashlib.sha256(manifest).hexdigest(), about, len(files), tuple(flaws))
