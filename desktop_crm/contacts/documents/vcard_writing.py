"""Contacts as vCard 4.0 (RFC 6350): folded at 75 octets, escaped, UTF-8; read back they are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from desktop_crm.contacts.documents.vcard_lines import escaped
from desktop_crm.contacts.documents.vcard_reading import OWN, PRODUCT
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.drafts import COMPANY, AddressDraft, ContactDraft, PointDraft

_TYPES: Final = {"work": "work", "home": "home", "mobile": "cell", "fax": "fax", "pager": "pager"}
_NAMES: Final = {"mail": "EMAIL", "phone": "TEL", "web": "URL"}


class Exported(Protocol):
    """A contact to be written: its draft, the (name, role) of each company it is linked to, and the names of
    its payment terms and of our account that it pays to.
    """

    @property
    def id(self) -> int: ...
    @property
    def draft(self) -> ContactDraft: ...
    @property
    def links(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def terms(self) -> str: ...
    @property
    def bank_account(self) -> str: ...
    @property
    def consents(self) -> tuple[ConsentDraft, ...]: ...


def contacts_vcard(contacts: Iterable[Exported]) -> bytes:
    """One file with a card for each contact."""
    return "".join(f"{_folded(line)}\r\n" for each in contacts for line in _card(each)).encode("utf-8")


def _card(contact: Exported) -> Iterator[str]:
    draft = contact.draft
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"PRODID:{PRODUCT}"
    yield f"KIND:{'org' if draft.kind == COMPANY else 'individual'}"
    whole = f"{draft.title} {draft.name}" if draft.title and draft.kind != COMPANY else draft.name
    yield f"FN:{escaped(whole)}"
    if draft.kind != COMPANY:
        names = (draft.family_name, draft.given_name, "", draft.title, "")
        yield f"N:{';'.join(map(escaped, names))}"
    yield from _work(contact)
    for point in draft.points:
        yield _point(point)
    for each in draft.addresses:
        yield _address(each)
    if draft.birthday:
        yield f"BDAY:{draft.birthday:%Y%m%d}"
    if draft.language:
        yield f"LANG:{draft.language.replace('_', '-')}"
    if draft.tags:
        yield f"CATEGORIES:{','.join(map(escaped, draft.tags))}"
    if draft.notes:
        yield f"NOTE:{escaped(draft.notes)}"
    yield from _own(draft)
    for name, value in (("X-CRM-TERMS", contact.terms), ("X-CRM-BANK-ACCOUNT", contact.bank_account)):
        if value:
            yield f"{name}:{escaped(value)}"
    yield "END:VCARD"


def _work(contact: Exported) -> Iterator[str]:
    for n, (name, role) in enumerate(contact.links):
        units = [name, *([contact.draft.department] if n == 0 and contact.draft.department else [])]
        params = f";X-ROLE={_quoted(role)}" if n and role else ""
        yield f"ORG{params}:{';'.join(map(escaped, units))}"
        if n == 0 and role and role != contact.draft.position:
            yield f"ROLE:{escaped(role)}"
    if contact.draft.position:
        yield f"TITLE:{escaped(contact.draft.position)}"


def _point(point: PointDraft) -> str:
    params = ";PREF=1" if point.is_main else ""
    if point.label:
        kinds = [_TYPES[word] for word in point.label.lower().split() if word in _TYPES]
        params = f"{';TYPE=' + ','.join(kinds) if kinds else ''}{params}"
        if not kinds:
            params = f";X-LABEL={_quoted(point.label)}{params}"
    return f"{_NAMES[point.kind]}{params}:{escaped(point.value)}"


def _address(each: AddressDraft) -> str:
    address = each.address
    params = f";TYPE=x-{each.purpose}"
    if address.attention:
        params += f";X-ATTENTION={_quoted(address.attention)}"
    if address.district:
        params += f";X-DISTRICT={_quoted(address.district)}"
    parts = ("", "", address.street, address.city, address.region, address.postal_code, address.country)
    return f"ADR{params}:{';'.join(map(escaped, parts))}"


def _own(draft: ContactDraft) -> Iterator[str]:
    for name, field in OWN.items():
        if value := getattr(draft, field):
            yield f"{name}:{escaped(value)}"
    if draft.category != "contact":
        yield f"X-CRM-CATEGORY:{draft.category}"
    if draft.endpoint:
        yield f"X-CRM-ENDPOINT:{';'.join(map(escaped, draft.endpoint))}"


def _quoted(text: str) -> str:
    """A parameter's value: RFC 6868 keeps quotes and breaks out of it."""
    return '"' + text.replace("^", "^^").replace("\n", "^n").replace('"', "^'") + '"'


def _folded(line: str) -> str:
    """At most 75 octets a line, never cut inside a character."""
    data = line.encode("utf-8")
    pieces: list[str] = []
    limit = 75
    while len(data) > limit:
        cut = limit
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(data[:cut].decode("utf-8"))
        data, limit = data[cut:], 74
    pieces.append(data.decode("utf-8"))
    return "\r\n ".join(pieces)
