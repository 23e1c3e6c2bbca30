"""The box above the timeline in which a note, a call or a mail is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets import fonts, keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DateInput, TextInput
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

Act = Literal["note", "call", "mail"]
_ICONS: Final[dict[Act, str]] = {"note": "sticky-note", "call": "phone", "mail": "mail"}


@dataclass(frozen=True)
class Written:
    """What was written: `follow_up_on` of a note, the number of a call, the subject of a mail."""

    act: Act
    text: str
    follow_up_on: date | None = None
    number: str = ""
    subject: str = ""


class _Tab(QAbstractButton):
    """One kind of entry: icon and word, filled when chosen."""

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
        return QSize(round(fonts.metrics(fonts.BODY, fonts.BOLD).horizontalAdvance(self.text())) + 44, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            draw_box(painter, rect, fill=c.fill if chosen else c.hover)
        ink = c.text if chosen else c.muted
        paint_icon(painter, 10, 6, _ICONS[self.act], ink)
        weight = fonts.BOLD if chosen else fonts.REGULAR
        draw_text(painter, rect.adjusted(34, 0, 0, 0), self.text(), weight=weight, colour=ink)
        if self.hasFocus():
            draw_focus(painter, rect)


class Composer(QWidget):
    """`written(Written)` asks the page to store; `clear()` once it is stored."""

    written = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t = desk.t
        self.act: Act = "note"
        self._tabs = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        words: dict[Act, str] = {"note": t("Note"), "call": t("Call"), "mail": t("Mail")}
        for act, word in words.items():
            tab = _Tab(act, word, self)
            self._tabs.addButton(tab)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self._tabs.buttonClicked.connect(lambda tab: self.choose(tab.act))
        self.text = AreaInput(t("Text"), lines=2, framed=False)
        self.follow_up = DateInput(t, desk.today, placeholder=t("Follow up on"))
        self.follow_up.setAccessibleName(t("Follow up on"))
        self.number = ChoiceInput(name=t("Number"), placeholder=t("Which number"), compact=True)
        self.subject = TextInput(t("Subject"), placeholder=t("Subject"))
        self.save = Button(t("Save note"), self.submit, compact=True, shortcut=keys.PRIMARY.first)
        self._build(tabs)
        self.text.edit.installEventFilter(self)
        self.choose("note")
        shortcut = QShortcut(QKeySequence(keys.PRIMARY.keys[1]), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.submit)

    def _build(self, tabs: QHBoxLayout) -> None:
        for field in (self.follow_up, self.subject):
            field.setFixedHeight(28)
        self.follow_up.setFixedWidth(168)
        low = QHBoxLayout()
        low.setContentsMargins(6, 0, 0, 0)
        low.setSpacing(8)
        low.addWidget(self.follow_up)
        low.addWidget(self.number)
        low.addWidget(self.subject, 1)
        low.addStretch(0)
        low.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 8, 8)
        layout.setSpacing(2)
        layout.addLayout(tabs)
        layout.addWidget(self.text)
        layout.addLayout(low)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def choose(self, act: Act) -> None:
        """Another kind of entry; what was typed stays."""
        t = self.t
        self.act = act
        for tab in self._tabs.buttons():
            tab.setChecked(isinstance(tab, _Tab) and tab.act == act)
        self.text.edit.setPlaceholderText(
            {
                "note": t("What should not be forgotten?"),
                "call": t("What was said?"),
                "mail": t("What was written?"),
            }[act]
        )
        self.save.setText({"note": t("Save note"), "call": t("Log call"), "mail": t("Log mail")}[act])
        self.follow_up.setVisible(act == "note")
        self.number.setVisible(act == "call" and bool(self.number.choices))
        self.subject.setVisible(act == "mail")

    def set_numbers(self, numbers: Sequence[str]) -> None:
        """The phones to choose from for a call."""
        self.number.set_choices([Choice(number, number) for number in numbers])
        if numbers and self.number.value() is None:
            self.number.set_value(numbers[0])
        self.choose(self.act)

    def begin(self, act: Act, *, number: str = "", subject: str = "") -> None:
        """Open for a call or mail that just began."""
        self.choose(act)
        if number:
            self.number.set_value(number)
        if subject:
            self.subject.set_value(subject)
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Hand over what was written; a note needs words, a call or mail alone says something too."""
        self.text.set_error(None)
        try:
            follow_up = self.follow_up.value() if self.act == "note" else None
        except UserError as error:
            self.follow_up.set_error(self.t.message(error.message))
            self.follow_up.setFocus()
            return
        text = self.text.value()
        if not text and (self.act == "note" or (self.act == "mail" and not self.subject.value())):
            self.text.set_error(self.t("Nothing written yet"))
            self.text.edit.setFocus()
            self.update()
            return
        number = str(self.number.value() or "") if self.act == "call" else ""
        subject = self.subject.value() if self.act == "mail" else ""
        self.written.emit(Written(self.act, text, follow_up, number, subject))

    def clear(self) -> None:
        """Ready for the next."""
        self.text.set_value("")
        self.follow_up.set_value(None)
        self.follow_up.set_error(None)
        self.subject.set_value("")

    @property
    def is_empty(self) -> bool:
        return not self.text.value() and not self.subject.value()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        if self.text.wrong:
            draw_box(painter, rect, fill=c.surface, border=c.bad, radius=8)
        elif self.text.edit.hasFocus():
            draw_box(painter, rect, fill=c.surface, border=c.accent, radius=8, width=2)
        else:
            draw_box(painter, rect, fill=c.surface, border=c.strong, radius=8)
