"""Everything that is read about what others charge the firm."""

from desktop_crm.expenses.queries.received import (
    ReceivedRow,
    ReceivedView,
    count_received,
    find_received,
    get_received,
    list_received,
    received_file,
    resolve_received,
)

__all__ = [
    "ReceivedRow",
    "ReceivedView",
    "count_received",
    "find_received",
    "get_received",
    "list_received",
    "received_file",
    "resolve_received",
]
