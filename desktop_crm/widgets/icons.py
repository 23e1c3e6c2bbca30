"""Lucide pictures, tinted and drawn sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_crm.values.resources import resource
from desktop_crm.widgets.theme import THEME, tokens


@lru_cache(maxsize=512)
def _source(name: str) -> str:
    path = resource(f"icons/{name}.svg")
    if not path.exists():
        raise LookupError(f"no icon called {name!r} in resources/icons")
    return path.read_text(encoding="utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')


@lru_cache(maxsize=1024)
def _pixmap(name: str, size: float, colour: str, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, x: float, y: float, name: str, colour: QColor, size: float = 16) -> None:
    """Draw an icon with its top left corner at x, y in the painter's units."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(round(x), round(y)), _pixmap(name, size, colour.name(), ratio))


def icon(name: str, role: str | None = "muted", size: int = 16) -> QIcon:
    """An icon for menus and system widgets, in the colours in force when it is made."""
    result = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        result.addPixmap(_pixmap(name, size, tokens().role(role).name(), ratio))
    return result


THEME.changed.connect(_pixmap.cache_clear)
