"""Secrets that this computer remembers: asked for once, renewed, refused, forgotten; in no file of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.app.encrypt_dialog import ChangePassphraseDialog
from desktop_crm.app.program import Program
from desktop_crm.app.remembered import Remembered
from desktop_crm.app.server_page import ServerPage
from desktop_crm.app.unlock_page import UnlockPage
from desktop_crm.app.window import MainWindow
from desktop_crm.database import keys
from desktop_crm.files import key_ring
from desktop_crm.values.caller import local_caller
from desktop_crm.widgets.local_settings import REMEMBERED, LocalSettings
from desktop_crm.workspace import encryption, opening, places
from tests.app.test_program import started
from tests.fixtures.keyring import MemoryKeyring
from tests.fixtures.server import Cluster

__all__ = ["started"]
PASSPHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keys, "_COST", {"n": 2**12, "r": 8, "p": 1})
    keys.forget_all()
    yield
    keys.forget_all()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """An encrypted firm, locked."""
    path = tmp_path / "plain.crm"
    opening.create(path)
    workspace = opening.open_workspace(path)
    encryption.encrypt(local_caller(), workspace, tmp_path / "secret.crm", PASSPHRASE)
    workspace.close()
    keys.forget_all()
    return tmp_path / "secret.crm"


def asked(started: Program, qtbot: QtBot) -> UnlockPage:
    page = started._window
    assert isinstance(page, UnlockPage)
    qtbot.waitUntil(lambda: "Looking" not in page.remember.words.text())
    return page


def unlock(started: Program, qtbot: QtBot, passphrase: str, *, remember: bool) -> MainWindow:
    page = asked(started, qtbot)
    page.form.set_values(passphrase=passphrase)
    if page.remember.box.value() != remember:
        page.remember.box.click()
    page.unlock()
    qtbot.waitUntil(lambda: isinstance(started._window, MainWindow))
    window = started._window
    assert isinstance(window, MainWindow)
    return window


def leave(window: MainWindow) -> None:
    assert window.shut_down()
    keys.forget_all()


def test_a_passphrase_is_asked_for_once_and_then_remembered(
    started: Program, qtbot: QtBot, secret: Path, memory_keyring: MemoryKeyring
) -> None:
    started.start(secret)
    leave(unlock(started, qtbot, PASSPHRASE, remember=True))
    assert memory_keyring.kept == {(key_ring.SERVICE, str(secret)): PASSPHRASE}
    assert started.local.get(REMEMBERED) == [str(secret)]
    started.start(secret)
    window = started._window
    assert isinstance(window, MainWindow)
    assert window.workspace.path == secret


def test_without_the_box_nothing_is_remembered(
    started: Program, qtbot: QtBot, secret: Path, memory_keyring: MemoryKeyring
) -> None:
    started.start(secret)
    leave(unlock(started, qtbot, PASSPHRASE, remember=False))
    assert not memory_keyring.kept and not started.local.get(REMEMBERED)
    started.start(secret)
    asked(started, qtbot)


def test_a_wrong_remembered_passphrase_is_asked_for_again_and_replaced(
    started: Program, qtbot: QtBot, secret: Path, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.kept[key_ring.SERVICE, str(secret)] = "of another time"
    started.local.set(REMEMBERED, [str(secret)])
    started.start(secret)
    assert asked(started, qtbot).remember.box.value(), "it was remembered, so it will be"
    leave(unlock(started, qtbot, PASSPHRASE, remember=True))
    assert memory_keyring.kept == {(key_ring.SERVICE, str(secret)): PASSPHRASE}


def test_a_box_that_is_emptied_forgets(
    started: Program, qtbot: QtBot, secret: Path, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.kept[key_ring.SERVICE, str(secret)] = "of another time"
    started.local.set(REMEMBERED, [str(secret)])
    started.start(secret)
    leave(unlock(started, qtbot, PASSPHRASE, remember=False))
    assert not memory_keyring.kept and not started.local.get(REMEMBERED)


def test_without_a_keyring_the_box_says_why_and_each_start_asks(
    started: Program, qtbot: QtBot, secret: Path, tmp_path: Path
) -> None:
    started.local = LocalSettings(tmp_path / "settings.json")
    started.remembered = Remembered(started.local)
    for _time in range(2):
        started.start(secret)
        page = asked(started, qtbot)
        assert not page.remember.box.isEnabled() and not page.remember.value()
        assert "no keyring" in page.remember.words.text()
        assert "no keyring" in page.remember.box.accessibleDescription()
        page.form.set_values(passphrase=PASSPHRASE)
        page.unlock()
        qtbot.waitUntil(lambda: isinstance(started._window, MainWindow))
        window = started._window
        assert isinstance(window, MainWindow)
        leave(window)
    written = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert written and not any(PASSPHRASE.encode() in each.read_bytes() for each in written)


def test_a_keyring_that_refuses_is_told_in_the_window_and_the_firm_opens(
    started: Program, qtbot: QtBot, secret: Path, memory_keyring: MemoryKeyring
) -> None:
    started.start(secret)
    asked(started, qtbot)
    memory_keyring.trouble = OSError("no bus")
    window = unlock(started, qtbot, PASSPHRASE, remember=True)
    assert window.notices._toast is not None and "stayed locked" in window.notices._toast.text
    assert not started.local.get(REMEMBERED)


def test_settings_forget_it_and_another_passphrase_replaces_it(
    started: Program, qtbot: QtBot, secret: Path, memory_keyring: MemoryKeyring
) -> None:
    started.start(secret)
    window: Any = unlock(started, qtbot, PASSPHRASE, remember=True)
    dialog: Any = ChangePassphraseDialog(window.desk, window.workspace, parent=window)
    dialog.form.set_values(passphrase="another good one", again="another good one")
    dialog.accept_primary()
    qtbot.waitUntil(lambda: not dialog.busy if hasattr(dialog, "busy") else not dialog.isVisible())
    qtbot.waitUntil(lambda: "another good one" in memory_keyring.kept.values())
    window.go("settings", None)
    window.page.show_section("data")
    forget = next(each for each in window.page.findChildren(QPushButton) if each.text() == "Forget")
    forget.click()
    qtbot.waitUntil(lambda: not memory_keyring.kept)
    qtbot.waitUntil(lambda: not started.local.get(REMEMBERED))
    qtbot.waitUntil(lambda: not forget.isEnabled())


def test_the_password_of_a_server_is_remembered_with_its_address(
    started: Program, qtbot: QtBot, cluster: Cluster, memory_keyring: MemoryKeyring
) -> None:
    address = cluster.create("remembered")
    opening.create(address)
    started.open_server(address)
    page: Any = started._window
    qtbot.waitUntil(lambda: page.remember.box.isEnabled())
    page.form.set_values(password="of the server", tls="disable")
    page.remember.box.click()
    page.open()
    window: Any = started._window
    assert isinstance(window, MainWindow)
    assert memory_keyring.kept == {(key_ring.SERVICE, str(address)): "of the server"}
    assert "of the server" not in str(started.local._values)
    assert window.shut_down()
    started.start(places.place_of(str(address)))
    window = started._window
    assert isinstance(window, MainWindow)
    assert window.workspace.place.password == "of the server"


def test_a_wrong_remembered_password_brings_the_page_with_the_reason(
    started: Program, qtbot: QtBot, cluster: Cluster, memory_keyring: MemoryKeyring
) -> None:
    address = cluster.create("strict")
    opening.create(address)
    cluster.execute(address.database, "CREATE ROLE strict_one LOGIN PASSWORD 'right'")
    cluster.ask_for_password(address.database, "strict_one")
    theirs = address.as_user("strict_one")
    memory_keyring.kept[key_ring.SERVICE, str(theirs)] = "wrong"
    started.local.set(REMEMBERED, [str(theirs)])
    started.start(theirs)
    page = started._window
    assert isinstance(page, ServerPage)
    assert page.form.errors == ["password"]
    qtbot.waitUntil(page.remember.box.isEnabled)
    assert page.remember.box.value()
