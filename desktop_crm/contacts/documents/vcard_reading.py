"""vCard 3.0 and 4.0 (and 2.1 as old telephones and Outlook write it) as records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from desktop_crm.contacts.documents.making import Making, address_draft, parse_date
from desktop_crm.contacts.documents.vcard_lines import CARD_FILE_LIMIT, Card, Property, cards
from desktop_crm.contacts.rules.drafts import CATEGORIES, Purpose
from desktop_crm.contacts.rules.importing import ContactRecord
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.files.decoding import decode
from desktop_crm.files.guards import check_size
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_LABELS: Final = (
    ("fax", "Fax"), ("cell", "Mobile"), ("mobile", "Mobile"), ("iphone", "Mobile"), ("pager", "Pager"),
    ("work", "Work"), ("home", "Home"), ("main", "Main"), ("other", "Other"),
)  # fmt: skip
_NOTED: Final = {"NICKNAME": "Nickname", "ROLE": "Role", "X-SPOUSE": "Spouse", "X-MS-MANAGER": "Manager",
                 "X-MS-ASSISTANT": "Assistant", "ANNIVERSARY": "Anniversary", "X-ANNIVERSARY": "Anniversary",
                 "X-MS-ANNIVERSARY": "Anniversary"}  # fmt: skip
OWN: Final = {
    "X-CRM-VAT-ID": "vat_id", "X-CRM-TAX-NUMBER": "tax_number", "X-CRM-LEGAL-ID": "legal_id",
    "X-CRM-IBAN": "iban", "X-CRM-CUSTOMER-NUMBER": "customer_number", "X-CRM-ORDER-NUMBER": "order_number",
    "X-CRM-BUYER-REFERENCE": "buyer_reference", "X-CRM-CURRENCY": "currency",
    "X-CRM-LANGUAGE": "language", "X-CRM-EINVOICE": "einvoice", "X-CRM-PRICE-NOTES": "price_notes",
    "X-CRM-DEPARTMENT": "department",
}  # fmt: skip
"""Our own properties (RFC 6350, 6.10: X- names), so that a round trip loses nothing."""
PRODUCT: Final = "-//Desktop CRM//Contacts//EN"
"""PRODID of the cards that we write."""


def is_vcard(data: bytes) -> bool:
    """The file begins with a card, in any of the usual encodings."""
    head = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head[:11].upper() == b"BEGIN:VCARD"


def is_ours(data: bytes) -> bool:
    """This program wrote the first card."""
    return f"PRODID:{PRODUCT}".encode() in data[:500]


def records(data: bytes, name: str) -> Iterator[ContactRecord]:
    """Every card as a record. Raises UserError for a file that is too large, cut off or no vCard."""
    check_size(data, name, CARD_FILE_LIMIT)
    text = _text(data, name)
    found = False
    for card in cards(text.lstrip("\ufeff"), name):
        found = True
        yield _record(card)
    if not found:
        raise UserError(_("{name} holds no vCard", name=name))


_CHARSET: Final = re.compile(rb";CHARSET=\"?([A-Za-z0-9._-]{2,40})", re.I)
_ASCII_LIKE: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def _text(data: bytes, name: str) -> str:
    """The text of a file. Cards of version 2.1 name their encoding line by line: where the bytes are no
    Unicode and all lines name the same one, it is that.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        named = {each.decode("ascii").lower() for each in _CHARSET.findall(data)} - _ASCII_LIKE
        if len(named) == 1 and b"\x00" not in data:
            try:
                return data.decode(named.pop())
            except (LookupError, UnicodeDecodeError):  # no encoding that anybody knows: told by its content
                pass
    return decode(data, name)[0]


def _record(card: Card) -> ContactRecord:
    shown = (card.text("FN"), card.text("EMAIL"), card.text("TEL"))
    making = Making(card.line, shown)
    making.source = card.text("UID") or card.text("X-ABUID") or card.source
    _take_names(making, card)
    _take_work(making, card)
    _take_points(making, card)
    for adr in card.all("ADR"):
        _take_address(making, adr)
    making.tags += _tags(card)
    _take_rest(making, card)
    return making.record()


def _tags(card: Card) -> Iterator[str]:
    """The categories; before 4.0 programs escape the comma between two as well."""
    for categories in card.all("CATEGORIES"):
        for item in categories.items():
            for tag in [item] if card.text("VERSION") == "4.0" else item.split(","):
                if tag.strip().lower() not in ("", "my contacts", "mycontacts"):
                    yield tag.strip()


