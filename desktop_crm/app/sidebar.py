"""The sidebar: the firm, search, the places, settings and help. 212 wide, 56 when collapsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.app.routes import PLACES, SETTINGS, Place
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts, keys, tips
from desktop_crm.widgets.buttons import MenuItems, fill_menu
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import Run, draw_box, draw_focus, draw_runs, draw_text, initials, wrapped
from desktop_crm.widgets.theme import THEME, tokens

WIDE, NARROW = 212, 56


class _Painted(QAbstractButton):
    """A flat, drawn row of the sidebar."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setText(name)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def narrow(self) -> bool:
        return self.width() < 100

    def sizeHint(self) -> QSize:
        return QSize(32, self.height())


class NavRow(_Painted):
    """One place: icon, name, count flush right."""

    def __init__(self, name: str, icon: str, key: str) -> None:
        super().__init__(name, 32)
        self.key = key
        self._icon = icon
        self._count = ""
        self.setCheckable(True)
        tips.set_tip(self, name)

    def set_count(self, text: str, spoken: str = "") -> None:
        """The number beside the name; `spoken` is what a screen reader says instead."""
        if text != self._count:
            self._count = text
            self.setAccessibleName(f"{self.text()}, {spoken or text}" if text else self.text())
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tokens()
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            draw_box(painter, rect, fill=colours.soft if chosen else colours.fill)
        ink = colours.accent if chosen else colours.muted
        x = (rect.width() - 16) / 2 if self.narrow else 10
        paint_icon(painter, x, 8, self._icon, ink)
        if not self.narrow:
            weight = fonts.BOLD if chosen else fonts.REGULAR
            words = QRectF(36, 0, rect.width() - 36 - 10, rect.height())
            right = fonts.metrics(fonts.CAPTION).horizontalAdvance(self._count) + 8 if self._count else 0
            name_ink = colours.accent if chosen else colours.text
            draw_text(painter, words.adjusted(0, 0, -right, 0), self.text(), weight=weight, colour=name_ink)
            draw_text(painter, words, self._count, size=fonts.CAPTION, colour=ink, align="right")
        if self.hasFocus():
            draw_focus(painter, rect)


class FirmButton(_Painted):
    """The firm's name, and the menu of the other files."""

    def __init__(self, items: Callable[[], MenuItems], name: str) -> None:
        super().__init__(name, 40)
        self._items = items
        self.firm = ""
        self.clicked.connect(self._open)

    def set_firm(self, name: str) -> None:
        """Show another firm."""
        self.firm = name
        tips.set_tip(self, name)
        self.update()

    def _open(self) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setFont(fonts.font())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self._items())
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tokens()
        rect = QRectF(self.rect())
        if self.underMouse():
            draw_box(painter, rect, fill=colours.fill)
        disc = QRectF((rect.width() - 28) / 2 if self.narrow else 5, 6, 28, 28)
        draw_box(painter, disc, fill=colours.text, radius=6)
        letters = initials(self.firm) or "\u2022"
        draw_text(
            painter, disc, letters, size=fonts.CODE, weight=fonts.BOLD, colour=colours.bg, align="center"
        )
        if not self.narrow:
            self._paint_name(painter, QRectF(43, 0, rect.width() - 43 - 30, rect.height()))
            paint_icon(painter, rect.width() - 24, 12, "chevrons-up-down", colours.muted)
        if self.hasFocus():
            draw_focus(painter, rect)

    def _paint_name(self, painter: QPainter, words: QRectF) -> None:
        """On one line, else smaller on two."""
        run = Run(self.firm, fonts.BODY, fonts.BOLD)
        if run.width <= words.width():
            draw_runs(painter, words, (run,))
            return
        measure = fonts.metrics(fonts.CAPTION, fonts.BOLD)
        lines = wrapped(measure, self.firm, words.width(), 2)
        top = (words.height() - 16 * len(lines)) / 2
        for number, line in enumerate(lines):
            box = QRectF(words.left(), top + 16 * number, words.width(), 16)
            draw_text(painter, box, line, size=fonts.CAPTION, weight=fonts.BOLD)


class SearchRow(_Painted):
    """Looks like a field, opens the palette."""

    def __init__(self, name: str, keys: str) -> None:
        super().__init__(name, 34)
        self._keys = keys

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tokens()
        rect = QRectF(self.rect())
        draw_box(
            painter,
            rect,
            fill=colours.surface,
            border=colours.strong if self.narrow else colours.button_border,
        )
        x = (rect.width() - 16) / 2 if self.narrow else 9
        paint_icon(painter, x, 9, "search", colours.muted)
        if not self.narrow:
            wide = fonts.metrics(fonts.CODE).horizontalAdvance(self._keys) + 12
            cap = QRectF(rect.width() - wide - 7, 8, wide, 18)
            draw_text(painter, QRectF(33, 0, cap.left() - 39, 34), self.text(), colour=colours.muted)
            draw_box(painter, cap, border=colours.border, radius=4)
            draw_text(painter, cap, self._keys, size=fonts.CODE, colour=colours.muted, align="center")
        if self.hasFocus():
            draw_focus(painter, rect)


class Sidebar(QWidget):
    """Emits `chosen` with a place's key, `search_asked`, `help_asked`."""

    chosen = Signal(str)
    search_asked = Signal()
    help_asked = Signal()

    def __init__(
        self, t: Translator, firm_menu: Callable[[], MenuItems], places: Sequence[Place] = PLACES
    ) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._rows: dict[str, NavRow] = {}
        self.firm = FirmButton(firm_menu, t("Firm"))
        search = SearchRow(t("Search or run\u2026"), keys.native(keys.PALETTE.first))
        search.clicked.connect(self.search_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(4)
        column.addWidget(self.firm)
        column.addSpacing(4)
        column.addWidget(search)
        column.addSpacing(8)
        for place in places:
            column.addWidget(self._row(place, t))
        column.addStretch(1)
        column.addWidget(self._row(SETTINGS, t))
        help_row = NavRow(t("Help"), "circle-question-mark", "help")
        help_row.setCheckable(False)
        help_row.clicked.connect(self.help_asked)
        column.addWidget(help_row)
        self.setFixedWidth(WIDE)
        THEME.changed.connect(self.update)

    def _row(self, place: Place, t: Translator) -> NavRow:
        row = NavRow(place.title(t), place.icon, place.key)
        row.clicked.connect(lambda: self.chosen.emit(place.key))
        self._group.addButton(row)
        self._rows[place.key] = row
        return row

    def light_up(self, key: str) -> None:
        """Mark where we are."""
        if key in self._rows:
            self._rows[key].setChecked(True)

    def set_count(self, key: str, count: int, spoken: str = "") -> None:
        """The number beside a place; nothing for zero."""
        if key in self._rows:
            self._rows[key].set_count(str(count) if count else "", spoken)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only: editors need the width."""
        self.setFixedWidth(NARROW if narrow else WIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().bg)
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), tokens().border)
