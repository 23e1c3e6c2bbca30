"""The box in which something is written down: tabs that say how it is meant, the text, verbs below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.widgets import fonts, keys
from desktop_crm.widgets.desk import HalfTyped
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs import AreaInput
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

PAUSE = 500
"""Milliseconds without a letter after which what was typed is kept."""


class Meaning(NamedTuple):
    """How a text can be meant: its name for the program, its word, its picture."""

    act: str
    word: str
    icon: str


class _Tab(QAbstractButton):
    """One meaning: icon and word, filled when chosen."""

    def __init__(self, meaning: Meaning, parent: QWidget) -> None:
        super().__init__(parent)
        self.act, self._icon = meaning.act, meaning.icon
        self.setText(meaning.word)
        self.setAccessibleName(meaning.word)
        self.setCheckable(True)
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(round(fonts.metrics(fonts.BODY, fonts.BOLD).horizontalAdvance(self.text())) + 46, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            draw_box(painter, rect, fill=c.fill if chosen else c.hover)
        ink = c.text if chosen else c.muted
        paint_icon(painter, 10, 6, self._icon, ink)
        weight = fonts.BOLD if chosen else fonts.REGULAR
        draw_text(painter, rect.adjusted(34, 0, -8, 0), self.text(), weight=weight, colour=ink)
        if self.hasFocus():
            draw_focus(painter, rect)


class ComposingBox(QWidget):
    """Subclasses fill `low`, say what the meanings change in `choose`, and hand over in `submit`.

    `changed` at every edit; `typed` and `put_back` are what is kept of it until it is sent.
    """

    changed = Signal()

    def __init__(
        self, meanings: Sequence[Meaning], name: str, lines: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._act = meanings[0].act
        self._tabs = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        for meaning in meanings:
            tab = _Tab(meaning, self)
            self._tabs.addButton(tab)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self._tabs.buttonClicked.connect(self._tab_clicked)
        self.text = AreaInput(name, lines=lines, framed=False)
        self.text.changed.connect(self.changed)
        self.low = QHBoxLayout()
        self.low.setContentsMargins(6, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 8, 8)
        layout.setSpacing(2)
        layout.addLayout(tabs)
        layout.addWidget(self.text)
        layout.addLayout(self.low)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.text.edit.installEventFilter(self)
        enter = QShortcut(QKeySequence(keys.PRIMARY.keys[1]), self)
        enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        enter.activated.connect(self.submit)

    def _tab_clicked(self, tab: _Tab) -> None:
        self.choose(tab.act)
        self.changed.emit()

    def choose(self, act: str) -> None:
        """Another meaning; what was typed stays."""
        self._act = act
        for tab in self._tabs.buttons():
            tab.setChecked(isinstance(tab, _Tab) and tab.act == act)
        self.update()

    def submit(self) -> None:
        """Hand over what was written."""
        raise NotImplementedError

    def focus(self) -> None:
        """Ready to type."""
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.text.value().strip()

    def typed(self) -> dict[str, str]:
        """What stands there, in words that a computer keeps."""
        return {"act": self._act, "text": self.text.edit.toPlainText()}

    def put_back(self, words: Mapping[str, str]) -> None:
        """What stood there, as `typed` told it."""
        if words.get("act") in {tab.act for tab in self._tabs.buttons() if isinstance(tab, _Tab)}:
            self.choose(words["act"])
        self.text.set_value(words.get("text", ""))

    def fill(self) -> QColor:
        """The ground of the box."""
        return tokens().surface

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.KeyPress):
            if event.type() == QEvent.Type.KeyPress and self.text.wrong:
                self.text.set_error(None)
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        if self.text.wrong:
            draw_box(painter, rect, fill=self.fill(), border=c.bad, radius=8)
        elif self.text.edit.hasFocus():
            draw_box(painter, rect, fill=self.fill(), border=c.accent, radius=8, width=2)
        else:
            draw_box(painter, rect, fill=self.fill(), border=c.strong, radius=8)


class KeptTyping(QObject):
    """Puts back what was typed at a record and not sent; keeps what is typed now, after a pause and when the
    box goes out of sight.
    """

    def __init__(self, box: ComposingBox, kept: HalfTyped, record: str, key: int) -> None:
        super().__init__(box)
        self._box, self._kept, self._record, self._key = box, kept, record, key
        self._is_kept = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.flush)
        if words := kept.get(record, key):
            box.put_back(words)
            self._is_kept = True
        box.changed.connect(self._pause.start)
        box.installEventFilter(self)

    def flush(self) -> None:
        """Keep what stands there, now; an empty box is forgotten."""
        self._pause.stop()
        if not self._box.is_empty:
            self._kept.keep(self._record, self._key, self._box.typed())
            self._is_kept = True
        elif self._is_kept:
            self._kept.forget(self._record, self._key)
            self._is_kept = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Close) and self._pause.isActive():
            self.flush()
        return False
