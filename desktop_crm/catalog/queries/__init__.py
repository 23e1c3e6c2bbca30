"""Everything that is read about products and services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from desktop_crm.catalog.rules.products import PriceMode, ProductDraft, ProductKind
from desktop_crm.database import fields, search
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _
from desktop_crm.values.money import PRICE_DIGITS, RATE_DIGITS
from desktop_crm.values.paging import Listing, ListView


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product as stored. `tax_category` and `rate` are those of its own rate, ("", None) for the
    default."""

    id: int
    version: int
    code: str
    name: str
    description: str
    kind: ProductKind
    unit: str
    price: Decimal
    price_mode: PriceMode
    currency: str
    category: str
    tax_rate_id: int | None
    is_archived: bool
    tax_category: str
    rate: Decimal | None

    @property
    def draft(self) -> ProductDraft:
        return ProductDraft(
            code=self.code,
            name=self.name,
            description=self.description,
            kind=self.kind,
            unit=self.unit,
            price=self.price,
            price_mode=self.price_mode,
            currency=self.currency,
            category=self.category,
            tax_rate_id=self.tax_rate_id,
        )


_COLUMNS: Final = (
    "p.id, p.version, p.code, p.name, p.description, p.kind, p.unit, p.price, p.price_mode,"
    " p.currency, p.category, p.tax_rate_id, p.is_archived, coalesce(r.category, ''), r.rate"
)
_JOIN: Final = "LEFT JOIN tax_rate r ON r.id = p.tax_rate_id"
_SELECT: Final = f"SELECT {_COLUMNS} FROM product p {_JOIN}"

LISTING: Final = ListSpec(
    source="product p",
    key="p.id",
    columns=_COLUMNS,
    joins=_JOIN,
    sorts={
        "": Sort("p.folded"),
        "name": Sort("p.folded"),
        "code": Sort("p.code"),
        "price": Sort("p.price"),
        "category": Sort("p.category"),
    },
    filters={
        "archived": "p.is_archived = ?",
        "kind": "p.kind = ?",
        "category": "p.category = ?",
        "currency": "p.currency = ?",
    },
    search=("product", "p.id"),
)


@rights.needs("catalogue.read")
def list_products(caller: Caller, view: ListView) -> Listing[ProductRow]:
    """Products by name. Filters: archived ("0", "1"), kind, category, currency."""
    return KeysetListing(LISTING, view, _row)


@rights.needs("catalogue.read")
def get_product(caller: Caller, product_id: int) -> ProductRow:
    row = raw().execute(f"{_SELECT} WHERE p.id = ?", (product_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no product {id}", id=str(product_id)))
    return _row(row)


@rights.needs("catalogue.read")
def find_by_code(caller: Caller, code: str) -> ProductRow | None:
    """The product with this code, whatever the case of its letters."""
    sql = f"{_SELECT} WHERE p.code = ? COLLATE NOCASE AND p.code <> ''"
    row = raw().execute(sql, (code.strip(),)).fetchone()
    return None if row is None else _row(row)


@rights.needs("catalogue.read")
def suggest(caller: Caller, text: str, limit: int = 8) -> list[ProductRow]:
    """What a person is typing: codes that begin so, then names and texts; nothing typed gives the first by
    name.

    Archived products are not offered.
    """
    typed = text.strip()
    if not typed:
        sql = f"{_SELECT} WHERE NOT p.is_archived ORDER BY p.folded LIMIT ?"
        return [_row(row) for row in raw().execute(sql, (limit,))]
    sql = (
        f"{_SELECT} WHERE NOT p.is_archived AND p.code <> '' AND p.code >= ? COLLATE NOCASE"
        " AND p.code < ? COLLATE NOCASE ORDER BY p.code COLLATE NOCASE LIMIT ?"
    )
    found = {row[0]: _row(row) for row in raw().execute(sql, (typed, typed + "\U0010ffff", limit))}
    hits = [hit.entity_id for hit in search.find(typed, limit * 3, entities=["product"])]
    for product in _by_ids(hit for hit in hits if hit not in found):
        if not product.is_archived:
            found[product.id] = product
    return list(found.values())[:limit]


@rights.needs("catalogue.read")
def kinds_of(caller: Caller, ids: Iterable[int]) -> dict[int, str]:
    """ "product" or "service" by id, of those that are there."""
    wanted = sorted(set(ids))
    sql = f"SELECT id, kind FROM product WHERE id IN ({placeholders(wanted)})"
    return {int(row): str(kind) for row, kind in raw().execute(sql, wanted).fetchall()}


@rights.needs("catalogue.read")
def count_products(caller: Caller) -> dict[str, int]:
    """How many there are: "active", "archived", "product" and "service" (the last two of the active ones)."""
    sql = (
        "SELECT count(*) FILTER (WHERE NOT is_archived), count(*) FILTER (WHERE is_archived),"
        " count(*) FILTER (WHERE NOT is_archived AND kind = 'product'),"
        " count(*) FILTER (WHERE NOT is_archived AND kind = 'service') FROM product"
    )
    row = raw().execute(sql).fetchone()
    return dict(zip(("active", "archived", "product", "service"), row, strict=True))


@rights.needs("catalogue.read")
def known_products(caller: Caller) -> tuple[dict[str, int], dict[tuple[str, str, int, str], int]]:
    """Ids by code (lower case) and, for those without one, by (folded name, unit, scaled price, currency)."""
    by_code: dict[str, int] = {}
    by_name: dict[tuple[str, str, int, str], int] = {}
    for key, code, folded, unit, price, currency in raw().execute(
        "SELECT id, code, folded, unit, price, currency FROM product"
    ):
        if code:
            by_code[code.lower()] = key
        else:
            by_name[folded, unit, price, currency] = key
    return by_code, by_name


def _by_ids(ids: Iterable[int]) -> Iterator[ProductRow]:
    """In the order of the ids."""
    wanted = list(ids)
    marks = ", ".join("?" for _each in wanted)
    rows = {row[0]: row for row in raw().execute(f"{_SELECT} WHERE p.id IN ({marks})", wanted)}
    return (_row(rows[each]) for each in wanted if each in rows)


def _row(row: Any) -> ProductRow:
    values = list(row)
    values[7] = fields.unscaled(values[7], PRICE_DIGITS)
    values[12] = bool(values[12])
    values[14] = None if values[14] is None else fields.unscaled(values[14], RATE_DIGITS)
    return ProductRow(*values)
