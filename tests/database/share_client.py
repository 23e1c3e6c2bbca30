"""A program for the tests: opens the firm's file and issues one invoice after the other, telling how it went.

    python -m tests.database.share_client FILE NAME

It goes on until its standard input is closed. Lines of JSON on standard output: `at` is the steady clock of
this machine, which all its processes share.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import opening
from tests.faults import firms

THINKING = 0.1


def tell(**what: object) -> None:
    print(json.dumps({"at": time.monotonic(), **what}), flush=True)


def main(path: Path, name: str) -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    firms.draft()  # whatever is loaded late is loaded now
    tell(event="opening")
    try:
        workspace = opening.open_workspace(path)
    except UserError as error:
        tell(event="refused", why=str(error))
        return
    caller = local_caller(name=name)
    tell(event="open", profile=workspace.database.profile.name, refusal=str(workspace.refusal or ""))
    turn = 0
    while not ended.wait(THINKING):
        turn += 1
        began = time.monotonic()
        try:
            tell(event="issued", number=firms.issue(caller, f"{name}-{turn}"), took=time.monotonic() - began)
        except UserError as error:
            tell(event="refused", why=str(error))
    workspace.close()
    tell(event="closed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
