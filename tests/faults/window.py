"""A real window for the trials: it does what it is told and tells what happens to it.

    python -m tests.faults.window PLACE NAME

Lines of JSON on standard input: {"do": "type", "field": F, "text": T} into the editor of contact 1, {"do":
"issue"} one invoice after the other, {"do": "rest"} after the click that is under way, {"do": "end"}. Lines
of JSON on standard output: `at` is the steady clock of this machine, which all its processes share.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_crm.app.window import MainWindow
from desktop_crm.contacts.ui.contact_editor import ContactEditor
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.workspace import opening, places
from tests.app.conftest import Program
from tests.faults import firms
from tests.faults.killing import issue_once

_TICK, _THINKS, _AGAIN = 20, 100, 300
"""Milliseconds between two ticks, before the next invoice, and before a refused click is repeated."""


def busy() -> float:
    """Seconds for which this thread had work and did it, or waited for a processor of a busy machine."""
    try:
        with open(f"/proc/self/task/{threading.get_native_id()}/schedstat", encoding="ascii") as told:
            ran, waited, _times = map(int, told.read().split())
    except OSError:  # another system, or a kernel that does not count it
        return time.thread_time()
    return (ran + waited) / 1e9


def tell(event: str, **what: object) -> None:
    print(json.dumps({"at": time.monotonic(), "event": event, **what}), flush=True)


class Person:
    """Sits before a window: types, presses Issue again and again, reads what it says."""

    def __init__(self, place: places.Place, name: str) -> None:
        self._name, self._clicks, self._is_resting, self._banner = name, 0, True, ""
        workspace = opening.open_workspace(place)
        self.window = MainWindow(
            workspace,
            local_caller(name=name),
            translator_for("en"),
            LocalSettings(None),
            Program().acts(),
            today=lambda: firms.TODAY,
        )
        self.window.notices.said.connect(lambda text: tell("said", text=text))
        self.window.show()
        self.window.go("contact:edit", 1)
        workspace.listen_to_others()
        self._asked: SimpleQueue[dict[str, Any]] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._seen_at, self._was_busy, self._longest = time.monotonic(), busy(), 0.0
        self._timer = QTimer(self.window, interval=_TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        tell("open")

    def _listen(self) -> None:
        for line in sys.stdin:
            self._asked.put(json.loads(line))
        os._exit(1)  # whoever started us is gone

    def _tick(self) -> None:
        now, was_busy = time.monotonic(), busy()
        stood_still = (now - self._seen_at) - (was_busy - self._was_busy)
        self._longest = max(self._longest, stood_still)
        self._seen_at, self._was_busy = now, was_busy
        banner = self.window.place_watch.banner
        text = "" if banner is None else banner.text
        if text != self._banner:
            self._banner = text
            tell("banner", text=text, status=self.window.status.place.text())
        try:
            asked = self._asked.get_nowait()
        except Empty:
            return
        do: dict[str, Callable[[], None]] = {
            "type": lambda: self._type(asked["field"], asked["text"]),
            "issue": self._begin,
            "rest": self._rest,
            "end": self._end,
        }
        do[asked["do"]]()

    def _type(self, field: str, text: str) -> None:
        page = self.window.page
        assert isinstance(page, ContactEditor)
        drafting = page.drafting
        if drafting.draft is None:
            QTimer.singleShot(_TICK, self.window, lambda: self._type(field, text))
            return
        drafting.dirty_changed.connect(self._changed)
        drafting.change(replace(drafting.draft, **{field: text}))

    def _changed(self, dirty: bool) -> None:
        page = self.window.page
        assert isinstance(page, ContactEditor)
        assert page.drafting.draft is not None
        tell("dirty" if dirty else "stored", notes=page.drafting.draft.notes)

    def _begin(self) -> None:
        self._is_resting = False
        self._next()

    def _next(self) -> None:
        if self._is_resting:
            tell("rests")
            return
        self._clicks += 1
        self._issue(f"{self._name}-{self._clicks}")

    def _issue(self, key: str) -> None:
        caller = self.window.desk.caller

        def issued(number: str) -> None:
            tell("issued", number=number)
            QTimer.singleShot(_THINKS, self.window, self._next)

        def refused(error: UserError) -> None:
            tell("refused", why=str(error))
            QTimer.singleShot(_AGAIN, self.window, lambda: self._issue(key))

        self.window.tasks.run(self.window, lambda: issue_once(caller, key), issued, refused)

    def _rest(self) -> None:
        self._is_resting = True

    def _end(self) -> None:
        if not self.window.shut_down(self._end):
            return
        tell("closed", longest=self._longest)
        QApplication.exit(0)


def main() -> int:
    app = QApplication(sys.argv[:1])
    person = Person(places.place_of(sys.argv[1]), sys.argv[2])
    code = app.exec()
    del person
    return code


if __name__ == "__main__":
    sys.exit(main())
