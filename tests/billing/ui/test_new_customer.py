"""A new customer from inside a paper: person or company, by keyboard, and nobody twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.new_customer_dialog import NewCustomerDialog
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft, PointDraft
from tests.billing.ui.acts import Person
from tests.billing.ui.conftest import CALLER, Office
from tests.billing.ui.test_stories import shown

TAB, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab


@pytest.fixture
def asked(office: Office, qtbot: QtBot) -> tuple[DocumentPage, Person, NewCustomerDialog]:
    """A new invoice whose customer was typed and is not there yet."""
    contacts_service.create_contact(
        CALLER,
        ContactDraft(
            kind="person",
            name="João Ferreira",
            points=(PointDraft("mail", "joao@ferreira.example"), PointDraft("phone", "+351 912 345 678")),
            vat_id="PT501964843",
        ),
    )
    page = DocumentPage(office.desk, None, {"kind": "invoice"})
    shown(qtbot, page)
    person = Person(page)
    person.fill("Ana Nova")
    person.enter()  # New contact "Ana Nova"
    dialog = page.window().findChild(NewCustomerDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return page, person, dialog


def editor_of(page: DocumentPage) -> DocumentEditor:
    assert isinstance(page.inner, DocumentEditor)
    return page.inner


def test_a_new_customer_is_one_more_enter_and_the_first_line_opens(
    asked: tuple[DocumentPage, Person, NewCustomerDialog], qtbot: QtBot
) -> None:
    page, person, dialog = asked
    assert dialog.form["name"].value() == "Ana Nova"
    person.enter()
    page.activateWindow()  # the offscreen platform does not give it back by itself
    qtbot.waitUntil(page.isActiveWindow)
    made = contacts.find_contacts(CALLER, "Ana Nova")
    assert [each.kind for each in made] == ["company"]
    assert editor_of(page).draft.contact_id == made[0].id
    person.fill("Advice")  # the focus is in the first line
    person.enter()
    assert editor_of(page).draft.lines[0].name == "Advice"


def test_a_person_is_made_by_keyboard_with_mail_and_phone(
    asked: tuple[DocumentPage, Person, NewCustomerDialog],
) -> None:
    page, person, _dialog = asked
    person.press(BACK, Qt.KeyboardModifier.ShiftModifier)
    person.press(Qt.Key.Key_Right)  # Company -> Person
    person.press(TAB)
    person.press(TAB)
    person.fill("ana@nova.example")
    person.press(TAB)
    person.fill("+351 911 111 111")
    person.enter()
    contact = contacts.get_contact(CALLER, editor_of(page).draft.contact_id or 0).draft
    assert (contact.kind, contact.name) == ("person", "Ana Nova")
    assert (contact.mail, contact.phone) == ("ana@nova.example", "+351 911 111 111")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", "joao  FERREIRA"), ("mail", "JOAO@ferreira.example"), ("phone", "912 345 678"),
     ("phone", "00351912345678"), ("vat_id", "PT 501 964 843")],
)  # fmt: skip
def test_whoever_is_known_is_proposed_while_one_types_and_taken_by_keyboard(
    asked: tuple[DocumentPage, Person, NewCustomerDialog], qtbot: QtBot, field: str, typed: str
) -> None:
    page, person, dialog = asked
    known = contacts.find_contacts(CALLER, "João Ferreira")[0].id
    assert dialog.known == []
    while person.focus is not dialog.form[field]:
        person.press(TAB)
    person.fill(typed)
    qtbot.waitUntil(lambda: [row.id for row in dialog.known] == [known])
    assert dialog.primary.text() == "Add another one"
    while person.focus.accessibleName() != "Use João Ferreira":
        assert person.focus is not dialog.cancel_button, "the proposal comes before the footer"
        person.press(TAB)
    person.enter()
    assert editor_of(page).draft.contact_id == known
    assert contacts.find_contacts(CALLER, "Ana Nova") == []


def test_a_customer_without_a_name_and_a_wrong_one_are_refused_at_the_field(
    asked: tuple[DocumentPage, Person, NewCustomerDialog],
) -> None:
    _page, person, dialog = asked
    dialog.form["name"].setText("")
    person.enter()
    assert dialog.form.errors == ["name"]
    assert dialog.isVisible()
    dialog.form["name"].setText("x" * 10_000)  # as pasted
    person.enter()
    assert dialog.form.errors == ["name"]


def test_escape_makes_nobody(asked: tuple[DocumentPage, Person, NewCustomerDialog]) -> None:
    page, person, _dialog = asked
    person.press(Qt.Key.Key_Escape)
    assert contacts.find_contacts(CALLER, "Ana Nova") == []
    assert editor_of(page).draft.contact_id is None
