"""When somebody else stored first: what did not meet is joined, what did is asked, what was typed stays.

One line a screen: an editor calls `settle_with`, a dialog that stores once calls `settle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.merging import NOTHING_SPECIAL, Author, Merge, Plan, merge
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.leasing import EditingStrip, Record
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.strips import Banner

DraftT = TypeVar("DraftT")
Stored = tuple[DraftT, int]
"""A draft as it is stored, and its version."""
_Found = tuple[Stored[DraftT] | None, Author | None]
"""What is stored now, and who stored it."""


def settle(
    t: Translator,
    parent: QWidget,
    found: Merge[DraftT],
    words: FieldWords,
    joined: Callable[[DraftT], None],
    put_off: Callable[[], None] = lambda: None,
    *,
    title: str = "",
    author: Author | None = None,
) -> ConflictDialog | None:
    """Hand over the draft of both: at once, or once the person has decided what met.

    `put_off` is called when they close the dialog instead; nothing is stored then.
    """
    if not found.clashes:
        joined(found.draft())
        return None
    dialog = ConflictDialog(
        t,
        title or t("Changed elsewhere too"),
        [words.difference(clash) for clash in found.clashes],
        untouched=found.joined,
        author=author,
        parent=parent,
    )
    dialog.chosen.connect(lambda sides: joined(found.draft(sides)))
    dialog.rejected.connect(put_off)
    dialog.open()
    return dialog


@dataclass(frozen=True)
class Manner(Generic[DraftT]):
    """How a screen settles: `read` runs in the database's thread and answers None while nothing is stored."""

    read: Callable[[], Stored[DraftT] | None]
    words: Callable[[], FieldWords]
    plan: Callable[[DraftT, DraftT, DraftT], Plan] = lambda _before, _mine, _theirs: NOTHING_SPECIAL
    tidy: Callable[[DraftT], DraftT] = lambda draft: draft
    """Drafts are compared as they would be stored: without the spaces and empty lines of somebody typing."""
    title: Callable[[], str] = lambda: ""
    record: Record = lambda: None
    """What is edited, for others to be told."""


