"""Bring an older database to this program's schema: verified backup, one transaction, checks before the
commit.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_crm.database import backup, faults, migrations
from desktop_crm.database.checks import problems_of, row_counts, unusable_place
from desktop_crm.database.engine import connect, rows
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

FIRST_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: to `version` from the one before. `shrinks` names tables that may have fewer rows
    afterwards.
    """

    version: int
    name: str
    apply: Callable[[sqlite3.Cursor], None]
    shrinks: frozenset[str] = frozenset()


def _load() -> tuple[Migration, ...]:
    steps = []
    for module in pkgutil.iter_modules(migrations.__path__):
        if not (match := re.fullmatch(r"m(\d{4})_\w+", module.name)):
            raise RuntimeError(f"{module.name} is no migration's name")
        loaded = importlib.import_module(f"{migrations.__name__}.{module.name}")
        steps.append(
            Migration(int(match[1]), module.name, loaded.apply, frozenset(getattr(loaded, "SHRINKS", ())))
        )
    steps.sort(key=lambda step: step.version)
    if [step.version for step in steps] != list(range(FIRST_VERSION + 1, FIRST_VERSION + 1 + len(steps))):
        raise RuntimeError("migrations must be numbered without gaps")
    return tuple(steps)


MIGRATIONS: Final = _load()
SCHEMA_VERSION: Final = FIRST_VERSION + len(MIGRATIONS)


def upgrade_file(path: Path, backups: Path, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Upgrade the database at `path`, which nobody may have open, after a verified backup into `backups`.

    Raises UserError (disk full, locked, damaged) with the database as it was before.
    """
    with closing(connect(path)) as connection:
        version = int(rows(connection, "PRAGMA user_version")[0][0])
    waiting = [step for step in steps if step.version > version]
    if not waiting:
        return
    try:
        backups.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable_place(backups, error) from error
    backup.back_up(path, backup.name_before_upgrade(backups, path.stem, version, utc_now()))
    with closing(connect(path)) as connection:
        _apply_all(connection, waiting)


def _apply_all(connection: sqlite3.Connection, waiting: Sequence[Migration]) -> None:
    connection.execute("PRAGMA journal_mode = truncate")
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
