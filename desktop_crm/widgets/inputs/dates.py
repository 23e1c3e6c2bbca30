"""Dates typed in the locale's way, with shortcuts and a calendar.

Not QDateEdit: it writes dd/MM/yy and fights with half-typed dates. Typed here: a date in the locale's
order with any separator, with the month's name, ISO, a bare day ("15": this month), "+7" or "-3" (days from
today), "t" for today.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.values.dates import add_days, month_end, month_start
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.inputs.box import LineBox
from desktop_crm.widgets.inputs.calendar import CalendarPopup
from desktop_crm.widgets.inputs.checking import ChecksItself

Today = Callable[[], date]


def read_date(text: str, t: Translator, today: date) -> date:
    """A date from what a person types; raises UserError when it is none."""
    text = text.strip()
    if re.fullmatch(r"[+\-\u2212]\d{1,4}", text):
        return add_days(today, int(text.replace("\u2212", "-")))
    if re.fullmatch(r"\d{1,2}", text):
        try:
            return today.replace(day=int(text))
        except ValueError:
            return t.formats.parse_date(text)
    if text.casefold() in ("t", t("today").casefold()):
        return today
    return t.formats.parse_date(text)


class DateInput(ChecksItself, LineBox):
    """`value()` is a date or None. Up and Down move a day, Alt+Down opens the calendar."""

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        t: Translator,
        today: Today,
        name: str = "",
        *,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name=name, placeholder=placeholder, parent=parent)
        self.t, self._today = t, today
        self._value: date | None = None
        self._popup: CalendarPopup | None = None
        self._button = IconButton(
            "calendar", t("Choose from the calendar"), self.open, compact=True, parent=self
        )
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.setFixedSize(26, 26)
        self.setTextMargins(30, 0, 0, 0)
        self.textEdited.connect(lambda _text: self._typed())

    def value(self) -> date | None:
        """The date, None when empty. Raises UserError when the text is no date."""
        text = self.text().strip()
        if not text:
            return None
        if self._value is not None and text == self._write(self._value):
            return self._value
        return read_date(text, self.t, self._today())

    def set_value(self, value: object) -> None:
        """Show a date without telling."""
        self._value = value if isinstance(value, date) else None
        self.setText(self._write(self._value))
        self.setCursorPosition(0)  # where room is short the year is cut, never the day
        self._clear()

    def open(self) -> None:
        """Open the calendar."""
        if self._popup is None:
            self._popup = CalendarPopup(self.t, self._today, self)
            self._popup.picked.connect(self._picked)
        self._popup.open(self, self._value)

    def _write(self, value: date | None) -> str:
        return "" if value is None else self.t.formats.date_words(value)

    def _picked(self, day: date) -> None:
        self.set_value(day)
        self.setFocus()
        self.changed.emit()

    def _typed(self) -> None:
        try:
            value = self.value()
        except UserError:
            return
        if value != self._value:
            self._value = value
            self._clear()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.open()
        else:
            self._picked(add_days(self._value, step) if self._value else self._today())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        try:
            value = self.value()
        except UserError as error:
            self._complain(error)
            return
        changed, self._value = value != self._value, value
        self._clear()
        self.setText(self._write(value))
        if changed:
            self.changed.emit()

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._button.move(5, (self.height() - 26) // 2)


class DateRangeInput(QWidget):
    """From and to. `value()` is (from, to), each a date or None.

    "month" fills the whole month of the first.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, t: Translator, today: Today, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = DateInput(t, today, t("{name}: from", name=name), parent=self)
        self.last = DateInput(t, today, t("{name}: to", name=name), parent=self)
        self.setFixedHeight(34)
        self.setFocusProxy(self.first)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.first)
        layout.addWidget(self.last)
        for part in (self.first, self.last):
            part.changed.connect(self.changed)
            part.refused.connect(self.refused)
        self.first.changed.connect(self._follow)

    def _follow(self) -> None:
        first = self.first._value
        if first is not None and self.last._value is None and first == month_start(first):
            self.last.set_value(month_end(first))
            self.changed.emit()

    def value(self) -> tuple[date | None, date | None]:
        """Both dates."""
        return self.first.value(), self.last.value()

    def set_value(self, value: object) -> None:
        """A pair of dates (or None), shown without telling."""
        first, last = value if isinstance(value, tuple) else (None, None)
        self.first.set_value(first)
        self.last.set_value(last)

    def set_error(self, text: str | None) -> None:
        """Red frames while `text`."""
        self.first.set_error(text)
        self.last.set_error(text)
