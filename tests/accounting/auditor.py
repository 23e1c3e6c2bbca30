"""An auditor who adds everything up again, without the program's own arithmetic."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from desktop_crm.accounting import service
from desktop_crm.accounting.documents import reading
from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.queries.money import open_items_table
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.accounting.rules.vat import Entry
from desktop_crm.billing import queries
from desktop_crm.billing.rules.facts import DocumentFacts, TaxFacts
from desktop_crm.company.rules.periods import PeriodDraft, period_of
from desktop_crm.database.connection import raw
from desktop_crm.receivables import queries as receivables
from desktop_crm.values import money
from desktop_crm.values.messages import translator_for
from tests.accounting.random_firms import RandomFirm
from tests.accounting.random_start import FIRST
from tests.billing.conftest import CALLER

PAPERS = ("invoice", "deposit", "credit_note")
LATE = (0, 30, 60, 90)
Sums = dict[Any, tuple[int, ...]]
_ISSUED = (
    "SELECT id, corrects_id FROM document WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft'"
    " AND issued_on BETWEEN ? AND ?"
)


def summed(parts: Iterable[tuple[Any, Iterable[int]]]) -> Sums:
    """Amounts of the same key together; what comes to nothing is left out."""
    sums: dict[Any, tuple[int, ...]] = {}
    for key, amounts in parts:
        given = tuple(amounts)
        sums[key] = tuple(map(sum, zip(sums.get(key, (0,) * len(given)), given, strict=True)))
    return {key: each for key, each in sums.items() if any(each)}


def entries(period: str, basis: Any = "issue") -> tuple[Entry, ...]:
    return vat_books(CALLER, span_of(period), basis).report.entries


def vat_sums(period: str, basis: Any) -> Sums:
    """The report's entries by all that tells them apart."""
    return summed(
        (
            (e.direction, e.own_currency, e.category, e.rate, e.country, e.counts, e.case),
            (e.base, e.tax, e.own_base, e.own_tax),
        )
        for e in entries(period, basis)
    )


