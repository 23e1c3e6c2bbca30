"""Create, open and close the database; what rooms need for their tables and changes.

with transaction() as changed:
    contact_id = writes.insert(Contact, name="Ana")
    changed.add("contact")
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import desktop_crm.database.drivers  # noqa: F401  before anybody reads Peewee

# isort: split
from peewee import SchemaManager, SqliteDatabase, sort_models  # type: ignore[attr-defined]

from desktop_crm.database import (
    blobs,
    checks,
    compatibility,
    leases,
    marks,
    placing,
    search,
    trail,
    watching,
    writes,
)
from desktop_crm.database.engine import APPLICATION_ID, Engine, connect
from desktop_crm.database.joining import Joined, join
from desktop_crm.database.presence import Who
from desktop_crm.database.profiles import Profile, profile_for
from desktop_crm.database.relocation import Relocation
from desktop_crm.database.session import (
    OpenDatabase,
    Table,
    after_commit,
    become_current,
    current,
    each_row,
    in_transaction,
    is_open,
    json_array,
    on_server,
    raw,
    reading_anything,
    transaction,
)
from desktop_crm.database.upgrade import (
    FIRST_VERSION,
    LIMITS,
    MIGRATIONS,
    SCHEMA_VERSION,
    Compatibility,
    Migration,
    upgrade_file,
)
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

__all__ = [
    "OWN_TABLES", "OpenDatabase", "Table", "after_commit", "check_integrity", "create_database",
    "current", "each_row", "in_transaction", "is_open", "json_array",
    "lost_references", "mark", "on_server", "open_database", "raw",
    "reading_anything", "transaction",
]  # fmt: skip

OWN_TABLES: tuple[type[Table], ...] = (
    blobs.Blob, writes.Done, trail.ChangeLog, watching.ChangeCount, leases.LeaseRow, search.SearchEntry,
)  # fmt: skip
OF_THE_DATABASE: tuple[type[Table], ...] = (Compatibility, Relocation)
"""What says something of the database itself, and is made with it: no copy of its records carries it over."""
_OWN_STATEMENTS = (*blobs.TRIGGERS, *search.STATEMENTS, *trail.STATEMENTS, *trail.WORDS.statements)


def create_database(path: Path, tables: Sequence[type[Table]], statements: Sequence[str] = ()) -> None:
    """Make a new, empty database file at `path` with these tables; it is not opened.

    `statements` are further SQL texts (triggers, indexes) that belong to the tables. The file appears whole
    or not at all; an existing path is never touched (UserError). Raises UserError when the folder cannot be
    written to.
    """
    placing.check_free(path)
    if not path.parent.is_dir():
        raise UserError(_("There is no folder {path}.", path=str(path.parent)))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        placing.make_empty(part)
        _make_tables(part, (*OF_THE_DATABASE, *OWN_TABLES, *tables), (*_OWN_STATEMENTS, *statements))
        placing.put_in_place(part, path)
    except OSError as error:
        raise checks.unusable_place(path, error) from error
    finally:
        placing.clear_away(part)


def _make_tables(part: Path, tables: Sequence[type[Table]], statements: Sequence[str]) -> None:
    profile = profile_for(part)
    engine = Engine(part, profile, read_only=False)
    try:
        connection = engine.raw()
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("BEGIN IMMEDIATE")
        engine.push_transaction(part)
        try:
            for statement in (*_definitions(tuple(tables)), *statements):
                connection.execute(statement)
            compatibility.set_limits(connection, *LIMITS)
            connection.execute("COMMIT")
        finally:
            engine.pop_transaction()  # type: ignore[no-untyped-call]
        engine.close_all(tidy=True)
    finally:
        engine.close_all(tidy=False)
        placing.clear_away(part.with_name(part.name + "-journal"))


@lru_cache(maxsize=8)
def _definitions(tables: tuple[type[Table], ...]) -> tuple[str, ...]:
    """The SQL of the tables and their indexes. Building the text takes five times as long as running it, and
    trial runs, moves and restores make one database after another."""
    nowhere = SqliteDatabase(None)  # the tables stay bound to the database that is open
    made = []
    for table in sort_models(tables):
        schema: Any = SchemaManager(table, nowhere)
        made += [schema._create_table(safe=False), *schema._create_indexes(safe=False)]
    return tuple(context.query()[0] for context in made)


def open_database(
    path: Path,
    *,
    read_only: bool = False,
    hub: ChangeHub | None = None,
    profile: Profile | None = None,
    backups: Path | None = None,
    who: Who | None = None,
    steps: Sequence[Migration] = MIGRATIONS,
) -> OpenDatabase:
    """Open an existing database as this process's one, after checking that it is whole and ours.

    `who` is noted beside the file for as long as it is open for writing; where locks or reads do not reach
    the others who have it open, it is opened read-only and says why (`OpenDatabase.refusal`).
    An older one is backed up into `backups` (default: a folder "backups" beside it) and upgraded first, when
    nobody else has it open; one of a newer program is opened as far as it allows: see `compatibility`.
    `steps` are those that the program knows. Raises UserError, with the file untouched, for: a missing,
    empty, foreign, cut, damaged or unreadable file, a folder, a schema that is too new, a place that cannot
    be written to (unless `read_only`).
    """
    if is_open():
        raise RuntimeError(f"{current().place} is still open")
    path = path.absolute()
    checks.look_from_outside(path, read_only=read_only)
    profile = profile or profile_for(path)
    joined = join(path, who, profile) if who is not None and not read_only else Joined(None)
    try:
        return _open_joined(path, profile, joined, read_only, hub, backups, steps)
    except BaseException:
        joined.leave()
        raise


def _open_joined(
    path: Path,
    profile: Profile,
    joined: Joined,
    read_only: bool,
    hub: ChangeHub | None,
    backups: Path | None,
    steps: Sequence[Migration],
) -> OpenDatabase:
    read_only = read_only or joined.refusal is not None
    known = FIRST_VERSION + len(steps)
    found = _look_inside(path, profile, joined, read_only, known)
    if found.version < known:
        if read_only:
            raise UserError(
                joined.refusal
                or _("This database is from an older version. Open it once for writing to upgrade it.")
            )
        _check_here(path)
        joined.check_alone()
        patience = profile.busy_timeout
        upgrade_file(path, backups or path.parent / "backups", steps, patience=patience)
        unclean = found.unclean
        found = _look_inside(path, profile, joined, read_only, known)
        found = replace(found, unclean=found.unclean or unclean)
    read_only = read_only or found.read_only_because is not None
    engine = Engine(path, profile, read_only=read_only)
    info = os.stat(path)
    database = OpenDatabase(
        place=path,
        profile=profile,
        hub=hub or ChangeHub(),
        read_only=read_only,
        engine=engine,
        identity=(info.st_dev, info.st_ino),
        schema=found.version,
        known=known,
        read_only_because=found.read_only_because,
        recovered=found.unclean,
        presence=joined.presence,
        refused=joined.refusal,
    )
    if joined.presence is not None:
        joined.presence.on_return.append(database.come_back)
    try:
        engine.raw()
    except (UserError, sqlite3.Error):
        with suppress(sqlite3.Error):
            engine.close_all(tidy=False)
        raise
    become_current(database)
    return database


def _check_here(path: Path) -> None:
    """Nothing is upgraded in a file whose firm lives elsewhere: the copy there is what counts."""
    with closing(connect(path, mode="ro")) as looking:
        found = marks.refusing(looking)
    if found is not None:
        raise found.refusal


def _look_inside(path: Path, profile: Profile, joined: Joined, read_only: bool, known: int) -> checks.Found:
    def look() -> checks.Found:
        return checks.look_inside(path, read_only=read_only, newest=known, timeout=profile.busy_timeout)

    try:
        return look()
    except UserError:
        # Read from a cache while another writes, a whole file looks damaged: then that is what is wrong.
        if joined.presence is None or joined.presence.is_alone:
            raise
        if joined.refusal is not None:
            raise UserError(joined.refusal) from None
        joined.presence.check_may_write()
        return look()


def mark() -> marks.Mark | None:
    """Why the open database's firm does not live here: on its way, gone, arriving; None where it does."""
    return marks.refusing(raw())


def lost_references() -> list[tuple[str, int, str]]:
    """Rows that refer to none: table, row, the table referred to."""
    if on_server():
        from desktop_crm.database.server import checking

        return checking.lost_references(raw())
    return [tuple(row[:3]) for row in raw().execute("PRAGMA foreign_key_check").fetchall()]


def check_integrity(*, thorough: bool = True) -> list[str]:
    """What is wrong with the open database's file and its references, a line each; empty when all is well.

    Not `thorough` skips the comparison of tables with their indexes and is several times faster.
    """
    if on_server():
        return []  # the server checks its own pages
    return checks.problems_of(raw(), thorough=thorough)
