"""The verbs of prices with arguments that work in the prepared firm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.documents.price_tables import plan_prices
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator
from tests.workspace.act import Act, adds, versioned
from tests.workspace.appended import ACTS as APPENDED_ACTS

FILE = b"Product,Price\nStool,4.00\n"


def prepare(caller: Caller) -> None:
    """A list, a price of everybody's and a customer who has the list."""
    assert catalog.save_price_list(caller, PriceListDraft(name="Trade")) == 1
    assert catalog.add_price(caller, _price(from_qty=Decimal(10))) == 1


def _price(**values: Any) -> PriceDraft:
    return PriceDraft(**{"product_id": 1, "price": Decimal(8), **values})


ACTS: dict[str, Act] = {
    **APPENDED_ACTS,
    "catalog.save_price_list": versioned(
        "price_list", 1, "list_id", draft=lambda: PriceListDraft(name="Shops")
    ),
    "catalog.archive_price_list": versioned("price_list", 1, "list_id"),
    "catalog.give_price_list": adds("nothing", contact_id=2, list_id=1),
    "catalog.add_price": adds("refused", draft=_price()),
    "catalog.set_price": adds("nothing", draft=_price()),
    "catalog.save_price": versioned(
        "product_price", 1, "price_id", draft=lambda: _price(from_qty=Decimal(20))
    ),
    "catalog.remove_price": versioned("product_price", 1, "price_id", "refused"),
    "catalog.import_prices": adds(
        "nothing", plan=lambda: plan_prices(FILE, "prices.csv", t=Translator("en"))
    ),
}
