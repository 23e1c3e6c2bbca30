"""The people of a firm on its server: groups for the roles, a login for each person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_crm.company import queries as company
from desktop_crm.database import serving
from desktop_crm.database.connection import current
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values import rights
from desktop_crm.values.caller import OWNER, Caller, local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import server_rights
from desktop_crm.workspace.opening import Workspace

SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Login:
    """A person's way into the server: their address, without the password."""

    person_id: int
    address: ServerAddress


@rights.needs("people.manage")
def grant(caller: Caller, workspace: Workspace) -> None:
    """Tell the server what each role may; again after every upgrade.

    Raises UserError for a file, and where the user of this connection may not make roles.
    """
    from desktop_crm.database.server import granting
    from desktop_crm.workspace import registry

    address = _address(workspace)
    granting.grant_all(
        serving.own_connection(),
        address.database,
        server_rights.matrix(),
        issuing=tuple(sorted(rights.RIGHTS["documents.issue"].roles)),
        purging=tuple(sorted(rights.RIGHTS["persons.erase"].roles)),
        hidden={
            tuple(kind for kind in rights.SEEN if rights.SEEN[kind] == right): tuple(
                sorted(rights.RIGHTS[right].roles)
            )
            for right in dict.fromkeys(rights.SEEN.values())
        },
        tables=registry.TABLES,
    )


def grant_after_upgrade(workspace: Workspace) -> None:
    """New tables have no rights yet: who upgraded owns them and gives each role what it may."""
    from desktop_crm.database.server import granting

    engine = workspace.database.engine
    address = _address(workspace)
    if getattr(engine, "is_upgraded", False) and granting.has_groups(
        serving.own_connection(), address.database
    ):
        grant(local_caller(), workspace)


@rights.needs("people.manage")
def let_in(caller: Caller, workspace: Workspace, person_id: int, password: str) -> Login:
    """A login of the server for a person, in the group of their role; a new password for who has one."""
    from desktop_crm.database.server import granting

    address = _address(workspace)
    person = company.get_person(caller, person_id)
    if len(password) < SHORTEST_PASSWORD:
        raise UserError(_("A password has at least {n} characters.", n=SHORTEST_PASSWORD), "password")
    grant(caller, workspace)
    login = granting.let_in(serving.own_connection(), address.database, person_id, person.role, password)
    return Login(person_id, address.as_user(login))


@rights.needs("people.read")
def change_own_password(caller: Caller, workspace: Workspace, before: str, password: str) -> None:
    """Give one's own login of the server another password, knowing the one before; it holds at once.

    Raises UserError at "before" or "password".
    """
    from desktop_crm.database.server import connecting, granting

    address = _address(workspace)
    if len(password) < SHORTEST_PASSWORD:
        raise UserError(_("A password has at least {n} characters.", n=SHORTEST_PASSWORD), "password")
    try:
        if address.password and not before:  # else the surroundings would give theirs
            raise UserError(_("The server refused the name or the password."), "password")
        connecting.connect(address.with_password(before)).close()
    except UserError as error:
        if error.field != "password":
            raise
        raise UserError(_("This is not the password of {name}.", name=caller.user), "before") from error
    granting.set_own_password(serving.own_connection(), password)
    engine: Any = workspace.database.engine
    engine.use_password(password)


@rights.needs("people.manage")
def follow(caller: Caller, person_id: int, role: str) -> None:
    """In a running change: the login of a person whose role has changed, or who has left (""); a firm in a
    file has none."""
    address = current().place
    if isinstance(address, ServerAddress):
        from desktop_crm.database.server import granting

        granting.follow(serving.own_connection(), address.database, person_id, role)


def is_by_own_login(workspace: Workspace) -> bool:
    """Whether the connection is a person's own login: then the server shows what their role sees, no more."""
    if not workspace.is_on_server:
        return False
    from desktop_crm.database.server import granting

    return granting.person_of(serving.own_connection()) is not None


def check_may_copy(caller: Caller, workspace: Workspace) -> None:
    """Raise UserError that names the owners where whole copies are theirs alone."""
    if rights.may(caller, workspace.copying_right):
        return
    owners = [person.name for person in company.list_people(caller) if person.role == OWNER]
    raise UserError(_("On a server the owner makes backups: ask {names}.", names=", ".join(owners)))


def _address(workspace: Workspace) -> ServerAddress:
    if not isinstance(workspace.place, ServerAddress):
        raise UserError(
            _("This firm lies in a file: only a server can enforce roles. Move it to one first."), "database"
        )
    return workspace.place


def person_here(caller: Caller, workspace: Workspace) -> Caller | None:
    """Who signed in by the server's own login, as a caller; None where the server knows no person.

    Raises UserError for somebody who has left.
    """
    if not workspace.is_on_server:
        return None
    from desktop_crm.database.server import granting

    person_id = granting.person_of(serving.own_connection())
    if person_id is None:
        return None
    person = next((each for each in company.list_people(caller) if each.id == person_id), None)
    if person is None:
        raise UserError(_("The server's login belongs to nobody who works here."), "database")
    return company.caller_of(caller, person)
