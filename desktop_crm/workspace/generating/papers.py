"""What was offered and sold: a plan of light rows first, then drafts and facts a chunk at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.rules.crediting import CreditLine, credit_of, wanted_quantities
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import CREDIT_NOTE, INVOICE, QUOTE, Kind, PartyFacts
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.rules.pricing import totals_of

DAYS: Final = 3 * 365
_KINDS: Final[tuple[Kind, ...]] = (INVOICE, QUOTE, CREDIT_NOTE)
_KIND_WEIGHTS: Final = (76, 20, 4)
_METHODS: Final = ("transfer", "card", "direct_debit", "cash", "paypal", "cheque")
_METHOD_WEIGHTS: Final = (66, 14, 9, 5, 5, 1)
_UNION: Final = frozenset({"DE", "AT", "PT"})
_BASKETS: Final = 400
_VALID_DAYS: Final = 30
_CREDITED_WITHIN: Final = 60
_KEPT: Final = 300
"""So many of the latest invoices and quotes may still be credited or become invoices."""

Regime = str
"""How a customer is taxed: "home", "union" (a company in another member state) or "world"."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who buys. `facts` is what a paper says of them."""

    id: int
    facts: PartyFacts
    language: str
    regime: Regime


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines that are bought together, and what they come to."""

    place: int
    lines: tuple[LineDraft, ...]
    due: int
    adjustments: tuple[AdjustmentDraft, ...] = ()


@dataclass(slots=True)
class Plan:
    """One paper to be made. An invoice or quote that something refers to still changes while we plan."""

    id: int
    kind: Kind
    on: date
    customer: Customer
    basket: Basket
    terms: int
    state: str = "issued"
    answered_on: date | None = None
    answer: str = ""
    quote: int | None = None
    invoice: Plan | None = None
    credit_lines: tuple[CreditLine, ...] | None = None
    credited: int = 0
    payments: tuple[PaymentDraft, ...] = ()
    order_number: str = ""


def regime_of(country: str, kind: str) -> Regime:
    if country == "IE" or (country in _UNION and kind == "person"):
        return "home"
    return "union" if country in _UNION else "world"


@dataclass(slots=True)
class Planner:
    """Decides who buys what and when, what is paid and what goes back; the same `rng` decides the same."""

    rng: random.Random
    words: Mapping[str, Any]
    customers: Sequence[Customer]
    products: Sequence[LineDraft]
    today: date
    terms: Sequence[tuple[int, int]]
    """(id, days) of the terms of payment."""
    _baskets: dict[Regime, list[Basket]] = field(default_factory=dict)
    _open_quotes: list[Plan] = field(default_factory=list)
    _creditable: list[Plan] = field(default_factory=list)

    def plan(self, count: int, first_id: int) -> list[Plan]:
        """`count` papers in the order of their issue; what is owed and paid is known when all are planned."""
        rng = self.rng
        # More from year to year: the square root of a fair draw.
        days = sorted(int(DAYS * rng.random() ** 0.7) for _n in range(count))
        start = self.today - timedelta(days=DAYS - 1)
        plans = []
        for place, day in enumerate(days):
            on = min(start + timedelta(days=day), self.today)
            plans.append(self._one(first_id + place, on))
        for plan in plans:
            if plan.kind == INVOICE:
                plan.payments = tuple(self._payments(plan))
        return plans

    def _one(self, document_id: int, on: date) -> Plan:
        kind = self.rng.choices(_KINDS, _KIND_WEIGHTS)[0]
        if kind == CREDIT_NOTE and (credit := self._credit(document_id, on)):
            return credit
        if kind == QUOTE:
            return self._quote(document_id, on)
        return self._invoice(document_id, on)

    def _sale(self, document_id: int, kind: Kind, on: date) -> Plan:
        rng = self.rng
        # A few customers buy most of it.
        customer = self.customers[int(len(self.customers) * rng.random() ** 2)]
        basket = rng.choice(self._baskets_for(customer.regime))
        order = f"PO-{rng.randint(1000, 99_999)}" if rng.random() < 0.4 else ""
        return Plan(document_id, kind, on, customer, basket, rng.choice(self.terms)[0], order_number=order)

    def _quote(self, document_id: int, on: date) -> Plan:
        plan, rng = self._sale(document_id, QUOTE, on), self.rng
        plan.state = rng.choices(("sent", "accepted", "declined"), (30, 45, 25))[0]
        answered = on + timedelta(days=rng.randint(1, 25))
        if plan.state != "sent" and answered > self.today:
            plan.state = "sent"
        if plan.state != "sent":
            plan.answered_on = answered
        if plan.state == "declined":
            plan.answer = rng.choice(self.words["refusals"])
        if plan.state == "accepted" and rng.random() < 0.7:
            self._open_quotes.append(plan)
            del self._open_quotes[:-_KEPT]
        return plan

    def _invoice(self, document_id: int, on: date) -> Plan:
        plan, rng = self._sale(document_id, INVOICE, on), self.rng
        if self._open_quotes and rng.random() < 0.2:
            quote = rng.choice(self._open_quotes)
            if quote.answered_on is not None and quote.answered_on <= on:
                self._open_quotes.remove(quote)
                quote.state, plan.quote = "invoiced", quote.id
                plan.customer, plan.basket = quote.customer, quote.basket
                plan.order_number = quote.order_number
        self._creditable.append(plan)
        del self._creditable[:-_KEPT]
        return plan

    def _credit(self, document_id: int, on: date) -> Plan | None:
        if not self._creditable:
            return None
        invoice = self._creditable.pop(self.rng.randrange(len(self._creditable)))
        if (on - invoice.on).days > _CREDITED_WITHIN:
            return None
        lines = None
        items = [line for line in invoice.basket.lines if line.kind == "item"]
        if len(items) > 1 and self.rng.random() < 0.7:
            lines = (CreditLine(self.rng.randint(1, len(items))),)
        plan = Plan(document_id, CREDIT_NOTE, on, invoice.customer, invoice.basket, invoice.terms)
        plan.invoice, plan.credit_lines = invoice, lines
        invoice.credited = totals_of(credit_draft(plan)[0]).due
        return plan

    def _payments(self, plan: Plan) -> Iterator[PaymentDraft]:
        rng, left = self.rng, plan.basket.due - plan.credited
        days = next(days for terms, days in self.terms if terms == plan.terms)
        paid_on = plan.on + timedelta(days=max(0, days + rng.randint(-10, 12)))
        fate = rng.random()
        method = rng.choices(_METHODS, _METHOD_WEIGHTS)[0]
        if left > 1 and paid_on > self.today and fate < 0.35:
            yield PaymentDraft(amount=left // 2, paid_on=plan.on, method=method)
        if left <= 0 or paid_on > self.today or fate > 0.97:
            return
        if fate > 0.9 and left > 1:
            part = left * rng.randint(20, 80) // 100 or 1
            yield PaymentDraft(amount=part, paid_on=paid_on, method=method)
            paid_on += timedelta(days=rng.randint(5, 40))
            if fate > 0.945 or paid_on > self.today:
                return
            left -= part
        yield PaymentDraft(amount=left, paid_on=paid_on, method=method)

    def _baskets_for(self, regime: Regime) -> list[Basket]:
        if regime not in self._baskets:
            self._baskets[regime] = [self._basket(regime, place) for place in range(_BASKETS)]
        return self._baskets[regime]

    def _basket(self, regime: Regime, place: int) -> Basket:
        rng = self.rng
        wanted = {"union": "S-", "world": "G-"}.get(regime, "")
        choice = [line for line in self.products if line.code.startswith(wanted)]
        lines = [
            self._line(line, regime)
            for line in rng.sample(choice, rng.choices((1, 2, 3, 4, 6), (30, 30, 20, 15, 5))[0])
        ]
        adjustments: tuple[AdjustmentDraft, ...] = ()
        if rng.random() < 0.08:
            adjustments = (AdjustmentDraft(percent=Decimal(rng.choice((3, 5, 10))), reason="Discount"),)
        draft = DocumentDraft(lines=tuple(lines), adjustments=adjustments)
        return Basket(place, draft.lines, totals_of(draft).due, adjustments)

    def _line(self, line: LineDraft, regime: Regime) -> LineDraft:
        rng = self.rng
        qty = Decimal(rng.randint(1, 12))
        if line.unit == "HUR":
            qty = Decimal(rng.randint(2, 120)) / 4
        elif line.price < 1:
            qty = Decimal(rng.randint(4, 80) * 50)
        line = replace(line, qty=qty)
        if rng.random() < 0.1:
            line = replace(line, adjustments=(AdjustmentDraft(percent=Decimal(rng.choice((5, 10, 15)))),))
        if regime == "home":
            return line
        return replace(line, category="AE" if regime == "union" else "G", rate=Decimal(0))


def draft_of(plan: Plan) -> DocumentDraft:
    """The draft of a quote or an invoice, dates decided by its terms later."""
    is_quote = plan.kind == QUOTE
    return DocumentDraft(
        kind=plan.kind,
        contact_id=plan.customer.id,
        currency="EUR",
        language=plan.customer.language,
        issued_on=plan.on,
        valid_until=plan.on + timedelta(days=_VALID_DAYS) if is_quote else None,
        delivered_on=None if is_quote else plan.on,
        terms_id=None if is_quote else plan.terms,
        order_number=plan.order_number,
        lines=plan.basket.lines,
        adjustments=plan.basket.adjustments,
        from_id=plan.quote,
        vat_unchecked=True,  # nobody can have asked for an invented ID
    )


def credit_draft(plan: Plan) -> tuple[DocumentDraft, tuple[int, ...]]:
    """The draft of a credit note, and the numbers of the invoice's lines that it takes back."""
    assert plan.invoice is not None
    invoice = draft_of(plan.invoice)
    wanted = wanted_quantities(invoice, {}, plan.credit_lines)
    credit = credit_of(invoice, plan.invoice.id, wanted, before={})
    return replace(credit.draft, issued_on=plan.on), tuple(sorted(credit.quantities))
