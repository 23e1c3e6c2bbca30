"""Countries as people write them: a code, or the name in one of many languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from desktop_crm.contacts.rules.matching import match_name

_LANGUAGES: Final = ("en", "pt", "pt_PT", "de", "fr", "es", "it", "nl", "tr", "pl", "sv")
_ALIASES: Final = {
    "usa": "US", "u s a": "US", "united states of america": "US", "estados unidos da america": "US",
    "uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "holland": "NL", "turkey": "TR", "turkiye cumhuriyeti": "TR", "czech republic": "CZ", "macedonia": "MK",
    "russia": "RU", "south korea": "KR", "vietnam": "VN", "el": "GR", "brd": "DE",
}  # fmt: skip
_ALPHA3: Final = {
    "BRA": "BR", "PRT": "PT", "TUR": "TR", "DEU": "DE", "FRA": "FR", "ESP": "ES", "ITA": "IT", "GBR": "GB",
    "NLD": "NL", "BEL": "BE", "AUT": "AT", "CHE": "CH", "POL": "PL", "CAN": "CA", "MEX": "MX", "ARG": "AR",
    "IRL": "IE", "DNK": "DK", "SWE": "SE", "NOR": "NO", "FIN": "FI", "JPN": "JP", "CHN": "CN", "IND": "IN",
    "AUS": "AU",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO 3166 code of what was written, or "" when it is no country: "Brasil", "USA", "tr"."""
    text = text.strip()
    if re.fullmatch(r"[A-Za-z]{2}", text) and text.upper() in _codes():
        return text.upper()
    if text.upper() in _ALPHA3:
        return _ALPHA3[text.upper()]
    name = match_name(text, "person")
    return _ALIASES.get(name) or _names().get(name, "")


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from desktop_crm.company.rules.addresses import country_names

    return frozenset(country_names("en"))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from desktop_crm.company.rules.addresses import country_names

    known: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in country_names(language).items():
            known.setdefault(match_name(name, "person"), code)
    return known


@lru_cache(maxsize=256)
def has_district(country: str) -> bool:
    """Whether the country's addresses know a quarter of the town, as Brazil's and Turkey's do."""
    from desktop_crm.company.rules.addresses import address_form

    return bool(country) and any(field.name == "district" for field in address_form(country).fields)
