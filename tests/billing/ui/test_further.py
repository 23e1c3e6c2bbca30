"""What few papers need: added from the menu, shown as a row, changed, taken away, undone, stored."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.billing.rules.drafts import AdjustmentDraft, ExtraTaxDraft, WithholdingDraft
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.further_dialogs import FurtherDialog
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import TaxRateDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from tests.billing.ui.conftest import CALLER, STORY, D, Office
from tests.billing.ui.test_editor import opened, stored


def dialog(editor: DocumentEditor, what: str, place: int | None = None, **typed: Any) -> FurtherDialog:
    made = editor.sheet.further.dialog(what, place)
    made.form.set_values(**typed)
    made.accept_primary()
    return made


def rows(editor: DocumentEditor) -> dict[str, str]:
    return {row.title: row.value for row in editor.sheet.further_rows.rows}


def test_all_that_few_papers_need_is_added_and_shown_among_the_sums(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new())
    dialog(editor, "withholdings", code="IRPF", rate=D(15))
    dialog(editor, "extra_taxes", code="RE", rate=D("5.2"), on=("S", D(23)))
    dialog(editor, "prepaid", prepaid=10_000)
    dialog(editor, "rounding", how="coin", round_due_to=5)
    dialog(editor, "tax_currency", tax_currency="TRY", exchange_rate=D("48.5"))
    dialog(editor, "delivery", **{"address.street": "Kai 4", "address.city": "Bremen"})
    editor.save_now()
    draft = stored(editor).draft
    assert draft.withholdings == (WithholdingDraft(code="IRPF", rate=D(15)),)
    assert draft.extra_taxes == (ExtraTaxDraft(code="RE", rate=D("5.2"), category="S", on_rate=D(23)),)
    assert (draft.prepaid, draft.round_due_to) == (10_000, 5)
    assert (draft.tax_currency, draft.exchange_rate) == ("TRY", D("48.5"))
    assert draft.delivery == Address(street="Kai 4", city="Bremen", country="DE")
    assert list(rows(editor)) == [
        "RE 5.2%", "Withheld: IRPF 15%", "Paid in advance", "Rounded to \u20ac0.05", "VAT in TRY at 48.5",
        "Place of delivery",
    ]  # fmt: skip
    assert rows(editor)["Place of delivery"].startswith("Kai 4")
    figures = editor.sheet.figures
    assert figures.amount_of("Paid in advance") == "\u2212100.00"
    assert figures.amount_of("IRPF 15%") == "\u2212192.73"
    assert figures.amount_of("VAT in TRY") == "13,838.51"
    assert "To pay" in figures.accessibleName()


def test_a_row_changes_and_removes_what_it_shows_and_undo_brings_it_back(
    office: Office, qtbot: QtBot
) -> None:
    editor = opened(qtbot, office, office.new(prepaid=500))
    made = editor.sheet.further.dialog("prepaid")
    assert made.is_used()
    made._remove()
    assert (editor.draft.prepaid, rows(editor)) == (0, {})
    editor.undo()
    assert rows(editor) == {"Paid in advance": "\u22125.00"}
    dialog(editor, "prepaid", prepaid=700)
    assert editor.draft.prepaid == 700


def test_a_row_opens_by_enter(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new(adjustments=(AdjustmentDraft(percent=D(5)),), prepaid=500))
    asked: list[tuple[str, object]] = []
    editor.sheet.further_rows.chosen.disconnect()
    editor.sheet.further_rows.chosen.connect(lambda what, place: asked.append((what, place)))
    for link in editor.sheet.further_rows._links.values():
        qtbot.keyClick(link, Qt.Key.Key_Return)
    assert asked == [("adjustments", 0), ("prepaid", None)]


@pytest.mark.parametrize(
    ("what", "typed", "field"),
    [
        ("prepaid", {"prepaid": None}, "prepaid"),
        ("withholdings", {"code": ""}, "code"),
        ("withholdings", {"code": "X", "rate": None}, "rate"),
        ("withholdings", {"code": "X", "rate": D(150)}, "rate"),
        ("withholdings", {"code": "X", "fraction": "9 of 10"}, "fraction"),
        ("withholdings", {"code": "X", "rate": D(1), "fraction": "9/10"}, "fraction"),
        ("extra_taxes", {"code": "RE", "rate": D(101)}, "rate"),
        ("rounding", {"how": "amount", "rounding_amount": 0}, "rounding_amount"),
        ("rounding", {"how": "coin", "round_due_to": -5}, "round_due_to"),
        ("tax_currency", {"tax_currency": "USD", "exchange_rate": None}, "exchange_rate"),
        ("tax_currency", {"tax_currency": "USD", "exchange_rate": D(0)}, "exchange_rate"),
        ("delivery", {"address.street": ""}, "address.street"),
        ("delivery", {"address.street": "x" * 600}, "address.street"),
    ],
)
def test_what_cannot_stand_is_marked_in_the_dialog_and_not_taken(
    office: Office, qtbot: QtBot, what: str, typed: dict[str, Any], field: str
) -> None:
    editor = opened(qtbot, office, office.new())
    before = editor.draft
    made = dialog(editor, what, **typed)
    assert made.form.errors == [field]
    assert editor.draft == before


def test_an_error_about_such_a_thing_stands_in_its_row(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new(prepaid=900_000))
    editor.refused(UserError(_("More is prepaid than the document comes to"), "prepaid"))
    assert editor.sheet.further_rows.errors == {
        ("prepaid", None): "More is prepaid than the document comes to"
    }
    editor.replace(prepaid=100)
    assert editor.sheet.further_rows.errors == {}


def test_the_firms_own_tax_on_top_is_offered_by_name(office: Office, qtbot: QtBot) -> None:
    company_service.save_tax_rate(
        CALLER,
        TaxRateDraft(label="IVA 21 + RE", rate=D(21), extra_code="RE", extra_rate=D("5.2"), country="ES"),
    )
    editor = opened(qtbot, office, office.new())
    item = next(each for each in editor.sheet.further.menu() if each and "RE" in each.text)
    assert item.text == "RE 5.2% on VAT 21%"
    item.run()
    assert editor.draft.extra_taxes == (ExtraTaxDraft(code="RE", rate=D("5.2"), category="S", on_rate=D(21)),)


def test_a_quote_is_not_paid_before_and_not_rounded(office: Office, qtbot: QtBot) -> None:
    editor = opened(qtbot, office, office.new(kind="quote", lines=STORY[:2]))
    words = " ".join(each.text for each in editor.sheet.further.menu() if each)
    assert "Paid" not in words
    assert "Place of delivery" in words
