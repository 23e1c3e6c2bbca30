"""`people list|add|role|rename|password|code|leave|back|hand-over` and `give`: who works here, and what is
theirs to do.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from desktop_crm.cli import signing
from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company import queries, service
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.rules.people import FILE_LIMIT, PersonDraft
from desktop_crm.values.caller import OWNER
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import people
from desktop_crm.workspace.people import Belongings


def list_people(session: Session) -> list[dict[str, Any]]:
    """Who works here, with roles; `--left` also those who left."""
    with session.reading():
        return [_shown(person) for person in queries.list_people(session.caller, left=session.arguments.left)]


def add(session: Session) -> dict[str, Any]:
    """Somebody new. The first one must be an owner and gets a recovery code, which is shown this once."""
    arguments = session.arguments
    draft = PersonDraft(name=arguments.name, role=arguments.role, language=arguments.language)
    with session.beginning() as workspace:
        is_on_server = workspace.is_on_server
        password = _new_password(session, draft.name)
        added = people.add_person(session.caller, draft, password, session.today)
        answer = _shown(_by_id(session, added.id))
    if added.recovery_code:
        answer["recovery_code"] = added.recovery_code
        _say_code(session)
    elif draft.role != OWNER and not is_on_server:
        print(f"note: {session.t.message(FILE_LIMIT)}", file=sys.stderr)
    return answer


def role(session: Session) -> dict[str, Any]:
    """Another role."""
    with session.writing():
        person = _found(session)
        draft = replace(person.draft, role=session.arguments.role)
        people.save_person(session.caller, person.id, person.version, draft)
        return _shown(_by_id(session, person.id))


def rename(session: Session) -> dict[str, Any]:
    """Another name; what was written under the old one keeps it."""
    with session.writing():
        person = _found(session)
        draft = replace(person.draft, name=session.arguments.new_name)
        people.save_person(session.caller, person.id, person.version, draft)
        return _shown(queries.get_person(session.caller, person.id))


def password(session: Session) -> dict[str, Any]:
    """Another password: one's own, or an owner's help for somebody who forgot it."""
    with session.writing() as workspace:
        person = _found(session)
        fresh = _new_password(session, person.name)
        if person.id == session.caller.person_id:
            people.change_own_password(session.caller, workspace, session.password, fresh)
        else:
            service.reset_password(session.caller, person.id, person.version, fresh)
        return _shown(_by_id(session, person.id))


def login(session: Session) -> dict[str, Any]:
    """A login of the server for a person, by which their role holds there for every program."""
    from desktop_crm.workspace import serving

    with session.writing() as workspace:
        person = _found(session)
        made = serving.let_in(session.caller, workspace, person.id, _new_password(session, person.name))
    return {"name": person.name, "role": person.role, "database": str(made.address)}


def code(session: Session) -> dict[str, Any]:
    """Another recovery code for an owner, shown this once."""
    with session.writing():
        person = _found(session)
        _version, fresh = service.renew_recovery(session.caller, person.id, person.version)
    _say_code(session)
    return {"name": person.name, "recovery_code": fresh}


def leave(session: Session) -> dict[str, Any]:
    """Somebody leaves; what waits to be done goes to `--to` in the same act."""
    on = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        person = _found(session)
        theirs = people.leave(session.caller, person.id, person.version, on, _taker(session))
        return {**_shown(_by_id(session, person.id)), "handed_over": _counts(theirs)}


def back(session: Session) -> dict[str, Any]:
    """Somebody who left is here again."""
    with session.writing():
        person = _found(session)
        service.come_back(session.caller, person.id, person.version)
        return _shown(_by_id(session, person.id))


def hand_over(session: Session) -> dict[str, Any]:
    """Everything of one person goes to another; `--dry-run` only counts it."""
    with session.reading() if session.arguments.dry_run else session.writing():
        person = _found(session)
        if session.arguments.dry_run:
            return {"dry_run": True, **_counts(people.belongings(session.caller, person.id))}
        taker = _taker(session)
        assert taker is not None  # the grammar asks for --to
        return _counts(people.hand_over(session.caller, person.id, taker))


def give(session: Session) -> dict[str, Any]:
    """A record goes to a colleague, with a day and a word."""
    arguments = session.arguments
    due_on = None if arguments.on is None else day(arguments.on, "--on")
    with session.writing():
        caller, taker = session.caller, _taker(session)
        assert taker is not None
        record = _record(session, arguments.kind, arguments.id)
        try:
            made = people.give(
                caller, arguments.kind, record, taker, session.today, due_on=due_on, note=arguments.note
            )
        except UserError as error:
            error.field = {"on": "--on", "to": "--to", "note": "--note"}.get(error.field or "", error.field)
            raise
        return {
            "id": made,
            "kind": arguments.kind,
            "record": record,
            "to": arguments.to,
            "on": due_on,
            "note": arguments.note,
        }


def _record(session: Session, kind: str, text: str) -> int:
    from desktop_crm.billing import queries as billing
    from desktop_crm.cli import contacts
    from desktop_crm.support import queries as support

    if kind == "contact":
        return contacts.find(session.caller, text)
    if kind == "ticket":
        found = support.find_tickets(session.caller, text)
        if len(found) != 1:
            raise NotFound(_("There is no ticket “{text}”", text=text), "id")
        return found[0]
    if kind == "task":
        if not text.isdecimal():
            raise NotFound(_("There is no task “{text}”", text=text), "id")
        return int(text)
    return billing.resolve(session.caller, text, [kind])


def _found(session: Session) -> PersonRow:
    try:
        return queries.find_person(session.caller, session.arguments.name)
    except NotFound as error:
        error.field = "NAME"
        raise


def _taker(session: Session) -> int | None:
    if session.arguments.to is None:
        return None
    try:
        return queries.find_person(session.caller, session.arguments.to).id
    except NotFound as error:
        error.field = "--to"
        raise


def _by_id(session: Session, person_id: int) -> PersonRow:
    """The role that was just given may have been one's own: nobody needs a right to be told what was done."""
    return next(row for row in queries.list_people(session.caller, left=True) if row.id == person_id)


def _new_password(session: Session, name: str) -> str:
    words = session.t("New password of {name}", name=name)
    return signing.secret(signing.NEW_PASSWORD, words, "password", input_is_taken=False)


def _say_code(session: Session) -> None:
    print(
        "note: "
        + session.t(
            "Write the recovery code down and keep it safe: with it the only owner gets in without the"
            " password. It is shown this once."
        ),
        file=sys.stderr,
    )


def _shown(person: PersonRow) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "language": person.draft.language,
        "since": person.since,
        "left_on": person.left_on,
        "wrong_passwords": person.failed,
    }


def _counts(theirs: Belongings) -> dict[str, int]:
    return {"records": theirs.records, "follow_ups": theirs.follow_ups, "tickets": theirs.tickets}
