"""Phones, mails and websites of a contact: a row each, the main one of a kind marked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts.rules import POINT_KINDS, PointDraft
from desktop_crm.contacts.rules.drafts import PointKind
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.form import HelpLine
from desktop_crm.widgets.inputs import TextInput

ICONS = {"phone": "phone", "mail": "mail", "web": "globe"}


class _Row(QWidget):
    """One way to reach a contact."""

    def __init__(self, box: PointsBox, kind: PointKind) -> None:
        super().__init__(box)
        t = box.t
        self.kind: PointKind = kind
        self.is_main = False
        words = {"phone": t("Phone"), "mail": t("Mail"), "web": t("Website")}
        examples = {"phone": "+49 30 901820", "mail": "name@firm.example", "web": "firm.example"}
        self.value = TextInput(words[kind], placeholder=examples[kind], icon=ICONS[kind])
        self.label = TextInput(t("Label"), placeholder=t("Work, mobile…"), longest=60)
        self.label.setFixedWidth(150)
        self.star = IconButton("star", t("Make the main one"), partial(box.make_main, self), compact=False)
        self.remove = IconButton("x", t("Remove {name}", name=words[kind]), partial(box.remove, self))
        self.help = HelpLine()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.value, 1)
        line.addWidget(self.label)
        line.addWidget(self.star)
        line.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.help)
        self.help.hide()
        self.value.changed.connect(box.edited)
        self.label.changed.connect(box.edited)

    def show_point(self, point: PointDraft, *, alone: bool) -> None:
        self.is_main = point.is_main
        self.value.set_value(point.value)
        self.label.set_value(point.label)
        self.star.setVisible(not alone)
        self.star.icon_name = "badge-check" if point.is_main else "star"
        self.star.update()

    def point(self) -> PointDraft:
        return PointDraft(self.kind, self.value.value(), self.label.value(), self.is_main)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """A doubt in plain words, an error with its frame; "" takes either away."""
        self.value.set_error(text if wrong else None)
        self.help.set_error(text if wrong else None)
        self.help.set_fact("" if wrong else text)
        self.help.setVisible(bool(text))


class PointsBox(QWidget):
    """`value()` is the tuple of points as shown, empty rows included; `changed` after each edit."""

    changed = Signal()

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self._rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        adding = QHBoxLayout()
        adding.setSpacing(4)
        words: dict[PointKind, str] = {
            "phone": t("Add phone"),
            "mail": t("Add mail"),
            "web": t("Add website"),
        }
        self.buttons: dict[PointKind, Button] = {}
        for kind in POINT_KINDS:
            button = Button(words[kind], partial(self.add, kind), kind="link", icon="plus", compact=True)
            self.buttons[kind] = button
            adding.addWidget(button)
        adding.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._list)
        layout.addLayout(adding)

    def value(self) -> tuple[PointDraft, ...]:
        """All rows in order."""
        return tuple(row.point() for row in self._rows)

    def set_value(self, points: tuple[PointDraft, ...]) -> None:
        """Show points without telling; rows are kept while their kinds stay."""
        same = 0
        for row, point in zip(self._rows, points, strict=False):
            if row.kind != point.kind:
                break
            same += 1
        for row in self._rows[same:]:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows[same:] = [self._new_row(point.kind) for point in points[same:]]
        kinds = [point.kind for point in points]
        for row, point in zip(self._rows, points, strict=True):
            row.show_point(point, alone=kinds.count(point.kind) < 2)

    def _new_row(self, kind: PointKind) -> _Row:
        row = _Row(self, kind)
        self._list.addWidget(row)
        return row

    def edited(self) -> None:
        """A row changed."""
        self.changed.emit()

    def add(self, kind: PointKind) -> None:
        """One more, with the cursor in it; an empty row of the kind is used again."""
        for row in self._rows:
            if row.kind == kind and not row.value.value():
                row.value.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.set_value((*self.value(), PointDraft(kind, "")))
        self.changed.emit()
        self._rows[-1].value.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self, row: _Row) -> None:
        """Take a row out."""
        number = self._rows.index(row)
        self.set_value(tuple(point for at, point in enumerate(self.value()) if at != number))
        self.changed.emit()

    def make_main(self, row: _Row) -> None:
        """Of its kind this one comes first."""
        number = self._rows.index(row)
        self.set_value(
            tuple(
                replace(point, is_main=at == number) if point.kind == row.kind else point
                for at, point in enumerate(self.value())
            )
        )
        self.changed.emit()

    # doubts and errors

    def _filled(self) -> list[_Row]:
        return [row for row in self._rows if row.value.value()]

    def show_hints(self, hints: list[Hint]) -> None:
        """Doubts at "points[2].value", counted among the filled rows."""
        said = {hint.field: self.t.message(hint.message) for hint in hints}
        for number, row in enumerate(self._filled(), 1):
            row.say(said.get(f"points[{number}].value", ""))

    def show_error(self, field: str, text: str) -> None:
        """An error at "points[2].value" or "points[2].label"."""
        number = int(field[field.index("[") + 1 : field.index("]")])
        for row in self._filled()[number - 1 : number]:
            row.say(text, wrong=True)
            row.value.setFocus(Qt.FocusReason.OtherFocusReason)
