"""Going on with a move that was interrupted, or taking it back, from the window of either place."""

from __future__ import annotations

from collections.abc import Callable
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

        self._desk.tasks.start(self, title, work, opened, partial(self._refused, again))

    def _refused(self, again: Callable[[Place], None], error: UserError) -> None:
        other = self._other()
        if error.field in _ASKED and isinstance(other, ServerAddress):
            from desktop_crm.app.move_dialog import AskServerDialog

            AskServerDialog(self._desk.t, other, error, again, parent=self._window).open()
            return
        self._desk.notices.refused(self._desk.t.message(error.message))

    def _other(self) -> Place | None:
        from desktop_crm.workspace import moving

        mark = moving.mark_at(self._workspace.place)
        return None if mark is None else places.place_of(mark.place)
