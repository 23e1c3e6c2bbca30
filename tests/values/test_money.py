"""Minor units in and out, currencies, rounding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

import pytest
from babel.core import get_global
from babel.numbers import get_territory_currencies
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.values import money
from desktop_crm.values.errors import UserError


@pytest.mark.parametrize(
    ("currency", "places"),
    [
        *[("JPY", 0), ("CLP", 0), ("ISK", 0), ("UYI", 0), ("KWD", 3), ("BHD", 3), ("IQD", 3), ("CLF", 4)],
        *[("EUR", 2), ("BRL", 2), ("TRY", 2), ("MGA", 2), ("XCG", 2), ("XAD", 2), ("ZWG", 2), ("UYW", 4)],
        ("HUF", 2),  # printed without decimals, kept with two
    ],
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, places: int) -> None:
    assert money.digits(currency) == places
    assert money.is_currency(currency)


def test_the_table_is_list_one_of_iso_4217() -> None:
    """165 codes; gold, test codes and units of account have no place on an invoice."""
    by_places = [sorted(code for code, n in money.DIGITS.items() if n == places) for places in range(5)]
    assert [len(codes) for codes in by_places] == [17, 0, 139, 7, 2]
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in money.DIGITS)


def test_every_currency_that_is_legal_tender_somewhere_is_known() -> None:
    day = date(2026, 6, 1)
    tender = {
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory, day, day, tender=True)
    }
    assert len(tender) > 140
    assert tender - money.DIGITS.keys() <= {"BGN"}, "Bulgaria has had the euro since 2026-01-01"


@pytest.mark.parametrize("code", ["", "eur", "EU", "EURO", "XXX", "XAU", "DEM", "ANG", "HRK", "€", " EUR"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    assert not money.is_currency(code)
    with pytest.raises(UserError) as refused:
        money.digits(code)
    assert refused.value.field == "currency"


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("1.005", 2, "1.01"),
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.4999999999999999999999999999999999999999", 0, "2"),
        ("9" * 50 + ".995", 2, "1" + "0" * 50 + ".00"),
        ("7", 3, "7.000"),
    ],
)
def test_halves_round_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(money.round_half_away(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12.3", "EUR", 1230),
        ("-0.01", "EUR", -1),
        ("-0.00", "EUR", 0),
        ("0E+500", "EUR", 0),
        ("12." + "3" + "0" * 60, "EUR", 1230),
        ("1235", "JPY", 1235),
        ("1.234", "KWD", 1234),
        ("9999999999999.99", "EUR", 999_999_999_999_999),
    ],
)
def test_an_amount_becomes_minor_units(value: str, currency: str, minor: int) -> None:
    assert money.minor(Decimal(value), currency) == minor


@pytest.mark.parametrize(
    ("value", "currency"),
    [
        ("0.001", "EUR"),
        ("0.5", "JPY"),
        ("1." + "0" * 50 + "1", "EUR"),
        ("1E-999999", "EUR"),
        ("1E+999999", "EUR"),
        ("10000000000000.01", "EUR"),
        ("-10000000000000.01", "EUR"),
        ("NaN", "EUR"),
        ("sNaN", "EUR"),
        ("-Infinity", "EUR"),
    ],
)
def test_an_amount_that_is_too_fine_too_large_or_none_is_refused_at_its_field(
    value: str, currency: str
) -> None:
    with pytest.raises(UserError) as refused:
        money.minor(Decimal(value), currency, "payment")
    assert refused.value.field == "payment"


def test_an_amount_may_be_rounded_on_purpose() -> None:
    assert money.minor_rounded(Decimal("12.345"), "EUR") == 1235
    assert money.minor_rounded(Decimal("-12.345"), "EUR") == -1235
    assert money.minor_rounded(Decimal("0.5"), "JPY") == 1


def test_minor_units_print_with_the_currencys_places() -> None:
    assert money.plain(157021, "EUR") == "1570.21"
    assert money.plain(-5, "EUR") == "-0.05"
    assert money.plain(0, "EUR") == "0.00"
    assert money.plain(3705, "JPY") == "3705"
    assert money.plain(1, "KWD") == "0.001"
    assert money.plain(money.MAX_MINOR, "JPY") == "1000000000000000"


@given(st.integers(-money.MAX_MINOR, money.MAX_MINOR), st.sampled_from(sorted(money.DIGITS)))
def test_out_and_in_again_is_the_same_amount(amount: int, currency: str) -> None:
    assert money.minor(money.major(amount, currency), currency) == amount
    assert Decimal(money.plain(amount, currency)) == money.major(amount, currency)


def test_another_precision_in_the_thread_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert money.minor(Decimal("123456.78"), "EUR") == 12345678
        assert money.plain(12345678, "EUR") == "123456.78"
        assert money.round_half_away(Decimal("123456.785"), 2) == Decimal("123456.79")


def test_the_smallest_coin_is_that_of_the_currency() -> None:
    found = {code: money.smallest_coin(code) for code in ("CHF", "SEK", "DKK", "HUF", "EUR", "JPY")}
    assert found == {"CHF": 5, "SEK": 100, "DKK": 50, "HUF": 500, "EUR": 5, "JPY": 1}
    assert all(isinstance(money.smallest_coin(code), int) for code in money.DIGITS)
