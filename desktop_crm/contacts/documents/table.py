"""Any table of contacts, read by a mapping from its columns to fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from desktop_crm.contacts.documents.making import (
    Making,
    address_draft,
    is_amount,
    no_amount,
    no_date,
    parse_date,
    puts_month_first,
)
from desktop_crm.contacts.documents.mapping import implied_country
from desktop_crm.contacts.rules.drafts import CATEGORIES, Category, PointDraft, Purpose
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.contacts.rules.matching import match_name
from desktop_crm.contacts.rules.words import category_word
from desktop_crm.files.csv_writing import unguarded
from desktop_crm.files.tables import TableFile, TableRow, cell_text
from desktop_crm.values.messages import LANGUAGES, PROGRAM, _, translator_for

_MANY: Final = re.compile(r"\s*(?::::|\n|;|\|)\s*")
_MAIL_PARTS: Final = re.compile(r"\s*(?::::|[\n;|,]|\s/\s)\s*")
_POINT_LABELS: Final = {"phone": "", "mobile": "Mobile", "fax": "Fax"}
_PLACE: Final = ("street", "street2", "district", "postal_code", "city", "region", "country")
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
    for row in table.rows:
        if not row.is_empty:
            yield _record(table, wanted, row)


def _month_first(table: TableFile, position: int, mapping: Mapping[str, str]) -> bool:
    if mapping.get(table.headers[position]) not in ("birthday", "note_date"):
        return False
    cells = [cell_text(row.cells[position]) for row in table.rows[:2000] if position < len(row.cells)]
    return puts_month_first(cells)


def _record(table: TableFile, columns: Sequence[_Column], row: TableRow) -> ContactRecord:
    cells = [unguarded(cell_text(cell).strip()) for cell in row.cells]
    making = _Row(row.line, tuple(cells))
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
    places: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, column: _Column, value: str) -> None:
        """Put one cell where its column's field says."""
        name = column.field
        if name == "mail":
            for part in _MAIL_PARTS.split(value):
                self.add_point("mail", part)
        elif name in _POINT_LABELS:
            for part in _MANY.split(value):
                self.add_point("phone", part, _POINT_LABELS[name])
        elif name == "website":
            self.add_point("web", value)
        elif name in _PLACE:
            self.places.setdefault("invoice", {})[name] = value
        elif name.startswith("delivery_"):
            self.places.setdefault("delivery", {})[name.removeprefix("delivery_")] = value
        elif special := _SPECIAL.get(name):
            special(self, column, value)
        else:
            self.plain[name] = value
            if name in ("vat_id", "tax_number", "legal_id"):
                self.implied_country = self.implied_country or column.country

    def finish(self) -> None:
        """Put the addresses together; a number alone implies only the country."""
        purpose: Purpose
        for purpose in ("invoice", "delivery"):
            place = self.places.get(purpose)
            if not place:
                continue
            made = address_draft(
                purpose=purpose,
                street=place.get("street", ""),
                extended=place.get("street2", ""),
                district=place.get("district", ""),
                city=place.get("city", ""),
                region=place.get("region", ""),
                postal_code=place.get("postal_code", ""),
                country=place.get("country", "") or self.implied_country,
            )
            if made is not None:
                self.addresses.append(made)
        self.points = _once(self.points)


def _once(points: list[PointDraft]) -> list[PointDraft]:
    return list({(point.kind, point.value): point for point in reversed(points)}.values())[::-1]


def _company(making: Making, column: _Column, value: str) -> None:
    making.company = value


def _position(making: Making, column: _Column, value: str) -> None:
    making.plain["position"] = making.role = value


def _kind(making: Making, column: _Column, value: str) -> None:
    making.kind = "company" if _COMPANY_WORDS.search(value) else "person"


def _category(making: Making, column: _Column, value: str) -> None:
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


def _tags(making: Making, column: _Column, value: str) -> None:
    making.tags += [
        tag for tag in re.split(r"\s*(?::::|[,;|\n])\s*", value) if tag and not tag.startswith("*")
    ]


def _notes(making: Making, column: _Column, value: str) -> None:
    making.notes.append(value)


def _note(making: Making, column: _Column, value: str) -> None:
    making.add_note(column.header, value)


def _note_amount(making: Making, column: _Column, value: str) -> None:
    if not is_amount(value):
        making.fault(column.header, no_amount(column.header, value))
    making.add_note(column.header, value)


def _note_date(making: Making, column: _Column, value: str) -> None:
    if parse_date(value, column.month_first) is None:
        making.fault(column.header, no_date(column.header, value))
    making.add_note(column.header, value)


def _birthday(making: Making, column: _Column, value: str) -> None:
    day = parse_date(value, column.month_first)
    if day is None:
        making.fault("birthday", no_date(column.header, value))
    else:
        making.plain["birthday"] = day


def _upper(making: Making, column: _Column, value: str) -> None:
    making.plain[column.field] = value.upper()


def _language(making: Making, column: _Column, value: str) -> None:
    if re.fullmatch(r"[a-z]{2}([_-][A-Za-z]{2})?", value):
        base, _dash, country = value.replace("-", "_").partition("_")
        making.plain["language"] = f"{base}_{country.upper()}" if country else base
    else:
        making.add_note(column.header, value)


_SPECIAL: Final = {
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
