"""The catalogue on the screen: written down, archived, imported, exported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.catalog.ui.catalogue_page import CataloguePage
from desktop_crm.catalog.ui.import_dialog import ImportDialog
from desktop_crm.catalog.ui.product_page import ProductPage
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import ListView
from tests.catalog.ui.conftest import Shop

PRICES = "Artikel;Nummer;Preis;MwSt\nLampe;L-1;12,50;20\nKabel;K-2;x;20\nStecker;S-3;1,20;20\n"


def add(caller: Caller, name: str, **values: object) -> int:
    return service.create_product(caller, ProductDraft(name=name, **values))  # type: ignore[arg-type]


def names(caller: Caller) -> list[str]:
    return [row.name for row in queries.list_products(caller, ListView()).rows(0, 50)]


def opened(shop: Shop, qtbot: QtBot) -> CataloguePage:
    page = CataloguePage(shop.desk)
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_new_product_is_stored_once_it_has_a_name(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    page = ProductPage(shop.desk, None)
    qtbot.addWidget(page)
    page.form["code"].setText("L-1")
    page.form["code"].textEdited.emit("L-1")
    page.save_now()
    assert names(caller) == []
    assert page.saved_word.words.text() == "Give it a name"
    assert page.form.errors == []
    page.form["name"].setText("Lamp")
    page.form["name"].textEdited.emit("Lamp")
    page.form["price"].setText("12.5")
    page.form["price"].textEdited.emit("12.5")
    page.save_now()
    row = queries.find_by_code(caller, "L-1")
    assert row is not None
    assert (row.name, row.price) == ("Lamp", Decimal("12.5"))
    assert page.title == "Lamp"
    assert page.more.isVisibleTo(page)


def test_a_code_that_is_taken_is_refused_at_its_field(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    add(caller, "Lamp", code="L-1")
    key = add(caller, "Cable")
    page = ProductPage(shop.desk, key)
    qtbot.addWidget(page)
    page.replace("code", code="L-1")
    page.save_now()
    assert page.form.errors == ["code"]
    assert page.draft.code == "L-1"


def test_archiving_is_undone_from_the_toast(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    key = add(caller, "Lamp")
    add(caller, "Cable")
    page = opened(shop, qtbot)
    shop.desk.notices.set_host(page)
    page.archive([queries.get_product(caller, key)])
    assert queries.get_product(caller, key).is_archived
    page.reload()
    assert page.table.table_model.rowCount() == 1
    toast = shop.desk.notices.toast
    assert toast is not None
    toast._act()
    assert not queries.get_product(caller, key).is_archived


def test_chips_tell_products_services_and_archived_apart(shop: Shop, qtbot: QtBot, caller: Caller) -> None:
    add(caller, "Lamp")
    add(caller, "Repair", kind="service")
    old = add(caller, "Candle")
    service.archive_product(caller, old, 1)
    page = opened(shop, qtbot)
    for chip, count in {"": 2, "product": 1, "service": 1, "archived": 1}.items():
        page.show_filter(chip)
        assert page.table.table_model.rowCount() == count, chip


def test_the_export_is_read_back_by_the_import(
    shop: Shop, qtbot: QtBot, caller: Caller, tmp_path: Path
) -> None:
    add(caller, "Lamp", code="L-1", price=Decimal("12.345678"), currency="EUR")
    add(caller, "Repair", kind="service", unit="HUR", price=Decimal(80))
    page = opened(shop, qtbot)
    for kind in ("csv", "xlsx"):
        path = tmp_path / f"catalogue.{kind}"
        page.export_to(kind, path)
        dialog = ImportDialog(shop.desk, path, parent=page)
        qtbot.addWidget(dialog)
        assert dialog.trial is not None
        result = dialog.trial.result
        assert (result.added, result.known, result.rejects) == (0, 2, ())
        dialog.reject()


def test_an_import_counts_before_it_writes(shop: Shop, qtbot: QtBot, caller: Caller, tmp_path: Path) -> None:
    path = tmp_path / "preise.csv"
    path.write_text(PRICES, encoding="utf-8")
    page = opened(shop, qtbot)
    dialog = ImportDialog(shop.desk, path, parent=page)
    qtbot.addWidget(dialog)
    assert dialog.trial is not None
    assert (dialog.trial.result.added, len(dialog.trial.result.rejects)) == (2, 1)
    assert names(caller) == []
    assert dialog.primary.text() == "Import 2 products"
    rejects = tmp_path / "rejects.csv"
    dialog.save_rejects(rejects)
    assert "Kabel" in rejects.read_text(encoding="utf-8-sig")
    dialog.accept_primary()
    assert names(caller) == ["Lampe", "Stecker"]


def test_a_price_list_needs_a_column_of_names(
    shop: Shop, qtbot: QtBot, caller: Caller, tmp_path: Path
) -> None:
    path = tmp_path / "preise.csv"
    path.write_text(PRICES, encoding="utf-8")
    page = opened(shop, qtbot)
    dialog = ImportDialog(shop.desk, path, parent=page)
    qtbot.addWidget(dialog)
    box = dialog.grid.inputs[0]
    box.set_value(None)
    box.changed.emit()
    assert dialog.trial is None
    assert not dialog.primary.isEnabled()
    assert "names of products" in dialog.strip.text
    second = dialog.grid.inputs[1]
    second.set_value("name")
    second.changed.emit()
    assert dialog.primary.isEnabled()
