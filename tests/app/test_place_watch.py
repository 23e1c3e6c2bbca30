"""A firm's file that is moved, deleted or replaced while it is open: a full stop, and a way on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from desktop_crm.app.window import MainWindow
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from tests.app.conftest import Program


@pytest.mark.parametrize("act", ["moved", "deleted", "replaced"])
def test_the_window_says_at_once_that_nothing_can_be_saved(
    window: MainWindow, program: Program, caller: Caller, act: str
) -> None:
    path = window.workspace.path
    window.place_watch.look()
    assert window.place_watch.banner is None
    kept = path.with_name("kept.crm")
    kept.hardlink_to(path)
    path.unlink()
    if act == "replaced":
        path.write_bytes(kept.read_bytes())
    before = kept.read_bytes()
    window.place_watch.look()
    banner = window.place_watch.banner
    assert banner is not None
    assert "moved, deleted or replaced" in banner.text
    with pytest.raises(UserError, match="moved, deleted or replaced"):
        contacts.create_contact(caller, ContactDraft(name="Lost"))
    assert kept.read_bytes() == before
    again = banner.findChild(QPushButton, "open_again")
    assert again is not None
    again.click()
    assert program.opened == [path]


def test_the_stop_ends_when_the_file_is_back(window: MainWindow) -> None:
    path = window.workspace.path
    aside = path.rename(path.with_name("aside.crm"))
    window.place_watch.look()
    window.place_watch.look()
    assert window.place_watch.banner is not None
    Path(aside).rename(path)
    window.place_watch.look()
    assert window.place_watch.banner is None
