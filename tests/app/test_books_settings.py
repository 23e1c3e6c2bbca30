"""In the window: the accounts of sales, changed row by row, with new ones, out to a file and back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_crm.accounting import service
from desktop_crm.accounting.rules.accounts import AccountRule, Books, Sale, chart_for, chart_of
from desktop_crm.accounting.rules.own_accounts import lines_of, with_rule, without_rule
from desktop_crm.app.account_dialog import AccountDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError

PLAIN = AccountRule(category="S", rate=Decimal(19), account="8410", vat="1776", automatic=True)


@pytest.fixture
def page(window: MainWindow, caller: Caller) -> Any:
    service.set_books(caller, Books(chart="SKR03"))
    window.go("settings", {"section": "sales-accounts"})
    found: Any = window.page
    found.show_section("sales-accounts")
    return found.current


def dialog_of(window: MainWindow) -> AccountDialog:
    found = [each for each in window.findChildren(AccountDialog) if each.isVisible()]
    return found[-1]


def place_of(page: Any, account: str) -> int:
    return next(at for at, line in enumerate(lines_of(page.books)) if line.rule.account == account)


def test_a_row_of_the_chart_is_changed_by_keyboard_and_taken_back(
    window: MainWindow, caller: Caller, page: Any
) -> None:
    count = len(chart_of("SKR03").rules)
    assert len(page.rows) == count
    place = place_of(page, "8400")
    QTest.keyClick(page.rows[place], Qt.Key.Key_Return)
    dialog = dialog_of(window)
    dialog.form.set_values(account="8410", key="3", automatic=False)
    dialog.accept_primary()
    (rule,) = service.books_of(caller).rules
    assert (rule.category, rule.rate, rule.account, rule.key) == ("S", Decimal(19), "8410", "3")
    assert len(page.rows) == count
    assert "instead of 8400" in page.rows[place].accessibleName()
    assert "tax key 3" in page.rows[place].accessibleName()
    page.rows[place].activated.emit()
    dialog_of(window).remove()
    assert service.books_of(caller).rules == ()
    assert "8400" in page.rows[place].accessibleName()


def test_a_new_one_says_of_which_sales_it_is(window: MainWindow, caller: Caller, page: Any) -> None:
    page.new_button.click()
    dialog = dialog_of(window)
    dialog.accept_primary()
    assert dialog.form.field("account").error
    dialog.form.set_values(category="S", rate=Decimal(7), place="eu", account="8310", key="12345")
    dialog.accept_primary()
    assert dialog.form.field("key").error
    dialog.form.set_values(key="2")
    dialog.accept_primary()
    (rule,) = service.books_of(caller).rules
    assert (rule.category, rule.rate, rule.place, rule.account, rule.key) == (
        "S", Decimal(7), "eu", "8310", "2",
    )  # fmt: skip
    assert "8310" in page.rows[0].accessibleName() and "yours" in page.rows[0].accessibleName()


def test_they_go_out_to_a_file_and_come_back(
    window: MainWindow, caller: Caller, page: Any, tmp_path: Path
) -> None:
    service.set_books(caller, Books(chart="SKR04", rules=(PLAIN,)))
    page.reload()
    path = tmp_path / "accounts.json"
    page.write_file(path)
    assert json.loads(path.read_text())["rules"][0]["account"] == "8410"
    service.set_books(caller, Books())
    page.take_file(path)
    assert service.books_of(caller) == Books(chart="SKR04", rules=(PLAIN,))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no", "no JSON file"),
        (b"[]", "one JSON object"),
        (b'{"rules": [{"category": "S"}]}', "rules[1].account"),
        (b'{"rules": [{"account": "8400", "place": "moon"}]}', "rules[1].place"),
        (b"[" * 100_000, "no JSON file"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(
    caller: Caller, page: Any, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    page.take_file(path)
    assert said in page.strip.text
    assert service.books_of(caller).rules == ()


def test_a_firm_is_never_written_over(page: Any, window: MainWindow) -> None:
    firm = window.workspace.path
    before = firm.read_bytes()[:100]
    page.write_file(firm)
    assert firm.name in page.strip.text
    assert firm.read_bytes()[:100] == before


def test_a_changed_row_leaves_the_rows_before_it_alone() -> None:
    chart = chart_for(Books(rules=(PLAIN,)), "datev")
    sale = Sale(category="S", rate=Decimal(19), place="home")
    assert chart.account_of(sale).account == "8410"
    deposit = Sale(category="S", rate=Decimal(19), place="home", form="deposit")
    assert chart.account_of(deposit).account == "1718"


def test_a_general_row_hides_no_changed_one() -> None:
    books = with_rule(Books(rules=(PLAIN,)), AccountRule(category="S", account="8001"))
    chart = chart_for(books, "datev")
    for rate, form, account in ((19, "", "8410"), (19, "deposit", "1718"), (5, "", "8001")):
        assert (
            chart.account_of(Sale(category="S", rate=Decimal(rate), place="home", form=form)).account
            == account
        )
    own = [line.rule.account for line in lines_of(books) if line.is_own]
    assert own == ["8410", "8001"]


def test_of_rows_told_twice_the_first_counts_and_can_be_changed() -> None:
    twice = Books(rules=(PLAIN, replace(PLAIN, account="8499")))
    assert [line.rule for line in lines_of(twice) if line.is_own] == [PLAIN]
    changed = with_rule(twice, replace(PLAIN, account="8411"), PLAIN)
    assert [rule.account for rule in changed.rules] == ["8411"]


def test_a_row_of_the_chart_that_is_stored_as_it_was_stays_the_chart_s() -> None:
    line = lines_of(Books())[0]
    assert with_rule(Books(), line.rule, line.rule).rules == ()


def test_rows_that_say_more_come_first_and_none_comes_twice() -> None:
    general = AccountRule(category="S", place="third", account="8001")
    books = with_rule(with_rule(Books(), general), AccountRule(category="S", rate=Decimal(5), place="third",
                                                              account="8002"))  # fmt: skip
    assert [rule.account for rule in books.rules] == ["8002", "8001"]
    with pytest.raises(UserError) as refused:
        with_rule(books, AccountRule(category="S", place="third", account="8003"))
    assert refused.value.field == "category"
    with pytest.raises(UserError) as refused:
        with_rule(books, AccountRule(category="E", account="84"))
    assert refused.value.field == "account"
    assert without_rule(books, books.rules[0]).rules == (general,)
