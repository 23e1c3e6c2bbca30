"""Giving a finished file its name: whole or not at all, never over another one, and durable."""

from __future__ import annotations

import glob
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

BESIDE: Final = ("-journal", "-wal", "-shm", "-presence", ".upgrading", ".key")
"""How the names of what the engine and this program lay beside a database end."""

_UNFINISHED: Final = 86_400
"""Seconds after which nobody is writing a part any more."""


def make_empty(part: Path) -> None:
    """A new 0-byte file that only its owner may read: a database holds other people's data."""
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def token() -> str:
    """What nobody else has: for the name of a part."""
    return secrets.token_hex(8)


def clear_unfinished(target: Path) -> None:
    """Remove the parts of a file of this name that a killed program left more than a day ago."""
    for part in target.parent.glob(f"*.{glob.escape(target.name)}.*.part*"):
        with suppress(OSError):
            if part.name.startswith(".") and time.time() - part.stat().st_mtime > _UNFINISHED:
                part.unlink()


def clear_away(*parts: Path) -> None:
    """Remove what an unfinished file left, as far as the disk lets us: what counts is said elsewhere."""
    for part in parts:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def put_in_place(part: Path, target: Path) -> None:
    """Flush `part` to the disk and rename it to `target`, which must not exist (UserError). May raise
    OSError.
    """
    _flush(part, os.O_RDWR)
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise UserError(exists(target)) from error
    except OSError:  # a file system without links: claim the name first
        make_empty(target)
        os.replace(part, target)
    else:
        flush_folder(target)  # before the other name goes: a power cut must not leave none
        clear_away(part)
    flush_folder(target)


def flush(file: Path) -> None:
    """What was written to the file, and its name, survive a power cut. May raise OSError."""
    _flush(file, os.O_RDWR)
    flush_folder(file)


def flush_folder(file: Path) -> None:
    """The names beside this file are durable, as far as the folder can: some network folders cannot."""
    if os.name == "posix":
        with suppress(OSError):
            _flush(file.parent, os.O_RDONLY)


def check_free(path: Path) -> None:
    """Raise UserError when something lies at `path`, nothing can have this name, or a database has it for
    what it lays beside itself: the engine takes what it finds there for its own, and deletes it.
    """
    for end in BESIDE:
        if path.name.endswith(end) and path.with_name(path.name.removesuffix(end)).is_file():
            raise UserError(
                _("{path} is a name that the database beside it uses itself. Choose another.", path=str(path))
            )
    try:
        os.lstat(path)
    except ValueError as error:
        raise UserError(_("No file can have this name.")) from error
    except OSError:  # not there; what else is wrong with the place shows when it is written to
        return
    raise UserError(exists(path))


def exists(path: Path) -> Message:
    return _("There is already a file at {path}.", path=str(path))


def _flush(path: Path, mode: int) -> None:
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
