"""Every sum of the paper, checked to the cent before it is written.

The rules of the norm tolerate a whole unit of VAT and never multiply quantity by price; this check
tolerates nothing.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_DOWN, Decimal

from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts, LineFacts, TaxFacts
from desktop_crm.billing.rules.kinds import STAGES
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

Group = tuple[str, Decimal]


def check_xml_sums(facts: DocumentFacts) -> None:
    """Raise UserError naming the line or sum that does not follow from the others (BR-CO-10 to BR-CO-17
    and BT-131).
    """
    counted = [
        (n, line) for n, line in enumerate(facts.lines, 1) if not line.is_section and not line.is_optional
    ]
    for number, line in counted:
        _check_line(facts, number, line)
    lines = [line for _number, line in counted]
    sums = facts.totals
    allowances = sum(one.amount for one in facts.adjustments if not one.is_charge)
    charges = sum(one.amount for one in facts.adjustments if one.is_charge)
    extra = sum(one.amount for one in facts.extra_taxes)
    _same(sums.sum_lines, sum(line.net for line in lines), _("the sum of the lines"), "totals.sum_lines")
    _same(sums.allowances, allowances, _("the sum of the discounts"), "totals.allowances")
    _same(sums.charges, charges, _("the sum of the surcharges"), "totals.charges")
    _same(sums.net, sums.sum_lines - allowances + charges, _("the net amount"), "totals.net")
    _check_groups(facts, lines)
    _same(sums.tax, sum(group.tax for group in facts.taxes), _("the sum of VAT"), "totals.tax")
    _same(sums.gross, sums.net + sums.tax + extra, _("the total with VAT"), "totals.gross")
    _same(sums.payable, sums.gross - sums.prepaid + sums.rounding, _("the amount due"), "totals.payable")
    _same(sums.due, sums.payable - sums.withheld, _("the amount to pay"), "totals.due")
    withheld = sum(one.amount for one in facts.withholdings)
    _same(
        sums.withheld,
        withheld if facts.withholdings else sums.withheld,
        _("what is withheld"),
        "totals.withheld",
    )


def _check_line(facts: DocumentFacts, number: int, line: LineFacts) -> None:
    exact = line.qty * line.price / line.base_qty
    amount = money.minor_rounded(exact, facts.currency)
    for one in line.adjustments:
        amount += one.amount if one.is_charge else -one.amount
    said = line.net if facts.price_mode == "net" else line.shown
    _same(said, amount, _("quantity times price of line {number}", number=number), f"lines[{number}].price")


def _check_groups(facts: DocumentFacts, lines: list[LineFacts]) -> None:
    bases: dict[Group, int] = defaultdict(int)
    for line in lines:
        bases[line.category, line.rate] += line.net
    for one in facts.adjustments:
        bases[one.category, one.rate or Decimal(0)] += one.amount if one.is_charge else -one.amount
    said = {(group.category, group.rate): group.base for group in facts.taxes}
    for key in bases.keys() | said.keys():
        _same(said.get(key, 0), bases.get(key, 0), _("the base of VAT {rate}", rate=f"{key[1]} %"), "taxes")
    for group in facts.taxes:
        # A later credit note or stage settles a cent that rounding by parts has moved; BR-CO-17 bears it.
        in_parts = facts.kind == CREDIT_NOTE or facts.form in (*STAGES, "final") or facts.deliveries
        moved = group.moved if in_parts and abs(group.moved) <= 1 else 0
        if group.tax - moved not in _possible_taxes(facts, group):
            _fail(_("the VAT of {rate}", rate=f"{group.rate} %"), "taxes")


def _possible_taxes(facts: DocumentFacts, group: TaxFacts) -> set[int]:
    """The tax of a group, rounded half away from zero or, where a country wants it so, cut off."""
    if facts.price_mode == "gross":
        exact = (group.base + group.tax) * group.rate / (100 + group.rate)
    else:
        exact = group.base * group.rate / 100
    cut = exact.quantize(Decimal(1), rounding=ROUND_DOWN)
    return {int(money.round_half_away(exact, 0)), int(cut)}


def _same(said: int, reckoned: int, what: Message, field: str) -> None:
    if said != reckoned:
        _fail(what, field)


def _fail(what: Message, field: str) -> None:
    raise UserError(_("The sums of this paper do not add up: {what}", what=what), field)
