"""The narrow list beside a conversation: three lines a ticket, fetched while one scrolls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_crm.support.queries import TicketRow
from desktop_crm.support.rules.tickets import STATUS_WORDS
from desktop_crm.support.ui.words import STATUS_ROLES, due_role, moment_words, row_due
from desktop_crm.values.messages import Translator
from desktop_crm.values.paging import Listing
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import ElidedLabel, Hairline
from desktop_crm.widgets.painting import Run, draw_focus, draw_runs, draw_text
from desktop_crm.widgets.theme import THEME, tokens

BLOCK = 100
HIGH, WIDE = 80, 300
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """The rows fetched so far; Qt asks for more when the end comes into view."""

    def __init__(self, desk: Desk, source: Callable[[], Listing[TicketRow]], parent: QListView) -> None:
        super().__init__(parent)
        self._desk, self._source, self._view = desk, source, parent
        self.rows: list[TicketRow] = []
        self.total = 0
        self._asking = False

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row, t = self.rows[index.row()], self._desk.t
        return ", ".join(
            part
            for part in (
                row.contact_name,
                row.subject,
                row.number,
                t.message(STATUS_WORDS[row.status]),
                row_due(t, row, self._desk.today()),
            )
            if part
        )

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and len(self.rows) < self.total and not self._asking

    def fetchMore(self, parent: _Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._asking = True
        start = len(self.rows)
        self._desk.tasks.run(
            self, lambda: self._source().rows(start, BLOCK), lambda found: self._more(start, found)
        )

    def _more(self, start: int, found: list[TicketRow]) -> None:
        self._asking = False
        if start != len(self.rows) or not found:
            return
        self.beginInsertRows(QModelIndex(), start, start + len(found) - 1)
        self.rows += found
        self.endInsertRows()

    def reload(self, done: Callable[[], None]) -> None:
        """Again as many rows as there are."""
        wanted = max(BLOCK, len(self.rows))

        def work() -> tuple[int, list[TicketRow]]:
            listing = self._source()
            return listing.count(), listing.rows(0, wanted)

        def show(found: tuple[int, list[TicketRow]]) -> None:
            if found == (self.total, self.rows):
                done()
                return
            bar = self._view.verticalScrollBar()
            value = bar.value()
            self.beginResetModel()
            self.total, self.rows = found
            self.endResetModel()
            self._view.doItemsLayout()
            bar.setValue(value)
            done()

        self._desk.tasks.run_latest(self, "rows", work, show)


class _Delegate(QStyledItemDelegate):
    def __init__(self, t: Translator, today: Callable[[], date], parent: QListView) -> None:
        super().__init__(parent)
        self._t, self._today, self._list = t, today, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)
        row, c, t, today = model.rows[index.row()], tokens(), self._t, self._today()
        box = QRectF(option.rect)
        chosen = self._list.currentIndex().row() == index.row()
        if chosen:
            painter.fillRect(box, c.soft)
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), c.hair)
        inner = box.adjusted(16, 11, -16, -9)
        line = QRectF(inner.left(), inner.top(), inner.width(), 20)
        when = Run(moment_words(t, row.last_at, today), fonts.CAPTION, role="muted")
        draw_runs(painter, line, (when,), right=True)
        weight = fonts.BOLD if row.is_live else fonts.REGULAR
        draw_text(painter, line.adjusted(0, 0, -when.width - 8, 0), row.contact_name, weight=weight)
        subject = c.text if row.is_live else c.muted
        draw_text(painter, line.translated(0, 20), row.subject, colour=subject)
        low = line.translated(0, 40)
        due = Run(row_due(t, row, today), fonts.CAPTION, role=due_role(row.due_on, today, live=row.is_live))
        draw_runs(painter, low, (due,), right=True)
        state = t.message(STATUS_WORDS[row.status])
        runs = (
            Run(row.number, fonts.CAPTION, role="muted"),
            Run(state, fonts.CAPTION, role=STATUS_ROLES[row.status]),
        )
        draw_runs(painter, low.adjusted(0, 0, -due.width - 8, 0), runs)
        if chosen and self._list.hasFocus():
            draw_focus(painter, box, 0)


class TicketList(QListView):
    """`opened(id)` when a ticket is chosen; J and K move, as do the arrows with Enter."""

    opened = Signal(int)
    counted = Signal(int, int)  # shown, in all

    def __init__(self, desk: Desk, source: Callable[[], Listing[TicketRow]]) -> None:
        super().__init__()
        self._current = self._scrolled_to = 0
        self.rows_model = _Model(desk, source, self)
        self.setModel(self.rows_model)
        self.setItemDelegate(_Delegate(desk.t, desk.today, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(desk.t("Tickets"))
        self.clicked.connect(lambda index: self._open(index.row()))
        self.activated.connect(lambda index: self._open(index.row()))
        THEME.changed.connect(self.viewport().update)

    def reload(self, current: int) -> None:
        """Read again and mark the ticket that is shown, or the one that the arrows have come to."""
        rows, at = self.rows_model.rows, self.currentIndex().row()
        walked = rows[at].id if self.hasFocus() and 0 <= at < len(rows) else current
        self._current = current
        self.rows_model.reload(lambda: self._mark(walked))

    def _mark(self, ticket_id: int) -> None:
        row = next((at for at, each in enumerate(self.rows_model.rows) if each.id == ticket_id), -1)
        if row >= 0:
            index, bar = self.rows_model.index(row), self.verticalScrollBar()
            value = bar.value()
            self.setCurrentIndex(index)
            if self._scrolled_to != self._current:
                self._scrolled_to = self._current
                self.scrollTo(index)
            else:
                bar.setValue(value)
        self.counted.emit(len(self.rows_model.rows), self.rows_model.total)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.rows_model.rows) and self.rows_model.rows[row].id != self._current:
            self.opened.emit(self.rows_model.rows[row].id)

    def step(self, by: int) -> None:
        """The next ticket, or the one before."""
        row = next((at for at, each in enumerate(self.rows_model.rows) if each.id == self._current), -1)
        self._open(row + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.step(1 if event.key() == Qt.Key.Key_J else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class TicketColumn(QWidget):
    """The list and, below it, how many there are."""

    def __init__(self, desk: Desk, source: Callable[[], Listing[TicketRow]]) -> None:
        super().__init__()
        self.t = desk.t
        self.list = TicketList(desk, source)
        self.list.opened.connect(lambda key: desk.go("ticket", key))
        self.list.counted.connect(self._counted)
        self.count = ElidedLabel("", "caption")
        self.setFixedWidth(WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.addWidget(self.count)
        column.addLayout(foot)

    def _counted(self, shown: int, total: int) -> None:
        t = self.t
        words = t.plural("{n} open ticket", "{n} open tickets", total)
        self.count.set_text(f"{words}  \u00b7  {t('J and K move')}")
