"""The firm's categories of expenses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop_crm.expenses import queries, service
from desktop_crm.expenses.rules import categories as rules
from desktop_crm.expenses.rules.categories import Categories, Category
from desktop_crm.expenses.rules.expenses import CATEGORIES, ExpenseDraft, line_of_gross
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.workspace.trail import reading, words
from tests.expenses.conftest import CALLER, TODAY, Firm

EN, TR = translator_for("en"), translator_for("tr")
BOUGHT = ExpenseDraft(supplier="Lima", spent_on=TODAY, lines=(line_of_gross(100, Decimal(0)),))


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (["Gifts"], "gifts"),
        (["Gifts, for customers"], "gifts-for-customers"),
        (["\u00c7ay & \u0131hlamur"], "cay-ihlamur"),
        (["Rent"], "rent-2"),
        (["\u0427\u0430\u0439"], "own"),
        (["\u0427\u0430\u0439", "\u041a\u043e\u0444\u0435"], "own-2"),
        (["A" * 60], "a" * 30),
    ],
)
def test_a_key_is_made_of_the_name_and_never_given_twice(names: list[str], key: str) -> None:
    categories, made = Categories(), ""
    for name in names:
        made, categories = rules.with_new(categories, name, EN)
    assert made == key


@pytest.mark.parametrize(
    "name", ["", "  ", "Travel", "travel", "Seyahat", "Gifts", "g\u0131fts", "x" * 61, "a\nb\x00"]
)
def test_a_name_that_is_there_or_none_is_refused(name: str) -> None:
    _key, categories = rules.with_new(Categories(), "Gifts", TR)
    with pytest.raises(UserError) as refused:
        rules.with_new(categories, name, TR)
    assert refused.value.field == "name"


def test_a_name_stays_with_its_own_category() -> None:
    key, categories = rules.with_new(Categories(), "Gifts", EN)
    assert rules.renamed(categories, key, "GIFTS", EN).get(key).name == "GIFTS"
    with pytest.raises(UserError):
        rules.renamed(categories, key, "", EN)


def test_the_usual_word_is_no_name() -> None:
    named = rules.renamed(Categories(), "rent", "Shop", EN)
    assert named.get("rent").word == "Shop"
    for name in ("", "Rent and premises"):
        assert rules.to_setting(rules.renamed(named, "rent", name, EN)) is None


def test_there_is_an_end_to_them() -> None:
    own = {f"own-{n}": Category(f"own-{n}", f"Own {n}") for n in range(rules.MOST - len(CATEGORIES))}
    with pytest.raises(UserError) as refused:
        rules.with_new(Categories(own), "One more", EN)
    assert refused.value.field == "name"


@pytest.mark.parametrize("stored", [None, [], "x", {"a": 1}, {"a": {}}, {"a": {"name": ""}}])
def test_what_cannot_be_read_is_as_usual(stored: object) -> None:
    assert [each.key for each in rules.of_setting(stored).all()] == list(CATEGORIES)


def test_the_firms_own_stand_before_the_rest_by_name() -> None:
    categories = Categories()
    for name in ("Wine", "\u00c7ay"):
        _key, categories = rules.with_new(categories, name, EN)
    assert [each.key for each in categories.all()][-3:] == ["cay", "wine", "other"]
    assert rules.of_setting(rules.to_setting(categories)) == categories


def test_a_new_name_holds_for_what_was_spent_before(firm: Firm) -> None:
    key = service.add_category(CALLER, "Gifts")
    made = service.create_expense(CALLER, replace(BOUGHT, category=key), TODAY)
    service.rename_category(CALLER, key, "Presents")
    service.archive_category(CALLER, key)
    assert queries.get_expense(CALLER, made).row.category_word == "Presents"
    assert [row.category_word for row in queries.list_expenses(CALLER, ListView()).rows(0, 9)] == ["Presents"]
    view = queries.get_expense(CALLER, made)
    service.save_expense(CALLER, made, view.row.version, replace(view.draft, notes="Still there"), TODAY)


def test_the_history_names_categories_as_the_firm_does(firm: Firm) -> None:
    key = service.add_category(CALLER, "Gifts")
    service.rename_category(CALLER, "travel", "Trips")
    made = service.create_expense(CALLER, replace(BOUGHT, category="travel"), TODAY)
    view = queries.get_expense(CALLER, made)
    service.save_expense(CALLER, made, view.row.version, replace(view.draft, category=key), TODAY)
    listed = reading.list_trail(CALLER, ListView(descending=True), f"expense:{made}").rows(0, 1)
    (changed,) = [each for each in words.changes(EN, listed[0]) if each.column == "category"]
    assert (changed.before, changed.after) == ("Trips", "Gifts")


def test_a_category_that_nobody_knows_is_refused(firm: Firm) -> None:
    service.add_category(CALLER, "Gifts")
    with pytest.raises(UserError, match="gifts") as refused:
        service.create_expense(CALLER, replace(BOUGHT, category="gift"), TODAY)
    assert refused.value.field == "category"
    with pytest.raises(NotFound):
        service.rename_category(CALLER, "gift", "Gifts")
    with pytest.raises(UserError) as stays:
        service.archive_category(CALLER, rules.ALWAYS)
    assert stays.value.field == "key"
