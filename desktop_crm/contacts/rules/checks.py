"""What cannot be kept about a contact (errors), and what is doubtful (hints: kept on insistence)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from desktop_crm.company.rules import identifiers
from desktop_crm.company.rules.addresses import address_hints, check_address
from desktop_crm.company.rules.checks import check_look
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts.rules.drafts import (
    CATEGORIES,
    KINDS,
    PERSON,
    POINT_KINDS,
    PURPOSES,
    AddressDraft,
    ContactDraft,
    LinkDraft,
    PointDraft,
    name_of,
)
from desktop_crm.contacts.rules.points import mail_doubt, phone_doubt, web_doubt
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.values.errors import UserError
from desktop_crm.values.formats import is_language
from desktop_crm.values.messages import _
from desktop_crm.values.money import is_currency
from desktop_crm.values.texts import NAME, check_line, check_text, tidy_line, tidy_text

_LINES: Final = (
    "given_name", "family_name", "title", "position", "department", "vat_id", "tax_number", "legal_id",
    "iban", "customer_number", "order_number", "buyer_reference",
)  # fmt: skip
_TEXTS: Final = ("notes", "price_notes")
MOST_PARTS: Final = 100
"""Points, addresses, links or tags of one contact."""
LONGEST_TAG: Final = 60


def tidy_contact(draft: ContactDraft) -> ContactDraft:
    """The draft without blanks at ends, empty points and addresses, doubled tags and links.

    A person without a name is called by its given and family name.
    """
    name = tidy_line(draft.name)
    if not name and draft.kind == PERSON:
        name = name_of(tidy_line(draft.given_name), tidy_line(draft.family_name))
    lines: dict[str, Any] = {each: tidy_line(value) for each in _LINES if (value := getattr(draft, each))}
    texts: dict[str, Any] = {each: tidy_text(value) for each in _TEXTS if (value := getattr(draft, each))}
    return replace(
        draft,
        name=name,
        **lines,
        **texts,
        tags=tidy_tags(draft.tags),
        points=tidy_points(draft.points),
        addresses=tidy_addresses(draft.addresses),
        links=_tidy_links(draft.links),
    )


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each tag once, whatever its case."""
    known: dict[str, str] = {}
    for tag in map(tidy_line, tags):
        if tag:
            known.setdefault(tag.casefold(), tag)
    return tuple(known.values())


def tidy_points(points: Iterable[PointDraft]) -> tuple[PointDraft, ...]:
    """Each point once; of each kind the first main one stays the main one."""
    kept: dict[tuple[str, str], PointDraft] = {}
    mains: set[str] = set()
    for point in points:
        value = tidy_line(point.value)
        if not value or (point.kind, value) in kept:
            continue
        is_main = point.is_main and point.kind not in mains
        if is_main:
            mains.add(point.kind)
        kept[point.kind, value] = PointDraft(point.kind, value, tidy_line(point.label), is_main)
    return tuple(kept.values())


def tidy_addresses(addresses: Iterable[AddressDraft]) -> tuple[AddressDraft, ...]:
    """The addresses that say anything."""
    return tuple(filter(None, map(_tidy_address, addresses)))


def _tidy_address(draft: AddressDraft) -> AddressDraft | None:
    given = draft.address
    if given.is_empty and not given.country and not given.attention:
        return None
    lines = ("attention", "district", "postal_code", "city", "region", "country")
    tidied = {each: tidy_line(getattr(given, each)) for each in lines}
    return AddressDraft(draft.purpose, replace(given, street=tidy_text(given.street), **tidied))


def _tidy_links(links: Iterable[LinkDraft]) -> tuple[LinkDraft, ...]:
    known: dict[int, LinkDraft] = {}
    for link in links:
        known.setdefault(link.other_id, LinkDraft(link.other_id, tidy_line(link.role)))
    return tuple(known.values())


