"""Every change of the catalogue."""

from desktop_crm.catalog.service.importing import ImportResult, import_products
from desktop_crm.catalog.service.personal import personal_sections
from desktop_crm.catalog.service.price_import import PriceImport, import_prices
from desktop_crm.catalog.service.prices import (
    add_price,
    archive_price_list,
    give_price_list,
    remove_price,
    save_price,
    save_price_list,
    set_price,
)
from desktop_crm.catalog.service.products import (
    archive_product,
    bring_back_product,
    create_product,
    save_product,
)
from desktop_crm.catalog.service.removing import remove_products
from desktop_crm.catalog.service.undoing import undo_import

__all__ = [
    "ImportResult",
    "PriceImport",
    "add_price",
    "archive_price_list",
    "archive_product",
    "bring_back_product",
    "create_product",
    "give_price_list",
    "import_prices",
    "import_products",
    "personal_sections",
    "remove_price",
    "remove_products",
    "save_price",
    "save_price_list",
    "save_product",
    "set_price",
    "undo_import",
]
