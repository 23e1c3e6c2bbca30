"""Price lists come in right, once, with every row accounted for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm.catalog import queries, service
from desktop_crm.catalog.documents.product_tables import (
    ExportRow,
    export_products,
    plan_import,
    records,
    rejects_csv,
)
from desktop_crm.catalog.rules.columns import Record, decimal_sign, guess_columns, number, unit_code
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Message, translator_for
from desktop_crm.values.paging import ListView
from tests.catalog.conftest import TODAY

T = translator_for("en")
GERMAN = """Artikelnummer;Bezeichnung;Beschreibung;Einheit;Preis;MwSt;Warengruppe
100;Eichentisch;geölt;Stk.;1.249,90;20;Tische
101;Montage;;Std;68,00 €;20;Arbeit
102;Kaputt;;Stk.;zwölf;20;Tische
103;Ohne Satz;;Stk.;1,00;17;Tische
;;;;;;
100;Doppelt;;Stk.;1,00;20;Tische
;Ohne Nummer;;kg;0,5;;
"""


def test_a_german_price_list_comes_in(firm: OpenDatabase, caller: Caller) -> None:
    plan = plan_import(GERMAN.encode("cp1252"), "preise.csv", t=T)
    result = service.import_products(caller, plan, TODAY)
    assert (result.added, result.known, result.changed, len(result.rejects), result.rows) == (3, 1, 0, 2, 6)
    assert [(reject.line, reject.field) for reject in result.rejects] == [(4, "price"), (5, "rate")]
    table = queries.find_by_code(caller, "100")
    assert table is not None
    assert (table.name, table.price, table.unit, table.rate, table.category) == (
        "Eichentisch", Decimal("1249.9"), "C62", Decimal(20), "Tische",
    )  # fmt: skip
    assert queries.find_by_code(caller, "101").unit == "HUR"  # type: ignore[union-attr]
    assert [row.name for row in queries.suggest(caller, "geolt")] == ["Eichentisch"]


def test_the_same_file_twice_adds_nothing(firm: OpenDatabase, caller: Caller) -> None:
    plan = plan_import(GERMAN.encode(), "preise.csv", t=T)
    service.import_products(caller, plan, TODAY)
    again = service.import_products(caller, plan, TODAY)
    assert (again.added, again.changed, again.known) == (0, 0, 4)
    assert queries.count_products(caller)["active"] == 3


def test_known_codes_are_changed_when_asked_for(firm: OpenDatabase, caller: Caller) -> None:
    service.import_products(caller, plan_import(GERMAN.encode(), "a.csv", t=T), TODAY)
    newer = GERMAN.replace("1.249,90", "1.300,00").encode()
    result = service.import_products(caller, plan_import(newer, "b.csv", t=T, updates=True), TODAY)
    assert (result.added, result.changed, result.known) == (0, 1, 3)
    assert queries.find_by_code(caller, "100").price == 1300  # type: ignore[union-attr]


def test_what_a_file_has_no_column_for_stays(firm: OpenDatabase, caller: Caller) -> None:
    service.import_products(caller, plan_import(GERMAN.encode(), "a.csv", t=T), TODAY)
    before = queries.find_by_code(caller, "100")
    assert before is not None
    names = b"code;name\n100;Oak table\n"
    result = service.import_products(caller, plan_import(names, "b.csv", t=T, updates=True), TODAY)
    assert (result.changed, result.known) == (1, 0)
    stored = queries.get_product(caller, before.id).draft
    assert (stored.name, stored.price, stored.category, stored.description) == (
        "Oak table", Decimal("1249.9"), "Tische", "geölt",
    )  # fmt: skip
    assert queries.find_by_code(caller, "100").rate == 20  # type: ignore[union-attr]


def test_a_dry_run_and_cancel_leave_nothing(firm: OpenDatabase, caller: Caller) -> None:
    plan = plan_import(GERMAN.encode(), "preise.csv", t=T)
    result = service.import_products(caller, plan, TODAY, dry_run=True)
    assert (result.added, result.is_dry_run) == (3, True)
    assert queries.count_products(caller)["active"] == 0

    class Impatient:
        def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        service.import_products(caller, plan, TODAY, progress=Impatient())
    assert queries.suggest(caller, "eiche") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_is_known_when_it_comes_back(firm: OpenDatabase, caller: Caller, kind: str) -> None:
    service.import_products(caller, plan_import(GERMAN.encode(), "preise.csv", t=T), TODAY)
    service.create_product(
        caller, ProductDraft(code="=1+1", name="-hostile", kind="service", price=Decimal("-1.5"))
    )
    rows = queries.list_products(caller, ListView()).rows(0, 100)
    written = export_products(
        [ExportRow(row.draft, row.rate, row.is_archived) for row in rows],
        T,
        kind,  # type: ignore[arg-type]
    )
    again = service.import_products(caller, plan_import(written, f"x.{kind}", t=T, updates=True), TODAY)
    assert (again.added, again.changed, again.known, again.rejects) == (0, 0, 4, ())


def test_the_rejects_can_be_mended_and_imported(firm: OpenDatabase, caller: Caller) -> None:
    plan = plan_import(GERMAN.encode(), "preise.csv", t=T)
    result = service.import_products(caller, plan, TODAY)
    written = rejects_csv(plan.table.headers, result.rejects, T).decode("utf-8-sig")
    assert "zwölf” is no number" in written
    mended = written.replace("zwölf,", '"12,00",').replace(",17,", ",20,")
    assert service.import_products(caller, plan_import(mended.encode(), "m.csv", t=T), TODAY).added == 2


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02" * 100, b"PK\x03\x04 cut", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_price_list_is_refused(data: bytes) -> None:
    with pytest.raises(UserError):
        plan_import(data, "x", t=T)


def test_headers_of_many_languages_are_recognised() -> None:
    assert guess_columns(["Stok Kodu", "Ürün Adı", "Birim Fiyatı", "KDV Oranı"]) == {
        "code": 0,
        "name": 1,
        "rate": 3,
    }
    assert guess_columns(["Código", "Descrição", "Preço unitário (R$)"]) == {"code": 0, "name": 1, "price": 2}
    assert guess_columns(["Item Name", "SKU", "Rate", "Unit"])["name"] == 0


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (["1.249,90"], ","), (["1,249.90"], "."), (["12", "3,5"], ","), (["1.5"], "."),
        (["1.234", "1.234.567"], ","), (["1,234"], "."), ([], "."), (["abc"], "."),
    ],
)  # fmt: skip
def test_the_decimal_sign_is_told_from_the_column(values: list[str], sign: str) -> None:
    assert decimal_sign(values) == sign


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1.249,90 €", ",", "1249.90"),
        ("R$ 12,5", ",", "12.5"),
        ("€ 1.234,50", ",", "1234.50"),
        ("1 234,50 EUR", ",", "1234.50"),
        ("1\u202f234\xa0567,50\xa0€", ",", "1234567.50"),
        ("1'234.50", ".", "1234.50"),
        ("CHF 1’234.50", ".", "1234.50"),
        ("Fr. 12.50", ".", "12.50"),
        ("eur 5", ".", "5"),
        ("12,00 zł", ",", "12"),
        ("₺1.000", ",", "1000"),
        ("EUR.50", ".", "0.50"),
        ("-3", ".", "-3"),
        ("-€3.10", ".", "-3.10"),
        ("€ -3.10", ".", "-3.10"),
        ("−,5", ",", "-0.5"),
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
    ],
)
def test_prices_are_read_exactly(text: str, sign: str, value: str) -> None:
    assert number(text, sign, "price") == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["23%", "23 %", "23", "23.0"])
def test_a_rate_may_have_its_percent_sign(text: str) -> None:
    assert number(text, ".", "rate") == 23


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("", "."), ("zwölf", "."), ("1,2,3", "."), ("12.34.5", "."), ("1" * 40, "."), ("--1", "."),
        ("-€-1", "."), ("1-2", "."), ("1O,00", ","), ("12,5x", ","), ("80 / 100", ","),
        ("12,50 pro 100", ","), ("5e3", "."), ("19,99 2x", ","), ("1 2", "."), ("1 234'567", "."),
        ("12 XYZ", "."), ("23%", "."), ("ca. 5", "."), ("5 EUR/St", "."), ("€", "."), (".", "."),
        ("(5)", "."), ("#5", "."), ("NaN", "."), ("5 USD 6", "."),
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused(text: str, sign: str) -> None:
    with pytest.raises(UserError) as refused:
        number(text, sign, "price")  # type: ignore[arg-type]
    assert refused.value.field == "price"


@pytest.mark.parametrize(("text", "field"), [("20 % of 5", "rate"), ("20 EUR", "rate"), ("10 EUR", "from")])
def test_what_is_no_rate_or_quantity_is_refused(text: str, field: str) -> None:
    with pytest.raises(UserError) as refused:
        number(text, ".", field)
    assert refused.value.field == field


RUBBISH = """code;name;price;vat
1;Good;€ 1.234,50;20 %
2;Letter;1O,00;20
3;For a hundred;12,50 pro 100;20
4;Empty;;20
5;Rate;5,00;20 oder 10
6;Nought;0,00;20
"""


def test_no_price_is_guessed_out_of_a_row(firm: OpenDatabase, caller: Caller) -> None:
    result = service.import_products(caller, plan_import(RUBBISH.encode(), "p.csv", t=T), TODAY)
    assert [(each.line, each.field, T.message(each.reason)) for each in result.rejects] == [
        (3, "price", "“1O,00” is no number"),
        (4, "price", "“12,50 pro 100” is no number"),
        (5, "price", "There is no price in it"),
        (6, "rate", "“20 oder 10” is no number"),
    ]
    rows = queries.list_products(caller, ListView()).rows(0, 100)
    assert {(row.draft.name, row.draft.price) for row in rows} == {
        ("Good", Decimal("1234.5")), ("Nought", Decimal(0)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "sign"), [(["Rs. 500.00"], "."), (["12,50 Fr."], ","), (["1.234,50 EUR"], ",")]
)
def test_a_point_of_a_currency_divides_nothing(cells: list[str], sign: str) -> None:
    assert decimal_sign(cells, "." if sign == "," else ",") == sign


def test_a_currency_beside_a_price_is_no_decoration(firm: OpenDatabase, caller: Caller) -> None:
    text = (
        "name;price;currency\nA;12,50 $;\nB;12,50 $;CAD\nC;12,50 $;EUR\nD;99¢;\nE;5 €;\nF;₺5;TL\nG;R$ 5;$\n"
    )
    plan = plan_import(text.encode(), "p.csv", t=T, currency="EUR")
    made = service.import_products(caller, plan, TODAY)
    assert [(each.line, each.field) for each in made.rejects] == [
        (2, "price"), (4, "price"), (5, "price"), (8, "price"),
    ]  # fmt: skip
    rows = queries.list_products(caller, ListView()).rows(0, 100)
    assert {(row.draft.name, row.draft.currency) for row in rows} == {
        ("B", "CAD"), ("E", "EUR"), ("F", "TRY"),
    }  # fmt: skip


def test_a_sign_of_many_currencies_is_the_expected_one() -> None:
    plan = plan_import(b"name;price;currency\nA;$ 5;$\nB;Fr. 5;\n", "p.csv", t=T, currency="CAD")
    [first, second] = [read for _line, _cells, read in records(plan)]
    assert isinstance(first, Record)
    assert first.draft.currency == "CAD"
    assert isinstance(second, UserError)


def test_unit_words_become_codes() -> None:
    words = ("Std.", "Stück", "adet", "gün", "m²", "hur", "H87")
    assert [unit_code(word) for word in words] == ["HUR", "C62", "C62", "DAY", "MTK", "HUR", "H87"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("Design;HUR;", "service"),
        ("Hosting;Monat;", "service"),
        ("Poster;C62;", "product"),
        ("Rent;DAY;Product", "product"),
    ],
)
def test_what_is_counted_in_hours_or_months_is_a_service_unless_the_file_says_otherwise(
    row: str, kind: str
) -> None:
    plan = plan_import(f"name;unit;kind\n{row}\n".encode(), "list.csv", t=translator_for("en"))
    [(_line, _cells, read)] = records(plan)
    assert isinstance(read, Record)
    assert read.draft.kind == kind
