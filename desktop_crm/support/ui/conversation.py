"""What was said on a ticket, the oldest first: the customer's words, replies and notes, each tinted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.support.queries import MessageRow
from desktop_crm.support.rules.tickets import KIND_WORDS
from desktop_crm.support.ui.words import moment_words
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import tips
from desktop_crm.widgets.buttons import IconButton
from desktop_crm.widgets.labels import Avatar, IconMark, Label
from desktop_crm.widgets.page import Scroll
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import mix, tokens

_ICONS = {"public": "reply", "internal": "lock"}


class MessageBox(QWidget):
    """One message: who and when, how it is meant, the text indented under the name."""

    def __init__(
        self, t: Translator, message: MessageRow, today: date, open_mail: Callable[[int], None]
    ) -> None:
        super().__init__()
        self.message = message
        internal = message.kind == "internal"
        meant = t("Internal note, only the team sees it") if internal else t.message(KIND_WORDS[message.kind])
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Avatar(message.author, 24))
        head.addWidget(Label(message.author, "strong"))
        if message.kind in _ICONS:
            role = "warn" if internal else "muted"
            head.addSpacing(4)
            head.addWidget(IconMark(_ICONS[message.kind], role, 14))
            head.addWidget(Label(meant, "caption", role=role))
        head.addStretch(1)
        if message.has_mail:
            mail = IconButton("mail", t("Open the mail again"), lambda: open_mail(message.id), compact=True)
            head.addWidget(mail)
        when = moment_words(t, message.at, today)
        stamp = Label(when, "caption")
        tips.set_tip(stamp, t.formats.moment(message.at))
        head.addWidget(stamp)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        self.text = Label(message.text, wrap=True, selectable=True)
        self.text.setContentsMargins(32, 0, 0, 0)
        self.text.setAccessibleName(f"{message.author}, {meant}, {when}: {message.text}")
        layout.addWidget(self.text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        if self.message.kind == "internal":
            fill, border = mix(c.warn_bg, c.surface, 0.6), mix(c.warn, c.surface, 0.45)
        elif self.message.kind == "public":
            fill, border = mix(c.soft, c.surface, 0.55), mix(c.accent, c.surface, 0.3)
        else:
            fill, border = c.surface, c.border
        draw_box(painter, rect, fill=fill, border=border, radius=8)


class Conversation(Scroll):
    """All messages; the newest is in view, unless somebody reads further up."""

    def __init__(self, t: Translator, open_mail: Callable[[int], None]) -> None:
        self._inner = QWidget()
        self._layout = QVBoxLayout(self._inner)
        self._layout.setContentsMargins(24, 16, 24, 8)
        self._layout.setSpacing(12)
        super().__init__(self._inner)
        self.t, self._open_mail = t, open_mail
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(t("Conversation"))
        self.boxes: list[MessageBox] = []
        self._nothing = Label(t("Nothing was written on this ticket yet."), "muted")
        self._nothing.hide()  # until it is known
        self._layout.addWidget(self._nothing)
        self._layout.addStretch(1)

    def show_messages(self, messages: Sequence[MessageRow], today: date) -> None:
        """Boxes for the messages; those that stand already stay."""
        known = [box.message for box in self.boxes]
        bar = self.verticalScrollBar()
        was_at_the_end = bar.value() >= bar.maximum() - 4
        if known != list(messages[: len(known)]):
            for box in self.boxes:
                box.hide()
                box.deleteLater()
            self.boxes, known = [], []
        for message in messages[len(known) :]:
            box = MessageBox(self.t, message, today, self._open_mail)
            self._layout.insertWidget(self._layout.count() - 1, box)
            self.boxes.append(box)
        self._nothing.setVisible(not self.boxes)
        if len(messages) != len(known) and (was_at_the_end or not known):
            QTimer.singleShot(0, self, self.to_the_end)

    def to_the_end(self) -> None:
        """The newest message."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
