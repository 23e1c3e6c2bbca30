"""Backups: one verified file each. Made beside its final name, checked, flushed to the disk, then renamed."""

from __future__ import annotations

import glob
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from desktop_crm.database import checks, cipher, faults, keys, placing
from desktop_crm.database.engine import connect, rows
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

DAILY, WEEKLY, MONTHLY, BEFORE_UPGRADES = 7, 5, 12, 3
_BEFORE_UPGRADE = "-before-upgrade-"
_PAGES_A_STEP = 2_000
_UNFINISHED = 86_400
"""Seconds after which nobody is writing a part any more."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified file holds: rows by table, and its schema version."""

    path: Path
    version: int
    counts: dict[str, int]


def back_up(
    source: Path,
    target: Path,
    *,
    prepare: Callable[[Path], None] | None = None,
    progress: Progress = SILENT,
    reading: sqlite3.Connection | None = None,
) -> Verified:
    """Copy the database at `source` (open or not) to the new file `target` and verify the copy.

    `prepare` may write into the copy before it is verified and has its name; `reading` is a connection that
    has locked all others out, outside a transaction.
    Never overwrites. Raises UserError when the target exists, its folder is gone, or the disk is full, and
    leaves nothing behind then.
    """
    key, wrapped = keys.key_for(source), keys.read_or_none(source)
    with _new_file(target, key, wrapped) as part:
        if reading is not None:
            _copy_from(reading, part, progress, encrypted=key is not None)
        else:
            with closing(connect(source, mode="ro")) as own:
                _copy_from(own, part, progress, encrypted=key is not None)
        if prepare is not None:
            prepare(part)
        verified = verify_file(part)
    return Verified(target, verified.version, verified.counts)


@contextmanager
def _new_file(target: Path, key: bytes | None, wrapped: keys.Wrapped | None) -> Iterator[Path]:
    """An empty file that has the name `target`, and its wrapped key beside it, once the block has ended; gone
    when it failed. What is written into it is encrypted with `key`.
    """
    placing.check_free(target)
    if not target.parent.is_dir():
        raise UserError(_("The folder for backups, {path}, cannot be reached.", path=str(target.parent)))
    part = target.with_name(f"{target.name}.part")
    beside = keys.path_of(target) if wrapped is not None else None
    try:
        placing.clear_away(part)  # of a copy that was interrupted
        placing.make_empty(part)
        if key is not None:
            keys.use(part, key)
        yield part
        if wrapped is not None:
            keys.write(target, wrapped)
        placing.put_in_place(part, target)
        beside = None
        if key is not None and wrapped is None:  # opened by its recovery key, and so is its copy
            keys.use(target, key)
    except OSError as error:
        raise checks.unusable_place(target, error) from error
    finally:
        keys.stop_using(part)
        placing.clear_away(part, part.with_name(part.name + "-journal"), *([beside] if beside else []))


def encrypt(
    source: Path, target: Path, key: bytes, wrapped: keys.Wrapped, *, progress: Progress = SILENT
) -> Verified:
    """Copy the plain database at `source` (open or not) to the new file `target`, encrypted, and verify."""
    return _recoded(source, target, key, wrapped, progress)


def decrypt(source: Path, target: Path, *, progress: Progress = SILENT) -> Verified:
    """Copy the encrypted database at `source` to the new file `target`, which everybody can read, and verify
    it."""
    return _recoded(source, target, None, None, progress)


def _recoded(
    source: Path, target: Path, key: bytes | None, wrapped: keys.Wrapped | None, progress: Progress
) -> Verified:
    """By way of a copy of its own: SQLCipher must not touch a file that this process has open otherwise.

    The copy lies beside the source, never beside the target: what is to be encrypted must not lie in plain
    on a stick, not even for a moment.
    """
    with _new_file(target, key, wrapped) as part:
        between = source.with_name(f".{source.name}.{secrets.token_hex(4)}.between")
        try:
            counts = back_up(source, between, progress=progress).counts
            before = keys.key_for(between)
            if key is not None:
                cipher.export(between, part, key)
            elif before is not None:
                cipher.export_plain(between, before, part)
        except sqlite3.Error as error:
            if (refusal := faults.fault(error)) is not None:
                raise refusal from error
            raise
        finally:
            placing.clear_away(between, keys.path_of(between))
        verified = verify_file(part)
        if verified.counts != counts:
            raise UserError(_("The copy does not hold what was copied. Nothing was kept."))
    return Verified(target, verified.version, verified.counts)


