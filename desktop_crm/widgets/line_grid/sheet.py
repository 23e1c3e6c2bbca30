"""The sheet of lines: shows, moves, copies, removes them, marks what is wrong, remembers its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import MenuItem, fill_menu
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import ElidedLabel
from desktop_crm.widgets.line_grid.columns import FIRST, HANDLE, NUMBER, GridColumn, LineModel
from desktop_crm.widgets.line_grid.view import LineView
from desktop_crm.widgets.local_settings import list_setting
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

LineT = TypeVar("LineT")


class LineSheet(QWidget, Generic[LineT]):
    """Lines without editors; `LineGrid` opens the cells."""

    changed = Signal(object, object)  # the new tuple of lines, a key for merging undo steps or None

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[GridColumn[LineT]],
        is_section: Callable[[LineT], bool],
        section_sum: Callable[[tuple[LineT, ...], int], str],
        *,
        name: str,
        framed: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.t = desk, desk.t
        self._name, self._framed = name, framed
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
        self.view.move_asked.connect(self.move_line)
        self.view.remove_asked.connect(self.remove_line)
        self.view.duplicate_asked.connect(self.duplicate_line)
        header = self.view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.sectionResized.connect(lambda *_a: self._save_soon.start())
        self._fit()

    def _add_row(self) -> QWidget:
        self.add_row = QWidget(self)
        self.add_row.setFixedHeight(36)
        line = QHBoxLayout(self.add_row)
        line.setContentsMargins(44, 4, 12, 4)
        line.setSpacing(4)
        self.verbs = QHBoxLayout()
        line.addLayout(self.verbs)
        self.extra = QHBoxLayout()
        line.addLayout(self.extra)
        self.hint = ElidedLabel("", "caption", right=True)
        line.addWidget(self.hint, 1)
        self._say_hint()
        return self.add_row

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

    def clear_errors(self) -> None:
        """Take away all marks."""
        self.model.errors.clear()
        self._say_hint()
        self.view.viewport().update()

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
