"""Order, widths, choice and sort of a table's columns, as they are kept for this computer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHeaderView

from desktop_crm.widgets import fonts
from desktop_crm.widgets.table_delegate import CODE_WIDTH, PADDING

if TYPE_CHECKING:
    from desktop_crm.widgets.column_room import ColumnRoom
    from desktop_crm.widgets.column_table import ColumnTable
    from desktop_crm.widgets.paged_model import Column

TICK_WIDTH = 28


def declared_width(column: Column[Any], *, first: bool = False) -> int:
    """As the page declares it, or what the title needs: "Customer number" is longer in other languages."""
    title = fonts.metrics(fonts.CAPTION).horizontalAdvance(column.title) + 2 * PADDING
    title += CODE_WIDTH if column.code is not None else 0
    return max(column.width, math.ceil(title) + (TICK_WIDTH if first else 0))


def remember(table: ColumnTable[Any], room: ColumnRoom) -> dict[str, Any]:
    """What the person made of the columns."""
    columns, header = table.table_model.columns, table.horizontalHeader()
    shown = [(n, column) for n, column in enumerate(columns) if room.is_chosen(n)]
    return {
        "order": [columns[n].key for n in sorted(range(len(columns)), key=header.visualIndex)],
        "hidden": [column.key for n, column in enumerate(columns) if not room.is_chosen(n)],
        "widths": {column.key: room.width(n) for n, column in shown if not column.stretch},
        "sort": [table.view.sort, table.view.descending],
    }


def restore(table: ColumnTable[Any], kept: dict[str, Any]) -> None:
    """Put the columns as they were kept; whatever is missing or unknown is as the page declares it."""
    columns, header = table.table_model.columns, table.horizontalHeader()
    keys = [column.key for column in columns]
    hidden = kept.get("hidden", [column.key for column in columns if column.hidden])
    order = [key for key in kept.get("order", keys) if key in keys]
    header.blockSignals(True)
    for visual, key in enumerate([*order, *(key for key in keys if key not in order)]):
        header.moveSection(header.visualIndex(keys.index(key)), visual)
    for number, column in enumerate(columns):
        mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
        header.setSectionResizeMode(number, mode)
        width = kept.get("widths", {}).get(column.key) or declared_width(column, first=number == 0)
        table.setColumnWidth(number, int(width))
        table.setColumnHidden(number, column.key in hidden)
    header.blockSignals(False)
    sort = kept.get("sort", ["", False])
    if any(column.key == sort[0] and column.sort for column in columns):
        table.table_model.view = replace(table.view, sort=sort[0], descending=bool(sort[1]))
