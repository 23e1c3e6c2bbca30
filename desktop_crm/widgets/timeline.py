"""What happened with somebody, newest first: painted, paged, walked by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.painting import draw_focus, draw_text
from desktop_crm.widgets.theme import tokens
from desktop_crm.widgets.timeline_entries import (
    LINE,
    ONE_LINE,
    RAIL,
    Entry,
    caption,
    height_of,
    paint_entry,
)

__all__ = ["Entry", "Timeline", "caption"]

PAGE = 60
CAPTION = 32


@dataclass(frozen=True)
class _Place:
    """Where an entry stands; `caption` stands above it, "" for none."""

    top: float
    caption: str
    lines: list[str]

    @property
    def high(self) -> int:
        return height_of(self.lines)


class Timeline(QAbstractScrollArea):
    """`set_source(fetch)` where `fetch(start, limit)` runs in the database's thread."""

    activated = Signal(object)  # Entry
    loaded = Signal()

    def __init__(self, desk: Desk, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.t = desk, desk.t
        self._empty = empty
        self._fetch: Callable[[int, int], Sequence[Entry]] | None = None
        self.entries: list[Entry] = []
        self._places: list[_Place] = []
        self._high = 0.0
        self._current = -1
        self._complete = self._asking = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.t("Timeline"))
        self.verticalScrollBar().valueChanged.connect(lambda _v: self._more_if_near_end())
        self.verticalScrollBar().setSingleStep(ONE_LINE)

    def set_source(self, fetch: Callable[[int, int], Sequence[Entry]]) -> None:
        """Show another story from its beginning."""
        self._fetch = fetch
        self.entries, self._current, self._complete = [], -1, False
        self._ask(0, PAGE)

    def reload(self) -> None:
        """Fetch again what is loaded; the place stays."""
        self._complete = False
        self._ask(0, max(PAGE, len(self.entries)), replace=True)

    def _ask(self, start: int, limit: int, *, replace: bool = False) -> None:
        fetch = self._fetch
        if fetch is None:
            return
        self._asking = True
        self.desk.tasks.run_latest(
            self,
            "timeline",
            lambda: list(fetch(start, limit)),
            lambda found: self._put(found, limit, start=0 if replace else start),
        )

    def _put(self, found: list[Entry], limit: int, *, start: int) -> None:
        self._asking = False
        self._complete = len(found) < limit
        current, top, shift = self._where()
        self.entries = self.entries[:start] + found
        numbers = {entry.key: number for number, entry in enumerate(self.entries)}
        self._current = numbers.get(current, min(self._current, len(self.entries) - 1))
        self._layout()
        if top in numbers:
            self.verticalScrollBar().setValue(round(self._places[numbers[top]].top + shift))
        self.loaded.emit()

    def _where(self) -> tuple[Hashable, Hashable, float]:
        """The keys of the current entry and of the one at the top, and how far that is scrolled out.

        Who looks at the beginning goes on looking at the beginning.
        """
        bar = self.verticalScrollBar().value()
        current = self.entries[self._current].key if 0 <= self._current < len(self.entries) else None
        at = self._at(0) if bar and self._places else -1
        return (current, self.entries[at].key, bar - self._places[at].top) if at >= 0 else (current, None, 0)

    def _layout(self) -> None:
        y, last, self._places = 0.0, "", []
        for entry in self.entries:
            text = caption(entry.day, self.desk.today(), self.t)
            new = text if text != last else ""
            y += (CAPTION if self._places else CAPTION - 6) if new else 0
            self._places.append(_Place(y, new, entry.lines(self._wide)))
            y += self._places[-1].high
            last = text
        self._high = y + 12
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, round(self._high - self.viewport().height())))
        self._tell()
        self.viewport().update()

    @property
    def _wide(self) -> float:
        return self.viewport().width() - 16

    def _more_if_near_end(self) -> None:
        bar = self.verticalScrollBar()
        if not self._complete and not self._asking and bar.value() > bar.maximum() - 400:
            self._ask(len(self.entries), PAGE)

    def _tell(self) -> None:
        if 0 <= self._current < len(self.entries):
            entry = self.entries[self._current]
            parts = (
                entry.title,
                entry.muted,
                entry.body,
                entry.pill,
                f"{entry.amount} {entry.code}",
                entry.tip or entry.time,
            )
            self.setAccessibleDescription(", ".join(part.strip() for part in parts if part.strip()))

    # keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // (ONE_LINE + LINE))
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -len(self.entries),
            Qt.Key.Key_End: len(self.entries),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.entries:
            self._go(max(0, min(len(self.entries) - 1, self._current + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.activated.emit(self.entries[self._current])
        else:
            super().keyPressEvent(event)

    def _go(self, number: int) -> None:
        self._current = number
        place, bar = self._places[number], self.verticalScrollBar()
        top, low = place.top - (CAPTION if place.caption else 0), place.top + place.high
        if top < bar.value():
            bar.setValue(round(top))
        elif low > bar.value() + self.viewport().height():
            bar.setValue(round(low - self.viewport().height()))
        self._tell()
        self.viewport().update()

    def _at(self, y: float) -> int:
        y += self.verticalScrollBar().value()
        for number, place in enumerate(self._places):
            if place.top <= y < place.top + place.high:
                return number
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number >= 0:
            self._go(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number >= 0 and number == self._current and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit(self.entries[number])

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._current < 0 and self.entries:
            self._current = 0
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusOutEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(event.pos().y())
            entry = self.entries[number] if number >= 0 else None
            tip = "\n".join(text for text in (entry.body, entry.tip) if text) if entry is not None else ""
            tips.set_tip(self.viewport(), tip)
        return super().viewportEvent(event)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._layout()

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, shift = QPainter(self.viewport()), self.verticalScrollBar().value()
        high = self.viewport().height()
        if not self.entries and self._complete and self._empty:
            draw_text(painter, QRectF(0, 8, self.viewport().width(), 24), self._empty, colour=tokens().muted)
        ground = tokens().bg if self._on_bg() else tokens().surface
        for number, place in enumerate(self._places):
            y, entry = place.top - shift, self.entries[number]
            if y > high:
                break
            if y + place.high < 0:
                continue
            if place.caption:
                line, bold = QRectF(RAIL + 14, y - 26, 400, 24), fonts.BOLD
                draw_text(
                    painter, line, place.caption, size=fonts.CAPTION, weight=bold, colour=tokens().muted
                )
            joined = number + 1 < len(self.entries) and not self._places[number + 1].caption
            paint_entry(
                painter, entry, QRectF(0, y, self._wide, place.high), place.lines, ground, joined=joined
            )
            if number == self._current and self.hasFocus():
                draw_focus(painter, QRectF(RAIL + 6, y + 1, self._wide - RAIL + 2, place.high - 2))

    def _on_bg(self) -> bool:
        parent = self.parentWidget()
        while parent is not None:
            tone = getattr(parent, "_tone", None)
            if tone in ("bg", "surface"):
                return tone == "bg"
            parent = parent.parentWidget()
        return False
