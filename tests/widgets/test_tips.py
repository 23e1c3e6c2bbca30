"""What is said beside the pointer is never markup."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.widgets import tips


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Konserven & Söhne\nHamburg", "Konserven & Söhne\nHamburg"),
        ("", ""),
        ("<b>x</b>\ny", "<p>&lt;b&gt;x&lt;/b&gt;<br>y</p>"),
        ("<img src='file:///etc/passwd'>", "<p>&lt;img src=&#x27;file:///etc/passwd&#x27;&gt;</p>"),
    ],
)
def test_a_name_like_a_picture_is_shown_as_it_was_typed(qtbot: QtBot, text: str, shown: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    tips.set_tip(widget, text)
    assert widget.toolTip() == shown
