"""`catalog prices|price|...`: price lists, customers' own prices, quantity prices, and which one holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service
from desktop_crm.catalog.documents import price_tables
from desktop_crm.catalog.queries import ProductRow
from desktop_crm.catalog.queries import prices as queries
from desktop_crm.catalog.queries.prices import ListRow, PriceRow, Wanted
from desktop_crm.catalog.rules.prices import PriceDraft, PriceListDraft, source_words
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _


def list_prices(session: Session) -> list[dict[str, Any]]:
    """Further prices: all, or those of a product, a list, a customer."""
    given = session.arguments
    with session.reading():
        rows = queries.list_prices(
            session.caller,
            product_id=_product(session, given.product).id if given.product else None,
            list_id=_list(session, given.list),
            contact_id=_customer(session, given.customer),
        )
        return [_shown(row) for row in rows]


def set_price(session: Session) -> dict[str, Any]:
    """Write a price, or change the one of the same quantity and first day."""
    given = session.arguments
    with session.writing():
        product, list_id = _product(session, given.product), _list(session, given.list)
        usual = product.currency
        if list_id is not None:
            usual = queries.get_price_list(session.caller, list_id).draft.currency
        draft = PriceDraft(
            product_id=product.id,
            price=_number(given.price, "PRICE"),
            currency=(given.currency or usual).upper(),
            price_mode=product.price_mode,
            from_qty=_number(given.qty or "0", "--qty"),
            valid_from=optional_day(given.start, "--from"),
            valid_to=optional_day(given.end, "--to"),
            list_id=list_id,
            contact_id=_customer(session, given.customer),
        )
        return _shown(queries.get_price(session.caller, service.set_price(session.caller, draft)))


def remove(session: Session) -> dict[str, Any]:
    """Take a price away."""
    with session.writing():
        row = queries.get_price(session.caller, session.arguments.id)
        service.remove_price(session.caller, row.id, row.version)
        return _shown(row)


def import_prices(session: Session) -> dict[str, Any]:
    """Prices out of a CSV or XLSX file."""
    given = session.arguments
    data = session.input_bytes(given.file)
    with session.writing():
        with session.blaming("FILE"):
            plan = price_tables.plan_prices(data, Path(given.file).name, t=session.t)
        made = service.import_prices(
            session.caller,
            plan,
            list_id=_list(session, given.list),
            contact_id=_customer(session, given.customer),
            dry_run=given.dry_run,
        )
    rejects = [
        {"line": each.line, "field": each.field, "reason": session.t.message(each.reason)}
        for each in made.rejects
    ]
    return {"added": made.added, "changed": made.changed, "known": made.known, "rejects": rejects}


def lists(session: Session) -> list[dict[str, Any]]:
    """Price lists by name."""
    with session.reading():
        return [_list_shown(row) for row in queries.list_price_lists(session.caller, archived=True)]


def save_list(session: Session) -> dict[str, Any]:
    """A new list; or another name for one, or out of use."""
    given = session.arguments
    with session.writing():
        caller = session.caller
        found = [
            row
            for row in queries.list_price_lists(caller, archived=True)
            if given.name in (row.draft.name, str(row.id))
        ]
        if not found:
            draft = PriceListDraft(
                name=given.name, currency=given.currency or "EUR", price_mode=given.mode or "net"
            )
            key = service.save_price_list(caller, draft)
            return _list_shown(queries.get_price_list(caller, key))
        row = found[0]
        wanted = PriceListDraft(
            name=given.rename or row.draft.name,
            currency=given.currency or row.draft.currency,
            price_mode=given.mode or row.draft.price_mode,
        )
        version = service.save_price_list(caller, wanted, row.id, row.version)
        if given.archive or given.back:
            service.archive_price_list(caller, row.id, version, archived=given.archive)
        return _list_shown(queries.get_price_list(caller, row.id))


def give(session: Session) -> dict[str, Any]:
    """The list by which a customer pays."""
    given = session.arguments
    with session.writing():
        caller = session.caller
        contact = _customer(session, given.customer)
        assert contact is not None
        wanted = None if given.none else _list(session, given.list)
        if wanted is None and not given.none:
            raise UserError(_("Which list? Or --none for none"), "LIST")
        service.give_price_list(caller, contact, wanted)
        return {"customer": contacts.get_name(caller, contact), "list": "" if given.none else given.list}


def price_of(session: Session) -> dict[str, Any]:
    """What so many cost a customer on a day, and where that price comes from."""
    given = session.arguments
    with session.reading():
        product = _product(session, given.product)
        currency = given.currency or product.currency
        wanted = [Wanted(product.id, _number(given.qty or "1", "--qty"))]
        asked: dict[str, Any] = {
            "contact_id": _customer(session, given.customer),
            "day": session.on,
            "currency": currency,
            "mode": product.price_mode,
        }
        [found] = queries.prices_for(session.caller, wanted, **asked)
        if found is None:
            raise NotFound(_("There is no price in {currency}", currency=currency), "--currency")
        words = source_words(found.source)
        said = session.t.message(words) if words else ""
        told: dict[str, Any] = {
            "price": f"{found.price:f}",
            "currency": currency,
            "source": found.source,
            "says": said,
        }
        [cheaper] = queries.cheaper_for(session.caller, wanted, **asked)
        if cheaper is not None:
            less = source_words(cheaper[1].source)
            told["cheaper"] = {
                "price": f"{cheaper[1].price:f}",
                "source": cheaper[1].source,
                "says": session.t.message(less) if less else "",
            }
        return told


def _product(session: Session, name: str) -> ProductRow:
    row = catalog.find_by_code(session.caller, name)
    if row is not None:
        return row
    if name.isascii() and name.isdigit() and len(name) < 19:
        return catalog.get_product(session.caller, int(name))
    raise NotFound(_("There is no product “{name}”", name=name), "PRODUCT")


def _list(session: Session, name: str | None) -> int | None:
    return queries.find_price_list(session.caller, name).id if name else None


def _customer(session: Session, name: str | None) -> int | None:
    if not name:
        return None
    found = contacts.find_contacts(session.caller, name)
    if len(found) == 1:
        return int(found[0].id)
    if not found and name.isascii() and name.isdigit() and len(name) < 19:
        contacts.get_name(session.caller, int(name))
        return int(name)
    raise NotFound(_("There is no contact “{name}”, or more than one", name=name), "--customer")


def _number(text: str, field: str) -> Decimal:
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise UserError(_("“{text}” is not a number", text=text), field) from None
    if not value.is_finite():
        raise UserError(_("“{text}” is not a number", text=text), field)
    return value


def _shown(row: PriceRow) -> dict[str, Any]:
    draft = row.draft
    return {
        "id": row.id,
        "product": row.code or row.product,
        "name": row.product,
        "price": f"{draft.price:f}",
        "currency": draft.currency,
        "price_mode": draft.price_mode,
        "from_qty": f"{draft.from_qty.normalize():f}",
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "list": row.list_name,
        "customer": row.customer,
    }


def _list_shown(row: ListRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.draft.name,
        "currency": row.draft.currency,
        "price_mode": row.draft.price_mode,
        "archived": row.is_archived,
        "prices": row.prices,
        "customers": row.customers,
    }
