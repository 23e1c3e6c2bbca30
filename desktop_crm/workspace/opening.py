"""Open a firm's file, or make a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop_crm.database import connection, marks, serving, watching
from desktop_crm.database.presence import Person, Presence, ServerPresence, State, Who
from desktop_crm.values.caller import local_caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.workspace import damage, places

COMPANY = 1_800.0
"""Seconds for which somebody who changed something counts as being in, where nobody tells who is."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """`state`: "well"; "unclear" while somebody new is looked at; "gone" while the folder or the server does
    not answer; "unsafe" where locks or reads do not reach the others. `refusal` says why nothing may be
    saved, `title` the same in a few words while it is gone.
    """

    state: State
    refusal: Message | None
    people: tuple[Person, ...]
    title: Message | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open firm: where it is, who hears of changes, and the database underneath."""

    place: places.Place
    hub: ChangeHub
    database: connection.OpenDatabase

    mark: marks.Mark | None = None
    """Why the firm does not live here, when it is on its way or has moved away: then it is read only."""

    @property
    def path(self) -> Path:
        """The firm's file; of a server the path that what this computer keeps for it is named after."""
        return places.anchor_of(self.place)

    @property
    def way_in(self) -> places.Place:
        """The place with the password that holds by now: it may have been changed since it was opened."""
        engine: Any = self.database.engine
        return engine.address if self.is_on_server else self.place

    @property
    def name(self) -> str:
        """What the file, or the server's database, is called."""
        return self.place.name if isinstance(self.place, Path) else self.place.database

    @property
    def is_on_server(self) -> bool:
        return self.database.is_on_server

    @property
    def copying_right(self) -> str:
        """The right that a copy of the whole firm needs: on a server it is made through a person's own login,
        and only an owner's reads every table."""
        return "backups.server" if self.is_on_server else "backups.make"

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    @property
    def refusal(self) -> Message | None:
        """Why nothing may be saved because of the folder or of others, None where all is well."""
        return self.database.refusal

    @property
    def moved_to(self) -> str:
        """Where the firm lives now, when it has moved away from here; else ""."""
        return self.mark.place if self.mark is not None and self.mark.state == marks.MOVED else ""

    @property
    def folder(self) -> FolderState:
        """How the place stands, and who is in, from memory: waits neither for a disk nor for a server."""
        presence, refused = self.database.presence, self.database.refused
        if presence is None:
            return FolderState("well" if refused is None else "unsafe", refused, ())
        refusal = refused or presence.refusal
        state = "unsafe" if refused is not None and presence.state == "well" else presence.state
        return FolderState(state, refusal, presence.report.people, presence.title)

    def tell_name(self, name: str) -> None:
        """The person is called otherwise from now on; the others see it."""
        presence = self.database.presence
        if self.is_on_server:
            serving.introduce(replace(_who(), name=name))
        elif isinstance(presence, Presence):
            presence.rename(name)

    def try_again(self) -> None:
        """The server that does not answer is tried at once."""
        if isinstance(self.database.presence, ServerPresence):
            self.database.presence.try_again()

    @property
    def tries(self) -> int:
        """How often the server was tried in vain since it was lost."""
        presence = self.database.presence
        return presence.tries if isinstance(presence, ServerPresence) else 0

    @property
    def has_company(self) -> bool:
        """Whether somebody else may be in: only then is it worth telling who edits what."""
        database = self.database
        if database.presence is not None and not database.presence.is_alone:
            return True
        return database.is_on_server or database.announced.heard_within(COMPANY)

    def check_place(self) -> None:
        """Raise a `UserError` when the file is no longer the one that was opened, while another program
        upgrades it, when a newer one did, and (`faults.Elsewhere`) when the firm does not live here."""
        self.database.check_place()
        self.database.check_upgrade()

    def listen_to_others(self) -> None:
        """From now on the hub tells, too, what other windows and computers change; ends with `close`."""
        watching.listen_to_others(self.database)

    def close(self) -> None:
        self.database.close()


