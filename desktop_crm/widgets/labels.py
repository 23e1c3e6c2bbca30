"""Words on a page: labels by role, elided lines, pills, avatars, hairlines, key caps."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import (
    Run,
    draw_avatar,
    draw_box,
    draw_dot,
    draw_pill,
    draw_runs,
    draw_text,
    pill_width,
)
from desktop_crm.widgets.theme import THEME, tokens

Style = Literal["title", "section", "strong", "body", "muted", "caption", "figure", "caption_strong"]

_STYLES: dict[str, tuple[int, int, str | None]] = {
    "title": (fonts.TITLE, fonts.BOLD, None),
    "section": (fonts.SECTION, fonts.BOLD, None),
    "figure": (fonts.FIGURE, fonts.BOLD, None),
    "strong": (fonts.BODY, fonts.BOLD, None),
    "body": (fonts.BODY, fonts.REGULAR, None),
    "muted": (fonts.BODY, fonts.REGULAR, "muted"),
    "caption": (fonts.CAPTION, fonts.REGULAR, "muted"),
    "caption_strong": (fonts.CAPTION, fonts.BOLD, "muted"),
}


class Label(QLabel):
    """Text in one of the styles; `wrap` for paragraphs, `role` for a state colour. Never rich text."""

    def __init__(
        self,
        text: str = "",
        style: Style = "body",
        *,
        wrap: bool = False,
        role: str | None = None,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        size, weight, own_role = _STYLES[style]
        self._role = role or own_role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.font(size, weight))
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        THEME.changed.connect(self._tint)
        self._tint()

    def set_role(self, role: str | None) -> None:
        """Another colour: "ok", "warn", "bad", "info", "muted", "accent", None."""
        self._role = role
        self._tint()

    def _tint(self) -> None:
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, tokens().role(self._role))
        self.setPalette(colours)


class ElidedLabel(QWidget):
    """One line of runs on one baseline that never forces its parent wide; the full text becomes the tip."""

    def __init__(
        self,
        text: str = "",
        style: Style = "body",
        *,
        role: str | None = None,
        right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        size, weight, own_role = _STYLES[style]
        self._right = right
        self._size, self._weight, self._role = size, weight, role or own_role
        self._runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(max(20, round(fonts.metrics(size, weight).height())))
        self.set_text(text)

    def set_text(self, text: str, role: str | None = None) -> None:
        """One run in the label's style."""
        self.set_runs((Run(text, self._size, self._weight, role or self._role),))

    def set_runs(self, runs: tuple[Run, ...]) -> None:
        """Several runs: "bold name, three spaces, muted what"."""
        self._runs = tuple(run for run in runs if run.text)
        text = "   ".join(run.text for run in self._runs)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """All runs as one line."""
        return self.accessibleName()

    def sizeHint(self) -> QSize:
        width = sum(run.width for run in self._runs) + 10 * max(0, len(self._runs) - 1)
        return QSize(math.ceil(width) + 1, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(22, self.height())

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        tips.set_tip(self, self.text if self.sizeHint().width() > self.width() + 1 else "")
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_runs(QPainter(self), QRectF(self.rect()), self._runs, right=self._right)


def level(label: Label, line: ElidedLabel, width: int = 0) -> Label:
    """The label, its first line on the baseline of an elided one beside it. With a `width` it is as high as
    its words there; a layout would guess one."""
    above = (line.height() - label.fontMetrics().height()) // 2
    label.setContentsMargins(0, max(0, above), 0, 0)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if width:
        label.setFixedWidth(width)
    return label


class _Fixed(QWidget):
    """A small painted thing of a fixed size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Pill(_Fixed):
    """A state in a word, tinted: `Pill("Overdue", "bad")`."""

    def __init__(self, text: str = "", role: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_state(text, role)

    def set_state(self, text: str, role: str | None = None) -> None:
        """Another word and colour; an empty word hides the pill."""
        self._text, self._role = text, role
        self.setAccessibleName(text)
        if not text:
            self.hide()
        elif self.parentWidget() is not None:  # without a parent it would flash as a window of its own
            self.show()
        self.setFixedSize(int(pill_width(text)), 20)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_pill(QPainter(self), 0, 10, self._text, self._role)


class Tag(_Fixed):
    """A neutral outlined word: a tag or category."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._icon = text, icon
        self.setAccessibleName(text)
        width = math.ceil(fonts.metrics(fonts.CAPTION).horizontalAdvance(text)) + 14 + (18 if icon else 0)
        self.setFixedSize(min(width, 220), 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw_box(painter, rect, border=tokens().border, radius=4)
        x = 7.0
        if self._icon:
            paint_icon(painter, 6, 4, self._icon, tokens().muted, 12)
            x = 23
        draw_text(painter, rect.adjusted(x, 0, -6, 0), self._text, size=fonts.CAPTION, colour=tokens().muted)


class StateWord(_Fixed):
    """An 8 px dot and a word, for states outside of lists."""

    def __init__(self, text: str = "", role: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_state(text, role)

    def set_state(self, text: str, role: str | None) -> None:
        """Another word and colour."""
        self._text, self._role = text, role
        self.setAccessibleName(text)
        self.setFixedSize(math.ceil(fonts.metrics().horizontalAdvance(text)) + 16, 20)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_dot(painter, 0, 10, tokens().role(self._role or "muted"))
        draw_text(painter, QRectF(15, 0, self.width(), 20), self._text, colour=tokens().role(self._role))


class Avatar(_Fixed):
    """A disc (20, 24, 32 or 48) with the initials of a name."""

    def __init__(self, name: str, size: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(size, size)
        self.setAccessibleName(name)

    def set_name(self, name: str) -> None:
        """Another person."""
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_avatar(QPainter(self), QRectF(self.rect()), self._name)


class IconMark(_Fixed):
    """A plain picture beside words; not a button."""

    def __init__(
        self, name: str, role: str | None = "muted", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def set_icon(self, name: str, role: str | None = "muted") -> None:
        """Another picture or colour."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), 0, 0, self._name, tokens().role(self._role), self._size)


class KeyCap(_Fixed):
    """A key in a small box: "Esc", "Ctrl K"."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setFixedSize(math.ceil(fonts.metrics(fonts.CODE).horizontalAdvance(text)) + 12, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw_box(painter, rect, fill=tokens().surface, border=tokens().border, radius=4)
        draw_text(painter, rect, self._text, size=fonts.CODE, colour=tokens().muted, align="center")


class Hairline(QWidget):
    """A line one unit thick, across or down."""

    def __init__(
        self, *, vertical: bool = False, strong: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._strong = strong
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().border if self._strong else tokens().hair)
