"""What expenses know of a person, and what the law keeps of it when they ask to be forgotten."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.company import queries as company
from desktop_crm.company.rules import law
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.expenses.documents.expense_json import view_to_json
from desktop_crm.expenses.queries.rows import ExpenseView, FileRow
from desktop_crm.expenses.queries.spent import get_expense, receipt
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.personal import Amount, Forgotten, Kept, PersonalFile, Section

_OF: Final = "SELECT id, number, spent_on FROM expense WHERE contact_id = ? ORDER BY spent_on, id"
_WITH: Final = "SELECT id FROM expense WHERE contact_id = :who OR customer_id = :who ORDER BY spent_on, id"
_CLEAR: Final = "UPDATE expense SET notes = '', version = version + 1 WHERE id = ? AND notes <> ''"


@rights.needs("persons.export")
def count_costs(caller: Caller, contact_id: int) -> Forgotten:
    """Expenses of a supplier stay: they are books."""
    found = Forgotten()
    firm = company.firm_or_none(caller)
    country = firm.draft.country if firm else ""
    rows = raw().execute(_OF, (contact_id,)).fetchall()
    found.rows["expense"] = [row[0] for row in rows]
    found.kept_rows["expense"] = list(found.rows["expense"])
    for key, number, spent_on in rows:
        day = date.fromisoformat(spent_on)
        until, reason = law.keep_until(country, day, "invoice")
        found.kept.append(Kept(number or str(key), "expense", day, until, reason))
    return found


@rights.needs("persons.erase")
def forget_costs(caller: Caller, contact_id: int) -> Forgotten:
    """Of a supplier's expenses only our notes go, and what finds them by name. Needs a transaction."""
    found = count_costs(caller, contact_id)
    for kept in found.rows["expense"]:
        raw().execute(_CLEAR, (kept,))
        row = get_expense(caller, kept).row
        search.index(search.Entry("expense", kept, row.number or str(kept), number=row.number))
    raw().execute("UPDATE expense SET contact_id = NULL WHERE contact_id = ?", (contact_id,))
    raw().execute("UPDATE expense SET customer_id = NULL WHERE customer_id = ?", (contact_id,))
    return found


@rights.needs("persons.export")
def personal_sections(caller: Caller, contact_id: int, today: date) -> list[Section]:
    """What was bought from them and spent for them, with the receipts."""
    ids = [row[0] for row in raw().execute(_WITH, {"who": contact_id}).fetchall()]
    views = [get_expense(caller, each) for each in ids]
    return [
        Section(
            "expenses",
            _("Expenses"),
            (_("Date"), _("Number"), _("Category"), _("Text"), _("Amount"), _("Files")),
            tuple(
                (
                    view.row.spent_on,
                    view.row.number,
                    view.row.category_word,
                    view.row.description,
                    Amount(view.row.gross, view.row.currency),
                    tuple(_file(caller, each) for each in view.files),
                )
                for view in views
            ),
            [_told(view) for view in views],
        )
    ]


def _told(view: ExpenseView) -> dict[str, object]:
    return view_to_json(view)


def _file(caller: Caller, row: FileRow) -> PersonalFile:
    return PersonalFile(row.name, lambda: receipt(caller, row.id)[2])
