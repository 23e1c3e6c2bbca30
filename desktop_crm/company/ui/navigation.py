"""The sections of the settings at the left, narrowed by a search over every single setting."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.company.ui.sections import Section
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs import TextInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.page import Scroll
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

WIDE = 208


def folded(text: str) -> str:
    """Without marks and case, so that "numeracao" finds "Numera\u00e7\u00e3o"."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("\u0131", "i"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def matches(section: Section, typed: str) -> tuple[bool, str]:
    """Whether a section answers the search, and the setting in it that does."""
    words = folded(typed).split()
    if not words:
        return True, ""
    if all(word in folded(section.title) for word in words):
        return True, ""
    hit = next((name for name in section.settings if all(word in folded(name) for word in words)), "")
    return bool(hit), hit


class _Entry(QAbstractButton):
    """One section: icon and title; while searching, the setting that was found below."""

    def __init__(self, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self._hit = ""
        self.setText(section.title)
        self.setAccessibleName(section.title)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_hit("")

    def set_hit(self, hit: str) -> None:
        """The setting that the search found here."""
        self._hit = hit
        self.setAccessibleDescription(hit)
        self.setFixedHeight(48 if hit else 32)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDE, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            draw_box(painter, rect, fill=c.fill if chosen else c.hover)
        paint_icon(painter, 12, 8, self.section.icon, c.text if chosen else c.muted)
        weight = fonts.BOLD if chosen else fonts.REGULAR
        draw_text(painter, QRectF(38, 0, rect.width() - 46, 32), self.text(), weight=weight)
        if self._hit:
            low = QRectF(38, 25, rect.width() - 46, 18)
            draw_text(painter, low, self._hit, size=fonts.CAPTION, colour=c.muted)
        if self.hasFocus():
            draw_focus(painter, rect)


class Navigation(QWidget):
    """`chosen(key)`; Ctrl+F goes to the search, Enter there opens the first section found."""

    chosen = Signal(str)

    def __init__(self, t: Translator, sections: Sequence[Section]) -> None:
        super().__init__()
        self.setFixedWidth(WIDE)
        self.search = TextInput(t("Search settings"), placeholder=t("Search settings"), icon="search")
        self.search.textChanged.connect(self.narrow)
        self.search.returnPressed.connect(self._open_first)
        self._nothing = Label(t("No setting is called that."), "caption", wrap=True)
        self._nothing.hide()
        self._group = QButtonGroup(self)
        self._captions: dict[str, Label] = {}
        self._entries: dict[str, _Entry] = {}
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(2)
        for group in dict.fromkeys(section.group for section in sections):
            self._add_group(group, [section for section in sections if section.group == group], inner)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(Scroll(inner), 1)
        self._group.buttonToggled.connect(
            lambda button, on: self.chosen.emit(button.section.key) if on else None
        )
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def _add_group(self, group: str, sections: Sequence[Section], inner: QWidget) -> None:
        caption = Label(group, "caption_strong")
        caption.setContentsMargins(12, 12, 0, 4)
        self._captions[group] = caption
        self._column.addWidget(caption)
        for section in sections:
            entry = _Entry(section, inner)
            self._group.addButton(entry)
            self._entries[section.key] = entry
            self._column.addWidget(entry)

    @property
    def current(self) -> str:
        """The key of the section that is open."""
        return next((key for key, entry in self._entries.items() if entry.isChecked()), "")

    def choose(self, key: str) -> None:
        """Open a section."""
        self._entries[key].setChecked(True)

    @property
    def found(self) -> list[str]:
        """The keys of the sections that the search leaves."""
        return [key for key, entry in self._entries.items() if not entry.isHidden()]

    def narrow(self, typed: str) -> None:
        """Only the sections that answer the search."""
        groups: set[str] = set()
        for entry in self._entries.values():
            is_found, hit = matches(entry.section, typed)
            entry.setVisible(is_found)
            entry.set_hit(hit)
            if is_found:
                groups.add(entry.section.group)
        for group, caption in self._captions.items():
            caption.setVisible(group in groups)
        self._nothing.setVisible(not groups)

    def _open_first(self) -> None:
        for key in self.found[:1]:
            self.choose(key)
            self._entries[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            for key in self.found[:1]:
                self._entries[key].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
