"""Search over every room, and how what was found is told: what it is, whose, and where it was found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from desktop_crm.contacts import queries as contacts
from desktop_crm.database import search
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.values.money import minor

KINDS: Final[Mapping[str, Message]] = {
    "contact": _("Contact"),
    "quote": _("Quote"),
    "order": _("Order confirmation"),
    "delivery": _("Delivery note"),
    "pro_forma": _("Pro forma"),
    "receipt": _("Receipt"),
    "invoice": _("Invoice"),
    "credit_note": _("Credit note"),
    "product": _("Product or service"),
    "ticket": _("Ticket"),
    "note": _("Note"),
    "event": _("Call or mail"),
    "attachment": _("File"),
    "received_invoice": _("Invoice received"),
    "expense": _("Expense"),
    "dunning_letter": _("Reminder"),
}

LABELS: Final[Mapping[str, Message]] = {
    "address": _("Address"),
    "buyer_reference": _("Buyer reference"),
    "category": _("Category"),
    "company": _("Company"),
    "contract": _("Contract"),
    "corrects": _("Corrects"),
    "currency": _("Currency"),
    "customer_number": _("Customer number"),
    "document": _("Document"),
    "due": _("Amount due"),
    "early_payment": _("If paid early"),
    "gross": _("Total"),
    "iban": _("IBAN"),
    "internal_notes": _("Internal note"),
    "legal_id": _("Register number"),
    "line": _("Line"),
    "mail": _("Mail"),
    "message": _("Message"),
    "name": _("Name"),
    "net": _("Net"),
    "notes": _("Notes"),
    "order_number": _("Order number"),
    "payment": _("Payment"),
    "phone": _("Phone"),
    "position": _("Position"),
    "prepaid": _("Paid before"),
    "price": _("Price"),
    "project": _("Project"),
    "tag": _("Tag"),
    "tax": _("Tax"),
    "tax_number": _("Tax number"),
    "text": _("Text"),
    "vat_id": _("VAT ID"),
    "web": _("Website"),
}
"""What the texts of the rooms' entries are called (`database.search.Part.label`)."""

_MONEY: Final = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})")
_AMOUNTS: Final = frozenset(
    {"due", "early_payment", "gross", "line", "net", "payment", "prepaid", "price", "tax"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """One record that was found; `owner` is what to open for it: itself, or what it hangs on."""

    kind: str
    id: int
    title: str
    about: str
    number: str
    contact_id: int | None
    owner: tuple[str, int]
    label: str = ""
    match: str = ""


def find(caller: Caller, text: str, *, limit: int = 50, kinds: Sequence[str] | None = None) -> list[Found]:
    """The best `limit` matches for what was typed: names, numbers, amounts, IBANs, line texts, notes.

    Only records of `kinds` where they are given, and only what the caller's role may see. Any text is safe;
    an empty one finds nothing. With at most one query for the names of customers and one for what files hang
    on, however many are found.
    """
    if hidden := rights.hidden_kinds(caller):
        kinds = [kind for kind in kinds or KINDS if kind not in hidden]
    hits = search.find(text, limit=max(1, min(limit, 1000)), entities=kinds, first="contact")
    return _told(caller, hits)


def named(caller: Caller, records: Sequence[tuple[str, int]]) -> list[Found]:
    """These records as a search tells them, in their order; those that are gone are left out."""
    return _told(caller, search.named([each for each in records if rights.may_see(caller, each[0])]))


def _told(caller: Caller, hits: Sequence[search.Hit]) -> list[Found]:
    nameless = {hit.contact_id for hit in hits if not hit.subtitle and hit.contact_id is not None}
    names = contacts.names_of(caller, nameless - {hit.entity_id for hit in hits if hit.entity == "contact"})
    owners = contacts.owners_of(caller, [hit.entity_id for hit in hits if hit.entity == "attachment"])
    return [_found(hit, names, owners) for hit in hits]


def _found(hit: search.Hit, names: Mapping[int, str], owners: Mapping[int, tuple[str, int]]) -> Found:
    owner = (hit.entity, hit.entity_id)
    if hit.entity == "attachment":
        owner = owners.get(hit.entity_id, owner)
    elif hit.entity in ("note", "event") and hit.contact_id is not None:
        owner = ("contact", hit.contact_id)
    about = hit.subtitle
    if not about and hit.entity != "contact" and hit.contact_id is not None:
        about = names.get(hit.contact_id, "")
    # A title that is the number, or a subtitle that is, says it once.
    shown = ("" if hit.number == hit.title else hit.number, about)
    about = " · ".join(dict.fromkeys(part for part in shown if part))
    return Found(
        hit.entity, hit.entity_id, hit.title, about, hit.number, hit.contact_id, owner, hit.label, hit.match
    )


def where(found: Found, t: Translator) -> str:
    """Where it was found, in words: "Order number: PO-4711"; "" where title or `about` show it already."""
    if not found.label or found.match in f"{found.title} {found.about}":
        return ""
    text = found.match
    amount = _MONEY.fullmatch(text) if found.label in _AMOUNTS else None
    if amount is not None:
        value, currency = Decimal(amount[1]), amount[2]
        if found.label == "price":
            text = f"{t.formats.price(value, currency)} {currency}"
        else:
            text = t.formats.money(minor(value, currency), currency)
    label = LABELS.get(found.label)
    return text if label is None else f"{t.message(label)}: {text}"
