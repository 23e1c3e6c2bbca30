"""What an auditor writes down beside the program: papers, money and credit, each with its day, and what is
open on any day by adding up alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

FAR = date(9999, 12, 31)


@dataclass
class Invoice:
    customer: int
    currency: str
    day: date
    due_on: date
    due: int
    given_up_on: date = FAR
    replaced_on: date = FAR
    credits: list[tuple[date, int, int]] = field(default_factory=list)


@dataclass
class Money:
    """One sum for one invoice at a time: `stands` says since which day for which."""

    amount: int
    on: date
    stands: list[tuple[date, int]]
    is_discount: bool = False
    ends_on: date = FAR

    def invoice_on(self, day: date) -> int:
        return [invoice for since, invoice in self.stands if since <= day or since == self.stands[0][0]][-1]

    def counts_on(self, day: date) -> bool:
        return self.on <= day < self.ends_on


@dataclass
class Ledger:
    invoices: dict[int, Invoice] = field(default_factory=dict)
    money: dict[int, Money] = field(default_factory=dict)
    credit: list[tuple[date, int, str, int, int]] = field(default_factory=list)
    """Day, customer, currency, amount, the sum that it came with."""
    rewritten: date = FAR
    """The earliest day that a reversal changed since this was set: what it says of later days may differ."""

    def pay(self, key: int, invoice: int, amount: int, on: date, *, is_discount: bool = False) -> None:
        self.money[key] = Money(amount, on, [(on, invoice)], is_discount)

    def void(self, key: int) -> None:
        it = self.money[key]
        self.rewritten = min(self.rewritten, it.on)
        if len(it.stands) > 1:
            it.ends_on = it.stands[-1][0]
        else:
            del self.money[key]

    def credit_note(self, key: int, invoice: int, due: int, on: date) -> None:
        self.invoices[invoice].credits.append((on, due, key))

    def end_discounts(self, invoice: int, on: date) -> None:
        for each in self.money.values():
            if each.is_discount and each.invoice_on(FAR) == invoice:
                each.ends_on = min(each.ends_on, max(on, each.on))

    def move(self, wrong: int, right: int, on: date) -> None:
        for each in self.money.values():
            if each.invoice_on(FAR) == wrong and each.ends_on == FAR:
                each.stands.append((max(on, each.on), right))

    def paid(self, invoice: int, day: date) -> int:
        return sum(
            each.amount
            for each in self.money.values()
            if each.counts_on(day) and each.invoice_on(day) == invoice
        )

    def open(self, invoice: int, day: date) -> int:
        """What is open of an invoice at the end of a day."""
        it = self.invoices[invoice]
        if it.day > day or it.replaced_on <= day:
            return 0
        left = it.due - self.paid(invoice, day) - sum(due for on, due, _key in it.credits if on <= day)
        return min(left, 0) if it.given_up_on <= day else left

    def open_items(self, day: date) -> dict[int, int]:
        found = {each: self.open(each, day) for each in self.invoices}
        return {key: left for key, left in found.items() if left}

    def credit_on(self, day: date) -> dict[tuple[int, str], int]:
        sums: defaultdict[tuple[int, str], int] = defaultdict(int)
        for on, customer, currency, amount, _sum in self.credit:
            if on <= day:
                sums[customer, currency] += amount
        return {key: amount for key, amount in sums.items() if amount}

    def balance(self, customer: int, currency: str, day: date) -> int:
        """What a customer owes in all, less what they have to their credit."""
        mine = (
            self.open(key, day)
            for key, it in self.invoices.items()
            if (it.customer, it.currency) == (customer, currency)
        )
        return sum(mine) - self.credit_on(day).get((customer, currency), 0)
