"""From the words of a record to a draft: names put together, addresses sorted out, nothing lost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts.documents.countries import country_code, has_district, named_country
from desktop_crm.contacts.rules.checks import LONGEST_TAG, tidy_addresses, tidy_points, tidy_tags
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.drafts import (
    AddressDraft,
    ContactDraft,
    ContactKind,
    PointDraft,
    PointKind,
    Purpose,
)
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import tidy_line, tidy_text


@dataclass(slots=True)
class Making:
    """A record while its parts are collected. `plain` are fields of `ContactDraft` that are one text."""

    line: int
    raw: tuple[str, ...] = ()
    kind: ContactKind | None = None
    plain: dict[str, Any] = field(default_factory=dict)
    company: str = ""
    role: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)
    terms: str = ""
    bank_account: str = ""
    consents: list[ConsentDraft] = field(default_factory=list)
    points: list[PointDraft] = field(default_factory=list)
    addresses: list[AddressDraft] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Hint] = field(default_factory=list)
    implied_country: str = ""
    source: str = ""

    def add_point(self, kind: PointKind, value: str, label: str = "", is_main: bool = False) -> None:
        value = value.strip()
        if value:
            self.points.append(PointDraft(kind, value, label.strip()[:LONGEST_TAG], is_main))

    def add_note(self, label: str, value: str) -> None:
        """What has no field of its own stays readable."""
        value = value.strip()
        if value:
            self.notes.append(f"{label}: {value}" if label else value)

    def fault(self, field_name: str, message: Message) -> None:
        self.faults.append(Hint(field_name, message))

    def doubt_country(self, label: str, value: str) -> None:
        """A fault where a cell or part named `label` is for a country and holds none."""
        if value.strip() and not named_country(value):
            self.fault("country", _("{label}: “{value}” is no country", label=label, value=value.strip()))

    def record(self) -> ContactRecord:
        """The finished record: kind decided, name filled, its key from the source's id or its cells."""
        kind = self.kind or self._guessed_kind()
        plain: dict[str, Any] = {
            name: tidy_line(value) if isinstance(value, str) else value
            for name, value in self.plain.items()
            if value
        }
        company, role = tidy_line(self.company), tidy_line(self.role)
        others = tuple((tidy_line(name), tidy_line(does)) for name, does in self.others if name.strip())
        if kind == "company":
            plain["name"] = plain.get("name") or company
            for name in dict.fromkeys((company, *(name for name, _does in others))):
                self.add_note("Company", "" if name == plain["name"] else name)
            company, others = "", ()
        elif not plain.get("name"):
            plain["name"] = self._person_name(plain)
        if self.implied_country and not self.addresses:
            self.addresses.append(AddressDraft("invoice", Address(country=self.implied_country)))
        draft = ContactDraft(
            kind=kind,
            **plain,
            tags=tidy_tags(self.tags),
            points=tidy_points(self.points),
            addresses=tidy_addresses(self.addresses),
            notes=tidy_text("\n".join(self.notes)) if self.notes else "",
        )
        return ContactRecord(
            self.line,
            draft,
            self._key(),
            company,
            role,
            tuple(self.faults),
            self.raw,
            others,
            tidy_line(self.terms),
            tidy_line(self.bank_account),
            tuple(self.consents),
        )

    def _person_name(self, plain: dict[str, Any]) -> str:
        parts = (plain.get("given_name", ""), plain.get("family_name", ""))
        joined = " ".join(part for part in parts if part)
        return joined or next((point.value for point in self.points if point.kind == "mail"), "")

    def _guessed_kind(self) -> ContactKind:
        plain = self.plain
        name = plain.get("name", "")
        if plain.get("given_name") or plain.get("family_name"):
            return "person"
        if self.company and (not name or name.strip() == self.company.strip()):
            return "company"
        if self.implied_country == "BR" and plain.get("vat_id"):
            return "company" if len(re.sub(r"\D", "", plain["vat_id"])) == 14 else "person"
        return "company" if name and not self.company and names_a_company(name) else "person"

    def _key(self) -> str:
        return fingerprint([f"uid {self.source}"]) if self.source else fingerprint(self.raw)


