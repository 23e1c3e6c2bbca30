"""Moving the firm from its file to a server: where to, what happens, then the window opens there. And asking
for the server of a move that was interrupted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.app.server_form import ServerForm
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import Label
from desktop_crm.workspace import moving
from desktop_crm.workspace.moving import Moved
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.places import Place


class MoveDialog(ModalDialog):
    """The fields of the server and one verb. The file stays as it was, for reading."""

    def __init__(
        self, desk: Desk, workspace: Workspace, open_place: Callable[[Place], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Move this firm to a server"),
            t("Into an empty PostgreSQL database that whoever runs the server has made for you"),
            primary=t("Move"),
            width=560,
            parent=parent,
        )
        self.desk, self._workspace, self._open = desk, workspace, open_place
        self.form = ServerForm(t)
        self.add(self.form)
        self.add(
            Label(
                t(
                    "Everything is copied and every table compared. From the beginning on this file takes no"
                    " more changes, on no computer; it stays for reading. If the move is interrupted, both"
                    " places say so, and it can be finished or taken back."
                ),
                "muted",
                wrap=True,
            )
        )
        self.form["host"].setFocus()

    def accept_primary(self) -> None:
        """Move; the dialog stays until it is done or refused."""
        self.form.clear_errors()
        try:
            address = self.form.address()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        self.desk.tasks.start(
            self,
            self.t("Moving to the server"),
            lambda progress: moving.move(self.desk.caller, self._workspace.place, address, progress=progress),
            lambda moved: self._moved(moved, address),
            self._refused,
        )

    def _moved(self, _moved: Moved, address: ServerAddress) -> None:
        self.set_busy(False)
        self.accept()
        self._open(address)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        if error.field in self.form.values():
            self.form.show_error(error)
        else:
            self.show_error(error)


class AskServerDialog(ModalDialog):
    """The server on the other side of an interrupted move: it wants a name or a password. `go_on` is given
    the address with them."""

    def __init__(
        self,
        t: Translator,
        known: ServerAddress,
        refusal: UserError,
        go_on: Callable[[Place], None],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(
            t,
            t("The server of this move"),
            t("It has to be asked how far the move came"),
            primary=t("Go on"),
            width=560,
            parent=parent,
        )
        self._go_on = go_on
        self.form = ServerForm(t, known)
        self.add(self.form)
        self.form.show_error(refusal)

    def first_focus(self) -> QWidget | None:
        """The rest is known."""
        return self.form["password"]

    def accept_primary(self) -> None:
        """With what was typed; what the server says to it is told as before."""
        self.form.clear_errors()
        try:
            address = self.form.address()
        except UserError as error:
            self.form.show_error(error)
            return
        self.accept()
        self._go_on(address)
