"""Every kind of paper in one language, at its fullest, for tests of words and layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop_crm.billing.rules.facts import (
    AdjustmentFacts,
    DeductedFacts,
    DocumentFacts,
    LineFacts,
    Preceding,
    ReceivedFacts,
    TaxFacts,
)
from desktop_crm.values.messages import LANGUAGES
from tests.billing.documents import papers

PAPER_LANGUAGES = LANGUAGES["documents"]
ORIGINAL = Preceding(number="2026-0042", issued_on=date(2026, 10, 1))
DAY = date(2026, 10, 1)
REFERENCES = {"buyer_reference": "04011000-1234512345-35", "project": "P-7", "contract": "C-9"}


def kinds(language: str) -> Iterator[tuple[str, DocumentFacts]]:
    """(name, facts) of each kind: what stands on it comes in its longest form."""

    def paper(lines: tuple[LineFacts, ...] = papers.STORY, **changes: Any) -> DocumentFacts:
        return papers.paper(lines, **({"language": language, "intro": ""} | changes))

    option = LineFacts(name="1", price=Decimal(5), rate=Decimal(23), is_optional=True)
    sums: dict[str, Any] = {"discount": Decimal(3), "charge": Decimal(5), "prepaid": Decimal(500)}
    foreign = {"tax_currency": "USD", "exchange_rate": Decimal("1.1")}
    delivery = replace(papers.BUYER, name="1")
    yield "invoice", paper(early=Decimal(2), delivery=delivery, **REFERENCES)
    yield "deductions", paper(early=Decimal(2), withholding=Decimal(5), **sums, **foreign)
    yield "credit note", paper(kind="credit_note", number="CN-1", due_on=None, preceding=ORIGINAL)
    yield "quote", paper((*papers.STORY, option), kind="quote", number="Q-1", due_on=None,
                         valid_until=date(2026, 12, 31))  # fmt: skip
    yield "not fiscal", paper(is_fiscal=False)
    yield "not fiscal credit", paper(is_fiscal=False, kind="credit_note", due_on=None, preceding=ORIGINAL)
    yield "internal", paper(is_fiscal=False, is_internal=True)
    yield "categories", paper(untaxed(), period_from=None, period_to=None, delivered_on=date(2026, 10, 5))
    yield "gross", paper(price_mode="gross")
    yield "sixty lines", paper(many_lines())
    yield "paid", paper(prepaid=Decimal("1570.21"))
    yield "sample", paper(is_sample=True)
    yield from _chained(paper)


def _chained(paper: Callable[..., DocumentFacts]) -> Iterator[tuple[str, DocumentFacts]]:
    """What stands before, between and behind quote and invoice."""
    bare: dict[str, Any] = {"due_on": None, "terms": "", "bank": None}
    quote, order = Preceding(number="Q-1", issued_on=DAY), Preceding(number="OC-1", issued_on=DAY)
    notes = tuple(Preceding(number=f"DN-{n}", issued_on=DAY) for n in range(1, 9))
    yield "order", paper(kind="order", number="OC-1", quote=quote, **bare)
    yield "delivery", paper(kind="delivery", number="DN-1", order=order, **bare)
    yield "long delivery", paper(many_lines(), kind="delivery", number="DN-2", order=order, **bare)
    yield "pro forma", paper(kind="pro_forma", number="PF-1", order=order, due_on=None)
    money = LineFacts(name="1", price=Decimal(738), category="O")
    received = ReceivedFacts(paid_on=DAY, method="direct_debit", reference="R 1", invoice=ORIGINAL)
    yield "receipt", paper((money,), kind="receipt", number="R-1", received=received, **bare)
    yield "deposit", paper(form="deposit", number="D-1", order=order, delivered_on=None)
    yield "progress", paper(form="progress", number="P-1", order=order, deliveries=notes)
    taxes = (TaxFacts(category="S", rate=Decimal(23), base=60000, tax=13800),)
    stages = tuple(
        DeductedFacts(number=n, issued_on=DAY, form=form, net=60000, tax=13800, gross=73800, taxes=taxes)
        for n, form in (("D-1", "deposit"), ("P-1", "progress"))
    )  # fmt: skip
    less = LineFacts(
        name="1", details="2", qty=Decimal(-1), price=Decimal(600), rate=Decimal(23), is_deduction=True
    )
    site = LineFacts(name="1", price=Decimal(4000), rate=Decimal(23))
    yield "final", paper((site, less, less), form="final", order=order, deducted=stages)
    yield (
        "final over the whole",
        paper((site,), form="final", order=order, deducted=stages, is_full=True, prepaid=Decimal(1476)),
    )
    yield "corrected", paper(is_corrected=True, number="C-1", preceding=ORIGINAL)
    yield (
        "cancellation",
        paper(kind="credit_note", form="cancellation", number="CN-1", due_on=None, preceding=ORIGINAL),
    )
    yield "copy", paper(is_copy=True)


def untaxed() -> tuple[LineFacts, ...]:
    """One line of each category without tax, in units whose word changes with the number."""
    units = ("DAY", "MON", "XPK", "E48", "XBX")
    return tuple(
        LineFacts(name=str(n), qty=Decimal("1.5"), unit=unit, price=Decimal(1200), category=category)
        for n, (category, unit) in enumerate(zip(("AE", "K", "G", "E", "O"), units, strict=True), 1)
    )


def many_lines() -> tuple[LineFacts, ...]:
    """Sixty lines over pages, with all that can stand beside and under a line."""
    discount = (AdjustmentFacts(amount=0, percent=Decimal(10)),)
    return tuple(
        LineFacts(
            name=f"{n}",
            code="7" if n % 6 == 0 else "",
            qty=Decimal(n % 9) + Decimal("0.25"),
            unit=("DAY", "HUR", "C62", "MON", "XPK")[n % 5],
            price=Decimal("145.5") * n,
            base_qty=Decimal(10 if n % 7 == 0 else 1),
            rate=Decimal((19, 7)[n % 2]),
            adjustments=discount if n % 8 == 0 else (),
        )
        for n in range(1, 61)
    )
