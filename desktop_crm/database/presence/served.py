"""The same for a database on a server: whether it answers, and who is in there.

A watch (`database.server.watching`) asks the server every few seconds on a connection of its own and notes
here what it heard. Everybody else reads memory alone, so that a server that does not answer blocks nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from desktop_crm.database.faults import NotConnected, Standing
from desktop_crm.database.presence import words
from desktop_crm.database.presence.present import Person, Report, State
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message

BEAT: Final = 3.0
"""Seconds between two questions to the server."""
SILENT: Final = 5.0
"""Seconds without an answer to a question that anybody answers at once: the server does not answer."""
HOPELESS: Final = 20.0
"""Seconds after which nobody waits any longer for what they asked before."""


class ServerPresence:
    """One for each open database on a server."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._clock, self._now = clock, now
        self._guard = threading.Lock()
        self._people: tuple[Person, ...] = ()
        self._asked_at: float | None = None
        self._heard_at, self._heard = clock(), now()
        self._lost: NotConnected | None = None
        self._wish = threading.Event()
        self.tries = 0
        """How often it was tried in vain to reach the server since it was lost."""

    # ------------------------------------------------------------------------- what the watch notes

    def ask(self) -> None:
        """A question is on its way."""
        with self._guard:
            self._asked_at = self._clock()

    def hear(self, people: tuple[Person, ...]) -> None:
        """The answer came."""
        with self._guard:
            self._people, self._asked_at, self._lost, self.tries = people, None, None, 0
            self._heard_at, self._heard = self._clock(), self._now()

    def lose(self, why: NotConnected) -> None:
        """There is no connection, and none can be made."""
        with self._guard:
            self._lost, self._asked_at = why, None
            self.tries += 1

    def wait_for_wish(self, seconds: float) -> None:
        """Until somebody wants it tried again, or so many seconds."""
        self._wish.wait(seconds)
        self._wish.clear()

    @property
    def is_unanswered(self) -> bool:
        """Whether the question that is on its way has had no answer for so long that none will come."""
        asked_at = self._asked_at
        return asked_at is not None and self._clock() - asked_at > HOPELESS

    # -------------------------------------------------------------------------------------- answers

    @property
    def state(self) -> State:
        return "well" if self.standing is None else "gone"

    @property
    def standing(self) -> Standing | None:
        """Why the server cannot be used; None while it answers."""
        return self._look()[0]

    @property
    def title(self) -> Message | None:
        """The same in a few words."""
        standing = self.standing
        return None if standing is None else words.lost_title(standing)

    @property
    def refusal(self) -> Message | None:
        """Why nothing may be saved now; None while the server answers."""
        standing, heard, lost = self._look()
        if standing is None:
            return None
        return words.away(standing, heard, self._now(), None if lost is None else lost.message)

    def _look(self) -> tuple[Standing | None, datetime, NotConnected | None]:
        with self._guard:
            lost, asked_at, heard = self._lost, self._asked_at, self._heard
        if lost is not None:
            return lost.standing, heard, lost
        is_silent = asked_at is not None and self._clock() - asked_at > SILENT
        return ("silent" if is_silent else None), heard, None

    @property
    def is_hopeless(self) -> bool:
        """Whether the server has not answered for so long that waiting for an older question is in vain."""
        return self._clock() - self._heard_at > HOPELESS and self.standing is not None

    @property
    def report(self) -> Report:
        """Who is in, as far as it is known."""
        return Report(self._heard_at, self._people)

    @property
    def is_alone(self) -> bool:
        """Whether nobody else is known to be in."""
        return not any(not person.here for person in self._people)

    def check_may_write(self) -> None:
        """Raise a UserError while the server does not answer."""
        if (refusal := self.refusal) is not None:
            raise UserError(refusal)

    def try_again(self) -> None:
        """Do not wait any longer until the next try."""
        self._wish.set()

    def leave(self) -> None:
        """The database is closed: nobody is known any more."""
        with self._guard:
            self._people = ()
