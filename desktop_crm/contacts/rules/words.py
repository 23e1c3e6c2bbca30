"""The words for kinds and categories, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop_crm.values.messages import Message, _

_KINDS: Final[Mapping[str, Message]] = MappingProxyType({"person": _("Person"), "company": _("Company")})
_CATEGORIES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "contact": _("Contact"),
        "lead": _("Lead"),
        "prospect": _("Prospect"),
        "opportunity": _("Opportunity"),
        "customer": _("Customer"),
    }
)
_PURPOSES: Final[Mapping[str, Message]] = MappingProxyType(
    {"invoice": _("Invoice address"), "delivery": _("Delivery address"), "other": _("Other address")}
)
_TIMELINE: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "note": _("Note"),
        "call": _("Call"),
        "mail": _("Mail"),
        "quote": _("Quote"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "payment": _("Payment"),
        "ticket": _("Ticket"),
        "file": _("File"),
        "contact": _("Contact"),
    }
)


def kind_word(kind: str) -> Message:
    return _KINDS[kind]


def category_word(category: str) -> Message:
    return _CATEGORIES[category]


def purpose_word(purpose: str) -> Message:
    return _PURPOSES[purpose]


def timeline_word(kind: str) -> Message:
    return _TIMELINE[kind]
