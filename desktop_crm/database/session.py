"""The open database of this process: the tables' base, transactions, and who is told after the commit."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from peewee import DatabaseProxy, Model

from desktop_crm.database import compatibility, faults, marks, upgrading
from desktop_crm.database.announcing import Announced, Counts
from desktop_crm.database.engine import Engine
from desktop_crm.database.presence import Presence, ServerPresence, words
from desktop_crm.database.profiles import Profile
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import Caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

if TYPE_CHECKING:  # psycopg is there only where somebody uses a server
    from desktop_crm.database.server.engine import ServerEngine

proxy = DatabaseProxy()


class Table(Model):
    """The base of every table. Its name is the class's in snake case; columns are strictly typed.

    Text is `fields.Text` (or Peewee's TextField, never CharField: a strict table knows no VARCHAR).
    `trail` is the `trail.Trail` by which changes of its rows are written down; None where they are not.
    """

    trail: ClassVar[Any] = None

    class Meta:
        database = proxy
        legacy_table_names = False
        strict_tables = True


class _Running(threading.local):
    """The transaction of this thread."""

    changed: set[str] | None = None
    depth: int = 0
    after: list[Callable[[], None]]
    caller: Caller | None = None
    notes: Any = None
    write_down: Callable[[Any], None] | None = None


@dataclass(eq=False)
class OpenDatabase:
    """A database that is open in this process; there is one at a time."""

    place: Path | ServerAddress
    """The file, or where on which server it is."""
    profile: Profile
    hub: ChangeHub
    read_only: bool
    engine: Engine | ServerEngine
    identity: tuple[int, int] | None = None
    """Device and inode of the file that was opened: another file in its place is noticed before a write."""
    schema: int = 0
    """The version of the schema that the file had when it was last looked at."""
    known: int = 0
    """The newest one that this program knows."""
    read_only_because: Message | None = None
    """Why it can only be read, where that was not asked for."""
    recovered: bool = False
    """The last run ended in the middle of a write; the file was checked and rolled back on opening."""
    presence: Presence | ServerPresence | None = None
    """Who else is in, and whether the place answers; None where nobody looks."""
    refused: Message | None = None
    """Why the place made it read-only when it was opened."""
    running: _Running = field(default_factory=_Running, repr=False)
    announced: Announced = field(default_factory=Announced, repr=False)
    before_closing: list[Callable[[], None]] = field(default_factory=list, repr=False)
    """What must end while the connections are still there: watches."""

    @property
    def path(self) -> Path:
        """The file; a RuntimeError (a bug) for a database on a server, which has none."""
        if not isinstance(self.place, Path):
            raise RuntimeError(f"{self.place} is no file")
        return self.place

    @property
    def is_on_server(self) -> bool:
        return not isinstance(self.place, Path)

    def close(self) -> None:
        """Close every thread's connection; nothing may be running."""
        global _current
        while self.before_closing:
            self.before_closing.pop()()
        self.engine.close_all(tidy=not self.read_only and self.refusal is None)
        self.engine.close()
        if self.presence is not None:
            self.presence.leave()
        if _current is self:
            _current = None
            proxy.initialize(None)

    def __enter__(self) -> OpenDatabase:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def refusal(self) -> Message | None:
        """Why nothing may be written because of the place or the others; reads memory alone."""
        return self.refused or (self.presence.refusal if self.presence is not None else None)

    def check_may_write(self) -> None:
        """Raise a `UserError` when nothing may be written: asked before each change."""
        if self.read_only:
            reason = self.refused or self.read_only_because
            raise UserError(reason or _("The database is open for reading only."))
        if self.presence is not None:
            self.presence.check_may_write()
        self.check_place()

    def check_may_commit(self) -> None:
        """The same from memory, after the work of a change."""
        if (refusal := self.refusal) is not None:
            raise UserError(refusal)

    def come_back(self) -> None:
        """The folder of the file was gone and is back: what is open to it is opened anew.

        A network folder that was connected again may have another device; another file has another number.
        """
        if self.identity is None or not isinstance(self.engine, Engine):
            return
        found = os.stat(self.path)
        if found.st_ino == self.identity[1]:
            self.identity = (found.st_dev, found.st_ino)
            self.engine.renew()

    def _is_folder_in_place(self) -> bool:
        """Whether the file's folder is the one it was, and no empty place where a network folder belongs."""
        if self.profile.name == "local":
            return True
        try:
            return self.identity is not None and os.stat(self.path.parent).st_dev == self.identity[0]
        except OSError:
            return False

    def check_place(self) -> None:
        """Raise a `UserError` when the file is no longer the one that was opened."""
        if self.is_on_server:
            return  # the connection itself tells
        try:
            found = os.stat(self.path)
        except OSError as error:
            is_here = isinstance(error, FileNotFoundError) and self._is_folder_in_place()
            raise UserError(faults.moved() if is_here else words.lost(error)) from error
        if (found.st_dev, found.st_ino) != self.identity or found.st_size == 0:
            raise UserError(faults.moved())  # the engine would take an emptied file for a new database

    def check_upgrade(self) -> None:
        """Raise a `UserError` while somebody upgrades the file, and once it is too new to write into or has
        moved away."""
        if not self.is_on_server:
            self._check_file()
        marks.check_here(self.engine, is_server=self.is_on_server)
        if self.read_only_because is not None:
            raise UserError(self.read_only_because)

    def _check_file(self) -> None:
        if upgrading.is_said(self.path) and (word := upgrading.notice(self.path, fresh=True)) is not None:
            raise UserError(word)
        if self.read_only_because is None:
            self._check_schema(self.engine.raw())

    def begin_change(self) -> Any:
        """Begin the one change that may run now; the connection it runs on.

        Raises UserError, with nothing begun, where the file was upgraded or is being so.
        """
        connection: Any = self.engine.raw()
        if not self.is_on_server:
            self._wait_for_upgrade(connection)
        try:
            if self.is_on_server:
                self._compare_schema(connection, connection.begin_and_tell_schema())
            else:
                self._check_schema(connection)
        except BaseException:
            connection.cancel_change()
            raise
        return connection

    def _wait_for_upgrade(self, connection: Any) -> None:
        """BEGIN, waiting shortly where somebody says that an upgrade runs."""
        if not upgrading.is_said(self.path):
            connection.begin_change()
            return
        connection.execute(f"PRAGMA busy_timeout = {round(upgrading.SHORT * 1000)}")
        try:
            connection.begin_change()
        except UserError as error:
            word = upgrading.notice(self.path) if faults.is_locked(error) else None
            raise (UserError(word) if word else error) from error
        finally:
            connection.execute(f"PRAGMA busy_timeout = {round(self.profile.busy_timeout * 1000)}")

    def _check_schema(self, connection: Any) -> None:
        """Somebody may have upgraded the file since it was opened; a few microseconds of each change."""
        self._compare_schema(connection, int(connection.execute("PRAGMA user_version").fetchone()[0]))

    def _compare_schema(self, connection: Any, found: int) -> None:
        if found == self.schema:
            return
        try:
            only = compatibility.refuse_or_read(found, self.known, compatibility.limits_of(connection))
        except UserError:
            only = compatibility.upgraded(found, self.known)
        self.schema = found
        if only is not None:
            self.read_only, self.read_only_because = True, compatibility.upgraded(found, self.known)
            raise UserError(self.read_only_because)


_current: OpenDatabase | None = None


def current() -> OpenDatabase:
    """The open database; a RuntimeError (a bug) when there is none."""
    if _current is None:
        raise RuntimeError("no database is open")
    return _current


def is_open() -> bool:
    return _current is not None


def on_server() -> bool:
    """The open database is on a server: few places need to know."""
    return current().is_on_server


def become_current(database: OpenDatabase) -> None:
    """Bind every table to this database."""
    global _current
    if _current is not None:
        raise RuntimeError(f"{_current.place} is still open")
    _current = database
    proxy.initialize(database.engine)


def raw() -> Any:
    """This thread's connection for hot queries: `raw().execute(sql, values).fetchall()`; errors are
    translated.
    """
    return current().engine.raw()


def each_row(sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
    """The rows of a query that has more than fit into memory."""
    return iter(raw().stream(sql, values))


def json_array(expressions: Sequence[str]) -> str:
    """SQL: the values of columns as a JSON array, the same text on both engines (flags are 0 and 1)."""
    if not on_server():
        return f"json_array({', '.join(expressions)})"
    return f"'[' || concat_ws(',', {', '.join(f'json_text({each})' for each in expressions)}) || ']'"


@contextmanager
def reading_anything() -> Iterator[None]:
    """Read this thread's texts although their bytes are no UTF-8 (a check looks at what others wrote)."""
    connection = raw()
    if current().is_on_server:  # a server keeps no other bytes than UTF-8
        yield
        return
    before = connection.text_factory
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    try:
        yield
    finally:
        connection.text_factory = before


@contextmanager
def transaction(caller: Caller | None = None) -> Iterator[set[str]]:
    """One change of the database, whole or not at all, on behalf of `caller`, whom the trail names.

    Yields the set of entity names that changed (`changed.add("invoice")`); listeners of the hub hear them
    after the commit, and so do those of other computers. Inside another transaction it joins it: its writes
    are committed with the outer one, and when it fails and the outer one goes on, its own writes alone are
    taken back.

    Raises `UserError` for a full disk, a lock, a read-only or moved file; any exception takes everything
    back.
    """
    database = current()
    running = database.running
    if running.changed is not None:
        running.caller = running.caller or caller
        with _joined(database, running):
            yield running.changed
        return
    database.check_may_write()
    connection = database.begin_change()
    connection.is_in_a_change = True
    running.changed, running.depth, running.after = set(), 0, []
    running.caller, running.notes = caller, None
    database.engine.push_transaction(running)
    told: Counts = {}
    try:
        yield running.changed
        _write_down(running)
        told = database.announced.count(connection, running.changed)
        database.check_may_commit()
        if told:
            connection.announce()
        connection.commit_change()
    except BaseException as error:
        database.announced.take_back(told)
        connection.is_in_a_change, connection.lost = False, None
        perhaps, running.changed, running.after = running.changed, None, []
        connection.cancel_change()  # last: when this fails, too, the next change must not join a dead one
        if isinstance(error, faults.UnknownOutcome):
            database.hub.publish(perhaps or set())  # open pages show what is there
        raise
    else:
        changed, running.changed = running.changed, None
        after, running.after = running.after, []
    finally:
        connection.is_in_a_change = False
        database.engine.pop_transaction()  # type: ignore[no-untyped-call]
    for effect in after:
        effect()
    database.hub.publish(changed)


def _write_down(running: _Running) -> None:
    """The last write of a transaction: what it changed, on the trail."""
    if running.notes is not None and running.write_down is not None:
        running.notes.caller = running.notes.caller or running.caller
        running.write_down(running.notes)


def running_trail(make: Callable[[], Any], write_down: Callable[[Any], None]) -> Any:
    """What the running transaction notes for the trail; `write_down` is called with it before the commit."""
    running = current().running
    if running.changed is None:
        raise RuntimeError("writes need a transaction")
    if running.notes is None:
        running.notes, running.write_down = make(), write_down
    return running.notes


@contextmanager
def _joined(database: OpenDatabase, running: _Running) -> Iterator[None]:
    running.depth += 1
    name = f"inner{running.depth}"
    waiting = len(running.after)
    connection = database.engine.raw()
    connection.execute(f"SAVEPOINT {name}")
    try:
        yield
        connection.execute(f"RELEASE {name}")
    except BaseException:
        del running.after[waiting:]
        if connection.in_transaction:
            connection.execute(f"ROLLBACK TO {name}")
            connection.execute(f"RELEASE {name}")
        raise
    finally:
        running.depth -= 1


def in_transaction() -> bool:
    return _current is not None and _current.running.changed is not None


def after_commit(effect: Callable[[], None]) -> None:
    """Run `effect` (a mail, a file) after the commit of the running transaction; never when it fails."""
    running = current().running
    if running.changed is None:
        raise RuntimeError("no transaction is running")
    running.after.append(effect)
