"""Is the firm's file still where it was opened, and safe there? If not, the window says so, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from desktop_crm.app.services import Services
from desktop_crm.app.status_line import StatusLine
from desktop_crm.database.faults import ARRIVING, MOVING, TAKEN_BACK, Elsewhere
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets.local_settings import Setting
from desktop_crm.widgets.strips import Banner, Tone
from desktop_crm.workspace import places

KNOWN_TO_BE_COPIED = Setting[list[str]]("files_known_to_be_copied", [])
"""Files in synchronised folders whose people have read what that means."""
EVERY = 1_000
"""Milliseconds between two looks at what is known."""
DISK = 5
"""Every so many of them the disk is asked, too; a write asks by itself before it begins."""

Verb = tuple[str, Callable[[], None]]
"""What a button says and does."""


class PlaceWatch(QObject):
    """Puts a banner over the pages while the file is moved, deleted or replaced, while its folder or
    server does not answer and while it is not safe to write there, and takes it away again.

    What is typed stays in its editor; every write is refused meanwhile. What it looks at each second is
    memory alone, so that a folder that does not answer cannot stop the window.
    """

    def __init__(
        self, services: Services, status: StatusLine, above_pages: QVBoxLayout, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._status, self._layout = services, status, above_pages
        self.banner: Banner | None = None
        self._shown = ""
        self._moved = False
        self._was_gone = False
        self._tried: int | None = None
        """How often the server was tried in vain when the person asked for one more try."""
        self._turn = 0
        status.place_asked.connect(services.firm.who_is_in)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._again)
        self._timer.start()
        services.workspace.tell_name(services.desk.caller.user)
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        self.look_at_the_folder()
        if self._services.workspace.read_only:
            self.look()  # why, is said at once
        workspace, local, t = self._services.workspace, self._services.desk.local, self._services.desk.t
        profile, path = workspace.database.profile, str(workspace.path)
        if self.banner is not None or not profile.one_computer or path in local.get(KNOWN_TO_BE_COPIED):
            return

        def understood() -> None:
            local.set(KNOWN_TO_BE_COPIED, [*local.get(KNOWN_TO_BE_COPIED), path])
            self._hide()

        verb = {"understood": (t("Understood"), understood)}
        self._show("copied", "warn", t.message(profile.title), profile.reason, verb)

    def _again(self) -> None:
        self._turn += 1
        self.look_at_the_folder()
        if self._turn % DISK == 0:
            self.look()

    def look(self) -> None:
        """Ask the disk, away from the window; not a folder that is known to be gone."""
        if self._services.workspace.folder.state == "gone":
            return
        work = self._services.workspace.check_place
        self._services.desk.tasks.run_latest(self, "place", work, lambda _nothing: self._found(), self._lost)

    def look_at_the_folder(self) -> None:
        """Show what is known of the folder and of the others."""
        folder, t = self._services.workspace.folder, self._services.desk.t
        self._status.show_place(folder)
        if self._moved:
            return
        if folder.state == "gone" and folder.refusal is not None and folder.title is not None:
            self._was_gone = True
            self._show_gone(t.message(folder.title), folder.refusal)
        elif folder.state == "unsafe" and folder.refusal is not None:
            self._show("unsafe", "bad", t("Only reading is safe here"), folder.refusal, self._unsafe_verbs())
        elif folder.state == "well":
            if self._shown != "copied":
                self._hide()
            if self._was_gone:
                self._was_gone = False
                self._back()

    def _show_gone(self, title: str, refusal: Message) -> None:
        t = self._services.desk.t
        if not self._services.workspace.is_on_server:
            self._show("gone", "warn", title, refusal)
            return
        self._show("gone", "warn", title, refusal, {"retry": (t("Try now"), self._try_again)})
        tried = self._services.workspace.tries
        if self._tried is not None and tried > self._tried:
            self._services.desk.notices.refused(t("Tried again, and still: {title}", title=title))
            self._tried = None

    def _try_again(self) -> None:
        self._tried = self._services.workspace.tries
        self._services.workspace.try_again()

    def _back(self) -> None:
        """What could not be read meanwhile is read now."""
        desk = self._services.desk
        self._tried = None
        if self._services.workspace.is_on_server:
            desk.notices.done(desk.t("The server is back; saving goes on"))
        else:
            desk.notices.done(desk.t("The folder is back; saving goes on"))
        desk.changes.publish_all()

    def tell_that_closing_loses(self) -> None:
        """Somebody closes the window while the database's thread waits for an answer."""
        t, notices = self._services.desk.t, self._services.desk.notices
        if self._services.workspace.is_on_server:
            words = t(
                "The server does not answer, so nothing can be saved now. "
                "Close once more to close without it."
            )
        else:
            words = t(
                "The folder does not answer, so nothing can be saved now. "
                "Close once more to close without it."
            )
        notices.refused(words)

    def _found(self) -> None:
        if self._moved:
            self._moved = False
            self._hide()

    def _lost(self, refusal: UserError) -> None:
        if self._services.workspace.folder.state == "gone":
            return
        self._moved = True
        t = self._services.desk.t
        if isinstance(refusal, Elsewhere):
            self._show_elsewhere(refusal)
            return
        verb = {"open_again": (t("Open again"), self._open)}
        self._show("moved", "bad", t("Nothing can be saved any more"), refusal.message, verb)

    def _show_elsewhere(self, refusal: Elsewhere) -> None:
        """The firm is on its way or lives elsewhere: what is left to be done, and the way there."""
        t, moves = self._services.desk.t, self._services.firm.moves
        there = (t("Open it"), partial(self._open_there, refusal.place))
        title, verbs = t("Nothing can be saved any more"), dict[str, Verb](open_again=there)
        if refusal.state in (MOVING, ARRIVING):
            title = t("This firm is on its way")
            verbs = {"finish": (t("Finish the move"), moves.finish), "undo": (t("Take it back"), moves.undo)}
        elif refusal.state == TAKEN_BACK:
            verbs["undo"] = (t("Take this copy away"), moves.undo)
        self._show(refusal.state, "bad", title, refusal.message, verbs)

    def _unsafe_verbs(self) -> dict[str, Verb]:
        t = self._services.desk.t
        verbs = {"who": (t("Who is in"), self._services.firm.who_is_in)}
        if self._services.workspace.database.refused is not None:
            verbs["open_again"] = (t("Open again"), self._open)
        return verbs

    def _open_there(self, place: str) -> None:
        self._services.firm.open_file(places.place_of(place))

    def _open(self) -> None:
        self._services.firm.open_file(self._services.workspace.place)

    def _show(
        self,
        kind: str,
        tone: Tone,
        title: str,
        why: Message,
        verbs: dict[str, Verb] | None = None,
    ) -> None:
        text = self._services.desk.t.message(why)
        if self.banner is not None and self._shown == kind:
            if self.banner.text != text:
                self.banner.set_text(text, title)
            return
        self._hide()
        self._shown = kind
        self.banner = Banner(tone, title, text)
        for name, (words, run) in (verbs or {}).items():
            self.banner.add_action(words, run).setObjectName(name)
        self._layout.insertWidget(0, self.banner)

    def _hide(self) -> None:
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        self._shown = ""
