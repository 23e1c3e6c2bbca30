"""Any table of contacts, read by a mapping from its columns to fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from desktop_crm.company.rules.looks import DESIGNS, SIZES
from desktop_crm.contacts.documents.address_lines import address_of_line
from desktop_crm.contacts.documents.making import (
    Making,
    address_draft,
    is_amount,
    no_amount,
    no_date,
    parse_date,
    puts_month_first,
)
from desktop_crm.contacts.documents.mapping import implied_country, is_our_export
from desktop_crm.contacts.rules.consents import consent_of
from desktop_crm.contacts.rules.drafts import CATEGORIES, Category, PointDraft, Purpose
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.contacts.rules.matching import match_name
from desktop_crm.contacts.rules.words import category_word
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.files.csv_writing import unguarded
from desktop_crm.files.tables import TableFile, TableRow, cell_text
from desktop_crm.values.messages import LANGUAGES, PROGRAM, _, translator_for

_MANY: Final = re.compile(r"\s*(?::::|\n|;|\|)\s*")
_MAIL_PARTS: Final = re.compile(r"\s*(?::::|[\n;|,]|\s/\s)\s*")
_TAG_PARTS: Final = re.compile(r"\s*(?::::|[,;|\n])\s*")
_WEB_PARTS: Final = re.compile(r"\s*:::\s*|\s+")
_POINT_LABELS: Final = {"phone": "", "mobile": "Mobile", "fax": "Fax"}
_OURS: Final = re.compile(r"\s*:::\s*")
_PLACE: Final = ("attention", "street", "street2", "district", "postal_code", "city", "region", "country")
_COMPANY_WORDS: Final = re.compile(
    r"(?i)compan|empresa|firma|unternehmen|soci|jur|pj|kurum|sirket|şirket|organi|entrepr"
)
_CATEGORY_WORDS: Final[Mapping[str, Category]] = {
    "cliente": "customer", "kunde": "customer", "client": "customer", "musteri": "customer",
    "interessent": "prospect", "prospecto": "prospect", "oportunidade": "opportunity", "contato": "contact",
    "kontakt": "contact", "contacto": "contact",
}  # fmt: skip


@dataclass(slots=True)
class _Column:
    position: int
    header: str
    field: str
    country: str
    month_first: bool


def records(table: TableFile, mapping: Mapping[str, str]) -> Iterator[ContactRecord]:
    """Every row that is not empty, as a record; a cell that cannot be read is a fault of its row alone."""
    columns = [
        _Column(
            n, header, mapping.get(header, "note"), implied_country(header), _month_first(table, n, mapping)
        )
        for n, header in enumerate(table.headers)
    ]
    wanted = [column for column in columns if column.field]
    ours = is_our_export(table.headers)
    for row in table.rows:
        if not row.is_empty:
            yield _record(table, wanted, row, ours)


def _month_first(table: TableFile, position: int, mapping: Mapping[str, str]) -> bool:
    if mapping.get(table.headers[position]) not in ("birthday", "note_date"):
        return False
    cells = [cell_text(row.cells[position]) for row in table.rows[:2000] if position < len(row.cells)]
    return puts_month_first(cells)


def _record(table: TableFile, columns: Sequence[_Column], row: TableRow, ours: bool) -> ContactRecord:
    cells = [unguarded(cell_text(cell).strip()) for cell in row.cells]
    making = _Row(row.line, tuple(cells), ours=ours)
    if any(cells[len(table.headers) :]):
        extra = next(cell for cell in cells[len(table.headers) :] if cell)
        making.fault("", _("The row has more cells than there are columns: {text}", text=extra))
    for column in columns:
        value = cells[column.position] if column.position < len(cells) else ""
        if value:
            making.take(column, value)
    making.finish()
    return making.record()


@dataclass(slots=True)
class _Row(Making):
    ours: bool = False
    """Written by this program: several values are parted by ":::" and by nothing else."""
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)

    def parts(self, value: str, separators: re.Pattern[str]) -> list[str]:
        """The several values of a cell."""
        return (_OURS if self.ours else separators).split(value)

    def take(self, column: _Column, value: str) -> None:
        """Put one cell where its column's field says."""
        name = column.field
        if name == "mail":
            for part in self.parts(value, _MAIL_PARTS):
                self.add_point("mail", part)
        elif name in _POINT_LABELS:
            for part in self.parts(value, _MANY):
                self.add_point("phone", part, _POINT_LABELS[name])
        elif name == "website":
            for part in self.parts(value, _WEB_PARTS):
                self.add_point("web", part)
        elif name in _PLACE:
            self._place("invoice", name, column.header, value)
        elif name.startswith("delivery_"):
            self._place("delivery", name.removeprefix("delivery_"), column.header, value)
        elif special := _SPECIAL.get(name):
            special(self, column, value)
        else:
            self.plain[name] = value
            if name in ("vat_id", "tax_number", "legal_id"):
                self.implied_country = self.implied_country or column.country

    def _place(self, purpose: Purpose, part: str, header: str, value: str) -> None:
        if part == "country":
            self.doubt_country(header, value)
        self.places.setdefault(purpose, {})[part] = value

    def finish(self) -> None:
        """Put the addresses together; a number alone implies only the country."""
        self._label_points()
        self.others = [
            (name, self.roles[n] if n < len(self.roles) else "")
            for n, (name, _role) in enumerate(self.others, start=1)
        ]
        if self.roles and self.roles[0]:
            self.role = self.roles[0]
        further, self.addresses = self.addresses, []
        purpose: Purpose
        for purpose in ("invoice", "delivery"):
            place = self.places.get(purpose)
            if not place:
                continue
            made = address_draft(
                purpose=purpose,
                street=place.get("street", ""),
                extended=place.get("street2", ""),
                attention=place.get("attention", ""),
                district=place.get("district", ""),
                city=place.get("city", ""),
                region=place.get("region", ""),
                postal_code=place.get("postal_code", ""),
                country=place.get("country", "") or self.implied_country,
            )
            if made is not None:
                self.addresses.append(made)
        self.addresses += further
        self.points = _once(self.points)

    def _label_points(self) -> None:
        waiting = {kind: iter(labels) for kind, labels in self.labels.items()}
        self.points = [
            replace(point, label=next(waiting.get(point.kind, iter(())), "") or point.label)
            for point in self.points
        ]


