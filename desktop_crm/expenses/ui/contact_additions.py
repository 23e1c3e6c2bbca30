"""What expenses add to a contact's page: the profit of twelve months, what was spent for and bought from
them."""

from __future__ import annotations

from desktop_crm.expenses import queries
from desktop_crm.expenses.queries import ExpenseRow
from desktop_crm.expenses.ui.words import state_role, state_words
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.additions import Additions, RelatedRow, RelatedSection
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.stats import Stat

MOST = 50


def contact_additions(desk: Desk) -> Additions:
    """For who sees sums the profit; for who sees expenses the list."""
    parts = _Parts(desk)
    if not desk.may("expenses.read"):
        return Additions()
    return Additions(
        stats=(parts.stats,) if desk.may("money.totals") else (),
        sections=(RelatedSection(desk.t("Expenses"), parts.rows, None, desk.t("Expenses"), most=3),),
        watches=frozenset({"expense"}),
    )


class _Parts:
    """The reading of all of it; runs in the database's thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.t = desk, desk.t

    def stats(self, contact_id: int) -> list[Stat]:
        """Revenue less what was spent for the customer, where something was."""
        t = self.t
        found = queries.contact_profit(self.desk.caller, contact_id, self.desk.today())
        first = next((each for each in found if each.costs), None)
        if first is None:
            return []
        note = t("after {costs} spent", costs=t.formats.money(first.costs, first.currency))
        figure = t.formats.amount(first.profit, first.currency)
        role = "bad" if first.profit < 0 else "muted"
        return [Stat(t("Profit, 12 months"), figure, note, note_role=role, code=first.currency)]

    def rows(self, contact_id: int) -> list[RelatedRow]:
        """Spent for them and bought from them, the latest first."""
        rows: dict[int, ExpenseRow] = {}
        for name in ("customer", "contact"):
            view = ListView(sort="spent_on", descending=True, filters=((name, str(contact_id)),))
            found = queries.list_expenses(self.desk.caller, view).rows(0, MOST)
            rows |= {row.id: row for row in found}
        latest = sorted(rows.values(), key=lambda row: (row.spent_on, row.id), reverse=True)
        return [self._row(row) for row in latest]

    def _row(self, row: ExpenseRow) -> RelatedRow:
        t = self.t
        return RelatedRow(
            row.supplier or row.description,
            row.description if row.supplier else "",
            t.formats.amount(row.gross, row.currency),
            state_words(t, row),
            code=row.currency,
            role=state_role(row),
            kind="expense",
            what=row.id,
        )
