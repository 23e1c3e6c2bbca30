"""An address in one cell: its purpose and parts between semicolons, escaped as in a vCard's ADR."""

from __future__ import annotations

from typing import Final

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.documents.vcard_lines import escaped, split_unescaped, unescape
from desktop_crm.contacts.rules.drafts import PURPOSES, AddressDraft

_PARTS: Final = ("attention", "street", "district", "postal_code", "city", "region", "country")


def address_line(each: AddressDraft) -> str:
    """`other;;Calle Mayor 1;;28001;Madrid;;ES`."""
    return ";".join([each.purpose, *(escaped(getattr(each.address, part)) for part in _PARTS)])


def address_of_line(text: str) -> AddressDraft | None:
    """The address that `address_line` wrote; None for any other text."""
    purpose, *parts = (unescape(part) for part in split_unescaped(text, ";"))
    if purpose not in PURPOSES or len(parts) != len(_PARTS):
        return None
    known = {each: each for each in PURPOSES}
    return AddressDraft(known[purpose], Address(**dict(zip(_PARTS, parts, strict=True))))
