"""A page: header with crumb, title, state and verbs, notices below it, then the body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_crm.widgets import fonts
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.labels import ElidedLabel
from desktop_crm.widgets.painting import draw_text
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.theme import tokens

Tone = Literal["bg", "surface"]


class Crumb(QWidget):
    """ "Invoices > São Bento": the way back, each part but the last a link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setFixedHeight(18)

    @keeps_focus
    def set_parts(self, parts: Sequence[tuple[str, Callable[[], None] | None]]) -> None:
        """Pairs of words and what a click does (None: plain words)."""
        while self._layout.count():
            item = self._layout.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()  # it lives until the event loop turns
                widget.deleteLater()
        for index, (text, go) in enumerate(parts):
            self._layout.addWidget(_CrumbPart(text, go, last=index == len(parts) - 1, parent=self))
        self._layout.addStretch(1)


class _CrumbPart(QPushButton):
    def __init__(self, text: str, go: Callable[[], None] | None, *, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._last = text, last
        self.setAccessibleName(text)
        self.setFlat(True)
        self.setEnabled(go is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if go else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if last else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed
        )
        if go is not None:
            self.clicked.connect(lambda: go())

    def sizeHint(self) -> QSize:
        width = fonts.metrics(fonts.CAPTION).horizontalAdvance(self._words)
        return QSize(round(width + 1.5) + (0 if self._last else 20), 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(22, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.rect().toRectF()
        ink = (
            tokens().accent if self.isEnabled() and (self.underMouse() or self.hasFocus()) else tokens().muted
        )
        room = rect.adjusted(0, 0, 0 if self._last else -20, 0)
        draw_text(painter, room, self._words, size=fonts.CAPTION, colour=ink)
        if not self._last:
            paint_icon(painter, rect.right() - 16, 3, "chevron-right", tokens().muted, 12)


class PageHeader(QWidget):
    """Crumb above, title with pills after it, verbs at the right. Exactly one verb is primary."""

    def __init__(self, title: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crumb = Crumb(self)
        self.crumb.hide()
        self.title = ElidedLabel(title, "title")
        self.title.setFixedHeight(28)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.marks = QHBoxLayout()
        self.marks.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.title)
        line.addLayout(self.marks)
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self.crumb)
        words.addLayout(line)
        self.verbs = QHBoxLayout()
        self.verbs.setSpacing(8)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addLayout(words, 1)
        whole.addLayout(self.verbs)
        self.setMinimumHeight(46)

    def set_title(self, title: str) -> None:
        """Other words in the title."""
        self.title.set_text(title)

    def set_crumb(self, *parts: tuple[str, Callable[[], None] | None]) -> None:
        """The way back; shown once set."""
        self.crumb.set_parts(parts)
        self.crumb.show()

    def add_mark(self, widget: QWidget) -> None:
        """A pill, a stage chain or a muted fact after the title."""
        self.marks.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_verb(self, widget: QWidget) -> None:
        """A button (or a muted state such as "Saved 09:41") at the right; call the primary's last."""
        self.verbs.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class Page(QWidget):
    """Base of all pages. `tone="surface"` for pages split by hairlines, else `bg` with cards."""

    title_changed = Signal(str)

    def __init__(self, title: str = "", *, tone: Tone = "bg", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._title = title
        self.header = PageHeader(title, parent=self)
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(24, 12, 24, 16)
        self.outer.setSpacing(12)
        self.outer.addWidget(self.header)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Title of header, window and palette's recents."""
        self._title = title
        self.header.set_title(title)
        self.setAccessibleName(title)
        self.title_changed.emit(title)

    @property
    def title(self) -> str:
        """The title shown."""
        return self._title

    def add_banner(self, banner: Strip) -> None:
        """A banner under the header."""
        self.outer.insertWidget(1, banner)

    def set_body(self, body: QWidget | QLayout) -> None:
        """What fills the page under the header."""
        if isinstance(body, QLayout):
            self.outer.addLayout(body, 1)
        else:
            self.outer.addWidget(body, 1)

    def wish(self, act: str) -> None:
        """Do this once the record is read ("pay", "reply"); what the page does not offer is left undone."""

    def show_part(self, what: Mapping[str, object]) -> None:
        """Show this part of a page that stays open: a list's "state", a "section" of the settings."""

    def may_leave(self) -> bool:
        """False keeps the page open (the page has said why, or is storing what was typed)."""
        return True

    def when_ready(self, again: Callable[[], None]) -> None:
        """After `may_leave` said no: do this if it may be left after all, a moment later."""

    def first_focus(self) -> QWidget | None:
        """What gets the focus when the page opens."""
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), getattr(tokens(), self._tone))


class Scroll(QScrollArea):
    """Scrolls one widget down, never across; transparent, without a frame."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (inner := self.widget()) is not None:
            inner.setMaximumWidth(self.viewport().width())


def column(*widgets: QWidget, gap: int = 12, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QWidget:
    """Widgets one under the other, packed to the top."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return box


def row(*widgets: QWidget | None, gap: int = 8) -> QWidget:
    """Widgets side by side; a None takes the free space."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    return box
