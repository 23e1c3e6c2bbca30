"""Price lists and prices: what is there, and which one holds for a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from desktop_crm.catalog.rules import prices as rules
from desktop_crm.catalog.rules.prices import Found as FoundPrice
from desktop_crm.catalog.rules.prices import Known, PriceDraft, PriceListDraft, price_for
from desktop_crm.database import fields
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _
from desktop_crm.values.money import PRICE_DIGITS

T = TypeVar("T")
_LISTS: Final = (
    "SELECT l.id, l.version, l.name, l.currency, l.price_mode, l.is_archived,"
    " (SELECT count(*) FROM product_price p WHERE p.list_id = l.id),"
    " (SELECT count(*) FROM customer_price_list c WHERE c.list_id = l.id) FROM price_list l"
)
_PRICES: Final = (
    "SELECT p.id, p.version, p.product_id, p.price, p.currency, p.price_mode, p.from_qty, p.valid_from,"
    " p.valid_to, p.list_id, p.contact_id, o.name, o.code, o.unit, coalesce(l.name, ''), coalesce(c.name, '')"
    " FROM product_price p JOIN product o ON o.id = p.product_id"
    " LEFT JOIN price_list l ON l.id = p.list_id LEFT JOIN contact c ON c.id = p.contact_id"
)
_ORDER: Final = " ORDER BY o.folded, p.product_id, p.contact_id, p.list_id, p.from_qty, p.valid_from, p.id"
_HOLD: Final = (
    " WHERE p.product_id IN ({products}) AND (p.contact_id IS NULL OR p.contact_id = ?)"
    " AND (p.list_id IS NULL OR p.list_id = (SELECT m.list_id FROM customer_price_list m"
    " JOIN price_list k ON k.id = m.list_id"
    " WHERE m.contact_id = ? AND NOT k.is_archived))"
)
_BASES: Final = "SELECT id, price, currency, price_mode FROM product WHERE id IN ({products})"
_LIST_OF: Final = "SELECT list_id FROM customer_price_list WHERE contact_id = ?"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One price list, with how many prices it has and how many customers are given it."""

    id: int
    version: int
    draft: PriceListDraft
    is_archived: bool
    prices: int
    customers: int


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price with the names of what it is for."""

    id: int
    version: int
    draft: PriceDraft
    product: str
    code: str
    unit: str
    list_name: str
    customer: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line that asks for its price."""

    product_id: int
    qty: Decimal


@rights.needs("catalogue.read")
def list_price_lists(caller: Caller, *, archived: bool = False) -> list[ListRow]:
    """By name; those out of use only on demand."""
    rows = raw().execute(f"{_LISTS} WHERE ? OR NOT l.is_archived ORDER BY l.name, l.id", (archived,))
    return [_list(row) for row in rows.fetchall()]


