"""What the verbs of expenses are given in the prepared firm, and why nobody loses by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop_crm.expenses import service
from desktop_crm.expenses.rules.expenses import ExpenseDraft, line_of_gross
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.values.caller import Caller
from tests.faults.firms import TODAY
from tests.workspace.act import Act, adds, seen, versioned

BOUGHT = ExpenseDraft(
    supplier="Papier", category="office", spent_on=TODAY, lines=(line_of_gross(11900, Decimal(19)),)
)
OTHER = replace(BOUGHT, supplier="Stift", currency="USD")
RHYTHM = RhythmDraft(expense=BOUGHT, starts_on=TODAY)
WAY = Trip(purpose="Fair", vehicle="car", distance=Decimal(10), rate=Decimal("0.30"))
PDF = b"%PDF-1.7 a"


def first(table: str, name: str, where: str = "TRUE") -> Any:
    """A number that the prepared firm holds. LookupError where whoever is connected does not see its row."""

    return lambda: seen(f"SELECT {name} FROM {table} WHERE {where}")


GONE = first("change_log", "id", "table_name = 'expense' AND act = 'deleted'")
ACTS: Mapping[str, Act] = {
    "expenses.create_expense": adds("same", draft=BOUGHT, today=TODAY, key="k"),
    "expenses.save_expense": versioned("expense", 1, "expense_id", draft=OTHER, today=TODAY),
    "expenses.pay_expense": versioned("expense", 1, "expense_id", paid_on=TODAY, method="cash", today=TODAY),
    "expenses.delete_expense": versioned("expense", 1, "expense_id", again="refused"),
    "expenses.bring_back_expense": adds("refused", entry_id=GONE),
    "expenses.attach_receipts": adds("nothing", expense_id=1, files=[("a.pdf", PDF + b"b")]),
    "expenses.detach_receipt": adds("refused", expense_id=1, file_id=first("expense_file", "id")),
    "expenses.expense_from_received": adds(
        "nothing", received_id=first("received_invoice", "id"), today=TODAY
    ),
    "expenses.write_trip": adds("same", kind="mileage", trip=WAY, day=TODAY, today=TODAY, key="w"),
    "expenses.rebill": adds("same", expense_ids=(1,), customer_id=1, way="cost", today=TODAY, key="r"),
    "expenses.take_off_invoice": versioned("expense", 2, "expense_id", again="refused"),
    "expenses.create_rhythm": adds("same", draft=RHYTHM, today=TODAY, key="k"),
    "expenses.save_rhythm": versioned(
        "recurring_expense", 1, "rhythm_id", draft=replace(RHYTHM, is_paused=True), today=TODAY
    ),
    "expenses.end_rhythm": versioned("recurring_expense", 1, "rhythm_id"),
    "expenses.run_rhythms": adds("nothing", today=TODAY),
    "expenses.add_category": adds("refused", name="Gifts"),
    "expenses.rename_category": adds("nothing", key="rent", name="Shop"),
    "expenses.archive_category": adds("nothing", key="energy"),
}
READS = {"expenses.worth_of", "expenses.count_costs", "expenses.personal_sections"}
PARTS = {"expenses.forget_costs", "billing.enclose", "billing.unenclose"}
WITHOUT_VERSION: Mapping[str, str] = {
    "expenses.bring_back_expense": "never over another one of its id",
    "expenses.attach_receipts": "the same bytes are kept once",
    "expenses.detach_receipt": "a file never changes",
    "expenses.expense_from_received": "once for each e-invoice, by a UNIQUE key",
    "expenses.add_category": "a name that is there is refused",
    "expenses.rename_category": "one name, the last word counts",
    "expenses.archive_category": "a mark, set twice is set once",
    "expenses.run_rhythms": "each under the version that was read; a day comes once",
}


def prepare(caller: Caller) -> None:
    """One with a receipt, one billed on, one that was deleted, a rhythm that is due."""
    for number in (1, 2, 3):
        assert service.create_expense(caller, BOUGHT, TODAY, (("a.pdf", PDF),)) == number
    service.rebill(caller, (2,), 1, "cost", TODAY)
    service.delete_expense(caller, 3, 1)
    assert service.create_rhythm(caller, RHYTHM, TODAY) == 1
