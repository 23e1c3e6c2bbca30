"""Products are kept exactly, found while typing and changed by compare-and-swap."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.documents.product_json import product_from_json, product_to_json
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import queries as company
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.catalog.conftest import TODAY

OAK = ProductDraft(
    code="T-100", name="Oak table", description="200 x 90 cm\noiled", price=Decimal("1249.9"), unit="C62"
)
HOURS = ProductDraft(
    code="H1", name="Carpenter's hour", kind="service", unit="HUR", price=Decimal("68"), category="Work"
)


def names(rows: list[queries.ProductRow]) -> list[str]:
    return [row.name for row in rows]


def test_a_product_comes_back_as_it_was_written(firm: OpenDatabase, caller: Caller) -> None:
    reduced = next(row for row in company.list_tax_rates(caller, TODAY) if row.draft.rate == 10)
    draft = replace(OAK, price=Decimal("0.00873"), price_mode="gross", tax_rate_id=reduced.id)
    row = queries.get_product(caller, service.create_product(caller, draft))
    assert row.draft == draft
    assert (row.rate, row.tax_category, row.is_archived) == (Decimal(10), "S", False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"unit": "hours!"}, "unit"),
        ({"currency": "EURO"}, "currency"),
        ({"price": Decimal("1.1234567")}, "price"),
        ({"price": Decimal("1e13")}, "price"),
        ({"price": Decimal("NaN")}, "price"),
        ({"tax_rate_id": 999}, "tax_rate_id"),
        ({"kind": "thing"}, "kind"),
        ({"price_mode": "both"}, "price_mode"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    firm: OpenDatabase, caller: Caller, change: dict[str, object], field: str
) -> None:
    with pytest.raises(UserError) as refusal:
        service.create_product(caller, replace(OAK, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert queries.count_products(caller)["active"] == 0


def test_a_code_is_used_once_whatever_its_case(firm: OpenDatabase, caller: Caller) -> None:
    service.create_product(caller, OAK)
    with pytest.raises(UserError) as refusal:
        service.create_product(caller, replace(OAK, code="t-100"))
    assert refusal.value.field == "code"
    service.create_product(caller, replace(OAK, code=""))
    service.create_product(caller, replace(OAK, code=""))
    assert queries.find_by_code(caller, " t-100") is not None
    assert queries.find_by_code(caller, "") is None


def test_the_second_of_two_writers_is_told(firm: OpenDatabase, caller: Caller) -> None:
    product_id = service.create_product(caller, OAK)
    assert service.save_product(caller, product_id, 1, replace(OAK, name="Oak desk")) == 2
    with pytest.raises(Conflict):
        service.save_product(caller, product_id, 1, OAK)
    with pytest.raises(NotFound):
        service.save_product(caller, 99, 1, replace(OAK, code=""))
    assert names(queries.suggest(caller, "desk")) == ["Oak desk"]
    assert queries.suggest(caller, "oak table") == []


def test_typing_finds_codes_first_and_never_what_is_archived(firm: OpenDatabase, caller: Caller) -> None:
    oak = service.create_product(caller, OAK)
    service.create_product(caller, HOURS)
    service.create_product(caller, ProductDraft(name="H1 hinge"))
    assert names(queries.suggest(caller, "h1")) == ["Carpenter's hour", "H1 hinge"]
    assert names(queries.suggest(caller, "OILED")) == ["Oak table"]
    assert names(queries.suggest(caller, "")) == ["Carpenter's hour", "H1 hinge", "Oak table"]
    service.archive_product(caller, oak, 1)
    assert queries.suggest(caller, "oak") == []
    service.archive_product(caller, oak, 2, archived=False)
    assert names(queries.suggest(caller, "oak")) == ["Oak table"]


@pytest.mark.parametrize("typed", ["'", '"', "%", "*", "OR 1=1", "\x00", "ü" * 500, "() NEAR", "-"])
def test_any_text_can_be_typed(firm: OpenDatabase, caller: Caller, typed: str) -> None:
    service.create_product(caller, OAK)
    assert queries.suggest(caller, typed) == [] or typed == "-"


def test_the_list_sorts_filters_and_searches(firm: OpenDatabase, caller: Caller) -> None:
    service.create_product(caller, OAK)
    hours = service.create_product(caller, HOURS)
    by_price = queries.list_products(caller, ListView(sort="price", descending=True))
    assert names(by_price.rows(0, 10)) == ["Oak table", "Carpenter's hour"]
    services = queries.list_products(caller, ListView(filters=(("kind", "service"), ("archived", "0"))))
    assert (services.count(), names(services.rows(0, 5))) == (1, ["Carpenter's hour"])
    assert names(queries.list_products(caller, ListView(search="tabl")).rows(0, 5)) == ["Oak table"]
    service.archive_product(caller, hours, 1)
    assert queries.count_products(caller) == {"active": 1, "archived": 1, "product": 1, "service": 0}


def test_json_takes_what_it_printed(firm: OpenDatabase, caller: Caller) -> None:
    row = queries.get_product(caller, service.create_product(caller, HOURS))
    printed = product_to_json(
        row.draft, product_id=row.id, version=row.version, is_archived=row.is_archived, rate=row.rate
    )
    assert printed["price"] == "68"
    assert product_from_json(printed) == HOURS
    with pytest.raises(UserError) as refusal:
        product_from_json({"name": "x", "prise": "1"})
    assert refusal.value.field == "prise"
    with pytest.raises(UserError) as refusal:
        product_from_json({"name": "x", "price": 1.5})
    assert refusal.value.field == "price"
