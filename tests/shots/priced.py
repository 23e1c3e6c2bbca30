"""The shots of prices: of a product, of a customer, price lists, a draft that says where they come from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.app.price_lists import PriceListDialog
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service
from desktop_crm.catalog.queries import prices
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft
from desktop_crm.catalog.ui.contact_additions import CustomerListDialog
from desktop_crm.catalog.ui.price_dialog import PriceDialog, PriceFor
from desktop_crm.values.paging import ListView
from tests.shots.pages import KESTREL
from tests.shots.studio import Shot, Studio

D = Decimal


def _priced(studio: Studio) -> int:
    """A list, quantity prices and a customer's own for the first product; its id."""
    caller = studio.caller
    product = catalog.list_products(caller, ListView()).rows(0, 1)[0]
    contact = studio.find("contact", KESTREL)
    lists = prices.list_price_lists(caller)
    if not lists:
        trade = service.save_price_list(caller, PriceListDraft(name="Trade", currency=product.currency))
        for values in (
            {"price": D("75.00"), "list_id": trade},
            {"price": D("70.00"), "list_id": trade, "from_qty": D(10), "valid_from": date(2026, 12, 1)},
            {"price": D("78.50"), "from_qty": D(25)},
            {"price": D("68.00"), "contact_id": contact, "valid_to": date(2027, 3, 31)},
        ):
            draft = {"product_id": product.id, "currency": product.currency, **values}
            service.add_price(caller, PriceDraft(**draft))
        service.give_price_list(caller, contact, trade)
    return product.id


def product(studio: Studio) -> None:
    studio.go("product", _priced(studio))


def dialog(studio: Studio) -> None:
    key = _priced(studio)
    page: Any = studio.go("product", key)
    row = prices.list_prices(studio.caller, product_id=key)[-1]
    PriceDialog(page.desk, row, PriceFor(product_id=key), lambda: None, parent=studio.window).open()


def customer(studio: Studio) -> None:
    _priced(studio)
    studio.go("contact", studio.find("contact", KESTREL))


def customer_list(studio: Studio) -> None:
    _priced(studio)
    page: Any = studio.go("contact", studio.find("contact", KESTREL))
    CustomerListDialog(page.desk, page.contact_id, parent=studio.window).open()


def lists(studio: Studio) -> None:
    _priced(studio)
    page: Any = studio.go("settings")
    page.show_section("prices")


def one_list(studio: Studio) -> None:
    _priced(studio)
    page: Any = studio.go("settings")
    [row] = prices.list_price_lists(studio.caller)
    PriceListDialog(page.desk, row, lambda: None, parent=studio.window).open()


def draft(studio: Studio) -> None:
    key = _priced(studio)
    page: Any = studio.go("invoice:new", {"product": key, "contact": studio.find("contact", KESTREL)})
    studio.wait(60)
    assert page is not None


PRICED: Final[list[Shot]] = [
    Shot("prices-product", product),
    Shot("prices-customer", customer),
    Shot("prices-lists", lists),
    Shot("prices-draft", draft),
    Shot("dialog-price", dialog, dialog="PriceDialog"),
    Shot("dialog-price-list", one_list, dialog="PriceListDialog"),
    Shot("dialog-customer-list", customer_list, dialog="CustomerListDialog"),
]
