"""Files that something else has changed: closed ones of every kind, and one that is changed while open.

A file is refused in words, with nothing touched, or it opens; then whatever is done ends well or in words,
and what is no longer as it was issued is found by `verify`.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop_crm.billing import service as billing
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.database import connection
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import archives, backups, damage, finding, opening, registry, verifying
from tests.faults import acts, firms
from tests.faults.acts import FIRM

_PAGE = 4096
_ISSUED = (
    "SELECT id, kind, series_id, year, number, number_text, issued_on, gross, due, pdf_sha, xml_sha, link,"
    " hash, previous_hash, facts FROM document WHERE number IS NOT NULL ORDER BY id",
    "SELECT l.* FROM document_line l JOIN document d ON d.id = l.document_id ORDER BY l.id",
    "SELECT t.* FROM document_tax t JOIN document d ON d.id = t.document_id ORDER BY t.id",
    "SELECT id, document_id, amount, paid_on FROM payment ORDER BY id",
    "SELECT d.id, b.bytes FROM document d JOIN blob b ON b.sha256 IN (d.pdf_sha, d.xml_sha)"
    " ORDER BY d.id, b.sha256",
)  # fmt: skip
"""What an issued paper and its money are."""

Spoil = Callable[[bytearray, random.Random], bytes | bytearray]


def _flips(content: bytearray, rng: random.Random, start: int, end: int, most: int) -> bytearray:
    for _n in range(rng.choice((1, 1, 4, most))):
        content[rng.randrange(start, min(end, len(content)))] ^= 1 << rng.randrange(8)
    return content


def _zeroed(content: bytearray, rng: random.Random) -> bytearray:
    at = rng.randrange(len(content) // _PAGE) * _PAGE
    content[at : at + _PAGE] = bytes(_PAGE)
    return content


def _swapped(content: bytearray, rng: random.Random) -> bytearray:
    one, two = (rng.randrange(len(content) // _PAGE) * _PAGE for _n in range(2))
    first, second = content[one : one + _PAGE], content[two : two + _PAGE]
    content[one : one + _PAGE], content[two : two + _PAGE] = second, first
    return content


def _paper(content: bytearray, rng: random.Random) -> bytearray:
    """A bit within the stored bytes of an issued paper."""
    at = content.find(b"%PDF", rng.randrange(len(content) // 2))
    return _flips(content, rng, at, at + 3_000, 1)


def _other_byte(content: bytearray, rng: random.Random) -> bytearray:
    content[rng.randrange(len(content))] = rng.randrange(256)
    return content


def _database_of_others(_content: bytearray, rng: random.Random) -> bytes:
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("CREATE TABLE notes (text)")
        other.execute(f"PRAGMA user_version = {rng.randrange(3)}")
        return other.serialize()


SPOILED: dict[str, Spoil] = {
    "bits flipped": lambda content, rng: _flips(content, rng, 0, len(content), 64),
    "bits of the header flipped": lambda content, rng: _flips(content, rng, 0, 100, 4),
    "bits of the schema flipped": lambda content, rng: _flips(content, rng, 100, 40 * _PAGE, 4),
    "bits of a paper flipped": _paper,
    "a byte changed": _other_byte,
    "a page zeroed": _zeroed,
    "two pages swapped": _swapped,
    "cut": lambda content, rng: content[: rng.randrange(len(content))],
    "cut at a page": lambda content, rng: content[: rng.randrange(len(content) // _PAGE) * _PAGE],
    "cut by a byte": lambda content, rng: content[:-1],
    "without its beginning": lambda content, rng: content[rng.randrange(1, len(content)) :],
    "grown": lambda content, rng: content + rng.randbytes(rng.choice((1, 512, _PAGE, 3 * _PAGE))),
    "grown by zeros": lambda content, rng: content + bytes(rng.choice((1, _PAGE, 100 * _PAGE))),
    "twice": lambda content, rng: content + content,
    "empty": lambda content, rng: b"",
    "all zeros": lambda content, rng: bytes(len(content)),
    "noise": lambda content, rng: rng.randbytes(len(content)),
    "a text": lambda content, rng: b"Dear sir or madam,\n" * 400,
    "another program's": _database_of_others,
    "a ZIP": lambda content, rng: b"PK\x03\x04" + bytes(content),
}  # fmt: skip


def run(folder: Path, count: int, seed: int) -> tuple[list[str], Counter[str]]:
    """So many spoiled files, every kind in turn; then every way of changing one that is open."""
    template, rng = folder / "template.crm", random.Random(seed)
    acts.prepare(template)
    trials = _Trials(folder, template)
    kinds = list(SPOILED)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        content = bytes(SPOILED[kind](bytearray(trials.whole), rng))
        trials.closed(f"{number}, {kind}", content)
    for kind in WHILE_OPEN:
        trials.while_open(kind)
    for number in range(count // 5):
        kind = kinds[number % len(kinds)]
        trials.taken_in(f"{number}, an archive, {kind}", trials.archive, SPOILED[kind], rng, archives.read)
        trials.taken_in(f"{number}, a backup, {kind}", trials.whole, SPOILED[kind], rng, backups.restore)
    return trials.wrong, trials.told


class _Trials:
    def __init__(self, folder: Path, template: Path) -> None:
        self.folder, self.template = folder, template
        self.place = folder / "place"
        self.whole = template.read_bytes()
        self.issued = _issued(template)
        acts.prepare_archive(template)
        self.archive = template.with_name(acts.ARCHIVE).read_bytes()
        self.wrong: list[str] = []
        self.told: Counter[str] = Counter()

    def fresh(self, content: bytes) -> Path:
        acts.fresh(self.template, self.place)
        path = self.place / FIRM
        path.write_bytes(content)
        return path

    def say(self, when: str, problem: str) -> None:
        self.wrong.append(f"{when}: {problem}")
        kept = self.folder / f"failed-{len(self.wrong)}"
        shutil.copytree(self.place, kept, dirs_exist_ok=True)

    def closed(self, when: str, content: bytes) -> None:
        self.told["spoiled files"] += 1
        path = self.fresh(content)
        is_opened = False
        try:
            firm = opening.open_workspace(path)
            is_opened = True
        except UserError:
            self.told["refused"] += 1
            if os.listdir(self.place) != [FIRM] or path.read_bytes() != content:
                self.say(when, "it was refused, but something was written")
            return
        except Exception:  # noqa: BLE001 - whatever it is, it is the finding
            self.say(when, traceback.format_exc(limit=-3))
            return
        finally:
            if not is_opened and connection.is_open():
                self.say(when, "it was not opened, but is open")
                connection.current().close()
        if not content.startswith(path.read_bytes()):  # pages behind its end may go
            self.say(when, "it was changed by opening it")
        is_found, told = False, Counter[str]()
        for work in (_verify, _read, _write):
            try:
                is_found |= bool(at_the_door(work))
            except UserError:
                is_found = True
                told["refused later"] += 1
            except Exception:  # noqa: BLE001
                self.say(when, traceback.format_exc(limit=-4))
            if work is _verify and not is_found and _issued(path) != self.issued:
                self.say(when, "what was issued is not as it was, and verify finds nothing")
        self.told["found" if is_found else "as it was"] += 1
        self.told["refused later"] += bool(told)
        try:
            firm.close()
        except Exception:  # noqa: BLE001
            self.say(when, traceback.format_exc(limit=-3))

    def taken_in(
        self, when: str, whole: bytes, spoil: Spoil, rng: random.Random, take: Callable[..., object]
    ) -> None:
        """A spoiled archive or backup becomes a firm's file that is as it was, or none at all."""
        self.told["spoiled copies"] += 1
        acts.fresh(self.template, self.place)
        source, target = self.place / "source", self.place / "taken.crm"
        source.write_bytes(bytes(spoil(bytearray(whole), rng)))
        before = _digest(source)
        try:
            take(local_caller(), source, target)
        except UserError:
            self.told["copies refused"] += 1
            if left := {each.name for each in self.place.iterdir()} - {FIRM, "source"}:
                self.say(when, f"it was refused, but left {sorted(left)}")
        except Exception:  # noqa: BLE001
            self.say(when, traceback.format_exc(limit=-4))
        else:
            try:
                with firms.opened(target):
                    is_found = _verify()
            except UserError:
                is_found = True
            if not is_found and _issued(target) != self.issued:
                self.say(when, "what was issued is not as it was, and verify finds nothing")
        if _digest(source) != before:
            self.say(when, "it was written to")

    def while_open(self, kind: str) -> None:
        self.told["changed while open"] += 1
        path = self.fresh(self.whole)
        firm = opening.open_workspace(path)
        try:
            _read()
            WHILE_OPEN[kind](path)
            seen = {each.name: _digest(each) for each in self.place.iterdir() if each.is_file()}
            for work in (_write, _read, _verify, _write):
                try:
                    if at_the_door(work) is None and work is _write:
                        self.say(kind, "it was written to all the same")
                except UserError:
                    self.told["refused in words"] += 1
                except Exception:  # noqa: BLE001
                    self.say(kind, traceback.format_exc(limit=-4))
            now = {each.name: _digest(each) for each in self.place.iterdir() if each.is_file()}
            if now != seen:
                self.say(kind, f"{sorted(now)} instead of {sorted(seen)}, or other bytes in them")
        finally:
            firm.close()


