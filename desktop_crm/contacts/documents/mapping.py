"""Which column of a table is which field: guessed from the headers in six languages, or told by a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.contacts.documents.column_words import COLUMN_WORDS
from desktop_crm.contacts.documents.making import is_amount, parse_date
from desktop_crm.contacts.rules.matching import match_name
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import LANGUAGES, PROGRAM, Message, _, translator_for

IGNORE: Final = ""
FIELDS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "name": _("Name"),
        "given_name": _("First name"),
        "family_name": _("Last name"),
        "title": _("Title"),
        "kind": _("Person or company"),
        "company": _("Company"),
        "position": _("Position"),
        "department": _("Department"),
        "category": _("Category"),
        "mail": _("Mail"),
        "phone": _("Phone"),
        "mobile": _("Mobile phone"),
        "fax": _("Fax"),
        "website": _("Website"),
        "attention": _("Attention"),
        "street": _("Street and number"),
        "street2": _("Address, second line"),
        "district": _("District"),
        "postal_code": _("Postal code"),
        "city": _("City"),
        "region": _("Region"),
        "country": _("Country"),
        "delivery_attention": _("Delivery: attention"),
        "delivery_street": _("Delivery: street"),
        "delivery_district": _("Delivery: district"),
        "delivery_postal_code": _("Delivery: postal code"),
        "delivery_city": _("Delivery: city"),
        "delivery_region": _("Delivery: region"),
        "delivery_country": _("Delivery: country"),
        "further_addresses": _("Further addresses"),
        "vat_id": _("VAT ID"),
        "tax_number": _("Tax number"),
        "legal_id": _("Register number"),
        "iban": _("IBAN"),
        "customer_number": _("Customer number"),
        "order_number": _("Order number"),
        "buyer_reference": _("Buyer reference"),
        "endpoint": _("Electronic address"),
        "einvoice": _("E-invoice format"),
        "design": _("Design of papers"),
        "paper_size": _("Size of paper"),
        "terms": _("Payment terms"),
        "bank_account": _("Our bank account"),
        "language": _("Language"),
        "currency": _("Currency"),
        "birthday": _("Birthday"),
        "tags": _("Tags"),
        "price_notes": _("Price notes"),
        "mail_labels": _("Labels of the mails"),
        "phone_labels": _("Labels of the phones"),
        "website_labels": _("Labels of the websites"),
        "other_roles": _("Roles at the other companies"),
        "consents": _("Consents"),
        "notes": _("Notes"),
        "note": _("Note with the column's name"),
        "note_amount": _("Note: an amount"),
        "note_date": _("Note: a date"),
        IGNORE: _("Leave out"),
    }
)
"""Every field that a column may become, with its word."""

REJECT_WORDS: Final = (_("Line"), _("Result"), _("Reason"))
"""The columns before those of the file, in a file of rejects."""

_BY_WORD: Final = MappingProxyType(
    {" ".join(word.split()): field for field, words in COLUMN_WORDS.items() for word in words.split(",")}
)
_AMOUNT_WORDS: Final = re.compile(
    r"\b(limit|limite|amount|valor|saldo|balance|betrag|umsatz|tutar|bakiye|importe|montant|revenue|turnover"
    r"|kreditlimit|total|preis|price|preco|credito)\b"
)
_DATE_WORDS: Final = re.compile(
    r"\b(date|since|data|desde|datum|seit|tarih|tarihi|fecha|depuis|created|criado|erstellt|updated|until|ate)\b"
)
_COUNTRY_OF: Final = MappingProxyType(
    {"cnpj": "BR", "cpf": "BR", "cpf cnpj": "BR", "cnpj cpf": "BR", "inscricao estadual": "BR", "nipc": "PT",
     "vkn": "TR", "tckn": "TR", "vergi no": "TR", "vergi numarasi": "TR", "siret": "FR", "siren": "FR",
     "partita iva": "IT", "p iva": "IT", "codice fiscale": "IT", "steuernummer": "DE", "ust id": "DE",
     "ust idnr": "DE", "ein": "US"}
)  # fmt: skip
_OFTEN: Final = frozenset(
    {"mail", "phone", "mobile", "fax", "website", "tags", "notes", "note", "note_amount", "note_date", IGNORE}
)
_ONCE: Final = frozenset(FIELDS) - _OFTEN
_ALL_IN_OURS: Final = frozenset({"name", "given_name", "family_name", "title", "vat_id", "mail_labels"})


def _bare(header: str) -> str:
    return match_name(header, "person")


def guess_mapping(headers: Sequence[str], samples: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """A field for each column. What has no field becomes a note with the column's name: nothing is lost."""
    used: set[str] = set()
    mapping: dict[str, str] = {}
    ours = _words_of_our_export(headers)
    added = len(REJECT_WORDS) if are_our_rejects(headers) else 0
    for position, header in enumerate(headers):
        column = [row[position].strip() for row in samples if position < len(row) and row[position].strip()]
        field = IGNORE if position < added else ours.get(_bare(header)) or _guess(header, column)
        if field in _ONCE and field in used:
            field = "note"
        used.add(field)
        mapping[header] = field
    if "name" not in used and "company" in used and not {"given_name", "family_name"} & used:
        mapping = {header: "name" if field == "company" else field for header, field in mapping.items()}
    return mapping