def _once(points: list[PointDraft]) -> list[PointDraft]:
    return list({(point.kind, point.value): point for point in reversed(points)}.values())[::-1]


def _company(making: _Row, column: _Column, value: str) -> None:
    making.company, *others = making.parts(value, _OURS)
    making.others = [(name, "") for name in others]


def _position(making: _Row, column: _Column, value: str) -> None:
    making.plain["position"] = making.role = value


def _kind(making: _Row, column: _Column, value: str) -> None:
    making.kind = "company" if _COMPANY_WORDS.search(value) else "person"


def _category(making: _Row, column: _Column, value: str) -> None:
    word = match_name(value, "person")
    if (category := _category_words().get(word)) is not None:
        making.plain["category"] = category
    else:
        making.tags.append(value)


@lru_cache(maxsize=1)
def _category_words() -> Mapping[str, Category]:
    """The categories' own codes, and their words in every language of the program."""
    words = dict(_CATEGORY_WORDS)
    for category in CATEGORIES:
        words[category] = category
        for language in LANGUAGES[PROGRAM]:
            word = translator_for(language).message(category_word(category))
            words.setdefault(match_name(word, "person"), category)
    return words


def _tags(making: _Row, column: _Column, value: str) -> None:
    tags = [tag for tag in making.parts(value, _TAG_PARTS) if tag]
    making.tags += [tag for tag in tags if making.ours or not tag.startswith("*")]


def _notes(making: _Row, column: _Column, value: str) -> None:
    making.notes.append(value)


def _note(making: _Row, column: _Column, value: str) -> None:
    making.add_note(column.header, value)


def _note_amount(making: _Row, column: _Column, value: str) -> None:
    if not is_amount(value):
        making.fault(column.header, no_amount(column.header, value))
    making.add_note(column.header, value)


def _note_date(making: _Row, column: _Column, value: str) -> None:
    if parse_date(value, column.month_first) is None:
        making.fault(column.header, no_date(column.header, value))
    making.add_note(column.header, value)


def _birthday(making: _Row, column: _Column, value: str) -> None:
    day = parse_date(value, column.month_first)
    if day is None:
        making.fault("birthday", no_date(column.header, value))
    else:
        making.plain["birthday"] = day


def _upper(making: _Row, column: _Column, value: str) -> None:
    making.plain[column.field] = value.upper()


def _language(making: _Row, column: _Column, value: str) -> None:
    if re.fullmatch(r"[a-z]{2}([_-][A-Za-z]{2})?", value):
        base, _dash, country = value.replace("-", "_").partition("_")
        making.plain["language"] = f"{base}_{country.upper()}" if country else base
    else:
        making.add_note(column.header, value)


def _labels(kind: str) -> Callable[[_Row, _Column, str], None]:
    def take(making: _Row, column: _Column, value: str) -> None:
        making.labels[kind] = _OURS.split(value)

    return take


def _other_roles(making: _Row, column: _Column, value: str) -> None:
    making.roles = _OURS.split(value)


def _further_addresses(making: _Row, column: _Column, value: str) -> None:
    for part in _OURS.split(value):
        made = address_of_line(part)
        if made is not None:
            making.addresses.append(made)
        else:
            making.add_note(column.header, part)


def _endpoint(making: _Row, column: _Column, value: str) -> None:
    scheme, colon, identifier = value.partition(":")
    if colon and re.fullmatch(r"\d{4}|EM", scheme):
        making.plain["endpoint"] = (scheme, identifier.strip())
    else:
        making.add_note(column.header, value)


def _einvoice(making: _Row, column: _Column, value: str) -> None:
    if value.strip().lower() in PROFILES:
        making.plain["einvoice"] = value.strip().lower()
    else:
        making.add_note(column.header, value)


def _look(making: _Row, column: _Column, value: str) -> None:
    known = DESIGNS if column.field == "design" else SIZES
    if value.strip().lower() in known:
        making.plain[column.field] = value.strip().lower()
    else:
        making.add_note(column.header, value)


def _terms(making: _Row, column: _Column, value: str) -> None:
    making.terms = value


def _consents(making: _Row, column: _Column, value: str) -> None:
    for part in _OURS.split(value):
        made = consent_of(part)
        if made is not None:
            making.consents.append(made)
        else:
            making.add_note(column.header, part)


def _bank_account(making: _Row, column: _Column, value: str) -> None:
    making.bank_account = value


_SPECIAL: Final = {
    "mail_labels": _labels("mail"),
    "phone_labels": _labels("phone"),
    "website_labels": _labels("web"),
    "other_roles": _other_roles,
    "further_addresses": _further_addresses,
    "endpoint": _endpoint,
    "einvoice": _einvoice,
    "design": _look,
    "paper_size": _look,
    "terms": _terms,
    "bank_account": _bank_account,
    "consents": _consents,
    "company": _company,
    "position": _position,
    "kind": _kind,
    "category": _category,
    "tags": _tags,
    "notes": _notes,
    "note": _note,
    "note_amount": _note_amount,
    "note_date": _note_date,
    "birthday": _birthday,
    "currency": _upper,
    "language": _language,
}
