"""What a text must never bring about: a file outside opened, a connection made, a program started.

The interpreter itself tells (audit hooks); a hook cannot be taken away again, so this is for a process of its
own. Whatever is forbidden is noted and refused.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "urllib.Request")
_PROGRAMS = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty",
    "webbrowser.open", "ftplib.connect", "smtplib.connect",
)  # fmt: skip
_SYSTEM = ("/usr/share/", "/usr/lib/", "/lib/", "/etc/mime.types", "/dev/urandom", "/dev/null")


def watch(*folders: Path) -> list[str]:
    """From now on only the program's own files, the system's libraries and these folders may be opened; the
    list that is given grows by what else was tried.
    """
    root = Path(__file__).resolve().parents[2]
    allowed = (
        *(f"{folder}{os.sep}" for folder in (*folders, root, sys.prefix, sys.base_prefix)),
        *(sysconfig.get_paths().values()),
        *_SYSTEM,
    )
    tried: list[str] = []

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            name = arguments[0]
            if isinstance(name, int) or name is None:
                return
            path = os.path.abspath(os.fsdecode(name))
            if path.startswith(allowed) or path in map(str, folders):
                return
        elif event not in _NETWORK and event not in _PROGRAMS:
            return
        tried.append(f"{event} {arguments!r}"[:300])
        raise PermissionError(f"{event} is forbidden here")

    sys.addaudithook(hook)
    return tried
