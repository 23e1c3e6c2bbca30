"""Which column of a file goes where: a row for each column, with the file's own first values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.catalog.rules.columns import Field
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.inputs import Choice, ChoiceInput
from desktop_crm.widgets.labels import ElidedLabel, Hairline, IconMark

SAMPLES = 3


class MappingGrid(QWidget):
    """`columns()` is what was chosen: a field belongs to one column, the last chosen one."""

    changed = Signal()

    def __init__(self, t: Translator, fields: Mapping[Field, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t, self._fields = t, fields
        self.inputs: list[ChoiceInput] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 8, 0)
        self._layout.setHorizontalSpacing(16)
        self._layout.setVerticalSpacing(4)
        for column, stretch in enumerate((4, 0, 4, 4, 4, 4)):
            self._layout.setColumnStretch(column, stretch)
            self._layout.setColumnMinimumWidth(column, 16 if column == 1 else 40)

    def show_columns(
        self, headers: Sequence[str], samples: Sequence[Sequence[str]], chosen: Mapping[Field, int]
    ) -> None:
        """Another file."""
        self._clear()
        t, layout = self.t, self._layout
        titles = [t("Column in the file"), "", t("Goes to")]
        titles += [t("Row {n}", n=str(row + 1)) for row in range(len(samples[:SAMPLES]))]
        for column, title in enumerate(titles):
            layout.addWidget(ElidedLabel(title, "caption"), 0, column)
        choices = [Choice(None, t("Leave out"))] + [Choice(key, word) for key, word in self._fields.items()]
        by_column = {index: key for key, index in chosen.items()}
        for index, header in enumerate(headers):
            row = index * 2 + 2
            layout.addWidget(Hairline(), row - 1, 0, 1, 6)
            layout.addWidget(ElidedLabel(header), row, 0)
            layout.addWidget(IconMark("arrow-right"), row, 1)
            box = ChoiceInput(choices, t("{column} goes to", column=header))
            box.set_value(by_column.get(index))
            box.changed.connect(lambda index=index: self._chose(index))
            self.inputs.append(box)
            layout.addWidget(box, row, 2)
            for column, sample in enumerate(samples[:SAMPLES]):
                text = sample[index] if index < len(sample) else ""
                layout.addWidget(ElidedLabel(text, "muted"), row, 3 + column)
        layout.setRowStretch(len(headers) * 2 + 4, 1)

    def columns(self) -> dict[Field, int]:
        """The column of each field that has one."""
        return {
            cast(Field, box.value()): index
            for index, box in enumerate(self.inputs)
            if box.value() is not None
        }

    def _chose(self, index: int) -> None:
        field = self.inputs[index].value()
        for other, box in enumerate(self.inputs):
            if other != index and field is not None and box.value() == field:
                box.set_value(None)
        self.changed.emit()

    def _clear(self) -> None:
        self.inputs = []
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
