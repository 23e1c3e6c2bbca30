"""Two people changed the same record: field by field, what was there, mine and theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.values.dates import utc_now
from desktop_crm.values.merging import Author, Side
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs.switch import RadioInput
from desktop_crm.widgets.labels import Label, Style
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

_COLUMN = 150
"""Pixels of width of a value."""
_LEAST = 140
_LONGEST = 600
"""Signs of a text that are shown; what both wrote differs within them or is worth opening the record."""


@dataclass(frozen=True)
class Difference:
    """A field that both changed: its name for the program, its label, the three values in words."""

    key: str
    label: str
    before: str
    mine: str
    theirs: str


class _Radio(RadioInput):
    """Leaves the arrows to the pair that it is in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Words(Label):
    """A text that wraps within its column, whose share of the dialog's width is known beforehand."""

    def __init__(self, text: str, style: Style = "body") -> None:
        super().__init__(text, style, wrap=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(_COLUMN, self.heightForWidth(_COLUMN))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, 20)  # a dialog reckons with the height of its text at this width


class _Cell(QWidget):
    """One value to choose: a radio and its words, however long, in a box that turns soft when chosen."""

    def __init__(self, words: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.radio = _Radio("")
        self.radio.setFixedSize(24, 24)
        self.radio.setAccessibleName(name)
        self.words = _Words(_shortened(words))
        self.words.setContentsMargins(0, 3, 0, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(9, 6, 9, 6)
        layout.setSpacing(6)
        layout.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1, Qt.AlignmentFlag.AlignTop)
        self.radio.toggled.connect(self.update)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole box is the radio."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.click()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.radio.isChecked():
            c = tokens()
            draw_box(QPainter(self), QRectF(self.rect()), fill=c.soft, border=c.accent)


class _Pair(QWidget):
    """Mine and theirs of one field. Left and Right choose a side, Up and Down go to the other fields."""

    changed = Signal()
    left_by = Signal(int)

    def __init__(self, difference: Difference, t: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = difference.key
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.cells: dict[Side, _Cell] = {}
        words: tuple[tuple[Side, str, str], ...] = (
            ("mine", t("Mine"), difference.mine or t("empty")),
            ("theirs", t("Theirs"), difference.theirs or t("empty")),
        )
        for side, whose, text in words:
            cell = self.cells[side] = _Cell(text, f"{difference.label}: {whose}: {text}", self)
            cell.radio.setAutoExclusive(False)
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

    def focus(self) -> None:
        """The keyboard comes to what is chosen, else to mine."""
        self.cells[self.side or "mine"].radio.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            side: Side = "mine" if key == Qt.Key.Key_Left else "theirs"
            self.choose(side)
            self.cells[side].radio.setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.left_by.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


def author_words(t: Translator, author: Author | None) -> str:
    """ "Ana, 10:32", with the day where it was not today; "" for nobody known."""
    if author is None:
        return ""
    is_today = author.at.astimezone().date() == utc_now().astimezone().date()
    when = t.formats.time(author.at) if is_today else t.formats.moment(author.at)
    return f"{author.user}, {when}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}\u2026"


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
        author: Author | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`untouched` counts further changes that did not meet and are joined already; `author` stored
        theirs.
        """
        sentence = t("Choose for each field which value stays. Everything else of both is kept.")
        who = author_words(t, author)
        if who:
            sentence = t("Changed by {who}.", who=who) + " " + sentence
        super().__init__(t, title, sentence, primary=t("Save choices"), width=768, parent=parent)
        self._pairs: list[_Pair] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, word in enumerate((t("Field"), t("Before"))):
            grid.addWidget(Label(word, "caption_strong"), 0, column)
        heads = QHBoxLayout()
        heads.setSpacing(8)
        for word in (t("Mine"), t("Theirs ({who})", who=who) if who else t("Theirs")):
            head = Label(word, "caption_strong")
            head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            heads.addWidget(head, 1)
        grid.addLayout(heads, 0, 2)
        for row, difference in enumerate(differences, 1):
            pair = _Pair(difference, t, self.panel)
            pair.changed.connect(self._count)
            pair.left_by.connect(partial(self._step, row - 1))
            self._pairs.append(pair)
            before = _Words(_shortened(difference.before) or t("empty"), "muted")
            for column, label in enumerate((_Words(difference.label), before)):
                label.setContentsMargins(0, 8, 0, 6)
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
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

    def _step(self, row: int, by: int) -> None:
        if 0 <= row + by < len(self._pairs):
            self._pairs[row + by].focus()

    def _count(self) -> None:
        left = sum(1 for pair in self._pairs if pair.side is None)
        total = len(self._pairs)
        self.primary.setEnabled(not left)
        self.set_hint(self.t("{n} of {total} still to choose", n=left, total=total) if left else "")

    def accept_primary(self) -> None:
        """Hand over the choices."""
        self.chosen.emit({pair.key: pair.side for pair in self._pairs})
        self.accept()
