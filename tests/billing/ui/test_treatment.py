"""The proposal above the lines, the choice by hand, and the check of a VAT ID before issuing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.billing.ui.vat_check_dialog import VatCheckDialog, known_vat_id
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.contacts.service import vat_checks
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from tests.billing.ui.conftest import CALLER, STORY, TODAY, D, Office
from tests.billing.ui.test_editor import opened, stored
from tests.billing.ui.test_further import dialog, rows


def finnish() -> int:
    home = Address(street="Satamakatu 2", postal_code="00160", city="Helsinki", country="FI")
    draft = ContactDraft(
        kind="company", name="Kallio Oy", vat_id="FI20774740", addresses=(AddressDraft(address=home),)
    )
    return int(contacts_service.create_contact(CALLER, draft))


def proposed(qtbot: QtBot, office: Office) -> DocumentEditor:
    """A service for a business in Finland, with the lines as at home; the proposal is there."""
    editor = opened(qtbot, office, office.new(contact_id=finnish(), lines=STORY[:2]))
    qtbot.waitUntil(lambda: editor.sheet.treatment.isVisibleTo(editor))
    return editor


def test_the_proposal_says_why_and_is_taken_by_one_click(office: Office, qtbot: QtBot) -> None:
    editor = proposed(qtbot, office)
    assert "2006/112/EC art. 44, 196" in editor.sheet.treatment.text
    editor.sheet.treatment.apply_button.click()
    lines = [line for line in editor.draft.lines if line.kind == "item"]
    assert {(line.category, line.rate) for line in lines} == {("AE", D(0))}
    qtbot.waitUntil(lambda: not editor.sheet.treatment.isVisibleTo(editor))
    editor.undo()
    assert editor.draft.lines == STORY[:2]


def test_who_keeps_the_lines_is_not_asked_again(office: Office, qtbot: QtBot) -> None:
    editor = proposed(qtbot, office)
    editor.sheet.treatment.keep_button.click()
    editor.replace(None, project="Harbour")
    qtbot.waitUntil(lambda: editor.sheet.treatment._draft.project == "Harbour")
    assert not editor.sheet.treatment.isVisibleTo(editor)
    assert editor.draft.lines == STORY[:2]


def test_a_sale_at_home_is_left_alone(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    qtbot.waitUntil(lambda: editor.sheet.treatment.proposal is not None)
    assert not editor.sheet.treatment.isVisibleTo(editor)


def test_a_special_reason_is_chosen_by_hand_and_stored(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    dialog(editor, "treatment", how=("E", "margin_goods"), supply="goods", buyer_is="consumer")
    editor.save_now()
    draft = stored(editor).draft
    assert (draft.treatment, draft.supply, draft.buyer_is) == ("margin_goods", "goods", "consumer")
    assert {line.category for line in draft.lines if line.kind == "item"} == {"E"}
    assert rows(editor)["How it is taxed"] == "Special reason  \u00b7  Goods  \u00b7  A consumer"
    again: Any = editor.sheet.further.dialog("treatment")
    assert again.form["how"].value() == ("E", "margin_goods")
    dialog(editor, "treatment", how=("S", ""), supply="", buyer_is="")
    assert editor.draft.treatment == ""
    assert {line.rate for line in editor.draft.lines if line.kind == "item"} == {D(19)}


def without_vat(qtbot: QtBot, office: Office) -> tuple[DocumentEditor, VatCheckDialog]:
    """Issuing asks for the check."""
    lines = tuple(replace(line, category="AE", rate=D(0)) for line in STORY[1:2])
    editor = opened(qtbot, office, office.new(contact_id=finnish(), lines=lines))
    editor.verbs.ask_to_issue()
    qtbot.waitUntil(lambda: editor.window().findChild(VatCheckDialog) is not None)
    found = editor.window().findChild(VatCheckDialog)
    assert found is not None
    return editor, found


def test_what_the_register_answered_is_written_down_and_issuing_goes_on(office: Office, qtbot: QtBot) -> None:
    editor, asked = without_vat(qtbot, office)
    asked.accept_primary()
    assert asked.form.errors == ["reference"]
    asked.form.set_values(reference="WAPI-7")
    asked.accept_primary()
    qtbot.waitUntil(lambda: editor.window().findChild(IssueDialog) is not None)
    contact = editor.draft.contact_id
    assert contact is not None
    assert [row.draft.reference for row in contacts.list_vat_checks(CALLER, contact)] == ["WAPI-7"]


def test_one_may_go_on_without_and_it_is_written_on_the_draft(office: Office, qtbot: QtBot) -> None:
    editor, asked = without_vat(qtbot, office)
    asked._skip(lambda: editor.replace(None, vat_unchecked=True))
    editor.save_now()
    assert stored(editor).draft.vat_unchecked


@pytest.mark.parametrize("valid", [True, False])
def test_vies_is_asked_in_a_thread_of_its_own(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, window: Any, valid: bool
) -> None:
    body = b'{"valid": true, "requestIdentifier": "W1"}' if valid else b'{"valid": false}'
    monkeypatch.setattr(vat_checks, "post", lambda _url, _body: body)
    contact, heard = finnish(), []
    asked = VatCheckDialog(office.desk, known_vat_id(CALLER, contact), lambda: heard.append(1), parent=window)
    asked.ask()
    qtbot.waitUntil(lambda: bool(contacts.list_vat_checks(CALLER, contact)))
    if valid:
        qtbot.waitUntil(lambda: heard == [1])
    else:
        qtbot.waitUntil(lambda: "not valid" in asked.strip.text)


def test_offline_it_says_so_and_takes_the_answer_by_hand(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, window: Any
) -> None:
    def nobody(_url: str, _body: bytes) -> bytes:
        raise UserError(
            _("VIES cannot be reached ({reason}): write an answer down by hand", reason="offline")
        )

    monkeypatch.setattr(vat_checks, "post", nobody)
    known = known_vat_id(CALLER, finnish())
    asked = VatCheckDialog(office.desk, known, lambda: None, parent=window)
    asked.ask()
    qtbot.waitUntil(lambda: "by hand" in asked.strip.text)
    assert asked.form["checked_on"].value() == TODAY


@pytest.fixture
def window(qtbot: QtBot) -> Any:
    from PySide6.QtWidgets import QWidget

    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def spanish(editor: DocumentEditor) -> None:
    row = editor.sheet.words.rates[0]
    editor.sheet.words.rates = [replace(row, draft=replace(row.draft, country="ES", rate=D(21)))]


def test_a_usual_withholding_fills_the_fields(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    spanish(editor)
    made: Any = editor.sheet.further.dialog("withholdings")
    usual = made.form["usual"]
    usual.set_value(usual.choices[0].value)
    usual.changed.emit()
    made.accept_primary()
    (held,) = editor.draft.withholdings
    assert (held.code, held.base, held.rate) == ("IRPF", "net", D(15))


def test_the_recargo_of_the_lines_rates_is_one_click_away(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new(lines=(replace(STORY[1], rate=D(21)),)))
    spanish(editor)
    words = [item.text for item in editor.sheet.further.menu() if item is not None]
    assert "RE 5.2% on VAT 21%" in words
    assert not any("1.4%" in each for each in words)
    next(item for item in editor.sheet.further.menu() if item and item.text.startswith("RE")).run()
    assert [(each.code, each.rate, each.on_rate) for each in editor.draft.extra_taxes] == [
        ("RE", D("5.2"), D(21))
    ]
