"""What is said beside the pointer: always as it was typed, never as markup that Qt would draw and load."""

from __future__ import annotations

import html

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def plain(text: str) -> str:
    """The text so that a tool tip shows it as it stands: Qt takes "<img src=...>" in a name for a picture."""
    if "<" not in text:
        return text
    return f"<p>{html.escape(text)}</p>".replace("\n", "<br>")


def set_tip(owner: QWidget | QAction, text: str) -> None:
    """Show `text` beside the pointer while it rests on `owner`; "" for nothing."""
    owner.setToolTip(plain(text))
