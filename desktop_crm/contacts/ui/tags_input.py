"""Tags as chips in one box: type and Enter adds, Backspace takes the last one away, known ones complete."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs.box import paint_input_box
from desktop_crm.widgets.painting import draw_box, draw_text
from desktop_crm.widgets.theme import tokens

_HIGH, _LINE = 34, 26


class _Line(QLineEdit):
    """The bare line in which the next tag is typed."""

    entered = Signal()
    erased = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma) and self.text().strip():
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.erased.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if (parent := self.parentWidget()) is not None:
            parent.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class TagsInput(QWidget):
    """`value()` is the tuple of tags, each once whatever its case; what is half typed counts too."""

    changed = Signal()

    def __init__(
        self,
        known: Sequence[str] = (),
        name: str = "",
        *,
        placeholder: str = "",
        only_known: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.wrong = False
        self._tags: tuple[str, ...] = ()
        self._boxes: list[tuple[QRectF, str]] = []
        self._known, self._only_known = list(known), only_known
        self.line = _Line(self)
        self.line.setFrame(False)
        self.line.setFont(fonts.font())
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(name)
        self.line.setMaxLength(60)
        colours = self.line.palette()
        colours.setColor(colours.ColorRole.Base, Qt.GlobalColor.transparent)
        self.line.setPalette(colours)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(_HIGH)
        self.line.entered.connect(self._take_typed)
        self.line.erased.connect(self._drop_last)
        self.line.left.connect(self._take_typed)
        self.set_known(known)

    def setAccessibleName(self, name: str) -> None:
        """The line inside carries the name."""
        self.line.setAccessibleName(name)

    def accessibleName(self) -> str:
        return self.line.accessibleName()

    def set_known(self, known: Sequence[str]) -> None:
        """What completes while typing."""
        self._known = list(known)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda text: self._add(str(text)))
        self.line.setCompleter(completer)

    def value(self) -> tuple[str, ...]:
        """The tags, with the one being typed."""
        typed = self.line.text().strip(" ,")
        return self._with(typed) if typed and self._may_add(typed) else self._tags

    def set_value(self, value: object) -> None:
        """Show tags without telling."""
        self._tags = tuple(value) if isinstance(value, (tuple, list)) else ()
        self._place()

    def set_error(self, text: str | None) -> None:
        """Red frame while `text`."""
        self.wrong = bool(text)
        self.line.setAccessibleDescription(text or "")
        self.update()

    def _may_add(self, tag: str) -> bool:
        return not self._only_known or tag.casefold() in map(str.casefold, self._known)

    def _with(self, tag: str) -> tuple[str, ...]:
        if tag.casefold() in map(str.casefold, self._tags):
            return self._tags
        spelled = next((each for each in self._known if each.casefold() == tag.casefold()), tag)
        return (*self._tags, spelled)

    def _add(self, tag: str) -> None:
        tag = tag.strip(" ,")
        before = self._tags
        if tag and self._may_add(tag):
            self._tags = self._with(tag)
        self.line.clear()
        self._place()
        if self._tags != before:
            self.changed.emit()

    def _take_typed(self) -> None:
        if self.line.text().strip(" ,"):
            self._add(self.line.text())
        self.update()

    def _drop_last(self) -> None:
        if self._tags:
            self._drop(self._tags[-1])

    def _drop(self, tag: str) -> None:
        self._tags = tuple(each for each in self._tags if each != tag)
        self._place()
        self.changed.emit()

    # looks

    def _place(self) -> None:
        """Chips in rows, the line after the last; the box grows with them."""
        x, y, self._boxes = 8.0, 6.0, []
        for tag in self._tags:
            wide = math.ceil(fonts.metrics(fonts.CAPTION).horizontalAdvance(tag)) + 32
            wide = min(wide, max(60, self.width() - 16))
            if x + wide > self.width() - 8 and self._boxes:
                x, y = 8.0, y + _LINE
            self._boxes.append((QRectF(x, y, wide, 22), tag))
            x += wide + 6
        if self.width() - x < 110 and self._boxes:
            x, y = 8.0, y + _LINE
        self.line.setGeometry(int(x), int(y) - 1, int(self.width() - x - 8), 24)
        self.setFixedHeight(int(y) + 28)
        self.setAccessibleDescription(", ".join(self._tags))
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for box, tag in self._boxes:
            if box.contains(event.position()) and event.position().x() > box.right() - 22:
                self._drop(tag)
                return
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, c = QPainter(self), tokens()
        paint_input_box(
            painter,
            QRectF(self.rect()),
            focused=self.line.hasFocus(),
            wrong=self.wrong,
            enabled=self.isEnabled(),
        )
        for box, tag in self._boxes:
            draw_box(painter, box, fill=c.fill, radius=4)
            draw_text(painter, box.adjusted(8, 0, -22, 0), tag, size=fonts.CAPTION)
            paint_icon(painter, box.right() - 18, box.top() + 5, "x", c.muted, 12)
