"""Who works here: added, changed, given another password, gone; there is always an owner."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_crm.company import queries
from desktop_crm.company.models import Colleague
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.rules import people as rules
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.folding import fold
from desktop_crm.values import rights
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@dataclass(frozen=True, slots=True)
class Added:
    """Who was added. The first person gets a `recovery_code`, which is nowhere kept as it is: shown once."""

    id: int
    recovery_code: str = ""


@rights.needs("people.manage")
def add_person(caller: Caller, draft: PersonDraft, password: str, today: date) -> Added:
    """Add somebody; the first must be an owner. From then on everybody signs in.

    Raises UserError at "name", "role", "initials", "language" or "password".
    """
    draft = rules.tidy_person(draft)
    rules.check_person(draft)
    rules.check_password(password, draft.name)
    kept, (code, recovery) = rules.hashed(password, os.urandom(16)), new_code()
    with transaction(caller) as changed:
        is_first = raw().execute("SELECT 1 FROM colleague LIMIT 1").fetchone() is None
        if is_first and draft.role != OWNER:
            raise UserError(_("The first person must be an owner: somebody has to add the others."), "role")
        _check_name(draft.name)
        person_id = writes.insert(
            Colleague,
            **_columns(draft),
            password=kept,
            recovery=recovery if is_first else "",
            since=today,
        )
        changed.add("colleague")
    return Added(person_id, code if is_first else "")


@rights.needs("people.manage")
def save_person(caller: Caller, person_id: int, version: int, draft: PersonDraft) -> int:
    """Change a name, a role, initials or a language; returns the new version. What somebody wrote under
    another name keeps that name.

    Raises UserError naming the field, also where the last owner would be none; Conflict.
    """
    draft = rules.tidy_person(draft)
    rules.check_person(draft)
    with transaction(caller) as changed:
        before = queries.get_person(caller, person_id)
        if draft.role != OWNER:
            _keep_an_owner(before, "role")
        _check_name(draft.name, person_id)
        version = writes.update_versioned(Colleague, person_id, version, **_columns(draft))
        changed.add("colleague")
    return version


@rights.needs("people.manage")
def reset_password(caller: Caller, person_id: int, version: int, password: str) -> int:
    """Give somebody who forgot it another password, and another free try; returns the new version."""
    with transaction(caller) as changed:
        person = queries.get_person(caller, person_id)
        rules.check_password(password, person.name)
        version = writes.update_versioned(
            Colleague, person_id, version, password=rules.hashed(password, os.urandom(16)), failed=0
        )
        changed.add("colleague")
    return version


@rights.needs("people.manage")
def renew_recovery(caller: Caller, person_id: int, version: int) -> tuple[int, str]:
    """A recovery code for an owner in place of the one before; returns the new version and the code."""
    code, recovery = new_code()
    with transaction(caller) as changed:
        if queries.get_person(caller, person_id).role != OWNER:
            raise UserError(_("Only an owner has a recovery code; an owner resets the others' passwords."))
        version = writes.update_versioned(Colleague, person_id, version, recovery=recovery)
        changed.add("colleague")
    return version, code


@rights.needs("people.manage")
def leave(caller: Caller, person_id: int, version: int, on: date) -> int:
    """Somebody leaves: they sign in no more; what they did keeps their name. Returns the new version.

    What was theirs to do is handed over in `workspace.people.leave`, in the same transaction.
    """
    with transaction(caller) as changed:
        person = queries.get_person(caller, person_id)
        if person.left_on is not None:
            raise UserError(_("{name} has left already.", name=person.name))
        _keep_an_owner(person, None)
        if on < person.since:
            raise UserError(_("{name} came later than that.", name=person.name), "on")
        version = writes.update_versioned(Colleague, person_id, version, left_on=on, recovery="")
        changed.add("colleague")
    return version


@rights.needs("people.manage")
def come_back(caller: Caller, person_id: int, version: int) -> int:
    """Somebody who left is here again, with their old password; returns the new version."""
    with transaction(caller) as changed:
        version = writes.update_versioned(Colleague, person_id, version, left_on=None, failed=0)
        changed.add("colleague")
    return version


def new_code() -> tuple[str, str]:
    """A recovery code, and as it is kept."""
    code = rules.code_of(os.urandom(rules.CODE_LENGTH))
    return code, rules.hashed(code, os.urandom(16))


def _columns(draft: PersonDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "folded": fold(draft.name),
        "role": draft.role,
        "initials": draft.initials,
        "language": draft.language,
    }


def _keep_an_owner(person: PersonRow, field: str | None) -> None:
    """Refuse when this person is the only owner who works here."""
    sql = "SELECT 1 FROM colleague WHERE role = 'owner' AND left_on IS NULL AND id <> ?"
    is_owner = person.role == OWNER and person.left_on is None
    if is_owner and raw().execute(sql, (person.id,)).fetchone() is None:
        raise UserError(
            _("{name} is the only owner: make somebody else an owner first.", name=person.name), field
        )


def _check_name(name: str, person_id: int = 0) -> None:
    """Two people of one name cannot be told apart when they sign in."""
    sql = "SELECT 1 FROM colleague WHERE folded = ? AND id <> ?"
    if raw().execute(sql, (fold(name), person_id)).fetchone() is not None:
        raise UserError(_("There is already somebody called “{name}”.", name=name), "name")
