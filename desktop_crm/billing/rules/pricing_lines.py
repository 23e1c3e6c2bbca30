"""Lines that follow the catalogue's prices: which ask for one, and what they say then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.catalog.rules.prices import AGREED, UNKNOWN, Found, agreed_source
from desktop_crm.catalog.rules.products import PRICE_MODE_WORDS
from desktop_crm.values.messages import Message, _


def follows(line: LineDraft) -> bool:
    """Whether its price comes from the catalogue: one that was typed or agreed stays."""
    is_fixed = not line.price_from or line.price_from.startswith(AGREED)
    return line.kind == "item" and line.product_id is not None and not is_fixed


def day_of(draft: DocumentDraft, today: date) -> date:
    """The day whose prices hold."""
    return draft.issued_on or today


def with_prices(
    draft: DocumentDraft, found: Sequence[Found | None], *, is_other_money: bool = False
) -> DocumentDraft:
    """The draft with these prices for the lines that follow, in their order; a line without one stays as it
    is. But in other money (`is_other_money`: the currency, or net and gross, has changed) a price that was
    EUR 12.50 is not USD 12.50: such a line has none until there is one."""
    prices = iter(found)
    none = _NONE if is_other_money else None
    lines = tuple(_with_price(line, next(prices) or none) if follows(line) else line for line in draft.lines)
    return draft if lines == draft.lines else replace(draft, lines=lines)


def is_other_money(before: DocumentDraft, draft: DocumentDraft) -> bool:
    """Whether a number in the one is another price in the other."""
    return (before.currency, before.price_mode) != (draft.currency, draft.price_mode)


def lacks_price(line: LineDraft) -> bool:
    """Whether the catalogue has no price for it in this money, and nobody typed one."""
    return line.kind == "item" and line.price_from == UNKNOWN


def no_price(draft: DocumentDraft) -> Message:
    """What to say of such a line."""
    mode = PRICE_MODE_WORDS[draft.price_mode]
    return _("There is no price in {currency} ({mode}): write one", currency=draft.currency, mode=mode)


def unpriced(line: LineDraft) -> LineDraft:
    """The line of a product before it is known in which money it is sold."""
    return replace(line, price=Decimal(0), price_from=UNKNOWN)


_NONE: Final = Found(price=Decimal(0), source=UNKNOWN)


def _with_price(line: LineDraft, found: Found | None) -> LineDraft:
    if found is None or (found.price, found.source) == (line.price, line.price_from):
        return line
    return replace(line, price=found.price, price_from=found.source)


def agreed(draft: DocumentDraft) -> DocumentDraft:
    """The draft; where it follows another paper, its prices stay, and say where they came from then. In a
    copy that follows none they are as if somebody had typed them."""
    follows_paper = draft.from_id is not None or draft.corrects_id is not None
    follows_paper = follows_paper or bool(draft.deliveries or draft.settles)

    def source(line: LineDraft) -> str:
        if follows_paper:
            return agreed_source(line.price_from)
        return "" if line.price_from.startswith(AGREED) else line.price_from

    lines = tuple(replace(line, price_from=source(line)) for line in draft.lines)
    return draft if lines == draft.lines else replace(draft, lines=lines)


def asks(draft: DocumentDraft) -> tuple[object, ...]:
    """What the prices of a draft depend on: when it changes they are looked up again."""
    lines = tuple((line.product_id, line.qty) for line in draft.lines if follows(line))
    return draft.contact_id, draft.issued_on, draft.currency, draft.price_mode, lines
