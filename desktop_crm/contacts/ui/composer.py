"""The box above the timeline in which a note, a call or a mail is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.composing import ComposingBox, Meaning
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, TextInput

Act = Literal["note", "call", "mail"]


@dataclass(frozen=True)
class Written:
    """What was written: `follow_up_on` of a note, the number of a call, the subject of a mail."""

    act: Act
    text: str
    follow_up_on: date | None = None
    number: str = ""
    subject: str = ""


class Composer(ComposingBox):
    """`written(Written)` asks the page to store; `clear()` once it is stored."""

    written = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.t = t = desk.t
        meanings = (
            Meaning("note", t("Note"), "sticky-note"),
            Meaning("call", t("Call"), "phone"),
            Meaning("mail", t("Mail"), "mail"),
        )
        super().__init__(meanings, t("Text"), 2, parent)
        self.follow_up = DateInput(t, desk.today, placeholder=t("Follow up on"))
        self.follow_up.setAccessibleName(t("Follow up on"))
        self.number = ChoiceInput(name=t("Number"), placeholder=t("Which number"), compact=True)
        self.subject = TextInput(t("Subject"), placeholder=t("Subject"))
        self.save = Button(t("Save note"), self.submit, compact=True, shortcut=keys.PRIMARY.first)
        for field in (self.follow_up, self.subject):
            field.setFixedHeight(28)
            field.changed.connect(self.changed)
        self.follow_up.setFixedWidth(168)
        self.low.setSpacing(8)
        self.low.addWidget(self.follow_up)
        self.low.addWidget(self.number)
        self.low.addWidget(self.subject, 1)
        self.low.addStretch(0)
        self.low.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        self.choose("note")

    @property
    def act(self) -> Act:
        """What is being written."""
        return cast("Act", self._act)

    def choose(self, act: str) -> None:
        """Another kind of entry; what was typed stays."""
        t = self.t
        super().choose(act)
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
        self.focus()

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
        self.changed.emit()

    @property
    def is_empty(self) -> bool:
        return super().is_empty and not self.subject.value()

    def typed(self) -> dict[str, str]:
        try:
            follow_up = self.follow_up.value()
        except UserError:
            follow_up = None  # half a date says nothing yet
        day = follow_up.isoformat() if follow_up is not None else ""
        return {**super().typed(), "subject": self.subject.value(), "follow_up": day}

    def put_back(self, words: Mapping[str, str]) -> None:
        super().put_back(words)
        self.subject.set_value(words.get("subject", ""))
        try:
            self.follow_up.set_value(date.fromisoformat(words.get("follow_up", "")))
        except ValueError:
            self.follow_up.set_value(None)
