"""The window of one open firm: sidebar, pages, status line, palette. It hands out; nobody reaches for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.app import routes
from desktop_crm.app.backup_watch import BackupWatch
from desktop_crm.app.crash import CrashReporter
from desktop_crm.app.firm_acts import FirmActs
from desktop_crm.app.invoice_drop import InvoiceDrop
from desktop_crm.app.place_watch import PlaceWatch
from desktop_crm.app.recents import Recents
from desktop_crm.app.services import Services
from desktop_crm.app.sidebar import Sidebar
from desktop_crm.app.sizes import fitting
from desktop_crm.app.status_line import StatusLine
from desktop_crm.app.who_watch import WhoWatch
from desktop_crm.app.whose import WhoseBar
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import keys
from desktop_crm.widgets.desk import Desk, Wish
from desktop_crm.widgets.local_settings import LAST_FILE, WINDOW, YOUR_NAME, LocalSettings
from desktop_crm.widgets.notices import Notices
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace import damage
from desktop_crm.workspace.half_typed import HalfTyped
from desktop_crm.workspace.leasing import WindowLeases, last_author
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.places import Place

if TYPE_CHECKING:
    from desktop_crm.widgets.palette_box import PaletteBox

ROOMY = 1180
"""Pixels of width from which on the sidebar shows its words."""
NARROW_FOR = frozenset(
    {
        "invoice", "quote", "credit_note", "order", "delivery", "pro_forma", "receipt", "invoice:new",
        "quote:new",
        "order:new",
    }
)  # fmt: skip
"""Editors with a preview need the sidebar's width."""


LEAST = (920, 480)
"""Fits a screen of 1920 x 1080 at 200 % (960 x 540) beside its task bar."""


@dataclass(frozen=True)
class Acts:
    """What the window may ask of the program around it."""

    open_file: Callable[[Place], None]
    new_firm: Callable[[], None]
    rebuild: Callable[[], None]
    lock: Callable[[], None] = lambda: None
    """Ask again who is there."""
    open_server: Callable[[], None] = lambda: None

    def of_firm(self, desk: Desk, workspace: Workspace, window: QWidget) -> FirmActs:
        """Those that the menus of one firm offer."""
        return FirmActs(desk, workspace, window, self.open_file, self.new_firm, self.lock, self.open_server)


@dataclass
class _Shown:
    kind: str
    what: object
    page: QWidget


