"""People and what is theirs: records are given to them, and go to others when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.billing import queries as billing
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules.drafts import GivenKind
from desktop_crm.database.connection import transaction
from desktop_crm.support import queries as support
from desktop_crm.support import service as support_service
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import serving
from desktop_crm.workspace.opening import Workspace

KINDS: Final[Mapping[str, GivenKind]] = {
    "contact": "contact",
    "quote": "document",
    "order": "document",
    "delivery": "document",
    "pro_forma": "document",
    "receipt": "document",
    "invoice": "document",
    "credit_note": "document",
    "document": "document",
    "ticket": "ticket",
    "note": "note",
    "task": "note",
}
"""What people and pages call a record, and the kind under which it is given."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """How much of somebody's waits to be done: records given to them, follow-ups they wrote, live tickets."""

    records: int
    follow_ups: int
    tickets: int

    @property
    def count(self) -> int:
        return self.records + self.follow_ups + self.tickets


@rights.needs("records.give")
def give(
    caller: Caller,
    kind: str,
    record_id: int,
    person_id: int,
    today: date,
    *,
    due_on: date | None = None,
    note: str = "",
) -> int:
    """Give a record to a colleague with a day and a word; a ticket gets them as assignee, a follow-up moves
    to the day. Returns the id of the assignment.

    Raises UserError at "to", "on" or "note", NotFound.
    """
    if due_on is not None and due_on < today:
        raise UserError(_("This day is over."), "on")
    given = KINDS[kind]
    with transaction(caller):
        contact_id, title = _contact_of(caller, given, record_id, today)
        if given == "ticket":
            name = company.get_person(caller, person_id).name
            support_service.give_ticket(caller, record_id, name, today)
        return contacts_service.assign(
            caller, given, record_id, person_id, contact_id=contact_id, due_on=due_on, note=note, title=title
        )


def _contact_of(caller: Caller, kind: GivenKind, record_id: int, today: date) -> tuple[int | None, str]:
    """Whose record it is, and what it is called there; NotFound where there is none."""
    if kind == "contact":
        contacts.get_name(caller, record_id)
        return record_id, ""
    if kind == "document":
        paper = billing.get_row(caller, record_id, today)
        return paper.contact_id, paper.number or paper.title
    if kind == "ticket":
        ticket = support.get_row(caller, record_id)
        return ticket.contact_id, ticket.number
    return contacts.get_note(caller, record_id).contact_id, ""


@rights.needs("people.manage")
def belongings(caller: Caller, person_id: int) -> Belongings:
    """What would be handed over."""
    name = company.get_person(caller, person_id).name
    given = contacts.list_assignments(caller, person_id, limit=1_000_000)
    tickets = set(support.live_tickets_of(caller, name))
    records = [row for row in given if not (row.kind == "ticket" and row.record_id in tickets)]
    return Belongings(len(records), len(contacts.follow_ups_by(caller, name)), len(tickets))


@rights.needs("people.manage")
def hand_over(caller: Caller, person_id: int, to_id: int) -> Belongings:
    """Everything of one person goes to another in one act; returns how much it was."""
    if person_id == to_id:
        raise UserError(_("Choose somebody else."), "to")
    with transaction(caller):
        person, to = company.get_person(caller, person_id), company.get_person(caller, to_id)
        if to.left_on is not None:
            raise UserError(_("{name} does not work here any more.", name=to.name), "to")
        before = belongings(caller, person_id)
        contacts_service.hand_over_assignments(caller, person_id, to_id)
        contacts_service.give_follow_ups(caller, person.name, to_id)
        support_service.rename_assignee(caller, person.name, to.name)
    return before


@rights.needs("people.manage")
def leave(caller: Caller, person_id: int, version: int, on: date, to_id: int | None) -> Belongings:
    """Somebody leaves and everything of theirs goes to `to_id`, or nothing happens.

    Raises UserError at "to" where something waits and nobody is named.
    """
    with transaction(caller):
        theirs = belongings(caller, person_id)
        if to_id is not None:
            theirs = hand_over(caller, person_id, to_id)
        elif theirs.count:
            raise UserError(_("Say who takes over what waits to be done."), "to")
        company_service.leave(caller, person_id, version, on)
        serving.follow(caller, person_id, "")
    return theirs


@rights.needs("people.manage")
def save_person(caller: Caller, person_id: int, version: int, draft: PersonDraft) -> int:
    """Change a person; under another name their live tickets and follow-ups stay theirs."""
    with transaction(caller):
        before = company.get_person(caller, person_id)
        version = company_service.save_person(caller, person_id, version, draft)
        after = company.get_person(caller, person_id)
        if after.role != before.role:
            serving.follow(caller, person_id, after.role)
        if after.name != before.name:
            contacts_service.give_follow_ups(caller, before.name, person_id)
            support_service.rename_assignee(caller, before.name, after.name)
    return version


@rights.needs("people.read")
def change_own_password(caller: Caller, workspace: Workspace, before: str, password: str) -> None:
    """Give oneself another password, knowing the one before: that of the server's login for who signs in by
    it, else the firm's own.

    Raises UserError at "before" or "password".
    """
    if serving.is_by_own_login(workspace):
        serving.change_own_password(caller, workspace, before, password)
    else:
        company_service.change_password(caller, before, password)


@rights.needs("people.manage")
def add_person(caller: Caller, draft: PersonDraft, password: str, today: date) -> company_service.Added:
    """Add a person; what the only user so far had to do is the first person's."""
    with transaction(caller):
        is_first = not company.list_people(caller, left=True)
        added = company_service.add_person(caller, draft, password, today)
        name = company.get_person(caller, added.id).name
        if is_first and name != caller.user:
            contacts_service.give_follow_ups(caller, caller.user, added.id)
            support_service.rename_assignee(caller, caller.user, name)
    return added
