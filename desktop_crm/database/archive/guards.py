"""Whether a ZIP file is an archive that may be read: nothing of it is believed or unpacked to a path."""

from __future__ import annotations

import io
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from desktop_crm.database import checks
from desktop_crm.database.archive import manifest
from desktop_crm.database.archive.lines import new_digest
from desktop_crm.database.archive.manifest import LONGEST_LINE, Manifest
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress

GB: Final = 1_000_000_000
LARGEST: Final = 2 * GB
"""Bytes of content that are unpacked without being asked to."""
_RATIO: Final = 100
_SMALL: Final = 64_000_000
"""Bytes of content that may be packed however well: they fill no disk."""
_LARGEST_MANIFEST: Final = 5_000_000
_STEP: Final = 1_000
_ENTRY: Final = re.compile(r"tables/[a-z][a-z0-9_]{0,60}\.jsonl")


@contextmanager
def opened(path: Path, *, largest: int | None = LARGEST) -> Iterator[zipfile.ZipFile]:
    """The ZIP file, once its names and sizes have been looked at; damage found later is a UserError too."""
    if not path.is_file():
        raise NotFound(_("There is no file {name}", name=str(path)))
    try:
        with zipfile.ZipFile(path) as file:
            _check_entries(file, path.stat().st_size, largest)
            yield file
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UserError(_broken(path)) from error
    except OSError as error:
        raise checks.unusable_place(path, error) from error


def _broken(path: Path) -> Message:
    return _("{path} is no archive, or a part of it is missing.", path=str(path))


def _check_entries(file: zipfile.ZipFile, packed: int, largest: int | None) -> None:
    names, total = set(), 0
    for info in file.infolist():
        known = info.filename in (manifest.NAME, manifest.READ_ME) or _ENTRY.fullmatch(info.filename)
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if not known or is_link or info.orig_filename != info.filename or info.filename in names:
            raise UserError(_("The archive holds “{name}”, which is not of it.", name=info.orig_filename))
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UserError(_("The archive is packed in a way that this program does not read."))
        names.add(info.filename)
        total += info.file_size
    if manifest.NAME not in names:
        raise UserError(_("This is not an archive of this program."))
    if largest is not None and total > largest:
        raise UserError(
            _(
                "The archive would unpack to {size} GB; more than {most} GB are read only when asked for.",
                size=-(-total // GB),
                most=largest // GB,
            )
        )
    if total > _SMALL and total > _RATIO * packed:
        raise UserError(_("The archive would unpack to more than a hundred times its size."))


def read_manifest(file: zipfile.ZipFile, newest: int) -> Manifest:
    """What the archive says of itself; UserError when it is none of ours."""
    info = file.getinfo(manifest.NAME)
    if info.file_size > _LARGEST_MANIFEST:
        raise UserError(_("This is not an archive of this program."))
    found = manifest.load(file.read(info), newest)
    there = {name for name in file.namelist() if _ENTRY.fullmatch(name)}
    wanted = {manifest.entry_of(table.name) for table in found.tables}
    if there != wanted:
        raise UserError(_("The archive is damaged: its table of contents is wrong."))
    return found


def check_room(file: zipfile.ZipFile, folder: Path) -> None:
    """UserError at "target" when the disk of this folder cannot take what comes out of the archive."""
    wanted = sum(info.file_size for info in file.infolist())
    free = shutil.disk_usage(folder).free
    if wanted > free:
        raise UserError(
            _(
                "There is not enough room: the archive needs about {wanted} MB, {free} MB are free.",
                wanted=-(-wanted // 1_000_000),
                free=free // 1_000_000,
            ),
            "target",
        )


def lines_in(file: zipfile.ZipFile, table: str) -> Iterator[str]:
    """The lines of one table without their ends; one that is too long or no UTF-8 is a UserError."""
    with file.open(manifest.entry_of(table)) as entry, io.BufferedReader(_raw(entry), 1 << 20) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            try:
                if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
                    raise ValueError("no end")
                text = line[:-1].decode()
            except ValueError as error:
                raise UserError(
                    _("Line {number} of the table “{table}” is not a row of it.", number=number, table=table)
                ) from error
            yield text


def _raw(entry: IO[bytes]) -> io.RawIOBase:
    readable: io.RawIOBase = entry  # type: ignore[assignment]  # a stream with readinto
    return readable


def check_whole(path: Path, made: Manifest, progress: Progress = SILENT) -> None:
    """Read an archive back: each table must have the rows and the hash that were noted."""
    done, total = 0, made.rows
    with opened(path, largest=None) as file:
        for table in read_manifest(file, made.schema).tables:
            digest, rows = new_digest(), 0
            for line in lines_in(file, table.name):
                digest.update(line.encode())
                digest.update(b"\n")
                rows += 1
                if rows % _STEP == 0:
                    progress.step(done + rows, total, _("Checking"))
            done += rows
            check_table(table.name, (rows, digest.hexdigest()), (table.rows, table.sha256))


def check_table(name: str, found: tuple[int, str], noted: tuple[int, str]) -> None:
    """UserError when a table does not hold the rows and the hash that were noted."""
    if found != noted:
        raise UserError(
            _("The archive is damaged: the rows of “{table}” are not those that were noted.", table=name)
        )
