"""Countries as people write them: a code, or the name in one of many languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from desktop_crm.contacts.rules.matching import match_name

_LANGUAGES: Final = ("en", "pt", "pt_PT", "de", "fr", "es", "it", "nl", "tr", "pl", "sv")
_FURTHER: Final = (
    "da", "nb", "fi", "cs", "sk", "hu", "ro", "hr", "sl", "bg", "el", "et", "lv", "lt", "ru", "uk",
)  # fmt: skip
_ALIASES: Final = {
    "usa": "US", "u s a": "US", "united states of america": "US", "estados unidos da america": "US",
    "uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "holland": "NL", "turkey": "TR", "turkiye cumhuriyeti": "TR", "czech republic": "CZ", "macedonia": "MK",
    "russia": "RU", "south korea": "KR", "vietnam": "VN", "el": "GR", "brd": "DE",
}  # fmt: skip
_LONG_NAMES: Final = {
    "bundesrepublik deutschland": "DE", "federal republic of germany": "DE", "republik osterreich": "AT",
    "schweizerische eidgenossenschaft": "CH", "republique francaise": "FR", "kingdom of spain": "ES",
    "reino de espana": "ES", "repubblica italiana": "IT", "republica portuguesa": "PT",
    "the netherlands": "NL", "kingdom of the netherlands": "NL", "republic of ireland": "IE", "eire": "IE",
    "northern ireland": "GB", "united kingdom of great britain and northern ireland": "GB",
    "grossbritannien": "GB", "england uk": "GB", "slovak republic": "SK", "russian federation": "RU",
    "republica federativa do brasil": "BR", "republic of turkey": "TR", "republic of korea": "KR",
    "korea republic of": "KR", "korea": "KR", "viet nam": "VN", "hong kong": "HK", "macau": "MO",
    "macao": "MO",
    "taiwan province of china": "TW", "pr china": "CN", "p r china": "CN", "mainland china": "CN",
    "peoples republic of china": "CN", "people s republic of china": "CN", "uae": "AE", "u a e": "AE",
    "vae": "AE", "moldova republic of": "MD", "north macedonia": "MK", "cote d ivoire": "CI",
    "ivory coast": "CI", "iran islamic republic of": "IR", "tanzania united republic of": "TZ",
    "bolivia plurinational state of": "BO", "venezuela bolivarian republic of": "VE", "burma": "MM",
    "palestine": "PS", "vatican": "VA", "cape verde": "CV", "swaziland": "SZ",
}  # fmt: skip
_ON_CARS: Final = {
    "A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "H": "HU", "I": "IT", "L": "LU", "N": "NO",
    "P": "PT", "S": "SE", "FL": "LI",
}  # fmt: skip
"""Distinguishing signs of road traffic: address books write "D" and "A"."""


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO 3166 code of what was written, or "" when it is no country: "Brasil", "USA", "tr"."""
    text = text.strip()
    if re.fullmatch(r"[A-Za-z]{2}", text) and text.upper() in _codes():
        return text.upper()
    if re.fullmatch(r"[A-Za-z]{3}", text) and (code := _of_three(text.upper())):
        return code
    name = match_name(text, "person")
    return _ALIASES.get(name) or _names(_LANGUAGES).get(name, "")


@lru_cache(maxsize=4096)
def named_country(text: str) -> str:
    """As `country_code` of a cell that holds a country and nothing else: also long names, further languages
    and the letters on cars."""
    if code := country_code(text) or _ON_CARS.get(text.strip().rstrip("-").upper(), ""):
        return code
    name = match_name(text, "person")
    return _LONG_NAMES.get(name) or _names(_FURTHER).get(name, "")


def _of_three(text: str) -> str:
    """The code of two letters for one of three (ISO 3166-1 alpha-3, by CLDR's aliases), or ""."""
    from babel.core import get_global

    codes: list[str] = get_global("territory_aliases").get(text, [])
    return codes[0] if len(codes) == 1 and codes[0] in _codes() else ""


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from desktop_crm.company.rules.addresses import country_names

    return frozenset(country_names("en"))


@lru_cache(maxsize=2)
def _names(languages: tuple[str, ...]) -> dict[str, str]:
    from desktop_crm.company.rules.addresses import country_names

    known: dict[str, str] = {}
    for language in languages:
        for code, name in country_names(language).items():
            known.setdefault(match_name(name, "person"), code)
    return known


@lru_cache(maxsize=256)
def has_district(country: str) -> bool:
    """Whether the country's addresses know a quarter of the town, as Brazil's and Turkey's do."""
    from desktop_crm.company.rules.addresses import address_form

    return bool(country) and any(field.name == "district" for field in address_form(country).fields)
