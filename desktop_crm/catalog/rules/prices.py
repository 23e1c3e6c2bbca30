"""Which price holds: by customer, price list, quantity and day; and what may be written down as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.catalog.rules.products import PRICE_MODES, PriceMode, check_price
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import NAME, check_line, tidy_line

Level = Literal["customer", "list", "all"]
"""For whom a price is: one customer, those with a price list, everybody."""
CUSTOMER: Final = "customer"
LIST: Final = "list"
ALL: Final = "all"
_ORDER: Final[tuple[Level, ...]] = (CUSTOMER, LIST, ALL)
QTY_DIGITS: Final = 6
MAX_QTY: Final = Decimal(10) ** 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListDraft:
    """A list that customers are given: its prices are net or gross, in one currency."""

    name: str = ""
    currency: str = "EUR"
    price_mode: PriceMode = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDraft:
    """A price of one product, from `from_qty` on, on the days from `valid_from` to `valid_to`.

    With `contact_id` it is that customer's own, with `list_id` that of a price list, else everybody's.
    """

    product_id: int
    price: Decimal = Decimal(0)
    currency: str = "EUR"
    price_mode: PriceMode = "net"
    from_qty: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None
    list_id: int | None = None
    contact_id: int | None = None

    @property
    def level(self) -> Level:
        return CUSTOMER if self.contact_id is not None else LIST if self.list_id is not None else ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A price that could hold; `list_name` of a price list. `key` tells prices apart, the later wins."""

    key: int
    draft: PriceDraft
    list_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The price for a line and where it comes from, as `source_of` keeps it."""

    price: Decimal
    source: str


def find(known: Iterable[Known], *, day: date, qty: Decimal, currency: str, mode: str) -> Known | None:
    """The price that holds: the customer's own before the list's before everybody's; there the one from the
    largest quantity that is reached, and of these the one that holds since the latest day."""
    able = [
        each
        for each in known
        if each.draft.currency == currency
        and each.draft.price_mode == mode
        and each.draft.from_qty <= abs(qty)
        and is_valid_on(each.draft, day)
    ]
    for level in _ORDER:
        here = [each for each in able if each.draft.level == level]
        if here:
            return max(here, key=_rank)
    return None


def _rank(each: Known) -> tuple[Decimal, date, int]:
    return each.draft.from_qty, each.draft.valid_from or date.min, each.key


def price_for(
    known: Iterable[Known], base: PriceDraft, *, day: date, qty: Decimal, currency: str, mode: str
) -> Found | None:
    """The price for so many on a day; `base` is the product's own. None where none is in this currency and
    price mode."""
    found = find(known, day=day, qty=qty, currency=currency, mode=mode)
    if found is not None:
        return Found(price=found.draft.price, source=source_of(found))
    if (base.currency, base.price_mode) == (currency, mode):
        return Found(price=base.price, source=PRODUCT)
    return None


def cheaper_for(
    known: Iterable[Known], base: PriceDraft, *, day: date, qty: Decimal, currency: str, mode: str
) -> tuple[Found, Found] | None:
    """The price that holds and the lowest one of those that it goes before, where that is less; else None.

    What was agreed with a customer holds, a list before everybody's prices: also where it is dearer.
    """
    able = tuple(known)
    holds = price_for(able, base, day=day, qty=qty, currency=currency, mode=mode)
    if holds is None:
        return None
    others = [
        price_for(
            [each for each in able if each.draft.level in _ORDER[place:]],
            base, day=day, qty=qty, currency=currency, mode=mode,
        )
        for place in range(1, len(_ORDER) + 1)
    ]  # fmt: skip
    less = min((each for each in others if each is not None), key=lambda each: each.price, default=None)
    return (holds, less) if less is not None and less.price < holds.price else None


PRODUCT: Final = "product"
"""The source of a price that is the product's own."""
UNKNOWN: Final = "none"
"""The source where there is no price in this currency yet: one is taken when there is."""
AGREED: Final = "agreed:"
"""Before the source of a price that was agreed in the paper before: it follows the catalogue no longer."""


def source_of(found: Known) -> str:
    """Where a price comes from, in one line that a draft keeps: "customer", "list>10|Trade"."""
    name = f"|{found.list_name}" if found.list_name else ""
    qty = f">{found.draft.from_qty.normalize():f}" if found.draft.from_qty > 1 else ""
    return f"{found.draft.level}{qty}{name}"


def agreed_source(source: str) -> str:
    """What is kept of a source once the price was agreed; "" for one that was typed."""
    if not source or source == UNKNOWN:
        return ""
    return source if source.startswith(AGREED) else f"{AGREED}{source}"


def source_words(source: str) -> Message | None:
    """How a person reads it; None for a price that was typed."""
    if source.startswith(AGREED):
        before = source_words(source.removeprefix(AGREED))
        return None if before is None else _("{source}, agreed", source=before)
    head, _bar, name = source.partition("|")
    level, _from, text = head.partition(">")
    words = {
        CUSTOMER: _("Own price"),
        LIST: _("List {name}", name=name),
        ALL: _("Price of the day"),
        PRODUCT: _("Catalogue"),
    }.get(level)
    if words is None:
        return None
    if level == ALL and text:
        return _("From {qty} on", qty=Decimal(text))
    return _("{source}, from {qty}", source=words, qty=Decimal(text)) if text else words


def is_valid_on(draft: PriceDraft, day: date) -> bool:
    """Whether it holds on a day."""
    return (draft.valid_from or date.min) <= day <= (draft.valid_to or date.max)


def tidied_list(draft: PriceListDraft) -> PriceListDraft:
    """Without blanks at the ends."""
    return replace(draft, name=tidy_line(draft.name), currency=draft.currency.strip().upper())


def check_list(draft: PriceListDraft) -> None:
    """Raise UserError naming "name", "currency" or "price_mode"."""
    check_line(draft.name, "name", most=min(NAME, 60), required=True)
    if "|" in draft.name or ">" in draft.name:
        raise UserError(_("A list's name has neither | nor >"), "name")
    money.digits(draft.currency)
    if draft.price_mode not in PRICE_MODES:
        raise UserError(_("Choose net or gross"), "price_mode")


def check_a_price(draft: PriceDraft) -> None:
    """Raise UserError naming "price", "from_qty", "valid_to", "currency", "price_mode" or "contact_id"."""
    check_price(draft.price)
    money.digits(draft.currency)
    if draft.price_mode not in PRICE_MODES:
        raise UserError(_("Choose net or gross"), "price_mode")
    if not draft.from_qty.is_finite() or not 0 <= draft.from_qty < MAX_QTY:
        raise UserError(_("A quantity from which a price holds is not below zero"), "from_qty")
    if draft.from_qty != money.round_half_away(draft.from_qty, QTY_DIGITS):
        raise UserError(_("A quantity has {n} decimals at most", n=QTY_DIGITS), "from_qty")
    if draft.valid_from is not None and draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise UserError(_("It ends before it begins"), "valid_to")
    if draft.list_id is not None and draft.contact_id is not None:
        raise UserError(_("A price is a customer's or a list's, not both"), "contact_id")
