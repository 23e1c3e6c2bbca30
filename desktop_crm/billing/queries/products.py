"""A product of the catalogue as a line of a paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.catalog import queries as catalog
from desktop_crm.company import queries as company
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("documents.read")
def line_of_product(caller: Caller, product_id: int, today: date) -> LineDraft:
    """One of the product, with its own tax rate or the firm's default one. NotFound when there is none."""
    product = catalog.get_product(caller, product_id)
    category, rate = product.tax_category, product.rate
    if rate is None:
        default = company.default_tax_rate(caller, today)
        category, rate = (default.draft.category, default.draft.rate) if default else ("S", Decimal(0))
    text = f"{product.name}\n{product.description}" if product.description else product.name
    return LineDraft(
        description=text,
        qty=Decimal(1),
        unit=product.unit,
        price=product.price,
        category=category,
        rate=rate,
        product_id=product.id,
        code=product.code,
    )
