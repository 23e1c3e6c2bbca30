"""Consents: for what one asks, how an answer is written down, and whether somebody may be written to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import check_line, tidy_line

PURPOSES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "newsletter": _("Newsletter"),
        "offers": _("Offers and news about products"),
        "reminders": _("Reminders of appointments and renewals"),
        "satisfaction": _("Questions about satisfaction"),
        "reference": _("Being named as a reference"),
    }
)
"""What needs a yes before it is done. What a contract itself asks for (an invoice, a dunning letter) needs
none."""

EARLIEST: Final = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """One answer: for what, yes or no, since which day, and how it came ("web form", "by phone")."""

    purpose: str = ""
    is_given: bool = True
    decided_on: date | None = None
    source: str = ""


def purpose_title(purpose: str) -> Message | str:
    """Its words; one that a later program brought is shown as it is."""
    return PURPOSES.get(purpose, purpose)


def tidy_consent(draft: ConsentDraft) -> ConsentDraft:
    return replace(draft, purpose=draft.purpose.strip().lower(), source=tidy_line(draft.source))


def check_consent(draft: ConsentDraft, today: date) -> None:
    """Raise UserError at "purpose", "decided_on" or "source"."""
    if draft.purpose not in PURPOSES:
        raise UserError(_("Write one of {choices}", choices=", ".join(PURPOSES)), "purpose")
    if draft.decided_on is None:
        raise UserError(_("Say on which day the answer was given"), "decided_on")
    if not EARLIEST <= draft.decided_on <= today:
        raise UserError(
            _("An answer is given today or before, not on {day}", day=draft.decided_on), "decided_on"
        )
    if not draft.source:
        raise UserError(_("Say how the answer came: a form, a mail, a call"), "source")
    check_line(draft.source, "source")


def is_allowed(answers: Iterable[tuple[date, int, bool]], today: date) -> bool:
    """Whether the last answer up to `today` is a yes; `answers` are (day, order in which written, yes)."""
    known = [each for each in answers if each[0] <= today]
    return bool(known) and max(known)[2]
