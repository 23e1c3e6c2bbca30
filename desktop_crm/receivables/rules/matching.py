"""Which invoice a bank line pays: by its structured reference, by number and amount, by who pays, by amount;
with reason and confidence.

Only a reference or a number together with the very amount is certain. Everything else is proposed and waits
for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

from desktop_crm.company.rules.identifiers import compact
from desktop_crm.receivables.rules.remittances import Share
from desktop_crm.receivables.rules.statements import StatementLine
from desktop_crm.values.messages import Message, _

CERTAIN: Final = 95
"""From here on a proposal is booked without being asked about (percent)."""
_TOKENS: Final = 4
_LEAST_DIGITS: Final = 4
"""A number of digits alone that is shorter says nothing: fiscal documents are often numbered 1, 2, 3."""
_REFERENCE_TOKENS: Final = 7
"""A creditor reference of 25 signs in fours."""
_SAME_NAME: Final = 90
_MOST_TOGETHER: Final = 12
_LEGAL_FORMS: Final = re.compile(
    r"\b(gmbh|mbh|ag|kg|ohg|gbr|ug|ltd|limited|llc|inc|lda|ltda|sa|sarl|sas|srl|spa|sl|bv|nv|co|eireli|me|as|sti)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """What can be paid. `discount` may be kept back until `discount_until`."""

    id: int
    number: str
    contact_id: int
    customer: str
    currency: str
    open: int
    issued_on: date
    discount: int = 0
    discount_until: date | None = None
    own_number: str = ""
    """What it was called before its fiscal document gave it `number`: customers pay by either."""
    reference: str = ""
    """The structured one that the invoice asks for, without spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a line seems to pay. Without shares it is known at most who paid."""

    shares: tuple[Share, ...] = ()
    contact_id: int | None = None
    confidence: int = 0
    reason: Message | None = None

    @property
    def is_certain(self) -> bool:
        return self.confidence >= CERTAIN


NOTHING: Final = Proposal()


@dataclass(slots=True)
class Ledger:
    """The open invoices while lines are matched: what one line takes is not there for the next."""

    invoices: dict[int, OpenInvoice]
    by_number: dict[str, list[int]] = field(default_factory=dict)
    by_reference: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_contact: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, invoices: Iterable[OpenInvoice]) -> Ledger:
        ledger = cls({each.id: each for each in invoices})
        for each in ledger.invoices.values():
            ledger.number(each.number, each.id)
        known = frozenset(ledger.by_number)
        for each in ledger.invoices.values():
            if (own := _bare(each.own_number)) and own not in known:
                ledger.number(own, each.id)
            if each.reference:
                ledger.by_reference[each.reference].append(each.id)
            ledger.by_contact[each.contact_id].append(each.id)
            ledger.names[plain_name(each.customer)].add(each.contact_id)
        return ledger

    def number(self, number: str, invoice: int) -> None:
        """Find this invoice by that number; "12" is in too many texts (days, months) to tell one."""
        bare = _bare(number)
        if len(bare) >= _LEAST_DIGITS or not bare.isdigit():
            self.by_number.setdefault(bare, []).append(invoice)

    def take(self, shares: Sequence[Share]) -> None:
        for share in shares:
            invoice = self.invoices[share.document_id]
            left = invoice.open - share.amount - share.discount
            self.invoices[share.document_id] = replace(invoice, open=max(left, 0), discount=0)

    def open_of(self, contact_id: int, currency: str) -> list[OpenInvoice]:
        mine = [self.invoices[each] for each in self.by_contact.get(contact_id, ())]
        return [each for each in mine if each.open > 0 and each.currency == currency]


def plain_name(name: str) -> str:
    """A name without what banks leave out: legal forms, dots, case."""
    words = re.sub(r"[\W_]+", " ", name.replace("ı", "i").casefold())
    return " ".join(_LEGAL_FORMS.sub(" ", words).split())


def propose(
    lines: Sequence[StatementLine], invoices: Iterable[OpenInvoice], learned: Mapping[str, int]
) -> list[Proposal]:
    """A proposal for each line, in their order; `learned` says which payer is which customer."""
    ledger = Ledger.of(invoices)
    found = [NOTHING] * len(lines)
    rest: list[int] = []
    for place, line in enumerate(lines):
        proposal = _by_name_of_invoice(line, ledger) if line.amount > 0 else NOTHING
        if proposal.is_certain:
            found[place] = proposal
            ledger.take(proposal.shares)
        elif line.amount > 0:
            rest.append(place)
    for place in rest:
        line = lines[place]
        proposal = _by_name_of_invoice(line, ledger)
        if not proposal.shares:
            proposal = _by_payer(line, ledger, learned)
        if not proposal.shares and proposal.contact_id is None:
            proposal = _by_amount(line, ledger)
        found[place] = proposal
        ledger.take(proposal.shares)
    return found


def payer_keys(line: StatementLine) -> list[str]:
    """By what a payer is remembered: the account, then the name."""
    account = re.sub(r"\W", "", line.account).upper()
    name = plain_name(line.name)
    return [
        *([f"account:{account}"] if len(account) > 5 else []),
        *([f"name:{name}"] if len(name) > 2 else []),
    ]


def _said(confidence: int, reason: Message, contact_id: int | None, *shares: Share) -> Proposal:
    return Proposal(shares=shares, contact_id=contact_id, confidence=confidence, reason=reason)


# ------------------------------------------------------------------------------------------------- numbers


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _numbers(line: StatementLine) -> set[str]:
    """Everything in a line's texts that may be a number of ours."""
    found: set[str] = set()
    for text in (line.text, line.reference, line.end_to_end):
        tokens = re.findall(r"[^\W_]+", text.casefold())
        for start in range(len(tokens)):
            for count in range(1, _TOKENS + 1):
                joined = "".join(tokens[start : start + count])
                found.add(joined)
                if stripped := re.fullmatch(r"[^\W\d_]+(\d+)", joined):
                    found.add(stripped[1])
    creditor = re.fullmatch(r"rf\d\d(.+)", _bare(line.reference))
    if creditor:
        found |= {creditor[1], creditor[1].lstrip("0")}
    return found