class Auditor:
    """Who keeps what was told of each month's end."""

    def __init__(self, firm: RandomFirm) -> None:
        self.firm, self.ledger = firm, firm.ledger
        self.told: dict[date, dict[str, Any]] = {}

    def month(self, end: date) -> None:
        """At the end of a month: everything of it, and of the months before as they were told."""
        for day, before in self.told.items():
            now = self.tell(day)
            if self.ledger.rewritten > day or any(day <= each for each in self.firm.closed):
                assert now == before, f"{day} as it was told then, on {end}"
            self.told[day] = now
        self.ledger.rewritten = date.max
        self.told[end] = self.tell(end)
        for day in self.told:
            assert self.told[day]["open"] == self.open_items(day)
            assert self.told[day]["accounts"] == self.accounts(day)
        self.pages(end)
        self.papers(f"{end:%Y-%m}")
        self.files(f"{end:%Y-%m}")

    def tell(self, end: date) -> dict[str, Any]:
        """What the program says of a month and its last day."""
        month = f"{end:%Y-%m}"
        books = vat_books(CALLER, span_of(month), "issue")
        table = open_items_table(CALLER, period_of(month))
        return {
            "issue": vat_sums(month, "issue"),
            "payment": vat_sums(month, "payment"),
            "OSS": [(e.country, e.rate, e.base, e.tax) for e in books.oss],
            "list": [(e.country, e.vat_id, e.supplied, e.currency, e.base) for e in books.sales_list],
            "open": {str(row[0]): row[8] for row in table.rows},
            "accounts": {
                (who, unit): (it.closing, it.ages, it.credit)
                for who, _kind, _country in self.firm.customers
                for unit in receivables.account_currencies(CALLER, who)
                if (it := receivables.get_account(CALLER, who, unit, FIRST, end)).lines
            },
        }

    def open_items(self, day: date) -> dict[str, Any]:
        invoices = self.ledger.invoices
        return {
            queries.get_row(CALLER, key, self.firm.day).number: money.major(left, invoices[key].currency)
            for key, left in self.ledger.open_items(day).items()
        }

    def accounts(self, day: date) -> dict[Any, Any]:
        """Balance, ages and credit of every customer, by adding up."""
        credit, ages = self.ledger.credit_on(day), defaultdict[Any, list[int]](lambda: [0] * 5)
        known = {(it.customer, it.currency) for it in self.ledger.invoices.values() if it.day <= day}
        known |= {(who, unit) for on, who, unit, _amount, _sum in self.ledger.credit if on <= day}
        for key, left in self.ledger.open_items(day).items():
            it = self.ledger.invoices[key]
            if left > 0:
                ages[it.customer, it.currency][bisect_left(LATE, max((day - it.due_on).days, 0))] += left
            else:
                who = (it.customer, it.currency)
                credit[who] = credit.get(who, 0) - left
        return {who: (self.ledger.balance(*who, day), tuple(ages[who]), credit.get(who, 0)) for who in known}

    def pages(self, day: date) -> None:
        """What the pages of invoices and customers say today."""
        found = raw().execute(
            "SELECT id, open FROM document WHERE kind = 'invoice' AND state <> 'draft' AND open <> 0"
        )
        assert self.ledger.open_items(day) == dict(found.fetchall())
        credit = {(who, unit): amount for who, unit, amount in receivables.all_credit(CALLER)}
        assert self.ledger.credit_on(day) == credit

    def facts(self, document: int) -> DocumentFacts:
        facts = queries.get_document(CALLER, document, self.firm.day).facts
        assert facts is not None
        return facts

    def paper_sums(self, span: PeriodDraft) -> Sums:
        """What the papers of these days say, each part once."""
        parts: list[tuple[Any, tuple[int, int]]] = []
        days = (span.starts_on.isoformat(), span.ends_on.isoformat())
        for key, corrects in raw().execute(_ISSUED, days).fetchall():
            facts = self.facts(key)
            assert (facts.totals.net, facts.totals.tax) == tuple(
                map(sum, zip(*((each.base, each.tax) for each in facts.taxes), strict=True))
            )
            is_note = facts.kind == "credit_note"
            whole = self.facts(corrects) if is_note and facts.totals.prepaid else facts
            again = [tax for each in whole.deducted for tax in each.taxes] if whole.is_full else []
            sign = -1 if is_note else 1
            parts += self.parts(facts, facts.taxes, sign)
            parts += self.parts(facts, facts.taxes if facts.is_corrected else again, -sign)
        return summed(parts)

    def parts(
        self, facts: DocumentFacts, taxes: Iterable[TaxFacts], sign: int
    ) -> list[tuple[Any, tuple[int, int]]]:
        return [
            ((facts.currency, each.category, each.rate), (sign * each.base, sign * each.tax))
            for each in taxes
        ]

    def papers(self, month: str) -> None:
        """The report on issue, the journal and the papers."""
        span = period_of(month)
        mine = self.paper_sums(span)
        assert mine == summed(
            ((e.own_currency, e.category, e.rate), (e.own_base, e.own_tax))
            for e in entries(month)
            if e.sort in PAPERS and e.case != "further"
        )
        rows = queries.journal_rows(CALLER, span.starts_on, span.ends_on)
        assert mine == summed(((r.currency, r.category, r.rate), (r.base, r.tax)) for r in rows)

    def files(self, month: str) -> None:
        """What the files with accounts come to, read back."""
        home, span = self.firm.land.currency, period_of(month)
        rows = queries.journal_rows(CALLER, span.starts_on, span.ends_on)
        if any(row.currency != home and (row.other_taxes or row.rounding) for row in rows):
            return  # converted by themselves, as no report has them
        owed = sum(e.base + e.tax for e in entries(month) if e.sort in PAPERS and e.case != "further")
        owed += sum((row.other_taxes or 0) + (row.rounding or 0) for row in rows)
        for layout in ("ventes", "datev") if home == "EUR" else ("ventes",):
            made = service.journal_files(CALLER, span, layout, self.firm.day, translator_for("en"))
            content = next(iter(made.files.values()))
            if layout == "datev":
                found = sum(row.amount for row in reading.read_bookings(content).rows)
            else:
                lines = reading.read_ventes(content, home)
                found = sum(line.debit - line.credit for line in lines if line.customer)
            assert found == owed, layout

    def year(self) -> None:
        """Months closed one by one come to their quarters, and to the year."""
        months = [f"{end:%Y-%m}" for end in self.told]
        for basis in ("issue", "payment"):
            whole = vat_sums("2026", basis)
            for periods in (months, ("2026-Q1", "2026-Q2")):
                assert summed(item for each in periods for item in vat_sums(each, basis).items()) == whole
        self.paid()

    def paid(self) -> None:
        """What counts on payment is the money that stands for each invoice, but for cents of each rate."""
        told = summed(
            (e.document_id, (e.own_base + e.own_tax,))
            for e in entries("2026", "payment")
            if e.direction == "output" and e.kind == "invoice"
        )
        for key in self.ledger.invoices:
            facts = self.facts(key)
            sums = facts.totals
            if (sums.gross, 0) != (sums.due, sums.prepaid) or not sums.due:
                continue
            kept = sum(
                each.amount
                for each in self.ledger.money.values()
                if each.counts_on(self.firm.day)
                and each.invoice_on(self.firm.day) == key
                and not each.is_discount
            )
            (said,) = told.get(key, (0,))
            kept = min(max(kept, 0), sums.due)  # what came too much is owed back
            assert abs(said - kept) <= 2 * (len(facts.taxes) + len(facts.extra_taxes)), facts.number
