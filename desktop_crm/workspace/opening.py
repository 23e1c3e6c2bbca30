"""Open a firm's file, or make a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import connection, watching
from desktop_crm.database.presence import Who
from desktop_crm.values.caller import local_caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.workspace import damage, places


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open firm's file: its path, who hears of changes, and the database underneath."""

    path: Path
    hub: ChangeHub
    database: connection.OpenDatabase

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    @property
    def refusal(self) -> Message | None:
        """Why nothing may be saved because of the folder or of others, None where all is well."""
        return self.database.refusal

    def check_place(self) -> None:
        """Raise a `UserError` when the file is no longer the one that was opened."""
        self.database.check_place()

    def listen_to_others(self) -> None:
        """From now on the hub tells, too, what other windows and computers change; ends with `close`."""
        watching.listen_to_others(self.database)

    def close(self) -> None:
        self.database.close()


def create(path: Path, *, with_folder: bool = False) -> None:
    """Make a new, empty firm's file. Raises UserError when the path is taken or unwritable."""
    from desktop_crm.workspace import registry

    if with_folder:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(places.no_folder(path.parent, error), "database") from None
    connection.create_database(path, registry.TABLES, registry.STATEMENTS)


def open_workspace(path: Path, *, hub: ChangeHub | None = None, read_only: bool = False) -> Workspace:
    """Check and open an existing file. Raises UserError for what is not ours or not whole."""
    hub = hub or ChangeHub()
    database = connection.open_database(
        path, hub=hub, read_only=read_only, backups=places.backup_folder(path), who=_who()
    )
    workspace = Workspace(database.path, hub, database)
    if not workspace.read_only and _was_restored():
        _finish_restore(workspace)
    return workspace


def _was_restored() -> bool:
    """A backup was put into this file, and nobody has opened it since."""
    return connection.raw().execute("SELECT 1 FROM setting WHERE key = 'restored'").fetchone() is not None


def _finish_restore(workspace: Workspace) -> None:
    from desktop_crm.workspace.backups import restoring

    try:
        restoring.after_restore(local_caller(name=places.given_name()), workspace, utc_now().date())
    except BaseException:
        workspace.close()
        raise


def _who() -> Who:
    """The person at this computer, as the others see them."""
    caller = local_caller(name=places.given_name())
    return Who(caller.user, caller.computer)


@contextmanager
def opened(path: Path, *, create_missing: bool) -> Iterator[Workspace]:
    """The open file for one command; made first when it is missing and `create_missing`."""
    try:
        if is_missing(path):
            if not create_missing:
                raise NotFound(_("There is no database at {path}", path=str(path)))
            _create_unless_made(path)
        workspace = open_workspace(path)
    except UserError as error:
        error.field = error.field or "database"
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


def is_missing(path: Path) -> bool:
    """Nothing lies there. A place that cannot be looked at is not missing: opening it says what is wrong."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):  # a forbidden folder, a name that is too long
        return False
    return False
