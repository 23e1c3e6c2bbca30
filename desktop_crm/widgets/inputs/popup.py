"""The floating list under an input: rows with a subline and a value, a footer to make something new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import Run, draw_box, draw_runs, draw_text
from desktop_crm.widgets.theme import tokens


@dataclass(frozen=True)
class Choice:
    """What the program gets, the words, a muted second line, a value at the right, an icon."""

    value: Any
    text: str
    subline: str = ""
    right: str = ""
    icon: str = ""


def match_runs(text: str, typed: str) -> tuple[Run, ...]:
    """The text with the typed letters in semibold."""
    at = text.casefold().find(typed.strip().casefold()) if typed.strip() else -1
    if at < 0 or len(text.casefold()) != len(text):
        return (Run(text),)
    end = at + len(typed.strip())
    parts = ((text[:at], fonts.REGULAR), (text[at:end], fonts.BOLD), (text[end:], fonts.REGULAR))
    return tuple(Run(part, weight=weight) for part, weight in parts if part)


class ChoiceModel(QAbstractListModel):
    """The choices in a popup; `typed` is emphasised in them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: list[Choice] = []
        self.typed = ""

    def show(self, choices: Sequence[Choice], typed: str = "") -> None:
        """Replace everything."""
        self.beginResetModel()
        self.choices, self.typed = list(choices), typed
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.choices)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            choice = self.choices[index.row()]
            if role == Qt.ItemDataRole.DisplayRole:
                return choice.text
            return ", ".join(part for part in (choice.text, choice.subline, choice.right) if part)
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """Rows 36 high, 40 with a subline."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        model = index.model()
        two = isinstance(model, ChoiceModel) and bool(model.choices[index.row()].subline)
        return QSize(100, 42 if two else 34)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        if not isinstance(model, ChoiceModel):
            return
        choice, rect = model.choices[index.row()], QRectF(option.rect).adjusted(4, 0, -4, 0)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            draw_box(painter, rect, fill=tokens().soft, radius=6)
        x = rect.left() + 10
        if choice.icon:
            paint_icon(painter, x, rect.center().y() - 8, choice.icon, tokens().muted)
            x += 24
        right = rect.right() - 10
        if choice.right:
            width = fonts.metrics().horizontalAdvance(choice.right)
            line = QRectF(right - width, rect.top(), width + 1, 24 if choice.subline else rect.height())
            draw_text(painter, line.translated(0, 1 if choice.subline else 0), choice.right, align="right")
            right -= width + 12
        top = QRectF(
            x, rect.top() + (2 if choice.subline else 0), right - x, 20 if choice.subline else rect.height()
        )
        draw_runs(painter, top, match_runs(choice.text, model.typed), gap=0)
        if choice.subline:
            draw_text(
                painter,
                QRectF(x, rect.top() + 21, right - x, 18),
                choice.subline,
                size=fonts.CAPTION,
                colour=tokens().muted,
            )


class _Footer(QWidget):
    """'+ New "Man"' with the keys at its right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text, self.keys, self.chosen = "", "", False
        self.setFixedHeight(34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        painter.fillRect(QRectF(0, 0, rect.width(), 1), tokens().hair)
        if self.chosen or self.underMouse():
            draw_box(painter, rect.adjusted(4, 3, -4, -2), fill=tokens().soft, radius=6)
        room = fonts.metrics(fonts.CAPTION).horizontalAdvance(self.keys)
        keep = 0.0 if rect.width() - room < 180 else room + 12
        if self.text:
            paint_icon(painter, 14, 9, "plus", tokens().muted)
            draw_text(painter, rect.adjusted(38, 0, -14 - keep, 0), self.text)
        if keep:
            draw_text(
                painter,
                rect.adjusted(0, 0, -14, 0),
                self.keys,
                size=fonts.CAPTION,
                colour=tokens().muted,
                align="right",
            )


class ChoicePopup(QFrame):
    """A tool window without focus of its own: the input keeps the cursor and hands over Up, Down, Enter."""

    taken = Signal(object)  # Choice
    new_asked = Signal()

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._anchor = anchor
        self.model = ChoiceModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(anchor.accessibleName())
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self.footer = _Footer(self)
        self.footer.installEventFilter(self)

    def show_choices(
        self,
        choices: Sequence[Choice],
        typed: str = "",
        *,
        new: str = "",
        keys: str = "",
        current: int = 0,
        prefer_new: bool = True,
    ) -> None:
        """Fill and place the popup; hides itself when there is nothing to show."""
        self.model.show(choices, typed)
        self.footer.text, self.footer.keys, self.footer.chosen = new, keys, False
        if not choices and not new:
            self.hide()
            return
        self._place()
        if choices:
            self.list.setCurrentIndex(self.model.index(max(0, min(current, len(choices) - 1)), 0))
        else:
            self.footer.chosen = bool(new) and prefer_new
        self.show()
        self.footer.update()

    def move_choice(self, step: int) -> None:
        """Up and down, past the last row into the footer."""
        row, last = self.list.currentIndex().row(), len(self.model.choices) - 1
        if self.footer.chosen:
            if step < 0 and last >= 0:
                self.footer.chosen = False
                self.list.setCurrentIndex(self.model.index(last, 0))
        elif row + step > last and self.footer.text:
            self.footer.chosen = True
            self.list.setCurrentIndex(QModelIndex())
        else:
            self.list.setCurrentIndex(self.model.index(max(0, min(last, row + step)), 0))
        self.footer.update()

    def take_current(self) -> bool:
        """Enter: take the row or ask for a new one; False when there is nothing to take."""
        if self.footer.chosen:
            self.hide()
            self.new_asked.emit()
            return True
        return self._take(self.list.currentIndex().row())

    def _take(self, row: int) -> bool:
        if not 0 <= row < len(self.model.choices):
            return False
        choice = self.model.choices[row]
        self.hide()
        self.taken.emit(choice)
        return True

    def _place(self) -> None:
        rows = sum(self.list.sizeHintForRow(row) for row in range(min(7, len(self.model.choices))))
        footer = 34 if self.footer.text or (self.footer.keys and self.model.choices) else 0
        width, height = max(self._anchor.width(), 240), rows + (8 if rows else 0) + footer
        corner = self._anchor.mapToGlobal(QPoint(0, self._anchor.height() + 4))
        screen = self._anchor.screen().availableGeometry()
        if corner.y() + height > screen.bottom():
            corner.setY(self._anchor.mapToGlobal(QPoint(0, 0)).y() - height - 4)
        self.setGeometry(QRect(corner.x(), corner.y(), width, height))
        self.list.setGeometry(1, 4, width - 2, max(0, height - footer - 8))
        self.footer.setGeometry(1, height - footer, width - 2, 34)
        self.footer.setVisible(bool(footer))

    def eventFilter(self, watched, event: QEvent) -> bool:  # type: ignore[no-untyped-def]
        pressed = watched is self.footer and event.type() == QEvent.Type.MouseButtonRelease
        if pressed and self.footer.text:
            self.hide()
            self.new_asked.emit()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_box(
            QPainter(self), QRectF(self.rect()), fill=tokens().raised, border=tokens().button_border, radius=8
        )
