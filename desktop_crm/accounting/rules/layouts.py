"""The layouts in which the sales are handed over, and what a package is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_crm.company.rules.periods import PeriodDraft, name_of
from desktop_crm.files.guards import safe_name
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

GENERIC: Final = "generic"
DATEV: Final = "datev"
VENTES: Final = "ventes"
GOBD: Final = "gobd"


@dataclass(frozen=True, slots=True)
class Layout:
    """`title` is what a person chooses by, `hint` what it is; `ending` that of its one file."""

    name: str
    title: Message
    hint: Message
    ending: str = ""


LAYOUTS: Final[dict[str, Layout]] = {
    each.name: each
    for each in (
        Layout(GENERIC, _("Tables"), _("CSV and Excel, for any accountant"), "csv"),
        Layout(DATEV, _("DATEV"), _("Bookings and customers (EXTF), papers linked by id"), "csv"),
        Layout(VENTES, _("Ventes, colonnes FEC"), _("Sales with the columns of the French FEC"), "txt"),
        Layout(GOBD, _("GoBD, Z3"), _("Tables with index.xml for a tax audit")),
    )
}
"""`generic` is in every package."""


def usual_layouts(country: str) -> tuple[str, ...]:
    """What an accountant in this country works with, beside the tables."""
    return {"DE": (DATEV, GOBD), "AT": (DATEV,), "FR": (VENTES,)}.get(country, ())


def check_layouts(layouts: Sequence[str], field: str) -> tuple[str, ...]:
    """The layouts in their order, each once. UserError for one that is not known."""
    for each in layouts:
        if each not in LAYOUTS:
            raise UserError(_("Write one of {choices}", choices=", ".join(LAYOUTS)), field)
    return tuple(name for name in LAYOUTS if name in layouts)


def package_name(firm: str, span: PeriodDraft) -> str:
    """ "2026-Q1 Atelier Lima.zip"; other days by the first and the last one."""
    days = name_of(span) or f"{span.starts_on.isoformat()}_{span.ends_on.isoformat()}"
    return safe_name(f"{days} {firm}.zip".replace("/", "-"), "package")
