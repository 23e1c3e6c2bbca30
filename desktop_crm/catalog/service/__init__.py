"""Every change of the catalogue."""

from desktop_crm.catalog.service.importing import ImportResult, import_products
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
    "archive_product",
    "bring_back_product",
    "create_product",
    "import_products",
    "remove_products",
    "save_product",
    "undo_import",
]
