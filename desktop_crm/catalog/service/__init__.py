"""Every change of the catalogue."""

from desktop_crm.catalog.service.importing import ImportResult, import_products
from desktop_crm.catalog.service.products import archive_product, create_product, save_product

__all__ = ["ImportResult", "archive_product", "create_product", "import_products", "save_product"]