def _guess(header: str, column: Sequence[str]) -> str:
    bare = _bare(header)
    if not bare:
        return IGNORE if not column else "note"
    if field := _BY_WORD.get(bare) or _own_words().get(bare, ""):
        return "postal_code" if bare == "cep" and all(map(_is_cep, column)) and column else field
    numbered = re.sub(r"\s*\d+$", "", bare)
    if numbered in _BY_WORD and _BY_WORD[numbered] not in _ONCE:
        return _BY_WORD[numbered]
    if bare.startswith(("delivery ", "shipping ", "entrega ", "liefer", "teslimat ")):
        return _delivery(bare)
    if _AMOUNT_WORDS.search(bare):
        return "note_amount"
    if _DATE_WORDS.search(bare) and any(parse_date(value) for value in column):
        return "note_date"
    return _by_content(column)


def is_our_export(headers: Sequence[str]) -> bool:
    """The columns are those of our own export."""
    return bool(_words_of_our_export(headers))


def are_our_rejects(headers: Sequence[str]) -> bool:
    """Before the columns of some file stand those that `rejects.rejects_csv` adds."""
    return tuple(headers[: len(REJECT_WORDS)]) in _reject_words()


@lru_cache(maxsize=1)
def _reject_words() -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(translator_for(language).message(word) for word in REJECT_WORDS)
        for language in LANGUAGES[PROGRAM]
    )


def _words_of_our_export(headers: Sequence[str]) -> Mapping[str, str]:
    """The column names of the language that we wrote this table in; empty for a table of another program.

    Elsewhere the Turkish "Ad" is a first name and "Vergi no." a VAT id, in our own export they are not.
    """
    present = {_bare(header) for header in headers}
    for words in _words_by_language():
        if {word for word, field in words.items() if field in _ALL_IN_OURS} <= present:
            return words
    return {}


@lru_cache(maxsize=1)
def _own_words() -> Mapping[str, str]:
    """The column names of our own exports in every language of the program."""
    return {word: field for words in reversed(_words_by_language()) for word, field in words.items()}


@lru_cache(maxsize=1)
def _words_by_language() -> tuple[Mapping[str, str], ...]:
    return tuple(
        {_bare(translator_for(language).message(label)): field for field, label in FIELDS.items() if field}
        for language in LANGUAGES[PROGRAM]
    )


def _delivery(bare: str) -> str:
    rest = _BY_WORD.get(re.sub(r"^(delivery|shipping|entrega|liefer|teslimat)\s*", "", bare), "")
    return f"delivery_{rest}" if f"delivery_{rest}" in FIELDS else "note"


def _is_cep(value: str) -> bool:
    """Brazil's "CEP" is a postal code, Turkey's a mobile phone."""
    return re.fullmatch(r"\d{5}-?\d{3}", value) is not None


def _by_content(column: Sequence[str]) -> str:
    if column and all(re.fullmatch(r"\S+@\S+\.\S+", value) for value in column):
        return "mail"
    if len(column) > 1 and all(parse_date(value) for value in column):
        return "note_date"
    if len(column) > 1 and all(re.search(r"[.,]\d\d$", value) and is_amount(value) for value in column):
        return "note_amount"
    return "note"


def implied_country(header: str) -> str:
    """The country whose word this column is named by: a CNPJ is Brazilian. "" when there is none."""
    return _COUNTRY_OF.get(_bare(header), "")


def check_mapping(mapping: Any, headers: Sequence[str]) -> dict[str, str]:
    """A mapping as a person wrote it ({"Column": "field"}); columns left out become notes.

    Raises UserError at the column that the file does not have or at a field that does not exist.
    """
    if not isinstance(mapping, Mapping):
        raise UserError(
            _("A mapping is an object of columns and fields, as {example}", example='{"E-mail": "mail"}')
        )
    by_name = {header.strip().casefold(): header for header in headers}
    checked: dict[str, str] = dict.fromkeys(headers, "note")
    for column, field in mapping.items():
        header = by_name.get(str(column).strip().casefold())
        if header is None:
            raise UserError(_("The file has no column “{column}”", column=str(column)), str(column))
        name = str(field or "").strip()
        if name not in FIELDS:
            known = ", ".join(each for each in FIELDS if each)
            raise UserError(_("“{value}” is none of {known}", value=name, known=known), str(column))
        checked[header] = name
    return checked
