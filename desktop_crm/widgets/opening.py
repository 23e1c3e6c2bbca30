"""What the system opens for us: links and copies of stored files, in the programs it has for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def open_link(url: str) -> bool:
    """Open `tel:`, `mailto:` or `https:`; False when the system has no program for it."""
    return QDesktopServices.openUrl(QUrl(url))


def open_copy(name: str, content: bytes) -> Path:
    """Write a copy into this session's folder and open it; the copy's path. UserError on a full disk."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation)
    folder = Path(base) / "desktop-crm"
    path, number = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UserError(_("{name} cannot be written here", name=name)) from error
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    return path
