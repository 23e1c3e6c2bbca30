"""What was kept long enough: proposed on Today, deleted by one confirmed act, never by itself.

Off until somebody sets a time. Contacts go as `erasing` erases them, so that issued papers stay as long as
the law keeps them; what others still use stays, too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing.queries import ageing as billing
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.keep_times import SETTING, TITLES, KeepTimes, times_of, to_setting
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.queries import ageing
from desktop_crm.database import writes
from desktop_crm.database.connection import transaction
from desktop_crm.support import service as support
from desktop_crm.support.service import erasing as tickets
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, _, many
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import erasing
from desktop_crm.workspace.opening import Workspace

_BLOCK: Final = 200
_CONTACTS: Final = 25
"""In one transaction, so that others get their turn to write."""
_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """Things of a kind that were kept long enough; `names` are the first of them."""

    kind: str
    ids: tuple[int, ...]
    before: date
    names: tuple[str, ...] = ()

    @property
    def title(self) -> Message:
        return TITLES[self.kind]

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def reason(self) -> Message:
        if self.kind == "contacts":
            return _("nothing since {day}", day=self.before)
        return _("from before {day}", day=self.before)


@rights.needs("persons.erase")
def get_times(caller: Caller) -> KeepTimes:
    """How long what is kept."""
    return times_of(company.setting(caller, SETTING))


@rights.needs("settings.change")
def set_times(caller: Caller, times: KeepTimes) -> None:
    """Keep everything so long from now on. Raises UserError at the kind."""
    company_service.set_setting(caller, SETTING, to_setting(times))


@rights.needs("persons.erase")
def plan(caller: Caller, today: date) -> tuple[Proposal, ...]:
    """What would go today; empty while no time is set, and where nothing is old enough."""
    times = get_times(caller)
    if not times.is_on:
        return ()
    found = []
    if (before := times.before("contacts", today)) is not None:
        ids = _idle(caller, before)
        names = contacts.names_of(caller, ids[:_NAMED])
        found.append(Proposal("contacts", tuple(ids), before, tuple(names[each] for each in ids[:_NAMED])))
    if (before := times.before("tickets", today)) is not None:
        found.append(Proposal("tickets", tuple(tickets.old_tickets(caller, before)), before))
    if (before := times.before("notes", today)) is not None:
        found.append(Proposal("notes", tuple(ageing.old_notes(caller, before)), before))
    if (before := times.before("mails", today)) is not None:
        found.append(Proposal("mails", tuple(ageing.old_events(caller, before)), before))
    return tuple(each for each in found if each.ids)


def _idle(caller: Caller, before: date) -> list[int]:
    ids = ageing.idle_contacts(caller, before)
    busy = billing.with_business(caller, ids, before) | tickets.with_tickets(caller, ids, before)
    return [each for each in ids if each not in busy]


@rights.needs("persons.erase")
def purge(
    caller: Caller,
    workspace: Workspace,
    proposals: Sequence[Proposal],
    today: date,
    *,
    progress: Progress = SILENT,
) -> dict[str, int]:
    """Delete what was proposed and confirmed, as far as it still is so; how many of each kind went.

    In small transactions, so that others get their turn; Cancel stops between two of them, and what is
    done is done. Then the file is written anew.
    """
    done: dict[str, int] = {}
    try:
        _purge(caller, proposals, today, done, progress)
    finally:  # also after Cancel: who went is gone
        if done.get("contacts"):
            erasing.note_beside_backups(caller, workspace)
        erasing.finish_erasures(caller, even_if_none_waits=bool(done))
    return done


def _purge(
    caller: Caller, proposals: Sequence[Proposal], today: date, done: dict[str, int], progress: Progress
) -> None:
    still = {each.kind: set(each.ids) for each in plan(caller, today)}
    total = sum(each.count for each in proposals)
    gone = 0
    for proposal in proposals:
        ids = [each for each in proposal.ids if each in still.get(proposal.kind, set())]
        size = _CONTACTS if proposal.kind == "contacts" else _BLOCK
        for start in range(0, len(ids), size):
            progress.step(gone, total, proposal.title)
            if start:
                time.sleep(writes.PAUSE)
            some = ids[start : start + size]
            count = _forget(caller, proposal.kind, some)
            done[proposal.kind] = done.get(proposal.kind, 0) + count
            gone += len(some)


def _forget(caller: Caller, kind: str, ids: Sequence[int]) -> int:
    if kind == "contacts":
        erasing.erase_quietly(caller, ids)
        return len(ids)
    with transaction(caller) as changed:
        changed |= {"contact", "note", "ticket", "attachment"}
        if kind == "tickets":
            return support.forget_old_tickets(caller, ids)
        if kind == "notes":
            return contacts_service.forget_notes(caller, ids)
        return contacts_service.forget_events(caller, ids)


def count_words(proposal: Proposal) -> Message:
    """ "12 contacts"."""
    words = {
        "contacts": many("{n} contact", "{n} contacts", proposal.count),
        "tickets": many("{n} ticket", "{n} tickets", proposal.count),
        "notes": many("{n} note", "{n} notes", proposal.count),
        "mails": many("{n} call or mail", "{n} calls and mails", proposal.count),
    }
    return words[proposal.kind]
