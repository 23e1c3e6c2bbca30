"""Products and services: added, changed, archived."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from desktop_crm.catalog import queries
from desktop_crm.catalog.models import Product
from desktop_crm.catalog.rules.products import ProductDraft, check_product, tidied
from desktop_crm.company import queries as company
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import transaction
from desktop_crm.database.faults import refuse_duplicate
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _


@rights.needs("catalogue.change")
def create_product(caller: Caller, draft: ProductDraft) -> int:
    """Add a product; returns its id. Raises UserError naming the field, also for a code that is used
    already."""
    draft = tidied(draft)
    _check(caller, draft)
    with transaction(caller) as changed, _once(draft):
        product_id = writes.insert(Product, **columns(draft))
        search.index(search_entry(product_id, draft))
        changed.add("product")
        return product_id


@rights.needs("catalogue.change")
def save_product(caller: Caller, product_id: int, version: int, draft: ProductDraft) -> int:
    """Change a product; returns the new version. Lines that name it keep what they say."""
    draft = tidied(draft)
    _check(caller, draft)
    with transaction(caller) as changed, _once(draft):
        version = writes.update_versioned(Product, product_id, version, **columns(draft))
        search.index(search_entry(product_id, draft))
        changed.add("product")
        return version


@rights.needs("catalogue.change")
def archive_product(caller: Caller, product_id: int, version: int, *, archived: bool = True) -> int:
    """Offer a product no longer, or again; returns the new version."""
    with transaction(caller) as changed:
        version = writes.update_versioned(Product, product_id, version, is_archived=archived)
        changed.add("product")
        return version


@rights.needs("catalogue.change")
def bring_back_product(caller: Caller, entry_id: int) -> int:
    """Bring a deleted product back; returns its id. UserError where its code belongs to another one now."""
    with transaction(caller) as changed:
        entry = trail.get_entry(entry_id)
        if entry.table != "product":
            raise UserError(_("This entry is about something else"), "id")
        trail.belongs_to(undoes=entry_id)
        trail.put_back(entry)
        search.index(search_entry(entry.row, queries.get_product(caller, entry.row).draft))
        changed.add("product")
    return entry.row


def columns(draft: ProductDraft) -> dict[str, Any]:
    """The table's columns of a draft."""
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    return values | {"folded": search.fold(draft.name)}


def search_entry(product_id: int, draft: ProductDraft) -> search.Entry:
    """What a product is found by."""
    texts = [*search.parts("category", draft.category), *search.parts("text", draft.description)]
    if draft.price:
        texts.append(search.price("price", draft.price, draft.currency))
    return search.Entry("product", product_id, draft.name, tuple(texts), None, draft.code, draft.code)


def _check(caller: Caller, draft: ProductDraft) -> None:
    check_product(draft)
    if draft.tax_rate_id is not None:
        try:
            company.get_tax_rate(caller, draft.tax_rate_id)
        except NotFound as error:
            raise UserError(error.message, "tax_rate_id") from error


def _once(draft: ProductDraft) -> Any:
    return refuse_duplicate("product.code", _("The code “{code}” is used already", code=draft.code), "code")
