"""Two people change one contact or one note."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules import LinkDraft, PointDraft
from desktop_crm.contacts.ui.contact_editor import ContactEditor
from desktop_crm.contacts.ui.contact_page import ContactPage
from desktop_crm.contacts.ui.note_dialog import NoteDialog
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.desk import Desk
from tests.contacts.ui.conftest import CALLER, TODAY, settle


def asked(widget: ContactEditor | ContactPage) -> ConflictDialog | None:
    found = [each for each in widget.window().findChildren(ConflictDialog) if each.isVisible()]
    return found[-1] if found else None


def test_phones_and_tags_of_both_are_joined(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    editor = ContactEditor(desk, people["otto"])
    settle(qtbot, editor)
    view = queries.get_contact(CALLER, people["otto"])
    was = view.draft.points
    theirs = replace(
        view.draft, points=(*was, PointDraft("web", "otto.example")), tags=(*view.draft.tags, "vip")
    )
    service.save_contact(CALLER, people["otto"], view.version, theirs)
    editor.replace(
        None, points=(*was, PointDraft("phone", "+49 30 1"), PointDraft("mail", "")), tags=("own",)
    )
    editor.flush()
    assert asked(editor) is None
    draft = queries.get_contact(CALLER, people["otto"]).draft
    assert {point.value for point in draft.points} >= {"otto.example", "+49 30 1"}
    assert {"vip", "own"} <= set(draft.tags)


def test_the_company_is_asked_by_its_name(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    first = service.create_contact(
        CALLER,
        replace(
            queries.get_contact(CALLER, people["otto"]).draft,
            name="Alpha",
            kind="company",
            links=(),
            points=(),
        ),
    )
    second = service.create_contact(CALLER, replace(queries.get_contact(CALLER, first).draft, name="Beta"))
    editor = ContactEditor(desk, people["otto"])
    settle(qtbot, editor)
    view = queries.get_contact(CALLER, people["otto"])
    service.save_contact(CALLER, people["otto"], view.version, replace(view.draft, links=(LinkDraft(first),)))
    editor._take_company(second)
    editor.flush()
    question = asked(editor)
    assert question is not None
    (pair,) = question._pairs
    assert (pair.cells["mine"].words.text(), pair.cells["theirs"].words.text()) == ("Beta", "Alpha")
    question.choose_all("theirs")
    question.accept_primary()
    assert queries.get_contact(CALLER, people["otto"]).draft.links == (LinkDraft(first),)
    assert editor.who["company"].text() == "Alpha"


def test_what_others_store_appears_and_the_field_in_hand_stays(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    editor = ContactEditor(desk, people["otto"])
    settle(qtbot, editor)
    name = editor.who["name"]
    name.setFocus()
    name.setCursorPosition(3)
    view = queries.get_contact(CALLER, people["otto"])
    service.save_contact(CALLER, people["otto"], view.version, replace(view.draft, position="Joiner"))
    qtbot.waitUntil(lambda: editor.who["position"].text() == "Joiner")
    assert name.cursorPosition() == 3
    assert not editor.drafting.dirty


def test_a_note_of_two_people_is_joined_or_asked(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    note = service.add_note(CALLER, people["mia"], "Call back", TODAY)
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    row = queries.get_note(CALLER, note)
    dialog = NoteDialog(desk, row, page)
    service.save_note(CALLER, note, row.version, "Call back", TODAY.replace(day=30))
    dialog.form.set_values(text="Call back on Monday")
    dialog.accept_primary()
    assert asked(page) is None
    row = queries.get_note(CALLER, note)
    assert (row.text, row.follow_up_on) == ("Call back on Monday", TODAY.replace(day=30))
    dialog = NoteDialog(desk, row, page)
    service.save_note(CALLER, note, row.version, "Theirs", row.follow_up_on)
    dialog.form.set_values(text="Mine")
    dialog.accept_primary()
    question = asked(page)
    assert question is not None
    question.choose_all("theirs")
    question.accept_primary()
    assert queries.get_note(CALLER, note).text == "Theirs"
