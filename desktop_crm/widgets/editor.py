"""The base of every editor: one frozen draft, undo, autosave, and words about where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.labels import IconMark, Label
from desktop_crm.widgets.leaving import Leaving
from desktop_crm.widgets.page import Page, Tone
from desktop_crm.widgets.settling import Manner, PutOff, Settling, tell_who_edits

DraftT = TypeVar("DraftT")


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
        self.settling: Settling[DraftT] | None = None
        self.leaving = Leaving(desk.t, self.drafting, self, lambda: self.settling)
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

    def settle_with(self, manner: Manner[DraftT], watches: Iterable[str]) -> Settling[DraftT]:
        """From now on what others store is shown here, and conflicts are joined or asked field by field."""
        self.settling = Settling(self.desk, self.drafting, manner, watches, self)
        PutOff(self.settling, self)
        tell_who_edits(self.desk, self.drafting, manner.record, self)
        return self.settling

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

    def conflicted(self, _error: Conflict) -> None:
        """Somebody stored another version first; `settle_with` says how both are joined."""
        self.saved_word.say("circle-alert", self.t("Changed elsewhere"), "bad")

    # conduct

    def undo(self) -> None:
        """Take back the last step; what was typed without a pause is one."""
        self.drafting.paused = True
        self.drafting.stack.undo()

    def redo(self) -> None:
        """Do it again."""
        self.drafting.stack.redo()

    def may_leave(self) -> bool:
        """Leaving stores what is not stored yet; what cannot be stored keeps the page open."""
        return self.leaving.may_leave()

    def when_ready(self, again: Callable[[], None]) -> None:
        """Once it is stored."""
        self.leaving.when_ready(again)

    def _say_saved(self) -> None:
        for form in self.findChildren(Form):
            form.strip.hide()  # what was refused before is stored now
        self.saved_word.say("check", self.t("Saved {time}", time=self.t.formats.time(utc_now())))

    def _say_dirty(self, dirty: bool) -> None:
        if dirty:
            self.saved_word.say("pencil", self.t("Editing…"))

    def _say_refused(self, error: UserError) -> None:
        self.saved_word.say("circle-alert", self.t("Not saved"), "bad")
        self.refused(error)
