"""From a draft to its amounts: the one way in which screens and services calculate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop_crm.billing.rules.drafts import (
    AdjustmentDraft,
    DocumentDraft,
    ExtraTaxDraft,
    LineDraft,
    WithholdingDraft,
)
from desktop_crm.billing.rules.facts import AdjustmentFacts, LineFacts, NamedAmount, TaxFacts, TotalFacts
from desktop_crm.values import money, totals
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.totals import LinePart, PricedDocument, PricedLine, Totals


@dataclass(frozen=True, slots=True)
class Pricing:
    """The amounts of a draft, ready to be printed. `lines` has one entry for each line of the draft."""

    totals: Totals
    lines: tuple[LineFacts, ...]
    adjustments: tuple[AdjustmentFacts, ...]
    taxes: tuple[TaxFacts, ...]
    sums: TotalFacts
    extra_taxes: tuple[NamedAmount, ...]
    withholdings: tuple[NamedAmount, ...]


def counts(line: LineDraft) -> bool:
    """Whether the line belongs to the totals: no heading, and not offered as an option."""
    return line.kind == "item" and not line.is_optional


def counted(draft: DocumentDraft) -> tuple[int, ...]:
    """Places (from 0) of the lines that make up the totals, in their order."""
    return tuple(place for place, line in enumerate(draft.lines) if counts(line))


def numbered(draft: DocumentDraft) -> dict[int, LineDraft]:
    """The lines under the number that stands before them on the paper: from 1, headings have none."""
    return dict(enumerate((line for line in draft.lines if line.kind == "item"), 1))


def priced(draft: DocumentDraft) -> PricedDocument:
    """The draft as the arithmetic takes it. Raises UserError for an unknown currency or a broken fraction."""
    currency = draft.currency
    money.digits(currency)
    return PricedDocument(
        lines=tuple(priced_line(line, currency) for line in draft.lines if counts(line)),
        currency=currency,
        price_mode=draft.price_mode,
        doc_allowances=_adjustments(draft.adjustments, currency, charges=False),
        doc_charges=_adjustments(draft.adjustments, currency, charges=True),
        prepaid=money.major(draft.prepaid, currency),
        round_due_to=money.major(draft.round_due_to, currency) if draft.round_due_to else None,
        rounding_amount=money.major(draft.rounding_amount, currency) if draft.rounding_amount else None,
        withholdings=tuple(_withholding(held, place) for place, held in enumerate(draft.withholdings)),
        tax_currency=_tax_currency(draft),
        early_discount=None
        if draft.early_percent is None
        else totals.EarlyDiscount(draft.early_percent, draft.early_days),
        extra_taxes=tuple(_extra_tax(extra) for extra in draft.extra_taxes),
        tax_rounding=draft.tax_rounding,
        kind=draft.kind,
        moved=draft.moved,
    )


def totals_of(draft: DocumentDraft) -> Totals:
    """What the draft comes to; cheap enough for every keystroke."""
    return totals.totals_of(priced(draft))


def price(draft: DocumentDraft) -> Pricing:
    """The draft's amounts as facts: lines, allowances and charges by VAT group, VAT rows, sums."""
    document = priced(draft)
    result = totals.totals_of(document)
    return Pricing(
        totals=result,
        lines=_line_facts(draft, result),
        adjustments=_document_adjustments(draft, document, result),
        taxes=tuple(
            TaxFacts(
                category=group.category,
                rate=group.rate,
                base=group.base,
                tax=group.tax,
                moved=sum(
                    each.amount
                    for each in draft.moved
                    if each.what == "tax" and (each.category, each.rate) == (group.category, group.rate)
                ),
            )
            for group in result.tax_breakdown
        ),
        sums=sums_of(result),
        extra_taxes=tuple(NamedAmount(name=e.code, rate=e.rate, amount=e.amount) for e in result.extra_taxes),
        withholdings=tuple(
            NamedAmount(name=held.code, rate=typed.rate, amount=held.amount)
            for held, typed in zip(result.withholdings, draft.withholdings, strict=True)
        ),
    )


def recalculated(draft: DocumentDraft) -> tuple[TotalFacts, list[int]]:
    """The sums and each line's net amount as `price` has them, without the words: for checking many."""
    if any(line.is_optional for line in draft.lines):
        whole = price(draft)
        return whole.sums, [line.net for line in whole.lines]
    result = totals_of(draft)
    nets = iter(result.line_nets)
    return sums_of(result), [next(nets) if counts(line) else 0 for line in draft.lines]


def sums_of(result: Totals) -> TotalFacts:
    return TotalFacts(
        sum_lines=result.sum_lines,
        allowances=result.allowance_net,
        charges=result.charge_net,
        net=result.net,
        tax=result.tax,
        gross=result.gross,
        prepaid=result.prepaid,
        rounding=result.rounding,
        due=result.due,
        payable=result.en16931_due,
        withheld=result.withheld,
    )


def priced_line(line: LineDraft, currency: str) -> PricedLine:
    return PricedLine(
        qty=line.qty,
        price=line.price,
        category=line.category,
        rate=line.rate,
        base_qty=line.base_qty,
        allowances=_adjustments(line.adjustments, currency, charges=False),
        charges=_adjustments(line.adjustments, currency, charges=True),
    )


