"""Units of measure: codes of UN/ECE recommendation 20 (and 21 with an X before it) with their words.

EN 16931 wants a code in BT-130; people read a word. The table holds what offices and workshops use; any
other code of the recommendations (resources/codes/units.txt) is kept and shown as it is. Printed papers
translate `short` with the words of domain "documents".
"""

# catalogue: documents
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from desktop_crm.values.messages import Message, Translator, _, many
from desktop_crm.values.resources import resource


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `name` for choices ("hour"), `short` for columns ("h"), with its plural where it changes."""

    code: str
    name: Message
    short: Message


def _unit(code: str, name: Message, short: Message | None = None) -> tuple[str, Unit]:
    return code, Unit(code, name, short or name)


DEFAULT: Final = "C62"
TIMES: Final = frozenset({"HUR", "MIN", "DAY", "WEE", "MON", "ANN"})
"""What is counted in these is a service."""
_MANY: Final = 5
_SINGULAR_BELOW_TWO: Final = ("fr", "pt_BR")

UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    dict(
        (
            _unit("C62", _("piece"), many("pc.", "pcs.", 1)),
            _unit("XPP", _("item"), many("item", "items", 1)),
            _unit("LS", _("flat rate"), _("flat")),
            _unit("HUR", _("hour"), _("h")),
            _unit("MIN", _("minute"), _("min")),
            _unit("DAY", _("day"), many("day", "days", 1)),
            _unit("WEE", _("week"), many("week", "weeks", 1)),
            _unit("MON", _("month"), many("month", "months", 1)),
            _unit("ANN", _("year"), many("year", "years", 1)),
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
            _unit("SET", _("set"), many("set", "sets", 1)),
            _unit("PR", _("pair"), many("pair", "pairs", 1)),
            _unit("DZN", _("dozen"), _("doz.")),
            _unit("MIL", _("thousand"), _("thsd.")),
            _unit("XBX", _("box"), many("box", "boxes", 1)),
            _unit("XPK", _("package"), many("pkg.", "pkgs.", 1)),
            _unit("XPX", _("pallet"), many("pallet", "pallets", 1)),
            _unit("NPT", _("part"), many("part", "parts", 1)),
            _unit("IE", _("person"), many("person", "persons", 1)),
            _unit("ZP", _("page"), many("page", "pages", 1)),
            _unit("AB", _("bulk pack"), many("bulk", "bulk", 1)),
            _unit("E48", _("service unit"), many("service", "services", 1)),
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
    short = found.short
    return t.message(short if short.plural is None else replace(short, n=_counted(qty, t.language)))


def _counted(qty: Decimal, language: str) -> int:
    """The whole number that has the same form: French and Brazilian Portuguese say "1,5 jour", as of one;
    elsewhere a fraction is many.
    """
    whole = int(abs(qty))
    if abs(qty) == whole or (whole < 2 and language.replace("-", "_").startswith(_SINGULAR_BELOW_TWO)):
        return whole
    return _MANY
