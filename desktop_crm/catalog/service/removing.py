"""Products of the sample data go as they came; papers keep their own text of a line."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.catalog.models import Product
from desktop_crm.catalog.service.prices import drop_prices
from desktop_crm.database import search, writes
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("settings.change")
def remove_products(caller: Caller, ids: Sequence[int]) -> None:
    """Delete products; ids that are gone are passed over."""
    with transaction(caller) as changed:
        for product in ids:
            search.remove("product", product)
            drop_prices(product)
            writes.delete(Product, product)
        if ids:
            changed.add("product")
