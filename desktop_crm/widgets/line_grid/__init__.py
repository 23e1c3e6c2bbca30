"""The keyboard-driven grid for lines of a document.

It knows lines only through the columns that a room declares.
"""

from desktop_crm.widgets.line_grid.columns import GridColumn
from desktop_crm.widgets.line_grid.grid import LineGrid

__all__ = ["GridColumn", "LineGrid"]
