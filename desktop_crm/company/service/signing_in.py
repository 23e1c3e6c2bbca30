"""Signing in: the right password makes a caller, wrong ones cost a wait that survives a restart."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import datetime

from desktop_crm.company import queries
from desktop_crm.company.models import Colleague
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.rules import people as rules
from desktop_crm.company.service.people import new_code
from desktop_crm.database import connection, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

LOG = logging.getLogger("desktop_crm.people")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed in. `failed` wrong passwords were tried before; a `recovery_code` takes the used one's
    place."""

    caller: Caller
    failed: int = 0
    recovery_code: str = ""


@rights.needs("sign.in")
def sign_in(caller: Caller, person_id: int, password: str) -> Signed:
    """The person as a caller at this computer. `caller` is nobody yet.

    Raises UserError at "password" when it is wrong or when too many were: then with the wait.
    """
    person, kept = _try(caller, person_id, "password")
    if not rules.matches(password, kept):
        raise _wrong(caller, person, _("This is not the password of {name}.", name=person.name))
    _succeed(caller, person, rules.hashed(password, os.urandom(16)) if rules.is_cheap(kept) else None)
    return Signed(queries.caller_of(caller, person), person.failed)


@rights.needs("sign.in")
def recover(caller: Caller, person_id: int, code: str, password: str) -> Signed:
    """A new password for an owner who has the recovery code; the code is used up and another one comes.

    Raises UserError at "code" or "password".
    """
    person = _present(caller, person_id)
    rules.check_password(password, person.name)
    person, kept = _try(caller, person_id, "recovery")
    if not kept or not rules.matches(rules.tidy_code(code), kept):
        words = _("This is not the recovery code of {name}.", name=person.name)
        raise _wrong(caller, person, words, "code")
    fresh, recovery = new_code()
    changed_password = rules.hashed(password, os.urandom(16))
    with transaction(queries.caller_of(caller, person)) as changed:
        writes.update_versioned(
            Colleague, person_id, person.version, password=changed_password, recovery=recovery, failed=0
        )
        changed.add("colleague")
    LOG.warning("person %d used the recovery code on %s", person_id, caller.computer)
    return Signed(queries.caller_of(caller, person), person.failed, fresh)


@rights.needs("people.read")
def change_password(caller: Caller, before: str, password: str) -> None:
    """Give oneself another password, knowing the one before. Raises UserError at "before" or "password"."""
    rules.check_password(password, caller.user)
    person, kept = _try(caller, caller.person_id, "password")
    if not rules.matches(before, kept):
        words = _("This is not the password of {name}.", name=person.name)
        raise _wrong(caller, person, words, "before")
    with transaction(caller) as changed:
        writes.update_versioned(
            Colleague,
            person.id,
            person.version,
            password=rules.hashed(password, os.urandom(16)),
            failed=0,
        )
        changed.add("colleague")


def _present(caller: Caller, person_id: int) -> PersonRow:
    """The person, if they work here."""
    for person in queries.list_people(caller):
        if person.id == person_id:
            return person
    raise UserError(_("This person does not work here any more."))


def _try(caller: Caller, person_id: int, column: str) -> tuple[PersonRow, str]:
    """Count the try before it is made, so that many programs at once try no more than one; refuse it while a
    wait runs. A database that can only be read from here counts nothing."""
    if _is_only_read():
        return _present(caller, person_id), _kept(person_id, column)
    now = utc_now()
    with transaction(caller) as changed:
        changed.add("sign_in")
        person = _present(caller, person_id)
        if left := rules.wait_left(person.failed, person.failed_at, now):
            raise UserError(rules.wait_words(left), "password" if column == "password" else "code")
        _note(person_id, person.failed + 1, now)
        return person, _kept(person_id, column)


def _is_only_read() -> bool:
    """Opened so, or because its folder is not safe to write in."""
    database = connection.current()
    return database.read_only or database.refusal is not None


def _kept(person_id: int, column: str) -> str:
    assert column in ("password", "recovery")
    row = raw().execute(f"SELECT {column} FROM colleague WHERE id = ?", (person_id,)).fetchone()
    return str(row[0])


def _note(person_id: int, failed: int, at: datetime) -> None:
    sql = "UPDATE colleague SET failed = ?, failed_at = ? WHERE id = ?"
    raw().execute(sql, (failed, stamp(at), person_id))


def _wrong(caller: Caller, person: PersonRow, words: Message, field: str = "password") -> UserError:
    LOG.warning("wrong %s for person %d on %s, try %d", field, person.id, caller.computer, person.failed + 1)
    left = rules.wait_left(person.failed + 1, utc_now(), utc_now())
    if left:
        words = _("{wrong} {wait}", wrong=words, wait=rules.wait_words(left))
    return UserError(words, field)


def _succeed(caller: Caller, person: PersonRow, kept: str | None) -> None:
    if _is_only_read():
        return
    with transaction(caller) as changed:
        changed.add("sign_in")
        raw().execute("UPDATE colleague SET failed = 0, failed_at = NULL WHERE id = ?", (person.id,))
        if kept is not None:
            raw().execute("UPDATE colleague SET password = ? WHERE id = ?", (kept, person.id))
