"""Going on with a move that was interrupted, or taking it back, from the window of either place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace import places
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.places import Place

if TYPE_CHECKING:
    from desktop_crm.values.progress import Progress

_ASKED: Final = ("password", "user")
"""Fields of a refusal of the other place that the person there can answer."""


class _OtherServerAsks(UserError):
    """The server on the other side refuses whom it does not know; `other` is where it is."""

    def __init__(self, refusal: UserError, other: ServerAddress) -> None:
        super().__init__(refusal.message, refusal.field)
        self.other = other


class MoveActs(QObject):
    """Both end with the window where the firm lives then; a refusal is told, and nothing has changed."""

    def __init__(
        self, desk: Desk, workspace: Workspace, window: QWidget, open_place: Callable[[Place], None]
    ) -> None:
        super().__init__(window)
        self._desk, self._workspace, self._window, self._open = desk, workspace, window, open_place

    def finish(self, there: Place | None = None) -> None:
        """Go on with the move; `there` is the other place where it needed a password."""
        from desktop_crm.workspace import moving

        caller, here = self._desk.caller, self._workspace.place

        def work(progress: Progress) -> Place:
            return moving.finish(caller, here, there, progress=progress).place

        self._start(self._desk.t("Finishing the move"), work, self.finish)

    def undo(self, there: Place | None = None) -> None:
        """Take the move back."""
        from desktop_crm.workspace import moving

        caller, here = self._desk.caller, self._workspace.place

        def work(_progress: Progress) -> Place:
            return moving.undo(caller, here, there)

        self._start(self._desk.t("Taking the move back"), work, self.undo)

    def _start(self, title: str, work: Callable[[Any], Place], again: Callable[[Place], None]) -> None:
        def opened(place: Place) -> None:
            mine = self._workspace.place
            self._open(mine if str(place) == str(mine) else place)  # one's own address knows the password

        def attempt(progress: Progress) -> Place:
            try:
                return work(progress)
            except UserError as error:
                if error.field in _ASKED and isinstance(other := _other_side(here), ServerAddress):
                    raise _OtherServerAsks(error, other) from error
                raise

        here = self._workspace.place
        self._desk.tasks.start(self, title, attempt, opened, partial(self._refused, again))

    def _refused(self, again: Callable[[Place], None], error: UserError) -> None:
        if isinstance(error, _OtherServerAsks):
            from desktop_crm.app.move_dialog import AskServerDialog

            AskServerDialog(self._desk.t, error.other, error, again, parent=self._window).open()
            return
        self._desk.notices.refused(self._desk.t.message(error.message))


def _other_side(here: Place) -> Place | None:
    """What the mark of this place says; None where it has none, or where it cannot be asked either."""
    from desktop_crm.workspace import moving

    with suppress(UserError):
        if (mark := moving.mark_at(here)) is not None:
            return places.place_of(mark.place)
    return None
