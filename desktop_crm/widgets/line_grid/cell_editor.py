"""The editor in a cell: made by the column's kind, committed by Enter, Tab or leaving, dropped by Escape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs.choice import ChoiceInput
from desktop_crm.widgets.inputs.dates import DateInput
from desktop_crm.widgets.inputs.numbers import DecimalInput, PercentInput
from desktop_crm.widgets.inputs.picker import EntityPicker
from desktop_crm.widgets.inputs.popup import Choice
from desktop_crm.widgets.inputs.text import AreaInput, TextInput
from desktop_crm.widgets.line_grid.columns import GridColumn

Search = Callable[[str], Sequence[Choice]]


class CellEditor(QObject):
    """Drives one input over a cell. `ended(how)`: "next", "back", "leave", "cancel" or "second"."""

    committed = Signal(object)
    taken = Signal(object)  # a Choice from the type-ahead
    new_asked = Signal(str)
    ended = Signal(str)
    refused = Signal(object)

    def __init__(self, control: Any, parent: QWidget, *, area: bool = False) -> None:
        super().__init__(parent)
        self.control = control
        self._area, self._over = area, False
        self._target: QWidget = control.edit if area else control
        self._target.installEventFilter(self)
        if isinstance(control, EntityPicker):
            control.changed.connect(self._picked)
            control.new_asked.connect(self._asks_new)
        if isinstance(control, QComboBox):
            control.activated.connect(lambda _row: self.end("next"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._over:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif event.type() == QEvent.Type.FocusOut and not self._popup_took_focus():
            QTimer.singleShot(0, self, self._left)
        return False

    def _popup_took_focus(self) -> bool:
        popup = QApplication.activePopupWidget()
        return popup is not None and popup is not self.control

    def _key(self, event: QKeyEvent) -> bool:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        picker = self.control if isinstance(self.control, EntityPicker) else None
        popup = picker.popup if picker is not None and picker._shown() else None
        if key == Qt.Key.Key_Escape:
            if popup is not None:
                popup.hide()
            else:
                self.end("cancel")
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._area and not control:
                return False
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not self._area:
                self.end("second")
                return True
            if popup is not None and popup.take_current():
                return True
            self.end("next")
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.end("next" if key == Qt.Key.Key_Tab else "back")
            return True
        return False

    def _picked(self) -> None:
        choice = self.control.choice
        if choice is not None and not self._over:
            self._close()
            self.taken.emit(choice)

    def _asks_new(self, typed: str) -> None:
        self._close()
        self.new_asked.emit(typed)

    @property
    def is_area(self) -> bool:
        """Whether it is the second line of a cell."""
        return self._area

    def value(self) -> Any:
        """What was typed; raises UserError."""
        if isinstance(self.control, EntityPicker):
            return self.control.text().strip()
        return self.control.value()

    def _left(self) -> None:
        """The keyboard went elsewhere: what is no value stays to be seen, else it would look as if taken."""
        if not self._over and self.check():
            self.end("leave")

    def check(self) -> bool:
        """Whether what was typed is a value; otherwise the cell says why and stays open."""
        try:
            self.value()
        except UserError as error:
            self.control.set_error(str(error))
            self.refused.emit(error)
            return False
        return True

    def end(self, how: str) -> None:
        """Commit (unless cancelled) and close.

        Stays open when the text is no value and the person goes on.
        """
        if self._over:
            return
        if how == "cancel":
            self._close()
            self.ended.emit(how)
            return
        try:
            value = self.value()
        except UserError as error:
            if how == "leave":
                self._close()
            else:
                self.control.set_error(str(error))
            self.refused.emit(error)
            return
        self._close()
        self.committed.emit(value)
        self.ended.emit(how)

    def _close(self) -> None:
        self._over = True
        if isinstance(self.control, EntityPicker) and self.control._popup is not None:
            self.control._popup.hide()
        self.control.hide()
        self.control.deleteLater()
        self.deleteLater()


def make_control(
    desk: Desk,
    column: GridColumn[Any],
    line: Any,
    parent: QWidget,
    *,
    search: Search | None,
    new: Callable[[str], str] | None,
) -> Any:
    """The input for a column, filled from the line."""
    name, value = column.title, column.get(line)
    control: Any
    if column.kind == "item" and search is not None:
        control = EntityPicker(desk, search, name, free=True, new=new, parent=parent)
        control.setText(str(value or ""))
        return control
    if column.kind == "decimal":
        control = DecimalInput(desk.t, name, least=column.least, most=column.most, parent=parent)
    elif column.kind == "percent":
        control = PercentInput(desk.t, name, parent=parent)
    elif column.kind == "date":
        control = DateInput(desk.t, desk.today, name, parent=parent)
    elif column.kind == "choice":
        control = ChoiceInput(column.choices() if column.choices else [], name, parent=parent)
    else:
        control = TextInput(name, parent=parent)
    control.set_value(value)
    return control


def make_area(column: GridColumn[Any], line: Any, parent: QWidget) -> AreaInput:
    """The input for the second line of a column."""
    area = AreaInput(column.title, lines=3, parent=parent)
    area.set_value(column.second(line) if column.second is not None else "")
    return area


def begin(control: Any, typed: str) -> None:
    """Put the cursor in: a typed letter replaces the value, otherwise all of it is selected."""
    control.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(control, QLineEdit):
        if typed:
            control.setText("")
            control.insert(typed)
            control.textEdited.emit(control.text())
        else:
            control.selectAll()
