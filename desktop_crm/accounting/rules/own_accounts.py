"""The firm's own rows beside those of its chart: as a list, and with one row more, another or less."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop_crm.accounting.rules.accounts import (
    MOST_ROWS,
    AccountRule,
    Books,
    chart_of,
    check_books,
    conditions,
)
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it holds. `standard` is the chart's for the same sales, None where the chart has none."""

    rule: AccountRule
    standard: AccountRule | None

    @property
    def is_own(self) -> bool:
        return self.rule is not self.standard


def lines_of(books: Books) -> list[Line]:
    """Every row in the order in which they are looked at: the first that fits counts."""
    chart = chart_of(books.chart).rules
    own = {conditions(rule): rule for rule in reversed(books.rules)}
    standard = {conditions(rule): rule for rule in chart}
    others = [Line(rule, None) for rule in books.rules if conditions(rule) not in standard]
    return [*others, *(Line(own.get(conditions(rule), rule), rule) for rule in chart)]


def with_rule(books: Books, rule: AccountRule, before: AccountRule | None = None) -> Books:
    """The books with this row, in place of `before` where that is one of the firm's own. Rows that say more
    of a sale come first, so that no general one hides them.

    UserError naming the field: "account", "vat", "key", ...; "category" where there is such a row already.
    """
    rest = [each for each in books.rules if each is not before]
    if any(conditions(each) == conditions(rule) for each in rest):
        raise UserError(_("There is a row of your own for these sales already"), "category")
    if len(rest) >= MOST_ROWS:
        raise UserError(_("At most {n} rows", n=MOST_ROWS), "category")
    try:
        check_books(replace(books, rules=(rule,)))
    except UserError as error:
        error.field = (error.field or "").rpartition(".")[2]
        raise
    return replace(books, rules=tuple(sorted([*rest, rule], key=_open_conditions)))


def without_rule(books: Books, rule: AccountRule) -> Books:
    """The books without this row of the firm's own: the chart's holds again."""
    return replace(books, rules=tuple(each for each in books.rules if each is not rule))


def _open_conditions(rule: AccountRule) -> int:
    return sum(1 for each in conditions(rule) if each in ("", None))
