"""A table of declared columns: order, widths and choice are kept, a click in the head sorts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets import column_memory, fonts
from desktop_crm.widgets.buttons import MenuItem, fill_menu
from desktop_crm.widgets.column_room import ColumnRoom
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.local_settings import list_setting
from desktop_crm.widgets.paged_model import Column, PagedTableModel
from desktop_crm.widgets.table_delegate import TableDelegate, TableHeader

RowT = TypeVar("RowT")
ROW, COMPACT_ROW = 36, 28


class ColumnTable(QTableView, Generic[RowT]):
    """The outer half of a list: its columns. `PagedTable` adds rows, keys and ticks."""

    head_ticked = Signal()
    view_changed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column[RowT]],
        source: Callable[[ListView], Listing[RowT]],
        *,
        name: str,
        row_key: Callable[[RowT], Hashable],
        compact: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.desk, self._name = desk, name
        self.table_model: PagedTableModel[RowT] = PagedTableModel(
            desk.tasks, columns, source, row_key=row_key, parent=self
        )
        self._setup_view(compact)
        self._header = TableHeader(self)
        self._header.setAccessibleName(desk.t("Columns"))
        self.setHorizontalHeader(self._header)
        self.setModel(self.table_model)
        self._room = ColumnRoom(self)
        self.setItemDelegate(TableDelegate(self))
        self._save_soon = QTimer(self, singleShot=True, interval=400)
        self._save_soon.timeout.connect(self.save_columns)
        self._header.sectionClicked.connect(self._sort_by)
        self._header.sectionResized.connect(lambda *_a: self._save_soon.start())
        self._header.sectionMoved.connect(lambda *_a: self._save_soon.start())
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._header_menu)
        self.restore_columns()

    @property
    def view(self) -> ListView:
        """The search, sort and filters shown."""
        return self.table_model.view

    def set_view(self, view: ListView) -> None:
        """Another search, sort or filter."""
        self.table_model.show_view(view)
        self.view_changed.emit(view)

    def _setup_view(self, compact: bool) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFont(fonts.font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.viewport().setAutoFillBackground(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(COMPACT_ROW)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(COMPACT_ROW if compact else ROW)

    def _first_column(self) -> int:
        for visual in range(self._header.count()):
            logical = self._header.logicalIndex(visual)
            if not self.isColumnHidden(logical):
                return logical
        return 0

    def is_first(self, logical: int) -> bool:
        """Whether this column is the leftmost shown one."""
        return self._first_column() == logical

    def shown_columns(self) -> list[Column[RowT]]:
        """The chosen columns from left to right, those that stand back in a narrow window among them."""
        order = sorted(range(len(self.table_model.columns)), key=self._header.visualIndex)
        return [self.table_model.columns[logical] for logical in order if self._room.is_chosen(logical)]

    def column_items(self) -> list[MenuItem | None]:
        """The column chooser's entries."""
        items: list[MenuItem | None] = [
            MenuItem(column.title, partial(self.toggle_column, number), checked=self._room.is_chosen(number))
            for number, column in enumerate(self.table_model.columns)
        ]
        return [*items, None, MenuItem(self.desk.t("Reset columns"), self.reset_columns, icon="rotate-ccw")]

    def toggle_column(self, number: int) -> None:
        """Show or hide a column; the last one stays."""
        chosen = self._room.is_chosen(number)
        if not chosen or len(self.shown_columns()) > 1:
            self._room.choose(number, not chosen)
            self._save_soon.start()

    def reset_columns(self) -> None:
        """Order, widths and choice as the page declares them."""
        if self._name:
            self.desk.local.set(list_setting(self._name), {})
        self.restore_columns()

    def save_columns(self) -> None:
        """Keep order, widths, choice and sort for this computer."""
        if self._name:
            self.desk.local.set(list_setting(self._name), column_memory.remember(self, self._room))

    def restore_columns(self) -> None:
        """What was kept, else what the page declares."""
        kept = self.desk.local.get(list_setting(self._name)) if self._name else {}
        self._room.forget()
        column_memory.restore(self, kept)
        self._room.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room.fit()

    def _sort_by(self, section: int) -> None:
        if self._header.take_press_in_tick() and self.is_first(section):
            self.head_ticked.emit()
            return
        column = self.table_model.columns[section]
        if column.sort:
            again = self.view.sort == column.key
            self.set_view(replace(self.view, sort=column.key, descending=again and not self.view.descending))
            self._header.viewport().update()
            self._save_soon.start()

    def _header_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self.column_items())
        menu.popup(self._header.mapToGlobal(where))
