"""What happened with somebody, newest first: painted, paged, walked by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import (
    Run,
    draw_box,
    draw_focus,
    draw_pill,
    draw_runs,
    draw_text,
    pill_width,
)
from desktop_crm.widgets.theme import tokens

PAGE = 60
ONE_LINE, TWO_LINES, CAPTION = 34, 54, 32
RAIL = 28


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` is handed back when it is opened.

    `tint` colours only money, overdue, notes.
    """

    key: Hashable
    icon: str
    title: str
    day: date
    muted: str = ""
    body: str = ""
    pill: str = ""
    pill_role: str | None = None
    amount: str = ""
    code: str = ""
    time: str = ""
    tint: Literal["ok", "bad", "warn"] | None = None

    @property
    def height(self) -> int:
        """54 with a second line."""
        return TWO_LINES if self.body else ONE_LINE


def caption(day: date, today: date, t: Translator) -> str:
    """ "Today", "Yesterday", "This week", "Last week", then months."""
    monday = today - timedelta(days=today.weekday())
    if day > today:
        return t("Planned")
    if day == today:
        return t("Today")
    if day == today - timedelta(days=1):
        return t("Yesterday")
    if day >= monday:
        return t("This week")
    if day >= monday - timedelta(days=7):
        return t("Last week")
    return t.formats.month(day)


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
        self._places: list[tuple[float, str]] = []  # top of each entry and the caption above it, "" for none
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
        self.entries = self.entries[:start] + found
        self._current = min(self._current, len(self.entries) - 1)
        self._layout()
        self.loaded.emit()

    def _layout(self) -> None:
        y, last, self._places = 0.0, "", []
        for entry in self.entries:
            text = caption(entry.day, self.desk.today(), self.t)
            new = text if text != last else ""
            y += (CAPTION if self._places else CAPTION - 6) if new else 0
            self._places.append((y, new))
            y += entry.height
            last = text
        self._high = y + 12
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, round(self._high - self.viewport().height())))
        self._tell()
        self.viewport().update()

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
                entry.time,
            )
            self.setAccessibleDescription(", ".join(part.strip() for part in parts if part.strip()))

    # keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // TWO_LINES)
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
        top, new = self._places[number]
        bar, low = self.verticalScrollBar(), top + self.entries[number].height
        if top - (CAPTION if new else 0) < bar.value():
            bar.setValue(round(top - (CAPTION if new else 0)))
        elif low > bar.value() + self.viewport().height():
            bar.setValue(round(low - self.viewport().height()))
        self._tell()
        self.viewport().update()

    def _at(self, y: float) -> int:
        y += self.verticalScrollBar().value()
        for number, (top, _new) in enumerate(self._places):
            if top <= y < top + self.entries[number].height:
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
            self.viewport().setToolTip(self.entries[number].body if number >= 0 else "")
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
        for number, (top, new) in enumerate(self._places):
            y, entry = top - shift, self.entries[number]
            if y > high:
                break
            if y + entry.height < 0:
                continue
            if new:
                line = QRectF(RAIL + 14, y - 26, 400, 24)
                draw_text(painter, line, new, size=fonts.CAPTION, weight=fonts.BOLD, colour=tokens().muted)
            joined = number + 1 < len(self.entries) and not self._places[number + 1][1]
            self._paint_entry(
                painter, entry, QRectF(0, y, self.viewport().width() - 16, entry.height), joined
            )
            if number == self._current and self.hasFocus():
                draw_focus(
                    painter, QRectF(RAIL + 6, y + 1, self.viewport().width() - RAIL - 14, entry.height - 2)
                )

    def _paint_entry(self, painter: QPainter, entry: Entry, rect: QRectF, joined: bool) -> None:
        c = tokens()
        if joined:
            painter.fillRect(QRectF(13, rect.top() + 17, 1, rect.height()), c.hair)
        disc = QRectF(2, rect.top() + 6, 23, 23)
        ground = c.bg if self._on_bg() else c.surface
        draw_box(painter, disc.adjusted(-3, -3, 3, 3), fill=ground, radius=15)
        draw_box(painter, disc, fill=c.role_bg(entry.tint), radius=11.5)
        ink = c.role(entry.tint) if entry.tint else c.muted
        paint_icon(painter, disc.center().x() - 7, disc.center().y() - 7, entry.icon, ink, 14)
        left, right, first = RAIL + 14.0, rect.right(), QRectF(0, rect.top() + 7, 0, 20)
        draw_text(
            painter,
            QRectF(right - 90, first.top(), 90, 20),
            entry.time,
            size=fonts.CAPTION,
            colour=c.muted,
            align="right",
        )
        right -= max(46.0, fonts.metrics(fonts.CAPTION).horizontalAdvance(entry.time) + 12)
        if entry.amount:
            runs = [Run(entry.amount), Run(entry.code, fonts.CODE, role="muted")]
            wide = sum(run.width for run in runs) + 10
            draw_runs(painter, QRectF(right - wide, first.top(), wide + 1, 20), runs)
            right -= wide + 12
        if entry.pill:
            right -= pill_width(entry.pill)
            draw_pill(painter, right, first.top() + 10, entry.pill, entry.pill_role)
            right -= 12
        runs = [Run(entry.title, weight=fonts.BOLD), Run(entry.muted, role="muted")]
        draw_runs(painter, QRectF(left, first.top(), right - left, 20), [run for run in runs if run.text])
        if entry.body:
            low = QRectF(left, rect.top() + 26, rect.right() - left - 8, 20)
            draw_text(painter, low, entry.body, colour=c.muted)

    def _on_bg(self) -> bool:
        parent = self.parentWidget()
        while parent is not None:
            tone = getattr(parent, "_tone", None)
            if tone in ("bg", "surface"):
                return tone == "bg"
            parent = parent.parentWidget()
        return False
