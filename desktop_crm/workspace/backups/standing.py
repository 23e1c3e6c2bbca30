"""How the backups stand: the last one, the second place, the last drill.

Asked away from the window: a network folder that is gone can take its time to say so.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from desktop_crm.database import backup as copies
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import paper_purging, serving
from desktop_crm.workspace.backups import drill as drills
from desktop_crm.workspace.backups import finding, making
from desktop_crm.workspace.backups.drill import Drill
from desktop_crm.workspace.backups.finding import WARN_AFTER_DAYS, SecondPlace
from desktop_crm.workspace.opening import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """`beside` and `second`: when the newest backup of each place was made."""

    beside: datetime | None
    second: datetime | None
    place: SecondPlace | None
    drill: Drill | None

    @property
    def newest(self) -> datetime | None:
        """When the last verified backup was made, wherever it lies."""
        return max((at for at in (self.beside, self.second) if at is not None), default=None)

    def days_without(self, today: date) -> int | None:
        """How many days ago that was."""
        return None if self.newest is None else (today - self.newest.astimezone().date()).days

    def is_old(self, today: date) -> bool:
        """Whether the last verified backup was made too long ago."""
        days = self.days_without(today)
        return days is not None and days > WARN_AFTER_DAYS


def look(database: Path) -> Standing:
    """How the backups of this file stand now."""
    folder, place = finding.second_folder(database), finding.second_place(database)
    second = None
    if folder is not None and place is not None and place.state != "absent":
        second = next((at for at, _path in copies.list_backups(folder, database.stem)), None)
    beside = next((copy.at for copy in finding.copies_of(database)), None)
    return Standing(beside, second, place, drills.last(database))


def keep_up(caller: Caller, workspace: Workspace, today: date, *, progress: Progress = SILENT) -> Standing:
    """What has to happen by itself: the daily copy, its twin on the second place, the drill of the month.

    Whoever sits there: a firm without copies helps nobody, and nobody sees more by it. But a login of a
    server reads everything only where it is an owner's.
    """
    if caller.role != OWNER and serving.is_by_own_login(workspace):
        return look(workspace.path)
    caller = replace(caller, role=OWNER)
    if making.back_up_if_due(caller, workspace, today, progress=progress) is None:
        making.catch_up(workspace.path, progress=progress)
    else:
        with suppress(UserError):  # a full disk, a lock: the next day tries again
            paper_purging.each_month(caller, workspace, today, progress=progress)
    if drills.is_due(workspace.path, today):
        drills.run(caller, workspace.path, progress=progress)
    return look(workspace.path)
