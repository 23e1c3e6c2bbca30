"""The shots of several people on one file: who is in, a folder that is gone, one that is not safe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.app.move_dialog import AskServerDialog
from desktop_crm.app.opening_page import OpeningPage
from desktop_crm.database import marks, places, profiles
from desktop_crm.database.faults import Standing
from desktop_crm.database.places import Place
from desktop_crm.database.presence import Person, Report, State, words
from desktop_crm.database.presence.record import Record
from desktop_crm.database.profiles import Profile
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from tests.shots.pages import Make
from tests.shots.studio import Shot, Studio

_SHARE: Final = Place(places.NETWORK, "nfs4", "fileserver:/office")
_PEOPLE: Final = (
    Person("Ana Lima", "reception", "2026-11-22T07:58:00+00:00", here=False),
    Person("Root", "studio-1", "2026-11-22T08:12:00+00:00", here=True),
    Person("Bruno Costa & Co.", "the-laptop-with-a-very-long-name", "2026-11-22T09:31:00+00:00", here=False),
)
_SERVER: Final = ServerAddress("db.example", "office", user="crm_admin")
_HEARD: Final = datetime(2026, 11, 22, 10, 42, tzinfo=UTC)
_WRONG_PASSWORD: Final = _("The server refused the name or the password.")
_OTHER: Final = Record("1", "Bruno Costa", "laptop", "2026-11-22T09:31:00+00:00", "share", 3)


@dataclass
class Recorded:
    """A presence as it stood at one moment."""

    state: State
    refusal: Message | None
    people: tuple[Person, ...] = _PEOPLE
    is_alone: bool = False
    title: Message | None = None

    def __post_init__(self) -> None:
        if self.state == "gone" and self.title is None:
            self.title = words.gone_title()

    @property
    def report(self) -> Report:
        return Report(0.0, self.people)

    def check_may_write(self) -> None:
        """Nothing is written for a picture."""

    def rename(self, name: str) -> None:
        """Nor told."""

    def leave(self) -> None:
        """The real one has left."""


def _stands(studio: Studio, state: State, refusal: Message | None) -> None:
    _put(studio, Recorded(state, refusal), profiles.profile_of(_SHARE))


def _put(studio: Studio, presence: Recorded, profile: Profile) -> None:
    database: Any = studio.window.workspace.database
    if database.presence is not None:
        database.presence.leave()
    database.profile = replace(profile, settings=database.profile.settings)
    database.presence = presence
    studio.window.place_watch._moved = studio.window.place_watch._was_gone = False
    if profile is profiles.SERVER:
        database.place = ServerAddress("db.example", "office")
        object.__setattr__(studio.window.workspace, "place", database.place)
    studio.window.place_watch.look_at_the_folder()


def banner(state: State, refusal: Message) -> Make:
    def make(studio: Studio) -> None:
        studio.go("contacts")
        _stands(studio, state, refusal)

    return make


def server_gone(standing: Standing, reason: Message | None = None) -> Make:
    refusal, title = words.away(standing, _HEARD, _HEARD, reason), words.lost_title(standing)

    def make(studio: Studio) -> None:
        studio.go("contacts")
        _put(studio, Recorded("gone", refusal, title=title), profiles.SERVER)

    return make


def on_its_way(studio: Studio) -> None:
    studio.go("contacts")
    _stands(studio, "well", None)
    studio.window.place_watch._lost(marks.new(marks.MOVING, "key", _SERVER).refusal)


def asking_the_server(studio: Studio) -> None:
    on_its_way(studio)
    refusal = UserError(_WRONG_PASSWORD, "password")
    AskServerDialog(studio.t, _SERVER, refusal, lambda _place: None, parent=studio.window).open()


def slow_opening(studio: Studio) -> QWidget:
    page = OpeningPage(studio.t, Path("/mnt/office/Harbour Lane Studio Ltd.crm"), lambda: None)
    page.resize(960, 600)
    return page


def who(studio: Studio) -> None:
    studio.go("today")
    _stands(studio, "well", None)
    studio.window.firm_acts.who_is_in()


def who_on_a_server(studio: Studio) -> None:
    studio.go("today")
    _put(studio, Recorded("well", None), profiles.SERVER)
    studio.window.firm_acts.who_is_in()


FOLDERS: Final[list[Shot]] = [
    Shot("dialog-who-is-in", who, dialog="WhoDialog"),
    Shot("folder-opening", slow_opening),
    Shot("folder-gone", banner("gone", words.silent(12))),
    Shot("folder-unsafe", banner("unsafe", words.trouble("locks", _OTHER, _SHARE))),
    Shot("move-interrupted", on_its_way),
    Shot("dialog-server-of-a-move", asking_the_server, dialog="AskServerDialog"),
    # From here on the firm is on a server.
    Shot("dialog-who-is-on-the-server", who_on_a_server, dialog="WhoDialog"),
    Shot("server-gone", server_gone("silent")),
    Shot("server-not-ready", server_gone("starting")),
    Shot("server-refuses", server_gone("refused", _WRONG_PASSWORD)),
]
