"""A product of the catalogue as a line of a paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.catalog import queries as catalog
from desktop_crm.company import queries as company
from desktop_crm.database.connection import raw
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


@rights.needs("documents.read")
def products_on_papers(caller: Caller, ids: Sequence[int]) -> set[int]:
    """Which of these products stand on a line of a paper, a draft's too."""
    wanted, found = set(ids), set()
    for start in range(0, len(ids), 500):
        some = list(ids[start : start + 500])
        marks = ", ".join("?" for _each in some)
        sql = f"SELECT DISTINCT product_id FROM document_line WHERE product_id IN ({marks})"
        found |= {int(row[0]) for row in raw().execute(sql, some).fetchall()}
    for (text,) in raw().execute("SELECT draft FROM document WHERE state = 'draft'").fetchall():
        lines = json.loads(text).get("lines", ())
        found |= wanted & {line["product_id"] for line in lines if line.get("product_id") is not None}
    return found
