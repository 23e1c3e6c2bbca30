"""How each locale writes and reads numbers, amounts and dates."""

from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.values.errors import UserError
from desktop_crm.values.formats import Formats

READ = [
    ("en", "1,5", "1.5"),
    ("en", "1.5", "1.5"),
    ("en", "1,234.56", "1234.56"),
    ("en", "1,23,456", None),
    ("en", "450,00", "450"),
    ("en", "1.570,21", "1570.21"),
    ("en", "-1.234.570,21", "-1234570.21"),
    ("en", "1,500", "1500"),
    ("en", "15,00,00", None),
    ("en", "12.34,50", None),
    ("en", "1,2345", None),
    ("de", "1.500", "1500"),
    ("de", "1,570.21", "1570.21"),
    ("pt_BR", "12.34", "12.34"),
    ("pt_BR", "12,34", "12.34"),
    ("pt_BR", "1.570,21", "1570.21"),
    ("pt_PT", "1 570,21", "1570.21"),
    ("pt_PT", "1\u00a0570,21", "1570.21"),
    ("de", "1.570,21", "1570.21"),
    ("tr", "-1.570,21", "-1570.21"),
    ("en", "\u221212", "-12"),
    ("en", "", None),
    ("en", "1e5", None),
    ("en", "NaN", None),
    ("en", "--1", "-1"),
    ("en", "1.2.3", None),
    ("en", "9" * 40, None),
]


@pytest.mark.parametrize(("language", "text", "expected"), READ)
def test_a_number_is_read_as_its_locale_means_it_or_refused(
    language: str, text: str, expected: str | None
) -> None:
    formats = Formats(language)
    if expected is None:
        with pytest.raises(UserError):
            formats.parse_number(text, "price")
    else:
        assert formats.parse_number(text) == Decimal(expected)


@pytest.mark.parametrize("language", ["en", "en_US", "de", "pt_BR", "pt_PT", "tr", "fr"])
def test_what_is_written_is_read_back(language: str) -> None:
    formats = Formats(language)
    assert formats.parse_amount(formats.money(157021, "EUR"), "EUR") == 157021
    assert formats.parse_amount(formats.amount(-1, "EUR"), "EUR") == -1
    for month in range(1, 13):
        day = date(2026, month, 2)
        assert formats.parse_date(formats.date(day)) == formats.parse_date(formats.date_words(day)) == day


DATES = [
    ("en", "2/11/2026", date(2026, 11, 2)),
    ("en_US", "2/11/2026", date(2026, 2, 11)),
    ("de", "2.11.26", date(2026, 11, 2)),
    ("tr", "2026-11-02", date(2026, 11, 2)),
    ("tr", "2 Kasım 2026", date(2026, 11, 2)),
    ("en", "Nov 2, 2026", date(2026, 11, 2)),
    ("en", "2 Foo 2026", None),
    ("en", "31/2/2026", None),
    ("en", "1/1/1969", None),
    ("en", "soon", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_a_date_is_read_in_the_locales_order_or_as_iso(
    language: str, text: str, expected: date | None
) -> None:
    if expected is None:
        with pytest.raises(UserError) as refusal:
            Formats(language).parse_date(text, "due_on")
        assert refusal.value.field == "due_on"
    else:
        assert Formats(language).parse_date(text) == expected


def test_an_amount_with_too_many_decimals_is_refused_by_name() -> None:
    with pytest.raises(UserError) as refusal:
        Formats("en").parse_amount("1.234", "EUR", "amount")
    assert refusal.value.field == "amount"
    assert "EUR" in str(refusal.value)


def test_minus_is_the_sign_as_wide_as_a_digit() -> None:
    assert Formats("de").amount(-123456, "EUR") == "\u22121.234,56"


SIGNED = [
    ("en", "€12.50", "EUR", 1250), ("en", "12.50 EUR", "EUR", 1250), ("pt_BR", "R$ 12,50", "BRL", 1250),
    ("tr", "-₺12,50", "TRY", -1250), ("en", "12x", "EUR", None), ("en", "12.50 USD", "EUR", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "currency", "expected"), SIGNED)
def test_only_the_amounts_own_currency_may_stand_beside_it(
    language: str, text: str, currency: str, expected: int | None
) -> None:
    if expected is None:
        with pytest.raises(UserError):
            Formats(language).parse_amount(text, currency)
    else:
        assert Formats(language).parse_amount(text, currency) == expected


DAYS = [
    ("en", "1 Nov 2026", "Sunday, 1 November", "1 Nov", "Sun"),
    ("pt_BR", "1 nov. 2026", "domingo, 1 de novembro", "1 nov.", "dom"),
    ("tr", "1 Kas 2026", "1 Kasım Pazar", "1 Kas", "Paz"),
]


@pytest.mark.parametrize(("language", "words", "weekday", "short", "name"), DAYS)
def test_a_day_in_words_is_short_and_in_the_languages_order(
    language: str, words: str, weekday: str, short: str, name: str
) -> None:
    day, formats = date(2026, 11, 1), Formats(language)
    assert (formats.date_words(day), formats.weekday(day)) == (words, weekday)
    assert (formats.day_month(day), formats.short_day_name(day)) == (short, name)


def test_french_thousands_are_parted_by_a_blank_that_can_be_seen() -> None:
    french = Formats("fr")
    assert french.amount(157021, "EUR") == "1\u00a0570,21"
    assert french.money(157021, "EUR") == "1\u00a0570,21\u00a0€"
    assert french.parse_number("1\u202f570,21") == french.parse_number("1\u00a0570,21")
