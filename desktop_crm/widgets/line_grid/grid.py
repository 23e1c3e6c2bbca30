"""The line grid: a table of frozen lines with editors in its cells, and the row that adds more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button, MenuItem, fill_menu
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs.popup import Choice
from desktop_crm.widgets.labels import ElidedLabel
from desktop_crm.widgets.line_grid.cell_editor import CellEditor, Search, begin, make_area, make_control
from desktop_crm.widgets.line_grid.columns import FIRST, HANDLE, NUMBER, GridColumn, LineModel
from desktop_crm.widgets.line_grid.view import LineView
from desktop_crm.widgets.local_settings import list_setting
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

LineT = TypeVar("LineT")


class LineGrid(QWidget, Generic[LineT]):
    """`changed(lines, merge)` after every edit; `set_lines` shows others.

    See widgets/line_grid/columns.py.
    """

    changed = Signal(object, object)  # the new tuple of lines, a key for merging undo steps or None
    new_item_asked = Signal(int, str)  # row, what was typed

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[GridColumn[LineT]],
        *,
        new_line: Callable[[], LineT],
        is_section: Callable[[LineT], bool] = lambda _line: False,
        new_section: Callable[[], LineT] | None = None,
        section_sum: Callable[[tuple[LineT, ...], int], str] = lambda _lines, _row: "",
        search: Search | None = None,
        take: Callable[[LineT, Choice], LineT] | None = None,
        new_item: Callable[[str], str] | None = None,
        name: str = "lines",
        framed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`new_item` words the footer of the type-ahead ('New item "Man"').

        Then `new_item_asked` is emitted.
        """
        super().__init__(parent)
        self.desk, self.t = desk, desk.t
        self._new_line, self._new_section = new_line, new_section
        self._section_sum, self._search, self._take, self._new_item = section_sum, search, take, new_item
        self._name, self._framed = name, framed
        self._editor: CellEditor | None = None
        self.model: LineModel[LineT] = LineModel(desk.t, columns, is_section, self)
        self.view = LineView(self.model, lambda row: section_sum(self.model.lines, row), self)
        self.view.setAccessibleName(self.t("Lines"))
        self.setFocusProxy(self.view)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1000)
        layout.addWidget(self._add_row())
        layout.addStretch(1)
        self._set_up_columns()
        self._connect()
        self._fit()

    def _add_row(self) -> QWidget:
        self.add_row = QWidget(self)
        self.add_row.setFixedHeight(36)
        line = QHBoxLayout(self.add_row)
        line.setContentsMargins(44, 4, 12, 4)
        line.setSpacing(4)
        self.add_button = Button(self.t("Add line"), self.add_line, kind="quiet", icon="plus", compact=True)
        line.addWidget(self.add_button)
        self.section_button = Button(
            self.t("Add section"), self.add_section, kind="quiet", icon="type", compact=True
        )
        self.section_button.setVisible(self._new_section is not None)
        line.addWidget(self.section_button)
        self.extra = QHBoxLayout()
        line.addLayout(self.extra)
        self.hint = ElidedLabel("", "caption", right=True)
        line.addWidget(self.hint, 1)
        self._say_hint()
        return self.add_row

    def _connect(self) -> None:
        view = self.view
        view.edit_asked.connect(self.edit)
        view.second_asked.connect(self.edit_second)
        view.move_asked.connect(self.move_line)
        view.remove_asked.connect(self.remove_line)
        view.duplicate_asked.connect(self.duplicate_line)
        view.add_asked.connect(lambda typed: self.add_line(typed))
        view.left.connect(self._leave)
        view.verticalScrollBar().valueChanged.connect(lambda _v: self._close_editor())
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.sectionResized.connect(lambda *_a: self._save_soon.start())

    # what pages use

    @property
    def lines(self) -> tuple[LineT, ...]:
        """The lines shown."""
        return self.model.lines

    def set_lines(self, lines: Sequence[LineT]) -> None:
        """Show lines without telling; an open editor stays when its row still stands."""
        if tuple(lines) != self.model.lines:
            self.model.show(tuple(lines))
            self._fit()

    def add_button_after(self, button: QWidget) -> None:
        """Another verb in the add row ("Add discount")."""
        self.extra.addWidget(button)

    def set_read_only(self, read_only: bool = True) -> None:
        """Only look."""
        self.view.read_only = read_only
        self.add_row.setVisible(not read_only)
        self.view.setColumnHidden(HANDLE, read_only)

    def show_error(self, error: UserError) -> None:
        """Mark the cell of "lines[2].price" (counted from 1), say why, go there."""
        found = re.match(r"\w+\[(\d+)\](?:\.(\w+))?", error.field or "")
        row = int(found[1]) - 1 if found else -1
        text = self.t.message(error.message)
        if not 0 <= row < len(self.model.lines):
            self._say_hint(text)
            return
        wanted = (found[2] if found else "") or ""
        number = next(
            (n for n, c in enumerate(self.model.columns) if wanted == c.key or wanted in c.fields), 0
        )
        column = self.model.columns[number]
        self.model.errors[row, column.key] = text
        if self.view.isColumnHidden(number + FIRST):
            self.view.setColumnHidden(number + FIRST, False)
        self._say_hint(
            self.t("Line {n}, {column}: {why}", n=self.model.number(row), column=column.title, why=text)
        )
        self.view.setFocus()
        self.view.go(row, number + FIRST)

    def finish_edit(self) -> None:
        """Take what is being typed in an open cell."""
        self._close_editor()

    def clear_errors(self) -> None:
        """Take away all marks."""
        self.model.errors.clear()
        self._say_hint()
        self.view.viewport().update()

    def add_line(self, typed: str = "") -> None:
        """A new line after the last one, its first cell open."""
        self._append(self._new_line(), typed)

    def add_section(self) -> None:
        """A new section at the end, its title open."""
        if self._new_section is not None:
            self._append(self._new_section(), "")

    def take_item(self, row: int, choice: Choice) -> None:
        """Fill a line from a chosen (or just made) item and go on to the next cell."""
        if self._take is None or not 0 <= row < len(self.lines):
            return
        self._set_line(row, self._take(self.lines[row], choice), None)
        self._go_on(row, self._item_column(), "next")

    # changes

    def _append(self, line: LineT, typed: str) -> None:
        self._close_editor()
        self._emit((*self.lines, line), None)
        row = len(self.lines) - 1
        cell = self.view.neighbour(row, -1, 1)
        if cell is not None:
            QTimer.singleShot(0, self, partial(self.edit, row, cell[1], typed))

    def _emit(self, lines: tuple[LineT, ...], merge: str | None) -> None:
        self.model.show(lines)
        self._fit()
        self.changed.emit(lines, merge)

    def _set_line(self, row: int, line: LineT, merge: str | None) -> None:
        if line != self.lines[row]:
            self._emit((*self.lines[:row], line, *self.lines[row + 1 :]), merge)

    def move_line(self, source: int, target: int) -> None:
        """Put a line elsewhere."""
        if not 0 <= target < len(self.lines):
            return
        rest = (*self.lines[:source], *self.lines[source + 1 :])
        self.model.errors.clear()
        self._emit((*rest[:target], self.lines[source], *rest[target:]), None)
        self.view.go(target, max(FIRST, self.view.currentIndex().column()))

    def remove_line(self, row: int) -> None:
        """Take a line out; a toast (and Ctrl+Z in an editor) brings it back."""
        before = self.lines
        self.model.errors.clear()
        self._emit((*before[:row], *before[row + 1 :]), None)
        self.desk.notices.undo(self.t("Line removed"), lambda: self._emit(before, None))
        if self.lines:
            self.view.go(min(row, len(self.lines) - 1), max(FIRST, self.view.currentIndex().column()))

    def duplicate_line(self, row: int) -> None:
        """The same line once more below."""
        self._emit((*self.lines[: row + 1], *self.lines[row:]), None)
        self.view.go(row + 1, max(FIRST, self.view.currentIndex().column()))

    # editing

    def edit(self, row: int, column: int, typed: str = "") -> None:
        """Open a cell; a typed letter replaces its value, Delete empties it."""
        declared = self.model.column(column)
        if not self.view.editable(row, column) or declared is None or self.view.read_only:
            return
        self._close_editor()
        self.view.go(row, column)
        section = self.model.is_section(self.lines[row])
        control = make_control(
            self.desk,
            declared,
            self.lines[row],
            self.view.viewport(),
            search=None if section else self._search,
            new=self._new_item,
        )
        self._open(control, row, column, area=False)
        begin(control, "" if typed == "\x7f" else typed)
        if typed == "\x7f":
            control.setText("") if hasattr(control, "setText") else None

    def edit_second(self, row: int, column: int) -> None:
        """Open the second line (description) of a cell."""
        declared = self.model.column(column)
        if declared is None or declared.second_set is None:
            column = self._item_column()
            declared = self.model.column(column)
        if declared is None or declared.second_set is None or self.model.is_section(self.lines[row]):
            return
        self._close_editor()
        self.view.go(row, column)
        area = make_area(declared, self.lines[row], self)
        self._open(area, row, column, area=True)
        area.setFocus()

    def _open(self, control: Any, row: int, column: int, *, area: bool) -> None:
        rect = self.view.cell_rect(row, column)
        editor = CellEditor(control, self.view.viewport(), area=area)
        if area:
            corner = self.view.viewport().mapTo(self, rect.topLeft() + QPoint(0, 22))
            control.setGeometry(corner.x(), corner.y(), max(rect.width(), 280), 84)
        else:
            control.setGeometry(rect)
        editor.committed.connect(partial(self._commit, row, column, area))
        editor.taken.connect(partial(self.take_item, row))
        editor.new_asked.connect(partial(self._ask_new, row))
        editor.ended.connect(partial(self._go_on, row, column))
        editor.refused.connect(lambda error: self._say_hint(self.t.message(error.message)))
        editor.destroyed.connect(self._editor_gone)
        self._editor, self.view.editing, self.view.shows_current = editor, True, True
        control.show()
        control.raise_()

    def _editor_gone(self) -> None:
        self.view.viewport().update()

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.end("leave")

    def _commit(self, row: int, column: int, area: bool, value: Any) -> None:
        declared = self.model.column(column)
        if declared is None or row >= len(self.lines):
            return
        change = declared.second_set if area else declared.set
        self.model.errors.pop((row, declared.key), None)
        self._say_hint()
        if change is not None:
            self._set_line(row, change(self.lines[row], value), None)

    def _ask_new(self, row: int, typed: str) -> None:
        self._editor, self.view.editing = None, False
        self.new_item_asked.emit(row, typed)

    def _go_on(self, row: int, column: int, how: str) -> None:
        self._editor, self.view.editing = None, False
        if how == "leave":
            self.view.shows_current = self.view.hasFocus()
            self.view.viewport().update()
            return
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if how == "second":
            self.edit_second(row, column)
        elif how in ("next", "back"):
            self._next_cell(row, column, 1 if how == "next" else -1)

    def _next_cell(self, row: int, column: int, step: int) -> None:
        last = row == len(self.lines) - 1
        if step > 0 and last and self.lines[row] == self._new_line():
            self._emit(self.lines[:-1], None)
            self._leave(True)
            return
        cell = self.view.neighbour(row, column, step)
        if cell is not None:
            self.edit(*cell)
        elif step > 0:
            self.add_line()
        else:
            self._leave(False)

    def _leave(self, forwards: bool) -> None:
        if forwards and self.add_row.isVisible():
            self.add_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusNextPrevChild(forwards)

    def _item_column(self) -> int:
        return next((n + FIRST for n, c in enumerate(self.model.columns) if c.kind == "item"), FIRST)

    # looks

    def _say_hint(self, error: str = "") -> None:
        self.hint.set_text(error or self.t("Alt+↑ ↓ moves a line"), "bad" if error else "muted")

    def _fit(self) -> None:
        self.view.fit_rows()
        self.view.setMaximumHeight(self.view.content_height() + 1)
        self.view.setMinimumHeight(min(self.view.content_height() + 1, 160))

    def _set_up_columns(self) -> None:
        self._save_soon = QTimer(self, singleShot=True, interval=400)
        self._save_soon.timeout.connect(self._save_columns)
        header = self.view.horizontalHeader()
        kept = self.desk.local.get(list_setting(f"grid.{self._name}"))
        for number, width in ((HANDLE, 28), (NUMBER, 28)):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
            self.view.setColumnWidth(number, width)
        for number, column in enumerate(self.model.columns, FIRST):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(number, mode)
            self.view.setColumnWidth(number, int(kept.get("widths", {}).get(column.key, column.width)))
            self.view.setColumnHidden(
                number, column.key in kept["hidden"] if "hidden" in kept else column.hidden
            )

    def _save_columns(self) -> None:
        columns = list(enumerate(self.model.columns, FIRST))
        hidden = [column.key for number, column in columns if self.view.isColumnHidden(number)]
        widths = {
            c.key: self.view.columnWidth(n) for n, c in columns if not c.stretch and c.key not in hidden
        }
        self.desk.local.set(list_setting(f"grid.{self._name}"), {"hidden": hidden, "widths": widths})

    def _header_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        items = [
            MenuItem(c.title, partial(self._toggle, n), checked=not self.view.isColumnHidden(n))
            for n, c in enumerate(self.model.columns, FIRST)
            if c.kind != "item"
        ]
        fill_menu(menu, items)
        menu.popup(self.view.horizontalHeader().mapToGlobal(where))

    def _toggle(self, number: int) -> None:
        self.view.setColumnHidden(number, not self.view.isColumnHidden(number))
        self._save_soon.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._framed:
            c = tokens()
            draw_box(QPainter(self), QRectF(self.rect()), fill=c.surface, border=c.border, radius=8)