def create(place: places.Place, *, with_folder: bool = False) -> None:
    """Make a new, empty firm. Raises UserError when the place is taken, unwritable or out of reach."""
    from desktop_crm.workspace import registry

    if not isinstance(place, Path):
        serving.create_on_server(place, registry.TABLES, registry.STATEMENTS)
        return
    path = place
    if with_folder:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(places.no_folder(path.parent, error), "database") from None
    connection.create_database(path, registry.TABLES, registry.STATEMENTS)


def open_workspace(
    place: places.Place, *, hub: ChangeHub | None = None, read_only: bool = False
) -> Workspace:
    """Check and open an existing firm; one that has moved away for reading only.

    Raises UserError for what is not ours, not whole or out of reach.
    """
    hub = hub or ChangeHub()
    if not isinstance(place, Path):
        database = serving.open_on_server(place, hub=hub, read_only=read_only, who=_who())
        workspace = Workspace(place, hub, database, serving.mark_of(database))
        _give_rights_again(workspace)
        return workspace
    database = connection.open_database(
        place, hub=hub, read_only=read_only, backups=places.backup_folder(place), who=_who()
    )
    try:
        return _settled(place, hub, database)
    except BaseException as error:
        refusal = damage.explain(error)
        if connection.is_open():
            connection.current().close()
        if refusal is not None:
            raise refusal from error
        raise


def _settled(place: Path, hub: ChangeHub, database: connection.OpenDatabase) -> Workspace:
    """The firm, once it is known whether it lives here and what was left to be done is done."""
    mark = connection.mark()
    if mark is not None and not database.read_only:
        database.close()
        database = connection.open_database(place, hub=hub, read_only=True)
        mark = connection.mark() or mark
    if mark is not None:
        database.read_only_because = mark.refusal.message
    workspace = Workspace(database.path, hub, database, mark)
    if not workspace.read_only and _was_restored():
        _finish_restore(workspace)
    return workspace


def _was_restored() -> bool:
    """A backup was put into this file, and nobody has opened it since."""
    return connection.raw().execute("SELECT 1 FROM setting WHERE key = 'restored'").fetchone() is not None


def _finish_restore(workspace: Workspace) -> None:
    from desktop_crm.workspace.backups import restoring

    restoring.after_restore(local_caller(name=places.given_name()), workspace, utc_now().date())


def _who() -> Who:
    """The person at this computer, as the others see them."""
    caller = local_caller(name=places.given_name())
    return Who(caller.user, caller.computer)


def _give_rights_again(workspace: Workspace) -> None:
    """Tables that an upgrade has just made have no rights yet."""
    from desktop_crm.workspace.serving import grant_after_upgrade

    try:
        grant_after_upgrade(workspace)
    except BaseException:
        workspace.close()
        raise


@contextmanager
def opened(place: places.Place, *, create_missing: bool) -> Iterator[Workspace]:
    """The open file for one command; made first when it is missing and `create_missing`."""
    try:
        if isinstance(place, Path) and is_missing(place):
            if not create_missing:
                raise NotFound(_("There is no database at {path}", path=str(place)))
            _create_unless_made(place)
        workspace = open_workspace(place)
    except UserError as error:
        if error.field in (None, "", "host", "user"):
            error.field = "database"
        raise
    try:
        yield workspace
    except Exception as error:
        if (refusal := damage.explain(error)) is not None:
            refusal.field = "database"
            raise refusal from error
        raise
    finally:
        workspace.close()


def _create_unless_made(path: Path) -> None:
    """Two commands may find it missing at once: the one that comes second opens the other's file."""
    try:
        create(path, with_folder=path == places.default_database())
    except UserError:
        if is_missing(path):
            raise


def is_missing(path: places.Place) -> bool:
    """Nothing lies there. A place that cannot be looked at is not missing: opening it says what is wrong."""
    if not isinstance(path, Path):
        return False
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):  # a forbidden folder, a name that is too long
        return False
    return False
