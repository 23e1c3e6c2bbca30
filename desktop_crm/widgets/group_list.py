"""Groups of one-line rows, each with one verb: what needs a person. Up and down move, Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import (
    Run,
    draw_avatar,
    draw_box,
    draw_focus,
    draw_hairline,
    draw_runs,
    draw_text,
)
from desktop_crm.widgets.theme import THEME, tokens

ROW, HEAD, GAP = 36, 36, 16
AGE, AMOUNT, CODE, VERB = 128, 100, 34, 96


@dataclass(frozen=True)
class GroupRow:
    """One thing to do. `open` runs on Enter or click, `act` on the verb (Ctrl+Enter)."""

    name: str
    what: str
    age: str
    open: Callable[[], None]
    verb: str = ""
    act: Callable[[], None] | None = None
    age_role: str | None = "muted"
    amount: str = ""
    code: str = ""


@dataclass(frozen=True)
class Group:
    """A heading with its count and sum, and its rows."""

    title: str
    icon: str
    rows: Sequence[GroupRow]
    count: int = 0
    sum: str = ""
    code: str = ""


class _Model(QAbstractListModel):
    """Headings and rows in one list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[Group | GroupRow] = []

    def show(self, groups: Sequence[Group]) -> None:
        self.beginResetModel()
        self.items = []
        for group in groups:
            if group.rows:
                self.items += [group, *group.rows]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        item = self.items[index.row()]
        if isinstance(item, Group):
            return f"{item.title} {item.count}"
        return ", ".join(
            part for part in (item.name, item.what, item.age, f"{item.amount} {item.code}") if part.strip()
        )

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if isinstance(self.items[index.row()], Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        model = index.model()
        heading = isinstance(model, _Model) and isinstance(model.items[index.row()], Group)
        return QSize(100, HEAD + (GAP if index.row() else 0) if heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        if not isinstance(model, _Model):
            return
        item, rect = model.items[index.row()], QRectF(option.rect)
        if isinstance(item, Group):
            _paint_group(painter, rect.adjusted(0, GAP if index.row() else 0, 0, 0), item)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        last = index.row() + 1 == len(model.items) or isinstance(model.items[index.row() + 1], Group)
        _paint_row(painter, rect, item, chosen=chosen, line=not last)


def _columns(rect: QRectF) -> tuple[float, float, float, float]:
    """Left edges of age, amount, code and verb; a narrow list gives up the verb's column last."""
    verb = rect.right() - VERB
    code = verb - CODE
    amount = code - AMOUNT
    return amount - AGE, amount, code, verb


def _paint_group(painter: QPainter, rect: QRectF, group: Group) -> None:
    c = tokens()
    _age, amount, code, _verb = _columns(rect)
    middle = rect.center().y()
    paint_icon(painter, rect.left() + 9, middle - 8, group.icon, c.muted)
    runs = (Run(group.title, fonts.BODY, fonts.BOLD), Run(str(group.count), fonts.CAPTION, role="muted"))
    draw_runs(painter, QRectF(rect.left() + 33, rect.top(), amount - rect.left() - 40, rect.height()), runs)
    words = QRectF(amount - AGE, rect.top(), code - amount + AGE - 8, rect.height())
    draw_text(painter, words, group.sum, size=fonts.CAPTION, colour=c.muted, align="right")
    draw_text(
        painter, QRectF(code, rect.top(), CODE, rect.height()), group.code, size=fonts.CODE, colour=c.muted
    )
    draw_hairline(painter, rect.left(), rect.right(), rect.bottom() - 1)


def _paint_row(painter: QPainter, rect: QRectF, row: GroupRow, *, chosen: bool, line: bool) -> None:
    c = tokens()
    if chosen:
        draw_box(painter, rect, fill=c.soft)
    age, amount, code, verb = _columns(rect)
    draw_avatar(painter, QRectF(rect.left() + 8, rect.top() + 6, 24, 24), row.name, on_soft=chosen)
    runs = (Run(row.name, fonts.BODY, fonts.BOLD), Run(row.what, role="muted"))
    draw_runs(painter, QRectF(rect.left() + 42, rect.top(), age - rect.left() - 54, ROW), runs)
    draw_text(
        painter,
        QRectF(age, rect.top(), AGE - 8, ROW),
        row.age,
        size=fonts.CAPTION,
        colour=c.role(row.age_role),
    )
    draw_text(painter, QRectF(amount, rect.top(), AMOUNT - 8, ROW), row.amount, align="right")
    draw_text(painter, QRectF(code, rect.top(), CODE, ROW), row.code, size=fonts.CODE, colour=c.muted)
    place = QRectF(verb, rect.top() + 4, VERB - 8, 28)
    if row.verb:
        if chosen:
            draw_box(painter, place, fill=c.surface, border=c.button_border)
        ink = c.text if chosen else c.muted
        draw_text(painter, place.adjusted(4, 0, -4, 0), row.verb, colour=ink, align="center")
    if chosen:
        draw_focus(painter, rect)
    elif line:
        draw_hairline(painter, rect.left(), rect.right(), rect.bottom() - 1)


class GroupList(QListView):
    """`set_groups(...)`; empty groups are left out. Emits `shown` with the number of rows."""

    shown = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items = _Model(self)
        self.setModel(self.items)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        THEME.changed.connect(self.viewport().update)

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show these; the current row stays where it was, as far as there is one."""
        before = self.currentIndex().row()
        self.items.show(groups)
        rows = [at for at, item in enumerate(self.items.items) if isinstance(item, GroupRow)]
        if rows:
            at = min(rows, key=lambda row: abs(row - max(before, 0)))
            self.setCurrentIndex(self.items.index(at))
        self.shown.emit(len(rows))

    def current(self) -> GroupRow | None:
        """The row that Enter would open."""
        index = self.currentIndex()
        item = self.items.items[index.row()] if index.isValid() else None
        return item if isinstance(item, GroupRow) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            act = row.act if event.modifiers() & Qt.KeyboardModifier.ControlModifier else None
            (act or row.open)()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position()
        index = self.indexAt(place.toPoint())
        row = self.current() if index.isValid() and index == self.currentIndex() else None
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        on_verb = place.x() > self.visualRect(index).right() - VERB
        (row.act if on_verb and row.act is not None else row.open)()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
