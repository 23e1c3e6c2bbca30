"""Contacts as a table for other programs: one row a contact, several values of a field parted by " ::: "."""

# catalogue: program
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.documents.address_lines import address_line
from desktop_crm.contacts.documents.mapping import FIELDS
from desktop_crm.contacts.documents.vcard_writing import Exported
from desktop_crm.contacts.rules.consents import consent_text
from desktop_crm.contacts.rules.drafts import (
    NO_ADDRESS,
    AddressDraft,
    ContactDraft,
    PointKind,
    Purpose,
)
from desktop_crm.contacts.rules.words import category_word, kind_word
from desktop_crm.files.csv_writing import Value, write_csv
from desktop_crm.files.xlsx_writing import write_xlsx
from desktop_crm.values.messages import Translator

MANY: Final = " ::: "
COLUMNS: Final = (
    "name", "kind", "given_name", "family_name", "title", "company", "position", "department", "category",
    "mail", "phone", "website",
    "attention", "street", "district", "postal_code", "city", "region", "country",
    "delivery_attention", "delivery_street", "delivery_district", "delivery_postal_code", "delivery_city",
    "delivery_region", "delivery_country", "further_addresses",
    "vat_id", "tax_number", "legal_id", "iban", "customer_number", "order_number", "buyer_reference",
    "endpoint", "einvoice", "design", "paper_size", "terms", "bank_account", "language", "currency",
    "birthday", "tags", "price_notes", "notes",
    "mail_labels", "phone_labels", "website_labels", "other_roles", "consents",
)  # fmt: skip
_PLACES: Final = ("attention", "street", "district", "postal_code", "city", "region", "country")


def contacts_csv(contacts: Iterable[Exported], t: Translator) -> bytes:
    """All contacts as CSV with the column names of the language; our own import reads them again."""
    return write_csv(table_headers(t), _rows(contacts, t))


def contacts_xlsx(contacts: Iterable[Exported], t: Translator) -> bytes:
    """The same as a workbook; dates are dates."""
    return write_xlsx(table_headers(t), _rows(contacts, t), sheet=t("Contacts"))


def table_headers(t: Translator) -> list[str]:
    """The column names."""
    return [t.message(FIELDS[column]) for column in COLUMNS]


def table_row(contact: Exported, t: Translator) -> list[Value]:
    """The cells of one contact."""
    return [_value(column, contact, t) for column in COLUMNS]


def _rows(contacts: Iterable[Exported], t: Translator) -> Iterator[Sequence[Value]]:
    return (table_row(contact, t) for contact in contacts)


def _value(column: str, contact: Exported, t: Translator) -> Value:
    draft = contact.draft
    if column in _PLACES:
        return str(getattr(_place(draft, "invoice"), column))
    if column.startswith("delivery_"):
        return str(getattr(_place(draft, "delivery"), column.removeprefix("delivery_")))
    if made := _MADE.get(column):
        return made(contact, t)
    value: Value = getattr(draft, column)
    return value


def _place(draft: ContactDraft, purpose: Purpose) -> Address:
    main = _main(draft, purpose)
    return NO_ADDRESS if main is None else main.address


def _main(draft: ContactDraft, purpose: Purpose) -> AddressDraft | None:
    """The address that has columns of its own; for invoices any that is not for delivery serves."""
    wanted = [each for each in draft.addresses if each.purpose == purpose]
    if not wanted and purpose == "invoice":
        wanted = [each for each in draft.addresses if each.purpose == "other"]
    return wanted[0] if wanted else None


def _further(contact: Exported, t: Translator) -> str:
    shown = [_main(contact.draft, purpose) for purpose in ("invoice", "delivery")]
    others = (each for each in contact.draft.addresses if not any(each is one for one in shown))
    return MANY.join(address_line(each) for each in others)


def _points(kind: PointKind, part: Literal["value", "label"]) -> Callable[[Exported, Translator], str]:
    def joined(contact: Exported, t: Translator) -> str:
        of_kind = [point for point in contact.draft.points if point.kind == kind]
        of_kind.sort(key=lambda point: not point.is_main)
        parts = [str(getattr(point, part)) for point in of_kind]
        return MANY.join(parts) if any(parts) else ""

    return joined


def _other_roles(contact: Exported, t: Translator) -> str:
    """Behind the position, which is the role at the first company."""
    roles = [role for _name, role in contact.links]
    own = roles[:1] if roles and roles[0] != contact.draft.position else [""] if roles else []
    roles = own + roles[1:]
    return MANY.join(roles) if any(roles) else ""


_MADE: Final[dict[str, Callable[[Exported, Translator], str]]] = {
    "company": lambda contact, t: MANY.join(name for name, _role in contact.links),
    "kind": lambda contact, t: t.message(kind_word(contact.draft.kind)),
    "category": lambda contact, t: t.message(category_word(contact.draft.category)),
    "mail": _points("mail", "value"),
    "phone": _points("phone", "value"),
    "website": _points("web", "value"),
    "mail_labels": _points("mail", "label"),
    "phone_labels": _points("phone", "label"),
    "website_labels": _points("web", "label"),
    "other_roles": _other_roles,
    "further_addresses": _further,
    "endpoint": lambda contact, t: ":".join(contact.draft.endpoint or ()),
    "terms": lambda contact, t: contact.terms,
    "bank_account": lambda contact, t: contact.bank_account,
    "consents": lambda contact, t: MANY.join(consent_text(each) for each in contact.consents),
    "tags": lambda contact, t: MANY.join(contact.draft.tags),
}