def fingerprint(parts: Iterable[str]) -> str:
    """The same for the same cells, whatever blanks or empty columns surround them."""
    told = "\x1f".join(f"{n}={part.strip()}" for n, part in enumerate(parts) if part.strip())
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_FORMS: Final = re.compile(
    r"(?i)(?:^|[\s,&.])(?:gmbh|mbh|ug|ag|kg|ohg|gbr|e\.?k\.?|ltda\.?|lda\.?|s\.?a\.?|eireli|mei|epp"
    r"|a\.?ş\.?|ltd\.?"
    r"|şti\.?|inc\.?|llc|corp\.?|limited|plc|s\.?a\.?r\.?l\.?|s\.?a\.?s\.?|s\.?r\.?l\.?|s\.?p\.?a\.?|s\.?l\.?"
    r"|b\.?v\.?|n\.?v\.?|oy|ab|a/s|aps|sp\.? z o\.?o\.?|sro|kft)\s*$"
)


def names_a_company(name: str) -> bool:
    """The name ends in a legal form."""
    return _FORMS.search(name) is not None


def address_draft(
    *,
    purpose: Purpose = "invoice",
    street: str = "",
    extended: str = "",
    po_box: str = "",
    district: str = "",
    city: str = "",
    region: str = "",
    postal_code: str = "",
    country: str = "",
    attention: str = "",
) -> AddressDraft | None:
    """An address of the usual seven parts (RFC 6350, 6.3.1); None for nothing.

    When a program put everything into one field, its last line is taken for the country if it is one. What is
    no country stays readable as the last line of the street; `Making.doubt_country` says so.
    """
    code = named_country(country) if country.strip() else ""
    unknown = country.strip() if country.strip() and not code else ""
    parts = [tidy_text(part) for part in (street, extended)]
    if has_district(code) and extended.strip() and not district.strip():
        district, parts = tidy_line(extended), parts[:1]
    elif parts[1] and not _is_flat(parts[1]):
        parts.reverse()  # exports swap them: the house stands in the extended part, the flat in the street
    lines = [line for part in parts for line in part.split("\n") if line.strip()]
    if po_box.strip():
        lines.append(tidy_line(po_box))
    if not code and lines and not city.strip() and country_code(lines[-1]) and len(lines) > 1:
        code = country_code(lines.pop())
    if unknown:
        lines.append(unknown)
    address = Address(
        attention=tidy_line(attention),
        street="\n".join(lines),
        district=tidy_line(district),
        postal_code=tidy_line(postal_code),
        city=tidy_line(city),
        region=tidy_line(region),
        country=code,
    )
    return None if address.is_empty and not code else AddressDraft(purpose, address)


_FLAT: Final = re.compile(
    r"(?i)(?:apt|apartment|suite|ste|unit|floor|fl|room|bloco|bl|ap|sala|andar|og|kat|daire|no|#|c/o)\b"
    r"|\d+\.?\s?\D{0,3}$"
)


def _is_flat(text: str) -> bool:
    """What is added to a house: "Apt 4", "Suite D2", "2. OG", a floor or a bare number."""
    return _FLAT.match(text.strip()) is not None


def parse_date(text: str, month_first: bool = False) -> date | None:
    """A date as exports write it: ISO 8601 (also 19840229), or day, month, year; else None."""
    text = text.strip()
    if found := re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?$", text):
        pieces = (found[1], found[2], found[3])
    elif found := re.fullmatch(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})", text):
        pieces = (found[3], found[1], found[2]) if month_first else (found[3], found[2], found[1])
    else:
        return None
    try:
        return date(*map(int, pieces))
    except ValueError:
        return None


def is_amount(text: str) -> bool:
    """A number with point or comma for the decimals and any grouping, as "1.234,50" or "1,234.50"."""
    bare = re.sub(r"[^\d.,'\-+]", "", text)
    return re.fullmatch(
        r"[-+]?(?:\d{1,3}(?:[.']\d{3})+(?:,\d+)?|\d{1,3}(?:[,']\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)", bare
    ) is not None and bool(bare)


def puts_month_first(values: Sequence[str]) -> bool:
    """A column of dates in American order gives itself away by a day above 12 in second place."""
    pairs = [found for value in values if (found := re.match(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{4}", value))]
    if any(int(found[1]) > 12 for found in pairs):
        return False
    return any(int(found[2]) > 12 for found in pairs)


def no_date(label: str, value: str) -> Message:
    return _("{label}: “{value}” is no date of the calendar", label=label, value=value)


def no_amount(label: str, value: str) -> Message:
    return _("{label}: “{value}” is no amount", label=label, value=value)
