"""The preview: the very bytes that are sent and stored, on a well, with zoom, print and save."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import ElidedLabel, Label
from desktop_crm.widgets.opening import open_copy
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.pdf_pages import PageSize
from desktop_crm.widgets.theme import tokens

MARGIN, GAP = 16, 12
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
Loaded = tuple[bytes, list[PageSize]]


class _Sheet(QWidget):
    """Draws the pages; each picture is asked for when it comes into view."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[PageSize] = []
        self.images: dict[int, QImage] = {}
        self.zoom = 1.0
        self.stale = False
        self._room = 484
        self._fitted: dict[int, tuple[int, QImage]] = {}

    def scale(self) -> float:
        """Screen pixels a point: the page fills the width at zoom 1."""
        widest = max((size.width for size in self.sizes), default=595.0)
        return max(0.1, (self._room - 2 * MARGIN) / widest) * self.zoom

    def _room_for_pages(self) -> int:
        """The width between the edges; a scroll bar takes some of it as soon as the pages are higher.

        Asked of the area, not of its viewport, which is narrower while a bar is still there.
        """
        viewport = self.parentWidget()
        area = viewport.parentWidget() if viewport is not None else None
        if not isinstance(area, QScrollArea):
            return self._room
        widest = max((size.width for size in self.sizes), default=595.0)
        scale = (area.width() - 2 * MARGIN) / widest * self.zoom
        high = sum(size.height * scale + GAP for size in self.sizes) + 2 * MARGIN - GAP
        bar = area.verticalScrollBar().sizeHint().width() if high > area.height() else 0
        return area.width() - bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def rects(self) -> list[QRectF]:
        """Where each page lies."""
        y, scale, rects = float(MARGIN), self.scale(), []
        for size in self.sizes:
            width, height = size.width * scale, size.height * scale
            rects.append(
                QRectF(round(max(MARGIN, (self.width() - width) / 2)), round(y), round(width), round(height))
            )
            y += height + GAP
        return rects

    def fit(self) -> None:
        """Take the size that the pages need."""
        self._room = self._room_for_pages()
        scale = self.scale()
        high = sum(size.height * scale + GAP for size in self.sizes) + 2 * MARGIN - GAP
        wide = max((size.width * scale for size in self.sizes), default=0) + 2 * MARGIN
        self.setMinimumSize(QSize(int(wide) if self.zoom > 1 else 0, int(max(high, 0))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), tokens().well)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, rect in enumerate(self.rects()):
            if not rect.intersects(QRectF(event.rect())):
                continue
            edge = QColor(0, 0, 0, 28)
            painter.fillRect(rect.adjusted(-1, -1, 1, 2), edge)
            painter.fillRect(rect, QColor("white"))
            image = self.images.get(number)
            if image is None:
                self.wanted.emit(number)
            else:
                painter.drawImage(rect, self._fit_to(number, image, rect))

    def _fit_to(self, number: int, image: QImage, rect: QRectF) -> QImage:
        """The picture in screen pixels: averaged, because a painter's own scaling skips hairlines."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        key, fitted = self._fitted.get(number, (0, image))
        if key != image.cacheKey() or fitted.size() != size:
            fitted = image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._fitted[number] = (image.cacheKey(), fitted)
        return fitted


class PdfView(QWidget):
    """`set_pdf(bytes, name, caption)`, or `ask(work)` to have the bytes made in the database's thread.

    `save` writes them to a place that the person named.
    """

    shown = Signal()
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        save: Callable[[Path, bytes], object],
        title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.t, self._save = desk, desk.t, save
        self.pdf = b""
        self._name = "document.pdf"
        self._generation = 0
        self._asked: set[int] = set()
        self.sheet = _Sheet()
        self.sheet.wanted.connect(self._render)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.sheet)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setAccessibleName(title or self.t("Preview"))
        self.area.verticalScrollBar().valueChanged.connect(lambda _v: self._say_page())
        self.foot = Label("", "caption", wrap=True)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.foot.setContentsMargins(12, 6, 12, 10)
        self.foot.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._bar(title or self.t("Preview")))
        layout.addWidget(self.area, 1)
        layout.addWidget(self.foot)

    def _bar(self, title: str) -> QWidget:
        bar = QWidget(self)
        bar.setFixedHeight(44)
        line = QHBoxLayout(bar)
        line.setContentsMargins(16, 0, 8, 0)
        line.setSpacing(2)
        line.addWidget(Label(title, "strong"))
        line.addSpacing(8)
        self.caption = ElidedLabel("", "muted")
        line.addWidget(self.caption, 1)
        self.page_word = Label("", "caption")
        line.addWidget(self.page_word)
        t = self.t
        self.verbs = {
            "out": IconButton("zoom-out", t("Zoom out"), partial(self.zoom_by, -1), compact=True),
            "in": IconButton("zoom-in", t("Zoom in"), partial(self.zoom_by, 1), compact=True),
            "print": IconButton("printer", t("Print"), self.print, compact=True, shortcut=keys.PRINT.first),
            "save": IconButton("download", t("Save as…"), self.save_as, compact=True),
            "open": IconButton(
                "external-link", t("Open in the PDF program"), self.open_externally, compact=True
            ),
        }
        for button in self.verbs.values():
            button.setEnabled(False)
            line.addWidget(button)
        return bar

    # what pages use

    def set_pdf(self, pdf: bytes, name: str = "", caption: str = "", foot: str = "") -> None:
        """Show bytes; `caption` says what they are, `foot` stands under the pages."""
        self._name = name or self._name
        self.caption.set_text(caption)
        self.foot.setText(foot)
        self.foot.setVisible(bool(foot))
        self._load(lambda: pdf)

    def set_caption(self, caption: str, foot: str = "") -> None:
        """Other words beside the title."""
        self.caption.set_text(caption)
        self.foot.setText(foot)
        self.foot.setVisible(bool(foot))

    def ask(self, work: Callable[[], bytes], name: str = "") -> None:
        """Have the bytes made; of several calls only the last is shown. What was shown stays until then."""
        self._name = name or self._name
        self._load(work)

    def clear(self, caption: str = "") -> None:
        """Nothing to show."""
        self._generation += 1
        self.caption.set_text(caption)
        self._show(self._generation, (b"", []), {})

    def _load(self, work: Callable[[], bytes]) -> None:
        self._generation += 1
        generation, scale = self._generation, self._pixels()

        def render() -> tuple[Loaded, dict[int, QImage]]:
            from desktop_crm.widgets import pdf_pages

            pdf = work()
            try:
                sizes = pdf_pages.page_sizes(pdf)
                first = {0: pdf_pages.page_image(pdf, 0, scale)} if sizes else {}
            except ValueError:
                raise UserError(_("This PDF cannot be shown")) from None
            return (pdf, sizes), first

        self.desk.tasks.run_latest(
            self, "pdf", render, lambda result: self._show(generation, *result), self._refuse
        )

    def _refuse(self, error: UserError) -> None:
        self.set_caption(self.t.message(error.message))
        self.failed.emit(error)

    def _pixels(self) -> float:
        """Picture pixels a point: finer than the screen, so that scaling down keeps small text clear."""
        return min(4.0, max(1.5, self.sheet.scale() * self.devicePixelRatioF() * 3))

    def _show(self, generation: int, loaded: Loaded, images: dict[int, QImage]) -> None:
        if generation != self._generation:
            return
        where = self.area.verticalScrollBar().value()
        self.pdf, self.sheet.sizes = loaded
        self.sheet.images = dict(images)
        self._asked = set(images)
        self.sheet.fit()
        for button in self.verbs.values():
            button.setEnabled(bool(self.pdf))
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(where))
        self._say_page()
        self.shown.emit()

    def _render(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        pdf, scale, generation = self.pdf, self._pixels(), self._generation

        def render() -> QImage:
            from desktop_crm.widgets import pdf_pages

            return pdf_pages.page_image(pdf, number, scale)

        def put(image: QImage) -> None:
            if generation == self._generation:
                self.sheet.images[number] = image
                self.sheet.update()

        QTimer.singleShot(0, self, lambda: self.desk.tasks.run(self, render, put))

    def _say_page(self) -> None:
        total = len(self.sheet.sizes)
        top = self.area.verticalScrollBar().value() + self.area.viewport().height() / 3
        now = next((n for n, rect in enumerate(self.sheet.rects(), 1) if rect.bottom() >= top), total)
        self.page_word.setText(self.t("{n} of {total}", n=now, total=total) if total > 1 else "")

    # verbs

    def zoom_by(self, step: int) -> None:
        """One size larger or smaller."""
        nearest = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - self.sheet.zoom))
        self.sheet.zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, nearest + step))]
        self.sheet.images.clear()
        self._asked.clear()
        self.sheet.fit()

    def print(self) -> None:
        """Ctrl+P: what is shown."""
        from desktop_crm.widgets.pdf_print import print_pdf

        if self.pdf:
            print_pdf(self, self.t, self.pdf)

    def save_as(self) -> None:
        """Ask for a place and write the bytes."""
        path, _kind = QFileDialog.getSaveFileName(self, self.t("Save as…"), self._name, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the bytes away from the window; says so."""
        pdf, save, notices = self.pdf, self._save, self.desk.notices
        saved = self.t("Saved as {name}", name=path.name)
        self.desk.tasks.run(
            self, lambda: save(path, pdf), lambda _written: notices.done(saved), notices.refused
        )

    def open_externally(self) -> None:
        """In the system's PDF program."""
        open_copy(self.desk, self._name, self.pdf)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(step)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self.sheet.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=tokens().well, border=tokens().border, radius=8)
        painter.fillRect(QRectF(1, 44, rect.width() - 2, 1), tokens().border)