def _references(line: StatementLine) -> set[str]:
    """Everything in a line's texts that may be a structured reference of ours."""
    found = {compact(line.reference)}
    for text in (line.reference, line.end_to_end, line.text):
        tokens = re.findall(r"[^\W_]+", text.upper())
        for start, token in enumerate(tokens):
            if token.startswith("RF") or token.isdigit():
                found |= {"".join(tokens[start : start + count]) for count in range(1, _REFERENCE_TOKENS + 1)}
    return found


@dataclass(frozen=True, slots=True)
class _Way:
    """How sure it is, and how that is said, when a line names invoices in one way."""

    whole: tuple[int, Message]
    less: tuple[int, Message]
    more: tuple[int, Message]
    part: tuple[int, Message]


_REFERENCE: Final = _Way(
    whole=(100, _("Payment reference and amount")),
    less=(98, _("Payment reference and amount less the discount")),
    more=(85, _("Payment reference, but more than is open")),
    part=(85, _("Payment reference, but only a part")),
)
_NUMBER: Final = _Way(
    whole=(99, _("Number and amount")),
    less=(97, _("Number and amount less the discount")),
    more=(75, _("Number, but more than is open")),
    part=(75, _("Number, but only a part")),
)


def _by_name_of_invoice(line: StatementLine, ledger: Ledger) -> Proposal:
    """By the reference; where it names none that is open, by the number."""
    quoted = _references(line) & ledger.by_reference.keys() if ledger.by_reference else set()
    proposal = _named(line, ledger, {one for each in quoted for one in ledger.by_reference[each]}, _REFERENCE)
    if proposal is not NOTHING:
        return proposal
    numbers = _numbers(line) & ledger.by_number.keys()
    return _named(line, ledger, {one for each in numbers for one in _meant(line, ledger, each)}, _NUMBER)


def _meant(line: StatementLine, ledger: Ledger, number: str) -> list[int]:
    """The invoices of a number: of several (portals begin anew each year) the one over the sum, else all."""
    ids = ledger.by_number[number]
    fitting = [each for each in ids if any(_exactly(line, [ledger.invoices[each]]))]
    return fitting if len(ids) > 1 and len(fitting) == 1 else ids


