"""Chips that filter, segments that choose one of few, and the chain of stages in a page's head."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens


@dataclass(frozen=True)
class Chip:
    """A way to filter: a key for the program, words for the person, how many there are (None: not shown)."""

    key: str
    text: str
    count: int | None = None
    icon: str = ""


class _ChipButton(QAbstractButton):
    def __init__(self, chip: Chip, padding: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.chip, self._padding = chip, padding
        self.setCheckable(True)
        self.setText(chip.text)
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(chip.count)

    def set_count(self, count: int | None) -> None:
        self._count = "" if count is None else QLocale().toString(count)
        self.setAccessibleName(f"{self.chip.text} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 2 * self._padding + fonts.metrics(fonts.BODY, fonts.BOLD).horizontalAdvance(self.chip.text)
        width += 22 if self.chip.icon else 0
        width += 6 + fonts.metrics(fonts.CAPTION).horizontalAdvance(self._count) if self._count else 0
        return QSize(math.ceil(width), 28)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen:
            draw_box(painter, rect, fill=c.soft, radius=14)
        else:
            draw_box(
                painter, rect, fill=c.hover if self.underMouse() else c.surface, border=c.border, radius=14
            )
        ink = c.accent if chosen else c.text
        x = float(self._padding)
        if self.chip.icon:
            paint_icon(painter, x, 6, self.chip.icon, c.accent if chosen else c.muted)
            x += 22
        weight = fonts.BOLD if chosen else fonts.REGULAR
        draw_text(painter, QRectF(x, 0, 400, 28), self.chip.text, weight=weight, colour=ink)
        x += fonts.metrics(fonts.BODY, weight).horizontalAdvance(self.chip.text) + 6
        draw_text(
            painter,
            QRectF(x, 0, 100, 28),
            self._count,
            size=fonts.CAPTION,
            colour=c.accent if chosen else c.muted,
        )
        if self.hasFocus():
            draw_focus(painter, rect, 14)


class FilterChips(QWidget):
    """A row of chips of which one is chosen; arrows move, `chosen(key)` tells."""

    chosen = Signal(str)

    def __init__(
        self,
        chips: Sequence[Chip] = (),
        name: str = "",
        parent: QWidget | None = None,
        *,
        tight: bool = False,
    ) -> None:
        """`tight` for a row that shares its page with others."""
        super().__init__(parent)
        self._padding = 10 if tight else 12
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _ChipButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4 if tight else 8)
        self._layout.addStretch(1)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.chip.key))
        self.set_chips(chips)

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Other chips; the chosen one stays chosen when it is still there, else the first."""
        current = self.current
        if [chip.key for chip in chips] == list(self._buttons):
            for chip in chips:
                self._buttons[chip.key].set_count(chip.count)
            return
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        self._buttons = {}
        for chip in chips:
            button = _ChipButton(chip, self._padding, self)
            self._group.addButton(button)
            self._layout.insertWidget(len(self._buttons), button)
            self._buttons[chip.key] = button
        self.choose(current if current in self._buttons else next(iter(self._buttons), ""))

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """New numbers behind the words."""
        for key, count in counts.items():
            if key in self._buttons:
                self._buttons[key].set_count(count)

    @property
    def current(self) -> str:
        """The key of the chosen chip, or ""."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)


class Segments(QWidget):
    """One of two to five, side by side in a well: payment methods, message kinds."""

    changed = Signal()

    def __init__(
        self, choices: Sequence[tuple[object, str]], name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices = list(choices)
        self._index = 0
        self.setFixedHeight(34)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._tell()

    @property
    def choices(self) -> list[tuple[object, str]]:
        """What there is to choose: values and their words."""
        return list(self._choices)

    def value(self) -> object:
        """What is chosen."""
        return self._choices[self._index][0] if self._choices else None

    def set_value(self, value: object) -> None:
        """Choose without telling; an unknown value changes nothing."""
        for index, (key, _text) in enumerate(self._choices):
            if key == value:
                self._index = index
        self._tell()

    def set_error(self, text: str | None) -> None:
        """Nothing to paint: one of them is always chosen."""

    def _tell(self) -> None:
        self.setAccessibleDescription(self._choices[self._index][1] if self._choices else "")
        self.update()

    def _move(self, index: int) -> None:
        if 0 <= index < len(self._choices) and index != self._index:
            self._index = index
            self._tell()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move(self._index + step)

    def mousePressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        ends = self.edges()[1:]
        self._move(next((n for n, end in enumerate(ends) if event.position().x() < end), len(ends) - 1))

    def edges(self) -> list[int]:
        """Where each segment begins, and the end: all alike, or by their words where one would be cut."""
        bold = fonts.metrics(fonts.BODY, fonts.BOLD)
        needed = [bold.horizontalAdvance(text) + 20 for _key, text in self._choices]
        count, wide = max(1, len(needed)), float(self.width())
        if not needed or max(needed) <= wide / count:
            return [round(index * wide / count) for index in range(count + 1)]
        spare = (wide - sum(needed)) / count
        return [round(sum(needed[:index]) + index * spare) for index in range(count + 1)]

    def sizeHint(self) -> QSize:
        widest = max(
            (fonts.metrics(fonts.BODY, fonts.BOLD).horizontalAdvance(text) for _k, text in self._choices),
            default=0,
        )
        return QSize(math.ceil(widest + 28) * len(self._choices), 34)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=c.fill, border=c.border)
        edges = self.edges()
        for index, (_key, text) in enumerate(self._choices):
            cell = QRectF(edges[index], 0, edges[index + 1] - edges[index], rect.height())
            chosen = index == self._index
            if chosen:
                draw_box(painter, cell.adjusted(3, 3, -3, -3), fill=c.surface, border=c.strong, radius=4)
            draw_text(
                painter,
                cell.adjusted(6, 0, -6, 0),
                text,
                weight=fonts.BOLD if chosen else fonts.REGULAR,
                colour=c.text if chosen else c.muted,
                align="center",
            )
        if self.hasFocus():
            draw_focus(painter, rect)


class StageChain(QWidget):
    """Draft > Issued > Paid in a head: done stages ticked, the present one inverted or coloured.

    Where there is no room for all the words, the done stages are ticks alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[tuple[str, str], ...] = ()
        self.setFixedHeight(22)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_stages(self, stages: Sequence[tuple[str, str]]) -> None:
        """Pairs of word and state: "done", "now", "next", or a role ("warn") for a coloured present."""
        self._stages = tuple(stages)
        present = next((word for word, state in stages if state not in ("done", "next")), "")
        self.setAccessibleName(present)
        self.updateGeometry()
        self.update()

    def _whole(self, *, short: bool) -> int:
        return max(1, math.ceil(sum(self._width(*stage, short=short) + 26 for stage in self._stages) - 26))

    def sizeHint(self) -> QSize:
        return QSize(self._whole(short=False), 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._whole(short=True), 22)

    def _width(self, word: str, state: str, *, short: bool) -> float:
        if short and state == "done":
            return 28
        weight = fonts.REGULAR if state == "next" else fonts.BOLD
        return (
            18 + fonts.metrics(fonts.CAPTION, weight).horizontalAdvance(word) + (16 if state == "done" else 0)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, x = tokens(), QPainter(self), 0.0
        short = self.width() < self._whole(short=False)
        for index, (word, state) in enumerate(self._stages):
            rect = QRectF(x, 0, self._width(word, state, short=short), 22)
            inset = 9
            if state == "now":
                draw_box(painter, rect, fill=c.inverse, radius=11)
            elif state in ("done", "next"):
                draw_box(painter, rect, fill=c.surface, border=c.border, radius=11)
            else:
                draw_box(painter, rect, fill=c.role_bg(state), radius=11)
            ink = {"now": c.on_inverse, "next": c.muted, "done": c.text}.get(state) or c.role(state)
            if state == "done":
                paint_icon(painter, x + 7, 4, "check", c.ok, 14)
                inset = 25
            draw_text(
                painter,
                rect.adjusted(inset, 0, 0, 0),
                "" if short and state == "done" else word,
                size=fonts.CAPTION,
                weight=fonts.REGULAR if state == "next" else fonts.BOLD,
                colour=ink,
            )
            x += rect.width()
            if index < len(self._stages) - 1:
                paint_icon(painter, x + 6, 4, "chevron-right", c.muted, 14)
                x += 26
