"""Two people changed one expense: what goes together, and how each value is called in the form's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from desktop_crm.expenses import queries
from desktop_crm.expenses.rules.expenses import METHODS_WORDS, ExpenseDraft, VatLine, tidy
from desktop_crm.expenses.ui.words import rate_words
from desktop_crm.values import money
from desktop_crm.values.merging import Plan
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.settling import Manner

PLAN: Final = Plan(
    together=(("supplier", "contact_id"), ("paid_on", "method"), ("lines", "currency")),
    whole=frozenset({"lines"}),
    ignored=frozenset({"kind", "trip"}),
)


def expense_manner(desk: Desk, form: Form, expense_id: Callable[[], int | None]) -> Manner[ExpenseDraft]:
    """How the page of an expense settles."""

    def read() -> tuple[ExpenseDraft, int] | None:
        key = expense_id()
        if key is None:
            return None
        view = queries.get_expense(desk.caller, key)
        return view.draft, view.row.version

    def record() -> tuple[str, int] | None:
        key = expense_id()
        return None if key is None else ("expense", key)

    return Manner(read, lambda: expense_words(desk.t, form), lambda *_drafts: PLAN, tidy, record=record)


def expense_words(t: Translator, form: Form) -> FieldWords:
    """How values are called when two people changed one expense."""

    def supplier(parts: Mapping[str, Any]) -> str:
        return str(parts["supplier"])

    def paid(parts: Mapping[str, Any]) -> str:
        day, method = parts["paid_on"], parts["method"]
        how = t.message(METHODS_WORDS[method]) if method else ""
        return " \u00b7 ".join(filter(None, (t.formats.date(day) if day else "", how)))

    def lines(parts: Mapping[str, Any]) -> str:
        shown: tuple[VatLine, ...] = parts["lines"]
        code = parts["currency"]
        return "\n".join(
            f"{rate_words(t, each.category, each.rate)}: {t.formats.money(each.gross, code)}"
            f" ({t.formats.number(money.major(each.tax, code), least=2)})"
            for each in shown
        )

    return FieldWords(t, form, words={"supplier": supplier, "paid_on": paid, "lines": lines})
