"""What the catalogue knows about a person, for the person: prices of their own, and their price list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from desktop_crm.catalog.queries import prices
from desktop_crm.catalog.queries.prices import PriceRow
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, _
from desktop_crm.values.personal import Section


@rights.needs("persons.export")
def personal_sections(caller: Caller, contact_id: int, today: date) -> list[Section]:
    """Prices of their own, and the list that they are given with what it says."""
    own = prices.list_prices(caller, contact_id=contact_id)
    given = prices.list_of_customer(caller, contact_id)
    listed = [] if given is None else prices.list_prices(caller, list_id=given)
    rows = [*own, *listed]
    columns = (
        _("Product"), _("From quantity"), _("Price"), _("Net or gross"), _("Price list"), _("Valid from"),
        _("Valid until"),
    )  # fmt: skip
    return [Section("prices", _("Prices"), columns, tuple(map(_told, rows)), [_data(each) for each in rows])]


def _told(row: PriceRow) -> tuple[str | Message | date | None, ...]:
    draft = row.draft
    return (
        row.product,
        _plain(draft.from_qty),
        f"{draft.price.normalize():f} {draft.currency}",
        _("Gross") if draft.price_mode == "gross" else _("Net"),
        row.list_name,
        draft.valid_from,
        draft.valid_to,
    )


def _data(row: PriceRow) -> dict[str, object]:
    draft = row.draft
    return {
        "product": row.product,
        "code": row.code,
        "price": f"{draft.price.normalize():f}",
        "currency": draft.currency,
        "price_mode": draft.price_mode,
        "from_qty": _plain(draft.from_qty),
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else None,
        "valid_to": draft.valid_to.isoformat() if draft.valid_to else None,
        "list": row.list_name,
    }


def _plain(qty: Decimal) -> str:
    return f"{qty.normalize():f}" if qty else ""
