"""A price list is taken back as a whole: new products go, changed ones are what they were."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.documents.product_tables import plan_import
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.values.paging import ListView
from tests.catalog.conftest import TODAY

pytestmark = pytest.mark.usefixtures("firm")

LIST = b"Code;Name;Price\nA;Chair;10,50\nB;Table;20,00\nC;Lamp;5,00\n"
NEXT = b"Code;Name;Price\nA;Chair;11,50\nB;Table;21,00\nD;Shelf;7,00\n"


def take(caller: Caller, data: bytes, name: str = "prices.csv", *, updates: bool = True) -> int:
    plan = replace(plan_import(data, name, t=Translator("en")), updates=updates)
    job = service.import_products(caller, plan, TODAY).job_id
    assert job is not None
    return job


def prices(caller: Caller) -> dict[str, Decimal]:
    return {row.code: row.price for row in queries.list_products(caller, ListView()).rows(0, 99)}


def test_new_products_go_and_changed_ones_are_what_they_were(caller: Caller) -> None:
    take(caller, LIST)
    before = prices(caller)
    job = take(caller, NEXT)
    assert prices(caller)["A"] == Decimal("11.50")
    report = service.undo_import(caller, job)
    assert (report.removed, report.restored, report.kept) == (1, 2, ())
    assert prices(caller) == before
    with pytest.raises(UserError, match="taken back already"):
        service.undo_import(caller, job)


def test_lists_are_taken_back_one_after_the_other(caller: Caller) -> None:
    first = take(caller, LIST)
    second = take(caller, NEXT)
    assert service.undo_import(caller, second).kept == ()
    assert service.undo_import(caller, first).removed == 3
    assert prices(caller) == {}


def test_what_was_changed_since_stays_and_says_who_did_it(caller: Caller) -> None:
    take(caller, LIST)
    job = take(caller, NEXT)
    ben = replace(caller, user="Ben")
    for code, draft in (("A", ProductDraft(code="A", name="Chair", price=Decimal(99))),
                        ("D", ProductDraft(code="D", name="Shelf, long", price=Decimal(7)))):  # fmt: skip
        row = queries.find_by_code(caller, code)
        assert row is not None
        service.save_product(ben, row.id, row.version, draft)
    report = service.undo_import(caller, job)
    assert (report.removed, report.restored) == (0, 1)
    assert {name for _id, name, _reason in report.kept} == {"Chair", "Shelf, long"}
    assert all("by Ben" in str(reason) for _id, _name, reason in report.kept)
    assert prices(caller) == {"A": Decimal(99), "B": Decimal(20), "C": Decimal(5), "D": Decimal(7)}


def test_what_something_refers_to_stays(caller: Caller) -> None:
    job = take(caller, LIST)
    chair = queries.find_by_code(caller, "A")
    assert chair is not None
    report = service.undo_import(caller, job, lambda ids: {chair.id: _("Quotes or invoices name it")})
    assert report.removed == 2
    assert [(row, str(reason)) for row, _name, reason in report.kept] == [
        (chair.id, "Quotes or invoices name it")
    ]


def test_another_change_of_the_same_product_is_no_hindrance_where_it_left_the_price(caller: Caller) -> None:
    take(caller, LIST)
    job = take(caller, NEXT)
    row = queries.find_by_code(caller, "A")
    assert row is not None
    service.save_product(caller, row.id, row.version, replace(row.draft, category="Seats"))
    assert service.undo_import(caller, job).restored == 2
    after = queries.find_by_code(caller, "A")
    assert after is not None
    assert (after.price, after.category) == (Decimal("10.5"), "Seats")


def test_only_price_lists_are_taken_back_here(caller: Caller) -> None:
    with pytest.raises(NotFound):
        service.undo_import(caller, 99)


def test_a_list_that_brings_nothing_is_no_import(caller: Caller) -> None:
    take(caller, LIST)
    plan = plan_import(LIST, "prices.csv", t=Translator("en"))
    assert service.import_products(caller, plan, TODAY).job_id is None
    assert service.import_products(caller, plan, TODAY, dry_run=True).job_id is None
