"""Addresses are written as their country writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.company.rules.addresses import (
    Address,
    address_form,
    address_hints,
    address_lines,
    capitals,
    check_address,
    country_name,
    country_names,
    is_country,
)
from desktop_crm.values.errors import UserError

BERLIN = Address(street="Lindenweg 4\nHinterhaus", postal_code="10115", city="Berlin", country="DE")


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (BERLIN, ["Lindenweg 4", "Hinterhaus", "10115 Berlin"]),
        (
            Address(street="1 Main St", city="Springfield", region="OR", postal_code="97403", country="US"),
            ["1 Main St", "Springfield, OR 97403"],
        ),
        (
            Address(street="1 Main St", city="Springfield", postal_code="97403", country="US"),
            ["1 Main St", "Springfield 97403"],
        ),
        (
            Address(
                street="Rua A, 1",
                district="Centro",
                city="São Paulo",
                region="SP",
                postal_code="01310-100",
                country="BR",
            ),
            ["Rua A, 1", "Centro", "São Paulo-SP", "01310-100"],
        ),
        (
            Address(
                street="İstiklal Cd. 1", city="Beyoğlu", region="İstanbul", postal_code="34430", country="TR"
            ),
            ["İstiklal Cd. 1", "34430 Beyoğlu/İstanbul"],
        ),
        (
            Address(street="1 High St", city="Leeds", postal_code="LS1 1AA", country="GB"),
            ["1 High St", "Leeds", "LS1 1AA"],
        ),
        (
            Address(street="Bahnhofstr. 1", postal_code="8001", city="Zürich", country="CH"),
            ["Bahnhofstr. 1", "8001 Zürich"],
        ),
        (
            Address(street="Lindenweg 4", region="Bayern", city="Hof", country="DE"),
            ["Lindenweg 4", "Hof", "Bayern"],
        ),
        (
            Address(attention="Frau Roth", street="Weg 1", city="Hof", country="DE"),
            ["Frau Roth", "Weg 1", "Hof"],
        ),
        (Address(street="Somewhere", city="Town"), ["Somewhere", "Town"]),
        (Address(), []),
    ],
)
def test_at_home_an_address_has_no_country(address: Address, lines: list[str]) -> None:
    assert address_lines(address, language="en", foreign=False) == lines


@pytest.mark.parametrize(
    ("country", "language", "last"),
    [
        ("BR", "tr", "BREZİLYA"),
        ("GB", "tr", "BİRLEŞİK KRALLIK"),
        ("TR", "pt_BR", "TURQUIA"),
        ("DE", "en", "GERMANY"),
        ("GR", "de", "GRIECHENLAND"),
        ("AT", "xx_YY", "AUSTRIA"),
    ],
)
def test_abroad_the_country_stands_last_in_capitals_of_the_language(
    country: str, language: str, last: str
) -> None:
    assert (
        address_lines(Address(street="X 1", city="Y", country=country), language=language, foreign=True)[-1]
        == last
    )


def test_a_swiss_code_carries_its_prefix_abroad_only() -> None:
    zurich = Address(street="Bahnhofstr. 1", postal_code="8001", city="Zürich", country="CH")
    assert "CH-8001 Zürich" in address_lines(zurich, language="de", foreign=True)


def test_capitals_follow_the_language() -> None:
    assert capitals("istanbul ılık", "tr") == "İSTANBUL ILIK"
    assert capitals("straße", "de") == "STRASSE"
    assert capitals("Γερμανία", "el") == "ΓΕΡΜΑΝΙΑ"


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\n\r", exclude_categories=("Cc", "Cs", "Z")), max_size=8
)


@given(
    st.sampled_from(sorted(country_names("en"))),
    st.booleans(),
    st.builds(Address, attention=TEXT, street=TEXT, district=TEXT, postal_code=TEXT, city=TEXT, region=TEXT),
)
def test_nothing_that_was_typed_is_lost_in_any_country(country: str, foreign: bool, typed: Address) -> None:
    address = replace(typed, country=country)
    printed = "\n".join(address_lines(address, language="en", foreign=foreign))
    for part in (typed.attention, typed.street, typed.district, typed.postal_code, typed.city, typed.region):
        assert part in printed
    assert "%" not in printed or "%" in repr(typed)


def test_every_country_has_a_form_with_a_street() -> None:
    for country in country_names("en"):
        names = [field.name for field in address_form(country).fields]
        assert "street" in names
        assert len(names) == len(set(names))


def test_forms_speak_the_country_s_words() -> None:
    american = {field.name: field for field in address_form("US").fields}
    assert str(american["postal_code"].label) == "ZIP code"
    assert str(american["region"].label) == "State"
    assert ("OR", "Oregon") in american["region"].choices
    assert [[field.name for field in row] for row in address_form("DE").rows] == [
        ["street"],
        ["postal_code", "city"],
    ]


def test_doubts_name_their_field() -> None:
    assert address_hints(BERLIN) == []
    assert address_hints(Address(country="DE")) == []
    wrong = Address(street="Lindenweg 4", postal_code="1011", city="", country="DE")
    assert [hint.field for hint in address_hints(wrong, "addresses[1]")] == [
        "addresses[1].city",
        "addresses[1].postal_code",
    ]


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (Address(country="XX"), "address.country"),
        (Address(city="a\nb"), "address.city"),
        (Address(street="x" * 501), "address.street"),
        (Address(postal_code="\x00"), "address.postal_code"),
    ],
)
def test_what_cannot_be_kept_is_refused(address: Address, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_address(address)
    assert refusal.value.field == field


def test_countries_have_names() -> None:
    assert (country_name("DE", "de"), country_name("QQ", "de")) == ("Deutschland", "QQ")
    assert is_country("BR")
    assert not is_country("EU")
    assert not is_country("")


def test_a_part_that_an_envelope_can_do_without_says_so() -> None:
    labels = {field.name: str(field.marked_label) for field in address_form("IE").fields}
    assert labels["district"] == "Townland (optional)"
    assert labels["city"] == str(
        next(field.label for field in address_form("IE").fields if field.name == "city")
    )
    brazil = {field.name: str(field.marked_label) for field in address_form("BR").fields}
    assert "optional" not in brazil["region"]
