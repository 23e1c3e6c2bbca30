"""Bring an older database to this program's schema: alone, announced, after a verified backup, in one
transaction, checked before the commit.

The steps, of which each leaves the file old or new: the exclusive lock, the version once more, the word to
the others, the backup, the transaction. The lock is held from first to last and dies with the program.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peewee import Check, IntegerField

from desktop_crm.database import backup, faults, migrations, upgrading
from desktop_crm.database.checks import problems_of, row_counts, unusable_place
from desktop_crm.database.compatibility import set_limits
from desktop_crm.database.engine import connect, rows
from desktop_crm.database.session import Table
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

FIRST_VERSION: Final = 1
_PATIENCE: Final = 30.0


class Compatibility(Table):
    """One row: from which schema on programs read, and write, this database."""

    id = IntegerField(primary_key=True)
    min_reader = IntegerField()
    min_writer = IntegerField()

    class Meta:
        constraints = (Check("id = 1"), Check("1 <= min_reader AND min_reader <= min_writer"))


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: to `version` from the one before. `shrinks` names tables that may have fewer rows afterwards;
    programs of the schemas from `min_reader` and `min_writer` on may read and write what it makes (0: from
    its own version on).
    """

    version: int
    name: str
    apply: Callable[[sqlite3.Cursor], None]
    shrinks: frozenset[str] = frozenset()
    min_reader: int = 0
    min_writer: int = 0

    @property
    def limits(self) -> tuple[int, int]:
        writer = self.min_writer or self.version
        return min(self.min_reader or self.version, writer), writer


def _load() -> tuple[Migration, ...]:
    steps = []
    for module in pkgutil.iter_modules(migrations.__path__):
        if not (match := re.fullmatch(r"m(\d{4})_\w+", module.name)):
            raise RuntimeError(f"{module.name} is no migration's name")
        loaded = importlib.import_module(f"{migrations.__name__}.{module.name}")
        steps.append(
            Migration(
                int(match[1]),
                module.name,
                loaded.apply,
                frozenset(getattr(loaded, "SHRINKS", ())),
                getattr(loaded, "MIN_READER", 0),
                getattr(loaded, "MIN_WRITER", 0),
            )
        )
    steps.sort(key=lambda step: step.version)
    if [step.version for step in steps] != list(range(FIRST_VERSION + 1, FIRST_VERSION + 1 + len(steps))):
        raise RuntimeError("migrations must be numbered without gaps")
    return tuple(steps)


MIGRATIONS: Final = _load()
SCHEMA_VERSION: Final = FIRST_VERSION + len(MIGRATIONS)
LIMITS: Final = MIGRATIONS[-1].limits if MIGRATIONS else (FIRST_VERSION, FIRST_VERSION)
"""What a fresh database asks of older programs: (min_reader, min_writer)."""


def upgrade_file(
    path: Path, backups: Path, steps: Sequence[Migration] = MIGRATIONS, *, patience: float = _PATIENCE
) -> bool:
    """Upgrade the database at `path` after a verified backup into `backups`; False where another program did
    it in the meantime.

    Nobody else can read or write it meanwhile, and nobody else may: raises UserError when another program
    does not let go of it within `patience` seconds, and (disk full, damaged) with the database as it was.
    """
    with closing(connect(path, timeout=patience)) as connection, _alone(connection, path) as version:
        waiting = [step for step in steps if step.version > version]
        if not waiting:
            return False
        try:
            backups.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable_place(backups, error) from error
        with upgrading.announced(path):
            target = backup.name_before_upgrade(backups, path.stem, version, utc_now())
            backup.back_up(path, target, reading=connection)
            _apply_all(connection, waiting)
    return True


@contextmanager
def _alone(connection: sqlite3.Connection, path: Path) -> Iterator[int]:
    """Everybody else is locked out inside; gives the version that the file has."""
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except UserError as error:
        if not faults.is_locked(error):
            raise
        raise UserError(
            upgrading.notice(path)
            or _(
                "This database must be upgraded, and another program is using it. "
                "Close it on every computer, then open it again."
            )
        ) from error
    version = int(rows(connection, "PRAGMA user_version")[0][0])
    rows(connection, "PRAGMA locking_mode = exclusive")
    connection.execute("COMMIT")  # the lock stays
    try:
        yield version
    finally:
        # A connection whose error somebody still shows is closed late: the lock must not live as long.
        with suppress(UserError, sqlite3.Error):
            rows(connection, "PRAGMA locking_mode = normal")
            rows(connection, "SELECT count(*) FROM sqlite_master")


def _apply_all(connection: sqlite3.Connection, waiting: Sequence[Migration]) -> None:
    rows(connection, "PRAGMA journal_mode = truncate")
    connection.execute("PRAGMA synchronous = full")
    # Rebuilding a table with the keys on and ON DELETE CASCADE silently deletes its child rows.
    connection.execute("PRAGMA foreign_keys = off")
    connection.execute("PRAGMA legacy_alter_table = on")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in waiting:
            before = row_counts(connection)
            step.apply(connection.cursor())
            _check_counts(step, before, row_counts(connection))
            set_limits(connection, *step.limits)
        if problems := problems_of(connection, thorough=False):
            raise UserError(_("The upgrade would leave the database wrong ({first}).", first=problems[0]))
        connection.execute(f"PRAGMA user_version = {waiting[-1].version}")
        faults.commit(connection)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check_counts(step: Migration, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    for table, count in before.items():
        if table not in step.shrinks and after.get(table, 0) < count:
            raise RuntimeError(
                f"{step.name}: {table} would shrink from {count} to {after.get(table, 0)} rows"
            )
