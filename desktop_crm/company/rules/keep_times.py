"""How long the firm keeps what no law makes it keep: years by kind, or for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from desktop_crm.values.dates import add_months
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

MOST: Final = 50
SETTING: Final = "keep_times"


@dataclass(frozen=True, slots=True)
class KeepTimes:
    """Years after which something is proposed to be deleted; None: never."""

    contacts: int | None = None
    tickets: int | None = None
    notes: int | None = None
    mails: int | None = None

    @property
    def is_on(self) -> bool:
        return self != NEVER

    def before(self, kind: str, today: date) -> date | None:
        """What is older than this day is kept no longer; None where this kind stays."""
        years = getattr(self, kind)
        return None if years is None else add_months(today, -12 * years)


NEVER: Final = KeepTimes()
KINDS: Final = ("contacts", "tickets", "notes", "mails")
TITLES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "contacts": _("Contacts without business"),
        "tickets": _("Closed tickets"),
        "notes": _("Notes"),
        "mails": _("Calls and mails"),
    }
)


def times_of(stored: Any) -> KeepTimes:
    """The times out of the setting; what is not understood is never."""
    given = stored if isinstance(stored, dict) else {}
    years = {kind: given.get(kind) for kind in KINDS}
    whole = {
        kind: value
        for kind, value in years.items()
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST
    }
    return replace(NEVER, **whole)


def to_setting(times: KeepTimes) -> dict[str, Any] | None:
    """What is stored; None where nothing is ever deleted. Raises UserError at the kind."""
    for kind in KINDS:
        years = getattr(times, kind)
        if years is not None and not 1 <= years <= MOST:
            raise UserError(_("Between 1 and {most} years, or never", most=MOST), kind)
    return None if times == NEVER else {each.name: getattr(times, each.name) for each in fields(times)}
