"""Settings, Categories of expenses."""

from __future__ import annotations

from decimal import Decimal

from pytestqt.qtbot import QtBot

from desktop_crm.app.expense_categories import CategoryDialog, ExpenseCategoriesSection
from desktop_crm.app.window import MainWindow
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules.expenses import ExpenseDraft, line_of_gross
from desktop_crm.expenses.ui.expense_page import ExpensePage
from desktop_crm.values.caller import Caller
from tests.app.conftest import TODAY


def section(window: MainWindow) -> ExpenseCategoriesSection:
    window.go("settings", {"section": "expense_categories"})
    assert isinstance(window.page, SettingsPage)
    found = window.page.current
    assert isinstance(found, ExpenseCategoriesSection)
    return found


def dialog(window: MainWindow) -> CategoryDialog:
    return next(each for each in window.findChildren(CategoryDialog) if each.isVisible())


def names(section: ExpenseCategoriesSection) -> list[str]:
    return [row.accessibleName() for row in section.rows]


def offered(window: MainWindow, expense: int | None = None) -> list[str]:
    window.go("expense:new" if expense is None else "expense", expense)
    assert isinstance(window.page, ExpensePage)
    return [choice.text for choice in window.page.form["category"].choices]


def test_a_category_is_added_named_and_offered(window: MainWindow, caller: Caller, qtbot: QtBot) -> None:
    window.show()
    page = section(window)
    page.new_button.click()
    made = dialog(window)
    made.accept_primary()
    assert made.form.errors == ["name"]
    made.form.set_values(name="Travel")
    made.accept_primary()
    assert made.form.errors == ["name"]
    made.form.set_values(name="Gifts")
    made.accept_primary()
    assert queries.expense_categories(caller).get("gifts").name == "Gifts"
    qtbot.waitUntil(lambda: any("Gifts" in name and "Your own" in name for name in names(page)))
    assert "Gifts" in offered(window)


def test_a_usual_one_is_called_otherwise_and_put_away(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    page = section(window)
    before = len(page.rows)
    page.rows[0].activated.emit()
    shown = dialog(window)
    shown.form.set_values(name="Stock")
    shown.accept_primary()
    qtbot.waitUntil(lambda: "Stock" in names(page)[0])
    assert "instead of Goods for resale" in names(page)[0]
    page.rows[0].activated.emit()
    dialog(window).archive_button.click()
    qtbot.waitUntil(lambda: len(page.rows) == before - 1)
    assert "Stock" not in offered(window)
    page = section(window)
    page.archived_button.click()
    qtbot.waitUntil(lambda: any("Stock" in name and "Out of use" in name for name in names(page)))


def test_an_expense_keeps_the_category_that_is_out_of_use(window: MainWindow, caller: Caller) -> None:
    line = line_of_gross(1_000, Decimal(0))
    made = service.create_expense(
        caller, ExpenseDraft(supplier="Lima", category="rent", spent_on=TODAY, lines=(line,)), TODAY
    )
    service.archive_category(caller, "rent")
    assert "Rent and premises" in offered(window, made)
    assert window.page.form["category"].value() == "rent"  # type: ignore[union-attr]
    assert "Rent and premises" not in offered(window)


def test_the_one_that_new_expenses_begin_with_has_no_way_out(window: MainWindow) -> None:
    window.show()
    page = section(window)
    page.rows[-1].activated.emit()
    assert dialog(window).archive_button.isHidden()
