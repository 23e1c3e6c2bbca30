"""What a customer pays back: at cost with VAT, or passed through as it was laid out in their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, Translator, _

COST: Final = "cost"
PASS_THROUGH: Final = "pass_through"
WAYS: Final = (COST, PASS_THROUGH)
WAY_WORDS: Final[dict[str, Message]] = {
    COST: _("As cost, with VAT"),
    PASS_THROUGH: _("Passed through, without VAT"),
}
WAY_HINTS: Final[dict[str, Message]] = {
    COST: _("What it cost without VAT is part of your own supply: your VAT comes on top."),
    PASS_THROUGH: _(
        "Only what you paid in the customer's name, with an invoice to them: the sum as it was paid."
    ),
}
MOST_PERCENT: Final = Decimal(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One expense as far as a customer's invoice needs it; sums in minor units."""

    id: int
    supplier: str
    description: str
    number: str
    spent_on: date
    currency: str
    net: int
    gross: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The VAT of the firm's own supply."""

    category: str
    rate: Decimal


def check_way(way: str, percent: Decimal) -> None:
    """Raise UserError at "way" or "percent"."""
    if way not in WAYS:
        raise UserError(_("Write one of {choices}", choices=", ".join(WAYS)), "way")
    if not 0 <= percent <= MOST_PERCENT:
        raise UserError(_("Between 0 and {n}", n=int(MOST_PERCENT)), "percent")
    if percent and way == PASS_THROUGH:
        raise UserError(_("What is passed through is not added to"), "percent")


def line_of(
    item: Item, way: str, rate: Rate, percent: Decimal, draft: DocumentDraft, t: Translator
) -> LineDraft:
    """The line that bills an expense on, in the words of the paper's language.

    At cost it is the net with the firm's own VAT (and so many percent on top); passed through it is the whole
    sum outside the scope of VAT.
    """
    if item.currency != draft.currency:
        raise UserError(
            _("This expense is in {expense}, the invoice in {invoice}", expense=item.currency,
              invoice=draft.currency),
            "currency",
        )  # fmt: skip
    what = item.description or item.supplier
    words = [item.supplier if item.supplier != what else "", item.number, t.formats.date(item.spent_on)]
    description = "\n".join((what, ", ".join(word for word in words if word)))
    if way == PASS_THROUGH:
        return LineDraft(description=description, price=money.major(item.gross, item.currency), category="O")
    net = money.minor_rounded(money.major(item.net, item.currency) * (100 + percent) / 100, item.currency)
    price = money.major(net, item.currency)
    if draft.price_mode == "gross":
        price = money.round_half_away(price * (100 + rate.rate) / 100, money.digits(item.currency))
    return LineDraft(description=description, price=price, category=rate.category, rate=rate.rate)


def check_together(draft: DocumentDraft, way: str) -> None:
    """What is passed through lies outside VAT, and nothing else may stand beside it (BR-O-11)."""
    items = [line for line in draft.lines if line.kind == "item"]
    is_outside = [line.category == "O" for line in items]
    if items and not (all(is_outside) if way == PASS_THROUGH else not any(is_outside)):
        raise UserError(
            _("What is passed through stands on an invoice of its own: VAT lines cannot be beside it"),
            "document",
        )


def check_items(items: Sequence[Item]) -> None:
    """Raise UserError where there is nothing, or money that came back."""
    if not items:
        raise UserError(_("Choose at least one expense"), "expenses")
    if len({item.currency for item in items}) > 1:
        raise UserError(_("These expenses are in several currencies: bill each on its own"), "expenses")
    if any(item.gross <= 0 for item in items):
        raise UserError(_("Money that came back is not billed on"), "expenses")
