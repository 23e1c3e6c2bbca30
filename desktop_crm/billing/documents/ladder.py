"""The totals at the foot of the table: from the lines to the one figure that counts, each step with its
base.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents import sorts, words
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.rows import adjustment_words, hides_tax, printed_amounts
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line, wrap
from desktop_crm.billing.rules.facts import RECEIPT, AdjustmentFacts
from desktop_crm.company.rules.exchange import PRINTED
from desktop_crm.company.rules.looks import MODERN

Style = Literal["plain", "grey", "strong", "total"]
Rule = Literal["", "hair", "line"]

_MOST: Final = 140.0
_GAP: Final = 6.0
_BASE: Final = 4.85


@dataclass(frozen=True, slots=True)
class Step:
    """One row: label, what it is reckoned on, amount; `above` is the rule over it."""

    label: str
    amount: str
    base: str = ""
    style: Style = "plain"
    above: Rule = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The measured totals."""

    paper: Setting
    steps: tuple[Step, ...]
    labels: tuple[tuple[str, ...], ...]
    width: float
    middle: float

    @property
    def height(self) -> float:
        sheet = self.paper.sheet
        return (
            sum(_height(sheet, step, lines) for step, lines in zip(self.steps, self.labels, strict=True))
            + 1.4
        )

    def draw(self, canvas: TaggedCanvas, y: float) -> None:
        """Below the table's last rule, flush with the right margin."""
        sheet = self.paper.sheet
        left = sheet.right - self.width
        with canvas.group("Table", summary=self.paper.t("Totals")):
            for step, lines in zip(self.steps, self.labels, strict=True):
                _draw_step(canvas, self.paper, step, lines, left, sheet.right - self.middle, y)
                y += _height(sheet, step, lines)


def _height(sheet: Sheet, step: Step, lines: tuple[str, ...]) -> float:
    extra = {"": 0.0, "hair": 0.8, "line": 1.0}[step.above]
    return sheet.leading * max(len(lines), 1) + extra + (3.6 if step.style == "total" else 0)


def _draw_step(
    canvas: TaggedCanvas,
    paper: Setting,
    step: Step,
    lines: tuple[str, ...],
    left: float,
    middle: float,
    y: float,
) -> None:
    sheet, currency = paper.sheet, paper.facts.currency
    is_tinted = step.style == "total" and sheet.design == MODERN
    if step.above and not is_tinted:
        canvas.rule(left, y + 1.8, sheet.right, y + 1.8, 0.75 if step.above == "line" else 0.35,
                    m.TEXT if step.above == "line" else m.MARK)  # fmt: skip
    y += {"": 0.0, "hair": 0.8, "line": 1.0}[step.above]
    base = y + _BASE * sheet.leading / 4.5 + (1.0 if step.style == "total" else 0)
    if step.style == "total":
        _draw_total_ground(canvas, paper, left, base, lines)
    size, bold = _size(sheet, step), _bold(step)
    color = m.GREY if step.style == "grey" else m.TEXT
    with canvas.group("TR"):
        with canvas.mark("TH", scope="Row"):
            for index, line in enumerate(lines):
                canvas.text(left, base + sheet.leading * index, line + " ", size, bold=bold, color=color)
        if step.base:
            with canvas.mark("TD"):
                canvas.text(middle, base, step.base, sheet.body_size, color=m.GREY, align="right")
        elif step.style == "total":
            with canvas.mark("TD"):
                x = sheet.right - m.room(step.amount, size, bold=True) - 1.6
                canvas.text(x, base, currency, sheet.body_size, color=m.GREY, align="right")
        else:
            canvas.add("TD")
        with canvas.mark("TD"):
            canvas.text(sheet.right, base, step.amount, size, bold=bold, color=color, align="right")


