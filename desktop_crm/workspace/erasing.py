"""Forgetting a person everywhere: shown before, done in one transaction, told afterwards, done again after a
restore.

Every room says what it would erase and erases it; what the law keeps stays and is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.kinds import KINDS
from desktop_crm.billing.service.contents import named_in_papers
from desktop_crm.billing.service.purging import end_purges, purges_wait
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.models import Contact
from desktop_crm.contacts.service import erasing as own
from desktop_crm.database import blobs, scrubbing, trail
from desktop_crm.database.connection import raw, transaction
from desktop_crm.expenses import service as expenses
from desktop_crm.support import service as support
from desktop_crm.values import rights
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Cancelled, NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.personal import Forgotten, Kept
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import erasure_list, finding, half_typed, places
from desktop_crm.workspace.opening import Workspace

_MOST_MENTIONS: Final = 50
_COUNTS: Final = (
    own.count_personal,
    support.count_tickets,
    billing.count_papers,
    expenses.count_costs,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Another record in which the person's name, mail or phone stands: nobody can say what to do there but
    you."""

    kind: str
    id: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What goes, what stays and why; shown before anything happens, kept as the proof afterwards."""

    contact_id: int
    name: str
    counts: Mapping[Message, int]
    kept: tuple[Kept, ...]
    mentions: tuple[Mention, ...]
    on: date
    erased_at: datetime | None = None
    by: str = ""
    is_scrubbed: bool = True
    """False: it is erased, but the file could not be written anew yet; that is tried again by itself."""
    changes: int = field(default=0)
    """Lines of the log of changes that went, too."""


@rights.needs("persons.erase")
def plan_erasure(caller: Caller, contact_id: int, today: date) -> ErasurePlan:
    """What erasing this contact would do; changes nothing. NotFound."""
    view = contacts.get_contact(caller, contact_id)
    found = Forgotten()
    for count in _COUNTS:
        found.add(count(caller, contact_id))
    return ErasurePlan(
        contact_id,
        view.draft.name,
        found.counts,
        tuple(found.kept),
        tuple(_mentions(caller, contact_id, view.draft.name, [view.draft.mail, view.draft.phone])),
        today,
        changes=len(trail.entries_of(contact_id, found.rows)),
    )


def _mentions(caller: Caller, contact_id: int, name: str, reached: list[str]) -> list[Mention]:
    found: dict[tuple[str, int], Mention] = {}
    for text in [name, *(each for each in reached if each)]:
        for hit in finding.find(caller, text, limit=_MOST_MENTIONS):
            if hit.contact_id != contact_id and hit.kind != "attachment":
                found.setdefault((hit.kind, hit.id), Mention(hit.kind, hit.id, hit.title, text))
    return list(found.values())[:_MOST_MENTIONS]


@rights.needs("persons.erase")
def erase_person(
    caller: Caller, workspace: Workspace, contact_id: int, today: date, *, progress: Progress = SILENT
) -> ErasurePlan:
    """Erase a contact with all that hangs on it; what the law keeps stays without a way back to the person.

    One transaction, overwritten where it lay; then the file is written anew, and the list beside the backups
    notes the id. Raises NotFound, and UserError (disk full, locked) with everything as it was.
    """
    progress.step(0, 2, _("Erasing"))
    tickets = support.count_tickets(caller, contact_id).rows["ticket"]
    plan = _erase(caller, contact_id, today)
    half_typed.drop(workspace.place, "contact", contact_id)
    for ticket_id in tickets:
        half_typed.drop(workspace.place, "ticket", ticket_id)
    note_beside_backups(caller, workspace)
    with suppress(Cancelled):  # too late: it is done, what is left is to write the file anew
        progress.step(1, 2, _("Writing the file anew"))
    is_scrubbed = finish_erasures(caller)
    return ErasurePlan(
        plan.contact_id, plan.name, plan.counts, plan.kept, plan.mentions, today, utc_now(), caller.user,
        is_scrubbed, plan.changes,
    )  # fmt: skip


def _erase(caller: Caller, contact_id: int, today: date) -> ErasurePlan:
    with scrubbing.overwriting(), transaction(caller) as changed:
        plan = plan_erasure(caller, contact_id, today)
        changed |= _forget(caller, contact_id, plan.name)
    return plan


_CHANGED: Final = frozenset({"contact", "note", "attachment", "ticket", "consent", "expense", *KINDS})


def _forget(caller: Caller, contact_id: int, name: str) -> frozenset[str]:
    """Every room's part. Needs a transaction; NotFound when there is no such contact."""
    key = own.key_of(contact_id)
    if key is None:
        raise NotFound(_("This contact does not exist"))
    trail.forget_values()
    trail.note(caller, Contact, contact_id)
    found = Forgotten()
    found.add(support.forget_tickets(caller, contact_id))
    found.add(billing.forget_papers(caller, contact_id))
    found.add(expenses.forget_costs(caller, contact_id))
    found.add(own.forget_contact(caller, contact_id, keep=bool(found.kept)))
    own.note_erasure(caller, contact_id, key, len(found.kept))
    trail.forget_entries(contact_id, found.rows, found.kept_rows, name)
    blobs.purge_unused(found.blobs, named_in_papers(found.blobs))
    return _CHANGED


def erase_quietly(caller: Caller, contact_ids: Sequence[int]) -> None:
    """Some of many in one transaction: the list beside the backups and the file written anew come after the
    last."""
    with scrubbing.overwriting(), transaction(caller) as changed:
        names = contacts.names_of(caller, contact_ids)
        for contact_id in names:  # one that somebody deleted meanwhile has none
            changed |= _forget(caller, contact_id, "")
        trail.forget_named(names.values())


def finish_erasures(caller: Caller, *, even_if_none_waits: bool = False) -> bool:
    """Write the file anew when an erasure or a purge of papers waits for it; True when none waits any more.

    A full disk or a reader that does not let go leaves it waiting: the next daily backup tries again.
    """
    waits = raw().execute("SELECT 1 FROM erasure WHERE NOT is_scrubbed").fetchone() is not None
    if not waits and not purges_wait() and not even_if_none_waits:
        return True
    try:
        scrubbing.scrub()
        with transaction():
            raw().execute("UPDATE erasure SET is_scrubbed = ? WHERE NOT is_scrubbed", (True,))
            end_purges()
    except UserError:
        return False
    return True


def note_beside_backups(caller: Caller, workspace: Workspace) -> None:
    """Put the erasures into the list beside the backups, as far as the folder can be written to: the next
    backup does it again."""
    try:
        erasure_list.write(caller, places.backup_folder(workspace.path), workspace.path.stem)
    except OSError:
        return


def replay(
    caller: Caller, workspace: Workspace, lists: Path, today: date, *, progress: Progress = SILENT
) -> tuple[int, ...]:
    """Forget again whom a restored copy still knows: everyone in the lists of the folder `lists`, where the
    copy came from. Returns the ids of those who were there. `workspace` is the open restored file.

    The program owes it whoever opens the copy: no right is asked for.
    """
    caller = replace(caller, role=OWNER)
    wanted = [each for each in erasure_list.read(lists) if each.entity == "contact"]
    done = []
    for number, each in enumerate(wanted):
        progress.step(number, len(wanted), _("Forgetting again who was erased"))
        known = raw().execute("SELECT 1 FROM erasure WHERE key = ?", (each.key,)).fetchone()
        if known is None and own.key_of(each.id) == each.key:
            _erase(caller, each.id, today)
            done.append(each.id)
    if done:
        note_beside_backups(caller, workspace)
        finish_erasures(caller)
    return tuple(done)
