"""The page that every list is: search, chips, table, ticks with verbs, sums, export of what is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets import list_export
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip, FilterChips
from desktop_crm.widgets.desk import Desk, watch_shown
from desktop_crm.widgets.inputs.text import TextInput
from desktop_crm.widgets.labels import ElidedLabel, Hairline, KeyCap, Label
from desktop_crm.widgets.list_export import Export
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.paged_table import PagedTable, _id
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

RowT = TypeVar("RowT")


class SearchInput(TextInput):
    """The list's search field: Ctrl+F comes here, Esc empties, Down goes to the table."""

    def __init__(self, placeholder: str, table: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(placeholder, placeholder=placeholder, icon="search", longest=500, parent=parent)
        self._table = table
        keys = QKeySequence(QKeySequence.StandardKey.Find)
        self._cap = KeyCap(keys.toString(QKeySequence.SequenceFormat.NativeText), self)
        self._cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumWidth(220)
        self.textChanged.connect(lambda text: self._cap.setVisible(not text))

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._cap.move(self.width() - self._cap.width() - 9, (self.height() - 18) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.changed.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class TableCard(QWidget):
    """The box around a table and its foot."""

    def __init__(self, table: QWidget, foot: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(table, 1)
        if foot is not None:
            layout.addWidget(foot)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_box(QPainter(self), QRectF(self.rect()), fill=tokens().surface, border=tokens().border, radius=8)


class ListPage(Page, Generic[RowT]):
    """Subclass or use as it is; see the setters. The source runs in the database's thread."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        title: str,
        columns: Sequence[Column[RowT]],
        source: Callable[[ListView], Listing[RowT]],
        *,
        watches: Collection[str],
        open_row: Callable[[RowT], None],
        placeholder: str = "",
        empty: EmptyState | None = None,
        row_key: Callable[[RowT], Hashable] = _id,
        ticks: bool = True,
        preview: Callable[[RowT], None] | None = None,
    ) -> None:
        super().__init__(title)
        self.desk, self.t, self.name = desk, desk.t, name
        self._source = source
        self._chip_filter = ""
        self._count_chips: Callable[[], dict[str, int]] | None = None
        self._foot_work: Callable[[ListView], Any] | None = None
        self._foot_words: Callable[[Any], str] = str
        self._selection_verbs: Callable[[list[RowT]], MenuItems] = lambda _rows: []
        self._export: Export | None = None
        self._primary: QWidget | None = None
        self.table: PagedTable[RowT] = PagedTable(
            desk, columns, source, name=name, row_key=row_key, ticks=ticks
        )
        self.table.setAccessibleName(title)
        self.search = SearchInput(placeholder or self.t("Search"), self.table)
        self.columns_button = IconButton("columns-3", self.t("Columns"), kind="secondary")
        self.columns_button.set_menu(self.table.column_items)
        self.export_button = Button(self.t("Export"), icon="download")
        self.export_button.set_menu(self.export_items)
        self.export_button.hide()
        for widget in (self.search, self.columns_button, self.export_button):
            self.header.add_verb(widget)
        self._build_body(empty)
        self._wire(watches, open_row, preview)

    def _build_body(self, empty: EmptyState | None) -> None:
        self.chips = FilterChips(name=self.t("Filter"))
        self.chips.hide()
        self._ticked_words = Label("", "strong")
        self._ticked_menu = Button(self.t("Actions"), kind="secondary", compact=True)
        self._untick = Button(self.t("Clear selection"), self.table.clear_ticks, kind="quiet", compact=True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.chips)
        line.addStretch(1)
        for widget in (self._ticked_words, self._ticked_menu, self._untick):
            widget.hide()
            line.addWidget(widget)
        self._ticked_menu.set_menu(
            lambda: self.desk.permitted(self._selection_verbs(self.table.ticked_rows()))
        )
        self.count_label = Label("", "caption")
        self.sums = ElidedLabel("", "strong", right=True)
        self.card = TableCard(self.table, self._foot())
        self.no_match = EmptyState(
            "search-x",
            self.t("Nothing found"),
            self.t("No entry fits this search and filter."),
            None,
            [Button(self.t("Clear search and filter"), self.clear_filters, kind="link")],
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.card)
        self.stack.addWidget(self.no_match)
        self._empty = empty
        if empty is not None:
            self.stack.addWidget(empty)
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addLayout(line)
        body.addWidget(self.stack, 1)
        self.set_body(body)

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(37)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(strong=True))
        layout = QHBoxLayout()
        layout.setContentsMargins(12, 0, 12, 0)
        layout.addWidget(self.count_label)
        layout.addWidget(self.sums, 1)
        column.addLayout(layout, 1)
        return foot

    def _wire(
        self,
        watches: Collection[str],
        open_row: Callable[[RowT], None],
        preview: Callable[[RowT], None] | None,
    ) -> None:
        self.table.activated_row.connect(open_row)
        if preview is not None:
            self.table.preview_asked.connect(lambda row: preview(row) if row is not None else None)
        self._search_soon = QTimer(self, singleShot=True, interval=120)
        self._search_soon.timeout.connect(self._apply)
        self.search.changed.connect(self._search_soon.start)
        self.chips.chosen.connect(lambda _key: self._apply())
        self.table.table_model.refreshed.connect(lambda _view_changed: self._refreshed())
        self.table.ticks_changed.connect(self._ticks_changed)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Find),
            self,
            self._focus_search,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        if watches:
            watch_shown(self.desk.changes, self, watches, self.reload)

    # what the page's author sets

    def set_primary(self, button: QWidget, right: str = "") -> None:
        """The one primary verb, at the right end, for who has the `right`; not on an empty page."""
        if right and not self.desk.may(right):
            button.hide()
            return
        self._primary = button
        self.header.add_verb(button)

    def set_chips(self, filter_name: str, chips: Sequence[Chip]) -> None:
        """Chips that set the filter `filter_name`; the one with the key "" shows all."""
        self._chip_filter = filter_name
        self.chips.set_chips(chips)
        self.chips.show()

    def set_chip_counts(self, work: Callable[[], dict[str, int]]) -> None:
        """How many rows each chip stands for, asked in the database's thread after every change."""
        self._count_chips = work

    def set_footer(self, work: Callable[[ListView], Any], words: Callable[[Any], str]) -> None:
        """The sums at the foot: `work` in the database's thread, `words` afterwards in the window's."""
        self._foot_work, self._foot_words = work, words

    def set_selection_verbs(self, verbs: Callable[[list[RowT]], MenuItems]) -> None:
        """What can be done with the ticked rows."""
        self._selection_verbs = verbs

    def set_export(self, run: Export) -> None:
        """`run("csv" or "xlsx", path, titles, lines)` writes what is shown; it runs as a job."""
        if self.desk.may("exports.read"):
            self._export = run
            self.export_button.show()

    # conduct

    def start(self) -> None:
        """Show the first rows; called when the page opens."""
        self._apply()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        if not self.table.table_model.loaded_once:
            self.start()

    def first_focus(self) -> QWidget:
        """The table."""
        return self.table

    def reload(self) -> None:
        """Again, with place and ticks kept."""
        self.table.reload()
        self._ask_numbers()

    def show_filter(self, key: str, search: str = "") -> None:
        """Open the list filtered: from Today's figures or a contact's page."""
        self.chips.choose(key)
        self.search.set_value(search)
        self._apply()

    def show_part(self, what: Mapping[str, object]) -> None:
        """Filtered by "state"."""
        self.show_filter(str(what.get("state", "")))

    def clear_filters(self) -> None:
        """Show everything."""
        self.show_filter("")

    def _view(self) -> ListView:
        key = self.chips.current
        others = tuple(pair for pair in self.table.view.filters if pair[0] != self._chip_filter)
        mine = ((self._chip_filter, key),) if self._chip_filter and key else ()
        return replace(self.table.view, search=self.search.value(), filters=others + mine)

    def _apply(self) -> None:
        self.table.set_view(self._view())
        self._ask_numbers()

    def _ask_numbers(self) -> None:
        if self._count_chips is not None:
            self.desk.tasks.run_latest(self, "chips", self._count_chips, self.chips.set_counts)
        if self._foot_work is not None:
            work, view = self._foot_work, self.table.view
            self.desk.tasks.run_latest(
                self, "foot", lambda: work(view), lambda sums: self.sums.set_text(self._foot_words(sums))
            )

    def _refreshed(self) -> None:
        count = self.table.table_model.rowCount()
        self.count_label.setText(self.t.plural("{n} entry", "{n} entries", count))
        filtered = bool(self.table.view.search or self.table.view.filters)
        if count:
            self.stack.setCurrentWidget(self.card)
        elif filtered or self._empty is None:
            self.stack.setCurrentWidget(self.no_match)
        else:
            self.stack.setCurrentWidget(self._empty)
        bare = not count and not filtered and self._empty is not None
        for widget in filter(None, (self.search, self.columns_button, self._primary)):
            widget.setVisible(not bare)
        self.export_button.setVisible(not bare and self._export is not None)
        self.chips.setVisible(not bare and bool(self._chip_filter))

    def _ticks_changed(self) -> None:
        some = len(self.table.ticked)
        self._ticked_words.setText(self.t.plural("{n} selected", "{n} selected", some))
        self._ticked_words.setVisible(some > 0)
        self._untick.setVisible(some > 0)
        verbs = self._selection_verbs(self.table.ticked_rows()) if some else []
        self._ticked_verbs = self.desk.permitted(verbs)
        self._ticked_menu.setVisible(bool(self._ticked_verbs))

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def export_items(self) -> list[MenuItem]:
        """The entries under "Export"; a page with further formats appends its own."""
        return list_export.menu(self, self.t, self.name, self.export_to)

    def export_to(self, kind: str, path: Path) -> None:
        """Write the visible columns of all rows of this view; `kind` is "csv" or "xlsx"."""
        if self._export is not None:
            list_export.start(self, self.desk, self.table, self._source, self._export, kind, path)
