"""One frozen draft while it is edited: undo by steps, stored after a pause; it knows nothing of widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.widgets.desk import Desk

DraftT = TypeVar("DraftT")
IDLE = 800  # milliseconds without an edit before the draft is saved
LATEST = 3000  # milliseconds after which it is saved although somebody goes on typing
NOT_OF_THE_DRAFT = (
    None,
    "host",
    "database",
    "user",
    "password",
)  # fields of refusals that come from where the firm is kept
AGAIN = 5000  # milliseconds after which a save is tried again that failed for no fault of the draft


class _Edit(QUndoCommand):
    """From one draft to the next; typing in one field merges while nobody pauses or changes the field."""

    def __init__(self, editor: Drafting[Any], before: Any, after: Any, merge: str | None) -> None:
        super().__init__()
        self._editor, self._before, self._after, self._merge = editor, before, after, merge

    def id(self) -> int:
        return hash(self._merge) & 0x7FFF_FFFF if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._merge != self._merge or self._editor.paused:
            return False
        self._after = other._after
        return True

    def undo(self) -> None:
        self._editor._show(self._before)

    def redo(self) -> None:
        self._editor._show(self._after)


def _may_pass(error: UserError) -> bool:
    return error.field in NOT_OF_THE_DRAFT and not isinstance(error, Conflict | NotFound)


class Drafting(QObject, Generic[DraftT]):
    """Holds the draft; knows nothing of widgets, so it is tested by itself.

    `save(draft, version)` runs in the database's thread and returns the new version.
    """

    shown = Signal(object, object)  # draft, the draft before
    saved = Signal()
    dirty_changed = Signal(bool)
    refused = Signal(object)
    conflicted = Signal(object)

    def __init__(self, desk: Desk, save: Callable[[DraftT, int], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._save = desk, save
        self.stack = QUndoStack(self)
        self.draft: DraftT | None = None
        self.version = 0
        self.paused = False
        self.autosave = True  # False: only `save_now` stores (a record that its Save makes)
        self.held = False  # nothing is stored while the person decides what stays of two versions
        self._clean: DraftT | None = None
        self._saving = False
        self._then: list[Callable[[], None]] = []
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(self.save_now)
        self._latest = QTimer(self, singleShot=True, interval=LATEST)
        self._latest.timeout.connect(self.save_now)
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self._try_again)
        self._trying_again = False
        self._pause = QTimer(self, singleShot=True, interval=1500)
        self._pause.timeout.connect(self._paused)

    def load(self, draft: DraftT, version: int) -> None:
        """Begin with what is stored; nothing to undo, nothing to save."""
        self._stop_timers()
        self.stack.clear()
        self.version = version
        self._clean = draft
        self._show(draft, schedule=False)

    def stand_on(self, stored: DraftT, version: int, draft: DraftT) -> None:
        """Somebody else stored `stored`; `draft` is what was typed here, joined with it.

        Shown once, so that the field that is typed in keeps its cursor; steps before it cannot be taken back.
        """
        self.held = False
        self.stack.clear()
        self.version, self._clean = version, stored
        self._show(draft)

    def change(self, draft: DraftT, merge: str | None = None) -> None:
        """The draft after an edit.

        Edits with the same `merge` key become one step of undo while typing flows.
        """
        if self.draft is None or draft == self.draft:
            return
        self.stack.push(_Edit(self, self.draft, draft, merge))
        self.paused = False
        self._pause.start()

    @property
    def dirty(self) -> bool:
        """Whether something is not stored yet."""
        return self.draft is not None and self.draft != self._clean

    @property
    def stored(self) -> DraftT | None:
        """What is stored as `version`, as far as is known here."""
        return self._clean

    @property
    def is_saving(self) -> bool:
        """A save is under way."""
        return self._saving

    @property
    def is_idle(self) -> bool:
        """Loaded, with nothing typed and nothing under way."""
        return self.draft is not None and not (self.dirty or self._saving or self.held)

    def save_now(self) -> None:
        """Store the draft in the database's thread; at most one save is under way."""
        self._stop_timers()
        if self._saving or self.held or self.draft is None:
            return
        if not self.dirty:
            self._run_then()
            return
        draft, version = self.draft, self.version
        self._saving = True
        self._desk.tasks.run(
            self, lambda: self._save(draft, version), lambda new: self._stored(draft, new), self._failed
        )

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Store now what is not stored, then do `then` (only when storing worked)."""
        if then is not None:
            self._then.append(then)
        self.save_now()

    def _show(self, draft: DraftT, *, schedule: bool = True) -> None:
        before, self.draft = self.draft, draft
        self.shown.emit(draft, before)
        self.dirty_changed.emit(self.dirty)
        if schedule and self.autosave:
            self._idle.start()
            if not self._latest.isActive():
                self._latest.start()

    def _stop_timers(self) -> None:
        for timer in (self._idle, self._latest, self._again):
            timer.stop()

    def _stored(self, draft: DraftT, version: int) -> None:
        self._saving = self._trying_again = False
        self.version, self._clean = version, draft
        self.saved.emit()
        self.dirty_changed.emit(self.dirty)
        if self.dirty:
            self._idle.start(0 if self._then else IDLE)
        else:
            self._run_then()

    def _failed(self, error: UserError) -> None:
        was_again, self._trying_again = self._trying_again, False
        self._saving = False
        self._then.clear()
        may_pass = self.autosave and _may_pass(error)
        if not (was_again and may_pass):  # once said is enough
            (self.conflicted if isinstance(error, Conflict) else self.refused).emit(error)
        if may_pass and self.dirty:
            self._again.start()

    def _try_again(self) -> None:
        """The folder or the server may be back."""
        self._trying_again = self.dirty and not (self._saving or self.held)
        self.save_now()

    def _run_then(self) -> None:
        waiting, self._then = self._then, []
        for then in waiting:
            then()

    def _paused(self) -> None:
        self.paused = True