class MainWindow(QMainWindow):
    """One firm's window."""

    def __init__(
        self,
        workspace: Workspace,
        caller: Caller,
        t: Translator,
        local: LocalSettings,
        acts: Acts,
        *,
        tasks: Tasks | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.workspace, self._acts = workspace, acts
        self.tasks = tasks or Tasks(self, job_scope=self._job_scope)
        self.notices = Notices(t)
        leases = WindowLeases(workspace, lambda: self.desk.caller)
        self.desk = Desk(caller, self.tasks, workspace.hub, t, today, self.notices, self.go, local, leases)
        self.desk.half_typed = HalfTyped(workspace.place, caller.person_id)
        self.desk.last_author = last_author
        self.firm_acts = acts.of_firm(self.desk, workspace, self)
        self.whose = WhoseBar(self.desk)
        self.services = Services(self.desk, workspace, self.firm_acts, acts.rebuild, self.whose)
        self.recents = Recents(self.desk, str(workspace.path), self)
        self._kept: dict[str, QWidget] = {}
        self.has_left_work = self._told_of_stuck = False
        self._shown: _Shown | None = None
        self._back: list[tuple[str, object]] = []
        self._build()
        self._listen()

    # ------------------------------------------------------------------------------------------ parts

    def _build(self) -> None:
        t = self.desk.t
        places = self.desk.allowed(*((place.right, place) for place in routes.PLACES))
        self.sidebar = Sidebar(t, self.firm_acts.menu, places)
        self.stack = QStackedWidget()
        self.status = StatusLine(self.desk, self.workspace)
        self.body = body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        self._right = right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.whose)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        columns.addWidget(self.sidebar)
        columns.addLayout(right, 1)
        self.setCentralWidget(body)
        self.notices.set_host(body)
        self.setMinimumSize(*LEAST)
        geometry = self.desk.local.get(WINDOW)
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            self.resize(fitting(self, 1440, 900))
        self.show_firm("")

    def _listen(self) -> None:
        from desktop_crm.app.attention import Attention
        from desktop_crm.app.mail_watch import MailWatch

        self.desk.local.changed.connect(self._called_otherwise)
        self.who_watch = WhoWatch(self.desk, self._acts.lock, self._acts.rebuild, self)
        self.sidebar.chosen.connect(lambda key: self.go(key, None))
        self.sidebar.search_asked.connect(lambda: self.commands.open())
        self.sidebar.help_asked.connect(self.show_help)
        self.tasks.refused.connect(self.notices.refused)
        self.crash = CrashReporter(self._show_crash)
        self.tasks.unexpected.connect(self.crash.take)
        self.tasks.explain = damage.explain
        self.place_watch = PlaceWatch(self.services, self.status, self._right, self)
        self.backup_watch = BackupWatch(self.services, self._right, self)
        self.mail_watch = MailWatch(self.services, self._right, self)
        self.invoice_drop = InvoiceDrop(self.desk, self)
        self.attention = Attention(self.services, self.sidebar, self.status, self.show_firm)
        acts: dict[keys.Key, Callable[[], object]] = {
            keys.PALETTE: lambda: self.commands.open(),
            keys.BACK: self.back,
            keys.HELP: self.show_help,
            keys.NEW_INVOICE: lambda: self.go("invoice:new", None),
            keys.SETTINGS: partial(self.go, "settings", None),
            keys.GIVE: self.whose.give,
            keys.LOCK: self.firm_acts.lock,
            keys.QUIT: self.close,
        }
        runs = [(text, run) for key, run in acts.items() for text in key.keys]
        runs += [(key, partial(self.go, place.key, None)) for place, key in routes.places_with_keys() if key]
        for text, run in runs:
            QShortcut(QKeySequence(text), self, run)

    @cached_property
    def commands(self) -> PaletteBox:
        """The palette; built when it is first asked for, which keeps it out of the way of the first paint."""
        from desktop_crm.app.palette import build_palette

        return build_palette(self.services, self.recents, self.body)

    # ------------------------------------------------------------------------------------------ going

    def go(self, kind: str, what: object = None) -> None:
        """Show a page. The one that is shown may refuse to be left (a draft that could not be saved)."""
        right = routes.ROUTES[kind].right
        if right and not self.desk.may(right):
            self.notices.refused(rights.Forbidden(right, self.desk.caller.role))
            return
        if not self._leave(partial(self.go, kind, what)):
            return
        if self._shown is not None:
            self._back.append((self._shown.kind, self._shown.what))
            del self._back[:-50]
        self._show(kind, what)

    def back(self) -> None:
        """The page before this one."""
        if self._back and self._leave(self.back):
            self._show(*self._back.pop())

    def _leave(self, again: Callable[[], object]) -> bool:
        """Whether the page may be left now; if only a moment later, `again` is called then."""
        page = self._shown.page if self._shown else None
        if not isinstance(page, Page) or page.may_leave():
            return True

        def still_here() -> None:
            if page is self.page:
                again()

        page.when_ready(still_here)
        return False

    def _show(self, kind: str, what: object) -> None:
        page = self._kept.get(kind)
        if page is None:
            page = routes.make_page(kind, self.services, what)
            self.stack.addWidget(page)
            if kind in routes.KEPT:
                self._kept[kind] = page
        if isinstance(what, Mapping) and kind in routes.KEPT and isinstance(page, Page):
            page.show_part(what)
        wish, what = (what, what.record) if isinstance(what, Wish) else (None, what)
        if isinstance(what, int):
            self.recents.note(kind, what)
        old, self._shown = self._shown, _Shown(kind, what, page)
        self.stack.setCurrentWidget(page)
        if old is not None and old.page is not page and old.page not in self._kept.values():
            self.stack.removeWidget(old.page)
            old.page.deleteLater()
        self.whose.show_for(kind, what)
        self.sidebar.light_up(routes.ROUTES[kind].place)
        self._give_room()
        if isinstance(page, Page) and (target := page.first_focus()) is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        if wish is not None and isinstance(page, Page):
            page.wish(wish.act)

    def _give_room(self) -> None:
        """The sidebar keeps to its icons beside an editor, and in a window too narrow for both."""
        editor = self._shown is not None and self._shown.kind in NARROW_FOR
        self.sidebar.set_narrow(editor or self.width() < ROOMY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._shown.page if self._shown else None

    # ------------------------------------------------------------------------------------- firm, help, end

    def show_firm(self, name: str) -> None:
        """The firm's name in the sidebar and in the window's title."""
        name = name or self.workspace.path.stem
        self.sidebar.firm.set_firm(name)
        self.setWindowTitle(self.desk.t("{firm} \u2013 Desktop CRM", firm=name))

    def _called_otherwise(self, key: str) -> None:
        """The person gave another name: it stands beside all that follows, and their tickets stay theirs."""
        if key != YOUR_NAME.key:
            return
        before, desk = self.desk.caller, self.desk
        if before.person_id:  # among several people an owner says how somebody is called
            return
        now = local_caller(before.language, desk.local.get(YOUR_NAME))
        desk.caller = now
        self.workspace.tell_name(now.user)
        if now.user == before.user or self.workspace.read_only:
            return

        def hand_over() -> None:
            from desktop_crm.support import service

            service.rename_assignee(now, before.user, now.user)

        self.tasks.run(self, hand_over, lambda _nothing: None)

    def show_help(self) -> None:
        """Keys and where the manual is."""
        from desktop_crm.app.help import HelpDialog

        HelpDialog(self.desk.t, self, self.firm_acts.diagnose).open()

    def _show_crash(self, report: str) -> None:
        from desktop_crm.app.crash_dialog import CrashDialog

        CrashDialog(self.desk.t, report, self).open()

    @contextmanager
    def _job_scope(self) -> Iterator[None]:
        """Long jobs run in threads of their own: their connection ends with them."""
        try:
            yield
        finally:
            self.workspace.database.engine.close()

    def shut_down(self, again: Callable[[], object] = lambda: None) -> bool:
        """Save what is being written and stop all work; False when the page could not be left yet.

        `again` is called once it can be.
        """
        if self._is_stuck() or not self._leave(again):
            return False
        self.desk.local.set(WINDOW, bytes(self.saveGeometry().toBase64().data()).decode())
        self.desk.local.set(LAST_FILE, str(self.workspace.place))
        self.tasks.close()
        self.workspace.close()
        return True

    def _is_stuck(self) -> bool:
        """Whether the database's thread waits for a folder or a server that does not answer: it is said."""
        if self.workspace.folder.state != "gone" or self.tasks.is_idle():
            return False
        self._told_of_stuck = True
        self.place_watch.tell_that_closing_loses()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._told_of_stuck and self.workspace.folder.state == "gone":
            self.has_left_work = True
            self.tasks.abandon()
            event.accept()
        elif self.shut_down(self.close):
            event.accept()
        else:
            event.ignore()
