"""A file that a person asked for, at the place they named: whole or not at all, and never over a firm."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

DATABASE: Final = b"SQLite format 3\x00"
BESIDE: Final = ("-journal", "-wal", "-shm", "-presence", ".upgrading", ".key")
"""What the engine and the program lay beside a database under its name."""


def save_file(path: Path, data: bytes) -> Path:
    """Write `data` to `path`, over an ordinary file that lies there: the person was asked, or means it.

    Raises UserError where the place refuses, leaving what was there, and where a firm, a copy of one or
    something that belongs to one lies.
    """
    part = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        _refuse_firm(path)
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # a pipe, a device, a folder
            target.write_bytes(data)
            return path
        part = target.with_name(f".{secrets.token_hex(4)}.part")
        part.write_bytes(data)
        os.replace(part, target)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        raise UserError(_unwritable(path, error)) from error
    return path


def check_place(path: Path) -> None:
    """Raise UserError where `save_file` would be refused: asked before what cannot be taken back."""
    try:
        _refuse_firm(path)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        with suppress(FileNotFoundError):  # a name that no file can have is refused here
            path.stat()
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except (OSError, ValueError) as error:
        raise UserError(_unwritable(path, error)) from error


def save_table(
    kind: str, path: Path, titles: Sequence[str], lines: Iterable[Sequence[Any]], *, sheet: str = "Sheet1"
) -> None:
    """What a list shows, as a CSV file or ("xlsx") an Excel sheet."""
    from desktop_crm.files.csv_writing import write_csv
    from desktop_crm.files.xlsx_writing import write_xlsx

    save_file(path, write_xlsx(titles, lines, sheet=sheet) if kind == "xlsx" else write_csv(titles, lines))


def _unwritable(path: Path, error: OSError | ValueError) -> Message:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full: “{path}” was not written.", path=str(path))
    reason = getattr(error, "strerror", None) or str(error)
    return _("“{path}” cannot be written: {reason}", path=str(path), reason=reason)


def _refuse_firm(path: Path) -> None:
    own = next((path.name.removesuffix(end) for end in BESIDE if path.name.endswith(end)), "")
    if _is_database(path) or (own and _is_database(path.with_name(own))):
        raise UserError(_("A firm or a copy of one lies at “{path}”. Choose another name.", path=str(path)))


def _is_database(path: Path) -> bool:
    """An encrypted one shows by the key beside it. May raise OSError."""
    if not path.is_file():
        return False
    if path.with_name(f"{path.name}.key").is_file():
        return True
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        found = os.read(handle, len(DATABASE)) == DATABASE
    except OSError:
        os.close(handle)
        raise
    if not found or os.name != "posix":
        os.close(handle)
    # Else it stays open: it may be the file of this very program, whose locks its closing would drop.
    return found
