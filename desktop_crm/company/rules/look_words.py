"""The designs, sizes and columns of papers in words."""

from __future__ import annotations

from typing import Final

from desktop_crm.company.rules.looks import A4, CLASSIC, COMPACT, LETTER, MODERN
from desktop_crm.values.messages import Message, _

DESIGN_WORDS: Final[dict[str, Message]] = {
    CLASSIC: _("Classic"),
    MODERN: _("Modern"),
    COMPACT: _("Compact"),
}
SIZE_WORDS: Final[dict[str, Message]] = {A4: _("A4"), LETTER: _("US Letter")}
COLUMN_WORDS: Final[dict[str, Message]] = {
    "position": _("Position number"),
    "code": _("Item number"),
    "unit": _("Unit"),
    "discount": _("Discount"),
    "tax": _("VAT rate"),
}
