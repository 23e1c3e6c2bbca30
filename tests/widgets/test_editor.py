"""One draft, undo by steps, saving after a pause, conflicts told apart."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.drafting import Drafting
from desktop_crm.widgets.editor import Editor
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput


@dataclass(frozen=True)
class Draft:
    name: str = ""
    town: str = ""


class Store:
    """Stands in for the service: counts versions, refuses what it is told to."""

    def __init__(self) -> None:
        self.saved: list[Draft] = []
        self.refusal: UserError | None = None

    def save(self, draft: Draft, version: int) -> int:
        if self.refusal is not None:
            raise self.refusal
        self.saved.append(draft)
        return version + 1


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def drafting(desk: Desk, store: Store) -> Drafting[Draft]:
    drafting = Drafting(desk, store.save)
    drafting.load(Draft("Ana"), 3)
    return drafting


def test_typing_in_one_field_is_one_step_and_another_field_the_next(drafting: Drafting[Draft]) -> None:
    for name in ("Ana P", "Ana Pr", "Ana Prata"):
        drafting.change(Draft(name), "name")
    drafting.change(Draft("Ana Prata", "Porto"), "town")
    drafting.stack.undo()
    assert drafting.draft == Draft("Ana Prata")
    drafting.stack.undo()
    assert drafting.draft == Draft("Ana")
    drafting.stack.redo()
    assert drafting.draft == Draft("Ana Prata")


def test_a_pause_ends_the_step(drafting: Drafting[Draft]) -> None:
    drafting.change(Draft("B"), "name")
    drafting.paused = True
    drafting.change(Draft("C"), "name")
    drafting.stack.undo()
    assert drafting.draft == Draft("B")


@pytest.mark.parametrize("field", [None, "host"])
def test_what_a_lost_server_kept_from_being_saved_is_saved_once_it_is_back(
    drafting: Drafting[Draft], store: Store, qtbot: QtBot, field: str | None
) -> None:
    drafting._again.setInterval(10)
    said: list[UserError] = []
    drafting.refused.connect(said.append)
    store.refusal = UserError(_("No server answers."), field)
    drafting.change(Draft("Ana P"), "name")
    drafting.save_now()
    qtbot.waitUntil(drafting._again.isActive)
    qtbot.wait(60)
    assert len(said) == 1  # it is tried again, and not said again
    store.refusal = None
    qtbot.waitUntil(lambda: store.saved == [Draft("Ana P")])
    assert not drafting.dirty
    assert not drafting._again.isActive()


def test_what_is_wrong_in_the_draft_itself_is_not_tried_again(
    drafting: Drafting[Draft], store: Store
) -> None:
    store.refusal = UserError(_("Too long"), "name")
    drafting.change(Draft("Ana P"), "name")
    drafting.save_now()
    assert not drafting._again.isActive()


def test_nothing_is_saved_until_something_changed(drafting: Drafting[Draft], store: Store) -> None:
    drafting.save_now()
    drafting.change(Draft("Ana"), "name")
    drafting.save_now()
    assert store.saved == []
    assert not drafting.dirty


def test_flush_saves_first_and_goes_on_only_when_that_worked(drafting: Drafting[Draft], store: Store) -> None:
    done: list[str] = []
    refused: list[UserError] = []
    drafting.refused.connect(refused.append)
    drafting.change(Draft("B"))
    drafting.flush(lambda: done.append("went on"))
    assert (store.saved, drafting.version, done) == ([Draft("B")], 4, ["went on"])
    store.refusal = UserError(_("No"), "name")
    drafting.change(Draft("C"))
    drafting.flush(lambda: done.append("again"))
    assert done == ["went on"]
    assert refused[0].field == "name"
    assert drafting.dirty


def test_a_conflict_is_no_ordinary_refusal(drafting: Drafting[Draft], store: Store) -> None:
    conflicts: list[Conflict] = []
    drafting.conflicted.connect(conflicts.append)
    store.refusal = Conflict(_("Changed elsewhere"))
    drafting.change(Draft("B"))
    drafting.save_now()
    assert len(conflicts) == 1


class NameEditor(Editor[Draft]):
    """An editor of one field."""

    def __init__(self, desk: Desk, store: Store) -> None:
        super().__init__(desk, "Contact", store.save)
        self.name = TextInput("Name")
        self.name.changed.connect(lambda: self.replace("name", name=self.name.value()))
        layout = QVBoxLayout()
        layout.addWidget(self.name)
        self.set_body(layout)

    def show_draft(self, draft: Draft, before: Draft | None) -> None:
        self.name.set_value(draft.name)


def test_a_refusal_goes_once_the_same_is_stored(qtbot: QtBot, desk: Desk, store: Store) -> None:
    editor = NameEditor(desk, store)
    qtbot.addWidget(editor)
    form = Form(desk.t)
    form.setParent(editor)
    editor.drafting.refused.connect(form.show_error)
    editor.load(Draft("Ana"), 1)
    store.refusal = UserError(_("No server answers."), "host")
    editor.replace(name="Ana P")
    editor.save_now()
    qtbot.waitUntil(lambda: not form.strip.isHidden())
    store.refusal = None
    editor.save_now()
    qtbot.waitUntil(lambda: store.saved == [Draft("Ana P")])
    qtbot.waitUntil(form.strip.isHidden)


def test_ctrl_z_in_a_field_takes_back_the_editors_step_and_it_saves_by_itself(
    qtbot: QtBot, desk: Desk, store: Store
) -> None:
    editor = NameEditor(desk, store)
    qtbot.addWidget(editor)
    editor.load(Draft("Ana"), 1)
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    editor.name.setFocus()
    editor.name.selectAll()
    qtbot.keyClicks(editor.name, "Rui")
    assert editor.draft == Draft("Rui")
    qtbot.waitUntil(lambda: store.saved == [Draft("Rui")])
    assert editor.saved_word.words.text().startswith("Saved ")
    qtbot.keyClick(editor.name, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.draft == Draft("Ana")
    assert editor.name.text() == "Ana"
    assert editor.may_leave()
    assert store.saved[-1] == Draft("Ana")
