"""The trail: who changed what when, from which value to which.

A table says by its `trail` how its rows are written down. Whoever writes through `writes` touches a row, and
its values are kept as they were before the first write of the transaction. Before the commit each touched
row is read once more, and what differs becomes one entry: a click is one entry a record, whatever it took to
do it, and what was taken back inside the transaction leaves none.
"""

from desktop_crm.database.trail.declaring import (
    CHANGED,
    CREATED,
    DELETED,
    HIDDEN,
    RESTORED,
    WHOLE,
    Part,
    Trail,
)
from desktop_crm.database.trail.entries import (
    STATEMENTS,
    ChangeLog,
    belongs_to,
    entries_of,
    forget_entries,
    forget_values,
    note,
    touch,
    touch_new,
    touch_whole,
)
from desktop_crm.database.trail.reading import read, stored_rows, table_named

__all__ = [
    "CHANGED", "CREATED", "DELETED", "HIDDEN", "RESTORED", "STATEMENTS", "WHOLE", "ChangeLog", "Part",
    "Trail", "belongs_to", "entries_of", "forget_entries", "forget_values", "note", "read", "stored_rows",
    "table_named", "touch", "touch_new", "touch_whole",
]  # fmt: skip
