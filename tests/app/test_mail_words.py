"""In the window: words of mails are changed beside an example, and many papers go out at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

from desktop_crm.app.window import MainWindow
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.ui.mail_dialog import MailDialog
from desktop_crm.billing.ui.mail_many import ManyMailsDialog
from desktop_crm.company.documents import mail_words
from desktop_crm.company.queries import mail_templates as texts
from desktop_crm.database.connection import raw
from desktop_crm.files import key_ring
from desktop_crm.values.dates import as_if_at
from desktop_crm.workspace import mailing
from tests.app.test_mails import AT, issued, look, press, set_up
from tests.fixtures.mail_server import serving


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(mailing, "_said", {})
    key_ring.use(None)
    yield
    key_ring.stop_using()


def box_of(window: MainWindow) -> Any:
    window.go("settings", {"section": "mail"})
    page: Any = window.page
    page.show_section("mail")
    return page.current.words


def typed(box: Any, body: str) -> None:
    box.form["body"].edit.setPlainText(body)
    QTest.qWait(300)


def test_words_are_changed_beside_an_example_and_kept(window: MainWindow) -> None:
    box, caller = box_of(window), window.desk.caller
    assert "Ana Lima" in box.body.text()
    assert not box.keep_button.isEnabled()
    typed(box, "Hello ")
    box.write_name("customer")
    QTest.qWait(300)
    assert "Müller GmbH" in box.body.text()
    box.keep_button.click()
    kept = texts.own_text(caller, "invoice", "en")
    assert kept is not None and "{{ customer }}" in kept.body
    box.usual_button.click()
    assert texts.own_text(caller, "invoice", "en") is None
    assert box.words.body == mail_words.usual("invoice", "en").body.rstrip()


def test_what_is_broken_is_named_and_not_kept(window: MainWindow) -> None:
    box = box_of(window)
    typed(box, "One\n{{ nobody }}")
    assert "Line 2" in box.form.field("body").error
    box.keep_button.click()
    assert texts.own_texts(window.desk.caller) == []
    box.form["kind"].set_value("quote")
    box._edited("kind")
    assert box.form.value("kind") == "invoice"  # first mend it


def test_turning_to_another_language_keeps_what_was_changed(window: MainWindow) -> None:
    box = box_of(window)
    typed(box, "Hello")
    box.form["language"].set_value("de")
    box._edited("language")
    assert [(each.kind, each.language) for each in texts.own_texts(window.desk.caller)] == [("invoice", "en")]
    assert box.form.value("language") == "de"
    assert box.words.subject == mail_words.usual("invoice", "de").subject


def test_ticked_papers_go_out_together(window: MainWindow, tmp_path: Path) -> None:
    with serving(tmp_path, security="none") as running, as_if_at(AT):
        set_up(window, running)
        documents = [issued(window) for _ in range(2)]
        window.go("invoices")
        page: Any = window.page
        drafts = raw().execute("SELECT id FROM document WHERE state = 'draft' LIMIT 1").fetchall()
        ManyMailsDialog(window.desk, [*documents, *[row[0] for row in drafts]], parent=page).open()
        dialog: Any = window.findChild(ManyMailsDialog)
        assert len(dialog.going) == 2
        assert "2" in dialog.primary.text()
        dialog.accept_primary()
        QTest.qWait(60)
        assert len(outbox.open_mails(window.desk.caller)) == 2
        assert "2 mails" in look(window, AT + timedelta(seconds=20)).accessibleName()
        press(window, "Send none of them", AT + timedelta(seconds=30))
        assert outbox.open_mails(window.desk.caller) == []
        ManyMailsDialog(window.desk, documents, parent=page).accept_primary()
    assert running.arrived == []


def test_a_further_file_goes_along(window: MainWindow, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("Plan")
    with serving(tmp_path, security="none") as running, as_if_at(AT):
        set_up(window, running)
        window.go("invoice", issued(window))
        page: Any = window.page
        page.inner.verbs.ask_to_send()
        dialog: Any = window.findChild(MailDialog)
        dialog.form.set_values(to="buy@konserven.example")
        dialog.files.add_paths([plan])
        dialog.accept_primary()
        look(window, AT + timedelta(seconds=61))
    [(_to, mail)] = running.arrived
    assert next(mail.iter_attachments()).get_filename() == "plan.txt"
