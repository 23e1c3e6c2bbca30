"""A product or service as a person writes it down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.values import money, units
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import NAME, check_line, check_text, tidy_line, tidy_text

ProductKind = Literal["product", "service"]
PriceMode = Literal["net", "gross"]
KINDS: Final[tuple[ProductKind, ...]] = ("product", "service")
PRICE_MODES: Final[tuple[PriceMode, ...]] = ("net", "gross")
MAX_PRICE: Final = Decimal(10) ** 12

KIND_WORDS: Final[dict[str, Message]] = {"product": _("Product"), "service": _("Service")}
PRICE_MODE_WORDS: Final[dict[str, Message]] = {"net": _("Net"), "gross": _("Gross")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """What a line of a quote or invoice is filled with. Only `name` must be filled.

    `price` has up to six decimals, tax included where `price_mode` is "gross"; `unit` is a code of UN/ECE
    recommendation 20; `tax_rate_id` None means the firm's default rate.
    """

    code: str = ""  # BT-155
    name: str = ""  # BT-153
    description: str = ""  # BT-154
    kind: ProductKind = "product"
    unit: str = units.DEFAULT  # BT-130
    price: Decimal = Decimal(0)  # BT-146
    price_mode: PriceMode = "net"
    currency: str = "EUR"
    category: str = ""
    tax_rate_id: int | None = None


def tidied(draft: ProductDraft) -> ProductDraft:
    """Without blanks at the ends; the unit's code in capitals."""
    return replace(
        draft,
        code=tidy_line(draft.code),
        name=tidy_line(draft.name),
        description=tidy_text(draft.description),
        unit=draft.unit.strip().upper(),
        category=tidy_line(draft.category),
    )


def check_product(draft: ProductDraft) -> None:
    """Raise UserError naming "name", "code", "price", "unit", "currency" ..."""
    check_line(draft.name, "name", most=NAME, required=True)
    check_line(draft.code, "code", most=60)
    check_text(draft.description, "description", most=5000)
    check_line(draft.category, "category", most=100)
    if draft.kind not in KINDS:
        raise UserError(_("Choose product or service"), "kind")
    if draft.price_mode not in PRICE_MODES:
        raise UserError(_("Choose net or gross"), "price_mode")
    if not units.is_unit(draft.unit):
        raise UserError(
            _("“{code}” is no unit; write a code such as C62, HUR or KGM", code=draft.unit), "unit"
        )
    money.digits(draft.currency)
    check_price(draft.price)


def check_price(price: Decimal, field: str = "price") -> None:
    """A unit price: any sign (a rebate can be a product), at most six decimals, below a million million."""
    if not price.is_finite() or abs(price) >= MAX_PRICE:
        raise UserError(_("This price is too large"), field)
    if price != money.round_half_away(price, money.PRICE_DIGITS):
        raise UserError(_("A price has {n} decimals at most", n=money.PRICE_DIGITS), field)
