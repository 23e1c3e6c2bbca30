"""Products of the sample data go as they came; papers keep their own text of a line."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.database import search
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values.caller import Caller


def remove_products(caller: Caller, ids: Sequence[int]) -> None:
    """Delete products; ids that are gone are passed over."""
    with transaction() as changed:
        for product in ids:
            search.remove("product", product)
            raw().execute("DELETE FROM product WHERE id = ?", (product,))
        if ids:
            changed.add("product")
