"""The editor of a draft on a real database: what is typed is stored, undone, checked and issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.ui.adjustments import AdjustmentDialog
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.new_customer_dialog import NewCustomerDialog
from desktop_crm.billing.ui.product_dialog import ProductDialog
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.profile import TaxRateDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.dialogs import ConfirmDialog
from desktop_crm.widgets.inputs import Choice
from tests.billing.ui.conftest import CALLER, STORY, TODAY, D, Office, QuickPaper


def opened(qtbot: QtBot, office: Office, document_id: int | None, **preset: object) -> DocumentEditor:
    page = DocumentPage(office.desk, document_id, preset or None)
    qtbot.addWidget(page)
    page.resize(1384, 868)
    page.show()
    editor = page.inner
    assert isinstance(editor, DocumentEditor)
    editor.around = page  # a window would hold it
    return editor


def stored(editor: DocumentEditor) -> queries.DocumentView:
    assert editor.document_id is not None
    return queries.get_document(CALLER, editor.document_id, TODAY)


def test_a_new_draft_is_stored_with_its_first_edit(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="invoice", contact=office.customer)
    assert editor.document_id is None
    editor.sheet.head.form["order_number"].setText("EC-1")
    editor.sheet.head.form["order_number"].textEdited.emit("EC-1")
    editor.save_now()
    assert stored(editor).draft.order_number == "EC-1"
    assert editor.saved_word.words.text().startswith("Saved ")


def test_an_untouched_new_draft_leaves_no_record(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="quote")
    assert editor.may_leave()
    assert queries.count_quotes(CALLER, TODAY)["all"] == 0


def test_leaving_stores_what_was_typed_last(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    editor.sheet.notes.set_value("Thank you")
    editor.sheet.notes.changed.emit()
    assert editor.may_leave()
    assert stored(editor).draft.notes == "Thank you"


def test_what_can_never_be_stored_keeps_the_page_open(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    editor.replace(lines=(replace(STORY[1], description="x" * 30_000),))
    assert not editor.may_leave()
    assert editor.sheet.grid.model.errors


def test_undo_takes_back_a_customer_too(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    editor.sheet.head.customer_chosen.emit(office.other)
    assert editor.draft.contact_id == office.other
    assert editor.sheet.head.customer.text() == "Padaria Rosa"
    editor.undo()
    assert editor.draft.contact_id == office.customer
    assert editor.sheet.head.customer.text() == "Konserven GmbH"


def test_what_was_not_touched_follows_the_customer(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="invoice", contact=office.customer)
    editor.replace(order_number="mine")
    editor.sheet.head.customer_chosen.emit(office.other)
    assert editor.draft.language == "pt_PT"
    assert editor.draft.order_number == "mine"


def test_a_customer_is_made_in_place_by_name_only(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="invoice")
    editor.sheet.head.new_customer.emit("Nova Lda")
    dialog = editor.window().findChild(NewCustomerDialog)
    assert dialog is not None
    dialog.primary.click()
    assert editor.draft.contact_id is not None
    assert contacts.get_name(CALLER, editor.draft.contact_id) == "Nova Lda"
    assert editor.sheet.head.customer.text() == "Nova Lda"


def test_a_product_fills_the_line_and_its_vat(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="invoice", contact=office.customer)
    words = editor.sheet.words
    choice = words.suggest("Prog")[0]
    line = words.take(words.new_line(), choice)
    assert (line.name, line.price, line.unit, line.code) == ("Programming", D(80), "HUR", "P-1")
    assert (line.category, line.rate) == words.default
    words.draft = replace(editor.draft, currency="USD")
    assert words.take(words.new_line(), choice).price == 0  # euros are not dollars


def test_a_new_item_goes_into_the_catalogue_and_onto_the_line(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="invoice", contact=office.customer)
    editor.sheet.grid.add_line()
    QApplication.processEvents()
    editor.sheet.grid.new_item_asked.emit(0, "Hosting")
    dialog = editor.window().findChild(ProductDialog)
    assert dialog is not None
    dialog.form.set_values(price=D("12.50"))
    dialog.primary.click()
    assert [(line.name, line.price) for line in editor.draft.lines][:1] == [("Hosting", D("12.50"))]


def test_a_discount_on_the_document_changes_the_sums(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    editor.sheet.add_adjustment()
    dialog = editor.window().findChild(AdjustmentDialog)
    assert dialog is not None
    dialog.primary.click()  # nothing typed yet: the field says so
    assert dialog.form.errors == ["percent"]
    dialog.form.set_values(percent=D(10), reason="Loyalty")
    dialog.primary.click()
    assert editor.sheet.figures.amount_of("Net") == "1,156.39"
    assert editor.sheet.further_rows.isVisibleTo(editor)
    editor.undo()
    assert editor.sheet.figures.amount_of("Net") == "1,284.88"


def test_what_is_missing_is_counted_marked_and_focused(office: Office, qtbot: QtBot) -> None:
    lines = (STORY[1], LineDraft(qty=D(0), price=D(5), rate=D(23)))
    editor = opened(qtbot, office, office.new(lines=lines, delivered_on=None))
    editor._soon.timeout.emit()
    assert editor.to_fill.text() == "3 fields to fill"
    editor.to_fill.click()
    assert set(editor.sheet.grid.model.errors) == {(1, "item"), (1, "qty")}
    assert editor.sheet.head.form.errors == ["service"]


def test_the_language_of_the_paper_is_not_that_of_the_program(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new(language="pt_PT"))
    editor._soon.timeout.emit()
    assert editor.preview.caption.text == "Draft  \u00b7  Portuguese (Portugal)"
    assert editor.preview.pdf.startswith(b"%PDF")


def test_a_price_that_is_no_number_keeps_the_invoice_from_being_issued(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    grid = editor.sheet.grid
    with qtbot.waitActive(editor.window()):
        editor.window().activateWindow()
    grid.edit(1, next(n for n in range(12) if (c := grid.model.column(n)) and c.key == "price"))
    assert grid._editor is not None
    grid._editor.control.setText("45o")
    editor.verbs.ask_to_issue()
    QApplication.processEvents()
    assert editor.window().findChild(IssueDialog) is None
    assert not editor.may_leave()
    assert grid._editor is not None


def test_one_paper_leads_to_the_next_by_key(office: Office, qtbot: QtBot) -> None:
    invoice, quote = opened(qtbot, office, office.new()), opened(qtbot, office, office.new(kind="quote"))
    for page in (invoice, quote):
        key = next(k for k in page.findChildren(QShortcut) if k.key() == QKeySequence("Ctrl+N"))
        key.activated.emit()
    assert office.went[-2:] == [("invoice:new", None), ("quote:new", None)]


def test_issuing_asks_then_shows_the_sealed_paper(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_crm.billing.service.issuing.PRINTER", QuickPaper())
    editor = opened(qtbot, office, office.new())
    page = editor.around
    editor.verbs.ask_to_issue()
    dialog = editor.window().findChild(IssueDialog)
    assert dialog is not None
    assert stored(editor).row.state == "draft"
    dialog.accept_primary()
    assert isinstance(page.inner, IssuedPage)
    assert page.inner.view.row.number == "2026-0001"
    assert page.title == "2026-0001"


def test_pressed_twice_one_number_is_drawn(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_crm.billing.service.issuing.PRINTER", QuickPaper())
    editor = opened(qtbot, office, office.new())
    editor.verbs.ask_to_issue()
    dialog = editor.window().findChild(IssueDialog)
    assert dialog is not None
    dialog.accept_primary()
    dialog.accept_primary()
    assert queries.count_invoices(CALLER, TODAY)["all"] == 1
    assert queries.expected_number(CALLER, "invoice", TODAY) == "2026-0002"


def test_a_date_before_the_last_number_is_refused_at_its_field(office: Office, qtbot: QtBot) -> None:
    office.issued()
    editor = opened(qtbot, office, office.new(issued_on=TODAY.replace(day=1)))
    editor.verbs.ask_to_issue()
    assert editor.sheet.head.form.errors == ["issued_on"]
    assert editor.window().findChild(IssueDialog) is None


def test_another_windows_version_is_offered_beside_mine(office: Office, qtbot: QtBot) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    theirs = office.view(document)
    service.save_draft(CALLER, document, theirs.row.version, replace(theirs.draft, notes="theirs"), TODAY)
    editor.replace(notes="mine")
    editor.save_now()
    assert stored(editor).draft.notes == "theirs"
    assert editor.draft.notes == "mine"
    question = editor.window().findChild(ConflictDialog)
    assert question is not None
    question.choose_all("mine")
    question.accept_primary()
    assert stored(editor).draft.notes == "mine"


def test_deleting_a_draft_asks_and_returns_to_the_list(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    editor.verbs.ask_to_delete()
    dialog = editor.window().findChild(ConfirmDialog)
    assert dialog is not None
    dialog.primary.click()
    assert office.went == [("invoices", None)]
    assert queries.count_invoices(CALLER, TODAY)["all"] == 0


def test_a_file_dropped_on_a_new_draft_stores_it_first(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    paper = tmp_path / "order.txt"
    paper.write_text("We order")
    editor = opened(qtbot, office, None, kind="invoice", contact=office.customer)
    editor.sheet.files.attach([paper])
    assert editor.document_id is not None
    files = contacts.list_attachments(CALLER, "invoice", editor.document_id)
    assert [file.name for file in files] == ["order.txt"]
    assert [row.name for row in editor.sheet.files.rows] == ["order.txt"]


def test_a_firm_that_is_not_set_up_is_told_so(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise UserError(_("Fill in your own name"), "seller.name")

    monkeypatch.setattr("desktop_crm.billing.ui.drafting.queries.new_draft", refuse)
    editor = opened(qtbot, office, None, kind="invoice")
    assert not editor.issue_button.isEnabled()


def test_an_odd_rate_currency_and_language_still_show(office: Office, qtbot: QtBot) -> None:
    odd = replace(STORY[1], rate=D("8.1"))
    editor = opened(qtbot, office, office.new(lines=(odd,), currency="CHF", language="de"))
    assert ("S", D("8.1")) in [choice.value for choice in editor.sheet.words.vat_choices()]
    assert editor.sheet.head.form["currency"].value() == "CHF"
    assert editor.sheet.head.form["language"].value() == "de"


def test_two_hundred_lines_stay_fluent(office: Office, qtbot: QtBot) -> None:
    lines = tuple(replace(STORY[1], description=f"Line {n}", qty=D(n)) for n in range(1, 201))
    editor = opened(qtbot, office, office.new(lines=lines))
    assert editor.sheet.grid.model.rowCount() == 200
    changed = replace(editor.draft.lines[199], price=D(1))
    editor.replace(lines=(*editor.draft.lines[:199], changed))
    assert editor.sheet.figures.amount_of("Net") == editor.t.formats.amount(
        sum(8000 * n for n in range(1, 200)) + 20_000, "EUR"
    )


def test_choosing_by_hand_takes_what_the_field_says(office: Office, qtbot: QtBot) -> None:
    euros = company.list_bank_accounts(CALLER)[0].id
    editor = opened(qtbot, office, office.new(bank_account_id=euros))
    head = editor.sheet.head
    head.form["currency"].set_value("USD")
    head.form.changed.emit("currency")
    assert editor.draft.currency == "USD"
    assert editor.draft.bank_account_id is None
    assert head.customer.choice == Choice(office.customer, "Konserven GmbH", icon="building-2")


def test_a_paper_may_go_to_one_of_the_companys_people(office: Office, qtbot: QtBot) -> None:
    person = contacts_service.create_contact(CALLER, ContactDraft(name="Eva Muster"))
    contacts_service.link_contacts(CALLER, person, office.customer)
    editor = opened(qtbot, office, office.new())
    field = editor.sheet.head.more["person_id"]
    assert [choice.text for choice in field.choices] == ["Nobody in particular", "Eva Muster"]
    field.set_value(person)
    editor.sheet.head.more.changed.emit("person_id")
    assert editor.draft.person_id == person
    assert queries.preview_facts(CALLER, editor.draft, TODAY).buyer.contact_name == "Eva Muster"


def test_another_day_has_other_rates_to_choose_from(office: Office, qtbot: QtBot) -> None:
    coming = TaxRateDraft(label="25%", rate=D(25), valid_from=date(2027, 1, 1), country="DE")
    company_service.save_tax_rate(CALLER, coming)
    editor = opened(qtbot, office, office.new())
    words = editor.sheet.words
    assert ("S", D(25)) not in [choice.value for choice in words.vat_choices()]
    editor.replace(issued_on=date(2027, 1, 4))
    assert ("S", D(25)) in [choice.value for choice in words.vat_choices()]
    editor.undo()
    assert ("S", D(25)) not in [choice.value for choice in words.vat_choices()]


def test_whoever_types_at_once_begins_the_first_line(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, None, kind="invoice", contact=office.customer)
    button = editor.sheet.grid.add_button
    assert editor.first_focus() is button
    QTest.keyClicks(button, "W")
    qtbot.waitUntil(lambda: editor.sheet.grid._editor is not None)
    QTest.keyClicks(QApplication.focusWidget(), "ebsite")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert editor.draft.lines[0].name == "Website"
