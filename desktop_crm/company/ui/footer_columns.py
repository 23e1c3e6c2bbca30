"""The columns of a footer, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.company.rules.paper_texts import COLUMNS, columns_of, footer_text
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput


class FooterColumns(QWidget):
    """`changed` while somebody types; the columns as a list, or as one text with empty lines between them."""

    changed = Signal()

    def __init__(self, t: Translator) -> None:
        super().__init__()
        self.form = form = Form(t)
        for number in range(1, COLUMNS + 1):
            form.add(f"footer[{number}]", t("Column {n}", n=str(number)), AreaInput(lines=4), span=3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)
        form.changed.connect(lambda _name: self.changed.emit())

    def columns(self) -> tuple[str, ...]:
        """What is typed, without empty columns at the end."""
        typed = [self.form[name].value() for name in self.form.names]
        while typed and not typed[-1].strip():
            typed.pop()
        return tuple(typed)

    def text(self) -> str:
        """The filled columns as one text."""
        return footer_text(self.columns())

    def show_columns(self, columns: Sequence[str]) -> None:
        """What is stored; what says the same stays as it is typed."""
        if self.columns() != tuple(columns):
            self._show(columns)

    def _show(self, columns: Sequence[str]) -> None:
        for number, name in enumerate(self.form.names):
            self.form[name].set_value(columns[number] if number < len(columns) else "")

    def show_text(self, text: str) -> None:
        """The same out of one text. An empty column between filled ones stays while it is typed in."""
        if self.text() != text:
            self._show(columns_of(text))

    def set_placeholders(self, columns: Sequence[str]) -> None:
        """What is printed where nothing is typed at all."""
        for number, name in enumerate(self.form.names):
            area: AreaInput = self.form[name]
            area.edit.setPlaceholderText(columns[number] if number < len(columns) else "")

    def show_error(self, error: UserError) -> None:
        """At its column, else at the first one."""
        field = error.field if error.field in self.form.names else "footer[1]"
        self.form.show_error(UserError(error.message, field))
