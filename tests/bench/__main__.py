"""python -m tests.bench [--full] [--json] [--only WORD ...]

Everything beside its floor, in turn. A table for people on standard error, one JSON value on standard output;
`--full` adds a million contacts, `--json` leaves the table out. Ends with 1 when a bound does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    backup_rows,
    crowd_rows,
    databases,
    listening_rows,
    package_rows,
    paper_rows,
    reading_rows,
    server_rows,
    trail_rows,
    window_rows,
    writing_rows,
)
from tests.bench.measuring import Row, say

Part = Callable[[Path, bool], Iterator[Row]]


def papers(folder: Path, full: bool) -> Iterator[Row]:
    yield from paper_rows.rows(full=full)


def large(folder: Path, full: bool) -> Iterator[Row]:
    """One database with papers serves reading, issuing and the history."""
    path = databases.made(folder / "large.db", 100_000, 20_000)
    yield from reading_rows.rows(path, "100k contacts", documents=True)
    yield from writing_rows.issuing(path)
    yield from listening_rows.listening(path)
    yield from trail_rows.searching(path)
    path.unlink()


def window(folder: Path, full: bool) -> Iterator[Row]:
    """A firm as most are."""
    yield from window_rows.rows(databases.made(folder / "window.db", 3_000, 3_000))


def imports(folder: Path, full: bool) -> Iterator[Row]:
    yield from writing_rows.importing(folder, 100_000)
    yield from writing_rows.sampling(folder, 100_000, 0, seconds=60)
    if full:
        yield from writing_rows.sampling(folder, 100_000, 100_000)


def million(folder: Path, full: bool) -> Iterator[Row]:
    if full:
        path = databases.made(folder / "million.db", 1_000_000, 0)
        yield from reading_rows.rows(path, "1M contacts", documents=False)
        path.unlink()


def accountant(folder: Path, full: bool) -> Iterator[Row]:
    yield from package_rows.packages(folder)


def backups(folder: Path, full: bool) -> Iterator[Row]:
    yield from backup_rows.backing_up(folder)


def office(folder: Path, full: bool) -> Iterator[Row]:
    yield from crowd_rows.together(folder)


def server(folder: Path, full: bool) -> Iterator[Row]:
    yield from server_rows.on_a_server(folder, 30_000, 10_000)


PARTS: dict[str, Part] = {
    "papers": papers, "window": window, "large": large, "imports": imports, "backups": backups,
    "accountant": accountant,
    "office": office, "server": server, "million": million,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million contacts too")
    parser.add_argument("--json", action="store_true", help="no table")
    parser.add_argument(
        "--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS), help="some parts alone"
    )
    arguments = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name in arguments.only:
            for row in PARTS[name](Path(folder), arguments.full):
                rows.append(row)
                if not arguments.json:
                    say(row.as_text())
    print(json.dumps(report(rows), indent=1))
    return 0 if all(row.holds is not False for row in rows) else 1


def report(rows: list[Row]) -> dict[str, object]:
    """The whole run as one JSON object."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "holds": all(row.holds is not False for row in rows),
        "rows": [row.as_json() for row in rows],
    }


if __name__ == "__main__":
    sys.exit(main())