def check_contact(draft: ContactDraft, warned: frozenset[str] = frozenset()) -> list[Hint]:
    """Raise UserError at the field that cannot be kept; return what is doubtful.

    `warned` holds the `key_of` each hint that the person has seen and insists on: those are not returned
    again, but a value changed since then is.
    """
    _check_choices(draft)
    check_line(draft.name, "name", most=NAME, required=True)
    for each in _LINES:
        if value := getattr(draft, each):
            check_line(value, each)
    for each in _TEXTS:
        check_text(getattr(draft, each), each)
    _check_parts(draft)
    return [hint for hint in _hints(draft) if key_of(hint, draft) not in warned]


def key_of(hint: Hint, draft: ContactDraft) -> str:
    """The identity of a doubt: its field and the value that is doubted."""
    return f"{hint.field}={_value_at(draft, hint.field)}"


def _value_at(draft: ContactDraft, field: str) -> str:
    found = re.match(r"(points|addresses)\[(\d+)\]", field)
    if found is None:
        return str(getattr(draft, field, ""))
    return repr(getattr(draft, found[1])[int(found[2]) - 1])


def _check_choices(draft: ContactDraft) -> None:
    for field, value, known in (("kind", draft.kind, KINDS), ("category", draft.category, CATEGORIES)):
        if value not in known:
            raise UserError(_("“{value}” is none of {known}", value=value, known=", ".join(known)), field)
    if draft.currency and not is_currency(draft.currency):
        raise UserError(_("“{code}” is no currency (ISO 4217)", code=draft.currency), "currency")
    if draft.language and not is_language(draft.language):
        raise UserError(_("“{code}” is no language; write en, de or pt_BR", code=draft.language), "language")
    if draft.einvoice and draft.einvoice not in PROFILES:
        formats = ", ".join(PROFILES)
        raise UserError(_("“{value}” is none of {known}", value=draft.einvoice, known=formats), "einvoice")
    check_look(draft.design, draft.paper_size, may_be_empty=True)
    if draft.birthday is not None and draft.birthday.year < 1900:
        raise UserError(_("This date lies too far in the past."), "birthday")
    if draft.endpoint is not None:
        for part in draft.endpoint:
            check_line(part, "endpoint", most=100)


def _check_parts(draft: ContactDraft) -> None:
    for field in ("tags", "points", "addresses", "links"):
        if len(getattr(draft, field)) > MOST_PARTS:
            raise UserError(_("No more than {most} can be kept", most=MOST_PARTS), field)
    for n, tag in enumerate(draft.tags, start=1):
        check_line(tag, f"tags[{n}]", most=LONGEST_TAG, required=True)
    for n, point in enumerate(draft.points, start=1):
        if point.kind not in POINT_KINDS:
            raise UserError(
                _("“{value}” is none of {known}", value=point.kind, known=", ".join(POINT_KINDS)),
                f"points[{n}].kind",
            )
        check_line(point.value, f"points[{n}].value", required=True)
        if point.label:
            check_line(point.label, f"points[{n}].label", most=LONGEST_TAG)
    for n, each in enumerate(draft.addresses, start=1):
        if each.purpose not in PURPOSES:
            raise UserError(
                _("“{value}” is none of {known}", value=each.purpose, known=", ".join(PURPOSES)),
                f"addresses[{n}].purpose",
            )
        check_address(each.address, f"addresses[{n}]")
    for n, link in enumerate(draft.links, start=1):
        check_line(link.role, f"links[{n}].role")


def _hints(draft: ContactDraft) -> Iterable[Hint]:
    country = draft.country
    if draft.vat_id and (hint := identifiers.vat_id_hint(country, draft.vat_id)):
        yield hint
    if draft.tax_number and (hint := identifiers.tax_number_hint(country, draft.tax_number)):
        yield hint
    if draft.iban and (hint := identifiers.iban_hint(draft.iban)):
        yield hint
    if draft.endpoint and (hint := identifiers.endpoint_hint(draft.endpoint)):
        yield hint
    for n, point in enumerate(draft.points, start=1):
        doubt = (
            mail_doubt(point.value)
            if point.kind == "mail"
            else phone_doubt(point.value, country)
            if point.kind == "phone"
            else web_doubt(point.value)
        )
        if doubt is not None:
            yield Hint(f"points[{n}].value", doubt)
    for n, each in enumerate(draft.addresses, start=1):
        yield from address_hints(each.address, f"addresses[{n}]")
