"""A product of the catalogue as a line of a paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop_crm.billing.rules import pricing_lines
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog.queries import prices
from desktop_crm.catalog.rules.prices import PRODUCT, Found
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
        price_from=PRODUCT,
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


@rights.needs("documents.read")
def priced(caller: Caller, draft: DocumentDraft, today: date) -> DocumentDraft:
    """The draft with the prices that hold for its customer, day and quantities, on the lines that follow the
    catalogue."""
    return pricing_lines.with_prices(draft, prices_of(caller, draft, today))


@rights.needs("documents.read")
def prices_of(caller: Caller, draft: DocumentDraft, today: date) -> list[Found | None]:
    """The price of each line that follows the catalogue, in their order; None where there is none in the
    draft's money."""
    wanted = [
        prices.Wanted(line.product_id or 0, line.qty) for line in draft.lines if pricing_lines.follows(line)
    ]
    return prices.prices_for(
        caller,
        wanted,
        contact_id=draft.contact_id,
        day=pricing_lines.day_of(draft, today),
        currency=draft.currency,
        mode=draft.price_mode,
    )


@rights.needs("documents.read")
def draft_selling(caller: Caller, draft: DocumentDraft, product_id: int, today: date) -> DocumentDraft:
    """The draft with one of the product as its line, without a price where there is none in its money."""
    line = pricing_lines.unpriced(line_of_product(caller, product_id, draft.issued_on or today))
    return priced(caller, replace(draft, lines=(line,)), today)
