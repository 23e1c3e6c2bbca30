"""The line grid: a table of frozen lines with editors in its cells, and the row that adds more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs.popup import Choice
from desktop_crm.widgets.line_grid.cell_editor import CellEditor, Search, begin, make_area, make_control
from desktop_crm.widgets.line_grid.columns import FIRST, GridColumn
from desktop_crm.widgets.line_grid.sheet import LineSheet

LineT = TypeVar("LineT")


def follow_line(before: Sequence[object], after: Sequence[object], row: int) -> int | None:
    """Where a line went when others were put above it or taken away; None when it is gone itself."""
    line = before[row]
    same = [place for place, each in enumerate(after) if each == line]
    if same:
        return min(same, key=lambda place: abs(place - row))
    if len(after) == len(before) or (after[:row] == before[:row] and row < len(after)):
        return row  # the same line, changed
    below = len(before) - row - 1
    place = len(after) - below - 1
    if place >= 0 and tuple(after[place + 1 :]) == tuple(before[row + 1 :]) and len(after) > len(before):
        return place
    return None


class LineGrid(LineSheet[LineT]):
    """`changed(lines, merge)` after every edit; `set_lines` shows others.

    See widgets/line_grid/columns.py.
    """

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
        super().__init__(desk, columns, is_section, section_sum, name=name, framed=framed, parent=parent)
        self._new_line, self._new_section = new_line, new_section
        self._search, self._take, self._new_item = search, take, new_item
        self._editor: CellEditor | None = None
        self._row = 0
        t = self.t
        self.add_button = Button(t("Add line"), self.add_line, kind="quiet", icon="plus", compact=True)
        self.section_button = Button(
            t("Add section"), self.add_section, kind="quiet", icon="type", compact=True
        )
        if new_section is None:
            self.section_button.hide()  # showing a button that has no parent yet would open a window
        self.add_button.installEventFilter(self)
        self.verbs.addWidget(self.add_button)
        self.verbs.addWidget(self.section_button)
        view = self.view
        view.edit_asked.connect(self.edit)
        view.second_asked.connect(self.edit_second)
        view.add_asked.connect(lambda typed: self.add_line(typed))
        view.left.connect(self._leave)
        view.verticalScrollBar().valueChanged.connect(lambda _v: self._close_editor())

    def set_lines(self, lines: Sequence[LineT]) -> None:
        """Show lines without telling; an open cell and the current one go along with their line."""
        after, before = tuple(lines), self.lines
        if after == before:
            return
        row, column = self.view.currentIndex().row(), self.view.currentIndex().column()
        where = follow_line(before, after, row) if 0 <= row < len(before) else None
        super().set_lines(after)
        if where is None:
            if self._editor is not None:
                self._editor.end("cancel")  # its line is gone
        elif where != row:
            self._row = where
            self.view.go(where, column)
            if self._editor is not None and not self._editor.is_area:
                self._editor.control.setGeometry(self.view.cell_rect(where, column))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever types on the button that adds a line means the line."""
        if (
            watched is self.add_button
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            typed = event.text()
            held = event.modifiers() & ~(
                Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            )
            if typed.strip() and typed.isprintable() and not held:
                self.add_line(typed)
                return True
        return super().eventFilter(watched, event)

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

    def _append(self, line: LineT, typed: str) -> None:
        self._close_editor()
        self._emit((*self.lines, line), None)
        row = len(self.lines) - 1
        cell = self.view.neighbour(row, -1, 1)
        if cell is not None:
            QTimer.singleShot(0, self, partial(self.edit, row, cell[1], typed))

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
        self._row = row  # it moves when somebody else puts lines above it
        editor.committed.connect(lambda value: self._commit(self._row, column, area, value))
        editor.taken.connect(lambda choice: self.take_item(self._row, choice))
        editor.new_asked.connect(lambda typed: self._ask_new(self._row, typed))
        editor.ended.connect(lambda how: self._go_on(self._row, column, how))
        editor.refused.connect(lambda error: self._say_hint(self.t.message(error.message)))
        editor.destroyed.connect(self._editor_gone)
        self._editor, self.view.editing, self.view.shows_current = editor, True, True
        control.show()
        control.raise_()

    def _editor_gone(self) -> None:
        self.view.viewport().update()

    def finish_edit(self) -> bool:
        """Take what is being typed in an open cell; the keyboard stays in the grid.

        False when it is no value: the cell stays open and says why, so that nobody goes on without it.
        """
        editor = self._editor
        if editor is None:
            return True
        if not editor.check():
            return False
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._close_editor()
        return True

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
