"""Exchange rates: read from the files of banks and ministries, typed, and found for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.company import service
from desktop_crm.company.documents.rate_files import read_rates
from desktop_crm.company.queries import exchange
from desktop_crm.company.rules.exchange import Rate, exchange_of, sources_of
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from tests.company.conftest import TODAY

D = Decimal
FRIDAY = date(2026, 11, 20)
ECB = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="2026-11-20"><Cube currency="USD" rate="1.0851"/><Cube currency="JPY" rate="168.14"/></Cube>
<Cube time="2026-11-19"><Cube currency="USD" rate="1.0900"/></Cube></Cube></gesmes:Envelope>"""
ECB_CSV = b"Date, USD, JPY, TRY, \n20 November 2026, 1.0851, 168.14, N/A, \n"
ECB_HIST = b"Date,USD,JPY,\n2026-11-20,1.0851,168.14,\n2026-11-19,1.0900,N/A,\n"
TCMB = """<?xml version="1.0" encoding="UTF-8"?>
<Tarih_Date Tarih="20.11.2026" Date="11/20/2026" Bulten_No="2026/220">
<Currency CrossOrder="0" Kod="USD" CurrencyCode="USD"><Unit>1</Unit><Isim>ABD DOLARI</Isim>
<ForexBuying>42.1834</ForexBuying><ForexSelling>42.2594</ForexSelling></Currency>
<Currency CrossOrder="9" Kod="JPY" CurrencyCode="JPY"><Unit>100</Unit><Isim>JAPON YEN\u0130</Isim>
<ForexBuying>27.2105</ForexBuying></Currency>
<Currency Kod="XDR" CurrencyCode="XDR"><Unit>1</Unit><ForexBuying></ForexBuying></Currency>
</Tarih_Date>""".encode()
PTAX = b"20112026;220;A;USD;5,4000;5,4006;1,0000;1,0000\r\n20112026;978;B;EUR;5,8600;5,8612;1,0850;1,0851\r\n"
BMF = (
    "Land;Währung;Code;Jan;Feb;Mrz\nUSA;Dollar;USD;1,0354;1,0413;-\nJapan;Yen;JPY;161,92;158,09;161,17\n"
).encode("cp1252")
OWN = b"currency,date,rate\nUSD,2026-11-20,1.0851\nUSD,19.11.2026,1.09\n"


def of(data: bytes, name: str = "rates.csv") -> dict[tuple[str, str, date], Decimal]:
    return {(rate.base, rate.quote, rate.day): rate.rate for rate in read_rates(data, name, TODAY).rates}


@pytest.mark.parametrize(
    ("data", "name", "source", "expected"),
    [
        (ECB, "eurofxref-hist.xml", "ecb",
         {("EUR", "USD", FRIDAY): "1.0851", ("EUR", "JPY", FRIDAY): "168.14",
          ("EUR", "USD", date(2026, 11, 19)): "1.09"}),
        (ECB_CSV, "eurofxref.csv", "ecb",
         {("EUR", "USD", FRIDAY): "1.0851", ("EUR", "JPY", FRIDAY): "168.14"}),
        (ECB_HIST, "eurofxref-hist.csv", "ecb",
         {("EUR", "USD", FRIDAY): "1.0851", ("EUR", "JPY", FRIDAY): "168.14",
          ("EUR", "USD", date(2026, 11, 19)): "1.09"}),
        (TCMB, "today.xml", "tcmb",
         {("USD", "TRY", FRIDAY): "42.1834", ("JPY", "TRY", FRIDAY): "0.272105"}),
        (PTAX, "cotacoes.csv", "ptax",
         {("USD", "BRL", FRIDAY): "5.4006", ("EUR", "BRL", FRIDAY): "5.8612"}),
        (BMF, "umsatzsteuer-umrechnungskurse-2026.csv", "bmf",
         {("EUR", "USD", date(2026, 1, 1)): "1.0354", ("EUR", "USD", date(2026, 2, 1)): "1.0413",
          ("EUR", "JPY", date(2026, 1, 1)): "161.92", ("EUR", "JPY", date(2026, 2, 1)): "158.09",
          ("EUR", "JPY", date(2026, 3, 1)): "161.17"}),
        (OWN, "my.csv", "manual",
         {("EUR", "USD", FRIDAY): "1.0851", ("EUR", "USD", date(2026, 11, 19)): "1.09"}),
    ],
    ids=["ecb-xml", "ecb-csv", "ecb-hist", "tcmb", "ptax", "bmf", "own"],
)  # fmt: skip
def test_the_files_of_banks_and_ministries_are_read(
    data: bytes, name: str, source: str, expected: dict[Any, str]
) -> None:
    found = read_rates(data, name, TODAY)
    assert found.source == source
    assert of(data, name) == {key: D(rate) for key, rate in expected.items()}
    assert found.rejects == ()
    assert all(rate.is_monthly == (source == "bmf") for rate in found.rates)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \n", b"\x00\x01\x02", b"<", b"<html><body>busy</body></html>", ECB[:300], TCMB[:200],
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"Name,Price\nChair,1\n", b"currency,date,rate\n", b"currency,date,rate\nUSD,2026-11-20,0\n",
        b"currency,date,rate\nUSD,2026-11-20,-1\n", b"currency,date,rate\nUSD,2026-11-20,1e400\n",
        b"currency,date,rate\nUSD,2026-11-20,1.085,1\n".replace(b"1.085,1", b'"1.085,1"'),
        b"currency,date,rate\nXXQ,2026-11-20,1.1\n", b"currency,date,rate\nEUR,2026-11-20,1.1\n",
        b"currency,date,rate\nUSD,2030-01-01,1.1\n", b"currency,date,rate\nUSD,03/04/2026,1.1\n",
        TCMB.replace(b"20.11.2026", b"soon"),
        b"Date,USD\nyesterday,1.08\n",
    ],
)  # fmt: skip
def test_what_is_no_file_of_rates_is_refused_whole(data: bytes) -> None:
    with pytest.raises(UserError) as refusal:
        read_rates(data, "rates.csv", TODAY)
    assert refusal.value.field in ("FILE", None)


