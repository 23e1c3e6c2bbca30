"""Random books: whatever is issued, credited, corrected and paid, report, journal and papers come to the
same, by month and by year; once everything is settled both bases do, too."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.accounting.rules.vat import Entry, entries_of_row
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.exchange import Rate
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books, line

D = Decimal
FIRST = date(2026, 1, 5)
PAPERS = frozenset({"invoice", "deposit", "credit_note"})
_OPEN = "SELECT id, open FROM document WHERE kind = 'invoice' AND state = 'issued' AND open <> 0 ORDER BY id"
_STANDING = (
    "SELECT id, kind, currency, tax, corrects_id FROM document WHERE kind IN ('invoice', 'credit_note')"
    " AND state NOT IN ('draft', 'replaced')"
)


class Year:
    """A year of a firm that does anything a firm may do, a day or more between two acts."""

    def __init__(self, books: Books, seed: int) -> None:
        self.books, self.random, self.day = books, random.Random(seed), FIRST
        for base in ("USD", "JPY"):
            rate = Rate(base, "EUR", FIRST, D("0.8731") if base == "USD" else D("0.00613"), "manual")
            company_service.save_rate(CALLER, rate, TODAY)

    def live(self, acts: int) -> None:
        for _act in range(acts):
            self.day += timedelta(days=self.random.randint(1, 9))
            act = self.random.choice(
                [self.invoice, self.invoice, self.stages, self.credit, self.pay, self.pay, self.correct]
            )
            try:
                act()
            except UserError:
                continue  # what may not be done today

    def lines(self) -> tuple[Any, ...]:
        def one() -> Any:
            price = D(self.random.randint(1, 99_999)) / 100
            return line(str(self.random.randint(1, 7)), str(price), self.random.choice(["19", "7"]))

        return tuple(one() for _line in range(self.random.randint(1, 4)))

    def values(self) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "lines": self.lines(),
            "price_mode": pick(["net", "gross"]),
            "currency": pick(["EUR", "EUR", "EUR", "USD", "GBP"]),
            **({"early_percent": D(2), "early_days": 40} if self.random.random() < 0.4 else {}),
        }

    def invoice(self) -> None:
        self.books.issued(on=self.day, **self.values())

    def stages(self) -> None:
        quote = self.books.sent(on=self.day, **self.values())
        for _deposit in range(self.random.randint(1, 2)):
            percent = D(self.random.randint(5, 45))
            deposit = service.deposit_invoice(CALLER, quote, TODAY, percent=percent).id
            self.books.issue(deposit, on=self.day)
        self.day += timedelta(days=self.random.randint(1, 40))
        is_full = self.random.random() < 0.5
        self.books.issue(service.final_invoice(CALLER, quote, TODAY, is_full=is_full).id, on=self.day)

    def some(self) -> tuple[int, int]:
        return self.random.choice(raw().execute(_OPEN).fetchall() or [(0, 0)])  # type: ignore[no-any-return]

    def credit(self) -> None:
        invoice, left = self.some()
        amount = self.random.choice([None, max(1, left // 3)])
        service.credit_invoice(
            CALLER, invoice, None, today=self.day, issued_on=self.day, amount=amount, render=self.books.paper
        )

    def correct(self) -> None:
        invoice, _left = self.some()
        ref = service.correct_text(CALLER, invoice, today=self.day)
        self.books.issue(ref.id, on=self.day)

    def pay(self) -> None:
        invoice, left = self.some()
        view = queries.get_document(CALLER, invoice, TODAY)
        early = view.facts.early_payment if view.facts else None
        if early and left == view.row.due and self.day <= early.until and self.random.random() < 0.5:
            draft = PaymentDraft(amount=early.pay, paid_on=self.day)
            service.record_payment(CALLER, invoice, draft, TODAY, discount=early.discount)
            return
        part = left if self.random.random() < 0.4 else int(left * self.random.uniform(0.1, 0.9))
        service.record_payment(CALLER, invoice, PaymentDraft(amount=part, paid_on=self.day), TODAY)

    def settle(self) -> None:
        """Everything that is open is paid, everything too much is paid back."""
        self.day += timedelta(days=1)
        for invoice, left in raw().execute(_OPEN).fetchall():
            service.record_payment(CALLER, invoice, PaymentDraft(amount=left, paid_on=self.day), TODAY)


def entries(period: str, basis: Any = "issue") -> tuple[Entry, ...]:
    found = vat_books(CALLER, span_of(period), basis).report
    for row in found.rows:
        behind = entries_of_row(found.entries, row.key)
        assert (sum(each.base for each in behind), sum(each.tax for each in behind)) == (row.base, row.tax)
    sums = found.sums
    assert sum(each.papers_tax + each.less_tax for each in sums) == sum(
        each.tax for each in found.entries if each.counts
    )
    return found.entries


def by_currency(found: tuple[Entry, ...], sorts: frozenset[str] | None = None) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for each in found:
        if sorts is None or each.sort in sorts:
            base, tax = sums.get(each.own_currency, (0, 0))
            sums[each.own_currency] = (base + each.own_base, tax + each.own_tax)
    return {currency: both for currency, both in sums.items() if any(both)}


def journal(start: date, end: date) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for row in queries.journal_rows(CALLER, start, end):
        base, tax = sums.get(row.currency, (0, 0))
        sums[row.currency] = (base + row.base, tax + row.tax)
    return {currency: both for currency, both in sums.items() if any(both)}


def papers() -> dict[str, int]:
    """The VAT that stands on the papers, less what final invoices over the whole say of their deposits."""
    sums: dict[str, int] = {}
    for key, kind, currency, tax, corrects in raw().execute(_STANDING).fetchall():
        facts = queries.get_document(CALLER, key, TODAY).facts
        assert facts is not None
        if kind == "credit_note" and facts.totals.prepaid:  # it leaves the deposits alone
            wrong = queries.get_document(CALLER, corrects, TODAY).facts
            assert wrong is not None
            tax -= sum(each.tax for each in wrong.deducted) if wrong.is_full else 0
        before = sum(each.tax for each in facts.deducted) if facts.is_full else 0
        sums[currency] = sums.get(currency, 0) + (-tax if kind == "credit_note" else tax - before)
    return {currency: tax for currency, tax in sums.items() if tax}


@pytest.mark.parametrize("seed", range(4))
def test_report_journal_and_papers_come_to_the_same(books: Books, seed: int) -> None:
    year = Year(books, seed)
    year.live(28)
    months = [f"2026-{month:02}" for month in range(1, 13)]
    whole = entries("2026")
    assert by_currency(whole, PAPERS) == journal(date(2026, 1, 1), date(2026, 12, 31))
    assert {code: tax for code, (_base, tax) in by_currency(whole, PAPERS).items() if tax} == papers()
    for month in months:
        span = span_of(month)
        assert by_currency(entries(month), PAPERS) == journal(span.starts_on, span.ends_on)
    for basis in ("issue", "payment"):
        together = tuple(each for month in months for each in entries(month, basis))
        assert by_currency(together) == by_currency(entries("2026", basis))
    year.settle()
    on_issue = vat_books(CALLER, span_of("2026"), "issue").report
    on_payment = vat_books(CALLER, span_of("2026"), "payment").report
    issued = {each.currency: each.output_tax for each in on_issue.sums if each.output_tax}
    paid = {each.currency: each.output_tax for each in on_payment.sums if each.output_tax}
    assert issued == paid
