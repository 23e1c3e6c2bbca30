"""Records given to colleagues: one open gift a record, told on the contact's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop_crm.company import queries as company
from desktop_crm.contacts import queries
from desktop_crm.contacts.models import Assignment
from desktop_crm.contacts.rules.drafts import GivenKind
from desktop_crm.contacts.service.activities import write_timeline
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import check_line, tidy_line


@rights.needs("records.give")
def assign(
    caller: Caller,
    kind: GivenKind,
    record_id: int,
    person_id: int,
    *,
    contact_id: int | None,
    due_on: date | None = None,
    note: str = "",
    title: str = "",
) -> int:
    """Give a record to a colleague, in place of whoever had it; returns the id of the assignment.

    `contact_id` is whose timeline tells of it, `title` what it calls a record that is not the contact. That
    the record is there, its own room has seen (`workspace.people.give`). Raises UserError at "to" or "note".
    """
    note = tidy_line(note)
    check_line(note, "note")
    with transaction(caller) as changed:
        person = company.get_person(caller, person_id)
        if person.left_on is not None:
            raise UserError(_("{name} does not work here any more.", name=person.name), "to")
        _end(queries.assignments_of(caller, kind, [record_id]).values())
        new = writes.insert(
            Assignment,
            entity=kind,
            entity_id=record_id,
            contact=contact_id,
            person=person_id,
            due_on=due_on,
            note=note,
            given_by=caller.user,
            given_at=utc_now(),
        )
        _tell(caller, kind, record_id, contact_id, _given_words(person.name, title), note)
        changed |= {"assignment", "contact"}
    return new


@rights.needs("records.give")
def finish_assignment(caller: Caller, assignment_id: int, version: int) -> int:
    """What was given is done, or is nobody's in particular again; returns the new version."""
    with transaction(caller) as changed:
        version = writes.update_versioned(Assignment, assignment_id, version, done_at=utc_now())
        changed |= {"assignment", "contact"}
    return version


@rights.needs("people.manage")
def hand_over_assignments(caller: Caller, person_id: int, to_id: int) -> int:
    """Everything that is open goes from one colleague to another, as it was given; returns how many."""
    sql = "SELECT id FROM assignment WHERE person_id = ? AND done_at IS NULL ORDER BY id"
    with transaction(caller) as changed:
        found = raw().execute(sql, (person_id,)).fetchall()
        for (assignment_id,) in found:
            writes.update(Assignment, assignment_id, person=to_id)
        if found:
            changed |= {"assignment", "contact"}
    return len(found)


@rights.needs("people.manage")
def give_follow_ups(caller: Caller, by: str, to_id: int) -> int:
    """Open follow-ups that somebody called `by` wrote and that are nobody else's; returns how many.

    The notes keep their author.
    """
    with transaction(caller) as changed:
        notes = queries.follow_ups_by(caller, by)
        for note_id, contact_id, follow_up_on in notes:
            writes.insert(
                Assignment,
                entity="note",
                entity_id=note_id,
                contact=contact_id,
                person=to_id,
                due_on=follow_up_on,
                note="",
                given_by=caller.user,
                given_at=utc_now(),
            )
        if notes:
            changed |= {"assignment", "contact", "note"}
    return len(notes)


def _end(open_ones: Iterable[queries.AssignmentRow]) -> None:
    for row in open_ones:
        writes.update(Assignment, row.id, done_at=utc_now())


def _tell(
    caller: Caller, kind: GivenKind, record_id: int, contact_id: int | None, words: Message, note: str
) -> None:
    if contact_id is None:
        return
    write_timeline(
        contact_id,
        "note",
        words,
        note,
        at=utc_now(),
        entity=kind,
        entity_id=record_id,
        by=caller.user,
    )


def _given_words(name: str, title: str) -> Message:
    if title:
        return _("{what} given to {name}", what=title, name=name)
    return _("Given to {name}", name=name)
