"""What the system opens for us: links and copies of stored files, in the programs it has for them."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

if TYPE_CHECKING:
    from desktop_crm.widgets.desk import Desk


def open_link(url: str) -> bool:
    """Open `tel:`, `mailto:` or `https:`; False when the system has no program for it."""
    return QDesktopServices.openUrl(QUrl(url))


def open_copy(desk: Desk, name: str, content: bytes, *, done: str = "") -> None:
    """Open a copy, written away from the window, in the program that the system has for it, and say `done`.

    Where there is no such program, or no room for the copy, that is said instead.
    """

    def show(path: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            if done:
                desk.notices.done(done)
            return
        folder = str(path.parent)
        desk.notices.refused(
            desk.t("No program here opens {name}. It lies in {folder}", name=name, folder=folder)
        )

    desk.tasks.run(desk.tasks, lambda: _copy(name, content), show, desk.notices.refused)


def _copy(name: str, content: bytes) -> Path:
    """Written into this run's folder under a name of its own; only the last part of `name` counts."""
    plain = Path(name.replace("\\", "/")).name or "file"
    try:
        folder = _folder()
        if not folder.is_dir():  # the system sweeps what lies long among what is temporary
            _folder.cache_clear()
            folder = _folder()
        path, number = folder / plain, 2
        while path.exists():
            path = folder / f"{Path(plain).stem} ({number}){Path(plain).suffix}"
            number += 1
        path.write_bytes(content)
    except (OSError, ValueError) as error:
        raise UserError(_("{name} cannot be written here", name=name)) from error
    return path


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Readable to this user alone. It stays: a mail program may read its copy after we have gone."""
    return Path(tempfile.mkdtemp(prefix="desktop-crm-"))
