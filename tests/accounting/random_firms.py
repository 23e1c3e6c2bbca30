"""Firms of several countries that do at random whatever moves money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from desktop_crm.values.errors import UserError
from tests.accounting.random_money import Dealings


class RandomFirm(Dealings):
    """One firm over some months."""

    def live_until(self, end: date, acts: int) -> None:
        """So many acts spread over the days up to `end`; what is not allowed is left."""
        choices: list[Callable[[], None]] = [
            *[self.invoice] * 5, *[self.pay] * 5, *[self.stages] * 3, *[self.credit] * 2,
            *[self.several] * 2, *[self.correct] * 2, *[self.buy] * 2, self.order, self.correct_text,
            self.cancel, self.void, self.give_up, self.use_credit, self.refund_credit, self.take_back,
            self.pay_back, self.pay_expense, self.rebill, self.trip, self.cash, self.close_cash, self.remind,
        ]  # fmt: skip
        self.day += timedelta(days=1)  # nothing more on a day of which was told
        self.end = end
        for left in range(acts, 0, -1):
            ahead = (end - self.day).days
            self.day += timedelta(days=min(ahead, self.random.randint(0, max(1, 2 * ahead // left))))
            try:
                self.random.choice(choices)()
            except UserError:
                continue
        self.day = end
