"""The totals a second time, for the tests alone: fractions of major units, straight from the JSON.

Slow and plain on purpose; no code is shared with the program.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

PLACES = {"EUR": 2, "USD": 2, "CHF": 2, "BRL": 2, "TRY": 2, "JPY": 0, "KWD": 3, "CLF": 4}
Rounder = Callable[[Fraction], Fraction]


def nearest(value: Fraction, step: Fraction) -> Fraction:
    """The nearest multiple of `step`; of two equally near ones that farther from zero."""
    count = math.floor(abs(value) / step + Fraction(1, 2))
    return count * step if value >= 0 else -count * step


def cut(value: Fraction, step: Fraction) -> Fraction:
    return math.trunc(value / step) * step


def hand_out(total: Fraction, ideals: list[Fraction], cent: Fraction) -> list[Fraction]:
    """Largest remainder as a game: all start at or below their ideal; each cent goes to who lacks most."""
    have = [math.floor(ideal / cent) * cent for ideal in ideals]
    while sum(have) < total:
        lacking = [ideal - got for ideal, got in zip(ideals, have, strict=True)]
        have[lacking.index(max(lacking))] += cent
    while sum(have) > total:
        lacking = [ideal - got for ideal, got in zip(ideals, have, strict=True)]
        last = len(have) - 1 - lacking[::-1].index(min(lacking))
        have[last] -= cent
    return have


def in_proportion(total: Fraction, weights: list[Fraction], cent: Fraction) -> list[Fraction]:
    if sum(weights) < 0:
        weights = [-weight for weight in weights]
    weights = [max(weight, Fraction(0)) for weight in weights]
    if not any(weights):
        return [total] + [Fraction(0)] * (len(weights) - 1)
    return hand_out(total, [total * weight / sum(weights) for weight in weights], cent)


def step_down(start: Fraction, adjustments: list[dict[str, str]], sign: int, cent: Fraction) -> Fraction:
    for adjustment in adjustments:
        if "percent" in adjustment:
            start += sign * nearest(start * Fraction(adjustment["percent"]) / 100, cent)
        else:
            start += sign * Fraction(adjustment["amount"])
    return start


def line_amounts(data: dict[str, Any], cent: Fraction) -> list[Fraction]:
    amounts = []
    for line in data["lines"]:
        raw = Fraction(line["qty"]) * Fraction(line["price"]) / Fraction(line.get("base_qty", "1"))
        amount = step_down(nearest(raw, cent), line.get("allowances", []), -1, cent)
        amounts.append(step_down(amount, line.get("charges", []), 1, cent))
    return amounts


def adjusted_groups(
    data: dict[str, Any], before: dict[tuple[str, Fraction], Fraction], cent: Fraction
) -> tuple[dict[tuple[str, Fraction], Fraction], list[tuple[str, tuple[str, Fraction], Fraction]]]:
    groups, pieces = dict(before), []
    for kind, sign in (("doc_allowances", -1), ("doc_charges", 1)):
        for adjustment in data.get(kind, []):
            if "category" in adjustment:
                own = (adjustment["category"], Fraction(adjustment["rate"]))
                groups.setdefault(own, Fraction(0))
                targets = [own]
            else:
                targets = list(groups)
            if "percent" in adjustment:
                amounts = [nearest(groups[t] * Fraction(adjustment["percent"]) / 100, cent) for t in targets]
            else:
                amounts = in_proportion(Fraction(adjustment["amount"]), [groups[t] for t in targets], cent)
            for target, amount in zip(targets, amounts, strict=True):
                groups[target] += sign * amount
                pieces.append((kind, target, amount))
    return groups, pieces


def net_line_amounts(
    data: dict[str, Any],
    gross: list[Fraction],
    tax_inside: Callable[[Fraction, Fraction], Fraction],
    cent: Fraction,
) -> list[Fraction]:
    nets = list(gross)
    for key in {(line["category"], Fraction(line["rate"])) for line in data["lines"]}:
        own = [i for i, line in enumerate(data["lines"]) if (line["category"], Fraction(line["rate"])) == key]
        whole = sum((gross[i] for i in own), Fraction(0))
        target = whole - tax_inside(whole, key[1])
        flip = -1 if whole < 0 else 1
        if whole and all(flip * gross[i] >= 0 for i in own):
            ideals = [flip * target * gross[i] / whole for i in own]
        else:
            ideals = [flip * gross[i] * 100 / (100 + key[1]) for i in own]
        for i, net in zip(own, hand_out(flip * target, ideals, cent), strict=True):
            nets[i] = flip * net
    return nets


def reference(data: dict[str, Any]) -> dict[str, Any]:
    cent = Fraction(1, 10 ** PLACES[data.get("currency", "EUR")])
    tax_round = cut if data.get("tax_rounding") == "down" else nearest
    is_gross = data.get("price_mode") == "gross"

    def tax_inside(amount: Fraction, rate: Fraction) -> Fraction:
        return tax_round(amount - amount / (1 + rate / 100), cent)

    lines = line_amounts(data, cent)
    sums: dict[tuple[str, Fraction], Fraction] = {}
    for line, amount in zip(data["lines"], lines, strict=True):
        key = (line["category"], Fraction(line["rate"]))
        sums[key] = sums.get(key, Fraction(0)) + amount
    groups, pieces = adjusted_groups(data, sums, cent)
    rows = []
    for (category, rate), amount in groups.items():
        tax = tax_inside(amount, rate) if is_gross else tax_round(amount * rate / 100, cent)
        rows.append((category, rate, amount - tax if is_gross else amount, tax))
    net = sum((row[2] for row in rows), Fraction(0))
    tax = sum((row[3] for row in rows), Fraction(0))
    extras = [tax_round(net * Fraction(extra["rate"]) / 100, cent) for extra in data.get("extra_taxes", [])]
    gross = net + tax + sum(extras)
    held = []
    for item in data.get("withholdings", []):
        part = Fraction(item["fraction"]) if "fraction" in item else Fraction(item["rate"]) / 100
        held.append(nearest({"net": net, "tax": tax, "gross": gross}[item["base"]] * part, cent))
    prepaid = Fraction(data.get("prepaid", "0"))
    unrounded = gross - prepaid - sum(held)
    due = nearest(unrounded, Fraction(data["round_due_to"])) if "round_due_to" in data else unrounded
    discount = nearest(max(due, Fraction(0)) * Fraction(data.get("early_discount", "0")) / 100, cent)
    return {
        "lines": lines,
        "line_nets": net_line_amounts(data, lines, tax_inside, cent) if is_gross else lines,
        "allowance_total": sum(amount for kind, _, amount in pieces if kind == "doc_allowances"),
        "charge_total": sum(amount for kind, _, amount in pieces if kind == "doc_charges"),
        "net": net,
        "tax_breakdown": rows,
        "tax": tax,
        "gross": gross,
        "withheld": sum(held),
        "rounding": due - unrounded,
        "due": due,
        "doc_split": pieces,
        "extra_taxes": extras,
        "early_payment": (discount, due - discount),
    }
