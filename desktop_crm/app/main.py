"""Start the window: the firm that was open last, or the first-run wizard."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_crm.app.program import Program


def main(database: Path | None = None) -> int:
    """Open the window on `database`, else on the file that was open last; returns the exit code."""
    app = QApplication(sys.argv[:1])
    program = Program(app)
    program.start(database)
    return app.exec()