def _named(line: StatementLine, ledger: Ledger, ids: set[int], way: _Way) -> Proposal:
    """What a line pays that names these invoices."""
    named = [ledger.invoices[each] for each in sorted(ids)]
    named = [each for each in named if each.currency == line.currency and each.open > 0]
    if not named:
        return NOTHING
    contacts = {each.contact_id for each in named}
    contact = contacts.pop() if len(contacts) == 1 else None
    whole, less = _exactly(line, named)
    if whole or less:
        return _said(*(way.whole if whole else way.less), contact, *(whole or less))
    if line.amount > sum(each.open for each in named):
        shares = tuple(Share(document_id=each.id, amount=each.open) for each in named)
        return NOTHING if contact is None else _said(*way.more, contact, *shares)
    if len(named) == 1:
        return _said(*way.part, contact, Share(document_id=named[0].id, amount=line.amount))
    return Proposal(contact_id=contact)


def _exactly(
    line: StatementLine, invoices: Sequence[OpenInvoice]
) -> tuple[tuple[Share, ...], tuple[Share, ...]]:
    """Shares that come to the very amount: of what is open, or less the discounts promised for that day."""
    if sum(each.open for each in invoices) == line.amount:
        return tuple(Share(document_id=each.id, amount=each.open) for each in invoices), ()
    kept = [discount_on(each, line.booked_on) for each in invoices]
    if any(kept) and sum(each.open - less for each, less in zip(invoices, kept, strict=True)) == line.amount:
        return (), tuple(
            Share(document_id=each.id, amount=each.open - less, discount=less)
            for each, less in zip(invoices, kept, strict=True)
        )
    return (), ()


def discount_on(invoice: OpenInvoice, on: date) -> int:
    """What may be kept back of an invoice that is paid on this day."""
    in_time = invoice.discount_until is not None and on <= invoice.discount_until
    return invoice.discount if in_time else 0


# -------------------------------------------------------------------------------------------- payer, amount


def _payer(line: StatementLine, ledger: Ledger, learned: Mapping[str, int]) -> tuple[int | None, bool]:
    """Who pays, and whether that was learned. Two customers of one name are nobody."""
    for key in payer_keys(line):
        if key in learned:
            return learned[key], True
    name = plain_name(line.name)
    if len(name) < 3:
        return None, False
    if name in ledger.names:
        contacts = ledger.names[name]
        return (next(iter(contacts)), False) if len(contacts) == 1 else (None, False)
    alike = {
        contact
        for other, contacts in ledger.names.items()
        if min(len(other), len(name)) > 4 and fuzz.token_sort_ratio(name, other) >= _SAME_NAME
        for contact in contacts
    }
    return (alike.pop(), False) if len(alike) == 1 else (None, False)


def _by_payer(line: StatementLine, ledger: Ledger, learned: Mapping[str, int]) -> Proposal:
    contact, is_learned = _payer(line, ledger, learned)
    if contact is None:
        return NOTHING
    mine = ledger.open_of(contact, line.currency)
    more = 4 if is_learned else 0
    ways = [_exactly(line, [each]) for each in mine]
    exact = [whole or less for whole, less in ways if whole or less]
    if len(exact) == 1:
        return _said(88 + more, _("Payer and amount"), contact, *exact[0])
    if exact:  # several of the same amount: the oldest, and a person looks at it
        return _said(60 + more, _("Payer and amount, the oldest of several"), contact, *exact[0])
    if 2 <= len(mine) <= _MOST_TOGETHER:
        for count in (len(mine), 2, 3):
            fitting = [way for some in combinations(mine, count) for way in _exactly(line, some) if way]
            if len(fitting) == 1:
                reason = _("Payer, and several invoices together come to the amount")
                return _said(78 + more, reason, contact, *fitting[0])
    if len(mine) == 1 and line.amount < mine[0].open:
        share = Share(document_id=mine[0].id, amount=line.amount)
        return Proposal(
            shares=(share,), contact_id=contact, confidence=50 + more, reason=_("Payer, but only a part")
        )
    return Proposal(contact_id=contact, confidence=30, reason=_("Payer is known, no invoice fits"))


def _by_amount(line: StatementLine, ledger: Ledger) -> Proposal:
    same = [
        each
        for each in ledger.invoices.values()
        if each.currency == line.currency and each.open == line.amount
    ]
    if len(same) != 1 or same[0].issued_on > line.booked_on:
        return NOTHING
    share = Share(document_id=same[0].id, amount=line.amount)
    return _said(40, _("Amount alone"), same[0].contact_id, share)
