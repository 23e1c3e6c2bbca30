"""The photographer: the real window over a copy of a world, its work done at once, its looks as a picture."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.app.qt_words import CatalogueTranslator
from desktop_crm.app.window import Acts, MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.company import queries as company
from desktop_crm.values.caller import local_caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import fonts
from desktop_crm.widgets.dialogs import ModalDialog, picture
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME, Scheme
from desktop_crm.workspace import backups, finding, opening, samples
from tests.shots.worlds import TODAY, world_file

WIDE, HIGH = 1440, 900
FIRM = "Harbour Lane Studio Ltd"


@dataclass(frozen=True)
class Shot:
    """One picture: its file name, what brings the window into that state, and where the data comes from.

    `make` may return a widget that is photographed instead of the window (the wizard). `route` and `dialog`
    say what is in the picture; a test holds that nothing the program can show is missing.
    """

    name: str
    make: Callable[[Studio], QWidget | None]
    world: str = "sample"
    route: str = ""
    dialog: str = ""
    wait: int = 40
    """Milliseconds for what comes later: the preview of a draft, an answer to a search."""


@dataclass(frozen=True)
class Variant:
    """How a series of pictures looks."""

    scheme: Scheme = "light"
    language: str = "en"
    scale: int = 1

    @property
    def suffix(self) -> str:
        language = "" if self.language == "en" else f"-{self.language}"
        return f"{language}-{self.scheme}{'' if self.scale == 1 else f'-{self.scale}00'}"


class Studio:
    """One world in one language and scheme; `close()` ends it."""

    def __init__(self, worlds: Path, world: str, variant: Variant) -> None:
        self.variant = variant
        self.t = translator_for(variant.language)
        QLocale.setDefault(QLocale(variant.language))
        self._words = CatalogueTranslator(self.t)
        QCoreApplication.installTranslator(self._words)
        THEME.choose(variant.scheme)
        self.path = worlds / "open" / f"{FIRM}.crm"
        shutil.rmtree(self.path.parent, ignore_errors=True)
        self.path.parent.mkdir(parents=True)
        shutil.copy(world_file(worlds, world), self.path)
        self._workspace = opening.open_workspace(self.path)
        self.caller = samples.person(local_caller(variant.language))
        if company.list_people(self.caller):
            self.caller = company.caller_of(self.caller, company.find_person(self.caller, self.caller.user))
        with as_if_at(datetime.combine(TODAY, time(9, 12)).astimezone(UTC)):
            backups.back_up_daily(self.caller, self._workspace)
        self.window = MainWindow(
            self._workspace,
            self.caller,
            self.t,
            LocalSettings(),
            Acts(lambda _path: None, lambda: None, lambda: None),
            tasks=ImmediateTasks(),
            today=lambda: TODAY,
        )
        self.bugs: list[BaseException] = []
        self.window.tasks.unexpected.connect(self.bugs.append)
        self.window.resize(WIDE, HIGH)
        self.window.show()
        self.window.activateWindow()
        self.wait(20)

    # bringing the window into a state

    def wait(self, milliseconds: int) -> None:
        """Let timers fire and widgets paint."""
        QTest.qWait(milliseconds)

    def go(self, kind: str, what: object = None) -> QWidget:
        """Show a page; returns it."""
        self.window.activateWindow()  # a dialog of the shot before may have left nobody active
        self.window.go(kind, what)
        self.wait(10)
        page = self.window.page
        assert page is not None
        return page

    def find(self, entity: str, text: str) -> int:
        """The id of the record that the search over everything finds first."""
        return next(hit.id for hit in finding.find(self.caller, text, limit=50) if hit.kind == entity)

    def invoice(self, state: str) -> int:
        """An invoice in this state."""
        view = ListView(filters=(("state", state),))
        return billing.list_invoices(self.caller, view, TODAY).rows(0, 1)[0].id

    def quote(self, state: str) -> int:
        """A quote in this state."""
        view = ListView(filters=(("state", state),))
        return billing.list_quotes(self.caller, view, TODAY).rows(0, 1)[0].id

    # pictures

    @property
    def dialogs(self) -> list[ModalDialog]:
        """The dialogs over the window."""
        return [each for each in self.window.findChildren(ModalDialog) if each.isVisible()]

    def take(self, shot: Shot) -> QPixmap:
        """The picture of a shot; the window is bare again afterwards."""
        host = shot.make(self)
        self.wait(shot.wait)
        if self.bugs:
            raise self.bugs.pop()
        dialogs = self.dialogs
        if dialogs:
            result = picture(self.window, dialogs[-1])
        else:
            result = (host or self.window).grab()
        shown = type(dialogs[-1]).__name__ if dialogs else ""
        assert shown == shot.dialog, f"{shot.name} shows {shown or 'no dialog'}, not {shot.dialog}"
        self._add_popups(result)
        if host is not None:
            host.hide()
            host.deleteLater()
        self.bare()
        return result

    def _add_popups(self, picture_of_window: QPixmap) -> None:
        """Lists under an input are windows of their own, which a picture of the window leaves out."""
        painter = QPainter(picture_of_window)
        for each in QApplication.topLevelWidgets():
            floats = each.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Tool)
            if floats and each.isVisible():
                painter.drawPixmap(each.pos() - self.window.pos(), each.grab())
        painter.end()

    def bare(self) -> None:
        """Nothing over the window any more."""
        for dialog in self.dialogs:
            dialog.done(0)
        if self.window.commands.isVisible():
            self.window.commands.close_box()
        toast = self.window.notices.toast
        if toast is not None:
            toast.hide()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def close(self) -> None:
        """End the window and close the database."""
        self.window.hide()
        self.window.tasks.close()
        self._workspace.close()
        QCoreApplication.removeTranslator(self._words)
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def dress(app: QApplication) -> None:
    """The program's look on a bare application."""
    THEME.install(app, "light")
    fonts.install_fonts(app)
