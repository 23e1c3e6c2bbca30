"""An invoice over 1,000.00, due on 31 January, is reminded of by rule, another by hand; paying ends it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.ui.issued_menu import menu_items
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.payment_dialog import PaymentDialog
from desktop_crm.receivables import service
from desktop_crm.receivables.queries import dunning as letters
from desktop_crm.receivables.rules.dunning import Level
from desktop_crm.receivables.ui.dunning_page import AnswerDialog
from desktop_crm.receivables.ui.remind_dialog import RemindDialog
from desktop_crm.workspace import verifying
from tests.billing.ui.acts import Person, has_keys
from tests.shots.money_world import customer
from tests.stories.sitting import CALLER, new_firm, opened, window_on

D = Decimal
PAY, REMIND = "Payment over several invoices\u2026", "Write a reminder\u2026"
ISSUED, DUE = date(2026, 1, 17), date(2026, 1, 31)
DAY_7, DAY_21, DAY_35 = date(2026, 2, 7), date(2026, 2, 21), date(2026, 3, 7)
LADDER = (Level(days=7), Level(days=21, fee=D(10)), Level(days=35, fee=D(40), interest=D(8)))


def owed(name: str, at: int) -> int:
    """An issued invoice over 1,000.00 in all."""
    who = customer(CALLER, name, at)
    draft = billing.new_draft(CALLER, "invoice", who, ISSUED)
    line = LineDraft(description="Shelves", qty=D(1), price=D(1000), rate=D(0), category="Z")
    draft = replace(draft, lines=(line,), delivered_on=ISSUED, due_on=DUE)
    made = billing_service.create_draft(CALLER, draft, ISSUED)
    return billing_service.issue_invoice(CALLER, made.id, today=ISSUED).id


def verbs_of(window: MainWindow, document: int) -> dict[str, Any]:
    """What the menu of an invoice's page offers, by its words."""
    window.go("invoice", document)
    page: Any = window.page.findChild(IssuedPage)
    items = menu_items(page.t, page.view, page.verbs)
    return {item.text: item.run for item in items if item is not None}


def answer_the_tray(qtbot: QtBot, window: MainWindow, count: int) -> None:
    """Write each letter that waits."""
    window.go("reminders")
    page: Any = window.page
    person = Person(window)
    for left in range(count, 0, -1):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda left=left: page.table.table_model.rowCount() == left)  # type: ignore[misc]
        page.table.setFocus()
        person.enter()
        dialog: Any = window.findChild(AnswerDialog)
        qtbot.waitUntil(lambda dialog=dialog: has_keys(dialog))  # type: ignore[misc]
        person.enter()
        qtbot.waitUntil(lambda: window.findChild(AnswerDialog) is None)


def pay(window: MainWindow, document: int) -> None:
    """All that is open of it, on its page."""
    window.go("invoice", document)
    page: Any = window.page.findChild(IssuedPage)
    page.verbs.ask_payment()
    dialog: Any = window.findChild(PaymentDialog)
    dialog.accept_primary()
    assert billing.get_row(CALLER, document, DAY_35).open == 0


def text_of(letter: int) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(letters.letter_pdf(CALLER, letter)))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.story
def test_by_rule_and_by_hand_ask_the_same_until_somebody_pays(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    place = new_firm(request, tmp_path, engine, ISSUED)
    with opened(place):
        by_rule, paid = owed("Acorn", 1), owed("Cedar", 2)
        service.set_dunning_levels(CALLER, LADDER)
        service.set_dunning_by_rule(CALLER, True)
        assert service.run_dunning(CALLER, DUE).prepared == ()
    with window_on(qtbot, qapp, place, DUE) as window:
        offered = verbs_of(window, by_rule)
        assert PAY in offered
        assert REMIND not in offered  # nothing is overdue yet

    with window_on(qtbot, qapp, place, DAY_7) as window:
        window.attention.dunning.keep_up()
        window.attention.dunning.keep_up()
        answer_the_tray(qtbot, window, 2)
        pay(window, paid)
        assert not {PAY, REMIND} & verbs_of(window, paid).keys()

    with window_on(qtbot, qapp, place, DAY_21) as window:
        window.attention.dunning.keep_up()
        answer_the_tray(qtbot, window, 1)

    with opened(place):
        by_hand = owed("Birch", 3)
    with window_on(qtbot, qapp, place, DAY_35) as window:
        verbs_of(window, by_hand)[REMIND]()
        qtbot.waitUntil(lambda: window.findChild(RemindDialog) is not None)
        dialog: Any = window.findChild(RemindDialog)
        dialog.accept_primary()
        window.attention.dunning.keep_up()
        answer_the_tray(qtbot, window, 1)
        pay(window, by_rule)

    with opened(place):
        asked = {document: letters.letters_of(CALLER, document) for document in (by_rule, by_hand, paid)}
        assert [(row.level, row.asked) for row in asked[by_rule]] == [
            (1, 100_000),
            (2, 101_000),
            (3, 105_767),
        ]
        assert [(row.level, row.asked, row.interest) for row in asked[by_hand]] == [(3, 105_767, 767)]
        assert [row.level for row in asked[paid]] == [1]
        for document in (by_rule, by_hand):
            assert "1,057.67" in text_of(asked[document][-1].id)
        later = date(2026, 6, 1)
        assert service.run_dunning(CALLER, later).prepared == ()
        assert billing.get_row(CALLER, by_rule, later).due == 100_000  # the letters never touched it
        assert verifying.verify(CALLER).findings == ()
