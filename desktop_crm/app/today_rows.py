"""The rows of Today: groups of painted lines, walked by keyboard, each with one verb."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import (
    Run,
    draw_avatar,
    draw_box,
    draw_focus,
    draw_hairline,
    draw_runs,
    draw_text,
)
from desktop_crm.widgets.theme import tokens

HIGH, HEAD, GAP = 36, 36, 16
_CODE = 38


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Row:
    """A line: who, what, how late, how much, what Enter opens and what the verb does."""

    who: str
    what: str
    age: str
    age_role: str | None = None
    amount: str = ""
    code: str = ""
    verb: str = ""
    open: Callable[[], None] = _nothing
    act: Callable[[], None] = _nothing
    key: Hashable = None
    """What record it is about."""


@dataclass(frozen=True)
class Group:
    """Rows of a kind; `count` counts those that are not shown too."""

    title: str
    icon: str
    count: int
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, str], ...] = ()
    """Amounts and currency codes, which are never added up."""
    open_all: Callable[[], None] | None = None


@dataclass(frozen=True)
class _Place:
    """Where a row stands; `row` is None for the line "Show all"."""

    top: float
    row: Row | None
    group: Group


class TodayList(QWidget):
    """Up, Down, Home, End move; Enter opens; Space or V does the verb."""

    opened = Signal(object)
    acted = Signal(object)

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self._groups: tuple[Group, ...] = ()
        self._heads: list[tuple[float, Group]] = []
        self._places: list[_Place] = []
        self._current, self._hovered = 0, -1
        self._age = self._verb = 84.0
        self._amount = 100.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(t("What needs you"))

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Replace all rows; the place stays as far as it can."""
        before = self.current
        self._groups = tuple(groups)
        self._heads, self._places, y = [], [], 0.0
        for group in groups:
            self._heads.append((y, group))
            y += HEAD
            for row in group.rows:
                self._places.append(_Place(y, row, group))
                y += HIGH
            if group.count > len(group.rows):
                self._places.append(_Place(y, None, group))
                y += HIGH
            y += GAP
        rows = [row for group in groups for row in group.rows]
        self._age = max((_wide(row.age, fonts.CAPTION) for row in rows), default=60.0) + 16
        amounts = [row.amount for row in rows] + [amount for group in groups for amount, _code in group.sums]
        self._amount = max((_wide(amount) for amount in amounts), default=0.0) + _CODE + 8
        self._verb = max((_wide(row.verb) for row in rows), default=40.0) + 24
        same = (number for number, place in enumerate(self._places) if _is_same(before, place.row))
        self._current = next(same, max(0, min(self._current, len(self._places) - 1)))
        self.setFixedHeight(int(y))
        self._tell()
        self.update()

    @property
    def current(self) -> Row | None:
        """The row with the ring."""
        return self._places[self._current].row if self._places else None

    def rows(self) -> list[Row | None]:
        """All lines that the ring goes over, from the top; None for "Show all"."""
        return [place.row for place in self._places]

    def sizeHint(self) -> QSize:
        return QSize(780, self.height())

    def _tell(self) -> None:
        row = self.current
        if row is not None:
            parts = (row.who, row.what, row.age, f"{row.amount} {row.code}".strip())
            self.setAccessibleDescription(", ".join(part for part in parts if part))

    # conduct

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._places) - 1
        goes = {
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_PageDown: self._current + 10,
            Qt.Key.Key_PageUp: self._current - 10,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in goes and last >= 0:
            self._go(max(0, min(last, goes[key])))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and last >= 0:
            self._open(self._places[self._current])
        elif key == Qt.Key.Key_Space and self.current is not None:
            self.acted.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _open(self, place: _Place) -> None:
        if place.row is not None:
            self.opened.emit(place.row)
        elif place.group.open_all is not None:
            place.group.open_all()

    def _go(self, number: int) -> None:
        self._current = number
        self._tell()
        self.update()
        viewport = self.parentWidget()
        scroll = viewport.parentWidget() if viewport is not None else None
        if isinstance(scroll, QScrollArea):
            scroll.ensureVisible(0, int(self._places[number].top) + HIGH // 2, 0, HIGH + HEAD)

    def _at(self, y: float) -> int:
        for number, place in enumerate(self._places):
            if place.top <= y < place.top + HIGH:
                return number
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number != self._hovered:
            self._hovered = number
            shape = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, _event) -> None:  # type: ignore[no-untyped-def]
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number >= 0:
            self._go(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number < 0 or number != self._current or event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._places[number]
        if place.row is not None and event.position().x() > self.width() - self._verb - 8:
            self.acted.emit(place.row)
        else:
            self._open(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, seen = QPainter(self), event.rect()
        for top, group in self._heads:
            if top - HIGH < seen.bottom() and top + HEAD > seen.top():
                self._paint_head(painter, top, group)
        for number, place in enumerate(self._places):
            if place.top > seen.bottom() or place.top + HIGH < seen.top():
                continue
            last = number + 1 == len(self._places) or self._places[number + 1].group is not place.group
            self._paint_place(painter, number, place, last=last)

    def _paint_head(self, painter: QPainter, top: float, group: Group) -> None:
        c, rect = tokens(), QRectF(8, top, self.width() - 16, HEAD)
        paint_icon(painter, 8, top + 10, group.icon, c.muted)
        title = Run(group.title, weight=fonts.BOLD)
        draw_runs(
            painter,
            rect.adjusted(24, 0, 0, 0),
            (title, Run(self.t.formats.number(group.count), fonts.CAPTION, role="muted")),
        )
        if group.sums:
            *others, (amount, code) = group.sums
            left = self._paint_amount(painter, top, amount, code, c.muted) - 8
            words = "".join(f"{other} {unit}  +" for other, unit in others)
            room = QRectF(title.width + 80, top, left - title.width - 80, HEAD)
            draw_text(painter, room, words, colour=c.muted, align="right")
        draw_hairline(painter, 0, self.width(), top + HEAD - 1, c.border)

    def _paint_amount(self, painter: QPainter, top: float, amount: str, code: str, colour: QColor) -> float:
        """In the column of the amounts; returns where the figure begins."""
        right = self.width() - 16 - self._verb
        unit = QRectF(right - _CODE, top, _CODE, HIGH)
        draw_text(painter, unit, code, size=fonts.CODE, colour=tokens().muted, align="right")
        figure = QRectF(right - self._amount, top, self._amount - _CODE, HIGH)
        draw_text(painter, figure, amount, colour=colour, align="right")
        return figure.right() - _wide(amount)

    def _paint_place(self, painter: QPainter, number: int, place: _Place, *, last: bool) -> None:
        c, rect = tokens(), QRectF(0, place.top, self.width(), HIGH)
        ring = number == self._current and self.hasFocus()
        if ring:
            draw_box(painter, rect.adjusted(0, 1, 0, -1), fill=c.soft)
        elif number == self._hovered:
            draw_box(painter, rect.adjusted(0, 1, 0, -1), fill=c.hover)
        if not last and not ring:
            draw_hairline(painter, 0, self.width(), rect.bottom() - 1)
        if place.row is None:
            words = self.t("Show all {n}", n=place.group.count)
            draw_text(painter, rect.adjusted(44, 0, -8, 0), words, colour=c.accent)
        else:
            self._paint_row(painter, rect, place.row, ring=ring, lively=ring or number == self._hovered)
        if ring:
            draw_focus(painter, rect.adjusted(0, 1, 0, -1))

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row, *, ring: bool, lively: bool) -> None:
        c, middle = tokens(), rect.center().y()
        draw_avatar(painter, QRectF(8, middle - 12, 24, 24), row.who, on_soft=ring)
        right = rect.right() - 8
        verb = QRectF(right - self._verb + 8, middle - 14, self._verb - 8, 28)
        if lively:
            draw_box(painter, verb, fill=c.surface, border=c.button_border)
        draw_text(painter, verb, row.verb, colour=c.text if lively else c.muted, align="center")
        right -= self._verb + 8
        if row.amount:
            self._paint_amount(painter, rect.top(), row.amount, row.code, c.text)
        right -= self._amount + 24
        age = QRectF(right - self._age, rect.top(), self._age, HIGH)
        draw_text(painter, age, row.age, size=fonts.CAPTION, colour=c.role(row.age_role))
        words = QRectF(44, rect.top(), right - self._age - 44 - 16, HIGH)
        draw_runs(painter, words, (Run(row.who, weight=fonts.BOLD), Run(row.what, role="muted")))


def _is_same(one: Row | None, other: Row | None) -> bool:
    """The same thing to do, although it may be a day later or another amount."""
    return one is not None and other is not None and one.key == other.key and one.verb == other.verb


def _wide(text: str, size: int = fonts.BODY) -> float:
    return fonts.metrics(size).horizontalAdvance(text)
