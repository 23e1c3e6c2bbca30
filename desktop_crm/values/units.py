"""Units of measure: codes of UN/ECE recommendation 20 (and 21 with an X before it) with their words.

EN 16931 wants a code in BT-130; people read a word. The table holds what offices and workshops use; any
other code of the recommendations (resources/codes/units.txt) is kept and shown as it is. Printed papers
translate `short` with the words of domain "documents".
"""

# catalogue: documents
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from desktop_crm.values.messages import Message, Translator, _
from desktop_crm.values.resources import resource


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `name` for choices ("hour"), `short` for columns ("h"); `plural` where the word changes
    with the number.
    """

    code: str
    name: Message
    short: Message
    plural: Message | None = None


def _unit(
    code: str, name: Message, short: Message | None = None, plural: Message | None = None
) -> tuple[str, Unit]:
    return code, Unit(code, name, short or name, plural)


DEFAULT: Final = "C62"

UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    dict(
        (
            _unit("C62", _("piece"), _("pc."), _("pcs.")),
            _unit("XPP", _("item"), _("item"), _("items")),
            _unit("LS", _("flat rate"), _("flat")),
            _unit("HUR", _("hour"), _("h")),
            _unit("MIN", _("minute"), _("min")),
            _unit("DAY", _("day"), _("day"), _("days")),
            _unit("WEE", _("week"), _("week"), _("weeks")),
            _unit("MON", _("month"), _("month"), _("months")),
            _unit("ANN", _("year"), _("year"), _("years")),
            _unit("KGM", _("kilogram"), _("kg")),
            _unit("GRM", _("gram"), _("g")),
            _unit("TNE", _("tonne"), _("t")),
            _unit("MTR", _("metre"), _("m")),
            _unit("CMT", _("centimetre"), _("cm")),
            _unit("MMT", _("millimetre"), _("mm")),
            _unit("KMT", _("kilometre"), _("km")),
            _unit("MTK", _("square metre"), _("m²")),
            _unit("MTQ", _("cubic metre"), _("m³")),
            _unit("LTR", _("litre"), _("l")),
            _unit("KWH", _("kilowatt hour"), _("kWh")),
            _unit("SET", _("set"), _("set"), _("sets")),
            _unit("PR", _("pair"), _("pair"), _("pairs")),
            _unit("DZN", _("dozen"), _("doz.")),
            _unit("MIL", _("thousand"), _("thsd.")),
            _unit("XBX", _("box"), _("box"), _("boxes")),
            _unit("XPK", _("package"), _("pkg."), _("pkgs.")),
            _unit("XPX", _("pallet"), _("pallet"), _("pallets")),
            _unit("NPT", _("part"), _("part"), _("parts")),
            _unit("IE", _("person"), _("person"), _("persons")),
            _unit("ZP", _("page"), _("page"), _("pages")),
            _unit("AB", _("bulk pack"), _("bulk"), _("bulk")),
            _unit("E48", _("service unit"), _("service"), _("services")),
        )
    )
)


def unit(code: str) -> Unit | None:
    """The unit of a code, None where the table has no word for it."""
    return UNITS.get(code)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    text = resource("codes/units.txt").read_text(encoding="utf-8")
    return frozenset(code for row in text.splitlines() if not row.startswith("#") for code in row.split())


def is_unit(code: str) -> bool:
    """Whether this is a code of the recommendations, as rule BR-CL-23 of EN 16931 asks."""
    return code in UNITS or code in _codes()


def unit_word(code: str, qty: Decimal, t: Translator) -> str:
    """What stands beside a quantity: "h", "pcs.", "day"; an unknown code as it is."""
    found = UNITS.get(code)
    if found is None:
        return code
    return t.message(found.plural if found.plural is not None and abs(qty) != 1 else found.short)
