"""The trail: who changed what when, from which value to which.

A table says by its `trail` how its rows are written down. Whoever writes through `writes` touches a row, and
its values are kept as they were before the first write of the transaction. Before the commit each touched
row is read once more, and what differs becomes one entry: a click is one entry a record, whatever it took to
do it, and what was taken back inside the transaction leaves none.
"""

from desktop_crm.database.trail.comparing import filled
from desktop_crm.database.trail.declaring import (
    CHANGED,
    CREATED,
    DELETED,
    HIDDEN,
    TOUCHED,
    WHOLE,
    Part,
    Trail,
)
from desktop_crm.database.trail.entries import (
    STATEMENTS,
    WORDS,
    ChangeLog,
    belongs_to,
    entries_of,
    forget_entries,
    forget_named,
    forget_records,
    forget_rows,
    forget_values,
    note,
    touch,
    touch_new,
    touch_whole,
)
from desktop_crm.database.trail.reading import read, stored_rows, table_named
from desktop_crm.database.trail.restoring import (
    Entry,
    Rows,
    deleted_rows,
    get_entry,
    put_back,
    values_now,
)

__all__ = [
    "CHANGED", "CREATED", "DELETED", "HIDDEN", "STATEMENTS", "TOUCHED", "WHOLE", "WORDS", "ChangeLog",
    "Entry", "Part", "Rows", "Trail", "belongs_to", "deleted_rows", "entries_of", "filled", "forget_entries",
    "forget_named", "forget_records", "forget_rows", "forget_values", "get_entry", "note", "put_back", "read",
    "stored_rows", "table_named", "touch", "touch_new", "touch_whole", "values_now",
]  # fmt: skip
