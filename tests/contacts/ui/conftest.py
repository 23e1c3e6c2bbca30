"""A desk over a real database with a firm; work happens at once, settings live in memory."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, LinkDraft, PointDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.values.caller import Caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.notices import Notices
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace.registry import STATEMENTS, TABLES
from tests.fixtures.kept import MakeFilled

TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk")
BERLIN = Address(street="Lindenweg 4", postal_code="10115", city="Berlin", country="DE")
ISTANBUL = Address(
    street="Örnek Sok. 12", district="Karaköy", postal_code="34425", city="İstanbul", country="TR"
)

Went = list[tuple[str, object]]


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    """The application with our theme and fonts."""
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


def make_desk(language: str = "en", hub: ChangeHub | None = None) -> tuple[Desk, Went]:
    """A desk that writes down where it was sent."""
    t = translator_for(language)
    went: Went = []
    desk = Desk(
        caller=CALLER,
        tasks=ImmediateTasks(),
        changes=hub or ChangeHub(),
        t=t,
        today=lambda: TODAY,
        notices=Notices(t),
        go=lambda kind, what: went.append((kind, what)),
        local=LocalSettings(),
    )
    return desk, went


@pytest.fixture
def firm_file(make_filled: MakeFilled) -> OpenDatabase:
    """A database of every room with a German firm."""
    database, _told = make_filled(_fill, TABLES, STATEMENTS)
    return database


def _fill(_database: OpenDatabase) -> None:
    firm = FirmDraft(name="Atelier Lima", address=BERLIN, country="DE", language="en", vat_id="DE136695976")
    company.set_up(CALLER, SetupDraft(firm=firm), TODAY - timedelta(days=90))


@pytest.fixture
def desk_and_went(themed: QApplication, firm_file: OpenDatabase) -> tuple[Desk, Went]:
    return make_desk(hub=firm_file.hub)


@pytest.fixture
def desk(desk_and_went: tuple[Desk, Went]) -> Desk:
    return desk_and_went[0]


@pytest.fixture
def went(desk_and_went: tuple[Desk, Went]) -> Went:
    return desk_and_went[1]


def add_people() -> dict[str, int]:
    """A firm with a partner, two other people; ids by first name."""
    firm = service.create_contact(
        CALLER,
        ContactDraft(
            kind="company",
            name="Kuzey Işığı Mimarlık Ltd. Şti.",
            category="customer",
            language="tr",
            currency="TRY",
            vat_id="TR5550102030",
            points=(PointDraft("phone", "+90 212 555 01 00"), PointDraft("web", "kuzey.example")),
            addresses=(AddressDraft(address=ISTANBUL),),
            tags=("architect",),
        ),
    )
    partner = service.create_contact(
        CALLER,
        ContactDraft(
            name="Gülşen Öztürk",
            given_name="Gülşen",
            family_name="Öztürk",
            position="Partner, procurement",
            category="customer",
            language="tr",
            birthday=date(1984, 2, 3),
            points=(
                PointDraft("phone", "+90 532 555 01 48", "Mobile", True),
                PointDraft("mail", "gulsen@kuzey.example", "Work", True),
            ),
            addresses=(AddressDraft(address=ISTANBUL),),
            tags=("architect", "hospitality"),
            links=(LinkDraft(int(firm), "Partner"),),
        ),
    )
    other = service.create_contact(
        CALLER,
        ContactDraft(
            name="Otto Großmann",
            category="lead",
            points=(PointDraft("mail", "otto@grossmann.example"),),
            addresses=(AddressDraft(address=BERLIN),),
        ),
    )
    bare = service.create_contact(CALLER, ContactDraft(name="Mia Bello"))
    return {"kuzey": int(firm), "gülşen": int(partner), "otto": int(other), "mia": int(bare)}


@pytest.fixture
def people(firm_file: OpenDatabase) -> dict[str, int]:
    return add_people()


def settle(qtbot: QtBot, page: QWidget) -> None:
    """Show a page as large as in the window and let its timers fire."""
    qtbot.addWidget(page)
    page.resize(1228, 872)
    page.show()
    qtbot.wait(1)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
