"""python -m tests.faults.crashing FOLDER TIMES SEED [encrypted] [ACT ...], with the shim of disk.c preloaded.

Every act of `acts` is recorded call by call and

- killed after each call (or at some), and the power cut there: the file must hold exactly what was there
  before or after a transaction, whatever was acknowledged, nothing between, and open by itself;
- done on a disk that is full from some call on, or fails at one call: it is refused in words, and what the
  refusal says is true: the file is as before, or (the act was done) as after.
"""

from __future__ import annotations

import errno
import hashlib
import json
import random
import re
import shutil
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import archive, backup, connection, keys
from desktop_crm.database.archive import guards
from desktop_crm.database.faults import UnknownOutcome
from desktop_crm.database.upgrade import FIRST_VERSION
from desktop_crm.values.errors import UserError
from tests.faults import acts, firms, places
from tests.faults.acts import ACTS, FIRM, Act, fresh, perform
from tests.faults.disk import (
    FULL,
    HALF,
    NOTE,
    ONCE,
    RENAME,
    SYNC,
    TRUNCATE,
    Disk,
    Event,
    Remains,
    lay_out,
    read_log,
)  # fmt: skip

KEY = f"{FIRM}{keys.ENDING}"
_BESIDE = (
    "backups", "firm backups", f"{FIRM}-journal", f"{FIRM}-presence", f"{FIRM}.upgrading", KEY,
    "restored.crm-journal", "restored.crm-presence",
)  # fmt: skip
"""What may lie beside the firm's file."""
_ONLY_READ = ("back up", "back up daily", "write an archive")
_FEW = 10
"""Calls of an act up to which nothing is said in between."""
_COPIES = ("copy.db", "restored.crm", "new.crm", acts.ARCHIVE)
_KEYS = tuple(f"{name}{keys.ENDING}" for name in _COPIES)


def digest(content: bytes) -> str:
    """Of a database, without what is nobody's: what lies behind the end that its header names, which opening
    cuts off, and what stands in free pages, which no journal keeps (https://sqlite.org/fileformat2.html#freelist).
    """
    page = int.from_bytes(content[16:18], "big")
    size = 65_536 if page == 1 else page
    end = int.from_bytes(content[28:32], "big") * size
    known = bytearray(content[: end or None])
    for number in _free_pages(known, size):
        known[(number - 1) * size : number * size] = bytes(size)
    return hashlib.sha256(known).hexdigest()


