"""Bugs: logged with versions, shown once with "Copy report", never swallowed."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from desktop_crm import __version__
from desktop_crm.values.redaction import redact

LOG = logging.getLogger("desktop_crm")


class RedactingFormatter(logging.Formatter):
    """Whatever is logged, with its traceback, leaves without data of the firm and without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return redact(super().format(record))


def start_log(folder: Path) -> None:
    """Log to `folder`; on a folder that cannot be written the log goes to standard error."""
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "desktop-crm.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def report_of(error: BaseException) -> str:
    """The text of a report: versions and the traceback, no values of the firm's data."""
    from PySide6.QtCore import qVersion

    where = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    python = platform.python_version()
    versions = f"Desktop CRM {__version__}, Python {python}, Qt {qVersion()}, {platform.platform()}"
    return redact(f"{versions}\n\n{where}")


class CrashReporter(QObject):
    """Takes every exception that nobody expected, from any thread, to one dialog in the window's thread."""

    happened = Signal(object)

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self._show = show
        self._seen: set[str] = set()
        self.happened.connect(self.take, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Hear uncaught exceptions of the interpreter and of its threads."""
        sys.excepthook = self._from_interpreter
        threading.excepthook = lambda args: self.happened.emit(args.exc_value)

    def _from_interpreter(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.happened.emit(error)

    def take(self, error: BaseException | None) -> None:
        """Log it and, the first time, show it. The same fault again is only logged."""
        if error is None:
            return
        report = report_of(error)
        LOG.error("%s", report)
        if report not in self._seen:
            self._seen.add(report)
            self._show(report)
