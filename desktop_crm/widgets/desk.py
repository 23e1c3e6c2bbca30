"""What every page is given in its constructor, and how it listens to changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_crm.values.caller import Caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import Tasks

if TYPE_CHECKING:
    from desktop_crm.widgets.notices import Notices


@dataclass(frozen=True)
class Wish:
    """A record to be opened, and what is to be done with it there: `go("invoice", Wish(7, "pay"))`."""

    record: int
    act: str


@dataclass(eq=False)
class Desk:
    """The collaborators of a page.

    `go(kind, what)` opens a page: `go("invoice", 7)`, `go("contacts", None)`. The `caller` is another one
    after the person has given another name: read it when you need it.
    """

    caller: Caller
    tasks: Tasks
    changes: ChangeHub
    t: Translator
    today: Callable[[], date]
    notices: Notices
    go: Callable[[str, object], None]
    local: LocalSettings


class _Bridge(QObject):
    """Carries a change notice from the thread that committed to the UI thread, several as one."""

    heard = Signal()

    def __init__(self, owner: QObject, callback: Callable[[], None]) -> None:
        super().__init__(owner)
        self._timer = QTimer(self, singleShot=True, interval=20)
        self._timer.timeout.connect(callback)
        self.heard.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)

    def hear(self, _names: frozenset[str]) -> None:
        if shiboken6.isValid(self):
            self.heard.emit()


def watch(changes: ChangeHub, owner: QObject, names: Iterable[str], callback: Callable[[], None]) -> None:
    """Call `callback` in the UI thread after changes of these entities, as long as `owner` lives."""
    bridge = _Bridge(owner, callback)
    unsubscribe = changes.subscribe(frozenset(names), bridge.hear)
    owner.destroyed.connect(lambda: unsubscribe())
