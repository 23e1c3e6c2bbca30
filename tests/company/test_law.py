"""What the law wants depends on seller, buyer, kind of supply, amount and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.company.rules import law
from desktop_crm.company.rules.checks import check_tax_rate
from desktop_crm.company.rules.profile import REASONED, FirmDraft
from desktop_crm.values.errors import UserError

TODAY = date(2026, 11, 22)
GERMAN = law.Case(seller_country="DE", buyer_country="DE", day=TODAY)
EVERYTHING = law.DEMANDABLE

LAST_READING = date(2026, 11, 30)


def fields(case: law.Case) -> list[str]:
    return [demand.any_of[0] for demand in law.demands(case)]


@pytest.mark.parametrize("country", ["DE", "AT", "FR", "GB"])
def test_the_date_of_supply_is_demanded_always_in_some_countries(country: str) -> None:
    case = replace(GERMAN, seller_country=country)
    assert "delivered_on" in fields(case)
    with pytest.raises(UserError) as refusal:
        law.check_demands(case, EVERYTHING - {"delivered_on", "period_from"})
    assert refusal.value.field == "delivered_on"
    law.check_demands(case, EVERYTHING - {"delivered_on"})
    law.check_demands(case, EVERYTHING - {"period_from"})


@pytest.mark.parametrize("country", ["BE", "ES", "IT", "PT", "NL", "IE", "PL", "CH", "TR", "SE"])
def test_elsewhere_it_is_demanded_only_where_it_differs(country: str) -> None:
    case = replace(GERMAN, seller_country=country, currency=law.default_currency(country))
    assert "delivered_on" not in fields(case)
    [reminder] = law.reminders(case)
    assert reminder.any_of[0] == "delivered_on"
    words = str(reminder.message)
    assert "?" in words, "a question: nothing is refused"
    assert "must" not in words


def test_a_german_seller_names_a_tax_number_or_a_vat_id() -> None:
    law.check_demands(GERMAN, EVERYTHING - {"seller.vat_id"})
    law.check_demands(GERMAN, EVERYTHING - {"seller.tax_number"})
    with pytest.raises(UserError) as refusal:
        law.check_demands(GERMAN, EVERYTHING - {"seller.tax_number", "seller.vat_id"})
    assert refusal.value.field == "seller.tax_number"
    assert "§ 14" in str(refusal.value.message)


def test_reverse_charge_and_intra_community_supplies_need_both_vat_ids() -> None:
    for category in ("AE", "K"):
        case = replace(GERMAN, categories=frozenset({category}), buyer_country="FR", gross=100)
        for field in ("seller.vat_id", "buyer.vat_id", "buyer.name"):
            with pytest.raises(UserError) as refusal:
                law.check_demands(case, EVERYTHING - {field})
            assert refusal.value.field == field
    supply = replace(GERMAN, seller_country="NL", categories=frozenset({"S", "K"}))
    assert "delivery.country" in fields(supply)
    assert "delivered_on" in fields(supply)
    assert "delivery.country" not in fields(replace(supply, categories=frozenset({"AE"})))


@pytest.mark.parametrize(
    ("gross", "is_small"), [(25_000, True), (-25_000, True), (25_001, False), (None, False)]
)
def test_small_german_invoices_need_no_buyer(gross: int | None, is_small: bool) -> None:
    asked = fields(replace(GERMAN, gross=gross))
    assert ("buyer.name" not in asked) == is_small
    assert ("delivered_on" not in asked) == is_small
    assert "seller.address" in asked


def test_a_small_amount_in_another_currency_is_not_small() -> None:
    assert "buyer.name" in fields(replace(GERMAN, gross=100, currency="USD"))


def test_credit_notes_need_no_date_of_supply_and_quotes_nothing() -> None:
    assert "delivered_on" not in fields(replace(GERMAN, kind="credit_note"))
    assert "buyer.address" in fields(replace(GERMAN, kind="credit_note"))
    assert fields(replace(GERMAN, kind="quote")) == []


def test_a_country_without_a_table_demands_nothing_and_a_member_state_the_directive() -> None:
    assert fields(replace(GERMAN, seller_country="JP")) == []
    assert "seller.vat_id" in fields(replace(GERMAN, seller_country="SE"))


@pytest.mark.parametrize(
    ("country", "day", "elsewhere"),
    [
        ("PT", TODAY, True),
        ("BR", TODAY, True),
        ("TR", TODAY, True),
        ("IT", TODAY, True),
        ("PL", TODAY, True),
        ("PL", date(2025, 6, 1), False),
        ("BE", TODAY, True),
        ("BE", date(2025, 12, 31), False),
        ("DE", TODAY, False),
        ("FR", TODAY, False),
        ("FR", date(2027, 9, 1), True),
        ("ES", TODAY, False),
        ("ES", date(2027, 1, 1), True),
        ("US", TODAY, False),
        ("", TODAY, False),
    ],
)
def test_where_the_fiscal_document_is_made(country: str, day: date, elsewhere: bool) -> None:
    firm = FirmDraft(name="X", country=country)
    assert (law.fiscal_elsewhere(country, day) is not None) == elsewhere
    assert law.prints_fiscal(firm, day) is not elsewhere
    assert not law.prints_fiscal(replace(firm, fiscal_elsewhere=True), day)
    assert bool(law.paper_note(country, "pt_BR", day)) == elsewhere


def test_consumers_in_belgium_and_poland_still_get_a_paper() -> None:
    assert law.fiscal_elsewhere("BE", TODAY, is_consumer=True) is None
    assert law.fiscal_elsewhere("PL", TODAY, is_consumer=True) is None
    assert law.fiscal_elsewhere("PT", TODAY, is_consumer=True) is not None


def test_portuguese_sellers_hand_out_no_paper_of_this_program_unless_they_are_exempt() -> None:
    assert law.papers_elsewhere("PT", TODAY) is not None
    assert law.papers_elsewhere("PT", TODAY, small_business=True) is None
    assert law.papers_elsewhere("PT", date(2019, 2, 15)) is None
    assert law.papers_elsewhere("ES", TODAY) is None
    assert "não entregar ao cliente" in law.paper_note("PT", "pt_PT", TODAY, internal=True)
    assert "quotes too" in str(law.seller_note("PT", TODAY))
    assert "tax portal" in str(law.seller_note("PT", TODAY, small_business=True))
    assert law.seller_note("", TODAY) is None
    assert law.seller_note("DE", TODAY) is None


def test_french_consumers_are_not_billed_without_an_attestation() -> None:
    assert law.refusal("FR", TODAY, is_consumer=True) is not None
    assert law.refusal("FR", TODAY, is_consumer=True, small_business=True) is None
    assert law.refusal("FR", TODAY, is_consumer=False) is None
    assert law.refusal("DE", TODAY, is_consumer=True) is None


def test_the_paper_says_so_in_the_customer_s_language() -> None:
    assert law.paper_note("BR", "pt_BR", TODAY) == "Documento não fiscal: não substitui a NF-e nem a NFS-e"
    assert law.paper_note("TR", "tr", TODAY).startswith("Mali değeri yoktur")


@pytest.mark.parametrize("country", [*law.countries(), "SE", "JP", ""])
@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("day", [date(2020, 8, 1), date(2023, 5, 1), TODAY, date(2030, 1, 1)])
def test_every_country_s_rates_can_be_kept(country: str, small: bool, day: date) -> None:
    rates = law.default_rates(country, day, law.default_language(country), small_business=small)
    assert sum(rate.is_default for rate in rates) == 1
    for rate in rates:
        check_tax_rate(rate)
        assert rate.is_valid_on(day) or rate.valid_from is None or rate.valid_from > day


@pytest.mark.parametrize(
    ("country", "day", "rate"),
    [
        ("DE", TODAY, "19"),
        ("DE", date(2020, 8, 1), "16"),
        ("AT", TODAY, "20"),
        ("BE", TODAY, "21"),
        ("FR", TODAY, "20"),
        ("ES", TODAY, "21"),
        ("IT", TODAY, "22"),
        ("PT", TODAY, "23"),
        ("NL", TODAY, "21"),
        ("IE", TODAY, "23"),
        ("GB", TODAY, "20"),
        ("CH", TODAY, "8.1"),
        ("CH", date(2023, 12, 31), "7.7"),
        ("TR", TODAY, "20"),
        ("TR", date(2023, 7, 9), "18"),
        ("PL", TODAY, "23"),
    ],
)
def test_standard_rates(country: str, day: date, rate: str) -> None:
    found = [each for each in law.default_rates(country, day, "en") if each.is_default]
    assert [each.rate for each in found] == [Decimal(rate)]
    assert found[0].is_valid_on(day)


def test_small_businesses_say_why_in_the_words_of_the_day() -> None:
    assert "19" in law.small_business_wording("DE", "de", TODAY)
    assert (
        law.small_business_wording("DE", "de", date(2024, 1, 1))
        == "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet."
    )
    assert "293 B" in law.small_business_wording("FR", "fr", date(2026, 8, 31))
    assert "293 B" not in law.small_business_wording("FR", "fr", date(2026, 9, 1))
    french = law.small_business_rate("FR", "fr", TODAY)
    assert french is not None
    assert french.reason_code == "VATEX-FR-FRANCHISE"
    assert law.small_business_wording("US", "en", TODAY) == ""


def test_wordings_stand_in_the_paper_s_language() -> None:
    texts = dict(law.reason_texts("AE", "DE", TODAY))
    assert "Steuerschuldnerschaft des Leistungsempfängers" in texts["de"]
    assert texts["en"] == "Reverse charge"
    assert law.reason_code("AE", "DE", TODAY) == "VATEX-EU-AE"
    assert law.reason_code("K", "AT", TODAY) == "VATEX-EU-IC"
    assert law.reason_texts("S", "DE", TODAY) == ()
    for country in ("DE", "AT", "FR", "NL", "IE", "ES"):
        assert {rate.category for rate in law.default_rates(country, TODAY, "en")} >= REASONED - {"E"}


def test_every_row_names_its_source_and_the_day_it_was_read() -> None:
    assert set(law.countries()) == set("AT BE BR CH DE ES FR GB IE IT NL PL PT TR US".split())
    for country in (*law.countries(), "EU"):
        rows = law.rows_of(country)
        assert rows
        for row in rows:
            assert row.source.strip(), (country, row)
            assert row.read_on is None or row.read_on <= LAST_READING
            assert (row.read_on is None) == (not row.read_at), (country, row)
            assert "status" not in row.values
            assert row.valid_from is None or row.valid_to is None or row.valid_from <= row.valid_to
            assert set(row.values.get("any_of", ())) <= EVERYTHING
    assert law.default_currency("BR") == "BRL"
    assert law.default_language("PT") == "pt_PT"


@pytest.mark.parametrize(
    ("country", "day", "on_invoice"),
    [
        ("IE", TODAY, True),
        ("NL", TODAY, True),
        ("DE", TODAY, True),
        ("DE", date(2028, 1, 1), True),
        ("ES", TODAY, False),
        ("", TODAY, False),
    ],
)
def test_who_pays_vat_on_payment_deducts_it_by_the_row_of_the_country(
    country: str, day: date, on_invoice: bool
) -> None:
    assert law.deducted_on_invoice(country, day) is on_invoice


def test_old_rows_and_rows_that_nobody_read_are_named() -> None:
    fresh = law.stale_rows(LAST_READING)
    assert fresh
    assert not any(row.is_confirmed for row in fresh)
    late = date(2027, 12, 1)
    assert len(law.stale_rows(late)) > len(fresh)
    read = next(row for row in law.rows_of("DE") if row.is_confirmed)
    assert str(law.reading_words(read, LAST_READING)) == f"read {read.read_on:%d} Nov 2026"
    assert "more than a year ago" in str(law.reading_words(read, late))
    assert str(law.reading_words(fresh[0], LAST_READING)) == "not read at its source"


def test_every_row_can_be_shown_in_words() -> None:
    for country in (*law.countries(), "EU"):
        for row in law.rows_of(country):
            assert str(law.row_words(row))
    assert "Mehr" not in str(law.row_words(law.rows_of("DE")[0]))


def test_a_seller_goes_by_the_rows_of_the_country_and_of_the_union_that_are_still_to_come() -> None:
    german = law.rows_for("DE", TODAY)
    assert {row.country for row in german} == {"DE", "EU"}
    assert not any(row.values.get("rate") == "16" for row in german)
    assert {row.country for row in law.rows_for("CH", TODAY)} == {"CH"}
    assert law.rows_for("", TODAY) == ()


LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr")


def test_every_wording_that_is_printed_stands_there_in_every_language_of_papers() -> None:
    missing = [
        (country, row.section, key, language)
        for country in (*law.countries(), "EU")
        for row in law.rows_of(country)
        for key in ("text", "label", "paper")
        if key in row.values
        for language in LANGUAGES
        if not row.values[key].get(language, "").strip()
    ]
    assert missing == []


def test_an_austrian_invoice_over_ten_thousand_euros_reminds_of_the_customers_vat_id() -> None:
    case = replace(GERMAN, seller_country="AT", gross=1_000_001)

    def reminded(case: law.Case) -> list[str]:
        return [demand.any_of[0] for demand in law.reminders(case)]

    assert "buyer.vat_id" in reminded(case)
    assert "buyer.vat_id" not in fields(case)
    for other in ({"gross": 1_000_000}, {"is_consumer": True}, {"currency": "USD"}, {"kind": "credit_note"}):
        assert "buyer.vat_id" not in reminded(replace(case, **other))


def test_a_swiss_invoice_names_the_buyer_whatever_it_comes_to() -> None:
    """Only till receipts may leave the buyer out (Art. 26 Abs. 3 MWSTG)."""
    assert "buyer.name" in fields(replace(GERMAN, seller_country="CH", gross=100, currency="CHF"))
