"""Settings of this computer: declared once with a type and a default, kept in one small JSON file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_crm.values.caller import NAME_SETTING

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A setting: its key in the file and the value it has until somebody changes it."""

    key: str
    default: T


THEME_SCHEME = Setting("theme", "system")
SYSTEM_FONT = Setting("system_font", False)
LANGUAGE = Setting("language", "")
WINDOW = Setting("window", "")  # base64 of QWidget.saveGeometry
LAST_FILE = Setting("last_file", "")
MINE = Setting("today_mine", False)
"""Today shows what is one's own, not everybody's."""
REMEMBERED = Setting[list[str]]("remembered", [])
"""The files and servers whose secret lies in this computer's keyring; never the secrets."""
LAST_PERSON = Setting("last_person", 0)
"""Who signed in last on this computer: their tile is chosen already."""
YOUR_NAME = Setting(NAME_SETTING, "")
"""How the person calls themselves; "" until they say so."""


def list_setting(name: str) -> Setting[dict[str, Any]]:
    """Columns, widths and sort of the list called `name`."""
    return Setting(f"list.{name}", {})


class LocalSettings(QObject):
    """Reads and writes the settings. A damaged or unwritable file costs the settings, never the program."""

    changed = Signal(str)

    def __init__(self, path: Path | None = None) -> None:
        """`path` is the JSON file; None keeps the settings in memory only (tests, screenshots)."""
        super().__init__()
        self._path = path
        self._values = self._read()

    def get(self, setting: Setting[T]) -> T:
        """The value, or the default when nothing (or something of another type) is stored."""
        value = self._values.get(setting.key, setting.default)
        return value if type(value) is type(setting.default) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Store a value at once."""
        if self._values.get(setting.key) == value:
            return
        self._values[setting.key] = value
        self._write()
        self.changed.emit(setting.key)

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self) -> None:
        if self._path is None:
            return
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(self._values, indent=1, ensure_ascii=False), encoding="utf-8")
            os.replace(fresh, self._path)
        except OSError:
            return  # a read-only home: the settings last as long as the window
