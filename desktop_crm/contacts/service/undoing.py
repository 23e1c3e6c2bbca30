"""Taking an import back: what came in goes, what was changed or used since stays and is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_crm.contacts.models import ImportJob
from desktop_crm.contacts.queries.reading import get_contact
from desktop_crm.contacts.service.completing import empty_gaps
from desktop_crm.database import search, trail
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.database.fields import stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _

_BLOCK: Final = 500


@dataclass(frozen=True, slots=True)
class UndoReport:
    """How many records went, and (id, name, reason) of each that stays; `restored` had been changed by the
    import and are what they were before.
    """

    removed: int
    kept: tuple[tuple[int, str, Message], ...]
    restored: int = 0


@rights.needs("data.import")
def undo_import(caller: Caller, job_id: int) -> UndoReport:
    """Take an import back, in one transaction. Contacts changed, noted about or billed since then stay.

    Raises NotFound for an unknown job and UserError for one that was taken back already.
    """
    need_done(job_id, "contacts")
    return take_back(caller, job_id)


def need_done(job_id: int, kind: str) -> None:
    """Raise NotFound for an unknown import and UserError for one of another kind, or taken back already."""
    row = raw().execute("SELECT state, kind FROM import_job WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no such import"))
    if row[0] == "undone":
        raise UserError(_("This import was taken back already"))
    if row[1] != kind:
        raise UserError(_("This import brought something else"))


def take_back(caller: Caller, job_id: int) -> UndoReport:
    """The same for an import that is running or done."""
    with transaction(caller) as changed:
        trail.touch(ImportJob, job_id)
        trail.belongs_to(job_id)
        restored, changed_since = empty_gaps(caller, job_id)
        kept = _in_use(job_id)
        ids = [
            row[0] for row in raw().execute("SELECT id FROM contact WHERE job_id = ?", (job_id,)).fetchall()
        ]
        # People first: a company goes only after those that were linked to it.
        doomed = [each for each in reversed(ids) if each not in kept]
        for start in range(0, len(doomed), _BLOCK):
            for contact_id in _delete(doomed[start : start + _BLOCK]):
                kept[contact_id] = _("Documents or tickets refer to it")
        removed = len(ids) - len(kept)
        kept |= changed_since
        names = dict(raw().execute("SELECT id, name FROM contact WHERE job_id = ?", (job_id,)).fetchall())
        raw().execute(
            "UPDATE import_job SET state = 'undone', finished_at = ?, added = ? WHERE id = ?",
            (stamp(utc_now()), len(ids) - removed, job_id),
        )
        changed.add("contact")
        names |= {each: get_contact(caller, each).draft.name for each in changed_since}
    listed = tuple((each, names[each], reason) for each, reason in sorted(kept.items()))
    return UndoReport(removed, listed, restored)


_REASONS: Final = (
    ("c.version > 1", _("It was changed since")),
    ("EXISTS (SELECT 1 FROM timeline t WHERE t.contact_id = c.id)", _("Something happened with it since")),
    (
        "EXISTS (SELECT 1 FROM assignment s WHERE s.contact_id = c.id)",
        _("It was given to a colleague"),
    ),
    ("EXISTS (SELECT 1 FROM consent o WHERE o.contact_id = c.id)", _("What it allows was written down")),
    ("EXISTS (SELECT 1 FROM vat_check v WHERE v.contact_id = c.id)", _("Its VAT ID was checked")),
    ("EXISTS (SELECT 1 FROM note n WHERE n.contact_id = c.id)", _("There are notes about it")),
    ("EXISTS (SELECT 1 FROM attachment a WHERE a.contact_id = c.id)", _("There are files with it")),
    (
        "EXISTS (SELECT 1 FROM contact_link l JOIN contact p ON p.id = l.person_id"
        " WHERE l.company_id = c.id AND p.job_id IS DISTINCT FROM c.job_id)",
        _("Other people were linked to it since"),
    ),
)


def _in_use(job_id: int) -> dict[int, Message]:
    """The contacts of the job that stay, with the reason; a person that stays keeps its company."""
    kept: dict[int, Message] = {}
    for condition, reason in reversed(_REASONS):
        found = raw().execute(f"SELECT c.id FROM contact c WHERE c.job_id = ? AND {condition}", (job_id,))
        kept |= {row[0]: reason for row in found.fetchall()}
    for person, company in (
        raw()
        .execute(
            "SELECT l.person_id, l.company_id FROM contact_link l JOIN contact c ON c.id = l.company_id"
            " WHERE c.job_id = ?",
            (job_id,),
        )
        .fetchall()
    ):
        if person in kept and company not in kept:
            kept[company] = _("Other people were linked to it since")
    return kept


def _delete(ids: Sequence[int]) -> list[int]:
    """Delete contacts; returns those that a paper refers to and that therefore stay."""
    try:
        with transaction():
            _delete_all(ids)
    except IntegrityError:
        if len(ids) == 1:
            return list(ids)
        half = len(ids) // 2
        return _delete(ids[:half]) + _delete(ids[half:])
    return []


def _delete_all(ids: Sequence[int]) -> None:
    raw().execute(f"DELETE FROM contact WHERE id IN ({', '.join('?' * len(ids))})", ids)
    for contact_id in ids:
        search.remove("contact", contact_id)
