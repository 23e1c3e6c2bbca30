"""Who was erased since a copy was made: by the lists of the copy's own folder, of the firm's present file,
and of every other firm that this computer knows and that has somebody of the copy in its list.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_crm.contacts.service.erasing import erasure_key
from desktop_crm.database import checks
from desktop_crm.database.engine import connect, rows
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import erasure_list, places

_PATIENCE: Final = 5.0
"""Seconds for the lists of other firms: a network folder that is gone can take its time to say so."""


@dataclass(slots=True)
class Known:
    """`folder` is where the lists go, beside the restored file; `present` the firm's file, if it is known."""

    source: Path
    present: Path | None
    folder: Path
    is_known: bool = True
    """False: nothing here tells who of the copy was erased since it was made."""

    def carry(self) -> None:
        """The lists of the copy's own folder and of the present file. May raise OSError."""
        for known in self._near():
            if known != self.folder and known.is_dir():
                erasure_list.carry(known, self.folder)

    def learn(self, part: Path) -> None:
        """The lists of other firms that know somebody of the file `part`, which was restored just now. May
        raise OSError."""
        keys = _keys_in(part)
        near = self._near()
        others = _within_patience([each for each in places.folders_of_copies() if each not in near])
        akin = [path for path, listed in others if listed & keys]
        for path in akin:
            erasure_list.carry_one(path, self.folder)
        is_listed = any({each.key for each in erasure_list.read(folder)} & keys for folder in near)
        self.is_known = not keys or bool(akin) or is_listed or self._lies_beside() or self._is_present(keys)

    def _near(self) -> list[Path]:
        return [self.source.parent, *([places.backup_folder(self.present)] if self.present else [])]

    def _lies_beside(self) -> bool:
        """Among the firm's own copies: a list that is not there means that nobody was erased."""
        return self.source.parent.name.endswith(places.COPIES)

    def _is_present(self, keys: set[str]) -> bool:
        """Whether the present file is of the same firm: then its folder has the list, or nobody was erased.
        What cannot be looked into, such as a server's, is believed."""
        if self.present is None:
            return False
        try:
            return bool(_keys_in(self.present) & keys) if self.present.is_file() else True
        except (UserError, OSError):
            return True


def _keys_in(file: Path) -> set[str]:
    """The keys of all contacts of a firm's file, and of those who were erased from it."""
    with closing(connect(file, mode="ro")) as connection:
        found = {erasure_key(*row) for row in rows(connection, "SELECT id, created_at FROM contact")}
        if checks.has_table(connection, "erasure"):
            found |= {key for (key,) in rows(connection, "SELECT key FROM erasure")}
    return found


def _within_patience(folders: list[Path]) -> list[tuple[Path, set[str]]]:
    """The lists in these folders with their keys; a folder that does not answer in time counts as empty."""
    found: list[tuple[Path, set[str]]] = []

    def look(folder: Path) -> None:
        for path in erasure_list.paths_in(folder):
            found.append((path, {each.key for each in erasure_list.read_one(path)}))

    threads = [
        threading.Thread(target=look, args=(each,), name="list of erased", daemon=True) for each in folders
    ]
    for thread in threads:
        thread.start()
    end = time.monotonic() + _PATIENCE
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [*found]