def at_the_door(work: Callable[[], object]) -> object:
    """As the window and the command line do it: what nobody expected is asked about before it is a bug."""
    try:
        return work()
    except Exception as error:
        if (refusal := damage.explain(error)) is not None:
            raise refusal from error
        raise


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _issued(path: Path) -> list[object] | None:
    """What the engine finds of what was issued, row by row; None when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            return [file.execute(sql).fetchall() for sql in _ISSUED]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def _verify() -> bool:
    return bool(verifying.verify(local_caller()).findings)


def _read() -> None:
    caller = local_caller()
    for table in (*connection.OWN_TABLES, *registry.TABLES):
        list(table.select().dicts())
    for contact in range(1, 4):
        contact_queries.get_contact(caller, contact)
    for words in ("Work", "2026-0001", "a"):
        finding.find(caller, words)


def _write() -> None:
    caller = local_caller()
    firms.issue(caller, "after", render=billing.NO_PAPER)


# What other programs do to a file that is open


def _replace(path: Path, content: bytes) -> None:
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
        archive.write(path)
    path.unlink()


WHILE_OPEN: dict[str, Callable[[Path], object]] = {
    "renamed while open": lambda path: path.rename(path.with_name("moved.crm")),
    "deleted while open": lambda path: path.unlink(),
    "packed and deleted while open": _zip,
    "replaced while open": lambda path: _replace(path, path.read_bytes()),
    "replaced by nothing while open": lambda path: _replace(path, b""),
    "emptied while open": lambda path: os.truncate(path, 0),
    "cut while open": lambda path: os.truncate(path, path.stat().st_size // 2 // _PAGE * _PAGE),
    "overwritten while open": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "overwritten with a text while open": lambda path: path.write_bytes(b"Dear sir or madam,\n" * 400),
}
