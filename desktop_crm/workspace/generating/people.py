"""Invented people and companies in four languages, at domains that nobody can own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.rules.drafts import AddressDraft, Category, ContactDraft, PointDraft
from desktop_crm.contacts.service import NewContact
from desktop_crm.database.search import fold

_LANGUAGES: Final = ("en", "de", "pt", "tr")
_WEIGHTS: Final = (35, 30, 22, 13)
_PAPERS: Final = {"PT": "pt_PT", "BR": "pt_BR", "TR": "tr"}
"""The language of a customer's papers by country; the others get the firm's."""
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_CATEGORIES: Final[tuple[Category, ...]] = ("customer", "contact", "lead", "prospect", "opportunity")
_RECENT: Final = 400


class People:
    """Companies and people, one by one; a person often belongs to a company that came shortly before.

    The same `rng` state and words give the same people.
    """

    def __init__(self, rng: random.Random, words: Mapping[str, Any], first_id: int) -> None:
        self._rng, self._words, self._next_id = rng, words, first_id
        self._companies: list[tuple[int, str, str, Address]] = []

    def make(self, count: int) -> Iterator[NewContact]:
        """`count` new contacts with ids in order; about every third is a company."""
        for _n in range(count):
            contact_id = self._next_id
            self._next_id += 1
            if self._rng.random() < 0.34 or not self._companies:
                yield self._company(contact_id)
            else:
                yield self._person(contact_id)

    def _place(self) -> tuple[str, Mapping[str, Any]]:
        language = self._rng.choices(_LANGUAGES, _WEIGHTS)[0]
        return language, self._rng.choice(self._words["places"][language])

    def _address(self, language: str, place: Mapping[str, Any]) -> Address:
        rng, country = self._rng, place["country"]
        city, code = rng.choice(place["cities"])
        number, street = rng.randint(1, 180), rng.choice(self._words["streets"][language])
        line = f"{number} {street}" if country in ("IE", "GB") else f"{street} {number}"
        return Address(street=line, city=city, postal_code=_postal_code(rng, country, code), country=country)

    def _phone(self, place: Mapping[str, Any]) -> str:
        return f"{place['dial']} 555 {self._rng.randint(0, 99_999):05}"

    def _company(self, contact_id: int) -> NewContact:
        rng, words = self._rng, self._words
        language, place = self._place()
        country = place["country"]
        family = rng.choice(words["family"][language])
        if rng.random() < 0.4:
            family += f" & {rng.choice(words['family'][language])}"
        trade = rng.choice(words["trades"][language])
        name = f"{family} {trade} {rng.choice(words['forms'][country])}"
        domain = f"{_plain(family)}-{contact_id}.example"
        address = self._address(language, place)
        self._companies.append((contact_id, name, domain, address))
        del self._companies[:-_RECENT]
        draft = ContactDraft(
            kind="company",
            name=name,
            category=rng.choices(_CATEGORIES, (45, 25, 12, 12, 6))[0],
            language=_PAPERS.get(country, ""),
            vat_id=vat_id(rng, country),
            points=(
                PointDraft("mail", f"office@{domain}"),
                PointDraft("phone", self._phone(place)),
                PointDraft("web", f"https://{domain}"),
            ),
            addresses=(AddressDraft("invoice", address),),
            tags=self._tags(),
            notes=self._note(language),
        )
        return NewContact(contact_id, draft)

    def _person(self, contact_id: int) -> NewContact:
        rng, words = self._rng, self._words
        language, place = self._place()
        given, family = rng.choice(words["given"][language]), rng.choice(words["family"][language])
        if rng.random() < 0.25:
            family += f" {rng.choice(words['family'][language])}"
        companies: tuple[tuple[int, str, str], ...] = ()
        position = ""
        domain, address = "post.example", self._address(language, place)
        if rng.random() < 0.6:
            company, name, domain, address = rng.choice(self._companies)
            position = rng.choice(words["positions"][language])
            companies = ((company, name, position),)
        draft = ContactDraft(
            kind="person",
            name=f"{given} {family}",
            given_name=given,
            family_name=family,
            position=position,
            category=rng.choices(_CATEGORIES, (20, 45, 15, 12, 8))[0],
            language=_PAPERS.get(place["country"], ""),
            points=(
                PointDraft("mail", f"{_plain(given)}.{_plain(family)}.{contact_id}@{domain}"),
                PointDraft("phone", self._phone(place)),
            ),
            addresses=(AddressDraft("invoice", address),),
            tags=self._tags(),
            notes=self._note(language),
        )
        return NewContact(contact_id, draft, companies=companies)

    def _tags(self) -> tuple[str, ...]:
        return (self._rng.choice(self._words["tags"]),) if self._rng.random() < 0.2 else ()

    def _note(self, language: str) -> str:
        return self._rng.choice(self._words["notes"][language]) if self._rng.random() < 0.1 else ""


def _plain(text: str) -> str:
    return _NOT_PLAIN.sub("-", fold(text)).strip("-")


def _postal_code(rng: random.Random, country: str, start: str) -> str:
    match country:
        case "IE":
            return f"{start}{rng.choice('ACDEF')}{rng.randint(0, 9)}"
        case "GB":
            return f"{start}{rng.randint(1, 9)}{rng.choice('ABDEFG')}{rng.choice('HJLNPQ')}"
    long = {"DE": 5, "AT": 4, "PT": 8, "BR": 9, "TR": 5}[country]
    left = long - len(start)
    return f"{start}{rng.randint(1, 10**left - 1):0{left}}"


def vat_id(rng: random.Random, country: str) -> str:
    """A VAT ID of the Union with the right check digit, in a range that looks invented; "" for elsewhere."""
    from stdnum.at import uid
    from stdnum.ie import vat
    from stdnum.iso7064 import mod_11_10
    from stdnum.pt import nif

    digits = f"99{rng.randint(0, 99_999):05}"
    match country:
        case "DE":
            return f"DE9{digits}{mod_11_10.calc_check_digit('9' + digits)}"
        case "AT":
            return f"ATU{digits}{uid.calc_check_digit(digits)}"
        case "PT":
            return f"PT5{digits}{nif.calc_check_digit('5' + digits)}"
        case "IE":
            return f"IE{digits}{vat.calc_check_digit(digits)}"
    return ""
