"""A large firm goes from its file to a server and back into a file: the same rows in every table.

Each way is a process of its own (`python -m tests.faults.there SOURCE TARGET`), whose memory is that of the
move alone; a firm of a tenth goes first, and the large one may not need much more than it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from desktop_crm.contacts import service as contacts
from desktop_crm.database import archive, connection
from desktop_crm.database.engine import connect
from desktop_crm.values.caller import local_caller
from desktop_crm.workspace import moving, registry, verifying
from desktop_crm.workspace.generating import generate
from desktop_crm.workspace.places import Place, place_of
from tests.faults import apart, firms, promises, servers

_ROWS_A_CONTACT = 32
"""What a contact with three papers in three years comes to."""
_FILES = 20
_MOST_MB = 40
"""By how much the process of a firm of ten times as many rows may be larger."""


def _made(path: Path, rows: int, seed: int) -> Path:
    contact_count = max(10, rows // _ROWS_A_CONTACT)
    generate(path, contact_count, contact_count * 3, seed, today=firms.TODAY)
    with firms.opened(path) as caller:
        for number in range(_FILES):
            contacts.attach_file(
                caller, "contact", 1 + number % 10, f"{number}.bin", bytes([number]) * 50_000
            )
    return path


def _hashes(path: Path) -> dict[str, str]:
    """The SHA-256 over the rows of each table, empty ones among them."""
    found = {}
    with closing(connect(path, mode="ro")) as reading:
        for table in (*connection.OWN_TABLES, *registry.TABLES):
            digest = archive.new_digest()
            for _line in archive.hashed(archive.lines(table, reading), digest):
                pass
            found[str(table._meta.table_name)] = digest.hexdigest()
    return found


def _moved(source: Place, target: Place) -> tuple[int, float, float]:
    """Rows, seconds, and the most memory in MB of a process that moves and compares."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.there", str(source), str(target)],
        cwd=apart.ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    rows, seconds, memory = json.loads(done.stdout)
    return rows, seconds, memory


def run(folder: Path, count: int, seed: int) -> promises.Result:
    """So many rows, about, and before them a tenth."""
    if missing := servers.why_not():
        return [], {f"tried: {missing}": 0}
    wrong, told, most = list[str](), dict[str, int](), list[float]()
    for name, rows in (("small", count // 10), ("large", count)):
        file, back = _made(folder / f"{name}.crm", rows, seed), folder / f"{name} back.crm"
        address = servers.running().create(f"there_{name}")
        there, there_seconds, there_memory = _moved(file, address)
        again, back_seconds, back_memory = _moved(address, back)
        before, after = _hashes(file), _hashes(back)
        wrong += [
            f"{name}: the rows of {each} are other ones" for each in before if before[each] != after[each]
        ]
        if there != again:
            wrong.append(f"{name}: {there} rows went, {again} came back")
        with firms.opened(back) as caller:
            wrong += [f"{name}: {found.record}" for found in verifying.verify(caller).findings]
        most.append(max(there_memory, back_memory))
        told = {
            "rows": there, "tables": len(before), "s there": round(there_seconds),
            "s back": round(back_seconds), "MB the small one at most": round(most[0]),
            "MB the large one": round(most[-1]),
        }  # fmt: skip
        servers.running().execute("postgres", f"DROP DATABASE {address.database} WITH (FORCE)")
    if most[1] - most[0] > _MOST_MB:
        wrong.append(f"ten times the rows needed {most[1] - most[0]:.0f} MB more")
    return wrong, told


def main() -> None:
    begun = time.monotonic()
    moved = moving.move(local_caller(), place_of(sys.argv[1]), place_of(sys.argv[2]))
    print(json.dumps([moved.rows, time.monotonic() - begun, _most_memory()]))


def _most_memory() -> float:
    """In MB. `ru_maxrss` would not do: Linux hands the parent's on to the child."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
