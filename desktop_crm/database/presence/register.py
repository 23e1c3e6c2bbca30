"""The file beside the database in which every running program has a slot: `firm.crm-presence`.

A slot holds a record and stands for five bytes far behind the end of the file that are only ever locked: the
first as long as the program runs, one of the other four for the beat that was written last. So a beat can be
learnt in three ways: by reading it as SQLite reads; by reading it after the system was told to forget what
it has cached; and by asking for locks, which no system caches. Cached reads give themselves away.

One file and not one for each program, because so a program locks, writes and reads the very file that the
others lock, write and read; a new file in a folder may stay unseen for a minute on a network.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_crm.database.presence import locks
from desktop_crm.database.presence.record import Record, decode, encode, is_torn

if sys.platform == "darwin":
    import fcntl

SUFFIX: Final = "-presence"
SLOTS: Final = 16
SLOT: Final = 4096  # a page: two programs never write into the same one
_LOCKS: Final = 1 << 30
_STEP: Final = 8
_PULSES: Final = 4
_SIZE: Final = SLOTS * SLOT
_ATTEMPTS: Final = 50
_FLAGS: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_CLOEXEC", 0)


class NoRoom(OSError):
    """All slots are taken."""


def register_path(database: Path) -> Path:
    """Where the register of a database lies."""
    return database.with_name(database.name + SUFFIX)


class Register:
    """One handle on the file; not for several threads at once."""

    def __init__(self, path: Path, *, flush: bool) -> None:
        """`flush` is for a network: each write is sent at once, and no cache is believed."""
        self.path = path
        self._flush = flush
        self._handle = -1
        self._reach = SLOTS

    def open(self, like: Path) -> None:
        """Open the file, made when it is missing and then as open to others as `like`."""
        self.close()
        self._reach = SLOTS
        mode = like.stat().st_mode & 0o666
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | _FLAGS, mode)
        info = os.fstat(self._handle)
        if info.st_size < _SIZE:  # as long as it ever gets: a size may be cached, too
            os.ftruncate(self._handle, _SIZE)
        if sys.platform != "win32" and info.st_mode & 0o666 != mode:
            with suppress(OSError):  # somebody else's file
                os.fchmod(self._handle, mode)

    def close(self) -> None:
        """Close the handle, and with it all locks; also when the file's server is gone."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            with suppress(OSError):
                os.close(handle)

    def is_in_place(self) -> bool:
        """Whether the file at our path is still the one that we have open."""
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            return False
        here = os.fstat(self._handle)
        return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)

    def read(self) -> list[Record | None]:
        """All slots, from the first, as SQLite would read them: perhaps from the system's cache."""
        return _read(self._handle, self._reach)

    def read_anew(self) -> list[Record | None]:
        """The same as fresh as this system can read. Nowhere does it close another handle on the file: with
        that some file systems drop our locks, too.
        """
        if not self._flush:  # a disk of this computer: what others here write is in the same cache
            pass
        elif sys.platform == "darwin":
            fcntl.fcntl(self._handle, fcntl.F_NOCACHE, 1)
        elif sys.platform == "win32":
            with self.path.open("rb", buffering=0) as anew:
                return self._noted(_read(anew.fileno(), self._reach))
        else:
            os.posix_fadvise(self._handle, 0, 0, os.POSIX_FADV_DONTNEED)
        return self._noted(_read(self._handle, self._reach))

    def _noted(self, found: list[Record | None]) -> list[Record | None]:
        """From now on read as far as somebody is, and one further: who comes takes the first blank slot."""
        used = [slot for slot, record in enumerate(found) if record is not None]
        self._reach = min(SLOTS, max(used, default=0) + 2)
        return found

    def write(self, slot: int, record: Record) -> None:
        self._put(slot, encode(record))

    def blank(self, slot: int) -> None:
        """Say that nobody is there."""
        self._put(slot, bytes(SLOT))

    def _put(self, slot: int, data: bytes) -> None:
        os.lseek(self._handle, slot * SLOT, os.SEEK_SET)
        os.write(self._handle, data)
        if self._flush:
            os.fsync(self._handle)

    def claim(self, record: Record, like: Path) -> int:
        """Take a slot in which nobody is or was, lock it and write the record into it."""
        is_full = False
        for _attempt in range(_ATTEMPTS):
            there = self.read_anew()
            for slot in range(SLOTS):
                if not _is_free(there, slot, nonsense=is_full):
                    continue
                if self.hold(slot):
                    if _is_free(self.read_anew(), slot, nonsense=is_full):
                        self.write(slot, record)
                        if self.is_in_place():
                            return slot
                    self.let_go(slot)
                    break
            if not self.is_in_place():  # the last one who left took the file away
                self.open(like)
            elif is_full:
                break
            elif len(there) == SLOTS and None not in there:
                is_full = True  # unless some of it is nonsense
            else:
                time.sleep(0.02)
        raise NoRoom(f"{self.path} has no free slot")

    # ---------------------------------------------------------------------------------------- locks

    def hold(self, slot: int) -> bool:
        """Lock a slot as ours; False when another program has it."""
        return locks.take(self._handle, _place(slot))

    def let_go(self, slot: int) -> None:
        """Unlock a slot with its pulse."""
        for byte in range(1 + _PULSES):
            with suppress(OSError):  # never locked
                locks.give_back(self._handle, _place(slot) + byte)

    def is_held(self, slot: int) -> bool:
        """Whether another program has locked this slot; never asked about our own."""
        if locks.take(self._handle, _place(slot), shared=True):
            locks.give_back(self._handle, _place(slot))
            return False
        return True

    def move_pulse(self, slot: int, beat: int) -> None:
        """Lock the byte of this beat, then unlock those of others: in between both are locked."""
        now = _place(slot) + 1 + beat % _PULSES
        for _attempt in range(5):
            if locks.take(self._handle, now):
                break
            time.sleep(0.005)  # somebody is asking for it
        else:
            return
        before = _place(slot) + 1 + (beat - 1) % _PULSES
        if beat > 0:
            locks.give_back(self._handle, before)

    def pulse(self, slot: int, expected: int | None) -> int | None:
        """Which of a slot's four bytes is locked; asks for the expected one first."""
        order = [(expected or 0) + step for step in range(_PULSES)]
        for each in order:
            byte = _place(slot) + 1 + each % _PULSES
            if not locks.take(self._handle, byte, shared=True):
                return each % _PULSES
            locks.give_back(self._handle, byte)
        return None

    def tidy(self, slot: int, record: Record) -> None:
        """Blank a slot whose program is gone, unless somebody else was quicker."""
        if self.hold(slot):
            there = self.read_anew()
            if slot < len(there) and there[slot] == record:
                self.blank(slot)
            self.let_go(slot)

    def leave(self, slot: int) -> None:
        """Blank our slot; the last one takes the file away."""
        with suppress(OSError):  # a full disk; a free lock and a still number say the same, only later
            self.blank(slot)
        self.let_go(slot)
        try:
            # Whoever opens it now finds every slot locked and looks again until the file is another one.
            every = (_LOCKS, SLOTS * _STEP)
            if self._is_empty(slot) and locks.take(self._handle, *every) and self._is_empty(slot):
                if os.name != "posix":  # Windows removes no file that is open
                    self.close()
                self.path.unlink(missing_ok=True)
        finally:
            self.close()

    def _is_empty(self, but: int) -> bool:
        others = [record for slot, record in enumerate(self.read_anew()) if slot != but]
        return not any(others) and self.is_in_place()


def _is_free(there: list[Record | None], slot: int, *, nonsense: bool) -> bool:
    record = there[slot] if slot < len(there) else None
    return record is None or (nonsense and is_torn(record))


def _read(handle: int, slots: int) -> list[Record | None]:
    os.lseek(handle, 0, os.SEEK_SET)
    return [decode(os.read(handle, SLOT)) for _slot in range(slots)]


def _place(slot: int) -> int:
    return _LOCKS + slot * _STEP
