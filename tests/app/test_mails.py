"""In the window: the account is set up, a paper goes out after a minute, and what is unclear is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_crm.app.mail_settings import AccountDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.mail_dialog import MailDialog
from desktop_crm.database.connection import raw
from desktop_crm.files import key_ring
from desktop_crm.values.dates import as_if_at
from desktop_crm.workspace import mailing
from tests.app.conftest import TODAY
from tests.fixtures.mail_server import PASSWORD, USER, Behaviour, Running, serving

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TO = "buy@konserven.example"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(mailing, "_said", {})
    key_ring.use(None)
    yield
    key_ring.stop_using()


def issued(window: MainWindow) -> int:
    """A paper of one's own: samples are not sent."""
    caller = window.desk.caller
    sample = raw().execute(
        "SELECT id FROM document WHERE kind = 'invoice' AND state = 'issued' AND facts IS NOT NULL"
    ).fetchone()[0]  # fmt: skip
    draft = billing.duplicate(caller, int(sample), TODAY)
    raw().execute("UPDATE document SET is_sample = 0 WHERE id = ?", (draft.id,))
    return billing.issue_invoice(caller, draft.id, today=TODAY, issued_on=TODAY).id


def set_up(window: MainWindow, running: Running) -> Any:
    """The account, through its dialog; the page of the settings."""
    window.go("settings", {"section": "mail"})
    page: Any = window.page
    page.show_section("mail")
    page.current.set_up()
    dialog: Any = window.findChild(AccountDialog)
    server = running.server
    dialog.form.set_values(
        sender="Studio <studio@lima.example>", host=server.host, security=server.security, user=USER,
        password=PASSWORD,
    )  # fmt: skip
    dialog.form.set_values(port=server.port)
    dialog.accept_primary()
    return page.current


def queued(window: MainWindow, document: int) -> int:
    window.go("invoice", document)
    page: Any = window.page.findChild(IssuedPage)
    page.verbs.ask_to_send()
    dialog: Any = window.findChild(MailDialog)
    dialog.form.set_values(to=TO)
    dialog.accept_primary()
    [mail] = outbox.mails_of(window.desk.caller, document)
    return mail.id


def settle(window: MainWindow) -> None:
    """Until nothing is on its way to the server or out of the database."""
    QTest.qWait(60)
    for _ in range(200):
        if window.desk.tasks.is_idle() and not window.desk.tasks.running:
            break
        QTest.qWait(20)
    QTest.qWait(60)


def look(window: MainWindow, at: datetime) -> Any:
    """What the window does and shows at this time."""
    with as_if_at(at):
        window.mail_watch.look()
        settle(window)
    return window.mail_watch.banner


def press(window: MainWindow, words: str, at: datetime) -> None:
    banner: Any = window.mail_watch.banner
    [button] = [each for each in banner.findChildren(QPushButton) if each.text() == words]
    with as_if_at(at):
        button.click()
        settle(window)


def test_a_paper_goes_out_after_a_minute(window: MainWindow, tmp_path: Path) -> None:
    with serving(tmp_path, security="none") as running, as_if_at(AT):
        section = set_up(window, running)
        assert "studio@lima.example" in section.row.effect.text()
        section.try_it()
        mail = queued(window, issued(window))
        banner = look(window, AT + timedelta(seconds=30))
        assert TO in banner.accessibleName()
        assert look(window, AT + timedelta(seconds=61)) is None
    assert outbox.get_mail(window.desk.caller, mail).state == "sent"
    assert running.arrived[0][1]["Subject"] == "A test"
    assert len(running.arrived) == 2


def test_within_the_minute_it_is_taken_back(window: MainWindow, tmp_path: Path) -> None:
    with serving(tmp_path, security="none") as running, as_if_at(AT):
        set_up(window, running)
        mail = queued(window, issued(window))
        look(window, AT + timedelta(seconds=30))
        press(window, "Do not send it", AT + timedelta(seconds=30))
        assert look(window, AT + timedelta(days=1)) is None
    assert outbox.get_mail(window.desk.caller, mail).state == "cancelled"
    assert running.arrived == []


def test_what_is_unclear_is_asked_and_never_sent_by_itself(window: MainWindow, tmp_path: Path) -> None:
    behaviour = Behaviour(cut_after_data=True)
    with serving(tmp_path, security="none", behaviour=behaviour) as running, as_if_at(AT):
        set_up(window, running)
        mail = queued(window, issued(window))
        banner = look(window, AT + timedelta(minutes=2))
        assert "Was" in banner.accessibleName()
        look(window, AT + timedelta(days=2))
        press(window, "It was sent", AT + timedelta(days=2))
        assert look(window, AT + timedelta(days=2)) is None
    assert outbox.get_mail(window.desk.caller, mail).state == "sent"
    assert len(running.arrived) == 1
