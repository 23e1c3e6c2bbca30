"""A disk of a few megabytes under one database of the server: it runs full while a firm arrives there."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desktop_crm.database.server.address import ServerAddress
from tests.fixtures.server import Cluster, as_nobody_special


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory, and a tablespace on it that is named after the database."""

    cluster: Cluster
    folder: Path
    database: str

    def away(self) -> None:
        """The database has to be gone already."""
        self.cluster.execute("postgres", f"DROP TABLESPACE {self.database}")
        _unmount(self.folder)


@cache
def is_possible() -> bool:
    """Whether this user may mount here."""
    if os.geteuid() != 0:
        return False
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    try:
        _mount(folder, 1_000)
    except (OSError, subprocess.CalledProcessError):
        folder.rmdir()
        return False
    _unmount(folder)
    return True


def make(cluster: Cluster, database: str, kilobytes: int) -> tuple[SmallDisk, ServerAddress]:
    """An empty database on a disk of this size, of which it needs about 8,000 itself."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    _mount(folder, kilobytes)
    run = as_nobody_special()
    os.chown(folder, run["user"], run["group"])
    cluster.execute(
        "postgres",
        f"CREATE TABLESPACE {database} LOCATION '{folder}'",
        f"CREATE DATABASE {database} TABLESPACE {database} STRATEGY file_copy",
    )
    return SmallDisk(cluster, folder, database), cluster.address(database)


def _mount(folder: Path, kilobytes: int) -> None:
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)
    folder.rmdir()