def _copy_from(reading: sqlite3.Connection, part: Path, progress: Progress, *, encrypted: bool) -> None:
    """The engine's backup API: a consistent copy while others write; a busy moment is waited out."""
    with closing(connect(part)) as writing:
        reading.execute("BEGIN")  # one snapshot: a writer cannot make the copy start over
        rows(reading, "SELECT count(*) FROM sqlite_master")
        if encrypted and cipher.has_gaps(reading):
            reading.execute("ROLLBACK")
            reading.execute("VACUUM INTO ?", (str(part.absolute()),))  # row by row, by the same key
            return

        def tell(_status: int, remaining: int, total: int) -> None:
            progress.step(total - remaining, total)

        try:
            reading.backup(writing, pages=_PAGES_A_STEP, progress=tell, sleep=0.01)
        except sqlite3.Error as error:
            if (refusal := faults.fault(error)) is not None:
                raise refusal from error
            raise
        finally:
            reading.execute("ROLLBACK")


@contextmanager
def snapshot(source: Path, *, progress: Progress = SILENT) -> Iterator[Any]:
    """A connection to the database as it is at this moment, for long reading that holds nobody up.

    It reads a verified copy, which lies in the folder for temporary files meanwhile and is gone afterwards.
    """
    try:
        with TemporaryDirectory(prefix="desktop-crm-") as folder:
            copy = back_up(source, Path(folder) / "snapshot.db", progress=progress).path
            with closing(connect(copy, mode="ro")) as connection:
                yield connection
    except OSError as error:
        raise checks.unusable_place(Path(gettempdir()), error) from error


def verify_file(path: Path) -> Verified:
    """Check a database file that is not open here from end to end; UserError naming the first problem."""
    found = checks.examine(path, read_only=True, newest=2**31 - 1)
    with closing(connect(path, mode="ro")) as connection:
        if problems := checks.problems_of(connection, thorough=True):
            raise UserError(_("{path} is damaged: {problem}", path=str(path), problem=problems[0]))
        return Verified(path, found.version, checks.row_counts(connection))


def restore(
    backup: Path,
    target: Path,
    *,
    prepare: Callable[[Path], None] | None = None,
    progress: Progress = SILENT,
) -> Verified:
    """Put a backup into the new file `target`, which must not exist; the backup and any old file stay as
    they are. Told is what the backup held, without what `prepare` adds.

    Raises UserError for a backup that is damaged, foreign or from a newer program, and at "target" for one
    that exists or takes no file.
    """
    held = verify_file(backup)
    try:
        back_up(backup, target, prepare=prepare, progress=progress)
    except UserError as error:  # the backup was read to its end: this is about where it goes
        error.field = error.field or "target"
        raise
    return Verified(target, held.version, held.counts)


def name_for(folder: Path, stem: str, moment: datetime) -> Path:
    """The name of a backup: "firm-2026-11-22-094100.db"."""
    return folder / f"{stem}-{moment:%Y-%m-%d-%H%M%S}.db"


def name_before_upgrade(folder: Path, stem: str, version: int, moment: datetime) -> Path:
    """The name of the backup before an upgrade: "firm-before-upgrade-1-2026-11-22-094100.db"."""
    return folder / f"{stem}{_BEFORE_UPGRADE}{version}-{moment:%Y-%m-%d-%H%M%S}.db"


def list_backups(folder: Path, stem: str) -> list[tuple[datetime, Path]]:
    """The backups of `stem` in `folder`, of both kinds, newest first; other files are left out."""
    pattern = re.compile(rf"{re.escape(stem)}(?:{_BEFORE_UPGRADE}\d+)?-(\d{{4}}-\d\d-\d\d-\d{{6}})\.db")
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := pattern.fullmatch(path.name):
            try:
                moment = datetime.strptime(match[1], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
            except ValueError:  # the 31st of February: not one of ours
                continue
            found.append((moment, path))
    return sorted(found, reverse=True)


def clear_unfinished(folder: Path, stem: str, now: datetime) -> None:
    """Remove the parts of copies of `stem` that a killed program left more than a day before `now`."""
    name = glob.escape(stem)
    for path in (*folder.glob(f"{name}-*.db.part*"), *folder.glob(f".{name}-*.db.*.part*")):
        with suppress(OSError):
            if now.timestamp() - path.stat().st_mtime > _UNFINISHED:
                path.unlink()


def outdated(backups: Iterable[tuple[datetime, Path]]) -> list[Path]:
    """Which of these backups may go: all but the newest, the last of 7 days, 5 weeks and 12 months each, and
    the last 3 before upgrades. Pure: looks at moments and names only.
    """
    newest_first = sorted(backups, reverse=True)
    before = [path for _moment, path in newest_first if _BEFORE_UPGRADE in path.name]
    daily = [(moment, path) for moment, path in newest_first if _BEFORE_UPGRADE not in path.name]
    kept = set(before[:BEFORE_UPGRADES])
    for count, period in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        last_of_each: dict[str, Path] = {}
        for moment, path in daily:
            last_of_each.setdefault(moment.strftime(period), path)
        kept |= set(list(last_of_each.values())[:count])
    return [path for _moment, path in newest_first if path not in kept]
