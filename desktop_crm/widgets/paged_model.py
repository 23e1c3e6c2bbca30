"""The table model of every list: columns declared, rows fetched in blocks, a million of them scroll.

`data()` is asked a thousand times a page, so it returns at once for roles it does not serve, and the
delegate reads rows directly. Blocks are loaded one at a time by the tasks; what the person scrolled past
is skipped.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets import tips
from desktop_crm.widgets.tasks import Tasks

RowT = TypeVar("RowT")
BLOCK = 128
KEPT_BLOCKS = 48
AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """A column: what it says of a row and how it is drawn.

    `sort=True` hands `key` to the query's ListView.
    """

    key: str
    title: str
    text: Callable[[RowT], str]
    width: int = 120
    stretch: bool = False
    align: Literal["left", "right"] = "left"
    sort: bool = False
    kind: Literal["text", "state", "pill", "avatar"] = "text"
    role: Callable[[RowT], str | None] | None = None
    bold: bool = False
    muted: bool = False
    second: Callable[[RowT], str] | None = None  # muted words after the text
    code: Callable[[RowT], str] | None = None  # currency code, in a column of its own
    icon: Callable[[RowT], str] | None = None
    tooltip: Callable[[RowT], str] | None = None
    hidden: bool = False  # only when chosen
    yields: int = 0  # stands back when the window is narrow: 1 before 2; 0 never
    least: int = 200  # what a stretched column keeps before others stand back
    keeps_second: bool = False  # where there is no room for both, the text is shortened, not the second words
    value: Callable[[RowT], Any] | None = None  # a number or date that an export writes instead of the text


class PagedTableModel(QAbstractTableModel, Generic[RowT]):
    """Rows of a `Listing`. `refreshed(view_changed)` follows a new count and its first blocks."""

    refreshed = Signal(bool)
    refreshing = Signal()
    """Other rows of the same view are about to take the place of these."""
    counted = Signal(int)

    def __init__(
        self,
        tasks: Tasks,
        columns: Sequence[Column[RowT]],
        source: Callable[[ListView], Listing[RowT]],
        *,
        row_key: Callable[[RowT], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.view = ListView()
        self.row_key = row_key
        self._tasks, self._source = tasks, source
        self._listing: Listing[RowT] | None = None
        self._blocks: OrderedDict[int, list[RowT]] = OrderedDict()
        self._count = 0
        self._generation = 0
        self._loading: int | None = None
        self._wanted: list[int] = []
        self.loaded_once = False
        self._fetch_soon = QTimer(self, singleShot=True, interval=0)
        self._fetch_soon.timeout.connect(self._fetch)

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.row(index.row())
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tips.plain(column.tooltip(row) or "") or None if column.tooltip else None
        text = column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            more = [part(row) for part in (column.second, column.code) if part]
            return f"{column.title}: " + " ".join(filter(None, [text, *more]))
        return text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def row(self, number: int) -> RowT | None:
        """The row with this number when it is loaded; otherwise None, and it will be fetched."""
        block, offset = divmod(number, BLOCK)
        rows = self._blocks.get(block)
        if rows is None:
            self._want(block)
            return None
        return rows[offset] if offset < len(rows) else None

    def loaded_row(self, number: int) -> RowT | None:
        """Like `row` without asking for what is not there."""
        rows = self._blocks.get(number // BLOCK)
        offset = number % BLOCK
        return rows[offset] if rows is not None and offset < len(rows) else None

    def row_number(self, key: Hashable) -> int | None:
        """Where a key stands among the loaded rows."""
        for block, rows in self._blocks.items():
            for offset, row in enumerate(rows):
                if self.row_key(row) == key:
                    return block * BLOCK + offset
        return None

    def numbers(self) -> dict[Hashable, int]:
        """Where each loaded row stands, by its key."""
        return {
            self.row_key(row): block * BLOCK + offset
            for block, rows in self._blocks.items()
            for offset, row in enumerate(rows)
        }

    def show_view(self, view: ListView) -> None:
        """Another search, sort or filter: what is shown stays until the new rows arrive."""
        self.view = view
        self._load(view_changed=True, around=0)

    def reload(self, around: int = 0, also: Iterable[int] = ()) -> None:
        """The same view again, after changes; `around` is the row at the top of the window, `also` are rows
        that must be found again wherever they are now.
        """
        self._load(view_changed=False, around=around, also=also)

    def _load(self, *, view_changed: bool, around: int, also: Iterable[int] = ()) -> None:
        self._generation += 1
        generation, view, block = self._generation, self.view, around // BLOCK
        further = {max(0, each + by) for each in {number // BLOCK for number in also} for by in (0, 1, -1)}
        blocks = list(dict.fromkeys((block, block + 1, *sorted(further))))[:KEPT_BLOCKS]

        def work() -> tuple[Listing[RowT], int, dict[int, list[RowT]]]:
            listing = self._source(view)
            count = listing.count()
            last = max(0, count - 1) // BLOCK
            wanted = {min(number, last) for number in blocks} if count else set()
            return listing, count, {n: listing.rows(n * BLOCK, BLOCK) for n in sorted(wanted)}

        def done(result: tuple[Listing[RowT], int, dict[int, list[RowT]]]) -> None:
            if generation == self._generation:
                self._replace(*result, view_changed=view_changed)

        self._tasks.run_latest(self, "view", work, done)

    def _replace(
        self, listing: Listing[RowT], count: int, blocks: dict[int, list[RowT]], *, view_changed: bool
    ) -> None:
        if not view_changed:
            self.refreshing.emit()
        self._listing, self._loading = listing, None
        self._wanted.clear()
        if view_changed or not self.loaded_once:
            self.beginResetModel()
            self._count, self._blocks = count, OrderedDict(blocks)
            self.endResetModel()
        else:
            self._resize(count, blocks)
        self.loaded_once = True
        self.counted.emit(count)
        self.refreshed.emit(view_changed)

    def _resize(self, count: int, blocks: dict[int, list[RowT]]) -> None:
        before = self._count
        if count < before:
            self.beginRemoveRows(QModelIndex(), count, before - 1)
            self._count, self._blocks = count, OrderedDict(blocks)
            self.endRemoveRows()
        elif count > before:
            self.beginInsertRows(QModelIndex(), before, count - 1)
            self._count, self._blocks = count, OrderedDict(blocks)
            self.endInsertRows()
        else:
            self._blocks = OrderedDict(blocks)
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(self.columns) - 1))

    def _want(self, block: int) -> None:
        if block in self._wanted:
            self._wanted.remove(block)
        self._wanted.append(block)
        del self._wanted[:-4]
        if self._loading is None:
            self._fetch_soon.start()

    def _fetch(self) -> None:
        listing = self._listing
        while self._wanted and self._wanted[-1] in self._blocks:
            self._wanted.pop()
        if listing is None or self._loading is not None or not self._wanted:
            return
        block, generation = self._wanted.pop(), self._generation
        self._loading = block

        def done(rows: list[RowT]) -> None:
            self._loading = None
            if generation == self._generation:
                self._put(block, rows)
            if self._wanted:
                self._fetch_soon.start()

        self._tasks.run(self, lambda: listing.rows(block * BLOCK, BLOCK), done)

    def _put(self, block: int, rows: list[RowT]) -> None:
        self._blocks[block] = rows
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        first = block * BLOCK
        last = min(self._count, first + BLOCK) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
