"""All about one person as a ZIP that they can read: a page to begin with, their files, and the data as JSON.

Every room hands in its sections; a new room adds one line to `_ROOMS`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from desktop_crm.billing import service as billing
from desktop_crm.catalog import service as catalog
from desktop_crm.company import queries as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as own
from desktop_crm.database import placing, trail
from desktop_crm.expenses import service as expenses
from desktop_crm.files.guards import safe_name
from desktop_crm.support import service as support
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import LANGUAGES, PROGRAM, Translator, _, translator_for
from desktop_crm.values.personal import Amount, Forgotten, Section
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace.person_page import person_page

_ROOMS: Final[tuple[Callable[[Caller, int, date], list[Section]], ...]] = (
    own.personal_sections,
    catalog.personal_sections,
    billing.personal_sections,
    expenses.personal_sections,
    support.personal_sections,
)
_ROWS: Final = (
    own.count_personal,
    billing.count_papers,
    expenses.count_costs,
    support.count_tickets,
)
INDEX: Final = "index.html"
_LONGEST: Final = 400
"""Of a changed value on the page; the data hold it whole."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file, how many entries each section has, and how many files lie in it."""

    path: Path
    name: str
    language: str
    counts: Mapping[str, int]
    files: int


def export_name(caller: Caller, contact_id: int) -> str:
    """A safe name for the ZIP: "Ana Lima.zip". NotFound."""
    name = contacts.get_contact(caller, contact_id).draft.name
    return safe_name(f"{name.replace('/', '-')}.zip", "person.zip")


@rights.needs("persons.export")
def export_person(
    caller: Caller, contact_id: int, target: Path, today: date, *, progress: Progress = SILENT
) -> Exported:
    """Write everything about a contact into the ZIP `target`, in the contact's language where we have it.

    The file appears whole or not at all and never replaces one. NotFound; UserError where it cannot be
    written; Cancelled leaves nothing behind.
    """
    view = contacts.get_contact(caller, contact_id)
    t = translator_for(_language(view.draft.language, caller))
    placing.check_free(target)
    sections = [section for room in _ROOMS for section in room(caller, contact_id, today)]
    sections.append(_changes(caller, contact_id))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        placing.make_empty(part)
        with ZipFile(part, "w", ZIP_DEFLATED, strict_timestamps=False) as file:
            count = _write(file, caller, view.draft.name, sections, today, t, progress)
        placing.put_in_place(part, target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            _("“{path}” cannot be written: {reason}", path=str(target), reason=reason), "FILE"
        ) from error
    finally:
        placing.clear_away(part)
    counts = {section.name: len(section.rows) for section in sections}
    return Exported(target, view.draft.name, t.language, counts, count)


def _language(wanted: str, caller: Caller) -> str:
    """The person's where the program speaks it, else that of whoever asks."""
    spoken = {language.partition("_")[0] for language in LANGUAGES[PROGRAM]}
    return wanted if wanted.replace("-", "_").partition("_")[0] in spoken else caller.language


def _changes(caller: Caller, contact_id: int) -> Section:
    """What the log of changes tells about everything of theirs."""
    found = Forgotten()
    for count in _ROWS:
        found.add(count(caller, contact_id))
    told = trail.entries_of(contact_id, found.rows)
    return Section(
        "changes",
        _("Log of changes"),
        (_("When"), _("Who"), _("Computer"), _("Record"), _("What"), _("Before"), _("After")),
        tuple(
            (
                datetime.fromisoformat(each["at"]),
                each["user"],
                each["computer"],
                f"{each['table_name']} {each['row']}",
                each["act"],
                _values(each["before"]),
                _values(each["after"]),
            )
            for each in told
        ),
        [
            {**each, **{name: json.loads(each[name]) for name in ("before", "after") if each[name]}}
            for each in told
        ],
    )


def _values(text: str | None) -> str:
    """Old or new values, a line each; what a paper held whole is among the data."""
    given = json.loads(text) if text else {}
    lines = (
        f"{name}: {value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)}"
        for name, value in given.items()
        if name != trail.WHOLE
    )
    return "\n".join(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…" for line in lines)


def _write(
    file: ZipFile,
    caller: Caller,
    name: str,
    sections: Sequence[Section],
    today: date,
    t: Translator,
    progress: Progress,
) -> int:
    """Files first, so that the page can point to each by the name that it got; returns how many."""
    wanted = [
        (section, each)
        for section in sections
        for row in section.rows
        for cell in row
        if isinstance(cell, tuple) and not isinstance(cell, Amount)
        for each in cell
    ]
    total = len(wanted) + len(sections) + 1
    names: dict[int, str] = {}
    taken: set[str] = set()
    for done, (section, each) in enumerate(wanted):
        progress.step(done, total, _("Writing files"))
        names[id(each)] = _free(f"{section.name}/{safe_name(each.name)}", taken)
        file.writestr(names[id(each)], each.content())
    for done, section in enumerate(sections, len(wanted)):
        progress.step(done, total, _("Writing data"))
        if section.data is not None:
            text = json.dumps(section.data, ensure_ascii=False, indent=2, default=str)
            file.writestr(f"data/{section.name}.json", text)
    progress.step(total - 1, total, _("Writing the page to begin with"))
    firm = company.firm_or_none(caller)
    page = person_page(name, firm.draft.name if firm else "", sections, today, t, names)
    file.writestr(INDEX, page)
    progress.step(total, total)
    return len(wanted)


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file has it; also where only case tells them apart."""
    stem, dot, ending = name.rpartition(".")
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate = f"{stem} {number}.{ending}" if dot else f"{name} {number}"
        number += 1
    taken.add(candidate.casefold())
    return candidate
