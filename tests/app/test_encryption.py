"""In the window: encrypt, keep the recovery key, open with the passphrase, restore an encrypted backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop_crm.app.backup_settings import BackupCard
from desktop_crm.app.encrypt_dialog import ChangePassphraseDialog, EncryptDialog
from desktop_crm.app.restore_dialog import RestoreDialog
from desktop_crm.app.unlock_page import UnlockPage
from desktop_crm.app.window import MainWindow
from desktop_crm.database import keys
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator, translator_for
from desktop_crm.widgets import pdf_print
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace import encryption, opening
from tests.app.conftest import Program

PASSPHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keys, "_COST", {"n": 2**12, "r": 8, "p": 1})
    keys.forget_all()
    yield
    keys.forget_all()


def test_a_firm_is_encrypted_and_its_recovery_key_kept(
    window: MainWindow, program: Program, tmp_path: Path, qapp: QApplication
) -> None:
    window.go("settings", None)
    page: Any = window.page
    page.show_section("data")
    assert page.findChild(BackupCard) is not None
    window.firm_acts.encrypt()
    dialog: Any = window.findChild(EncryptDialog)
    assert dialog.form["passphrase"].echoMode() == QLineEdit.EchoMode.Password
    dialog.form.set_values(passphrase="short", again="short")
    dialog.primary.click()
    assert "at least 10" in dialog.form.field("passphrase").error
    dialog.form.set_values(passphrase=PASSPHRASE, again="something else")
    dialog.primary.click()
    assert "differ" in dialog.form.field("again").error
    dialog.form.set_values(again=PASSPHRASE)
    dialog.primary.click()
    assert dialog.made is not None and dialog.key.text().replace("\n", "") == dialog.made.recovery_key
    assert not dialog.primary.isEnabled()  # not before the key is kept
    dialog.reject()
    assert dialog.isVisible()
    dialog.write_sheet(tmp_path)
    assert not dialog.primary.isEnabled()  # nothing was saved there
    dialog.write_sheet(tmp_path / "sheet.pdf")
    words = PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
    assert all(group in words for group in dialog.made.recovery_key.split("-"))
    assert dialog.made.path.name in words and dialog.made.key_number in words
    assert dialog.primary.isEnabled() and "sheet.pdf" in dialog.told.text()
    dialog.primary.click()
    assert program.opened == [dialog.target]
    assert window.workspace.path.read_bytes().startswith(b"SQLite")  # the present file stays


@pytest.mark.parametrize("wanted", [True, False])
def test_a_printed_key_is_kept_and_a_dismissed_printer_is_not(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    printed: list[bytes] = []

    def to_printer(_parent: QWidget, _t: Translator, pdf: bytes) -> bool:
        printed.append(pdf)
        return wanted

    monkeypatch.setattr(pdf_print, "print_pdf", to_printer)
    window.go("settings", None)
    window.firm_acts.encrypt()
    dialog: Any = window.findChild(EncryptDialog)
    dialog.form.set_values(passphrase=PASSPHRASE, again=PASSPHRASE)
    dialog.primary.click()
    dialog.print_button.click()
    assert printed == [dialog.sheet] and printed[0].startswith(b"%PDF-1.7")
    assert dialog.primary.isEnabled() is wanted
    dialog.kept.click()
    assert dialog.primary.isEnabled()


@pytest.fixture
def secret(window: MainWindow, caller: Caller) -> tuple[Path, str]:
    """An encrypted copy of the window's firm, locked; no window stands."""
    target = window.workspace.path.with_name("secret.crm")
    made = encryption.encrypt(caller, window.workspace, target, PASSPHRASE)
    window.shut_down()
    keys.forget_all()
    return made.path, made.recovery_key


def test_an_encrypted_firm_asks_for_its_passphrase(secret: tuple[Path, str], program: Program) -> None:
    for text, opens in (("wrong horse battery", False), (PASSPHRASE, True), (secret[1], True)):
        keys.forget_all()
        program.opened.clear()
        page = UnlockPage(
            translator_for("en"), secret[0], program.opened.append, lambda: None, tasks=ImmediateTasks()
        )
        page.form.set_values(passphrase=text)
        page.unlock()
        assert program.opened == ([secret[0]] if opens else [])
        assert ("not the passphrase" in page.form.field("passphrase").error) is not opens
        if opens:
            opening.open_workspace(secret[0]).close()


def test_an_encrypted_backup_is_restored_with_its_passphrase(
    secret: tuple[Path, str], program: Program, caller: Caller
) -> None:
    path = secret[0]
    dialog: Any = RestoreDialog(
        translator_for("en"), ImmediateTasks(), caller, path, program.opened.append, parent=UnlockPage(
            translator_for("en"), path, program.opened.append, lambda: None, tasks=ImmediateTasks()
        ),
    )  # fmt: skip
    dialog.use_file(path)
    assert dialog.content is None and not dialog.secret.isHidden()
    dialog.secret.set_values(passphrase="wrong horse battery")
    dialog.unlock()
    assert "not the passphrase" in dialog.secret.field("passphrase").error
    dialog.secret.set_values(passphrase=PASSPHRASE)
    dialog.unlock()
    assert dialog.content is not None
    dialog.accept_primary()
    assert program.opened == [dialog.target]
    assert not dialog.target.read_bytes().startswith(b"SQLite")


def test_the_passphrase_of_an_encrypted_firm_is_changed(
    secret: tuple[Path, str], window: MainWindow, caller: Caller
) -> None:
    encryption.unlock(secret[0], PASSPHRASE)
    workspace = opening.open_workspace(secret[0])
    dialog: Any = ChangePassphraseDialog(window.desk, workspace, parent=window)
    dialog.desk.tasks._closed = False
    dialog.form.set_values(passphrase="another good passphrase", again="another good passphrase")
    dialog.accept_primary()
    workspace.close()
    keys.forget_all()
    encryption.unlock(secret[0], "another good passphrase")
