"""A picture: dropped, pasted or chosen from a file. `value()` is the file's bytes; the room checks them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QSizePolicy, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

LARGEST = 20_000_000  # bytes; more is no logo, and reading it would stop the window


class PictureInput(QWidget):
    """A dashed well that says what it takes; shows the picture on white, as it will be printed."""

    changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        t: Translator,
        name: str = "",
        *,
        hint: str = "",
        endings: tuple[str, ...] = ("png", "jpg", "jpeg"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.t, self._hint, self._endings = t, hint, endings
        self._bytes: bytes | None = None
        self._picture = QPixmap()
        self._wrong = self._over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 118)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(118)
        self.setAccessibleName(name)
        self._remove = IconButton("x", t("Remove the picture"), self.clear, compact=True, parent=self)
        self._remove.hide()

    def value(self) -> bytes | None:
        """The file as it was chosen."""
        return self._bytes

    def set_value(self, value: object) -> None:
        """Show a picture without telling."""
        self._bytes = bytes(value) if isinstance(value, bytes | bytearray) and value else None
        self._picture = QPixmap()
        if self._bytes:
            self._picture.loadFromData(self._bytes)
        self._remove.setVisible(self._bytes is not None)
        self.update()

    def set_error(self, text: str | None) -> None:
        """Red frame while `text`."""
        self._wrong = bool(text)
        self.setAccessibleDescription(text or "")
        self.update()

    def clear(self) -> None:
        """No picture."""
        self.set_value(None)
        self.changed.emit()

    def choose(self) -> None:
        """Ask for a file."""
        patterns = " ".join(f"*.{ending}" for ending in self._endings)
        path, _kind = QFileDialog.getOpenFileName(
            self, self.accessibleName(), "", f"{self.t('Pictures')} ({patterns})"
        )
        if path:
            self.load(Path(path))

    def load(self, path: Path) -> None:
        """Take a file; says why when it cannot."""
        try:
            if path.stat().st_size > LARGEST:
                self.refused.emit(self.t("This file is too large for a picture"))
                return
            data = path.read_bytes()
        except OSError:
            self.refused.emit(self.t("“{name}” cannot be read", name=path.name))
            return
        self.refused.emit("")
        self.set_value(data)
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self._over = True
            event.acceptProposedAction()
            self.update()

    def dragLeaveEvent(self, _event) -> None:  # type: ignore[no-untyped-def]
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        for url in event.mimeData().urls()[:1]:
            if url.isLocalFile():
                self.load(Path(url.toLocalFile()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._bytes:
            self.clear()
        elif event.matches(QKeySequence.StandardKey.Paste):
            for url in QApplication.clipboard().mimeData().urls()[:1]:
                self.load(Path(url.toLocalFile()))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(176, 118)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._remove.move(self.width() - 34, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        border = c.bad if self._wrong else (c.accent if self._over else c.strong)
        if not self._picture.isNull():
            draw_box(painter, rect, fill=tokens().surface if not c.dark else c.text, border=border)
            self._paint_picture(painter, rect.adjusted(12, 10, -12, -10))
        else:
            draw_box(painter, rect, fill=c.soft if self._over else c.bg, border=border, dashed=True)
            paint_icon(painter, rect.center().x() - 9, 18, "image-plus", c.muted, 18)
            words = (
                (self.t("Drop a file here"), c.text, 13),
                (self.t("or choose a file…"), c.accent, 13),
                (self._hint, c.muted, 12),
            )
            for row, (text, colour, size) in enumerate(words):
                line = QRectF(8, 44 + 21 * row, rect.width() - 16, 20)
                draw_text(painter, line, text, size=size, weight=fonts.REGULAR, colour=colour, align="center")
        if self.hasFocus():
            draw_focus(painter, rect)

    def _paint_picture(self, painter: QPainter, room: QRectF) -> None:
        size = self._picture.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        size = size.boundedTo(self._picture.size()) if size.width() > self._picture.width() else size
        target = QRectF(
            room.center().x() - size.width() / 2,
            room.center().y() - size.height() / 2,
            size.width(),
            size.height(),
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, self._picture, QRectF(self._picture.rect()))
