"""Files that a command writes: whole or not at all, never over a file that is there without being asked."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def write_out(name: str, data: bytes) -> str:
    """Write `data` to the file `name` and return its path. A second run replaces it."""
    path = Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    return str(path)


def folder(name: str) -> Path:
    """The folder `name`, made when it is missing."""
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    return path


def _unwritable(path: Path, error: Exception) -> UserError:
    reason = getattr(error, "strerror", None) or str(error)
    return UserError(_("“{path}” cannot be written: {reason}", path=str(path), reason=reason), "OUT")
