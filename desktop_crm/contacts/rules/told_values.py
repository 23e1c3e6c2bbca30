"""A contact's values as the trail tells them, back in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.rules.drafts import PERSON, AddressDraft, ContactDraft, LinkDraft, PointDraft


def draft_with(draft: ContactDraft, values: Mapping[str, Any]) -> ContactDraft:
    """The draft with these values by column; a KeyError (a bug) for one that a contact does not have."""
    own, other = "companies", "people"
    if values.get("kind", draft.kind) != PERSON:
        own, other = other, own
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name == own:
            made["links"] = tuple(LinkDraft(each["other_id"], each.get("role", "")) for each in value or ())
        elif name == "points":
            made[name] = tuple(PointDraft(**each) for each in value or ())
        elif name == "addresses":
            made[name] = tuple(map(_address, value or ()))
        elif name == "tags":
            made[name] = tuple(value or ())
        elif name == "endpoint":
            made[name] = tuple(value) if value else None
        elif name == "birthday":
            made[name] = date.fromisoformat(value) if value else None
        elif name in ("currency", "customer_number"):
            made[name] = value or ""
        elif name != other:
            made[name] = value
    unknown = made.keys() - {field.name for field in fields(draft)}
    if unknown:
        raise KeyError(*unknown)
    return replace(draft, **made)


def _address(stored: Mapping[str, Any]) -> AddressDraft:
    rest = {name: value for name, value in stored.items() if name != "purpose"}
    return AddressDraft(stored["purpose"], Address(**rest))
