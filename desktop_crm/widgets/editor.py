"""The base of every editor: one frozen draft, undo, autosave, and words about where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import IconMark, Label
from desktop_crm.widgets.page import Page, Tone

DraftT = TypeVar("DraftT")
IDLE = 800  # milliseconds without an edit before the draft is saved
LATEST = 3000  # milliseconds after which it is saved although somebody goes on typing


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
        self._clean: DraftT | None = None
        self._saving = False
        self._then: list[Callable[[], None]] = []
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(self.save_now)
        self._latest = QTimer(self, singleShot=True, interval=LATEST)
        self._latest.timeout.connect(self.save_now)
        self._pause = QTimer(self, singleShot=True, interval=1500)
        self._pause.timeout.connect(self._paused)

    def load(self, draft: DraftT, version: int) -> None:
        """Begin with what is stored; nothing to undo, nothing to save."""
        self._idle.stop()
        self._latest.stop()
        self.stack.clear()
        self.version = version
        self._clean = draft
        self._show(draft, schedule=False)

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

    def save_now(self) -> None:
        """Store the draft in the database's thread; at most one save is under way."""
        self._idle.stop()
        self._latest.stop()
        if self._saving or self.draft is None:
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

    def _stored(self, draft: DraftT, version: int) -> None:
        self._saving = False
        self.version, self._clean = version, draft
        self.saved.emit()
        self.dirty_changed.emit(self.dirty)
        if self.dirty:
            self._idle.start(0 if self._then else IDLE)
        else:
            self._run_then()

    def _failed(self, error: UserError) -> None:
        self._saving = False
        self._then.clear()
        (self.conflicted if isinstance(error, Conflict) else self.refused).emit(error)

    def _run_then(self) -> None:
        waiting, self._then = self._then, []
        for then in waiting:
            then()

    def _paused(self) -> None:
        self.paused = True


class SavedWord(QWidget):
    """ "Saved 09:41" or "Not saved yet", muted, among the verbs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark, self.words = IconMark("check"), Label("", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(6)
        layout.addWidget(self.mark)
        layout.addWidget(self.words)
        self.hide()

    def say(self, icon: str, text: str, role: str | None = "muted") -> None:
        """Other words."""
        self.mark.set_icon(icon, role)
        self.words.setText(text)
        self.words.set_role(role)
        self.words.setMinimumWidth(0)
        self.words.setMinimumWidth(self.words.sizeHint().width())  # a long title gives way, a time does not
        self.show()


class Editor(Page, Generic[DraftT]):
    """A page that edits one draft. Subclasses override `show_draft` and call `replace` on every edit."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        save: Callable[[DraftT, int], int],
        *,
        tone: Tone = "bg",
    ) -> None:
        super().__init__(title, tone=tone)
        self.desk, self.t = desk, desk.t
        self.read_only = False
        self.setProperty("keeps_undo", True)
        self.drafting: Drafting[DraftT] = Drafting(desk, save, self)
        self.saved_word = SavedWord()
        self.header.add_verb(self.saved_word)
        self.drafting.shown.connect(lambda draft, before: self.show_draft(draft, before))
        self.drafting.saved.connect(self._say_saved)
        self.drafting.dirty_changed.connect(self._say_dirty)
        self.drafting.refused.connect(self._say_refused)
        self.drafting.conflicted.connect(self.conflicted)
        for sequence, run in (
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            *((QKeySequence(key), self.redo) for key in keys.REDO.keys),
            (QKeySequence(QKeySequence.StandardKey.Save), self.save_now),
        ):
            shortcut = QShortcut(sequence, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    # what subclasses use

    @property
    def draft(self) -> DraftT:
        """The draft on the screen. Only after `load`."""
        draft = self.drafting.draft
        if draft is None:
            raise RuntimeError("the editor has not loaded a draft")
        return draft

    @property
    def loaded(self) -> bool:
        """Whether there is a draft."""
        return self.drafting.draft is not None

    @property
    def version(self) -> int:
        """The stored version that the draft stands on."""
        return self.drafting.version

    def load(self, draft: DraftT, version: int) -> None:
        """Show what is stored."""
        self.drafting.load(draft, version)

    def replace(self, merge: str | None = None, /, **changes: Any) -> None:
        """Change fields of the draft; typing in one field gives its name as `merge`."""
        if self.loaded and not self.read_only:
            self.drafting.change(replace(self.draft, **changes), merge)  # type: ignore[type-var]

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Save now, then go on: `self.flush(self.ask_to_issue)`."""
        self.drafting.flush(then)

    def save_now(self) -> None:
        """Ctrl+S, for those whose fingers do it."""
        self.drafting.save_now()

    def set_read_only(self, read_only: bool = True) -> None:
        """Edits are ignored from now on; the subclass hides or disables its inputs."""
        self.read_only = read_only

    # what subclasses override

    def show_draft(self, draft: DraftT, before: DraftT | None) -> None:
        """Show the draft in the inputs; called after load, every edit, undo and redo.

        `set_value` is silent.
        """
        raise NotImplementedError

    def refused(self, error: UserError) -> None:
        """The draft cannot be stored as it is; usually `self.form.show_error(error)`."""
        self.desk.notices.refused(error)

    def conflicted(self, error: Conflict) -> None:
        """Somebody stored another version first."""
        self.saved_word.say("circle-alert", self.t("Changed elsewhere"), "bad")
        self.desk.notices.refused(error)

    # conduct

    def undo(self) -> None:
        """Take back the last step; what was typed without a pause is one."""
        self.drafting.paused = True
        self.drafting.stack.undo()

    def redo(self) -> None:
        """Do it again."""
        self.drafting.stack.redo()

    def may_leave(self) -> bool:
        """Leaving stores what is not stored yet."""
        if self.drafting.dirty:
            self.flush()
        return True

    def _say_saved(self) -> None:
        self.saved_word.say("check", self.t("Saved {time}", time=self.t.formats.time(utc_now())))

    def _say_dirty(self, dirty: bool) -> None:
        if dirty:
            self.saved_word.say("pencil", self.t("Editing…"))

    def _say_refused(self, error: UserError) -> None:
        self.saved_word.say("circle-alert", self.t("Not saved"), "bad")
        self.refused(error)
