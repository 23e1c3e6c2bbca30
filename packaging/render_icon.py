"""Draw the PNG sizes of the application icon from its SVG: python packaging/render_icon.py"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 32, 48, 64, 128, 256)
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icon"


def render() -> None:
    app = QGuiApplication.instance() or QGuiApplication([])
    drawing = QSvgRenderer(str(FOLDER / "desktop-crm.svg"))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.render(painter)
        painter.end()
        image.save(str(FOLDER / f"desktop-crm-{size}.png"))
    del app


if __name__ == "__main__":
    render()
