"""Start the window: the firm that was open last, or the first-run wizard."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QApplication

from desktop_crm.app.first_paint import FirstPaint
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.workspace import places
from desktop_crm.workspace.places import Place


class Start:
    """The program from nothing: first the window's ground, then the program, which takes its place."""

    def __init__(self, app: QApplication, local: LocalSettings, database: Place | None) -> None:
        self._app, self._local, self._database = app, local, database
        self.ground = FirstPaint(local, self._go_on)
        self.ground.show()

    def _go_on(self) -> None:
        from desktop_crm.app.program import Program

        self.program = Program(self._app, self._local)
        self.program.start(self._database)
        self.ground.close()

    @property
    def is_stuck(self) -> bool:
        program = getattr(self, "program", None)
        return program is not None and program.is_stuck


def main(database: Place | None = None) -> int:
    """Open the window on `database`, else on the file that was open last; returns the exit code."""
    app = QApplication(["desktop-crm"])  # the window class of X11, by which the desktop file is found
    app.setDesktopFileName("desktop-crm")  # the same for Wayland
    start = Start(app, LocalSettings(places.settings_file()), database)
    code = app.exec()
    if start.is_stuck:  # nothing of ours is unfinished but a wait for a folder that is gone
        os._exit(code)
    del start  # it lived as long as the program
    return code
