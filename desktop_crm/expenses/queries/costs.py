"""What expenses mean elsewhere: the input VAT of a period, the profit that a customer brings."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from desktop_crm.billing.queries.stage_sums import NET_ALONE
from desktop_crm.company import queries as company
from desktop_crm.database.connection import raw
from desktop_crm.database.fields import unscaled
from desktop_crm.expenses.queries.rows import InputVat, Profit
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import add_months

_RATE_DIGITS: Final = 4
_PASSED: Final = (
    "e.rebilled_as = 'pass_through' AND EXISTS (SELECT 1 FROM document p WHERE p.id = e.rebilled_in)"
)
"""Passed through in a customer's name: by a paper that was not thrown away."""
_INPUT: Final = (
    "SELECT e.id, e.supplier, e.number, e.country, e.currency, e.spent_on, e.paid_on, v.category, v.rate,"
    " v.net, v.tax FROM expense_vat v JOIN expense e ON e.id = v.expense_id"
    f" WHERE e.kind = 'purchase' AND NOT (v.tax <> 0 AND {_PASSED})"
    " AND e.{day} BETWEEN ? AND ?"
    " ORDER BY e.{day}, e.id, v.id"
)
_REVENUE: Final = (
    f"SELECT currency, sum({NET_ALONE}) FROM document d WHERE contact_id = :contact"
    " AND kind IN ('invoice', 'credit_note')"
    " AND state NOT IN ('draft', 'replaced') AND NOT is_sample AND NOT is_external"
    " AND issued_on > :since AND issued_on <= :today GROUP BY currency"
)
_COSTS: Final = (
    f"SELECT currency, sum(CASE WHEN :whole OR ({_PASSED}) THEN gross ELSE net END)"
    " FROM expense e WHERE customer_id = :contact AND spent_on > :since AND spent_on <= :today"
    " GROUP BY currency"
)


@rights.needs("expenses.read")
def input_vat(
    caller: Caller, first: date, last: date, basis: Literal["invoice", "payment"] = "invoice"
) -> list[InputVat]:
    """The VAT of what was bought in a period, by the day of the invoice or of the payment; one row for each
    category and rate of an expense. VAT that was passed through in a customer's name is not the firm's.
    """
    day = "spent_on" if basis == "invoice" else "paid_on"
    rows = raw().execute(_INPUT.format(day=day), (first.isoformat(), last.isoformat())).fetchall()
    return [
        InputVat(
            key, supplier, number, country, currency, date.fromisoformat(spent),
            date.fromisoformat(paid) if paid else None, category, unscaled(rate, _RATE_DIGITS), net, tax,
        )
        for key, supplier, number, country, currency, spent, paid, category, rate, net, tax in rows
    ]  # fmt: skip


@rights.needs("money.totals")
def contact_profit(caller: Caller, contact_id: int, today: date) -> list[Profit]:
    """What a customer brought in twelve months less what was spent for them, by currency.

    Both without VAT; a firm that takes no VAT off bears it, and what was passed through counts as it was
    paid.
    """
    firm = company.firm_or_none(caller)
    values = {
        "contact": contact_id,
        "since": add_months(today, -12).isoformat(),
        "today": today.isoformat(),
        "whole": bool(firm and firm.draft.small_business),
    }
    revenue = dict(raw().execute(_REVENUE, {k: v for k, v in values.items() if k != "whole"}).fetchall())
    costs = dict(raw().execute(_COSTS, values).fetchall())
    codes = dict.fromkeys((*revenue, *costs))
    return [Profit(code, int(revenue.get(code, 0)), int(costs.get(code, 0))) for code in codes]
