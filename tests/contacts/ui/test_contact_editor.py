"""The editor of a contact on a real database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from desktop_crm.contacts.ui.contact_editor import ContactEditor
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.desk import Desk
from tests.contacts.ui.conftest import CALLER, Went, settle


def stored(contact: int) -> ContactDraft:
    return queries.get_contact(CALLER, contact).draft


def count() -> int:
    return queries.list_contacts(CALLER, ListView()).count()


def edit(editor: ContactEditor, name: str, value: object) -> None:
    form = editor.who if name in editor.who.names else editor.money
    form[name].set_value(value)
    form[name].changed.emit()


def test_a_name_alone_makes_a_contact(qtbot: QtBot, desk: Desk, went: Went) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    qtbot.keyClicks(editor.first_focus(), "Ada Lopes")
    assert count() == 0
    editor.primary.click()
    contact = editor.contact_id
    assert contact is not None
    assert went == [("contact", contact)]
    assert stored(contact).name == "Ada Lopes"
    assert stored(contact).points == ()


def test_without_a_name_the_field_says_so(qtbot: QtBot, desk: Desk, went: Went) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    editor.finish()
    assert editor.who.errors == ["name"]
    assert (went, count()) == ([], 0)


def test_a_new_contact_takes_its_preset_and_tells_who_asked(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    made: list[int] = []
    preset = {"name": "Emre Çağlar", "mail": "emre@kuzey.example", "company": people["kuzey"]}
    editor = ContactEditor(desk, None, {**preset, "then": made.append})
    settle(qtbot, editor)
    editor.finish()
    assert made == [editor.contact_id]
    draft = stored(made[0])
    assert (draft.name, draft.mail) == ("Emre Çağlar", "emre@kuzey.example")
    assert [link.other_id for link in draft.links] == [people["kuzey"]]


def test_leaving_keeps_a_named_contact_and_forgets_an_unnamed_one(qtbot: QtBot, desk: Desk) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    edit(editor, "position", "Nobody")
    assert editor.may_leave()
    assert count() == 0
    edit(editor, "name", "Somebody")
    assert editor.may_leave()
    assert count() == 1


def test_discard_keeps_nothing(qtbot: QtBot, desk: Desk, went: Went) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    edit(editor, "name", "Nobody")
    editor.discard.click()
    assert editor.may_leave()
    assert (count(), went) == (0, [("contacts", None)])


def test_edits_of_a_stored_contact_are_kept_by_themselves(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    editor = ContactEditor(desk, people["otto"])
    settle(qtbot, editor)
    edit(editor, "position", "Carpenter")
    edit(editor, "language", "tr")
    editor.points.add("web")
    editor.points._rows[-1].value.set_value("grossmann.example")
    editor.points.edited()
    qtbot.waitUntil(lambda: not editor.drafting.dirty)
    draft = stored(people["otto"])
    assert (draft.position, draft.language, draft.website) == ("Carpenter", "tr", "grossmann.example")
    while editor.drafting.stack.canUndo():
        editor.undo()
    editor.flush()
    draft = stored(people["otto"])
    assert (draft.position, draft.language, draft.website) == ("", "", "")


def test_a_known_mail_proposes_the_contact_that_is_there(
    qtbot: QtBot, desk: Desk, people: dict[str, int], went: Went
) -> None:
    editor = ContactEditor(desk, None, {"name": "O. Grossmann", "mail": "otto@grossmann.example"})
    settle(qtbot, editor)
    assert editor.known.isVisible()
    assert "Otto Großmann" in editor.known.accessibleName()
    assert "The same mail address" in editor.known.text
    editor.known.keep_button.click()
    assert not editor.known.isVisible()
    editor.look_again()
    assert not editor.known.isVisible()


def test_opening_the_known_contact_leaves_no_second_one(
    qtbot: QtBot, desk: Desk, people: dict[str, int], went: Went
) -> None:
    editor = ContactEditor(desk, None, {"name": "Otto Grossmann", "mail": "otto@grossmann.example"})
    settle(qtbot, editor)
    editor.known.open_button.click()
    assert went == [("contact", people["otto"])]
    assert editor.may_leave()
    assert count() == 4


def test_the_address_takes_the_form_of_its_country(qtbot: QtBot, desk: Desk) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    editor.addresses.add()
    form = editor.addresses._forms[0].form
    assert form is not None
    assert form["country"].value() == "DE"
    assert "region" not in form.names
    form["street"].set_value("Rua Augusta 1")
    form["street"].changed.emit()
    form["country"].set_value("BR")
    form["country"].changed.emit()
    form = editor.addresses._forms[0].form
    assert form is not None
    assert {"region", "postal_code", "city"} <= set(form.names)
    assert form["street"].value() == "Rua Augusta 1"
    form["region"].set_value("SP")
    form["region"].changed.emit()
    edit(editor, "name", "Ada")
    editor.finish()
    assert editor.contact_id is not None
    address = stored(editor.contact_id).addresses[0].address
    assert (address.country, address.region, address.street) == ("BR", "SP", "Rua Augusta 1")


def test_doubts_stand_under_the_field_and_never_refuse(qtbot: QtBot, desk: Desk) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    edit(editor, "name", "Ada")
    edit(editor, "vat_id", "DE123456789")
    edit(editor, "iban", "DE00 1234")
    editor.look_again()
    assert editor.money.field("vat_id").help.text
    assert editor.money.field("iban").help.text
    editor.finish()
    assert editor.contact_id is not None
    assert stored(editor.contact_id).vat_id == "DE123456789"


def test_what_cannot_be_kept_is_marked_where_it_stands(qtbot: QtBot, desk: Desk) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    edit(editor, "name", "Ada")
    editor.replace(None, points=(PointDraft("phone", ""), PointDraft("mail", "a" * 600)))
    editor.finish()
    assert count() == 0
    assert editor.points._rows[1].value.wrong
    editor.replace(None, points=(), vat_id="x" * 600)
    editor.finish()
    assert editor.money.errors == ["vat_id"]


def test_companies_lose_the_fields_of_people(qtbot: QtBot, desk: Desk) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    edit(editor, "kind", "company")
    assert not editor.who.field("position").isVisible()
    assert not editor.who.field("company").isVisible()
    edit(editor, "kind", "person")
    assert editor.who.field("position").isVisible()


def test_a_company_is_made_in_place(qtbot: QtBot, desk: Desk) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    edit(editor, "name", "Ada Lopes")
    editor.who["company"].new_asked.emit("Lopes, Lda.")
    editor.finish()
    assert editor.contact_id is not None
    assert [link.name for link in queries.list_links(CALLER, editor.contact_id)] == ["Lopes, Lda."]


def test_two_edits_of_different_fields_join_without_asking(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    editor = ContactEditor(desk, people["otto"])
    settle(qtbot, editor)
    elsewhere = queries.get_contact(CALLER, people["otto"])
    changed = replace(elsewhere.draft, position="Joiner")
    service.save_contact(CALLER, people["otto"], elsewhere.version, changed)
    edit(editor, "department", "Workshop")
    editor.flush()
    draft = stored(people["otto"])
    assert (draft.position, draft.department) == ("Joiner", "Workshop")


@pytest.mark.parametrize(("side", "kept"), [("mine", "Carpenter"), ("theirs", "Joiner")])
def test_two_edits_of_one_field_are_decided_by_the_person(
    qtbot: QtBot, desk: Desk, people: dict[str, int], side: str, kept: str
) -> None:
    editor = ContactEditor(desk, people["otto"])
    settle(qtbot, editor)
    elsewhere = queries.get_contact(CALLER, people["otto"])
    changed = replace(elsewhere.draft, position="Joiner", category="customer")
    service.save_contact(CALLER, people["otto"], elsewhere.version, changed)
    edit(editor, "position", "Carpenter")
    editor.flush()
    dialog = editor.window().findChild(ConflictDialog)
    assert dialog is not None
    assert stored(people["otto"]).position == "Joiner"
    dialog.choose_all(side)  # type: ignore[arg-type]
    dialog.accept_primary()
    draft = stored(people["otto"])
    assert (draft.position, draft.category) == (kept, "customer")


def test_the_keyboard_alone_makes_a_contact(qtbot: QtBot, desk: Desk, went: Went) -> None:
    editor = ContactEditor(desk)
    settle(qtbot, editor)
    with qtbot.waitActive(editor):
        editor.activateWindow()
    first = editor.first_focus()
    first.setFocus()
    qtbot.keyClicks(first, "Ada Lopes")
    qtbot.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: went == [("contact", editor.contact_id)])
    assert editor.contact_id is not None
