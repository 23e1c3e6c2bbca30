"""The running program: theme, fonts, language, and which firm's window stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.app import crash
from desktop_crm.app.known_firms import KnownFirms, icon_of, name_of, remember
from desktop_crm.app.opening_page import Aside, GivenUp, OpeningPage
from desktop_crm.app.opening_work import Opened, open_place
from desktop_crm.app.remembered import Remembered
from desktop_crm.app.warming import warm_up
from desktop_crm.app.window import Acts, MainWindow
from desktop_crm.company import queries as company
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import Caller, local_caller, nobody
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import LANGUAGES, PROGRAM, Translator, _, translator_for
from desktop_crm.values.resources import resource
from desktop_crm.widgets.fonts import install_fonts
from desktop_crm.widgets.local_settings import (
    LANGUAGE,
    LAST_FILE,
    LAST_PERSON,
    SYSTEM_FONT,
    THEME_SCHEME,
    YOUR_NAME,
    LocalSettings,
)
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import encryption, places

if TYPE_CHECKING:
    from desktop_crm.app.wizard import SetupChoice
    from desktop_crm.company.service import Signed
    from desktop_crm.workspace.opening import Workspace
    from desktop_crm.workspace.places import Place

WARM_AFTER = 2_500
"""Milliseconds after the first page: by then the person reads it."""


_NO_ANSWER: Final = _("The folder did not answer. Look after the network, then try again.")

_NO_ANSWER_THERE: Final = _("The server did not answer. Look after the network, then try again.")


class Program:
    """Owns the application's look and the one window; builds the window anew for another firm or language."""

    def __init__(self, app: QApplication, local: LocalSettings | None = None) -> None:
        self._app = app
        self.local = local or LocalSettings(places.settings_file())
        self._window: QWidget | None = None
        self._theirs = ""
        """The language of the person who is in."""
        self._stays: tuple[Path, int] | None = None
        """Who was in when the window is built anew, and needs no password."""
        self.remembered = Remembered(self.local)
        self._is_by_login = False
        """Whether the server's own login said who is in: after a lock its password is asked for again."""
        self._translators: list[QTranslator] = []
        self._aside = Aside(self._show_opening)
        self.known = KnownFirms(self.local)
        app.setApplicationName("desktop-crm")
        app.setApplicationDisplayName("Desktop CRM")
        app.setDesktopFileName("desktop-crm")
        crash.start_log(places.log_folder())
        _dress(app, self.local)

    @property
    def is_stuck(self) -> bool:
        """Whether a thread waits for a folder that does not answer: it would wait at the program's end."""
        window = self._window
        has_left = isinstance(window, MainWindow) and window.has_left_work
        return has_left or self._aside.is_stuck

    @property
    def language(self) -> str:
        """Chosen on this computer, else of who is in, else the desktop's if we speak it, else English."""
        chosen = self.local.get(LANGUAGE) or self._theirs
        if chosen:
            return chosen
        desktop = QLocale.system().name()
        return next((name for name in LANGUAGES[PROGRAM] if desktop.startswith(name)), "en")

    def start(self, database: Place | None = None) -> None:
        """Show the right window for this computer."""
        self._speak()
        self.known.look()
        last = self.local.get(LAST_FILE)
        place = database or (places.place_of(last) if last else None)
        if place is not None:
            self.open_file(place, create=database is not None)
        else:
            self.new_firm()

    def open_file(self, path: Place, start: str = "", *, create: bool = False) -> None:
        """Close the window that stands and open another firm's file; says why when it cannot.

        A file that is missing is made only when a person named it to `create` it: one that was moved away
        must not come back empty.
        `start` is what the wizard was told to begin with: "import" opens the import, "sample" loads it.
        """
        again = partial(self.open_file, path, start, create=create)
        if isinstance(self._window, MainWindow) and not self._window.shut_down(again):
            return
        self._speak_for("")
        try:
            opened = self._opened(path, create=create)
        except GivenUp:
            silent = UserError(_NO_ANSWER if isinstance(path, Path) else _NO_ANSWER_THERE)
            self._refused(silent, path, answers=False)
            return
        except encryption.Locked:
            self._ask_passphrase(places.anchor_of(path))
            return
        except UserError as error:
            self._refused(error, path)
            return
        remember(self.local, path)
        self.remembered.settle(opened.unkept)
        stays, self._stays = self._stays, None
        workspace, people = opened.workspace, opened.people
        self._is_by_login = opened.here is not None
        if opened.here is not None:
            self._speak_for(opened.here.language)
            self._enter(workspace, opened.here, start)
            return
        if not people:
            self._enter(workspace, local_caller(self.language, self.local.get(YOUR_NAME)), start)
            return
        for person in people:
            if stays == (workspace.path, person.id):
                self._speak_for(person.draft.language)
                self._enter(workspace, company.caller_of(nobody(self.language), person), start)
                return
        self._ask_who(opened, start)

    def open_server(self, known: ServerAddress | None = None, refusal: UserError | None = None) -> None:
        """Ask for a firm on a server; `refusal` is what the one that is `known` said."""
        from desktop_crm.app.server_page import ServerPage

        again = partial(self.open_server, known, refusal)
        if isinstance(self._window, MainWindow) and not self._window.shut_down(again):
            return
        t = self._translator()
        self._replace(ServerPage(t, known, refusal, self.open_file, self.new_firm, self.remembered))

    def _ask_who(self, opened: Opened, start: str) -> None:
        """The firm has people: the one who is there signs in before anything of it is shown."""
        from desktop_crm.app.sign_in import SignIn

        t, computer = self._translator(), nobody(self.language)
        workspace, people = opened.workspace, opened.people

        def entered(signed: Signed) -> None:
            self.local.set(LAST_PERSON, signed.caller.person_id)
            person = next(each for each in people if each.id == signed.caller.person_id)
            self._speak_for(person.draft.language)
            self._enter(workspace, signed.caller, start)
            if signed.failed and isinstance(self._window, MainWindow):
                self._window.notices.refused(_tried_words(t, signed.failed))

        def elsewhere(go: Callable[[], None]) -> Callable[[], None]:
            def leave() -> None:
                asked.leave()
                go()

            return leave

        others = [
            (name_of(known), icon_of(known), elsewhere(partial(self.open_file, known)))
            for known in self.known.others(workspace.place)
        ]
        ways_out = [*others[:8], (t("New firm…"), "plus", elsewhere(self.new_firm))]
        asked = SignIn(
            t,
            opened.name or workspace.path.stem,
            people,
            computer,
            entered,
            workspace.close,
            ways_out=ways_out,
            chosen=self.local.get(LAST_PERSON),
        )
        self._replace(asked)

    def _enter(self, workspace: Workspace, caller: Caller, start: str) -> None:
        """The firm's window for this person."""
        window = MainWindow(
            workspace,
            caller,
            self._translator(),
            self.local,
            Acts(self.open_file, self.new_firm, self.rebuild, self.lock, self.open_server),
        )
        window.crash.install()
        self._replace(window)
        # The frame is painted before the first page's modules are even read.
        self._app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        window.go("contacts:import" if start == "import" else "today")
        if (refusal := self.remembered.take_refusal()) is not None:
            window.notices.refused(UserError(refusal))
        if start == "sample":
            window.firm_acts.load_sample()
        QTimer.singleShot(WARM_AFTER, window, warm_up)

    def _opened(self, path: Place, *, create: bool) -> Opened:
        """The firm, opened in a thread of its own; a page shows when that takes long."""
        work = partial(
            open_place,
            path,
            nobody(self.language),
            create=create,
            is_remembered=self.remembered.has(path),
            wish=self.remembered.wish_for(path),
        )
        return self._aside.run(path, work, lambda opened: opened.workspace.close())

    def _show_opening(self, path: Place, give_up: Callable[[], None]) -> None:
        self._replace(OpeningPage(self._translator(), path, give_up))

    def new_firm(self) -> None:
        """The first-run wizard, for the first or for one more firm."""
        from desktop_crm.app.starting import FirstRun

        if isinstance(self._window, MainWindow) and not self._window.shut_down(self.new_firm):
            return
        asked = FirstRun(self.language, self._set_language, self._named_and_made)
        asked.answers = replace(asked.answers, person=self.local.get(YOUR_NAME))
        self._replace(asked)

    def _named_and_made(self, choice: SetupChoice) -> None:
        self.local.set(YOUR_NAME, choice.person)
        self.open_file(choice.path, choice.start)

    def rebuild(self) -> None:
        """Build the window anew: another language or font was chosen."""
        install_fonts(self._app, system=self.local.get(SYSTEM_FONT))
        self._speak()
        if isinstance(self._window, MainWindow):
            workspace = self._window.workspace
            self._stays = (workspace.path, self._window.desk.caller.person_id)
            self.open_file(workspace.way_in)

    def lock(self) -> None:
        """Close the firm's window and ask who is there."""
        self._stays = None
        if not isinstance(self._window, MainWindow):
            return
        place = self._window.workspace.place
        if self._is_by_login and isinstance(place, ServerAddress):
            self.open_server(place.with_password(""))
        else:
            self.open_file(place)

    def _set_language(self, language: str) -> None:
        self.local.set(LANGUAGE, language)
        self._speak()

    def _translator(self) -> Translator:
        return translator_for(self.language)

    def _replace(self, window: QWidget) -> None:
        old, self._window = self._window, window
        window.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _ask_passphrase(self, path: Path) -> None:
        from desktop_crm.app.unlock_page import UnlockPage

        t = self._translator()
        self._replace(UnlockPage(t, path, self.open_file, self.new_firm, self.remembered))

    def _refused(self, error: UserError, place: Place, *, answers: bool = True) -> None:
        if not isinstance(place, Path):
            return self.open_server(place, error)
        from desktop_crm.app.refusal import Refusal, ways_on

        t = self._translator()
        is_locked, restores = ways_on(place, self._aside) if answers else (False, False)
        unlock = partial(self._ask_passphrase, place) if is_locked else None
        why = t.message(error.message)
        self._replace(Refusal(t, place, why, self.open_file, self.new_firm, unlock, restores=restores))

    def _speak_for(self, language: str) -> None:
        """Somebody is in who reads this language; "" for nobody in particular."""
        before, self._theirs = self.language, language
        if self.language != before:
            self._speak()

    def _speak(self) -> None:
        """Qt's own words (dialogs, context menus) in our language: from Qt, else from our catalogue."""
        from desktop_crm.app.qt_words import speak

        self._translators = speak(self._app, self._translator(), self.language, self._translators)


def _dress(app: QApplication, local: LocalSettings) -> None:
    """Fonts, colours and the icon."""
    from PySide6.QtGui import QIcon

    scheme = local.get(THEME_SCHEME)
    install_fonts(app, system=local.get(SYSTEM_FONT))
    THEME.install(app, scheme if scheme in ("light", "dark") else "system")  # type: ignore[arg-type]
    app.setWindowIcon(QIcon(str(resource("icon/desktop-crm.svg"))))


def _tried_words(t: Translator, wrong: int) -> str:
    return t.plural(
        "{n} wrong password was tried since you were here",
        "{n} wrong passwords were tried since you were here",
        wrong,
    )
