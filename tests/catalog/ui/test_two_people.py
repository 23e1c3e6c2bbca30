"""Two people change one product: joined where they did not meet, asked where they did."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.catalog.ui.catalogue_page import CataloguePage
from desktop_crm.catalog.ui.product_page import ProductPage
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from tests.catalog.ui.conftest import Shop


def make(shop: Shop, qtbot: QtBot, caller: Caller) -> tuple[ProductPage, int]:
    key = service.create_product(caller, ProductDraft(name="Lamp", price=Decimal(80)))
    page = ProductPage(shop.desk, key)
    qtbot.addWidget(page)
    page.show()
    return page, key


def elsewhere(caller: Caller, key: int, **changes: Any) -> None:
    row = queries.get_product(caller, key)
    service.save_product(caller, key, row.version, replace(row.draft, **changes))


def asked(page: ProductPage) -> ConflictDialog | None:
    found = [each for each in page.window().findChildren(ConflictDialog) if each.isVisible()]
    return found[-1] if found else None


def test_different_fields_are_joined_and_the_cursor_stays(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page, key = make(shop, qtbot, caller)
    elsewhere(caller, key, price=Decimal(90))
    name = page.form["name"]
    name.setFocus()
    name.setText("Torch")
    name.setCursorPosition(2)
    name.textEdited.emit("Torch")
    page.save_now()
    row = queries.get_product(caller, key)
    assert (row.name, row.price) == ("Torch", 90)
    assert asked(page) is None
    assert name.cursorPosition() == 2
    assert page.form["price"].value() == 90
    assert not page.drafting.dirty


def test_the_same_field_is_asked_in_words_of_the_screen(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page, key = make(shop, qtbot, caller)
    elsewhere(caller, key, price=Decimal(90), price_mode="gross", kind="service", code="L-1")
    page.replace(None, price=Decimal("79.5"), code="L-1")
    page.save_now()
    dialog = asked(page)
    assert dialog is not None
    (pair,) = dialog._pairs
    assert pair.cells["mine"].words.text() == "79.50 · Net"
    assert pair.cells["theirs"].words.text() == "90.00 · Gross"
    assert pair.cells["mine"].radio.accessibleName() == "Price: Mine: 79.50 · Net"
    dialog.choose_all("mine")
    dialog.accept_primary()
    row = queries.get_product(caller, key)
    assert (row.price, row.price_mode, row.kind) == (Decimal("79.5"), "net", "service")


def test_the_question_is_answered_with_the_keyboard_alone(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page, key = make(shop, qtbot, caller)
    elsewhere(caller, key, name="Lantern", description="Bright")
    page.replace(None, name="Torch", description="Dim")
    page.save_now()
    dialog = asked(page)
    assert dialog is not None
    first, second = dialog._pairs
    first.focus()
    QTest.keyClick(first.cells["mine"].radio, Qt.Key.Key_Right)
    assert first.side == "theirs"
    QTest.keyClick(first.cells["theirs"].radio, Qt.Key.Key_Left)
    assert first.side == "mine"
    QTest.keyClick(first.cells["mine"].radio, Qt.Key.Key_Down)
    QTest.keyClick(second.cells["mine"].radio, Qt.Key.Key_Right)
    QTest.keyClick(second.cells["theirs"].radio, Qt.Key.Key_Return)
    row = queries.get_product(caller, key)
    assert (row.name, row.draft.description) == ("Torch", "Bright")


def test_a_question_put_off_keeps_what_was_typed_and_can_be_asked_again(
    shop: Shop, qtbot: QtBot, caller: Caller
) -> None:
    page, key = make(shop, qtbot, caller)
    elsewhere(caller, key, name="Lantern")
    page.replace("name", name="Torch")
    page.save_now()
    dialog = asked(page)
    assert dialog is not None
    dialog.reject()
    assert page.draft.name == "Torch"
    page.replace("code", code="T-1")
    page.save_now()
    assert queries.get_product(caller, key).name == "Lantern"  # nothing is stored meanwhile
    decide = page.findChild(Button, "decide")
    assert decide is not None
    decide.click()
    again = asked(page)
    assert again is not None
    again.choose_all("mine")
    again.accept_primary()
    row = queries.get_product(caller, key)
    assert (row.name, row.code) == ("Torch", "T-1")


def test_what_others_store_appears_while_nothing_is_typed(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page, key = make(shop, qtbot, caller)
    row = queries.get_product(caller, key)
    elsewhere(caller, key, name="Lantern")
    service.archive_product(caller, key, row.version + 1)
    qtbot.waitUntil(lambda: page.form["name"].text() == "Lantern")
    assert page.title == "Lantern"
    assert page.is_archived
    page.replace("name", name="Torch")
    page.save_now()
    assert asked(page) is None
    assert queries.get_product(caller, key).name == "Torch"


def test_archiving_goes_on_when_others_changed_other_things(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page, key = make(shop, qtbot, caller)
    elsewhere(caller, key, name="Lantern")
    page.archive()
    row = queries.get_product(caller, key)
    assert (row.name, row.is_archived) == ("Lantern", True)


def test_many_are_archived_whatever_others_changed_of_them(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page = CataloguePage(shop.desk)
    qtbot.addWidget(page)
    keys = [service.create_product(caller, ProductDraft(name=name)) for name in ("A", "B", "C")]
    rows = [queries.get_product(caller, key) for key in keys]
    elsewhere(caller, keys[0], name="A1")
    service.archive_product(caller, keys[1], 1)
    page.archive(rows)
    found = [queries.get_product(caller, key) for key in keys]
    assert [row.is_archived for row in found] == [True] * 3
    assert found[0].name == "A1"