def test_one_bad_line_is_named_and_the_rest_is_taken() -> None:
    data = b"currency,date,rate\nUSD,2026-11-20,1.0851\nGBP,03/04/2026,0.85\nJPY,2026-11-20,many\n"
    found = read_rates(data, "rates.csv", TODAY)
    assert [rate.quote for rate in found.rates] == ["USD"]
    assert [reject.line for reject in found.rejects] == [3, 4]


def test_a_date_with_slashes_is_taken_only_where_it_can_be_read_in_one_way() -> None:
    data = b"currency,date,rate\nUSD,20/11/2026,1.0\nGBP,11/20/2026,0.85\nJPY,10/10/2026,160\n"
    assert set(of(data)) == {
        ("EUR", "USD", FRIDAY), ("EUR", "GBP", FRIDAY), ("EUR", "JPY", date(2026, 10, 10)),
    }  # fmt: skip


def test_two_rates_for_one_day_are_not_chosen_between() -> None:
    data = b"currency,date,rate\nUSD,2026-11-20,1.0851\nUSD,2026-11-20,1.0852\n"
    assert [reject.line for reject in read_rates(data, "rates.csv", TODAY).rejects] == [3]


def test_the_same_file_again_changes_nothing(firm_file: OpenDatabase, caller: Caller) -> None:
    first = service.import_rates(caller, ECB, "eurofxref-hist.xml", TODAY)
    again = service.import_rates(caller, ECB, "eurofxref-hist.xml", TODAY)
    assert (first.added, first.known, again.added, again.known) == (3, 0, 0, 3)
    with pytest.raises(UserError):
        service.import_rates(caller, b"<x/>", "x.xml", TODAY)
    assert len(exchange.list_rates(caller)) == 3
    assert [rate.quote for rate in exchange.latest_rates(caller)] == ["JPY", "USD"]
    assert [rate.quote for rate in exchange.list_rates(caller, "JPY")] == ["JPY"]


def test_no_rate_moves_the_books_of_a_closed_period(firm_file: OpenDatabase, caller: Caller) -> None:
    """A paper without a rate of its own takes that of its day, however late it is entered."""
    kept = Rate("GBP", "EUR", FRIDAY, D("1.14"), "manual")
    made = service.save_rate(caller, kept, TODAY)
    period = service.close_period(caller, PeriodDraft(FRIDAY, FRIDAY), TODAY)
    for rate in (replace(kept, rate=D("1.15")), Rate("USD", "EUR", FRIDAY, D("0.92"), "manual")):
        with pytest.raises(UserError) as refusal:
            service.save_rate(caller, rate, TODAY)
        assert refusal.value.field == "day"
    assert service.save_rate(caller, kept, TODAY) == made
    found = service.import_rates(caller, ECB, "eurofxref-hist.xml", TODAY)
    assert (found.added, found.known, found.closed) == (1, 0, 2)
    assert {each.day for each in exchange.list_rates(caller) if each.source == "ecb"} == {date(2026, 11, 19)}
    service.reopen_period(caller, period, None, "A rate was missing")
    assert service.import_rates(caller, ECB, "eurofxref-hist.xml", TODAY).added == 2


