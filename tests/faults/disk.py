"""A disk that is watched and can fail (disk.c), and what is left of it after a kill or a power cut.

The shim is compiled when a C compiler is there (`library`), and preloaded into a process of its own. What
it recorded is a list of `Event`s; `Remains` plays them and builds the folder as it would be found:

- after a **kill** every call up to that moment has happened: the system keeps what it was given;
- after a **power cut** what was flushed (fsync of the file, of the folder for names) is there, and of the
  rest any part: some sectors of some writes, some of the changes of names, mostly in their order.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.faults import apart

SOURCE = Path(__file__).with_name("disk.c")
CREATE, WRITE, TRUNCATE, UNLINK, RENAME, LINK, MKDIR, SYNC, SYNC_FOLDER, NOTE = range(1, 11)
ONCE, FULL, HALF, KILL, TORN = range(5)
_HEAD = struct.Struct("=IIIIQQ")
_SECTOR = 512


def why_not() -> str | None:
    """What is missing on this machine, or None."""
    if sys.platform != "linux":
        return "the watched disk is for Linux"
    return None if shutil.which("cc") else "a C compiler (cc) is not installed"


@cache
def library() -> Path:
    """The compiled shim, once a process."""
    folder = tempfile.mkdtemp(prefix="disk-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    built = Path(folder) / "disk.so"
    command = ["cc", "-shared", "-fPIC", "-pthread", "-O2", "-o", str(built), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return built


def tried(module: str, folder: Path, *words: object) -> tuple[list[str], dict[str, int]]:
    """The module in a process of its own, with the shim preloaded."""
    return apart.run(module, folder, *words, LD_PRELOAD=str(library()))


class Disk:
    """The shim's switches, from inside a process that has it preloaded."""

    def __init__(self) -> None:
        self._shim = ctypes.CDLL(None)
        self._shim.disk_count.restype = ctypes.c_long

    def watch(self, folder: Path, log: Path | None = None) -> None:
        """Count (and record into `log`) every change below `folder`."""
        self._shim.disk_watch(os.fsencode(folder), None if log is None else os.fsencode(log))

    def rest(self) -> None:
        """Stop watching, and failing."""
        self._shim.disk_watch(None, None)

    def note(self, text: str) -> None:
        self._shim.disk_note(text.encode())

    def fail(self, at: int, error: int, how: int) -> None:
        """The change number `at` from now fails (ONCE; FULL and HALF stay), or the process dies at it."""
        self._shim.disk_fail(ctypes.c_long(at), error, how)

    @property
    def count(self) -> int:
        """The changes since `watch` or `fail`."""
        return int(self._shim.disk_count())


class Event(NamedTuple):
    """One recorded change. `offset` is the new length of a TRUNCATE."""

    kind: int
    path: str
    other: str
    offset: int
    content: bytes


def read_log(log: Path) -> list[Event]:
    return list(_events(log.read_bytes()))


def _events(whole: bytes) -> Iterator[Event]:
    at = 0
    while at < len(whole):
        kind, first, second, _unused, offset, length = _HEAD.unpack_from(whole, at)
        at += _HEAD.size
        path, other = whole[at : at + first].decode(), whole[at + first : at + first + second].decode()
        at += first + second
        content = whole[at : at + length] if kind == WRITE else b""
        at += length if kind == WRITE else 0
        yield Event(kind, path, other, offset, content)


@dataclass(eq=False)
class _File:
    """A file's content as the process sees it, as it lies on the disk, and what is on its way there."""

    live: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, bytes) of a write, (length, None) of a truncation."""

    def apply(self, offset: int, content: bytes | None) -> None:
        _apply(self.live, offset, content)
        self.waiting.append((offset, content))

    def flush(self) -> None:
        self.durable = bytearray(self.live)
        self.waiting.clear()

    def after_a_cut(self, rng: random.Random, share: float) -> bytes:
        """What is flushed and about `share` of the rest; a write may be torn between two sectors."""
        left = bytearray(self.durable)
        for offset, content in self.waiting:
            if content is None:
                if rng.random() < share:
                    _apply(left, offset, None)
                continue
            if rng.random() < 0.1:  # torn
                for start in range(0, len(content), _SECTOR):
                    if rng.random() < share:
                        _apply(left, offset + start, content[start : start + _SECTOR])
            elif rng.random() < share:
                _apply(left, offset, content)
        return bytes(left)


def _apply(content: bytearray, offset: int, written: bytes | None) -> None:
    if written is None:
        if len(content) > offset:
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(written)] = written


class Remains:
    """The folder `root` while events are played; `notes` are the remarks so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notes: list[str] = []
        self._names: dict[str, _File] = {}
        self._on_disk: dict[str, _File] = {}
        self._renaming: list[tuple[str, _File | None]] = []
        """Changes of names that no flush of their folder has made durable, in order: (name, file or gone)."""
        for path in root.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                self._names[str(path)] = _File(bytearray(content), bytearray(content))
        self._on_disk = dict(self._names)

    def play(self, event: Event) -> None:
        kind, path = event.kind, event.path
        if kind == NOTE:
            self.notes.append(path)
        elif kind == CREATE:
            self._name(path, _File())
        elif kind == WRITE:
            self._names[path].apply(event.offset, event.content)
        elif kind == TRUNCATE:
            self._names[path].apply(event.offset, None)
        elif kind == UNLINK:
            self._name(path, None)
        elif kind == LINK:
            self._name(event.other, self._names[path])
        elif kind == RENAME:
            self._name(event.other, self._names[path])
            self._name(path, None)
        elif kind == SYNC:
            self._names[path].flush()
        elif kind == SYNC_FOLDER:
            for name, file in self._renaming:
                _rename(self._on_disk, name, file)
            self._renaming.clear()

    def _name(self, name: str, file: _File | None) -> None:
        _rename(self._names, name, file)
        self._renaming.append((name, file))

    def killed(self) -> dict[str, bytes]:
        """The files by name relative to the root, after a kill at this moment."""
        return {self._short(name): bytes(file.live) for name, file in self._names.items()}

    def cut(self, rng: random.Random) -> dict[str, bytes]:
        """The same after a power cut: what was on its way got through in part."""
        share = rng.choice((0.0, 0.5, 0.9, 1.0, rng.random()))
        there = dict(self._on_disk)
        names = self._renaming[: rng.randint(0, len(self._renaming))]
        if rng.random() < 0.3:  # a file system that keeps no order among names
            names = [each for each in self._renaming if rng.random() < share]
        for name, file in names:
            _rename(there, name, file)
        return {self._short(name): file.after_a_cut(rng, share) for name, file in there.items()}

    def _short(self, name: str) -> str:
        return str(Path(name).relative_to(self.root))


def _rename(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def lay_out(files: dict[str, bytes], folder: Path) -> None:
    """Make `folder` hold exactly these files."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
