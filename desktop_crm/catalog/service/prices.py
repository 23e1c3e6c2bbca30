"""Price lists and further prices: written, changed, taken away; a customer's list."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog.models import CustomerPriceList, PriceList, ProductPrice
from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.rules.prices import (
    QTY_DIGITS,
    PriceDraft,
    PriceListDraft,
    check_a_price,
    check_list,
    tidied_list,
)
from desktop_crm.contacts import queries as contacts
from desktop_crm.database import trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import refuse_duplicate
from desktop_crm.database.fields import scaled
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.messages import _

ENTITY: Final = "price"
_MEMBER: Final = "SELECT id, list_id FROM customer_price_list WHERE contact_id = ?"
_SAME: Final = (
    "SELECT id FROM product_price WHERE product_id = ? AND coalesce(list_id, 0) = ?"
    " AND coalesce(contact_id, 0) = ? AND currency = ? AND price_mode = ? AND from_qty = ?"
    " AND coalesce(valid_from, '') = ?"
)


@rights.needs("catalogue.change")
def save_price_list(
    caller: Caller, draft: PriceListDraft, list_id: int | None = None, version: int = 0
) -> int:
    """A new list, or (`list_id`) another name; the id of a new one, else the new version.

    Raises UserError at "name", and at "currency" and "price_mode" where it has prices of another one.
    """
    draft = tidied_list(draft)
    check_list(draft)
    once = refuse_duplicate("price_list.name", _("There is a list of this name already"), "name")
    with transaction(caller) as changed, once:
        changed.add(ENTITY)
        values = {field.name: getattr(draft, field.name) for field in fields(draft)}
        if list_id is None:
            return writes.insert(PriceList, **values)
        before = queries.get_price_list(caller, list_id)
        for name in ("currency", "price_mode"):
            if before.prices and getattr(before.draft, name) != getattr(draft, name):
                raise UserError(_("It has prices already: make another list"), name)
        return writes.update_versioned(PriceList, list_id, version, **values)


@rights.needs("catalogue.change")
def archive_price_list(caller: Caller, list_id: int, version: int, *, archived: bool = True) -> int:
    """Use a list no longer, or again; returns the new version. Its customers pay what everybody pays."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        return writes.update_versioned(PriceList, list_id, version, is_archived=archived)


@rights.needs("catalogue.change")
def give_price_list(caller: Caller, contact_id: int, list_id: int | None) -> None:
    """The list by which a customer pays from now on; None for none."""
    with transaction(caller) as changed:
        changed.update((ENTITY, "contact"))
        contacts.get_name(caller, contact_id)
        row = raw().execute(_MEMBER, (contact_id,)).fetchone()
        if list_id is None:
            if row is not None:
                writes.delete(CustomerPriceList, row[0])
            return
        if queries.get_price_list(caller, list_id).is_archived:
            raise UserError(_("This list is out of use"), "list_id")
        if row is None:
            writes.insert(CustomerPriceList, contact=contact_id, price_list=list_id)
        elif row[1] != list_id:
            writes.update(CustomerPriceList, row[0], price_list=list_id)


@rights.needs("catalogue.change")
def add_price(caller: Caller, draft: PriceDraft) -> int:
    """A further price; its id. UserError at the field, at "from_qty" for one that is there already."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        draft = _checked(caller, draft)
        _need_new(draft, None)
        return writes.insert(ProductPrice, **_columns(draft))


@rights.needs("catalogue.change")
def set_price(caller: Caller, draft: PriceDraft) -> int:
    """A price, in place of the one of the same buyer, quantity and first day; its id."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        put_price(caller, draft)
        found = _same(_checked(caller, draft))
        assert found is not None
        return found


@rights.needs("catalogue.change")
def save_price(caller: Caller, price_id: int, version: int, draft: PriceDraft) -> int:
    """Change a price; returns the new version. Papers keep what they say."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        draft = _checked(caller, draft)
        _need_new(draft, price_id)
        return writes.update_versioned(ProductPrice, price_id, version, **_columns(draft))


@rights.needs("catalogue.change")
def remove_price(caller: Caller, price_id: int, version: int) -> None:
    """Take a price away. Conflict when another changed it first."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        if queries.get_price(caller, price_id).version != version:
            raise Conflict(_("Somebody else changed this in the meantime."))
        trail.touch(ProductPrice, price_id)
        writes.delete(ProductPrice, price_id)


@rights.needs("catalogue.change")
def put_price(caller: Caller, draft: PriceDraft) -> str:
    """A price of an import, within its transaction: "added", "changed" or "known"."""
    draft = _checked(caller, draft)
    values, same = _columns(draft), _same(draft)
    if same is None:
        writes.insert(ProductPrice, **values)
        return "added"
    before = queries.get_price(caller, same)
    if before.draft == draft:
        return "known"
    writes.update_versioned(ProductPrice, before.id, before.version, **values)
    return "changed"


def drop_prices(product_id: int) -> None:
    """Delete the prices of a product that goes. Needs a transaction."""
    for (key,) in (
        raw().execute("SELECT id FROM product_price WHERE product_id = ?", (product_id,)).fetchall()
    ):
        trail.touch(ProductPrice, key)
        writes.delete(ProductPrice, key)


def forget_prices(contact_id: int) -> None:
    """Delete what was agreed with a person about prices. Needs a transaction."""
    raw().execute("DELETE FROM product_price WHERE contact_id = ?", (contact_id,))
    raw().execute("DELETE FROM customer_price_list WHERE contact_id = ?", (contact_id,))


def _checked(caller: Caller, draft: PriceDraft) -> PriceDraft:
    """The draft, in the mode of its list. UserError at the field; "currency" where it is not the list's."""
    try:
        product = catalog.get_product(caller, draft.product_id)
    except NotFound as error:
        raise NotFound(error.message, "product_id") from None
    if draft.list_id is not None:
        of = queries.get_price_list(caller, draft.list_id).draft
        if draft.currency != of.currency:
            raise UserError(
                _("The list “{name}” is in {currency}", name=of.name, currency=of.currency), "currency"
            )
        draft = replace(draft, price_mode=of.price_mode)
    if draft.contact_id is not None:
        contacts.get_name(caller, draft.contact_id)
    check_a_price(draft)
    if draft.price < 0 <= product.price:  # what is a rebate itself has prices below zero
        raise UserError(_("A price is not below zero"), "price")
    return draft


def _columns(draft: PriceDraft) -> dict[str, Any]:
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    for name, column in (("product_id", "product"), ("list_id", "price_list"), ("contact_id", "contact")):
        values[column] = values.pop(name)
    return values


def _same(draft: PriceDraft) -> int | None:
    """The price of the same product, buyer, currency, quantity and first day."""
    key = (
        draft.product_id,
        draft.list_id or 0,
        draft.contact_id or 0,
        draft.currency,
        draft.price_mode,
        scaled(draft.from_qty, QTY_DIGITS, "from_qty"),
        draft.valid_from.isoformat() if draft.valid_from else "",
    )
    row = raw().execute(_SAME, key).fetchone()
    return None if row is None else int(row[0])


def _need_new(draft: PriceDraft, price_id: int | None) -> None:
    if _same(draft) not in (None, price_id):
        raise UserError(_("There is a price from this quantity and day on already"), "from_qty")
