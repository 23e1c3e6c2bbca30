"""Papers of many customers are sent at once while the line is down; the program is started again, and each
goes out once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.ui.mail_many import ManyMailsDialog
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.database.connection import raw
from desktop_crm.files import key_ring
from desktop_crm.values.dates import as_if_at
from desktop_crm.workspace import mailing, verifying
from tests.billing.ui.acts import Person, has_keys
from tests.fixtures.mail_server import Running, serving
from tests.shots.money_world import customer, invoice
from tests.stories.sitting import CALLER, new_firm, opened, window_on

TODAY = date(2026, 11, 30)
AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
NAMES = ("Acorn", "Birch", "Cedar")


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(mailing, "_said", {})
    key_ring.use(None)
    yield
    key_ring.stop_using()


def use(running: Running) -> None:
    """Send over this server."""
    server = running.server
    mailing.set_account(
        CALLER,
        MailAccount(host=server.host, port=server.port, security="none", sender="Studio <us@lane.example>"),
    )


def look(window: MainWindow, at: datetime) -> None:
    """What the window does about its outbox at this time."""
    with as_if_at(at):
        window.mail_watch.look()
        QTest.qWait(50)


@pytest.mark.story
def test_what_was_sent_while_offline_goes_out_once_after_a_restart(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    place = new_firm(request, tmp_path, engine, TODAY)
    with opened(place):
        with serving(tmp_path, security="none", user="") as gone:
            use(gone)  # and the line is cut
        for at, name in enumerate(NAMES):
            who = customer(CALLER, f"{name} Joinery Ltd", at)
            raw().execute("UPDATE contact SET mail = ? WHERE id = ?", (f"{name}@example.com".lower(), who))
            invoice(CALLER, who, Decimal(100 + at), TODAY)

    with window_on(qtbot, qapp, place, TODAY) as window, as_if_at(AT):
        window.go("invoices")
        page: Any = window.page
        person = Person(window)
        qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 3)
        page.table.setFocus()
        person.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        person.choose(page._ticked_menu, "Send by mail")
        dialog = window.findChild(ManyMailsDialog)
        assert dialog is not None
        assert len(dialog.going) == 3
        qtbot.waitUntil(lambda: has_keys(dialog))
        person.enter()
        qtbot.waitUntil(lambda: len(outbox.open_mails(CALLER)) == 3)
        look(window, AT + timedelta(seconds=30))
        assert {mail.tries for mail in outbox.open_mails(CALLER)} == {0}  # they can be taken back
        look(window, AT + timedelta(seconds=61))
        waiting = outbox.open_mails(CALLER)
        assert {mail.state for mail in waiting} == {"waiting"}
        assert {mail.problem for mail in waiting if mail.tries} == {"offline"}

    with serving(tmp_path, security="none", user="") as running:
        with opened(place):
            use(running)
        with window_on(qtbot, qapp, place, TODAY) as window:
            for hours in (1, 2, 3):
                look(window, AT + timedelta(hours=hours))
            qtbot.waitUntil(lambda: len(running.arrived) == 3)
            assert outbox.open_mails(CALLER) == []
            look(window, AT + timedelta(days=1))
    assert sorted(to[0] for to, _mail in running.arrived) == [f"{name}@example.com".lower() for name in NAMES]
    assert len({mail["Message-ID"] for _to, mail in running.arrived}) == 3
    for to, mail in running.arrived:
        [pdf] = [each for each in mail.iter_attachments() if each.get_content_type() == "application/pdf"]
        number = f"2026-000{NAMES.index(to[0].partition('@')[0].title()) + 1}"
        assert number in str(mail["Subject"])
        assert number in str(pdf.get_filename())
    with opened(place):
        assert verifying.verify(CALLER).findings == ()
