"""The shots of expenses: list, page with its receipt, dialogs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from PIL import Image, ImageDraw

from desktop_crm.contacts import queries as contacts
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules.expenses import ExpenseDraft, line_of_gross
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.expenses.ui.rebill_dialog import RebillDialog
from desktop_crm.expenses.ui.rhythm_dialog import RhythmDialog
from desktop_crm.expenses.ui.trip_dialog import TripDialog
from desktop_crm.values.paging import ListView
from tests.shots.studio import Shot, Studio


def receipt() -> bytes:
    """A till's slip, drawn."""
    picture = Image.new("RGB", (420, 620), "white")
    draw = ImageDraw.Draw(picture)
    lines = ("PAPELARIA LIMA", "Rua do Sol 4, Porto", "", "Paper A4 5x     100.00", "Pens              23.00",
             "", "TOTAL EUR        123.00", "IVA 23%           23.00")  # fmt: skip
    for number, text in enumerate(lines):
        draw.text((40, 40 + 36 * number), text, fill="black")
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def spend(studio: Studio) -> int:
    """Some of each kind; the last one has its receipt and a customer."""
    caller, today = studio.caller, studio.window.desk.today()
    found = queries.list_expenses(caller, ListView(search="Papelaria")).rows(0, 1)
    if found:  # in this world already
        return int(found[0].id)
    customer = contacts.suggest(caller, "")[0].id
    base = queries.new_expense(caller, today)

    def buy(days: int, gross: int, rate: int, **more: Any) -> int:
        draft = replace(
            base, spent_on=today - timedelta(days=days), lines=(line_of_gross(gross, Decimal(rate)),), **more
        )
        return service.create_expense(caller, draft, today)

    buy(40, 98_40, 23, supplier="Telefonia", category="phone", number="2026/11", method="direct_debit",
        paid_on=today - timedelta(days=30))  # fmt: skip
    buy(21, 1_230_00, 23, supplier="Estúdio do Rio", category="services", description="Photographs",
        customer_id=customer)  # fmt: skip
    trip = Trip(purpose="Fair", vehicle="car", distance=Decimal(313), start="Dublin", goal="Cork",
                rate=Decimal("0.42"))  # fmt: skip
    service.write_trip(caller, "mileage", trip, today - timedelta(days=9), today, customer)
    last = buy(2, 123_00, 23, supplier="Papelaria Lima", category="office", number="F-7",
               description="Paper and pens", customer_id=customer)  # fmt: skip
    service.attach_receipts(caller, last, [("receipt.png", receipt())])
    return last


def expenses_list(studio: Studio) -> None:
    spend(studio)
    studio.go("expenses")


def no_expenses(studio: Studio) -> None:
    studio.go("expenses")


def expense(studio: Studio) -> None:
    studio.go("expense", spend(studio))


def new_expense(studio: Studio) -> None:
    studio.go("expense:new")


def mileage(studio: Studio) -> None:
    page: Any = studio.go("expenses")
    dialog = TripDialog(studio.window.desk, "mileage", lambda _made: None, parent=page)
    dialog.form.set_values(purpose="Fair", start="Dublin", goal="Cork", distance=Decimal(253),
                           rate=Decimal("0.42"))  # fmt: skip
    dialog.form.changed.emit("distance")
    dialog.open()


def days_away(studio: Studio) -> None:
    page: Any = studio.go("expenses")
    TripDialog(studio.window.desk, "per_diem", lambda _made: None, parent=page).open()


def rebill(studio: Studio) -> None:
    key = spend(studio)
    page: Any = studio.go("expenses")
    row = queries.get_expense(studio.caller, key).row
    RebillDialog(studio.window.desk, [row], lambda _made: None, parent=page).open()


def _draft(studio: Studio) -> ExpenseDraft:
    return queries.get_expense(studio.caller, spend(studio)).draft


def comes_again(studio: Studio) -> None:
    draft = _draft(studio)
    page: Any = studio.go("expenses")
    RhythmDialog(studio.window.desk, draft, parent=page).open()


def rhythms(studio: Studio) -> None:
    today = studio.window.desk.today()
    service.create_rhythm(studio.caller, RhythmDraft(expense=_draft(studio), starts_on=today), today)
    page: Any = studio.go("expenses")
    page.inner.show_rhythms() if hasattr(page, "inner") else page.show_rhythms()


def category(studio: Studio) -> None:
    page: Any = studio.go("settings")
    page.show_section("expense_categories")
    page.current.rows[0].activated.emit()


SPENT: Final = (
    Shot("expenses-none", no_expenses, route="expenses"),
    Shot("expenses-list", expenses_list, route="expenses", wait=100),
    Shot("expense", expense, route="expense", wait=200),
    Shot("expense-new", new_expense, route="expense:new", wait=100),
    Shot("expense-mileage", mileage, dialog="TripDialog", wait=100),
    Shot("expense-days-away", days_away, dialog="TripDialog", wait=100),
    Shot("expense-rebill", rebill, dialog="RebillDialog", wait=100),
    Shot("expense-comes-again", comes_again, dialog="RhythmDialog", wait=100),
    Shot("expense-category", category, dialog="CategoryDialog", wait=100),
    Shot("expense-rhythms", rhythms, dialog="RhythmsDialog", wait=100),
)
