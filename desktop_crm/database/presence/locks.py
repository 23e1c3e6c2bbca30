"""Locks on single bytes of a file, as SQLite takes them: never waiting, gone with the process.

On Linux they belong to the handle (OFD locks), on Windows too; elsewhere to the process, which drops all of
them when any of its handles on that file is closed: so whoever uses this keeps one handle a file.
"""

from __future__ import annotations

import errno
import os
import sys

_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt
    import time

    def take(handle: int, start: int, length: int = 1, *, shared: bool = False) -> bool:
        """Lock these bytes; False when another handle has one of them. Windows knows no shared ones here."""
        for attempt in range(2 if shared else 1):
            if attempt:  # somebody who only asked has let go by now
                time.sleep(0.005)
            os.lseek(handle, start, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
            except OSError as error:
                if error.errno not in _TAKEN:
                    raise
            else:
                return True
        return False

    def give_back(handle: int, start: int, length: int = 1) -> None:
        """Unlock these bytes."""
        os.lseek(handle, start, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, length)

else:
    import fcntl
    import struct

    _SET = getattr(fcntl, "F_OFD_SETLK", None)

    def take(handle: int, start: int, length: int = 1, *, shared: bool = False) -> bool:
        """Lock these bytes; False when somebody else has one of them. `shared` is for asking: two who ask do
        not see each other.
        """
        try:
            _set(handle, fcntl.F_RDLCK if shared else fcntl.F_WRLCK, start, length)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True

    def give_back(handle: int, start: int, length: int = 1) -> None:
        """Unlock these bytes."""
        _set(handle, fcntl.F_UNLCK, start, length)

    def _set(handle: int, kind: int, start: int, length: int) -> None:
        if _SET is not None:
            # struct flock: type, whence, start, length, process (0 for locks of handles)
            fcntl.fcntl(handle, _SET, struct.pack("hhqqi", kind, os.SEEK_SET, start, length, 0))
            return
        command = {fcntl.F_RDLCK: fcntl.LOCK_SH, fcntl.F_WRLCK: fcntl.LOCK_EX}.get(kind, fcntl.LOCK_UN)
        if command != fcntl.LOCK_UN:
            command |= fcntl.LOCK_NB
        fcntl.lockf(handle, command, length, start, os.SEEK_SET)
