"""A firm as text: save it as one ZIP file, make a firm of such a file again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace import erasure_list, places
from desktop_crm.workspace.opening import Workspace


class ArchiveActs(QObject):
    """Both run as jobs and end with a notice."""

    def __init__(
        self, desk: Desk, workspace: Workspace, window: QWidget, open_file: Callable[[Path], None]
    ) -> None:
        super().__init__(window)
        self._desk, self._workspace, self._window, self._open = desk, workspace, window, open_file

    def save(self) -> None:
        """Where the person wants it."""
        desk, t = self._desk, self._desk.t
        name, _kind = QFileDialog.getSaveFileName(
            self._window,
            t("Save everything as text"),
            f"{self._workspace.path.stem}-{desk.today()}.zip",
            t("Archives (*.zip)"),
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the archive and read it back."""
        from desktop_crm.workspace import archives

        desk, t = self._desk, self._desk.t

        def saved(made: archives.Archived) -> None:
            rows = t.plural("{n} row", "{n} rows", made.rows)
            desk.notices.done(t("Saved and checked, {rows}: {name}", rows=rows, name=made.path.name))

        desk.tasks.start(
            self,
            t("Archive"),
            lambda progress: archives.make(desk.caller, self._workspace, path, progress=progress),
            saved,
        )

    def read(self) -> None:
        """An archive of the person's choice."""
        t = self._desk.t
        name, _kind = QFileDialog.getOpenFileName(
            self._window,
            t("Read an archive"),
            str(self._workspace.path.parent),
            t("Archives (*.zip)"),
        )
        if name:
            self.read_from(Path(name))

    def read_from(self, path: Path) -> None:
        """Into a new file beside the present one, which stays; the notice offers to open it."""
        from desktop_crm.workspace import archives

        desk, t, present = self._desk, self._desk.t, self._workspace.path
        target = places.restored_beside(present)

        def read(made: archives.Archived) -> None:
            rows = t.plural("{n} row", "{n} rows", made.rows)
            text = t("Read and compared, {rows}: {name}", rows=rows, name=made.path.name)
            if not made.is_erased_known:
                text = f"{text}. {t.message(erasure_list.UNKNOWN)}"
            desk.notices.done(text, verb=t("Open it"), run=partial(self._open, made.path))

        desk.tasks.start(
            self,
            t("Archive"),
            lambda progress: archives.read(desk.caller, path, target, present=present, progress=progress),
            read,
        )
