"""The VAT groups of a paper as the firm's books take them, and what a payment makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.billing.rules.facts import DocumentFacts, TaxFacts
from desktop_crm.billing.rules.journal import billed_before, sign_of
from desktop_crm.values import money
from desktop_crm.values.totals.rounding import fill_up, half_away

Key = tuple[str, Decimal]
"""Category and rate; of a further tax on the paper `FURTHER` and its code, with its rate."""
FURTHER: Final = "+"
Amounts = tuple[int, int, int, int]
"""Base and tax in the books' currency, base and tax as printed."""
NOTHING: Final[Amounts] = (0, 0, 0, 0)
Groups = Mapping[Key, Amounts]


@dataclass(frozen=True, slots=True)
class Booked:
    """A paper's groups with their sign, less what it says once more of papers before it; in `currency`."""

    currency: str
    groups: Groups


def booked(facts: DocumentFacts, home: str) -> Booked:
    """The groups in the firm's currency by the rate stored with the paper; in its own where none was."""
    sign, again = sign_of(facts), billed_before(facts)
    found: dict[Key, Amounts] = {}
    rate = _stored_rate(facts, home)
    if facts.currency == home or rate is None:
        currency = facts.currency
        own = [(tax.base, tax.tax) for tax in (*facts.taxes, *again)]
    else:
        currency = home
        own = [*_converted(facts, home, rate), *_again(facts, again, home, rate)]
    for tax, (base, amount) in zip((*facts.taxes, *again), own, strict=True):
        key = (tax.category, tax.rate)
        add(found, key, (sign * base, sign * amount, sign * tax.base, sign * tax.tax))
    for key, amount in _further(facts).items():
        at_rate = amount if rate is None else at_home(amount, facts.currency, currency, rate)
        add(found, key, (0, sign * (amount if currency == facts.currency else at_rate), 0, sign * amount))
    return Booked(currency, found)


def _further(facts: DocumentFacts) -> dict[Key, int]:
    """Taxes beside VAT, such as Spain's recargo, less what deposits with papers of their own had of them."""
    if facts.is_corrected:
        return {}
    found: dict[Key, int] = {}
    before = 0
    if facts.is_full:
        before = sum(each.gross - each.net - each.tax for each in facts.deducted)
    for each in facts.extra_taxes:
        key = (FURTHER + each.name, each.rate or Decimal(0))
        found[key] = found.get(key, 0) + each.amount - before
        before = 0
    return found


def _stored_rate(facts: DocumentFacts, home: str) -> Decimal | None:
    if facts.tax_currency == home and facts.exchange_rate is not None:
        return facts.exchange_rate
    if facts.home is not None and facts.home.currency == home:
        return facts.home.rate
    return None


def _converted(facts: DocumentFacts, home: str, rate: Decimal) -> list[tuple[int, int]]:
    """Each group at home; together exactly the sums that were stored, the VAT that was printed (BT-111)."""
    stored = facts.home if facts.home is not None and facts.home.currency == home else None
    bases = [tax.base for tax in facts.taxes]
    net = stored.net if stored else at_home(sum(bases), facts.currency, home, rate)
    if facts.tax_currency == home:
        vat = facts.tax_in_tax_currency
    else:
        vat = stored.tax if stored else 0
    return list(
        zip(
            shared(bases, facts.currency, home, rate, net),
            shared([tax.tax for tax in facts.taxes], facts.currency, home, rate, vat),
            strict=True,
        )
    )


def _again(
    facts: DocumentFacts, again: Sequence[TaxFacts], home: str, rate: Decimal
) -> list[tuple[int, int]]:
    """What is said once more, at the rate of this paper: a corrected invoice comes to nothing."""
    if facts.is_corrected:
        return [(-base, -tax) for base, tax in _converted(facts, home, rate)]
    return [
        (at_home(tax.base, facts.currency, home, rate), at_home(tax.tax, facts.currency, home, rate))
        for tax in again
    ]


def shared(amounts: Sequence[int], currency: str, home: str, rate: Decimal, total: int) -> tuple[int, ...]:
    """The amounts at home, so that they sum to `total` (largest remainder)."""
    if not amounts:
        return ()
    above, below = rate.as_integer_ratio()
    scale = above * 10 ** money.digits(home)
    places = [place for place, amount in enumerate(amounts) if amount]
    parts = fill_up(
        [amounts[place] * scale for place in places], below * 10 ** money.digits(currency), total
    ) if places else ()  # fmt: skip
    found = dict(zip(places, parts, strict=True))
    return tuple(found.get(place, 0) for place in range(len(amounts)))