def _draw_total_ground(
    canvas: TaggedCanvas, paper: Setting, left: float, base: float, lines: tuple[str, ...]
) -> None:
    """Two rules under the last figure; in Modern a tint behind it."""
    sheet = paper.sheet
    if sheet.design == MODERN:
        more = sheet.leading * (max(len(lines), 1) - 1)
        canvas.box(left - 2, base - 5.6, sheet.right - left + 4, 8.6 + more, paper.tint)
        return
    for depth in (1.7, 2.4):
        canvas.rule(left, base + depth, sheet.right, base + depth, 0.5, m.TEXT)


def ladder_of(paper: Setting) -> Ladder:
    """The steps of this paper, measured: the block grows with its contents, long labels take more lines."""
    sheet = paper.sheet
    steps = tuple(_steps(paper))
    amount = max(_amount_width(sheet, step, paper.facts.currency) for step in steps)
    base = max((m.room(step.base, sheet.body_size) for step in steps), default=0)
    middle = amount + _GAP
    beside = middle + (base + _GAP if base else 0)
    widths = [m.room(step.label, _size(sheet, step), bold=_bold(step)) for step in steps]
    if sheet.design == MODERN:  # the panel beside it takes what is not needed
        taken = [beside if step.base else amount + _GAP for step in steps]
        needed = max(map(sum, zip(widths, taken, strict=True)))
    else:
        needed = max(widths) + beside
    width = min(max(sheet.ladder_least, needed), max(_MOST, beside + 40), sheet.width)
    labels = tuple(
        wrap(
            step.label,
            (width - (beside if step.base else amount + _GAP)) * MM,
            _size(sheet, step),
            _bold(step),
        )
        for step in steps
    )
    return Ladder(paper, steps, labels, width, middle)


def _size(sheet: Sheet, step: Step) -> float:
    return sheet.total_size if step.style == "total" else sheet.body_size


def _bold(step: Step) -> bool:
    return step.style in ("total", "strong")


def _amount_width(sheet: Sheet, step: Step, currency: str) -> float:
    width = m.room(step.amount, _size(sheet, step), bold=_bold(step))
    return width + m.room(currency, sheet.body_size) + 2 if step.style == "total" else width


# ------------------------------------------------------------------------------------------------- the steps


def _steps(paper: Setting) -> Iterator[Step]:
    facts, t = paper.facts, paper.t
    sums = facts.totals
    if hides_tax(paper):
        yield from _adjustments(paper, _taxed_adjustments(paper))
        yield from _deductions(paper)
    elif facts.price_mode == "gross":
        yield from _adjustments(paper, [(one, _printed(one)) for one in facts.adjustments])
        yield from _extra_taxes(paper)
        yield from _deductions(paper)
    else:
        yield from _adjustments(paper, [(one, one.amount) for one in facts.adjustments])
        if facts.taxes or facts.extra_taxes:
            yield Step(t("Net amount"), paper.amount(sums.net))
            yield from _taxes(paper, t("on {base}"), first="hair")
            yield from _extra_taxes(paper)
        yield from _deductions(paper)
    yield Step(words.total_label(facts, t), paper.amount(sums.due), style="total", above="line")
    if facts.price_mode == "gross" and not hides_tax(paper):
        yield from _taxes(paper, t("on {base}"), first="", contained=True)
    yield from _in_tax_currency(paper)


def _printed(adjustment: AdjustmentFacts) -> int:
    return adjustment.amount if adjustment.shown is None else adjustment.shown


def _adjustments(paper: Setting, parts: list[tuple[AdjustmentFacts, int]]) -> Iterator[Step]:
    """Sum of the lines, then each discount and surcharge; the shares of one over several rates stand as
    one.
    """
    if not parts:
        return
    amounts = printed_amounts(paper)
    lines = sum(
        one
        for one, line in zip(amounts, paper.facts.lines, strict=True)
        if not line.is_optional and not line.is_section
    )
    yield Step(paper.t("Sum of the lines"), paper.amount(lines))
    merged: dict[tuple[str, bool], int] = {}
    for one, amount in parts:
        key = (adjustment_words(paper, one), one.is_charge)
        merged[key] = merged.get(key, 0) + amount
    for (label, is_charge), amount in merged.items():
        yield Step(label, paper.amount(amount if is_charge else -amount))


