"""What every page is given in its constructor, and how it listens to changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.leases import Editing
from desktop_crm.values.merging import Author
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import Tasks

if TYPE_CHECKING:
    from desktop_crm.widgets.buttons import MenuItem
    from desktop_crm.widgets.notices import Notices


T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    """A record to be opened, and what is to be done with it there: `go("invoice", Wish(7, "pay"))`."""

    record: int
    act: str


class Leases(Protocol):
    """Who edits what; see `values.leases`. All but the properties in the database's thread."""

    @property
    def is_wanted(self) -> bool:
        """Whether there is anybody to tell."""

    @property
    def is_read(self) -> bool:
        """Whether there is anything to read."""

    def take(self, entity: str, row: int, seconds: int) -> None:
        """Begin or renew one."""

    def release(self, entity: str, row: int) -> None:
        """End one."""

    def editing(self, entity: str, row: int) -> tuple[Editing, ...]:
        """Who else edits this record now."""


class NoLeases:
    """Where nobody else can be: the gallery, most tests."""

    is_wanted = is_read = False

    def take(self, entity: str, row: int, seconds: int) -> None:
        """Nobody to tell."""

    def release(self, entity: str, row: int) -> None:
        """Nothing to end."""

    def editing(self, entity: str, row: int) -> tuple[Editing, ...]:
        """Nobody."""
        return ()


class HalfTyped(Protocol):
    """What is typed at a record and not sent: kept through closing, lock and crash. By record and its id."""

    def get(self, record: str, key: int) -> dict[str, str]:
        """What was kept; {} for nothing."""

    def keep(self, record: str, key: int, words: Mapping[str, str]) -> None:
        """In place of what was kept before."""

    def forget(self, record: str, key: int) -> None:
        """It was sent."""


class InMemory:
    """As long as the desk lasts: the gallery, most tests."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], dict[str, str]] = {}

    def get(self, record: str, key: int) -> dict[str, str]:
        return dict(self._kept.get((record, key), {}))

    def keep(self, record: str, key: int, words: Mapping[str, str]) -> None:
        self._kept[record, key] = dict(words)

    def forget(self, record: str, key: int) -> None:
        self._kept.pop((record, key), None)


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
    leases: Leases = field(default_factory=NoLeases)
    half_typed: HalfTyped = field(default_factory=InMemory)
    last_author: Callable[[str, int], Author | None] = lambda _entity, _row: None
    """Who changed a record last, as far as it is known; asked in the database's thread."""

    def may(self, right: str) -> bool:
        """Whether the person's role has the right: what it has not is left out of the screens."""
        return rights.may(self.caller, right)

    def allowed(self, *items: tuple[str, T]) -> list[T]:
        """Those of (right, thing) whose right the person has; "" is everybody's."""
        return [thing for right, thing in items if not right or self.may(right)]

    def permitted(self, items: Sequence[MenuItem | None]) -> list[MenuItem | None]:
        """The entries of a menu whose right the person has; no dividing line stands at an end or twice."""
        found: list[MenuItem | None] = []
        for item in items:
            if item is None:
                if found and found[-1] is not None:
                    found.append(None)
            elif not item.right or self.may(item.right):
                found.append(item)
        while found and found[-1] is None:
            found.pop()
        return found


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


class _WhenShown(QObject):
    """Holds a page's reading back until somebody looks at it."""

    def __init__(self, page: QWidget, callback: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._callback, self._is_old = page, callback, False
        page.installEventFilter(self)

    def hear(self) -> None:
        self._is_old = not self._page.isVisible()
        if not self._is_old:
            self._callback()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._is_old:
            self._is_old = False
            self._callback()
        return False


def watch_shown(
    changes: ChangeHub, page: QWidget, names: Iterable[str], callback: Callable[[], None]
) -> None:
    """Like `watch` for a page that is kept: while it is hidden it is read once, when it is shown again."""
    watch(changes, page, names, _WhenShown(page, callback).hear)
