"""Who is editing: the keeper tells others while somebody types here, the strip says who types elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop_crm.values.errors import UserError
from desktop_crm.values.leases import RENEWED, TERM, Editing
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.strips import Strip

Record = Callable[[], "tuple[str, int] | None"]
"""The entity and id of what is edited; None while nothing is stored."""
ENTITY = "lease"
AGAIN = 20_000
"""Milliseconds after which a strip that is shown looks again: minutes pass, leases end by themselves."""


class LeaseKeeper(QObject):
    """`touched()` at every edit: a lease is taken, renewed once a minute while edits come, and given back."""

    def __init__(self, desk: Desk, record: Record, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._record = desk, record
        self._held: tuple[str, int] | None = None
        self._began = self._written = self._touched = 0.0
        self._timer = QTimer(self, interval=RENEWED * 1000)
        self._timer.timeout.connect(self._beat)
        parent.destroyed.connect(self._parting())

    def touched(self) -> None:
        """Somebody typed."""
        self._touched = time.monotonic()
        record = self._record()
        if record is None or record == self._held or not self._desk.leases.is_wanted:
            return
        self.end()
        self._held, self._began = record, self._touched
        self._write()
        self._timer.start()

    def end(self) -> None:
        """Nobody types here any more."""
        self._timer.stop()
        held, self._held = self._held, None
        if held is not None:
            leases = self._desk.leases
            self._desk.tasks.run(self, lambda: leases.release(*held), _nothing, _let_be)

    def _beat(self) -> None:
        """Renewed while edits came since the last time; else given back."""
        if self._touched > self._written and self._desk.leases.is_wanted:
            self._write()
        elif time.monotonic() - self._touched > TERM - RENEWED:
            self.end()

    def _write(self) -> None:
        held, leases = self._held, self._desk.leases
        self._written = time.monotonic()
        seconds = int(self._written - self._began)
        if held is not None:
            self._desk.tasks.run(self, lambda: leases.take(*held, seconds), _nothing, _let_be)

    def _parting(self) -> Callable[[], None]:
        """The page goes: what it held is given back, without anything of the page that is gone."""
        tasks, leases, mine = self._desk.tasks, self._desk.leases, self.__dict__

        def part() -> None:
            held = mine.get("_held")
            if held is not None:
                tasks.run(tasks, lambda: leases.release(*held), _nothing, _let_be)

        return part


class EditingStrip(Strip):
    """ "Ana is editing this, 2 min"; hidden while nobody does. It takes no part in the keyboard's order."""

    def __init__(self, desk: Desk, record: Record) -> None:
        super().__init__("info", icon="pencil")
        self._desk, self._record = desk, record
        self.keeper = LeaseKeeper(desk, record, self)
        self.hide()
        self._again = QTimer(self, interval=AGAIN)
        self._again.timeout.connect(self.look)
        watch(desk.changes, self, {ENTITY}, self.look)
        self.look()

    def look(self) -> None:
        """Ask who edits."""
        record, leases = self._record(), self._desk.leases
        if record is not None and leases.is_read:
            self._desk.tasks.run_latest(self, "editing", lambda: leases.editing(*record), self._show, _let_be)

    def _show(self, editing: tuple[Editing, ...]) -> None:
        t = self._desk.t
        self.set_text("   ".join(editing_words(t, each, self._desk.caller.user) for each in editing))
        self.setVisible(bool(editing))
        if editing:
            self._again.start()
        else:
            self._again.stop()


def editing_words(t: Translator, each: Editing, me: str) -> str:
    """Who and how long; one's own name gets the computer's beside it."""
    name = t("{name} on {computer}", name=each.user, computer=each.computer) if each.user == me else each.user
    if each.minutes < 1:
        return t("{name} is editing this", name=name)
    return t.plural(
        "{name} is editing this, {n} min", "{name} is editing this, {n} min", each.minutes, name=name
    )


def _nothing(_done: object) -> None:
    pass


def _let_be(_error: UserError) -> None:
    """Advice that could not be given or read keeps nobody from working."""
