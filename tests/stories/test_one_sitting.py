"""A freelancer's first sitting by keyboard alone: from the first start to the first sealed PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.starting import make_firm
from desktop_crm.app.window import MainWindow
from desktop_crm.app.wizard import SetupChoice, Wizard
from desktop_crm.billing import queries as billing
from desktop_crm.billing.ui.customer_dialog import CustomerDialog
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.values.caller import local_caller
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import moving, opening, places, verifying
from tests.app.conftest import TODAY, Program
from tests.billing.ui.acts import Person


def set_up(qtbot: QtBot) -> tuple[SetupChoice, int]:
    """The wizard, filled as far as an invoice needs it; the choice and the acts it took."""
    choices: list[SetupChoice] = []
    wizard = Wizard(translator_for("en"), "IE", TODAY, choices.append)
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    person = Person(wizard)
    person.enter()  # language and country are right
    person.fill("Harbour Lane Studio")
    person.press(Qt.Key.Key_Tab)
    person.fill("IE1234567T")
    for _skipped in range(2):
        person.press(Qt.Key.Key_Tab)
    person.fill("12 Harbour Lane")
    for _skipped in range(2):
        person.press(Qt.Key.Key_Tab)
    person.fill("Dublin")
    person.enter()
    for _skipped in range(2):
        person.press(Qt.Key.Key_Tab)
    person.fill("IE10TEST99000012345678")
    for _page in range(3):
        person.enter()
    return choices[0], person.acts


@pytest.mark.story
def test_first_start_to_first_pdf_in_forty_acts(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    engine: str,
) -> None:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    monkeypatch.setattr(places, "database_for", lambda name: tmp_path / f"{name}.crm")
    choice, acts = set_up(qtbot)
    make_firm(choice, TODAY)
    caller = local_caller()
    place: places.Place = choice.path
    if engine == "server":  # the firm moves there before its first contact
        place = request.getfixturevalue("cluster").create("sitting")
        moving.move(caller, choice.path, place)
    workspace = opening.open_workspace(place)
    window = MainWindow(
        workspace,
        caller,
        translator_for("en"),
        LocalSettings(None),
        Program().acts(),
        tasks=ImmediateTasks(),
        today=lambda: TODAY,
    )
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("today")
    person = Person(window)
    person.acts = acts
    person.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    person.fill("Kestrel Roasters")
    person.enter()
    person.enter()  # a company of which only the name is known; the first line opens
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    person.fill("Web development")
    person.enter()
    person.fill("12.5")
    person.enter()
    person.enter()  # the unit stays
    person.fill("80")
    person.enter()
    person.go()  # the law wants the customer's address: it is asked for at once
    assert window.findChild(CustomerDialog) is not None
    person.fill("4 Yard")
    for _skipped in range(2):
        person.press(Qt.Key.Key_Tab)
    person.fill("Cork")
    person.go()
    assert window.findChild(IssueDialog) is not None
    person.enter()
    assert person.acts <= 40
    invoice = billing.resolve(caller, "2026-0001")
    assert billing.get_row(caller, invoice, TODAY).gross == 123_000
    assert billing.stored_pdf(caller, invoice).startswith(b"%PDF")
    assert verifying.verify(caller).findings == ()
    window.shut_down()
