"""The window's first paint: its ground in the right colours and place, before anything else is even read.

Reading the tables of all rooms, opening the file and building the first page takes some hundred milliseconds;
the person sees the window at once, and it fills where it stands.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.app.sizes import fitting
from desktop_crm.widgets.local_settings import LAST_FILE, THEME_SCHEME, WINDOW, LocalSettings
from desktop_crm.widgets.theme import DARK, LIGHT

SIDEBAR = 212


class FirstPaint(QWidget):
    """Calls `then` once, after it has been painted."""

    def __init__(self, local: LocalSettings, then: Callable[[], None]) -> None:
        super().__init__()
        self._then: Callable[[], None] | None = then
        scheme = local.get(THEME_SCHEME)
        follows_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self._colours = DARK if scheme == "dark" or (scheme == "system" and follows_dark) else LIGHT
        self._has_firm = bool(local.get(LAST_FILE))
        self.setWindowTitle("Desktop CRM")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        geometry = local.get(WINDOW)
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            self.resize(fitting(self, 1440, 900))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, c = QPainter(self), self._colours
        painter.fillRect(self.rect(), c.bg)
        if self._has_firm:
            painter.fillRect(QRectF(SIDEBAR, 0, self.width() - SIDEBAR, self.height() - 28), c.surface)
            painter.fillRect(QRectF(SIDEBAR - 1, 0, 1, self.height()), c.border)
        if self._then is not None:
            then, self._then = self._then, None
            QTimer.singleShot(0, then)
