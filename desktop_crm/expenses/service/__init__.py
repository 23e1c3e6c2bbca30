"""Every change of what others charge the firm."""

from desktop_crm.expenses.service.received import (
    TakenIn,
    bring_back_received,
    remove_received,
    set_supplier,
    take_in,
)

__all__ = ["TakenIn", "bring_back_received", "remove_received", "set_supplier", "take_in"]