def _adjustments(
    adjustments: Sequence[AdjustmentDraft], currency: str, *, charges: bool
) -> tuple[totals.Adjustment, ...]:
    if not adjustments:
        return ()
    return tuple(
        totals.Adjustment(
            percent=each.percent,
            amount=None if each.amount is None else money.major(each.amount, currency),
            category=each.category or None,
            rate=each.rate,
            reason=each.reason,
            reason_code=each.reason_code,
        )
        for each in adjustments
        if each.is_charge is charges
    )


def _withholding(held: WithholdingDraft, place: int) -> totals.Withholding:
    if not held.fraction:
        return totals.Withholding(held.code, held.base, held.rate)
    above, slash, below = held.fraction.partition("/")
    try:
        fraction = (int(above), int(below))
    except ValueError:
        fraction = (0, 0)
    if not slash or fraction[1] <= 0:
        raise UserError(_("Write the share as 9/10"), f"withholdings[{place + 1}].fraction")
    return totals.Withholding(held.code, held.base, None, fraction)


def _tax_currency(draft: DocumentDraft) -> totals.TaxCurrency | None:
    if not draft.tax_currency or draft.exchange_rate is None:
        return None
    if not money.is_currency(draft.tax_currency):
        message = _("“{code}” is no currency code (ISO 4217)", code=draft.tax_currency)
        raise UserError(message, "tax_currency.code")
    return totals.TaxCurrency(draft.tax_currency, draft.exchange_rate)


def _extra_tax(extra: ExtraTaxDraft) -> totals.ExtraTax:
    return totals.ExtraTax(extra.code, extra.rate, extra.category or None, extra.on_rate)


def _line_facts(draft: DocumentDraft, result: Totals) -> tuple[LineFacts, ...]:
    inclusive = draft.price_mode == "gross"
    facts: list[LineFacts] = []
    place = 0
    for line in draft.lines:
        if line.kind == "section":
            facts.append(LineFacts(name=line.name, details=line.details, is_section=True))
        elif line.is_optional:
            alone = totals.totals_of(
                PricedDocument((priced_line(line, draft.currency),), draft.currency, draft.price_mode)
            )
            shown = alone.line_gross[0] if inclusive else alone.line_nets[0]
            facts.append(_item(line, alone.line_parts[0], alone.line_nets[0], shown))
        else:
            net = result.line_nets[place]
            shown = result.line_gross[place] if inclusive else net
            facts.append(_item(line, result.line_parts[place], net, shown))
            place += 1
    return tuple(facts)


def _item(line: LineDraft, part: LinePart, net: int, shown: int) -> LineFacts:
    return LineFacts(
        name=line.name,
        details=line.details,
        is_optional=line.is_optional,
        qty=line.qty,
        unit=line.unit,
        price=line.price,
        base_qty=line.base_qty,
        adjustments=_line_adjustments(line, part) if line.adjustments else (),
        category=line.category,
        rate=line.rate,
        net=net,
        shown=shown,
        code=line.code,
        period_from=line.period_from,
        period_to=line.period_to,
        is_deduction=line.deducts is not None,
    )


def _line_adjustments(line: LineDraft, part: LinePart) -> tuple[AdjustmentFacts, ...]:
    """In the order in which they work: allowances first; `base` is what a percentage was taken of."""
    left = part.amount
    facts: list[AdjustmentFacts] = []
    for is_charge, amounts in ((False, part.allowances), (True, part.charges)):
        typed = [each for each in line.adjustments if each.is_charge is is_charge]
        for adjustment, amount in zip(typed, amounts, strict=True):
            facts.append(
                AdjustmentFacts(
                    amount=amount,
                    is_charge=is_charge,
                    percent=adjustment.percent,
                    base=None if adjustment.percent is None else left,
                    reason=adjustment.reason,
                    reason_code=adjustment.reason_code,
                )
            )
            left += amount if is_charge else -amount
    return tuple(facts)


def _document_adjustments(
    draft: DocumentDraft, document: PricedDocument, result: Totals
) -> tuple[AdjustmentFacts, ...]:
    """One entry for each VAT group that an allowance or charge touches (EN 16931 knows no undivided ones)."""
    if not result.doc_split:
        return ()
    inclusive = draft.price_mode == "gross"
    left: dict[tuple[str, Decimal], int] = {}
    for line, part in zip(document.lines, result.line_parts, strict=True):
        key = (line.category, line.rate)
        left[key] = left.get(key, 0) + part.total
    facts: list[AdjustmentFacts] = []
    for share in result.doc_split:
        is_charge = share.kind == "doc_charges"
        typed = (document.doc_charges if is_charge else document.doc_allowances)[share.index]
        key = (share.category, share.rate)
        base = left.get(key, 0)
        left[key] = base + (share.amount if is_charge else -share.amount)
        if share.amount or share.net:
            facts.append(
                AdjustmentFacts(
                    amount=share.net,
                    shown=share.amount if inclusive else None,
                    is_charge=is_charge,
                    percent=typed.percent,
                    base=None if typed.percent is None or inclusive else base,
                    reason=typed.reason,
                    reason_code=typed.reason_code,
                    category=share.category,
                    rate=share.rate,
                )
            )
    return tuple(facts)