def _take_names(making: Making, card: Card) -> None:
    plain = making.plain
    formatted = " ".join(card.text("FN").split())
    if (n := card.first("N")) is not None:
        family, given, middle, prefix, suffix = ([" ".join(part.split()) for part in n.parts()] + [""] * 5)[
            :5
        ]
        plain |= {"given_name": given, "family_name": family, "title": prefix}
        if prefix and formatted.startswith(f"{prefix} "):
            formatted = formatted.removeprefix(prefix).strip()
        if not formatted:
            formatted = " ".join(part for part in (given, middle, family, suffix) if part)
    plain["name"] = formatted
    is_org = card.text("KIND").lower() in ("org", "organization")
    if is_org or card.text("X-ABSHOWAS").upper() == "COMPANY":
        making.kind = "company"
        plain |= {"given_name": "", "family_name": "", "title": ""}


def _take_work(making: Making, card: Card) -> None:
    if (org := card.first("ORG")) is not None:
        parts = [" ".join(part.split()) for part in org.parts()]
        making.company = parts[0]
        making.plain["department"] = ", ".join(part for part in parts[1:] if part)
    making.plain["position"] = making.role = card.text("TITLE") or card.text("ROLE")
    for other in card.all("ORG")[1:]:
        making.others.append((", ".join(filter(None, other.parts())), other.param("X-ROLE")))
    making.terms, making.bank_account = card.text("X-CRM-TERMS"), card.text("X-CRM-BANK-ACCOUNT")


def _take_points(making: Making, card: Card) -> None:
    mains: set[str] = set()
    for name, kind in (("EMAIL", "mail"), ("TEL", "phone"), ("URL", "web")):
        for each in card.all(name):
            value = _uri(each.text.strip(), name)
            is_main = each.is_preferred and kind not in mains
            if is_main:
                mains.add(kind)
            making.add_point(kind, value, card.label_of(each.group) or _label(each), is_main)  # type: ignore[arg-type]


def _uri(value: str, name: str) -> str:
    """ "tel:+1-418-656-9254;ext=102" is "+1-418-656-9254 ext. 102"."""
    lower = value.lower()
    if name == "TEL" and lower.startswith("tel:"):
        number, _sign, params = unquote(value[4:]).partition(";")
        extension = re.search(r"ext=(\w+)", params)
        return f"{number} ext. {extension[1]}" if extension else number
    if name == "EMAIL" and lower.startswith("mailto:"):
        return unquote(value[7:].partition("?")[0])
    return value


def _label(each: Property) -> str:
    if own := each.param("X-LABEL"):
        return own
    words = [word for kind, word in _LABELS if kind in each.types]
    if "Fax" in words or "Mobile" in words:
        return " ".join(dict.fromkeys(words[:1] if "Mobile" in words else reversed(words)))
    return words[0] if words else ""


def _take_address(making: Making, adr: Property) -> None:
    parts = ([*adr.parts()] + [""] * 7)[:7]
    po_box, extended, street, city, region, code, country = parts
    making.doubt_country("ADR", country)
    purpose: Purpose = "invoice" if not making.addresses else "other"
    if "x-delivery" in adr.types:
        purpose = "delivery"
    elif "x-other" in adr.types:
        purpose = "other"
    elif "x-invoice" in adr.types:
        purpose = "invoice"
    made = address_draft(
        purpose=purpose,
        street=street,
        extended=extended,
        po_box=po_box,
        city=city,
        region=region,
        postal_code=code,
        country=country,
        attention=adr.param("X-ATTENTION"),
        district=adr.param("X-DISTRICT"),
    )
    if made is not None:
        making.addresses.append(made)


def _take_rest(making: Making, card: Card) -> None:
    _take_birthday(making, card.text("BDAY"))
    language = card.text("LANG").replace("-", "_")
    if re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        making.plain["language"] = language
    making.notes += [note.text.rstrip().lstrip("\n") for note in card.all("NOTE")]
    for name, label in _NOTED.items():
        for each in card.all(name):
            if name != "ROLE" or each.text.strip() != making.role:
                making.add_note(label, each.text)
    for related in card.all("X-ABRELATEDNAMES"):
        making.add_note(card.label_of(related.group) or "Related", related.text)
    _take_own(making, card)


def _take_birthday(making: Making, text: str) -> None:
    day = parse_date(text)
    if day is not None and day.year >= 1900:  # Apple writes 1604 for a year that is not known
        making.plain["birthday"] = day
    else:
        making.add_note("Birthday", text)


def _take_own(making: Making, card: Card) -> None:
    making.plain |= {field: value for name, field in OWN.items() if (value := card.text(name))}
    if making.plain.get("einvoice", "") not in ("", *PROFILES):
        making.add_note("X-CRM-EINVOICE", str(making.plain.pop("einvoice")))
    if (category := card.text("X-CRM-CATEGORY")) in CATEGORIES:
        making.plain["category"] = category
    endpoint = card.first("X-CRM-ENDPOINT")
    if endpoint is not None and len(endpoint.parts()) == 2:
        scheme, identifier = endpoint.parts()
        making.plain["endpoint"] = (scheme, identifier)
