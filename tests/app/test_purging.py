"""From the setting to Today to the one act that deletes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pytestqt.qtbot import QtBot

from desktop_crm.app.privacy_settings import PrivacySettings
from desktop_crm.app.purge_dialog import PurgeDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.company.rules.keep_times import KeepTimes
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.workspace import purging


def test_what_is_old_is_proposed_on_today_and_goes_by_one_act(
    window: MainWindow, caller: Caller, qtbot: QtBot
) -> None:
    with as_if_at(datetime(2015, 3, 1, tzinfo=UTC)):
        ana = contacts.create_contact(caller, ContactDraft(name="Ana Lima"))
    window.desk.go("settings", {"section": "privacy"})
    page: Any = window.page
    body = page.findChild(PrivacySettings)
    choice = body.choices["contacts"]
    assert choice.value() is None
    choice.set_value(5)
    choice.changed.emit()
    assert purging.get_times(caller) == KeepTimes(contacts=5)

    window.desk.go("today", None)
    page = window.page
    page.reload()
    (group,) = [group for group in page.list._groups if group.title == "Kept long enough"]
    assert (group.rows[0].what, group.rows[0].verb) == ("1 contact", "Look…")
    group.rows[0].act()
    dialog = window.findChild(PurgeDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.ticks[0].set_value(False)
    dialog.ticks[0].changed.emit()
    assert not dialog.primary.isEnabled()
    dialog.ticks[0].set_value(True)
    dialog.ticks[0].changed.emit()
    dialog.primary.click()
    assert raw().execute("SELECT count(*) FROM contact WHERE id = ?", (ana,)).fetchone() == (0,)
    page.reload()
    assert not [group for group in page.list._groups if group.title == "Kept long enough"]
    window.firm_acts.purge()
    assert not [each for each in window.findChildren(PurgeDialog) if each.isVisible()], (
        "nothing is left to show"
    )
