"""Space on a product: its price and description."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.catalog.queries import ProductRow
from desktop_crm.catalog.ui.words import rate_text, unit_text
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.quick_look import Facts, FactsLook


def product_look(desk: Desk, row: ProductRow, parent: QWidget) -> FactsLook:
    """All of it stands in the row already."""
    t = desk.t
    mode = t("Including VAT") if row.price_mode == "gross" else t("Without VAT")
    facts = Facts(
        (
            (t("Price"), f"{t.formats.price(row.price, row.currency)} {row.currency}"),
            (t("Prices"), mode),
            (t("Unit"), unit_text(t, row.unit)),
            (t("VAT"), rate_text(t, row)),
            (t("Code"), row.code),
            (t("Category"), row.category),
        ),
        (row.description,),
    )
    kind = t("Service") if row.kind == "service" else t("Product")
    return FactsLook(desk, row.name, kind, lambda: desk.go("product", row.id), parent, lambda: facts)
