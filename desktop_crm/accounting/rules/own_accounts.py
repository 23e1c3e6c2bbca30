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
    merged,
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
    standard = {conditions(rule): rule for rule in chart}
    return [Line(rule, standard.get(conditions(rule))) for rule in merged(books.rules, chart)]


def with_rule(books: Books, rule: AccountRule, before: AccountRule | None = None) -> Books:
    """The books with this row, in place of `before` where that is one of the firm's own. Rows that say more
    of a sale come first, so that no general one hides them.

    UserError naming the field: "account", "vat", "key", ...; "category" where there is such a row already.
    """
    is_own = any(each is before for each in books.rules)
    if rule == before and not is_own:
        return books  # it stays the chart's
    # A file may have told several rows for the same sales, of which the first counts.
    replaced = conditions(before) if before is not None and is_own else None
    rest = [each for each in books.rules if conditions(each) != replaced]
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
