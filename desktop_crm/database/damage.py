"""Is it the program that is wrong, or the file? Asked once something happened that nobody expected.

A flipped bit can turn up anywhere: a text where a date was, a column that has another name. What looks like a
bug is a damaged file then, and a person is told that instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.database import checks, faults
from desktop_crm.database.session import Table, current, in_transaction, is_open, raw
from desktop_crm.values.errors import UserError


def explain(error: BaseException, tables: Sequence[type[Table]]) -> UserError | None:
    """The refusal that says so when the open file is damaged, else None: then `error` is a bug.

    `tables` are all that the file should have. Call it from a thread that may read; nothing may be running.
    """
    if isinstance(error, UserError) or not is_open() or in_transaction() or current().is_on_server:
        return None
    try:
        is_damaged = bool(checks.problems_of(raw(), thorough=False)) or _lacks_columns(tables)
    except UserError as refusal:  # it is not even there any more
        return refusal
    return faults.DatabaseFault(faults.damaged()) if is_damaged else None


def _lacks_columns(tables: Sequence[type[Table]]) -> bool:
    wanted = {
        (table._meta.table_name, field.column_name) for table in tables for field in table._meta.sorted_fields
    }
    return not wanted <= checks.columns_of(raw())
