"""Boxes and grids of facts: card, section head, label/value rows, the strip of figures, related rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.empty_state import EmptyState
from desktop_crm.widgets.labels import ElidedLabel, Label
from desktop_crm.widgets.painting import Run, draw_box, draw_focus, draw_runs, draw_text
from desktop_crm.widgets.stats import Stat, StatStrip
from desktop_crm.widgets.theme import tokens

__all__ = [
    "Card",
    "EmptyState",
    "FactGrid",
    "LabelValue",
    "LinkRow",
    "SectionHead",
    "SettingRow",
    "Stat",
    "StatStrip",
]


class Card(QWidget):
    """A box of radius 8 on `surface` with a border. `body` is its column."""

    def __init__(
        self,
        *widgets: QWidget,
        padding: int = 16,
        gap: int = 12,
        tone: str = "surface",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(gap)
        for widget in widgets:
            self.body.addWidget(widget)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append to the column."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_box(
            QPainter(self),
            QRectF(self.rect()),
            fill=getattr(tokens(), self._tone),
            border=tokens().border,
            radius=8,
        )


class SectionHead(QWidget):
    """A heading with an optional count, muted sentence and a button at the right."""

    def __init__(
        self,
        text: str,
        *,
        count: int | None = None,
        note: str = "",
        action: QWidget | None = None,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._size = fonts.BODY if small else fonts.SECTION
        self.line = ElidedLabel()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.line)
        if note:
            words.addWidget(Label(note, "muted", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(words, 1)
        if action is not None:
            layout.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """The muted number after the heading."""
        shown = "" if count is None else str(count)
        self.line.set_runs((Run(self._text, self._size, fonts.BOLD), Run(shown, fonts.CAPTION, role="muted")))


class FactGrid(QWidget):
    """Rows of 28: label muted 12 at the left, value 13. Values wrap; empty facts are left out."""

    def __init__(
        self, facts: Sequence[tuple[str, str]] = (), *, label_width: int = 88, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[tuple[str, str] | tuple[str, str, str | None]]) -> None:
        """(label, value) or (label, value, role) each."""
        while self._layout.count():
            item = self._layout.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for fact in facts:
            if fact[1]:
                value = Label(fact[1], wrap=True, role=fact[2] if len(fact) > 2 else None, selectable=True)
                self.add(fact[0], value)

    def add(self, label: str, value: QWidget) -> None:
        """A fact whose value is a widget (a link, an avatar with a name)."""
        line = QWidget(self)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(8)
        caption = Label(label, "caption", wrap=True)
        caption.setFixedWidth(self._label_width)
        caption.setContentsMargins(0, 1, 0, 0)
        layout.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
        if not value.accessibleName():
            value.setAccessibleName(f"{label}: {value.text()}" if isinstance(value, Label) else label)
        self._layout.addWidget(line)


class LabelValue(QWidget):
    """A pair one above the other, as on an issued document: label 12 muted, value 13."""

    def __init__(self, label: str, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = ElidedLabel(value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Label(label, "caption"))
        layout.addWidget(self.value)
        layout.addStretch(1)
        self.setAccessibleName(label)


class SettingRow(QWidget):
    """A row of 60: title 13, effect 12, control at the right."""

    def __init__(self, title: str, effect: str, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.effect = Label(effect, "caption", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(title))
        words.addWidget(self.effect)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 10)
        layout.setSpacing(16)
        layout.addLayout(words, 1)
        layout.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(60)
        if not control.accessibleName():
            control.setAccessibleName(title)


class LinkRow(QWidget):
    """A related thing: two lines left, two right, 48 high (one line: 34); click or Enter opens it.

    `is_ruled`: with a hairline below; `is_muted`: in grey, for what came with the program.
    """

    activated = Signal()

    def __init__(
        self,
        title: str,
        under: str = "",
        right: str = "",
        right_under: str = "",
        *,
        code: str = "",
        role: str | None = None,
        is_ruled: bool = True,
        is_muted: bool = False,
        run: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_ruled, self._is_muted = is_ruled, is_muted
        self._texts, self._code, self._role = (title, under, right, right_under), code, role
        self.setFixedHeight(48 if under or right_under else 34)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(
            ", ".join(text for text in (title, under, f"{right} {code}".strip(), right_under) if text)
        )
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if run is not None:
            self.activated.connect(run)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        title, under, right, right_under = self._texts
        if self.underMouse():
            draw_box(painter, rect.adjusted(-2, 0, 2, 0), fill=c.hover, radius=6)
        if self._is_ruled:
            painter.fillRect(QRectF(0, rect.bottom() - 1, rect.width(), 1), c.hair)
        top = QRectF(
            0,
            4 if under or right_under else 0,
            rect.width(),
            20 if under or right_under else rect.height() - 1,
        )
        main = "muted" if self._is_muted else None
        right_runs = [Run(right, role=main)]
        if self._code:
            right_runs.append(Run(self._code, fonts.CODE, role="muted"))
        taken = sum(run.width for run in right_runs) + 10 if right else 0
        draw_runs(painter, top, right_runs, right=True)
        draw_runs(painter, top.adjusted(0, 0, -taken - 8, 0), [Run(title, role=main)])
        low = QRectF(0, 24, rect.width(), 18)
        room = fonts.metrics(fonts.CAPTION).horizontalAdvance(right_under)
        draw_text(
            painter, low, right_under, size=fonts.CAPTION, colour=c.role(self._role or "muted"), align="right"
        )
        draw_text(painter, low.adjusted(0, 0, -room - 8, 0), under, size=fonts.CAPTION, colour=c.muted)
        if self.hasFocus():
            draw_focus(painter, rect, 6)
