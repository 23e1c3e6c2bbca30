"""Two people write one draft: lines are joined one by one, nothing is issued unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import AdjustmentDraft
from desktop_crm.billing.ui.decline_dialog import DeclineDialog
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.note_dialog import NoteDialog
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.line_grid.columns import FIRST
from desktop_crm.widgets.line_grid.grid import follow_line
from tests.billing.ui.conftest import CALLER, STORY, TODAY, D, Office, QuickPaper, line
from tests.billing.ui.test_editor import opened, stored


def elsewhere(office: Office, document: int, **changes: Any) -> None:
    view = office.view(document)
    service.save_draft(CALLER, document, view.row.version, replace(view.draft, **changes), TODAY)


def asked(widget: QWidget) -> ConflictDialog | None:
    found = [each for each in widget.window().findChildren(ConflictDialog) if each.isVisible()]
    return found[-1] if found else None


def texts(editor: DocumentEditor) -> list[str]:
    return [each.description.partition("\n")[0] for each in stored(editor).draft.lines]


def test_lines_of_both_are_joined(office: Office, qtbot: QtBot) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    elsewhere(office, document, lines=(*STORY, line("1", "5", "23", "Postage")), notes="Thanks")
    section, first, *rest = STORY
    editor.replace(lines=(section, replace(first, qty=D(20)), *rest))
    editor.save_now()
    assert asked(editor) is None
    draft = stored(editor).draft
    assert (draft.lines[1].qty, draft.notes) == (D(20), "Thanks")
    assert texts(editor)[-1] == "Postage"
    assert editor.draft.lines == draft.lines


def test_one_line_changed_by_both_is_asked_as_a_line(office: Office, qtbot: QtBot) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    section, first, *rest = STORY
    elsewhere(office, document, lines=(section, replace(first, price=D(95)), *rest))
    editor.replace(lines=(section, replace(first, qty=D(20)), *rest))
    editor.save_now()
    question = asked(editor)
    assert question is not None
    (pair,) = question._pairs
    assert pair.cells["mine"].words.text() == "20 × Programming, 80.00"
    assert pair.cells["theirs"].words.text() == "12.5 × Programming, 95.00"
    assert pair.cells["mine"].radio.accessibleName().startswith("Line 2: ")
    question.choose_all("theirs")
    question.accept_primary()
    assert stored(editor).draft.lines[1].price == D(95)
    assert stored(editor).draft.lines[1].qty == D("12.5")


def test_amounts_are_not_joined_into_another_currency(office: Office, qtbot: QtBot) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    elsewhere(office, document, currency="USD")
    editor.replace(lines=(*STORY, line("1", "5", "23", "Postage")))
    editor.save_now()
    question = asked(editor)
    assert question is not None
    (pair,) = question._pairs
    assert pair.cells["mine"].words.text() == "EUR, Without VAT, 6 lines"
    assert pair.cells["theirs"].words.text() == "USD, Without VAT, 5 lines"
    question.choose_all("mine")
    question.accept_primary()
    draft = stored(editor).draft
    assert (draft.currency, len(draft.lines)) == ("EUR", 6)


def test_every_field_that_can_meet_has_words(office: Office, qtbot: QtBot) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    discount = AdjustmentDraft(percent=D(5))
    elsewhere(
        office, document, contact_id=office.other, delivered_on=None, period_from=TODAY,
        period_to=TODAY.replace(day=30), adjustments=(discount,), prepaid=500, terms_id=None, due_on=TODAY,
    )  # fmt: skip
    editor.replace(
        contact_id=None, delivered_on=TODAY.replace(day=1), prepaid=700, due_on=TODAY.replace(day=28),
        adjustments=(replace(discount, percent=D(10)),),
    )  # fmt: skip
    editor.save_now()
    question = asked(editor)
    assert question is not None
    shown = {
        pair.cells["mine"].radio.accessibleName().partition(":")[0]: (
            pair.cells["mine"].words.text(),
            pair.cells["theirs"].words.text(),
        )
        for pair in question._pairs
    }
    other = office.view(document).row.customer
    assert shown == {
        "Customer": ("empty", other),
        "Due date instead of terms": ("28 Nov 2026", "22 Nov 2026"),
        "Date or period of supply": ("1 Nov 2026", "22/11/2026 – 30/11/2026"),
        "Paid in advance": ("€7.00", "€5.00"),
    }
    question.reject()


def test_a_cell_that_is_open_goes_along_with_its_line(office: Office, qtbot: QtBot) -> None:
    document = office.new(lines=(line("1", "5", "23", "Postage"), line("2", "7", "23", "Paper")))
    editor = opened(qtbot, office, document)
    grid = editor.sheet.grid
    keys = [column.key for column in grid.model.columns]
    grid.edit(1, keys.index("qty") + FIRST)
    control = grid._editor.control  # type: ignore[union-attr]
    QTest.keyClicks(control, "12")
    lines = office.view(document).draft.lines
    elsewhere(office, document, lines=(line("9", "9", "23", "First"), *lines))
    qtbot.waitUntil(lambda: len(grid.lines) == 3)
    assert control.isVisible()
    assert control.text() == "12"
    assert grid.finish_edit()
    editor.save_now()
    assert [(each.description, each.qty) for each in stored(editor).draft.lines] == [
        ("First", D(9)), ("Postage", D(1)), ("Paper", D(12)),
    ]  # fmt: skip


def test_a_line_is_followed_wherever_it_went() -> None:
    before = ["a", "b", "c"]
    assert follow_line(before, ["x", "a", "b", "c"], 1) == 2
    assert follow_line(before, ["b", "c"], 1) == 0
    assert follow_line(before, ["a", "B", "c"], 1) == 1
    assert follow_line(before, ["x", "a", "B", "c"], 1) == 2
    assert follow_line(before, ["a", "c"], 1) is None or follow_line(before, ["a", "c"], 1) == 1


def test_nothing_is_issued_that_somebody_changed_unseen(office: Office, qtbot: QtBot) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    editor.verbs.ask_to_issue()
    dialog = editor.window().findChild(IssueDialog)
    assert dialog is not None
    elsewhere(office, document, notes="Other words")
    dialog.accept_primary()
    assert office.view(document).row.state == "draft"
    assert editor.draft.notes == "Other words"


def test_what_is_typed_into_a_draft_that_somebody_issues_is_kept_as_a_draft(
    office: Office, qtbot: QtBot
) -> None:
    document = office.new()
    editor = opened(qtbot, office, document)
    page: Any = editor.around
    editor.drafting.autosave = False
    editor.replace(notes="Not on the paper")
    view = office.view(document)
    service.issue_invoice(
        CALLER, document, view.row.version, today=TODAY, issued_on=TODAY, render=QuickPaper()
    )
    qtbot.waitUntil(lambda: isinstance(page.inner, IssuedPage))
    drafts = [
        row.id
        for row in queries.list_invoices(CALLER, ListView(filters=(("state", "draft"),)), TODAY).rows(0, 9)
    ]
    assert [office.view(each).draft.notes for each in drafts] == ["Not on the paper"]


def test_the_internal_note_of_an_issued_paper_is_asked_about(office: Office, qtbot: QtBot) -> None:
    document = office.issued()
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    view = queries.get_document(CALLER, document, TODAY)
    dialog = NoteDialog(office.desk, view, lambda: None, parent=page)
    service.save_internal_notes(CALLER, document, view.row.version, "Ring first")
    dialog.form.set_values(text="Send a copy")
    dialog.accept_primary()
    question = asked(page)
    assert question is not None
    question.choose_all("mine")
    question.accept_primary()
    assert office.view(document).internal_notes == "Send a copy"


def test_an_answer_to_a_quote_is_noted_although_others_wrote_on_it(office: Office, qtbot: QtBot) -> None:
    quote = office.sent()
    page: Any = DocumentPage(office.desk, quote)
    qtbot.addWidget(page)
    page.show()
    view = office.view(quote)
    service.save_internal_notes(CALLER, quote, view.row.version, "Ring first")
    dialog = DeclineDialog(office.desk, view.row, lambda: None, parent=page)
    dialog.form.set_values(reason="Too dear")
    dialog.accept_primary()
    found = office.view(quote)
    assert (found.row.state, found.internal_notes) == ("declined", "Ring first")


def test_an_answer_is_not_noted_over_another_one(office: Office, qtbot: QtBot) -> None:
    quote = office.sent()
    page: Any = DocumentPage(office.desk, quote)
    qtbot.addWidget(page)
    page.show()
    view = office.view(quote)
    service.accept_quote(CALLER, quote, view.row.version, TODAY)
    dialog = DeclineDialog(office.desk, view.row, lambda: None, parent=page)
    dialog.accept_primary()
    assert office.view(quote).row.state == "accepted"
    assert dialog.form.strip.text == "Somebody else changed this in the meantime."
