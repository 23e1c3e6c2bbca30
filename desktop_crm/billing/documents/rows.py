"""The lines of the paper as cells of text, before anything is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_crm.billing.documents import words
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.wrapping import clean, clean_line
from desktop_crm.billing.rules.facts import DELIVERY, PRO_FORMA, RECEIPT, AdjustmentFacts, LineFacts
from desktop_crm.values import money
from desktop_crm.values.units import unit_word

RowKind = Literal["item", "section", "subtotal"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `sum_after` is what all counted rows so far come to (the carried-over
    subtotal).
    """

    kind: RowKind
    name: str
    details: str = ""
    position: str = ""
    code: str = ""
    qty: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    tax: str = ""
    amount: str = ""
    is_optional: bool = False
    sum_after: int = 0


def rows_of(paper: Setting, amounts: tuple[int, ...]) -> list[Row]:
    """The paper's rows; `amounts` are the figures of the last column, one a line of the facts.

    Sections get a subtotal where there are at least two of them.
    """
    lines = paper.facts.lines
    has_subtotals = sum(line.is_section for line in lines) > 1 and not hides_prices(paper)
    rows: list[Row] = []
    total, section, section_name, position = 0, 0, "", 0
    takes_off = False

    def close_section() -> None:
        if has_subtotals and section_name:
            label = paper.t("Subtotal {section}", section=section_name)
            rows.append(Row("subtotal", label, amount=paper.amount(section), sum_after=total))

    for line, amount in zip(lines, amounts, strict=True):
        if line.is_section:
            close_section()
            section, section_name = 0, clean_line(line.name)
            rows.append(Row("section", section_name, clean(line.details), sum_after=total))
            continue
        if line.is_deduction and not takes_off:  # what was ordered, before what was billed of it comes off
            close_section()
            section_name, takes_off = "", True
            rows.append(Row("subtotal", paper.t("Ordered"), amount=paper.amount(total), sum_after=total))
        position += 1
        if not line.is_optional:
            total += amount
            section += amount
        rows.append(_item(paper, line, amount, position, total))
    close_section()
    return rows


def _item(paper: Setting, line: LineFacts, amount: int, position: int, total: int) -> Row:
    t, formats = paper.t, paper.t.formats
    name = clean(line.name)
    return Row(
        "item",
        t("Optional: {name}", name=name) if line.is_optional else name,
        "\n".join(_details(paper, line)),
        str(position),
        clean_line(line.code) if "code" in paper.facts.columns else "",
        formats.number(line.qty),
        clean_line(unit_word(line.unit, line.qty, t)),
        _price(paper, line),
        _discount(paper, line.adjustments),
        _tax(paper, line),
        paper.amount(amount),
        line.is_optional,
        total,
    )


def _price(paper: Setting, line: LineFacts) -> str:
    return paper.t.formats.price(line.price, paper.facts.currency)


def _tax(paper: Setting, line: LineFacts) -> str:
    if line.category in ("AE", "K", "G", "E", "O"):
        return "–"
    return paper.percent(line.rate)


def single_discount(adjustments: tuple[AdjustmentFacts, ...]) -> bool:
    """Whether the whole story fits the discount column: one allowance and nothing more to say."""
    return len(adjustments) == 1 and not adjustments[0].is_charge and not adjustments[0].reason


def _discount(paper: Setting, adjustments: tuple[AdjustmentFacts, ...]) -> str:
    if not single_discount(adjustments):
        return ""
    only = adjustments[0]
    return paper.percent(only.percent) if only.percent is not None else paper.amount(-_printed(only))


def _printed(adjustment: AdjustmentFacts) -> int:
    return adjustment.amount if adjustment.shown is None else adjustment.shown


def adjustment_words(paper: Setting, adjustment: AdjustmentFacts) -> str:
    """ "Volume discount 10 %": the reason or the plain word, with the percentage."""
    word = clean_line(adjustment.reason) or (
        paper.t("Surcharge") if adjustment.is_charge else paper.t("Discount")
    )
    return word if adjustment.percent is None else f"{word} {paper.percent(adjustment.percent)}"


def adjustment_detail(paper: Setting, adjustment: AdjustmentFacts) -> str:
    """The same as a line under the item, with its amount."""
    amount = _printed(adjustment)
    return (
        f"{adjustment_words(paper, adjustment)}: {paper.amount(amount if adjustment.is_charge else -amount)}"
    )


def _details(paper: Setting, line: LineFacts) -> list[str]:
    """What stands in grey under the name."""
    t = paper.t
    texts = [clean(line.details)]
    if line.code and "code" not in paper.facts.columns:
        texts.append(t("Item no. {code}", code=clean_line(line.code)))
    texts.append(words.period(line.period_from, line.period_to, t))
    if line.base_qty != 1:
        base = t.formats.number(line.base_qty)
        texts.append(t("Price per {qty} {unit}", qty=base, unit=unit_word(line.unit, line.base_qty, t)))
    if not single_discount(line.adjustments):
        texts += [adjustment_detail(paper, one) for one in line.adjustments]
    if line.is_optional:
        texts.append(t("Not included in the total"))
    return [text for text in texts if text]


def printed_amounts(paper: Setting) -> tuple[int, ...]:
    """The figures of the last column.

    Where the fiscal document is made elsewhere the paper shows no tax of its own, so its lines show what
    each costs with tax: the lines' shares of every VAT group, by largest remainder, so that they add up to
    the total.
    """
    facts = paper.facts
    if not hides_tax(paper) or facts.price_mode == "gross" or not facts.totals.tax:
        return tuple(line.shown for line in facts.lines)
    amounts = [line.shown for line in facts.lines]
    for group in facts.taxes:
        members = [
            index
            for index, line in enumerate(facts.lines)
            if not line.is_section
            and not line.is_optional
            and (line.category, line.rate) == (group.category, group.rate)
        ]
        base = sum(facts.lines[index].net for index in members)
        tax = group.tax if base == group.base else _share(group.tax, base, group.base)
        for index, part in zip(
            members, _spread(tax, [facts.lines[index].net for index in members]), strict=True
        ):
            amounts[index] += part
    return tuple(amounts)


def hides_tax(paper: Setting) -> bool:
    """A non-fiscal paper shows no tax: tax shown is tax owed (2006/112/EC art. 203)."""
    return not paper.facts.is_fiscal or paper.facts.kind in (PRO_FORMA, RECEIPT)


def hides_prices(paper: Setting) -> bool:
    """Whoever takes in the goods need not know what they cost."""
    return paper.facts.kind == DELIVERY


def _share(amount: int, part: int, whole: int) -> int:
    from decimal import Decimal

    return int(money.round_half_away(Decimal(amount) * part / whole, 0)) if whole else 0


def _spread(amount: int, weights: list[int]) -> list[int]:
    """`amount` in parts as the weights, summing exactly (largest remainder)."""
    whole = sum(weights)
    if not whole:
        return [amount, *([0] * (len(weights) - 1))] if weights else []
    parts = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: -(amount * weights[index] % whole))
    for index in order[: amount - sum(parts)]:
        parts[index] += 1
    return parts
