"""Nobody loses what they typed by going elsewhere: it is stored first, or they say that it may be lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets import leaving
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ConfirmDialog
from desktop_crm.widgets.editor import Editor
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.settling import Manner
from desktop_crm.widgets.tasks import Tasks
from tests.widgets.conftest import make_desk


@dataclass(frozen=True)
class Draft:
    name: str = ""
    town: str = ""


class Store:
    def __init__(self) -> None:
        self.stored, self.version = Draft("Ana"), 1
        self.refusal: UserError | None = None
        self.open = threading.Event()
        self.open.set()

    def save(self, draft: Draft, version: int) -> int:
        assert self.open.wait(30)
        if self.refusal is not None:
            raise self.refusal
        if version != self.version:
            raise Conflict(_("Changed elsewhere"))
        self.stored, self.version = draft, version + 1
        return self.version

    def read(self) -> tuple[Draft, int]:
        return self.stored, self.version


class Page(Editor[Draft]):
    def __init__(self, desk: Desk, store: Store) -> None:
        super().__init__(desk, "Contact", store.save)
        self.settle_with(Manner(store.read, lambda: FieldWords(desk.t, labels={"name": "Name"})), {"contact"})

    def show_draft(self, draft: Draft, before: Draft | None) -> None:
        pass


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def page(qtbot: QtBot, store: Store) -> Iterator[Page]:
    tasks = Tasks()
    page = Page(make_desk(tasks), store)
    qtbot.addWidget(page)
    page.load(*store.read())
    page.show()
    yield page
    store.open.set()
    tasks.close()


def test_what_is_typed_is_stored_before_the_page_goes(page: Page, store: Store, qtbot: QtBot) -> None:
    left: list[Draft] = []
    store.open.clear()
    page.replace(None, name="Bea")
    assert not page.may_leave()
    page.when_ready(lambda: left.append(store.stored))
    assert left == []
    store.open.set()
    qtbot.waitUntil(lambda: left == [Draft("Bea")])
    assert page.may_leave()


def test_what_cannot_be_stored_keeps_the_page_until_the_person_says_so(
    page: Page, store: Store, qtbot: QtBot
) -> None:
    left: list[bool] = []
    store.refusal = UserError(_("The disk is full."))
    page.replace(None, name="Bea")
    assert not page.may_leave()
    page.when_ready(lambda: left.append(page.may_leave()))
    qtbot.waitUntil(lambda: not page.drafting.is_saving)
    assert left == []
    assert not page.may_leave()
    page.when_ready(lambda: left.append(page.may_leave()))
    question = page.window().findChild(ConfirmDialog)
    assert question is not None
    assert question.sentence.text() == "The disk is full. What you typed here last would be lost."
    question.accept_primary()
    assert left == [True]


def test_what_was_refused_is_tried_again_once_it_is_mended(page: Page, store: Store, qtbot: QtBot) -> None:
    store.refusal = UserError(_("A name is needed"))
    page.replace(None, name="")
    assert not page.may_leave()
    qtbot.waitUntil(lambda: not page.drafting.is_saving)
    store.refusal = None
    page.replace(None, name="Bea")
    left: list[bool] = []
    assert not page.may_leave()
    page.when_ready(lambda: left.append(True))
    qtbot.waitUntil(lambda: left == [True])
    assert store.stored == Draft("Bea")


def test_a_conflict_is_decided_before_the_page_goes(page: Page, store: Store, qtbot: QtBot) -> None:
    store.stored, store.version = Draft("Cid", "Porto"), 2
    page.replace(None, name="Bea")
    assert not page.may_leave()

    def asked() -> ConflictDialog | None:
        found = [each for each in page.window().findChildren(ConflictDialog) if each.isVisible()]
        return found[-1] if found else None

    qtbot.waitUntil(lambda: asked() is not None)
    question = asked()
    assert question is not None
    question.reject()
    assert not page.may_leave()  # asked again
    qtbot.waitUntil(lambda: asked() is not None)
    question = asked()
    assert question is not None
    question.choose_all("mine")
    question.accept_primary()
    qtbot.waitUntil(lambda: store.stored == Draft("Bea", "Porto"))
    qtbot.waitUntil(page.may_leave)


def test_a_save_that_does_not_end_keeps_nobody_for_ever(
    page: Page, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "PATIENCE", 0.0)
    left: list[bool] = []
    store.open.clear()
    page.replace(None, name="Bea")
    assert not page.may_leave()
    qtbot.wait(5)
    assert not page.may_leave()
    page.when_ready(lambda: left.append(page.may_leave()))
    question = page.window().findChild(ConfirmDialog)
    assert question is not None
    assert question.focusWidget() is question.cancel_button, "Enter stays"
    question.accept_primary()
    assert left == [True]
