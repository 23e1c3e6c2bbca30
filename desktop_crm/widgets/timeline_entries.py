"""An entry of a timeline: what it holds, how high it is, how it is painted."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import Run, draw_box, draw_pill, draw_runs, draw_text, pill_width, wrapped
from desktop_crm.widgets.theme import tokens

ONE_LINE, LINE = 34, 20
RAIL = 28
_LEFT = RAIL + 14


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` is handed back when it is opened.

    `tint` colours only money, overdue, notes; `most` is how many lines the body may take; `tip` says what the
    line has no room for: who, and the whole date.
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
    most: int = 1
    tip: str = ""

    def lines(self, width: float) -> list[str]:
        """The body, broken into at most `most` lines of an entry this wide."""
        return wrapped(fonts.metrics(), self.body, width - _LEFT - 8, self.most) if self.body else []


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


def height_of(lines: list[str]) -> int:
    """54 with a second line, 20 more with each further one."""
    return ONE_LINE + LINE * len(lines)


def paint_entry(
    painter: QPainter, entry: Entry, rect: QRectF, lines: list[str], ground: QColor, *, joined: bool
) -> None:
    """One entry; `joined` draws the rail on to the next."""
    c = tokens()
    if joined:
        painter.fillRect(QRectF(13, rect.top() + 17, 1, rect.height()), c.hair)
    disc = QRectF(2, rect.top() + 6, 23, 23)
    draw_box(painter, disc.adjusted(-3, -3, 3, 3), fill=ground, radius=15)
    draw_box(painter, disc, fill=c.role_bg(entry.tint), radius=11.5)
    ink = c.role(entry.tint) if entry.tint else c.muted
    paint_icon(painter, disc.center().x() - 7, disc.center().y() - 7, entry.icon, ink, 14)
    right = _paint_right(painter, entry, rect)
    runs = [Run(entry.title, weight=fonts.BOLD), Run(entry.muted, role="muted")]
    first = QRectF(_LEFT, rect.top() + 7, right - _LEFT, 20)
    draw_runs(painter, first, [run for run in runs if run.text])
    low = QRectF(_LEFT, rect.top() + 26, rect.right() - _LEFT - 8, 20)
    for number, line in enumerate(lines):
        draw_text(painter, low.translated(0, number * LINE), line, colour=c.muted)


def _paint_right(painter: QPainter, entry: Entry, rect: QRectF) -> float:
    """The time, the amount, the state; returns where the words must end."""
    c, right, top = tokens(), rect.right(), rect.top() + 7
    time = QRectF(right - 110, top, 110, 20)
    draw_text(painter, time, entry.time, size=fonts.CAPTION, colour=c.muted, align="right")
    right -= max(46.0, fonts.metrics(fonts.CAPTION).horizontalAdvance(entry.time) + 12)
    if entry.amount:
        runs = [Run(entry.amount), Run(entry.code, fonts.CODE, role="muted")]
        wide = sum(run.width for run in runs) + 10
        draw_runs(painter, QRectF(right - wide, top, wide + 1, 20), runs)
        right -= wide + 12
    if entry.pill:
        right -= pill_width(entry.pill)
        draw_pill(painter, right, top + 10, entry.pill, entry.pill_role)
        right -= 12
    return right
