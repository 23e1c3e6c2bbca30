"""What a contact is, what is wrong or doubtful about one, and when two of them are the same."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.contacts.rules.checks import check_contact, tidy_contact
    from desktop_crm.contacts.rules.drafts import (
        CATEGORIES,
        COMPANY,
        INVOICE,
        KINDS,
        MAIL,
        PERSON,
        PHONE,
        POINT_KINDS,
        PURPOSES,
        TIMELINE_KINDS,
        WEB,
        AddressDraft,
        Category,
        ContactDraft,
        ContactId,
        ContactKind,
        LinkDraft,
        PointDraft,
        PointKind,
        Purpose,
        TimelineKind,
    )
    from desktop_crm.contacts.rules.matching import Likeness, Traits, likeness, traits_of
    from desktop_crm.contacts.rules.words import category_word, kind_word, purpose_word, timeline_word

__getattr__ = at_first_use(__name__, "drafts", "words", "checks", "matching")

__all__ = [
    "CATEGORIES",
    "COMPANY",
    "INVOICE",
    "KINDS",
    "MAIL",
    "PERSON",
    "PHONE",
    "POINT_KINDS",
    "PURPOSES",
    "TIMELINE_KINDS",
    "WEB",
    "AddressDraft",
    "Category",
    "ContactDraft",
    "ContactId",
    "ContactKind",
    "Likeness",
    "LinkDraft",
    "PointDraft",
    "PointKind",
    "Purpose",
    "TimelineKind",
    "Traits",
    "category_word",
    "check_contact",
    "kind_word",
    "likeness",
    "purpose_word",
    "tidy_contact",
    "timeline_word",
    "traits_of",
]
