"""A second program on the same file: another process that does what it is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from desktop_crm.billing import queries as papers, service as billing
from desktop_crm.catalog import service as catalog
from desktop_crm.contacts import queries as people, service as contacts
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from desktop_crm.support import queries as tickets, service as support
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import opening
from desktop_crm.workspace.leasing import WindowLeases
workspace = opening.open_workspace(Path(sys.argv[1]))
ana, today = Caller("Ana", "owner", "en", "desk-2"), date(2026, 11, 22)
leases = WindowLeases(workspace, lambda: ana)
print("ready", flush=True)
for line in sys.stdin:
    exec(line)
    print("done", flush=True)
workspace.close()
"""


class Elsewhere:
    """`does("contacts.add_note(ana, 1, 'Hello')")` returns once it is committed there."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer("ready")

    def does(self, *lines: str) -> None:
        """Do these, one after the other."""
        assert self._process.stdin is not None
        for line in lines:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
            self._answer("done")

    def _answer(self, wanted: str) -> None:
        assert self._process.stdout is not None
        found = self._process.stdout.readline().strip()
        assert found == wanted, found

    def close(self) -> None:
        with self._process:  # closes its ends of the pipes too
            assert self._process.stdin is not None
            self._process.stdin.close()
