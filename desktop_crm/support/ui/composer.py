"""The box under a conversation: a reply that becomes a mail, a note for us, or the customer's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts, keys
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs import AreaInput
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import mix, tokens

Act = Literal["public", "internal", "customer"]
_ICONS: Final[dict[Act, str]] = {"public": "reply", "internal": "lock", "customer": "message-square"}


@dataclass(frozen=True)
class Written:
    """What was written, and how it is meant."""

    act: Act
    text: str


class _Tab(QAbstractButton):
    """How the text is meant: icon and word, filled when chosen."""

    def __init__(self, act: Act, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.act: Act = act
        self.setText(text)
        self.setAccessibleName(text)
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
        paint_icon(painter, 10, 6, _ICONS[self.act], ink)
        weight = fonts.BOLD if chosen else fonts.REGULAR
        draw_text(painter, rect.adjusted(34, 0, -8, 0), self.text(), weight=weight, colour=ink)
        if self.hasFocus():
            draw_focus(painter, rect)


class TicketComposer(QWidget):
    """`written(Written)` asks the page to store; `attach_asked` to choose files; `clear()` once stored."""

    written = Signal(object)
    attach_asked = Signal()

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self.act: Act = "public"
        self._tabs = QButtonGroup(self)
        words: dict[Act, str] = {
            "public": t("Public reply"),
            "internal": t("Internal note"),
            "customer": t("The customer said"),
        }
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        for act, word in words.items():
            tab = _Tab(act, word, self)
            self._tabs.addButton(tab)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self._tabs.buttonClicked.connect(lambda tab: self.choose(tab.act))
        self.text = AreaInput(t("Answer"), lines=3, framed=False)
        self.attach = IconButton("paperclip", t("Attach files\u2026"), self.attach_asked.emit, compact=True)
        self.send = Button(t("Send"), self.submit, kind="primary", icon="send", shortcut=keys.PRIMARY.first)
        low = QHBoxLayout()
        low.setContentsMargins(6, 0, 0, 0)
        low.addWidget(self.attach)
        low.addStretch(1)
        low.addWidget(self.send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 8, 8)
        layout.setSpacing(2)
        layout.addLayout(tabs)
        layout.addWidget(self.text)
        layout.addLayout(low)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.text.edit.installEventFilter(self)
        enter = QShortcut(QKeySequence(keys.PRIMARY.keys[1]), self)
        enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        enter.activated.connect(self.submit)
        self.choose("public")

    def choose(self, act: Act) -> None:
        """Another meaning; what was typed stays."""
        t = self.t
        self.act = act
        for tab in self._tabs.buttons():
            tab.setChecked(isinstance(tab, _Tab) and tab.act == act)
        verbs = {"public": t("Write the mail"), "internal": t("Add note"), "customer": t("Add message")}
        icons = {"public": "send", "internal": "lock", "customer": "plus"}
        self.send.setText(verbs[act])
        self.send.set_icon(icons[act])
        self.text.edit.setPlaceholderText(
            {
                "public": t("Answer the customer; it opens as a mail in your mail program"),
                "internal": t("Only the team sees this"),
                "customer": t("What the customer said on the phone or wrote elsewhere"),
            }[act]
        )
        self.update()

    def begin(self, act: Act) -> None:
        """This meaning, ready to type."""
        self.choose(act)
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Hand over what was written."""
        text = self.text.value().strip()
        if not text:
            self.refuse(self.t("Nothing written yet"))
            return
        self.send.setEnabled(False)
        self.written.emit(Written(self.act, text))

    def refuse(self, why: str) -> None:
        """It could not be stored: what was typed stays."""
        self.send.setEnabled(True)
        self.text.set_error(why)
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def clear(self) -> None:
        """Ready for the next."""
        self.send.setEnabled(True)
        self.text.set_value("")
        self.text.set_error(None)
        self.update()

    @property
    def is_empty(self) -> bool:
        return not self.text.value().strip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.KeyPress):
            if event.type() == QEvent.Type.KeyPress and self.text.wrong:
                self.text.set_error(None)
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        fill = mix(c.warn_bg, c.surface, 0.6) if self.act == "internal" else c.surface
        if self.text.wrong:
            draw_box(painter, rect, fill=fill, border=c.bad, radius=8)
        elif self.text.edit.hasFocus():
            draw_box(painter, rect, fill=fill, border=c.accent, radius=8, width=2)
        else:
            draw_box(painter, rect, fill=fill, border=c.strong, radius=8)
