"""The box under a conversation: a reply that becomes a mail, a note for us, or the customer's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.composing import ComposingBox, Meaning
from desktop_crm.widgets.theme import mix, tokens

Act = Literal["public", "internal", "customer"]


@dataclass(frozen=True)
class Written:
    """What was written, and how it is meant."""

    act: Act
    text: str


class TicketComposer(ComposingBox):
    """`written(Written)` asks the page to store; `attach_asked` to choose files; `clear()` once stored."""

    written = Signal(object)
    attach_asked = Signal()

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        self.t = t
        meanings = (
            Meaning("public", t("Public reply"), "reply"),
            Meaning("internal", t("Internal note"), "lock"),
            Meaning("customer", t("The customer said"), "message-square"),
        )
        super().__init__(meanings, t("Answer"), 3, parent)
        self.attach = IconButton("paperclip", t("Attach files\u2026"), self.attach_asked.emit, compact=True)
        self.send = Button(t("Send"), self.submit, kind="primary", icon="send", shortcut=keys.PRIMARY.first)
        self.low.addWidget(self.attach)
        self.low.addStretch(1)
        self.low.addWidget(self.send)
        self.choose("public")

    @property
    def act(self) -> Act:
        """How the text is meant."""
        return cast("Act", self._act)

    def choose(self, act: str) -> None:
        """Another meaning; what was typed stays."""
        t = self.t
        super().choose(act)
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

    def begin(self, act: Act) -> None:
        """This meaning, ready to type."""
        self.choose(act)
        self.focus()

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
        self.focus()
        self.update()

    def clear(self) -> None:
        """Ready for the next."""
        self.send.setEnabled(True)
        self.text.set_value("")
        self.text.set_error(None)
        self.update()
        self.changed.emit()

    def fill(self) -> QColor:
        """A note for us is tinted."""
        c = tokens()
        return mix(c.warn_bg, c.surface, 0.6) if self.act == "internal" else c.surface
