"""Contacts as a table for other programs: one row a contact, several values of a field parted by " ::: "."""

# catalogue: program
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from desktop_crm.contacts.documents.mapping import FIELDS
from desktop_crm.contacts.documents.vcard_writing import Exported
from desktop_crm.contacts.rules.drafts import PointKind
from desktop_crm.contacts.rules.words import category_word, kind_word
from desktop_crm.files.csv_writing import Value, write_csv
from desktop_crm.files.xlsx_writing import write_xlsx
from desktop_crm.values.messages import Translator

MANY: Final = " ::: "
COLUMNS: Final = (
    "name", "kind", "given_name", "family_name", "title", "company", "position", "department", "category",
    "mail", "phone", "website", "street", "district", "postal_code", "city", "region", "country",
    "delivery_street", "delivery_postal_code", "delivery_city", "delivery_region", "delivery_country",
    "vat_id", "tax_number", "legal_id", "iban", "customer_number", "order_number", "buyer_reference",
    "language", "currency", "birthday", "tags", "price_notes", "notes",
)  # fmt: skip
_PLACES: Final = ("street", "district", "postal_code", "city", "region", "country")


def contacts_csv(contacts: Iterable[Exported], t: Translator) -> bytes:
    """All contacts as CSV with the column names of the language; our own import reads them again."""
    return write_csv(_headers(t), _rows(contacts, t))


def contacts_xlsx(contacts: Iterable[Exported], t: Translator) -> bytes:
    """The same as a workbook; dates are dates."""
    return write_xlsx(_headers(t), _rows(contacts, t), sheet=t("Contacts"))


def _headers(t: Translator) -> list[str]:
    return [t.message(FIELDS[column]) for column in COLUMNS]


def _rows(contacts: Iterable[Exported], t: Translator) -> Iterator[Sequence[Value]]:
    for contact in contacts:
        yield [_value(column, contact, t) for column in COLUMNS]


def _value(column: str, contact: Exported, t: Translator) -> Value:
    draft = contact.draft
    if column in _PLACES:
        return str(getattr(draft.address_for("invoice"), column))
    if column.startswith("delivery_"):
        return str(getattr(draft.address_for("delivery"), column.removeprefix("delivery_")))
    if made := _MADE.get(column):
        return made(contact, t)
    value: Value = getattr(draft, column)
    return value


def _points(kind: PointKind) -> Callable[[Exported, Translator], str]:
    def joined(contact: Exported, t: Translator) -> str:
        of_kind = [point for point in contact.draft.points if point.kind == kind]
        of_kind.sort(key=lambda point: not point.is_main)
        return MANY.join(point.value for point in of_kind)

    return joined


def _title(contact: Exported, t: Translator) -> str:
    return contact.draft.title


def _company(contact: Exported, t: Translator) -> str:
    return contact.links[0][0] if contact.links else ""


_MADE: Final[dict[str, Callable[[Exported, Translator], str]]] = {
    "title": _title,
    "company": _company,
    "kind": lambda contact, t: t.message(kind_word(contact.draft.kind)),
    "category": lambda contact, t: t.message(category_word(contact.draft.category)),
    "mail": _points("mail"),
    "phone": _points("phone"),
    "website": _points("web"),
    "tags": lambda contact, t: MANY.join(contact.draft.tags),
}
