"""Fields on a grid of twelve columns, and a form that marks the field an error names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts, tips
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.painting import draw_text
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.theme import tokens

LINE: Final = 16
MOST_LINES: Final = 3


class HelpLine(QWidget):
    """The line of 16 under a field: a muted fact, or the error with its icon; nothing jumps but for an error
    that needs more lines to be read.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fact, self._error, self._good = text, "", False
        self.setFixedHeight(LINE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_fact(self, text: str, *, good: bool = False) -> None:
        """A muted fact ("Due 22 Dec 2026"), or with `good` a green one ("Valid NIF")."""
        self._fact, self._good = text, good
        self._tell()

    def set_error(self, text: str | None) -> None:
        """The error instead of the fact, until None."""
        self._error = text or ""
        self._tell()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._error or self._fact

    def _tell(self) -> None:
        self.setAccessibleName(self.text)
        tips.set_tip(
            self,
            self.text if fonts.metrics(fonts.CAPTION).horizontalAdvance(self.text) > self.width() else "",
        )
        self._make_room()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.setFixedHeight(LINE * len(self._lines()))

    def _lines(self) -> list[str]:
        """A fact is one line, cut where it has to be; an error breaks between words, at most twice."""
        if not self._error:
            return [self._fact]
        measure, room = fonts.metrics(fonts.CAPTION), self.width() - LINE
        lines = [""]
        for word in self._error.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and len(lines) < MOST_LINES and measure.horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        if not self.text:
            return
        rect.setHeight(LINE)
        if not self._error and not self._good:
            draw_text(painter, rect, self.text, size=fonts.CAPTION, colour=c.muted)
            return
        colour = c.bad if self._error else c.ok
        paint_icon(painter, 0, 2, "circle-alert" if self._error else "circle-check", colour, 12)
        rect.setLeft(LINE)
        for line in self._lines():
            draw_text(painter, rect, line, size=fonts.CAPTION, colour=colour)
            rect.translate(0, LINE)


class Field(QWidget):
    """Label above, input, help line. The label's mnemonic leads to the input."""

    def __init__(
        self, label: str, control: Any, *, help: str = "", roomy: bool = True, parent: QWidget | None = None
    ) -> None:
        """`roomy=False` leaves the help line out until it says something (dialogs, wizard)."""
        super().__init__(parent)
        self.control = control
        self._roomy = roomy
        self._own_error = ""
        self.label = Label(label, "caption", parent=self)
        self.label.setBuddy(control)
        self.label.setFixedHeight(16)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.help = HelpLine(help, self)
        if not control.accessibleName():
            control.setAccessibleName(label.replace("&", ""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.label)
        layout.addWidget(control)
        layout.addWidget(self.help)
        layout.addStretch(1)
        self.label.setVisible(bool(label))
        self._show_help()
        if hasattr(control, "refused"):
            control.refused.connect(self.set_error)

    def set_label(self, label: str) -> None:
        """Another name: what a number is called depends on the country."""
        self.label.setText(label)
        self.control.setAccessibleName(label.replace("&", ""))

    def set_help(self, text: str, *, good: bool = False) -> None:
        """Another fact under the field."""
        self.help.set_fact(text, good=good)
        self._show_help()

    def set_error(self, text: str | None) -> None:
        """Mark the field, or clear it with None."""
        self._own_error = text or ""
        self.control.set_error(text or None)
        self.help.set_error(text or None)
        self._show_help()

    @property
    def error(self) -> str:
        """The error shown, or ""."""
        return self._own_error

    def _show_help(self) -> None:
        self.help.setVisible(self._roomy or bool(self.help.text))


class Form(QWidget):
    """Named fields on twelve columns. `values()` collects, `show_error` marks, focuses and says why.

    form = Form(t)
    form.add("name", t("Name"), TextInput(), span=6)
    form.add("country", t("Country"), ChoiceInput(choices), span=3)
    form.end_row()
    """

    changed = Signal(str)  # the name of the field
    errors_changed = Signal()

    def __init__(
        self, t: Translator, *, gap: int = 12, roomy: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.t = t
        self._roomy = roomy
        self._fields: dict[str, Field] = {}
        self._row, self._column = 1, 0
        self._shown: dict[str, object] = {}
        self.strip = Strip("bad")
        self.strip.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(8 if roomy else 12)
        for column in range(12):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 1)
        self._grid.addWidget(self.strip, 0, 0, 1, 12)
        self._grid.setRowStretch(1000, 1)

    def add(
        self,
        name: str,
        label: str,
        control: Any,
        *,
        span: int = 12,
        help: str = "",
        roomy: bool | None = None,
    ) -> Field:
        """Put a labelled input at the next free place; wraps to the next row when it does not fit."""
        room = self._roomy if roomy is None else roomy
        field = Field(label, control, help=help, roomy=room, parent=self)
        self._fields[name] = field
        self.place(field, span)
        if hasattr(control, "changed"):
            control.changed.connect(lambda: self._edited(name))
        return field

    def place(self, widget: QWidget, span: int = 12) -> None:
        """Put any widget on the grid (a heading, a button, a note)."""
        if self._column + span > 12:
            self.end_row()
        self._grid.addWidget(widget, self._row, self._column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._column += span

    def heading(self, text: str) -> None:
        """A heading across the form."""
        self.end_row()
        self.place(Label(text, "strong"))
        self.end_row()

    def end_row(self) -> None:
        """Continue in a new row."""
        if self._column:
            self._row, self._column = self._row + 1, 0

    def __getitem__(self, name: str) -> Any:
        """The input called `name`."""
        return self._fields[name].control

    def field(self, name: str) -> Field:
        """The field (label, input, help) called `name`."""
        return self._fields[name]

    @property
    def names(self) -> tuple[str, ...]:
        """All field names in order."""
        return tuple(self._fields)

    def values(self) -> dict[str, Any]:
        """All values by name. Raises UserError with the field's name when a text is no value of its kind."""
        found: dict[str, Any] = {}
        for name, field in self._fields.items():
            try:
                found[name] = field.control.value()
            except UserError as error:
                raise UserError(error.message, name) from error
        return found

    def value(self, name: str) -> Any:
        """One value."""
        try:
            return self._fields[name].control.value()
        except UserError as error:
            raise UserError(error.message, name) from error

    def set_values(self, **values: object) -> None:
        """Show values without telling; unknown names are a KeyError."""
        for name, value in values.items():
            self._fields[name].control.set_value(value)

    def refresh(self, **values: object) -> None:
        """Show what others stored; a field in which something else is typed is left alone.

        `shown` says what such a field showed before somebody began to type.
        """
        for name, value in values.items():
            if not self._is_typed_in(name):
                self._shown[name] = value
                self._fields[name].control.set_value(value)

    def forget(self, *names: str) -> None:
        """What is typed in these fields (without names: in all) is stored or given up."""
        for name in names or tuple(self._shown):
            self._shown.pop(name, None)

    def shown(self, name: str) -> object:
        """What a field was last told to show by `refresh`."""
        return self._shown.get(name)

    def _is_typed_in(self, name: str) -> bool:
        if name not in self._shown:
            return False
        try:
            return bool(self._fields[name].control.value() != self._shown[name])
        except UserError:
            return True  # half a date

    def show_error(self, error: UserError) -> None:
        """Mark and focus the field that the error names; otherwise say it in a strip at the top."""
        text, name = self.t.message(error.message), error.field or ""
        field = self._field_of(name)
        if field is None:
            self.strip.set_text(text)
            self.strip.show()
        else:
            field.set_error(text)
            field.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.errors_changed.emit()

    def _field_of(self, name: str) -> Field | None:
        """ "address.street" and "ibans[1]" fall back to "address" and "ibans"."""
        while name:
            if name in self._fields:
                return self._fields[name]
            name = name[: max(name.rfind("."), name.rfind("["), 0)]
        return None

    def clear_errors(self, names: Iterable[str] | None = None) -> None:
        """Take away marks and strip."""
        for name in names if names is not None else self._fields:
            self._fields[name].set_error(None)
        self.strip.hide()
        self.errors_changed.emit()

    @property
    def errors(self) -> list[str]:
        """The names of the marked fields."""
        return [name for name, field in self._fields.items() if field.error]

    def _edited(self, name: str) -> None:
        field = self._fields[name]
        if field.error:
            field.set_error(None)
            self.errors_changed.emit()
        self.strip.hide()
        self.changed.emit(name)