def _free_pages(content: bytes | bytearray, size: int) -> list[int]:
    """The leaves of the list of free pages: its trunks name them."""

    def number(at: int) -> int:
        return int.from_bytes(content[at : at + 4], "big")

    found, trunk, seen = list[int](), number(32), set[int]()
    while trunk and trunk not in seen:
        seen.add(trunk)
        start = (trunk - 1) * size
        found += [number(start + 8 + 4 * place) for place in range(min(number(start + 4), size // 4 - 2))]
        trunk = number(start)
    return [each for each in found if 0 < each <= len(content) // size]


def digest_of(path: Path) -> str:
    """Of a file's content; of an encrypted one, whose pages are other bytes each time they are written, of
    its rows and of what opens it. Opening it rolls back what is unfinished.
    """
    if not keys.is_encrypted(path):
        return digest(path.read_bytes())
    found = hashlib.sha256(places.opened_by(path).encode())
    with backup.closing(backup.connect(path)) as reading:
        tables = backup.rows(reading, "SELECT type, name, sql FROM sqlite_master ORDER BY name")
        found.update(repr(tables + backup.rows(reading, "PRAGMA user_version")).encode())
        for kind, name, sql in tables:
            if kind == "table" and not sql.startswith("CREATE VIRTUAL"):
                found.update(repr(backup.rows(reading, f'SELECT * FROM "{name}"')).encode())
    return found.hexdigest()


@dataclass
class Trial:
    """Everything that is tried with one act."""

    name: str
    act: Act
    folder: Path
    template: Path
    disk: Disk
    rng: random.Random
    times: int
    wrong: list[str]
    told: Counter[str]

    @property
    def place(self) -> Path:
        return self.folder / "place"

    def run(self) -> None:
        self._crash()
        self._fail()

    def say(self, text: str) -> None:
        self.wrong.append(f"{self.name}: {text}")
        print(
            f"         {self.wrong[-1]}", file=sys.stderr, flush=True
        )  # at once: a run may be ended by hand

    def _state(self, files: dict[str, bytes]) -> str:
        """The digest of the firm's file as it is here, when nothing is unfinished."""
        lay_out(
            {name: content for name, content in files.items() if name in (FIRM, KEY)}, self.folder / "state"
        )
        return digest_of(self.folder / "state" / FIRM)

    # Kills and power cuts

    def _crash(self) -> None:
        log = self.folder / "log"
        fresh(self.template, self.place)
        self.disk.watch(self.place, log)
        perform(self.act, self.place, lambda: self.disk.note("begun"), lambda: self.disk.note("done"))
        self.disk.rest()
        self._verify(self.place / FIRM)
        events = read_log(log)
        fresh(self.template, self.place)
        remains = Remains(self.place)
        states, acknowledged = [digest_of(self.template)], 0
        wanted = self._moments(len(events))
        for number, event in enumerate(events):
            remains.play(event)
            if event.kind == NOTE and event.path == "done":
                acknowledged = len(states) - 1
            if _is_commit(event):
                states.append(self._state(remains.killed()))
            if number in wanted or (event.kind == SYNC and self.rng.random() < 0.1):
                for kind, files in (("kill", remains.killed()), ("power cut", remains.cut(self.rng))):
                    self.told[kind] += 1
                    self._look(f"{kind} after call {number + 1}", files, states[acknowledged:])

    def _moments(self, count: int) -> set[int]:
        if self.times * 4 >= count:
            return set(range(count))
        return set(self.rng.sample(range(count), self.times)) | {count - 1}

    def _look(self, when: str, files: dict[str, bytes], states: list[str]) -> None:
        found = self.folder / "found"
        lay_out(files, found)
        problem = _problem(found, states, self.act.upgrades_from)
        if problem is None and "copy.db" in files and self.name == "back up":
            problem = _copy_problem(found / "copy.db")
        for name in ("restored.crm", "new.crm"):
            if problem is None and name in files:
                problem = _opening_problem(found / name)
        if problem is None and self.name == "restore and open" and "restored.crm" in files:
            problem = _number_problem(found / "restored.crm")
        if problem is None and acts.ARCHIVE in files:
            problem = _archive_problem(found / acts.ARCHIVE)
        if problem is None and self.rng.random() < 0.1:
            problem = self._again(found)
        if problem is not None:
            self.say(f"{when}: {problem}")
            kept = self.folder / f"failed-{self.name.replace(' ', '-')}-{len(self.wrong)}"
            shutil.copytree(found, kept)

    def _again(self, found: Path) -> str | None:
        """The same act once more, as a person would: it is done once, or refused in words."""
        self.told["again"] += 1
        with suppress(UserError):
            perform(self.act, found, lambda: None, lambda: None)
        if self.name == "upgrade":  # to a schema that this program does not know
            return None
        faults = firms.faults(found / FIRM)
        return f"done again: {faults[0]}" if faults else None

    def _verify(self, path: Path) -> None:
        if self.name != "upgrade":
            for fault in firms.faults(path):
                self.say(f"after it: {fault}")

    # A full disk, a failing disk

    def _fail(self) -> None:
        fresh(self.template, self.place)
        self.disk.watch(self.place)
        calls = [0]

        def begin() -> None:
            self.disk.fail(0, 0, ONCE)

        def done() -> None:
            calls[0] = self.disk.count

        perform(self.act, self.place, begin, done)
        self.disk.rest()
        for at in sorted(self._moments(calls[0])):
            self._fail_at(at + 1, errno.ENOSPC, "disk is full|or is full", FULL)
            self._fail_at(at + 1, errno.ENOSPC, "disk is full|or is full", HALF)
            self._fail_at(at + 1, errno.EIO, "", ONCE)

    def _fail_at(self, at: int, error: int, words: str, how: int) -> None:
        name = errno.errorcode[error] + (" half way" if how == HALF else "")
        self.told[name] += 1
        when = f"{name} at call {at}" if how == ONCE else f"{name} from call {at}"
        fresh(self.template, self.place)
        before = digest_of(self.template)
        self.disk.watch(self.place)
        refused: UserError | None = None
        is_done = False

        def done() -> None:
            nonlocal is_done
            is_done = True

        try:
            perform(self.act, self.place, lambda: self.disk.fail(at, error, how), done)
        except UserError as refusal:
            refused = refusal
            if words and not re.search(words, str(refusal)):
                self.say(f"{when}: refused with “{refusal}”")
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is the finding
            self.say(f"{when}: {type(problem).__name__}: {problem}")
            if connection.is_open():
                connection.current().close()
            return
        finally:
            self.disk.rest()
        if not is_done and refused is None:
            self.say(f"{when}: neither done nor refused")
        # The word that an upgrade runs may stay when the disk does not let go of it: it keeps nobody out.
        left = sorted(path.name for path in self.place.iterdir())
        for name in set(left) - {FIRM, *_COPIES, *_KEYS, *_BESIDE}:
            self.say(f"{when}: {name} was left behind")
        with backup.closing(backup.connect(self.place / FIRM)) as plain:  # rolls back what is unfinished
            backup.rows(plain, "SELECT count(*) FROM sqlite_master")
        now = digest_of(self.place / FIRM)
        is_unknown = isinstance(refused, UnknownOutcome)
        if not is_done and not is_unknown and self.name != "import contacts" and now != before:
            self.say(f"{when}: refused with “{refused}”, but it was done")
        changes_it = self.act.outside is None and self.name not in _ONLY_READ
        if is_done and changes_it and now == before:
            self.say(f"{when}: acknowledged, but not there")
        if self.name != "upgrade":
            for fault in firms.faults(self.place / FIRM):
                self.say(f"{when}: {fault}")
        if (
            self.name != "restore and open"
            and not is_done
            and any((self.place / name).exists() for name in (*_COPIES, *_KEYS))
        ):
            self.say(f"{when}: refused, but the new file is there")


def _is_commit(event: Event) -> bool:
    """A transaction is done once its journal is empty; another passphrase, once its key has its name."""
    if event.kind == RENAME:
        return event.other.endswith(f"/{KEY}")
    return event.kind == TRUNCATE and event.path.endswith(f"{FIRM}-journal") and event.offset == 0


def _problem(found: Path, states: list[str], upgrades_from: int | None) -> str | None:
    """What is wrong with the firm's file; opening rolls an interrupted write back."""
    path = found / FIRM
    if upgrades_from is not None:
        with backup.closing(backup.connect(path)) as plain:
            version = backup.rows(plain, "PRAGMA user_version")[0][0]
        copies = list((found / "backups").glob("*.db"))
        if version > upgrades_from and not copies:
            return "upgraded, but the backup from before it is not there"
        for copy in copies:
            if problem := _copy_problem(copy):
                return problem
    elif problem := _opening_problem(path):
        return problem
    if keys.is_encrypted(path) and (problem := places.key_problem(path)):
        return problem
    if (now := digest_of(path)) not in states:
        return f"neither what was before nor what was after ({now[:8]}, not {[s[:8] for s in states]})"
    return None


def _opening_problem(path: Path) -> str | None:
    try:
        with firms.opened(path):
            return next(iter(connection.check_integrity(thorough=False)), None)
    except UserError as refusal:
        return f"{path.name} does not open: {refusal}"


def _number_problem(path: Path) -> str | None:
    """A restored file that was opened, if not before then by who looks, gives no number that was printed."""
    with firms.opened(path):
        sql = "SELECT next_number FROM number_series WHERE kind = 'invoice'"
        (following,) = connection.raw().execute(sql).fetchone()
    if following == acts.LAST_PRINTED + 1:
        return None
    return f"{path.name} goes on with number {following}, and {acts.LAST_PRINTED} is on paper"


def _copy_problem(path: Path) -> str | None:
    try:
        backup.verify_file(path)
        return places.key_problem(path) if keys.is_encrypted(path) else None
    except UserError as refusal:
        return f"{path.name} is no whole copy: {refusal}"


def _archive_problem(path: Path) -> str | None:
    try:
        guards.check_whole(path, archive.look_into(path))
    except UserError as refusal:
        return f"{path.name} is no whole archive: {refusal}"
    return None


def main() -> None:
    folder, times, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    disk, rng = Disk(), random.Random(seed)
    template, first = folder / "template.crm", folder / "first.crm"
    acts.prepare(template)
    acts.prepare_first(first)
    acts.prepare_archive(template)
    words, tried = sys.argv[4:], ACTS
    if "encrypted" in words:
        words.remove("encrypted")
        tried, template, first = acts.ENCRYPTED, places.encrypt(template), places.encrypt(first)
    wrong: list[str] = []
    told: Counter[str] = Counter()
    for name, act in tried.items():
        if words and name not in words:
            continue
        start = first if act.upgrades_from == FIRST_VERSION else template
        Trial(name, act, folder, start, disk, rng, times, wrong, told).run()
        if times > _FEW:
            print(f"         {name}: {len(wrong)} wrong so far", file=sys.stderr, flush=True)
    print(json.dumps({"wrong": wrong, "told": told}))


if __name__ == "__main__":
    main()
