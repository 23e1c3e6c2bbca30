"""Strokes that painted widgets share: runs on one baseline, rounded boxes, rings, pills, discs, shadows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsBlurEffect, QGraphicsPixmapItem, QGraphicsScene

from desktop_crm.widgets import fonts
from desktop_crm.widgets.theme import tokens


@dataclass(frozen=True)
class Run:
    """A piece of text on a line: its size, weight and colour role; the last run of a line elides."""

    text: str
    size: int = fonts.BODY
    weight: int = fonts.REGULAR
    role: str | None = None

    @property
    def width(self) -> float:
        """In unscaled pixels."""
        return fonts.metrics(self.size, self.weight).horizontalAdvance(self.text)


def one_line(text: str) -> str:
    """Text for a single painted line: line breaks and tabs become spaces."""
    return " ".join(text.split()) if ("\n" in text or "\t" in text or "\r" in text) else text


def fitted(measure: QFontMetricsF, text: str, width: float) -> str:
    """The text, with an ellipsis where it is wider than `width`: every elided text of the program comes here,
    so that a test can list them."""
    if measure.horizontalAdvance(text) <= width + 0.5:
        return text
    return measure.elidedText(text, Qt.TextElideMode.ElideRight, width)


def wrapped(measure: QFontMetricsF, text: str, width: float, most: int) -> list[str]:
    """The text in at most `most` lines, broken at spaces; what is left over ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        take = 1
        while take < len(words) and measure.horizontalAdvance(" ".join(words[: take + 1])) <= width:
            take += 1
        lines.append(fitted(measure, " ".join(words[:take]), width))
        words = words[take:]
    if words:
        lines.append(fitted(measure, " ".join(words), width))
    return lines


def draw_runs(
    painter: QPainter,
    rect: QRectF,
    runs: Sequence[Run],
    *,
    right: bool = False,
    gap: float = 10,
    colour: QColor | None = None,
) -> float:
    """Paint runs on ONE baseline, centred by the first run's size; returns the x where the text ended."""
    if not runs:
        return rect.left()
    first = fonts.metrics(runs[0].size, runs[0].weight)
    baseline = round(rect.top() + (rect.height() + first.capHeight()) / 2)
    total = sum(run.width for run in runs) + gap * (len(runs) - 1)
    x = max(rect.left(), rect.right() - total) if right else rect.left()
    for run in runs:
        left = rect.right() - x
        if left < 8:
            break
        measure = fonts.metrics(run.size, run.weight)
        text = fitted(measure, one_line(run.text), left)
        painter.setFont(fonts.font(run.size, run.weight))
        painter.setPen(colour or tokens().role(run.role))
        painter.drawText(QPointF(x, baseline), text)
        x += measure.horizontalAdvance(text) + gap
    return x - gap


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    size: int = fonts.BODY,
    weight: int = fonts.REGULAR,
    colour: QColor | None = None,
    align: str = "left",
) -> None:
    """One line of text, elided, centred vertically by its capital letters."""
    measure = fonts.metrics(size, weight)
    text = fitted(measure, one_line(text), rect.width())
    width = measure.horizontalAdvance(text)
    x = rect.left()
    if align == "right":
        x = rect.right() - width
    elif align == "center":
        x = rect.left() + (rect.width() - width) / 2
    painter.setFont(fonts.font(size, weight))
    painter.setPen(colour or tokens().text)
    painter.drawText(QPointF(x, round(rect.top() + (rect.height() + measure.capHeight()) / 2)), text)


def draw_box(
    painter: QPainter,
    rect: QRectF,
    *,
    fill: QColor | None = None,
    border: QColor | None = None,
    radius: float = 6,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A rounded rectangle whose border lies inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        pen = QPen(border, width)
        if dashed:
            pen.setDashPattern([4, 4])
        painter.setPen(pen)
        half = width / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
    painter.restore()


def draw_focus(painter: QPainter, rect: QRectF, radius: float = 6) -> None:
    """The focus ring: 2 px accent inside the rectangle, so that nothing shifts."""
    draw_box(painter, rect, border=tokens().accent, radius=radius, width=2)


def draw_hairline(painter: QPainter, x1: float, x2: float, y: float, colour: QColor | None = None) -> None:
    """A horizontal line one unit high, filled so that it stays one line at every scale."""
    painter.fillRect(QRectF(x1, y, x2 - x1, 1), colour or tokens().hair)


def pill_width(text: str, weight: int = fonts.BOLD) -> float:
    """Width of a pill with this word."""
    return math.ceil(fonts.metrics(fonts.CAPTION, weight).horizontalAdvance(text)) + 16


def draw_pill(painter: QPainter, x: float, middle: float, text: str, role: str | None = None) -> float:
    """A pill 20 high around `middle`; returns its width."""
    width = pill_width(text)
    rect = QRectF(round(x), round(middle - 10), width, 20)
    draw_box(painter, rect, fill=tokens().role_bg(role), radius=10)
    colour = tokens().role(role if role else "muted")
    draw_text(painter, rect, text, size=fonts.CAPTION, weight=fonts.BOLD, colour=colour, align="center")
    return width


def draw_dot(painter: QPainter, x: float, middle: float, colour: QColor, size: float = 8) -> None:
    """A round dot around the line `middle`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(x, middle - size / 2, size, size))
    painter.restore()


def initials(name: str) -> str:
    """Up to two capitals of a name: "Gülşen Öztürk" -> "GÖ"."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1]))


def draw_avatar(painter: QPainter, rect: QRectF, name: str, *, on_soft: bool = False) -> None:
    """A disc with initials; on a selected row it takes the surface colour, else it would vanish."""
    draw_box(painter, rect, fill=tokens().surface if on_soft else tokens().fill, radius=rect.width() / 2)
    size = max(fonts.CODE, round(rect.width() * 0.36))
    draw_text(
        painter, rect, initials(name), size=size, weight=fonts.BOLD, colour=tokens().muted, align="center"
    )


def draw_shadow(
    painter: QPainter, rect: QRectF, *, radius: float = 12, blur: float = 24, offset: float = 8
) -> None:
    """A soft shadow under a floating panel. Painted by whoever lies below the panel, never on it."""
    ratio = painter.device().devicePixelRatioF()
    shadow = _shadow(round(rect.width()), round(rect.height()), radius, blur, ratio)
    painter.save()
    painter.setOpacity(0.60 if tokens().dark else 0.28)
    painter.drawImage(QPointF(rect.left() - blur * 2, rect.top() - blur * 2 + offset), shadow)
    painter.restore()


@lru_cache(maxsize=8)
def _shadow(width: int, height: int, radius: float, blur: float, ratio: float) -> QImage:
    """Full black, blurred, to be drawn with little opacity: eight bits leave no bands that way."""
    margin = blur * 2
    image = QImage(
        round((width + 2 * margin) * ratio),
        round((height + 2 * margin) * ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0))
    painter.drawRoundedRect(QRectF(margin, margin, width, height), radius, radius)
    painter.end()
    scene = QGraphicsScene()
    item = QGraphicsPixmapItem(QPixmap.fromImage(image))
    effect = QGraphicsBlurEffect()
    effect.setBlurRadius(blur * ratio)
    item.setGraphicsEffect(effect)
    scene.addItem(item)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    whole = QRectF(image.rect())
    scene.render(painter, whole, whole)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
