"""How large a window opens."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

TITLE_BAR = 32
"""Pixels that the desktop needs above a window."""


def fitting(window: QWidget, width: int, height: int) -> QSize:
    """This size, or what the window's screen has room for."""
    room = window.screen().availableSize()
    return QSize(width, height).boundedTo(QSize(room.width(), room.height() - TITLE_BAR))