class Settling(QObject, Generic[DraftT]):
    """Stands beside a `Drafting`: settles its conflicts; shows what others store while nothing is typed."""

    put_off = Signal()
    """The person closed the question: the draft is not stored, and the screen says so."""
    asked = Signal()
    looked = Signal()
    """What is stored was read anew."""

    def __init__(
        self,
        desk: Desk,
        drafting: Drafting[DraftT],
        manner: Manner[DraftT],
        watches: Iterable[str],
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._desk, self._drafting, self._manner, self._host = desk, drafting, manner, host
        drafting.conflicted.connect(self.ask)
        watch(desk.changes, self, watches, self._follow)

    @property
    def t(self) -> Translator:
        """The screen's language."""
        return self._desk.t

    def ask(self, _error: Conflict | None = None) -> None:
        """Read what is stored now, join it with what is typed here, and store both."""
        self.asked.emit()
        self._drafting.held = True
        look = partial(_look, self._desk, self._manner)
        self._desk.tasks.run(self, look, self._decide, self._failed)

    def _decide(self, found_there: _Found[DraftT]) -> None:
        self.looked.emit()
        stored, author = found_there
        before, mine = self._drafting.stored, self._drafting.draft
        if stored is None or before is None or mine is None:
            self._drafting.held = False
            return
        theirs, version = stored
        was, me = self._manner.tidy(before), self._manner.tidy(mine)
        found = merge(was, me, theirs, self._manner.plan(was, me, theirs))

        def joined(both: DraftT) -> None:
            self._drafting.stand_on(theirs, version, _as_typed(both, me, mine))
            self._drafting.flush()

        settle(
            self._desk.t,
            self._host,
            found,
            self._manner.words(),
            joined,
            self.put_off.emit,
            title=self._manner.title(),
            author=author,
        )

    def _failed(self, error: UserError) -> None:
        self._drafting.held = False
        self._drafting.refused.emit(error)

    def _follow(self) -> None:
        if self._drafting.is_idle:
            self._desk.tasks.run_latest(self, "follow", self._manner.read, self._show, lambda _error: None)

    def _show(self, stored: Stored[DraftT] | None) -> None:
        """What is typed is never touched: it meets the other version when it is stored."""
        drafting, shown = self._drafting, self._drafting.stored
        if stored is None or shown is None or not drafting.is_idle:
            return
        theirs, version = stored
        if version != drafting.version:
            drafting.load(_as_typed(theirs, self._manner.tidy(shown), shown), version)
        self.looked.emit()


class Storing(QObject, Generic[DraftT]):
    """For a dialog or a field that stores once: stores, and where somebody was faster, both.

    `store(draft, version)` and `read` run in the database's thread; `done` gets what `store` answered.
    """

    def __init__(
        self,
        desk: Desk,
        manner: Manner[DraftT],
        store: Callable[[DraftT, int], object],
        done: Callable[[object], None],
        refused: Callable[[UserError], None],
        host: QWidget,
        *,
        put_off: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(host)
        self._desk, self._manner, self._store = desk, manner, store
        self._done, self._refused, self._put_off, self._host = done, refused, put_off, host

    def store(self, before: DraftT, version: int, mine: DraftT) -> None:
        """Store `mine`, which was made from `before`."""

        def refused(error: UserError) -> None:
            if isinstance(error, Conflict):
                look = partial(_look, self._desk, self._manner)
                self._desk.tasks.run(self, look, partial(self._join, before, mine), self._refused)
            else:
                self._refused(error)

        self._desk.tasks.run(self, lambda: self._store(mine, version), self._done, refused)

    def _join(self, before: DraftT, mine: DraftT, found_there: _Found[DraftT]) -> None:
        stored, author = found_there
        if stored is None:
            self._refused(NotFound(_("This record was deleted in the meantime.")))
            return
        theirs, version = stored
        was, me = self._manner.tidy(before), self._manner.tidy(mine)
        settle(
            self._desk.t,
            self._host,
            merge(was, me, theirs, self._manner.plan(was, me, theirs)),
            self._manner.words(),
            lambda both: self.store(theirs, version, both),
            self._put_off,
            title=self._manner.title(),
            author=author,
        )


def _look(desk: Desk, manner: Manner[DraftT]) -> _Found[DraftT]:
    """In the database's thread: what is stored, and by whom."""
    stored, record = manner.read(), manner.record()
    return stored, None if record is None else desk.last_author(*record)


def _as_typed(result: DraftT, tidied: DraftT, typed: DraftT) -> DraftT:
    """The fields that are as they were typed, with the empty lines and spaces that are not stored."""
    same = {
        each.name: getattr(typed, each.name)
        for each in fields(result)  # type: ignore[arg-type]
        if getattr(result, each.name) == getattr(tidied, each.name)
    }
    return replace(result, **same)  # type: ignore[type-var]


def tell_who_edits(desk: Desk, drafting: Drafting[DraftT], record: Record, page: Page) -> None:
    """While somebody types here others are told; who types elsewhere stands on the page."""
    strip = EditingStrip(desk, record)
    drafting.dirty_changed.connect(lambda dirty: strip.keeper.touched() if dirty else None)
    page.add_banner(strip)
    drafting.saved.connect(lambda: strip.look() if strip.isHidden() else None)


class PutOff(QObject):
    """A banner on the page while a conflict waits for its decision: nothing is stored, nothing is lost."""

    def __init__(self, settling: Settling[DraftT], page: Page) -> None:
        super().__init__(page)
        self._settling, self._page, self._t = settling, page, settling.t
        self.banner: Banner | None = None
        settling.put_off.connect(self._show)
        settling.asked.connect(self._hide)

    def _show(self) -> None:
        if self.banner is None:
            t = self._t
            words = t("Somebody else changed the same fields. What you typed is still here, but not stored.")
            self.banner = Banner("warn", t("Not stored"), words)
            self.banner.add_action(t("Decide\u2026"), self._settling.ask).setObjectName("decide")
            self._page.add_banner(self.banner)

    def _hide(self) -> None:
        if self.banner is not None:
            self.banner.deleteLater()
            self.banner = None
