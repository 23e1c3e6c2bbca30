"""What is easily overlooked in a draft: a deposit that nobody takes off, a price that others get cheaper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules import pricing_lines
from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DEPOSIT, INVOICE, ORDER
from desktop_crm.catalog.queries import prices
from desktop_crm.catalog.rules.prices import source_words
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _

_ORDER_OF: Final = "SELECT quote_id FROM document WHERE id = ?"
_KIND: Final = "SELECT kind, number_text FROM document WHERE id = ?"


@rights.needs("documents.read")
def problems(caller: Caller, draft: DocumentDraft, day: date) -> list[Problem]:
    """Warnings, no reason to refuse; `day` is that of the issue."""
    return [*_open_deposits(caller, draft), *_unpriced(draft), *_cheaper(caller, draft, day)]


def _open_deposits(caller: Caller, draft: DocumentDraft) -> Iterator[Problem]:
    """Deposits of the orders that a plain invoice bills: only the final invoice takes them off."""
    if draft.kind != INVOICE or draft.form or draft.corrects_id is not None:
        return
    sources = {draft.from_id, *(_order_of(each) for each in draft.deliveries)} - {None}
    for source in sorted(each for each in sources if each is not None):
        kind, order = raw().execute(_KIND, (source,)).fetchone() or ("", "")
        open_ones = [each for each in chain.stages(caller, source) if each.form == DEPOSIT]
        if kind != ORDER or not open_ones:
            continue
        numbers = ", ".join(each.number for each in open_ones)
        message = _(
            "The deposit {numbers} over {order} is not taken off here: the final invoice of the order does",
            numbers=numbers,
            order=order,
        )
        yield Problem("settles", message, is_warning=True, about=source)


def _order_of(delivery_id: int) -> int | None:
    row = raw().execute(_ORDER_OF, (delivery_id,)).fetchone()
    return None if row is None else row[0]


def _unpriced(draft: DocumentDraft) -> Iterator[Problem]:
    """A product that has no price in this currency, and got none."""
    for place, line in enumerate(draft.lines, 1):
        if pricing_lines.lacks_price(line):
            yield Problem(f"lines[{place}].price", pricing_lines.no_price(draft), is_warning=True)


def _cheaper(caller: Caller, draft: DocumentDraft, day: date) -> Iterator[Problem]:
    """A customer's own price (or that of their list) holds, although others would pay less."""
    places = [place for place, line in enumerate(draft.lines, 1) if pricing_lines.follows(line)]
    wanted = [
        prices.Wanted(draft.lines[place - 1].product_id or 0, draft.lines[place - 1].qty) for place in places
    ]
    found = prices.cheaper_for(
        caller,
        wanted,
        contact_id=draft.contact_id,
        day=day,
        currency=draft.currency,
        mode=draft.price_mode,
    )
    for place, cheaper in zip(places, found, strict=True):
        if cheaper is None:
            continue
        held, other = (source_words(each.source) for each in cheaper)
        message = _(
            "{held}: {price}. By “{other}” it would be {less}",
            held=held or "",
            price=cheaper[0].price,
            other=other or "",
            less=cheaper[1].price,
        )
        yield Problem(f"lines[{place}].price", message, is_warning=True)
