"""A part of a paper: every price and amount for so many days of so many, each line to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.values import money


def in_part(document: DocumentDraft, share: tuple[int, int]) -> DocumentDraft:
    """The paper over `share[0]` days of `share[1]`; each line says so."""
    places = money.digits(document.currency)

    def part(line: LineDraft) -> LineDraft:
        if line.kind != "item":
            return line
        name, more, details = line.description.partition("\n")
        return replace(
            line,
            price=_price_in_part(line, share, places),
            price_from="",
            description=f"{name} ({share[0]}/{share[1]}){more}{details}",
            adjustments=_amounts_in_part(line.adjustments, share),
        )

    return replace(
        document,
        lines=tuple(part(line) for line in document.lines),
        adjustments=_amounts_in_part(document.adjustments, share),
    )


def _price_in_part(line: LineDraft, share: tuple[int, int], places: int) -> Decimal:
    """The price with as few decimals, from those of the currency on, as make the sum of the line right: a
    thousand at 0.05 are 25.00 for half a month, and not 30.00."""
    exact = Fraction(line.price) * Fraction(*share)
    pieces = Fraction(line.qty) / Fraction(line.base_qty)
    wanted = money.whole(exact * pieces * 10**places)
    price = line.price
    for decimals in range(places, max(places, money.PRICE_DIGITS) + 1):
        price = Decimal(money.whole(exact * 10**decimals)).scaleb(-decimals)
        if money.whole(Fraction(price) * pieces * 10**places) == wanted:
            break
    return price


def _amounts_in_part(
    adjustments: tuple[AdjustmentDraft, ...], share: tuple[int, int]
) -> tuple[AdjustmentDraft, ...]:
    """Allowances and charges of an amount cover the part, too; those of percents do by themselves."""
    return tuple(
        each if each.amount is None else replace(each, amount=money.whole(each.amount * Fraction(*share)))
        for each in adjustments
    )