def at_home(amount: int, currency: str, home: str, rate: Decimal) -> int:
    """An amount in another currency's minor units, rounded half away from zero."""
    above, below = rate.as_integer_ratio()
    return half_away(amount * above * 10 ** money.digits(home), below * 10 ** money.digits(currency))


# ---------------------------------------------------------------------------------------------- on payment

What = Literal["issue", "payment", "discount", "credit", "write_off"]
_RANK: Final = {"issue": 0, "credit": 1, "payment": 2, "discount": 3, "write_off": 4}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an invoice: money in (`amount` above zero) or out, a discount kept back, a
    credit note with its `groups` (below zero) and what it asked less, the rest given up.
    """

    what: What
    day: date
    amount: int = 0
    id: int = 0
    groups: Groups | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What an event makes of an invoice's VAT groups."""

    event: Event
    groups: Groups


def shares(groups: Groups, due: int, prepaid: int, events: Iterable[Event]) -> Iterator[Share]:
    """What each event settles of an invoice's groups, in the order of the days.

    `due` is what the paper asks for, `prepaid` what it says had been paid before. After every event the
    sum of the shares is that of what is settled so far: in proportion, and exactly all of it once nothing is
    open, so that the last payment takes what is left of the cents.
    """
    settled = credited = 0
    given_back: dict[Key, Amounts] = {}
    before: Groups = {}
    for event in sorted(events, key=lambda each: (each.day, _RANK[each.what], each.id)):
        if event.what == "issue":
            settled += prepaid
        elif event.what == "credit":
            credited += event.amount
            for key, amounts in (event.groups or {}).items():
                add(given_back, key, amounts)
        elif event.what != "write_off":
            settled += event.amount
        if event.what == "write_off":
            now: Groups = summed(groups, given_back)
        else:
            now = settled_part(groups, given_back, due + prepaid, credited, settled)
        change = less(now, before)
        before = now
        yield Share(event, {key: amounts for key, amounts in change.items() if any(amounts)})


def settled_part(groups: Groups, given_back: Groups, whole: int, credited: int, settled: int) -> Groups:
    """The part of the groups that counts as settled when `settled` of `whole` was paid.

    What credit notes took back (`given_back`, below zero) counts no more, except as far as the money for it
    is still here: VAT falls when the money is paid back.
    """
    standing = summed(groups, given_back)
    if not whole:
        return standing
    sign = -1 if whole < 0 else 1
    left, paid, back = sign * (whole - credited), sign * settled, sign * credited
    if left > 0 and paid < left:
        return {key: part(amounts, max(paid, 0), left) for key, amounts in standing.items()}
    kept = min(paid - left, back)
    if kept <= 0:
        return standing
    held = {key: part(negative(amounts), kept, back) for key, amounts in given_back.items()}
    return summed(standing, held)


# ------------------------------------------------------------------------------------------------ amounts


def add(groups: dict[Key, Amounts], key: Key, amounts: Amounts) -> None:
    """Into a group."""
    known = groups.get(key, NOTHING)
    groups[key] = (
        known[0] + amounts[0], known[1] + amounts[1], known[2] + amounts[2], known[3] + amounts[3]
    )  # fmt: skip


def summed(*several: Groups) -> dict[Key, Amounts]:
    """Group by group."""
    found: dict[Key, Amounts] = {}
    for groups in several:
        for key, amounts in groups.items():
            add(found, key, amounts)
    return found


def less(groups: Groups, others: Groups) -> dict[Key, Amounts]:
    """Group by group."""
    return summed(groups, {key: negative(amounts) for key, amounts in others.items()})


def negative(amounts: Amounts) -> Amounts:
    """The opposite."""
    return (-amounts[0], -amounts[1], -amounts[2], -amounts[3])


def part(amounts: Amounts, some: int, whole: int) -> Amounts:
    """`some` of `whole` of them, each rounded half away from zero."""
    base, tax, own_base, own_tax = (half_away(each * some, whole) for each in amounts)
    return (base, tax, own_base, own_tax)