def test_a_typed_rate_is_corrected_by_typing_it_again(firm_file: OpenDatabase, caller: Caller) -> None:
    rate = Rate("USD", "EUR", FRIDAY, D("0.92"), "manual")
    made = service.save_rate(caller, rate, TODAY)
    assert service.save_rate(caller, Rate("USD", "EUR", FRIDAY, D("0.93"), "manual"), TODAY) == made
    assert [each.rate for each in exchange.list_rates(caller)] == [D("0.93")]


@pytest.mark.parametrize(
    ("rate", "field"),
    [
        (Rate("USD", "USD", FRIDAY, D(1), "manual"), "base"),
        (Rate("XXQ", "EUR", FRIDAY, D(1), "manual"), "base"),
        (Rate("USD", "", FRIDAY, D(1), "manual"), "quote"),
        (Rate("USD", "EUR", FRIDAY, D(0), "manual"), "rate"),
        (Rate("USD", "EUR", FRIDAY, D(10) ** 9, "manual"), "rate"),
        (Rate("USD", "EUR", date(2027, 1, 1), D(1), "manual"), "day"),
        (Rate("USD", "EUR", date(1960, 1, 1), D(1), "manual"), "day"),
    ],
)
def test_what_is_no_rate_is_refused_at_its_field(
    firm_file: OpenDatabase, caller: Caller, rate: Rate, field: str
) -> None:
    with pytest.raises(UserError) as refusal:
        service.save_rate(caller, rate, TODAY)
    assert refusal.value.field == field


KNOWN = (
    Rate("EUR", "USD", FRIDAY, D("1.0851"), "ecb"),
    Rate("EUR", "USD", date(2026, 11, 19), D("1.09"), "ecb"),
    Rate("EUR", "GBP", FRIDAY, D("0.8500"), "ecb"),
    Rate("EUR", "USD", date(2026, 11, 1), D("1.07"), "bmf", is_monthly=True),
    Rate("USD", "TRY", FRIDAY, D("42.1834"), "tcmb"),
)


@pytest.mark.parametrize(
    ("currency", "home", "day", "sources", "expected"),
    [
        ("USD", "EUR", FRIDAY, ("ecb",), "0.9215740485"),
        ("USD", "EUR", date(2026, 11, 22), ("ecb",), "0.9215740485"),  # a Sunday: Friday's
        ("USD", "EUR", date(2026, 11, 19), ("ecb",), "0.9174311927"),
        ("USD", "EUR", date(2026, 11, 28), ("ecb",), None),  # too old
        ("USD", "EUR", date(2026, 11, 18), ("ecb",), None),  # not published yet
        ("EUR", "USD", FRIDAY, ("ecb",), "1.0851"),
        ("GBP", "USD", FRIDAY, ("ecb",), "1.2765882353"),  # over the euro
        ("USD", "EUR", date(2026, 11, 30), ("bmf", "ecb"), "0.9345794393"),
        ("USD", "EUR", date(2026, 12, 1), ("bmf",), None),
        ("USD", "TRY", FRIDAY, ("tcmb",), "42.1834"),
        ("EUR", "TRY", FRIDAY, ("tcmb",), None),  # sources are not mixed
        ("CHF", "EUR", FRIDAY, ("ecb",), None),
    ],
)
def test_the_rate_of_a_day(currency: str, home: str, day: date, sources: Any, expected: str | None) -> None:
    found = exchange_of(KNOWN, currency, home, day, sources)
    assert (None if found is None else found.rate) == (None if expected is None else D(expected))


def test_every_country_names_its_sources() -> None:
    assert sources_of("DE", TODAY)[0] == ("bmf", "ecb", "manual")
    assert sources_of("FR", TODAY)[0] == ("ecb", "manual")
    assert sources_of("TR", TODAY)[0] == ("tcmb", "manual")
    assert sources_of("BR", TODAY)[0] == ("ptax", "manual")
    assert sources_of("US", TODAY)[0] == ("ecb", "manual")
