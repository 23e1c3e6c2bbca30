"""A month to choose a day from: painted, walked by arrows, with shortcuts below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.values.dates import FIRST_DATE, add_days, add_months, month_start
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.painting import draw_box, draw_text
from desktop_crm.widgets.theme import tokens

CELL, HEAD = 34, 26


class MonthGrid(QWidget):
    """Six weeks; arrows move a day or week, Page keys a month, Enter picks."""

    picked = Signal(object)
    moved = Signal(object)

    def __init__(self, language: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        locale = QLocale(language)
        self._first_weekday = locale.firstDayOfWeek().value  # 1 is Monday, as date.isoweekday
        names = [(self._first_weekday - 1 + n) % 7 + 1 for n in range(7)]
        self._heads = [locale.dayName(n, QLocale.FormatType.ShortFormat) for n in names]
        self.today, self.day = today, today
        self.setFixedSize(QSize(7 * CELL, HEAD + 6 * CELL))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_day(self, day: date) -> None:
        """Another chosen day; the month follows."""
        self.day = max(FIRST_DATE, day)
        self.moved.emit(self.day)
        self.update()

    def _start(self) -> date:
        first = month_start(self.day)
        return first - timedelta(days=(first.isoweekday() - self._first_weekday) % 7)

    def day_at(self, x: float, y: float) -> date | None:
        """The day under a point."""
        column, row = int(x // CELL), int((y - HEAD) // CELL)
        inside = 0 <= column < 7 and 0 <= row < 6 and y >= HEAD
        return self._start() + timedelta(days=row * 7 + column) if inside else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in days:
            self.set_day(add_days(self.day, days[key]))
        elif key in months:
            self.set_day(add_months(self.day, months[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().x(), event.position().y())
        if day is not None:
            self.picked.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_day(add_months(self.day, -1 if event.angleDelta().y() > 0 else 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = tokens(), QPainter(self)
        for column, name in enumerate(self._heads):
            head = QRectF(column * CELL, 0, CELL, HEAD)
            draw_text(painter, head, name, size=fonts.CODE, colour=c.muted, align="center")
        start = self._start()
        for number in range(42):
            day = start + timedelta(days=number)
            cell = QRectF(number % 7 * CELL, HEAD + number // 7 * CELL, CELL, CELL).adjusted(1, 1, -1, -1)
            colour, weight = (c.text if day.month == self.day.month else c.muted), fonts.REGULAR
            if day == self.day:
                draw_box(painter, cell, fill=c.accent, radius=6)
                colour, weight = c.on, fonts.BOLD
            elif day == self.today:
                draw_box(painter, cell, border=c.accent, radius=6)
                colour, weight = c.accent, fonts.BOLD
            draw_text(painter, cell, str(day.day), weight=weight, colour=colour, align="center")


class CalendarPopup(QWidget):
    """The month under a date field."""

    picked = Signal(object)

    def __init__(self, t: Translator, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.t, self._today = t, today
        self.grid = MonthGrid(t.language, today())
        self.grid.setAccessibleName(t("Calendar"))
        self.grid.picked.connect(self._pick)
        self.grid.moved.connect(self._say_month)
        self.month = Label("", "strong")
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.addWidget(self.month, 1)
        head.addWidget(IconButton("chevron-left", t("Month before"), partial(self._step, -1), compact=True))
        head.addWidget(IconButton("chevron-right", t("Next month"), partial(self._step, 1), compact=True))
        shortcuts = QHBoxLayout()
        shortcuts.setSpacing(4)
        for text, days in ((t("Today"), 0), ("+7", 7), ("+14", 14), ("+30", 30)):
            shortcuts.addWidget(Button(text, partial(self._jump, days), kind="quiet", compact=True))
        shortcuts.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.grid)
        layout.addLayout(shortcuts)

    def open(self, below: QWidget, day: date | None) -> None:
        """Show the month of `day` (or of today) under a widget, or above it where the screen ends."""
        self.grid.today = self._today()
        self.grid.set_day(day or self._today())
        self.adjustSize()
        corner = below.mapToGlobal(QPoint(0, below.height() + 4))
        if corner.y() + self.height() > below.screen().availableGeometry().bottom():
            corner = below.mapToGlobal(QPoint(0, -self.height() - 4))
        self.move(corner)
        self.show()
        self.grid.setFocus()

    def _say_month(self, day: date) -> None:
        self.month.setText(self.t.formats.month(day))
        self.grid.setAccessibleDescription(self.t.formats.date_words(day))

    def _step(self, months: int) -> None:
        self.grid.set_day(add_months(self.grid.day, months))

    def _jump(self, days: int) -> None:
        self._pick(add_days(self._today(), days))

    def _pick(self, day: date) -> None:
        self.hide()
        self.picked.emit(day)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = tokens()
        draw_box(QPainter(self), QRectF(self.rect()), fill=c.raised, border=c.button_border, radius=8)
