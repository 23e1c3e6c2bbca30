"""Money at random: payments, sums over several invoices, credit, what is given up, expenses and cash."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop_crm.billing import queries, service
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import raw
from desktop_crm.expenses import service as expenses
from desktop_crm.expenses.queries import get_expense
from desktop_crm.expenses.rules.expenses import ExpenseDraft, line_of_gross, line_of_net
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from tests.accounting.plain_ledger import FAR
from tests.accounting.random_papers import Papers
from tests.accounting.random_start import FIRST, D
from tests.billing.conftest import CALLER


class Dealings(Papers):
    """A firm that takes money and spends it."""

    def pay(self) -> None:
        invoice = self.some()
        left, on = self.ledger.open(invoice, self.day), max(self.back(), self.ledger.invoices[invoice].day)
        facts = queries.get_document(CALLER, invoice, self.day).facts
        early = facts.early_payment if facts else None
        whole = facts.totals.due if facts else 0
        if early and left == whole and on <= early.until and self.random.random() < 0.7:
            self.paid(invoice, early.pay, on, early.discount)
        else:
            self.paid(
                invoice, left if self.random.random() < 0.5 else max(1, int(left * self.random.random())), on
            )

    def pay_back(self) -> None:
        known = [each for each in self.ledger.invoices if self.ledger.open(each, self.day) < 0]
        invoice = self.random.choice(known or [0])
        self.paid(invoice, self.ledger.open(invoice, self.day) if known else -1)

    def void(self) -> None:
        known = [
            key
            for key, each in self.ledger.money.items()
            if not each.is_discount and each.ends_on > self.day and len(each.stands) == 1
        ]
        key = self.random.choice(known[-9:] or [0])
        if raw().execute("SELECT 1 FROM allocation WHERE payment_id = ?", (key,)).fetchone():
            return
        service.void_payment(CALLER, key, self.day, "mistyped")
        self.ledger.void(key)

    def several(self) -> None:
        first = self.some()
        it, on = self.ledger.invoices[first], self.back()
        mine = [
            key for key, each in self.ledger.invoices.items()
            if each.currency == it.currency and self.ledger.open(key, self.day) > 0 and each.day <= on
        ][-3:]  # fmt: skip
        shares = []
        for each in mine:
            left = self.ledger.open(each, self.day)
            part = max(1, left - self.random.choice([0, 0, 0, 3, left // 2]))
            shares.append(Share(document_id=each, amount=part, write_off=left - part == 3))
        over, fee = self.random.choice([0, 0, 500, 12_345]), self.random.choice([0, 0, 29])
        whole = sum(each.amount for each in shares) + over
        draft = RemittanceDraft(
            amount=max(1, whole - fee), currency=it.currency, paid_on=on, shares=tuple(shares),
            contact_id=it.customer, fee=min(fee, whole - 1), method=self.how(),
        )  # fmt: skip
        self.allocated(receivables.receive(CALLER, draft, self.day), draft)

    def allocated(self, made: int, draft: RemittanceDraft, *, is_credit: bool = False) -> None:
        for document, payment, amount, given_up in (
            raw()
            .execute(
                "SELECT document_id, payment_id, amount, written_off FROM allocation WHERE remittance_id = ?",
                (made,),
            )
            .fetchall()
        ):
            self.ledger.pay(payment, document, amount, draft.paid_on)
            if given_up:
                self.ledger.invoices[document].given_up_on = self.day
        self.sums.add(made)
        change = -draft.amount if is_credit else draft.kept
        if change:
            self.ledger.credit.append((draft.paid_on, draft.contact_id or 0, draft.currency, change, made))
        if draft.paid_on < self.day:
            self.ledger.rewritten = min(self.ledger.rewritten, draft.paid_on)

    def use_credit(self) -> None:
        invoice = self.some()
        it = self.ledger.invoices[invoice]
        has = self.ledger.credit_on(self.day).get((it.customer, it.currency), 0)
        share = Share(document_id=invoice, amount=min(has, self.ledger.open(invoice, self.day)) or 1)
        made = receivables.use_credit(CALLER, it.customer, it.currency, [share], self.day, self.day)
        draft = RemittanceDraft(
            amount=share.amount,
            currency=it.currency,
            paid_on=self.day,
            shares=(share,),
            contact_id=it.customer,
        )
        self.allocated(made, draft, is_credit=True)

    def refund_credit(self) -> None:
        known = self.ledger.credit_on(self.day)
        (customer, currency), has = self.random.choice(list(known.items()) or [((0, "EUR"), 1)])
        amount = self.random.choice([has, max(1, has // 2)])
        made = receivables.refund_credit(
            CALLER, customer, amount, currency, self.day, self.day, method=self.how()
        )
        self.ledger.credit.append((self.day, customer, currency, -amount, made))

    def take_back(self) -> None:
        made = self.random.choice(sorted(self.sums)[-6:] or [0])
        receivables.take_back(CALLER, made, self.day, "mistyped")
        for (key,) in (
            raw().execute("SELECT payment_id FROM allocation WHERE remittance_id = ?", (made,)).fetchall()
        ):
            invoice = self.ledger.money[key].invoice_on(self.day)
            self.ledger.void(key)
            it = self.ledger.invoices[invoice]
            if raw().execute("SELECT state FROM document WHERE id = ?", (invoice,)).fetchone()[0] == "issued":
                self.ledger.rewritten = min(self.ledger.rewritten, it.given_up_on)
                it.given_up_on = FAR
        self.ledger.credit = [each for each in self.ledger.credit if each[4] != made]
        self.sums.remove(made)
        self.ledger.rewritten = min(self.ledger.rewritten, FIRST)

    def give_up(self) -> None:
        invoice = self.some()
        version = queries.get_row(CALLER, invoice, self.day).version
        service.write_off(CALLER, invoice, version, self.day)
        self.ledger.invoices[invoice].given_up_on = self.day

    def buy(self) -> None:
        pick, day = self.random.choice, self.back()
        rate = D(pick(self.land.rates))
        category = "S" if rate else "E"
        lines = [pick([line_of_gross, line_of_net])(self.random.randint(1, 90_000), rate, category)]
        if self.random.random() < 0.3:
            lines.append(line_of_net(self.random.randint(1, 9_000), D(0), "O"))
        paid = pick([None, day, self.day])
        draft = ExpenseDraft(
            supplier="Shop", number=str(self.random.random()), category="material", spent_on=day,
            paid_on=paid,
            country=pick([self.land.country] * 3 + ["FR"]), currency=pick([self.land.currency] * 3 + ["USD"]),
            method=self.how() if paid else "", lines=tuple(lines),
            customer_id=pick([None, self.customers[0][0]]),
        )  # fmt: skip
        self.expenses.append(expenses.create_expense(CALLER, draft, self.day))
        self.ledger.rewritten = min(self.ledger.rewritten, day)

    def pay_expense(self) -> None:
        key = self.random.choice(self.expenses or [0])
        found = get_expense(CALLER, key)
        if found.draft.paid_on is not None:
            return
        version = found.row.version
        expenses.pay_expense(CALLER, key, version, self.day, self.how(), self.day)

    def rebill(self) -> None:
        way = self.random.choice(["cost", "pass_through"])
        made = expenses.rebill(
            CALLER, [self.random.choice(self.expenses or [0])], self.customers[0][0], way, self.day
        )
        stored = queries.get_document(CALLER, made.id, self.day)
        service.save_draft(
            CALLER, made.id, stored.row.version, replace(stored.draft, delivered_on=self.day), self.day
        )
        self.ledger.rewritten = FIRST
        self.issue(made.id)

    def trip(self) -> None:
        trip = Trip(
            person="Ana", purpose="Visit", start="A", goal="B", country="DE", vehicle="car", distance=D(42)
        )
        self.expenses.append(expenses.write_trip(CALLER, "mileage", trip, self.day, self.day))

    def cash(self) -> None:
        draft = CashDraft(
            amount=self.random.randint(1, 90_000), booked_on=self.back(), kind="withdrawal", text="Bank"
        )
        receivables.enter_cash(CALLER, draft, self.day)

    def close_cash(self) -> None:
        receivables.close_cash(CALLER, self.day - timedelta(days=1), self.day)

    def remind(self) -> None:
        receivables.write_letter(CALLER, self.some(), self.day)

    def close_month(self, day: date) -> None:
        company.close_period(CALLER, PeriodDraft(date(2026, 1, 1), day), self.day)
        self.closed.add(day)