def _taxed_adjustments(paper: Setting) -> list[tuple[AdjustmentFacts, int]]:
    """Discounts and surcharges with their tax, on a paper that shows no tax of its own; they end at the
    total.
    """
    facts = paper.facts
    if facts.price_mode == "gross":
        return [(one, _printed(one)) for one in facts.adjustments]
    lines = sum(
        one
        for one, line in zip(printed_amounts(paper), facts.lines, strict=True)
        if not line.is_optional and not line.is_section
    )
    left = facts.totals.gross - lines - sum(one.amount for one in facts.extra_taxes)
    parts: list[tuple[AdjustmentFacts, int]] = []
    for index, one in enumerate(facts.adjustments):
        sign = 1 if one.is_charge else -1
        rate = one.rate or 0
        amount = (
            sign * int(one.amount + one.amount * rate / 100) if index < len(facts.adjustments) - 1 else left
        )
        left -= amount
        parts.append((one, sign * amount))
    return parts


def _taxes(paper: Setting, pattern: str, first: Rule, *, contained: bool = False) -> Iterator[Step]:
    facts = paper.facts
    for index, group in enumerate(facts.taxes):
        if group.category == "O" and len(facts.taxes) == 1:
            continue
        label = words.tax_label(facts, group.category, group.rate, paper.t)
        if contained:
            label = paper.t("of which {tax}", tax=label)
        base = pattern.format(base=paper.amount(group.base))
        yield Step(
            label,
            paper.amount(group.tax),
            base,
            above=first if not index else "",
            style="grey" if contained else "plain",
        )


def _extra_taxes(paper: Setting) -> Iterator[Step]:
    for one in paper.facts.extra_taxes:
        label = clean_line(one.name) + (f" {paper.percent(one.rate)}" if one.rate is not None else "")
        yield Step(label, paper.amount(one.amount))


def _deductions(paper: Setting) -> Iterator[Step]:
    """From the gross to what is still to be paid: paid before, withheld by the customer, rounded for cash."""
    facts, t, sums = paper.facts, paper.t, paper.facts.totals
    if facts.kind == RECEIPT:
        return
    if not (sums.prepaid or sums.withheld or sums.rounding or facts.withholdings):
        return
    yield Step(_gross_label(paper), paper.amount(sums.gross), style="strong", above="hair")
    for label, base, amount in sorts.prepaid_steps(paper):
        yield Step(label, amount, base)
    if sums.rounding:
        yield Step(t("Rounding"), paper.amount(sums.rounding))
    for one in facts.withholdings:
        label = t("Withheld: {name}", name=clean_line(one.name))
        rate = "" if one.rate is None else f" {paper.percent(one.rate)}"
        yield Step(label + rate, paper.amount(-one.amount))
    if sums.withheld and not facts.withholdings:
        yield Step(t("Withheld"), paper.amount(-sums.withheld))


def _gross_label(paper: Setting) -> str:
    facts, t = paper.facts, paper.t
    if hides_tax(paper) or not facts.taxes:
        return t("Total")
    return t("Total including VAT")


def _in_tax_currency(paper: Setting) -> Iterator[Step]:
    """The tax in the seller's own currency (2006/112/EC art. 230), with the rate that was used."""
    facts, t = paper.facts, paper.t
    if not facts.tax_currency or facts.tax_currency == facts.currency or hides_tax(paper):
        return
    rate = ""
    if facts.exchange_rate is not None:
        shown = t.formats.number(facts.exchange_rate, most=10)
        rate = f"1 {facts.currency} = {shown} {facts.tax_currency}"
        home = facts.home
        if home is not None and home.source and home.day is not None:
            rate = f"{rate} ({PRINTED[home.source]}, {t.formats.date(home.day)})"
    label = t("VAT in {currency}", currency=facts.tax_currency)
    amount = t.formats.amount(facts.tax_in_tax_currency, facts.tax_currency)
    yield Step(label, amount, rate, style="grey")
