"""Opening a firm away from the window: a folder that does not answer must not freeze it.

For an ordinary file nothing is seen of this. Where it takes longer a page says so and can be left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtGui import QCloseEvent

from desktop_crm.app.standing_page import StandingPage
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace.places import Place

SHOWN_AFTER = 700
"""Milliseconds for which the window may stand still without a word."""

ResultT = TypeVar("ResultT")


class GivenUp(Exception):
    """The person did not want to wait any longer."""


class Opening(QObject, Generic[ResultT]):
    """Work in a thread of its own that is waited for, or given up.

    What it makes after it was given up goes to `undo`.
    """

    def __init__(self, work: Callable[[], ResultT], undo: Callable[[ResultT], None]) -> None:
        super().__init__()
        self._work, self._undo = work, undo
        self._loop = QEventLoop(self)
        self._tasks = Tasks(self)
        self._tasks.unexpected.connect(self._failed)
        self._is_given_up = False
        self.is_done = False
        self._results: list[ResultT] = []
        self._error: Exception | None = None

    def wait(self, show_page: Callable[[Callable[[], None]], None]) -> ResultT:
        """What the work gives or raises, or GivenUp. `show_page` is called with a way out when it takes
        long.
        """
        self._tasks.run(self, self._work, self._made, self._failed)
        QTimer.singleShot(SHOWN_AFTER, self._loop, self._loop.quit)
        self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if not self.is_done:
            show_page(self._loop.quit)
            self._loop.exec()
        if not self.is_done:
            self._is_given_up = True
            raise GivenUp
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _made(self, result: ResultT) -> None:
        self._results.append(result)
        if self._is_given_up:
            self._undo(result)
        self._end()

    def _failed(self, error: Exception) -> None:
        self._error = error
        self._end()

    def _end(self) -> None:
        self.is_done = True
        self._loop.quit()
        QTimer.singleShot(0, self, self._tasks.close)


class Aside:
    """Runs work aside, one after the other; `show_page(place, give_up)` is called when one takes long."""

    def __init__(self, show_page: Callable[[Place, Callable[[], None]], None]) -> None:
        self._show_page = show_page
        self._begun: list[Opening[Any]] = []

    def run(self, place: Place, work: Callable[[], ResultT], undo: Callable[[ResultT], None]) -> ResultT:
        """What the work gives or raises, or GivenUp: see `Opening`."""
        self._begun = [each for each in self._begun if not each.is_done]
        opening = Opening(work, undo)
        self._begun.append(opening)
        return opening.wait(partial(self._show_page, place))

    @property
    def is_stuck(self) -> bool:
        """Whether something that was given up still waits for an answer."""
        return any(not each.is_done for each in self._begun)


class OpeningPage(StandingPage):
    """Stands in the window's place while a folder takes its time."""

    def __init__(self, t: Translator, path: Place, give_up: Callable[[], None]) -> None:
        super().__init__("loader-circle", "muted", t("Opening…"))
        self._give_up = give_up
        words = t("The folder takes long to answer, or it is being found out whether it is safe there.")
        self.words = self.add_words(words, "body")
        self.add_words(str(path))
        self.cancel = Button(t("Cancel"), give_up)
        self.column.addSpacing(8)
        self.add_verbs([self.cancel])
        self.cancel.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._give_up()
        super().closeEvent(event)
