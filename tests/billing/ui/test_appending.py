"""A letter and files are added in the editor, by keyboard too, shown as rows and in the preview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from desktop_crm.billing import service
from desktop_crm.billing.ui.appending_dialogs import AppendedDialog
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from tests.billing.documents import appended
from tests.billing.documents.reading import text_of
from tests.billing.ui.conftest import CALLER, TODAY, Office
from tests.billing.ui.test_editor import opened, stored
from tests.billing.ui.test_further import dialog, rows


def files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(appended.pdf(name) if name.endswith(".pdf") else appended.picture())
    return [folder / name for name in names]


def appending(editor: DocumentEditor) -> AppendedDialog:
    made = editor.sheet.further.dialog("appended")
    assert isinstance(made, AppendedDialog)
    return made


def names(made: AppendedDialog) -> list[str]:
    return [each.name for each in made.files]


def test_a_letter_is_written_shown_changed_and_taken_away(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    dialog(editor, "cover", cover="Dear Ana,\n\nhere it is.")
    assert rows(editor) == {"Cover letter": "Dear Ana,"}
    editor.save_now()
    draft = stored(editor).draft
    assert draft.cover == "Dear Ana,\n\nhere it is."
    assert "here it is" in text_of(service.preview_pdf(CALLER, draft, TODAY))
    made = editor.sheet.further.dialog("cover")
    assert made.is_used() and made.form.value("cover") == draft.cover
    made._remove()
    assert (editor.draft.cover, rows(editor)) == ("", {})
    editor.undo()
    assert rows(editor) == {"Cover letter": "Dear Ana,"}


def test_an_empty_letter_is_refused_at_its_field(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    made = dialog(editor, "cover", cover="  ")
    assert made.form.field("cover").error == "This must be filled in"
    assert editor.draft.cover == ""


def test_files_are_added_moved_and_removed_by_keyboard(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    editor = opened(qtbot, office, office.new())
    made = appending(editor)
    made.add_paths(files(tmp_path, "a.pdf", "b.pdf", "c.png"))
    assert names(made) == ["a.pdf", "b.pdf", "c.png"]
    made.show()
    first = made._rows.itemAt(0).widget().buttons  # type: ignore[union-attr]
    assert not first["up"].isEnabled() and first["down"].accessibleName() == "Move a.pdf down"
    qtbot.keyClick(first["down"], Qt.Key.Key_Space)
    assert names(made) == ["b.pdf", "a.pdf", "c.png"]
    assert made.focusWidget().accessibleName() == "Move a.pdf down"
    last = made._rows.itemAt(2).widget().buttons  # type: ignore[union-attr]
    qtbot.keyClick(last["remove"], Qt.Key.Key_Space)
    made.accept_primary()
    assert rows(editor) == {"Appended files": "2 files  \u00b7  2 pages"}
    editor.save_now()
    assert [each.name for each in stored(editor).draft.appended] == ["b.pdf", "a.pdf"]


def test_one_file_is_called_by_its_name_and_taken_off_again(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    editor = opened(qtbot, office, office.new())
    made = appending(editor)
    made.add_paths(files(tmp_path, "a.pdf"))
    made.accept_primary()
    assert rows(editor) == {"Appended files": "a.pdf  \u00b7  1 page"}
    again = appending(editor)
    assert again.is_used() and names(again) == ["a.pdf"]
    again.take_off(0)
    again.accept_primary()
    assert editor.draft.appended == ()


def test_dropped_files_are_added(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    made = appending(opened(qtbot, office, office.new()))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files(tmp_path, "a.pdf", "b.png")])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    made.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier))
    assert names(made) == ["a.pdf", "b.png"]


def test_what_cannot_be_appended_is_said_by_name_and_the_others_stay(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    made = appending(opened(qtbot, office, office.new()))
    (tmp_path / "locked.pdf").write_bytes(appended.locked())
    made.add_paths([*files(tmp_path, "a.pdf"), tmp_path / "locked.pdf", *files(tmp_path, "b.pdf")])
    assert names(made) == ["a.pdf"]
    assert "locked.pdf is protected by a password" in made.strip.text
    made.add_paths([tmp_path / "gone.pdf"])
    assert "gone.pdf" in made.strip.text and names(made) == ["a.pdf"]
    made.files = made.files * 11
    made.accept_primary()
    assert "10 can be appended" in made.strip.text


def test_an_error_of_a_file_is_shown_at_the_row_of_them_all(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    editor = opened(qtbot, office, office.new())
    made = appending(editor)
    made.add_paths(files(tmp_path, "a.pdf", "b.pdf"))
    made.accept_primary()
    assert editor.sheet.show_error(UserError(_("{name} is empty", name="b.pdf"), "appended[2]"))
    assert editor.sheet.further_rows.errors == {("appended", None): "b.pdf is empty"}


def test_the_menu_offers_both(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    said: list[Any] = [item.text for item in editor.sheet.further.menu() if item is not None]
    assert {"Cover letter\u2026", "Appended files\u2026"} <= set(said)
