"""What stands before and after a document: quote, invoice, payments, credit notes, as boxes with arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.billing.queries.rows import DocumentView, LinkRow
from desktop_crm.billing.rules.states import WORDS
from desktop_crm.billing.ui.words import day_words, kind_icon, sort_words
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.labels import IconMark
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

MOST = 5
"""Boxes beside one another at most; what has no room goes on in the next row."""
SHOWN = 15
"""Boxes at most; of what is more only the number is said."""
_GAP = 8
_ARROW = 16 + 2 * _GAP
"""The arrow between two boxes with the room around it."""


@dataclass(frozen=True)
class Station:
    """One box: icon, name, muted facts; `run` opens it, None marks the present one."""

    icon: str
    title: str
    under: str
    run: Callable[[], None] | None = None
    present: bool = False


def box_width(station: Station) -> int:
    """What a box takes to show all of its words."""
    title = fonts.metrics(fonts.BODY, fonts.BOLD).horizontalAdvance(station.title)
    under = fonts.metrics(fonts.CAPTION).horizontalAdvance(station.under)
    return round(max(title, under)) + 52


class _Box(QAbstractButton):
    def __init__(self, station: Station, parent: QWidget) -> None:
        super().__init__(parent)
        self.station = station
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{station.title}, {station.under}")
        tips.set_tip(self, f"{station.title}\n{station.under}")
        if station.run is not None:
            self.clicked.connect(station.run)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(box_width(self.station), 52)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect, s = tokens(), QPainter(self), QRectF(self.rect()), self.station
        over = self.underMouse() and s.run is not None
        draw_box(
            painter, rect, fill=c.hover if over else c.surface, border=c.strong if s.present else c.border
        )
        paint_icon(painter, 12, 18, s.icon, c.text if s.present else c.muted)
        weight = fonts.BOLD if s.present else fonts.REGULAR
        draw_text(painter, QRectF(38, 7, rect.width() - 46, 20), s.title, weight=weight)
        draw_text(painter, QRectF(38, 26, rect.width() - 46, 18), s.under, size=fonts.CAPTION, colour=c.muted)
        if self.hasFocus():
            draw_focus(painter, rect)


class ChainRow(QWidget):
    """The boxes with arrows between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stations: tuple[Station, ...] = ()
        self._rows: list[QWidget] = []
        self._packed: tuple[int, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def set_stations(self, stations: Sequence[Station]) -> None:
        """Other boxes; hidden when the present one stands alone."""
        self.stations = tuple(stations)
        self._arrange(self._packing())
        self.setVisible(len(self.stations) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        packing = self._packing()
        if packing != self._packed:
            self._arrange(packing)

    def _packing(self) -> tuple[int, ...]:
        """How many boxes stand in each row: as many as show their whole words, one at least."""
        rows: list[int] = []
        left = 0.0
        for place, station in enumerate(self.stations):
            wide = box_width(station) + (_ARROW if place else 0)
            if rows and rows[-1] < MOST and wide <= left:
                rows[-1] += 1
            else:
                rows.append(1)
                left = self.width()
            left -= wide
        return tuple(rows)

    @keeps_focus
    def _arrange(self, packing: tuple[int, ...]) -> None:
        self._packed = packing
        for old in self._rows:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows, start = [], 0
        for count in packing:
            self._rows.append(self._row(self.stations[start : start + count], is_first=not start))
            start += count
        for row in self._rows:
            self._layout.addWidget(row)
            row.show()

    def _row(self, some: Sequence[Station], *, is_first: bool) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_GAP)
        for place, station in enumerate(some):
            if place or not is_first:
                line.addWidget(IconMark("arrow-right"))
            line.addWidget(_Box(station, row))
        line.addStretch(1)
        return row


def stations(t: Translator, view: DocumentView, go: Callable[[str, object], None]) -> list[Station]:
    """The chain of a document in the order in which it came about."""
    before = [link for link in view.links if link.is_before]
    after = [link for link in view.links if not link.is_before]
    row = view.row
    here = Station(
        kind_icon(row.kind),
        t("{kind} {number}", kind=sort_words(row), number=row.number),
        _facts(t, day_words(t, row.issued_on), row.gross, row.currency),
        present=True,
    )
    chain = [*(_linked(t, link, go) for link in before), here, *_payments(t, view)]
    chain += [_linked(t, link, go) for link in after]
    if len(chain) > SHOWN:
        rest = len(chain) - SHOWN + 1
        chain = [
            *chain[: SHOWN - 1],
            Station("ellipsis", t.plural("{n} more", "{n} more", rest), t("See below")),
        ]
    return chain


def _payments(t: Translator, view: DocumentView) -> list[Station]:
    real = [p for p in view.payments if p.reverses_id is None and p.reversed_by_id is None]
    currency = view.row.currency
    if len(real) > 2:
        total = t.formats.money(view.paid, currency)
        return [Station("banknote", t.plural("{n} payment", "{n} payments", len(real)), total)]
    return [
        Station(
            "banknote",
            t("Payment") if p.amount > 0 else t("Paid back"),
            _facts(t, day_words(t, p.paid_on), p.amount, currency),
        )
        for p in real
    ]


def _linked(t: Translator, link: LinkRow, go: Callable[[str, object], None]) -> Station:
    short = t("Credit") if link.kind == "credit_note" and not link.form else t.message(sort_words(link))
    if link.state == "draft":
        title, under = t("{kind} draft", kind=short), t("Not issued yet")
        return Station(kind_icon(link.kind), title, under, lambda: go(link.kind, link.id))
    word = t.message(WORDS[link.state]) if link.kind in ("quote", "order", "delivery") else ""
    day = day_words(t, link.issued_on)
    under = (
        "  \u00b7  ".join(part for part in (word, day) if part)
        if word
        else _facts(t, day, link.gross, link.currency)
    )
    title = t("{kind} {number}", kind=short, number=link.number)
    return Station(kind_icon(link.kind), title, under, lambda: go(link.kind, link.id))


def _facts(t: Translator, day: str, minor: int, currency: str) -> str:
    return "  \u00b7  ".join(part for part in (day, t.formats.money(minor, currency)) if part)
