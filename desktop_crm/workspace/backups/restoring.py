"""Restore: look into a backup first, put it into a new file, and see to it that nothing happens twice.

What has to be done inside the restored file (numbers that were printed since, people who were erased since)
is noted in it before it has its name, and done when it is opened: `after_restore`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from desktop_crm.billing import service as billing
from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.company.rules import numbering
from desktop_crm.company.rules.numbering import SERIES_KINDS, SeriesKind
from desktop_crm.database import backup as copies
from desktop_crm.database import checks, faults
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import connect
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import erasing, inventory, paper_purging, places
from desktop_crm.workspace.backups import notes
from desktop_crm.workspace.backups.erased_since import Known
from desktop_crm.workspace.backups.making import Made
from desktop_crm.workspace.inventory import Inventory
from desktop_crm.workspace.opening import Workspace

_MARK: Final = "restored"
_SERIES: Final = "SELECT pattern, next_number, year, restarts FROM number_series WHERE kind = ?"
_NEWEST_YEAR: Final = "SELECT coalesce(max(year), 2000) FROM number_series"
_WRITE: Final = (
    "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class Content:
    """What lies in a backup: of which day, by whom (as far as it was noted), and what it holds."""

    path: Path
    size: int
    made_at: datetime | None
    user: str
    holds: Inventory


@rights.needs("backups.restore")
def look_into(caller: Caller, backup: Path) -> Content:
    """What a backup holds, without restoring it. UserError for what is damaged at first sight, foreign or
    newer.

    The sums of a firm with people are for those who sign in there: whoever holds the file may look.
    """
    checks.examine(backup, read_only=True, newest=SCHEMA_VERSION)
    note = notes.read(backup)
    with closing(connect(backup, mode="ro")) as connection:
        holds = inventory.take(caller, connection)
    if holds.counts.get("colleague"):
        holds = replace(holds, sums={})
    made_at, user = (note.made_at, note.user) if note else (None, "")
    return Content(backup, backup.stat().st_size, made_at, user, holds)


def check_last_printed(caller: Caller, backup: Path, last_printed: Mapping[str, str]) -> None:
    """UserError, at the kind of series, for a number that cannot be the last printed one."""
    with closing(connect(backup, mode="ro")) as connection:
        for kind, text in last_printed.items():
            if not text.strip() or kind not in SERIES_KINDS:
                continue
            row = connection.execute(_SERIES, (kind,)).fetchone()
            if row is None:  # made with its first number: then it is as a new firm's
                ((year,),) = connection.execute(_NEWEST_YEAR).fetchall()
                made = numbering.default_series(kind)
                row = (made.pattern, made.next_number, year, made.restarts)
            try:
                pattern, following, year, restarts = row
                numbering.check_last_printed(pattern, following, year, restarts, text)
            except UserError as error:
                raise UserError(error.message, kind) from None


@rights.needs("backups.restore")
def restore(
    caller: Caller,
    source: Path,
    target: Path,
    *,
    last_printed: Mapping[str, str] | None = None,
    present: Path | None = None,
    progress: Progress = SILENT,
) -> Made:
    """Put a backup into the new file `target`; the backup and any present file stay as they are.

    `last_printed` are the last numbers on paper by kind of series: the next ones lie behind them. `present`
    is the firm's file whose erasures are to hold in the restored one, too. Raises UserError (at the kind of
    series for a number that is none), and leaves nothing behind then.
    """
    found = checks.examine(source, read_only=True, newest=SCHEMA_VERSION)
    if found.read_only_because is not None:  # restored, it could not be written here either
        raise UserError(found.read_only_because)
    numbers = {kind: text for kind, text in (last_printed or {}).items() if text.strip()}
    check_last_printed(caller, source, numbers)
    make_room_beside(present, target)
    with with_erasures(source, present, target) as known:
        verified = copies.restore(
            source,
            target,
            prepare=lambda part: mark_restored(caller, part, source, numbers, known),
            progress=progress,
        )
    holds = notes.look_into(caller, target)
    return Made(target, verified.counts, dict(holds.heads), holds=holds, is_erased_known=known.is_known)


def mark_restored(
    caller: Caller, part: Path, source: Path, last_printed: Mapping[str, str], known: Known
) -> None:
    """Note in a file that has no name yet what is to be done when it is opened for the first time."""
    known.learn(part)
    mark = {
        "from": source.name,
        "at": utc_now().isoformat(),
        "user": caller.user,
        "computer": caller.computer,
        "last_printed": dict(last_printed),
    }
    text = json.dumps(mark, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with closing(connect(part)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_WRITE, (_MARK, text))
        faults.commit(connection)


def make_room_beside(present: Path | None, target: Path) -> None:
    """The folder of the present firm, for a new file in it: that of a server's firm need not be there yet.

    Raises UserError where it cannot be made."""
    if present is not None and target.parent == present.parent:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(places.no_folder(target.parent, error)) from None


@contextmanager
def with_erasures(source: Path, present: Path | None, target: Path) -> Iterator[Known]:
    """Who was erased since is known by the lists beside the backups: see `erased_since`. They lie beside the
    new file before it has its name, for it may be opened at once; and go again when it does not come.
    """
    folder = places.backup_folder(target)
    try:
        is_new = not folder.exists()
    except OSError as error:  # a name that no file can have
        raise checks.unusable_place(target, error) from error
    known = Known(source, present, folder)
    try:
        known.carry()
        yield known
    except BaseException as error:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise checks.unusable_place(target, error) from error
        raise


def after_restore(caller: Caller, workspace: Workspace, today: date) -> bool:
    """Finish a restore in the file that was opened for the first time since; True when there was something.

    Series go on behind the last printed numbers; mails that waited are asked about, not sent; who was erased
    since is forgotten, and what was purged after its keep time deleted again.
    """
    if not raw().execute("SELECT 1 FROM setting WHERE key = ?", (_MARK,)).fetchone():
        return False
    mark = company_queries.setting(caller, _MARK, {})
    reason = f"restored from {mark.get('from', '')}"
    for kind in SERIES_KINDS:
        text = str(mark.get("last_printed", {}).get(kind, ""))
        if text:
            _pass_over(caller, kind, text, reason, today)
    billing.hold_mails(caller)
    lists = places.backup_folder(workspace.path)
    erasing.replay(caller, workspace, lists, today)
    paper_purging.replay(caller, workspace, lists, today)
    company.set_setting(caller, _MARK, None)
    return True


def _pass_over(caller: Caller, kind: SeriesKind, text: str, reason: str, today: date) -> None:
    company.pass_over(caller, kind, text, reason, today)
