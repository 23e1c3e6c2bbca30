"""Consents: for what one asks, how an answer is written down, and whether somebody may be written to."""

from __future__ import annotations

import re
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


_WRITTEN: Final = re.compile(r"(\w+)[\s:=,]+(\w+)[\s:=,]+(\d{4}-\d\d-\d\d)(?:[\s:=,]+(.*))?", re.DOTALL)
_YES: Final = frozenset({"yes", "sim", "evet", "ja", "si", "oui", "true", "1"})
_NO: Final = frozenset({"no", "nao", "não", "hayir", "hayır", "nein", "non", "false", "0"})
IMPORTED: Final = "import"
"""The source of an answer whose file does not say any."""


def consent_text(draft: ConsentDraft) -> str:
    """An answer in one cell of a table, the same in every language: "newsletter yes 2026-11-20 form"."""
    day = draft.decided_on.isoformat() if draft.decided_on else ""
    return f"{draft.purpose} {'yes' if draft.is_given else 'no'} {day} {draft.source}".rstrip()


def consent_of(text: str) -> ConsentDraft | None:
    """The answer that was written so; None for anything else, which is no proof."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    purpose, answer, day, source = found[1].lower(), found[2].casefold(), found[3], found[4] or ""
    try:
        decided_on = date.fromisoformat(day)
    except ValueError:
        return None
    if purpose not in PURPOSES or answer not in _YES | _NO or decided_on < EARLIEST:
        return None
    return ConsentDraft(purpose, answer in _YES, decided_on, tidy_line(source)[:200] or IMPORTED)


def is_allowed(answers: Iterable[tuple[date, int, bool]], today: date) -> bool:
    """Whether the last answer up to `today` is a yes; `answers` are (day, order in which written, yes)."""
    known = [each for each in answers if each[0] <= today]
    return bool(known) and max(known)[2]
