"""When a service was rendered: one day, or from one day to another, in one field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_crm.billing.ui.words import day_words
from desktop_crm.values.dates import add_months, month_end, month_start
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import IconButton, MenuItem, fill_menu
from desktop_crm.widgets.inputs.box import LineBox
from desktop_crm.widgets.inputs.checking import ChecksItself
from desktop_crm.widgets.inputs.dates import read_date

Span = tuple[date | None, date | None]
NOTHING: Span = (None, None)
LONGEST_SPAN = 20
_BETWEEN = re.compile(r"\s*(?:\u2013|\u2014|\.\.+)\s*|\s+-\s+")
_DAYS = re.compile(r"(\d{1,2})\s*-\s*(\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")


def read_span(text: str, t: Translator, today: date) -> Span:
    """ "22/11/2026", "1-30", "11/2026" or "01/11/2026 – 30/11/2026"; one day gives the same date twice.

    Raises UserError when a part is no date or the end lies before the beginning.
    """
    text = text.strip()
    if not text:
        return NOTHING
    if month := _MONTH.fullmatch(text):
        text = f"{month[2]}-{int(month[1]):02}-01"
        first = t.formats.parse_date(text)
        return first, month_end(first)
    if days := _DAYS.fullmatch(text):
        start, end = read_date(days[1], t, today), read_date(days[2], t, today)
    else:
        parts = [part for part in _BETWEEN.split(text) if part]
        if len(parts) > 2:
            raise UserError(_("Write one date, or two with a dash between"))
        end = read_date(parts[-1], t, today)
        start = read_date(parts[0], t, end) if len(parts) == 2 else end
    if end < start:
        raise UserError(_("The period ends before it begins"))
    return start, end


def span_words(span: Span, t: Translator) -> str:
    """ "22 Nov 2026", "1–30 Nov 2026"; in figures where the language is long-winded."""
    start, end = span
    if start is None or end is None:
        return day_words(t, start or end)
    if start == end:
        return day_words(t, start)
    from babel.dates import format_interval

    locale = "en_GB" if t.formats.language == "en" else t.formats.locale  # day first, as all our dates
    words = format_interval(start, end, "yMMMd", locale=locale)
    if len(words) <= LONGEST_SPAN or t.formats.date_order != "dmy":
        return words
    same = (start.month, start.year) == (end.month, end.year)
    return f"{start.day}\u2013{t.formats.date(end)}" if same else t.formats.period(start, end)


class PeriodInput(ChecksItself, LineBox):
    """`value()` is (from, to); one day is the same date twice, nothing (None, None)."""

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self, t: Translator, today: Callable[[], date], name: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(name=name, placeholder=t("Day or period"), parent=parent)
        self.t, self._today = t, today
        self._value: Span = NOTHING
        self._button = IconButton(
            "calendar-range", t("Choose a period"), self.open, compact=True, parent=self
        )
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.setFixedSize(26, 26)
        self.setTextMargins(32, 0, 8, 0)

    def value(self) -> Span:
        """The span. Raises UserError when the text is none."""
        text = self.text().strip()
        return (
            self._value if text == span_words(self._value, self.t) else read_span(text, self.t, self._today())
        )

    def set_value(self, value: object) -> None:
        """Show a span without telling."""
        self._value = value if isinstance(value, tuple) else NOTHING
        self.setText(span_words(self._value, self.t))
        self.setCursorPosition(0)
        self._clear()

    def choices(self) -> list[tuple[str, Span]]:
        """What the menu offers."""
        today = self._today()
        first = month_start(today)

        def month(offset: int) -> Span:
            start = add_months(first, offset)
            return start, month_end(start)

        t = self.t
        return [
            (t("Today"), (today, today)),
            (t("Last month"), month(-1)),
            (t("This month"), month(0)),
            (t("Next month"), month(1)),
            (t("This year"), (first.replace(month=1), first.replace(month=12, day=31))),
        ]

    def open(self) -> None:
        """The usual periods in a menu."""
        menu = QMenu(self)
        menu.setFont(fonts.font())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        items: list[MenuItem | None] = [
            MenuItem(f"{words}   {span_words(span, self.t)}", lambda span=span: self.pick(span))  # type: ignore[misc]
            for words, span in self.choices()
        ]
        items += [None, MenuItem(self.t("Nothing"), lambda: self.pick(NOTHING))]
        fill_menu(menu, items)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def pick(self, span: Span) -> None:
        """Take a span and tell."""
        self.set_value(span)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()

    def commit(self) -> None:
        """Take what is typed: done on leaving the field."""
        try:
            value = self.value()
        except UserError as error:
            self._complain(error)
            return
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.changed.emit()

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._button.move(5, (self.height() - 26) // 2)