@rights.needs("catalogue.read")
def get_price_list(caller: Caller, list_id: int) -> ListRow:
    """One list; NotFound when there is none."""
    row = raw().execute(f"{_LISTS} WHERE l.id = ?", (list_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no price list {id}", id=str(list_id)), "list_id")
    return _list(row)


@rights.needs("catalogue.read")
def find_price_list(caller: Caller, name: str) -> ListRow:
    """The list of this name or id; NotFound names those that are there."""
    rows = list_price_lists(caller, archived=True)
    for row in rows:
        if name.strip() in (row.draft.name, str(row.id)):
            return row
    known = ", ".join(row.draft.name for row in rows) or "\N{EN DASH}"
    raise NotFound(_("There is no price list “{name}”: {known}", name=name.strip(), known=known), "list")


@rights.needs("catalogue.read")
def list_of_customer(caller: Caller, contact_id: int) -> int | None:
    """The price list that a customer is given."""
    row = raw().execute(_LIST_OF, (contact_id,)).fetchone()
    return None if row is None else int(row[0])


@rights.needs("catalogue.read")
def list_prices(
    caller: Caller,
    *,
    product_id: int | None = None,
    list_id: int | None = None,
    contact_id: int | None = None,
    limit: int = 10_000,
) -> list[PriceRow]:
    """Further prices by product, quantity and day: of one product, one list, one customer, or all of them."""
    wanted = {"p.product_id": product_id, "p.list_id": list_id, "p.contact_id": contact_id}
    named = {column: value for column, value in wanted.items() if value is not None}
    where = " WHERE " + " AND ".join(f"{column} = ?" for column in named) if named else ""
    sql = f"{_PRICES}{where}{_ORDER} LIMIT ?"
    return [_price(row) for row in raw().execute(sql, (*named.values(), limit)).fetchall()]


@rights.needs("catalogue.read")
def get_price(caller: Caller, price_id: int) -> PriceRow:
    """One price; NotFound when there is none."""
    row = raw().execute(f"{_PRICES} WHERE p.id = ?", (price_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no price {id}", id=str(price_id)), "id")
    return _price(row)


@rights.needs("catalogue.read")
def prices_for(
    caller: Caller, wanted: Sequence[Wanted], *, contact_id: int | None, day: date, currency: str, mode: str
) -> list[FoundPrice | None]:
    """For each line the price that holds for this customer on this day; None where there is none in this
    currency and mode, and for a product that is gone."""
    return _of_each(price_for, wanted, contact_id, day, currency, mode)


@rights.needs("catalogue.read")
def cheaper_for(
    caller: Caller, wanted: Sequence[Wanted], *, contact_id: int | None, day: date, currency: str, mode: str
) -> list[tuple[FoundPrice, FoundPrice] | None]:
    """For each line the price that holds and the lower one that it goes before; None where there is none."""
    return _of_each(rules.cheaper_for, wanted, contact_id, day, currency, mode)


def _of_each(
    choose: Callable[..., T | None],
    wanted: Sequence[Wanted],
    contact_id: int | None,
    day: date,
    currency: str,
    mode: str,
) -> list[T | None]:
    """What a rule such as `price_for` finds for each line; None for a product that is gone."""
    products = sorted({each.product_id for each in wanted})
    if not products:
        return [None] * len(wanted)
    known, bases = _known(products, contact_id), _bases(products)
    return [
        None
        if each.product_id not in bases
        else choose(
            known.get(each.product_id, ()),
            bases[each.product_id],
            day=day,
            qty=each.qty,
            currency=currency,
            mode=mode,
        )
        for each in wanted
    ]


def _known(products: Sequence[int], contact_id: int | None) -> Mapping[int, list[Known]]:
    sql = _PRICES + _HOLD.format(products=placeholders(products))
    found: dict[int, list[Known]] = {}
    for values in raw().execute(sql, (*products, contact_id, contact_id)).fetchall():
        row = _price(values)
        known = Known(key=row.id, draft=row.draft, list_name=row.list_name)
        found.setdefault(row.draft.product_id, []).append(known)
    return found


def _bases(products: Iterable[int]) -> dict[int, PriceDraft]:
    wanted = tuple(products)
    rows = raw().execute(_BASES.format(products=placeholders(wanted)), wanted).fetchall()
    return {
        key: PriceDraft(
            product_id=key, price=fields.unscaled(price, PRICE_DIGITS), currency=currency, price_mode=mode
        )
        for key, price, currency, mode in rows
    }


def _list(row: Any) -> ListRow:
    key, version, name, currency, mode, is_archived, prices, customers = row
    draft = PriceListDraft(name=name, currency=currency, price_mode=mode)
    return ListRow(key, version, draft, bool(is_archived), prices, customers)


def _price(row: Any) -> PriceRow:
    (key, version, product, price, currency, mode, qty, first, last, list_id, contact, name, code, unit,
     list_name, customer) = row  # fmt: skip
    draft = PriceDraft(
        product_id=product,
        price=fields.unscaled(price, PRICE_DIGITS),
        currency=currency,
        price_mode=mode,
        from_qty=fields.unscaled(qty, 6),
        valid_from=date.fromisoformat(first) if first else None,
        valid_to=date.fromisoformat(last) if last else None,
        list_id=list_id,
        contact_id=contact,
    )
    return PriceRow(key, version, draft, name, code, unit, list_name, customer)
