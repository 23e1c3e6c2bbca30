"""Two people changed the same draft: field by field, what was there, mine and theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs.switch import RadioInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

Side = Literal["mine", "theirs"]


@dataclass(frozen=True)
class Difference:
    """A field that both changed: its name for the program, its label, the three values in words."""

    key: str
    label: str
    before: str
    mine: str
    theirs: str


def both_changed(before: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The keys that both changed, and to different values; everything else can be joined without asking."""
    keys = dict.fromkeys((*before, *mine, *theirs))
    return [
        key
        for key in keys
        if mine.get(key) != before.get(key)
        and theirs.get(key) != before.get(key)
        and mine.get(key) != theirs.get(key)
    ]


def joined(
    before: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], chosen: Mapping[str, Side]
) -> dict[str, Any]:
    """One set of values: what one side changed, and of what both changed the chosen side."""
    result: dict[str, Any] = {}
    for key in dict.fromkeys((*before, *mine, *theirs)):
        if key in chosen:
            result[key] = (mine if chosen[key] == "mine" else theirs).get(key)
        else:
            result[key] = mine.get(key) if mine.get(key) != before.get(key) else theirs.get(key)
    return result


class _Cell(QWidget):
    """A radio in a box that turns soft when chosen."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.radio = RadioInput(words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(9, 5, 9, 5)
        layout.addWidget(self.radio)
        self.radio.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.radio.toggled.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.radio.isChecked():
            c = tokens()
            draw_box(QPainter(self), QRectF(self.rect()), fill=c.soft, border=c.accent)


class _Pair(QWidget):
    """Mine and theirs of one field; Qt makes the two radios exclusive through their common parent."""

    changed = Signal()

    def __init__(self, difference: Difference, t: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = difference.key
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.cells: dict[Side, _Cell] = {
            "mine": _Cell(difference.mine or t("empty"), self),
            "theirs": _Cell(difference.theirs or t("empty"), self),
        }
        for side, cell in self.cells.items():
            cell.radio.setAutoExclusive(False)
            cell.radio.setAccessibleName(f"{difference.label}: {cell.radio.text()}")
            cell.radio.clicked.connect(partial(self.choose, side))
            layout.addWidget(cell, 1)

    @property
    def side(self) -> Side | None:
        """What is chosen."""
        return next((side for side, cell in self.cells.items() if cell.radio.isChecked()), None)

    def choose(self, side: Side) -> None:
        """One side, and not the other."""
        for name, cell in self.cells.items():
            cell.radio.set_value(name == side)
            cell.update()
        self.changed.emit()


class ConflictDialog(ModalDialog):
    """Nothing is preselected; `chosen({"terms": "mine", ...})` is emitted once every field is decided."""

    chosen = Signal(object)

    def __init__(
        self,
        t: Translator,
        title: str,
        differences: Sequence[Difference],
        *,
        untouched: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """`untouched` counts further changes that did not meet and are joined already."""
        sentence = t("Nothing is lost: choose for each field, the other value stays in the history.")
        super().__init__(t, title, sentence, primary=t("Save choices"), width=768, parent=parent)
        self._pairs: list[_Pair] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, word in enumerate((t("Field"), t("Before"))):
            grid.addWidget(Label(word, "caption_strong"), 0, column)
        heads = QHBoxLayout()
        heads.setSpacing(8)
        for word in (t("Mine"), t("Theirs")):
            head = Label(word, "caption_strong")
            head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            heads.addWidget(head, 1)
        grid.addLayout(heads, 0, 2)
        for row, difference in enumerate(differences, 1):
            pair = _Pair(difference, t, self.panel)
            pair.changed.connect(self._count)
            self._pairs.append(pair)
            grid.addWidget(Label(difference.label, wrap=True), row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Label(difference.before or t("empty"), "muted", wrap=True), row, 1)
            grid.addWidget(pair, row, 2)
        for column, stretch in enumerate((2, 2, 5)):
            grid.setColumnStretch(column, stretch)
        self.add(grid)
        if untouched:
            words = t.plural(
                "{n} other change did not meet and is already joined.",
                "{n} other changes did not meet and are already joined.",
                untouched,
            )
            self.add(Label(words, "muted", wrap=True))
        self.add_side_act(Button(t("All theirs"), partial(self.choose_all, "theirs")))
        self.add_side_act(Button(t("All mine"), partial(self.choose_all, "mine")))
        self._count()

    def choose_all(self, side: Side) -> None:
        """One side for every field."""
        for pair in self._pairs:
            pair.choose(side)

    def _count(self) -> None:
        left = sum(1 for pair in self._pairs if pair.side is None)
        total = len(self._pairs)
        self.primary.setEnabled(not left)
        self.set_hint(self.t("{n} of {total} still to choose", n=left, total=total) if left else "")

    def accept_primary(self) -> None:
        """Hand over the choices."""
        self.chosen.emit({pair.key: pair.side for pair in self._pairs})
        self.accept()
