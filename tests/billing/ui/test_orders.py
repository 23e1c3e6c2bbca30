"""Orders, deliveries and stages on screen: what is offered, what dialogs say, what opens afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.service import DocumentRef
from desktop_crm.billing.ui.correct_dialog import CorrectDialog
from desktop_crm.billing.ui.credit_dialog import CreditDialog
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.editor import DocumentEditor
from desktop_crm.billing.ui.issue_dialog import IssueDialog
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.line_picks import LinesDialog
from desktop_crm.billing.ui.orders_page import OrdersPage
from desktop_crm.billing.ui.stage_dialogs import DepositDialog, FinalDialog
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.strips import Strip
from tests.billing.ui.acts import Person
from tests.billing.ui.conftest import CALLER, TODAY, D, Office, QuickPaper, line
from tests.billing.ui.test_issued import opened, words
from tests.billing.ui.test_lists import shown as listed
from tests.billing.ui.test_stories import shown

SITE = (line("10", "150.00", "23", "Website"), line("5", "100.00", "23", "Photographs"))


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("issuing", "crediting", "receipts"):
        monkeypatch.setattr(f"desktop_crm.billing.service.{module}.PRINTER", QuickPaper())


def confirmed(office: Office) -> int:
    draft = office.new(kind="order", lines=SITE, delivered_on=None)
    return service.issue_paper(CALLER, draft, today=TODAY).id


def delivered(office: Office, order: int) -> int:
    note = service.deliver_order(CALLER, order, TODAY)
    return service.issue_paper(CALLER, note.id, today=TODAY).id


def billed(made: DocumentRef) -> int:
    return service.issue_invoice(CALLER, made.id, today=TODAY).id


def test_an_order_is_delivered_line_by_line(office: Office, qtbot: QtBot) -> None:
    order = confirmed(office)
    page = opened(qtbot, office, order)
    assert words(page) == ["Make invoice", "Send", "Deliver\u2026"]
    page.verbs.chain.ask_deliver()
    dialog = page.window().findChild(LinesDialog)
    assert dialog is not None
    dialog.lines.picks[0].qty.set_value(D(4))
    dialog.lines.picks[1].tick.set_value(False)
    dialog.primary.click()
    kind, note = office.went[-1]
    assert kind == "delivery"
    view = office.view(int(str(note)))
    assert [(each.name, each.qty) for each in view.draft.lines] == [("Website", D(4))]
    service.issue_paper(CALLER, view.row.id, today=TODAY)
    page.show_view(office.view(order))
    assert page.chain.stations[-1].title == "Delivery note DN-2026-0001"
    row = page.lines.lines[0]
    column = next(each for each in page.lines.model.columns if each.key == "delivered")
    assert column.get(row) == "4"


def test_the_deposit_dialog_says_what_it_comes_to(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, confirmed(office))
    page.verbs.chain.ask_deposit()
    dialog = page.window().findChild(DepositDialog)
    assert dialog is not None
    assert dialog.sum.accessibleName() == "Afterwards \u20ac1,722.00 is left to bill \u20ac738.00"
    dialog.ways.set_value("amount")
    dialog.form.set_values(amount=50_000)
    dialog._edited()
    assert "\u20ac500.00" in dialog.sum.accessibleName()
    dialog.primary.click()
    kind, draft = office.went[-1]
    view = office.view(int(str(draft)))
    assert (kind, view.row.form, view.row.gross) == ("invoice", "deposit", 50_000)


def test_a_plain_invoice_offers_the_final_one_where_a_deposit_is_open(office: Office, qtbot: QtBot) -> None:
    order = confirmed(office)
    billed(service.deposit_invoice(CALLER, order, TODAY, percent=Decimal(30)))
    note = delivered(office, order)
    plain = service.invoice_deliveries(CALLER, [note], TODAY)
    page = DocumentPage(office.desk, plain.id)
    shown(qtbot, page)
    assert isinstance(page.inner, DocumentEditor)
    page.inner.verbs.ask_to_issue()
    dialog = page.window().findChild(IssueDialog)
    assert dialog is not None
    (strip,) = [each for each in dialog.findChildren(Strip) if "D-2026-0001" in each.accessibleName()]
    (offer,) = [each for each in strip.findChildren(Button) if each.text() == "Final invoice instead"]
    offer.click()
    kind, draft = office.went[-1]
    view = office.view(int(str(draft)))
    assert (kind, view.row.form) == ("invoice", "final")
    assert len(view.draft.settles) == 1
    assert office.view(plain.id).row.state == "draft"


def test_the_final_invoice_names_the_deposit(office: Office, qtbot: QtBot) -> None:
    order = confirmed(office)
    billed(service.deposit_invoice(CALLER, order, TODAY, percent=Decimal(30)))
    delivered(office, order)
    page = opened(qtbot, office, order)
    assert words(page)[-1] == "Final invoice\u2026"
    page.run_primary()
    dialog = page.window().findChild(FinalDialog)
    assert dialog is not None
    assert dialog.sum.accessibleName() == "To be paid \u20ac1,722.00"
    dialog.primary.click()
    draft = int(str(office.went[-1][1]))
    shown_page = DocumentPage(office.desk, draft)
    shown(qtbot, shown_page)
    editor = shown_page.inner
    assert isinstance(editor, DocumentEditor)
    assert editor.title == "New final invoice"
    assert editor.sheet.figures.amount_of("Total") == "\u20ac1,722.00"
    assert editor.sheet.figures.amount_of("VAT 23% of 1,400.00") == "322.00"


def test_several_delivery_notes_make_one_invoice(office: Office, qtbot: QtBot) -> None:
    orders = [confirmed(office), confirmed(office)]
    for order in orders:
        delivered(office, order)
    page = OrdersPage(office.desk)
    listed(qtbot, page)
    counts = {key: button._count for key, button in page.chips._buttons.items()}
    assert (counts["delivery"], counts["order"], counts["to_invoice"]) == ("2", "2", "4")
    page.show_filter("delivery")
    rows = [page.table.table_model.row(number) for number in range(2)]
    verb = next(item for item in page.verbs_for([row for row in rows if row]) if item)
    assert verb.text == "One invoice of 2 delivery notes"
    assert verb.run is not None
    verb.run()
    view = office.view(int(str(office.went[-1][1])))
    assert view.sums.net == 400_000
    assert len(view.draft.deliveries) == 2


def test_a_quote_says_how_much_of_it_was_taken(office: Office, qtbot: QtBot) -> None:
    quote = office.sent(lines=(*SITE, line("1", "90.00", "23", "Logo", is_optional=True)))
    page = opened(qtbot, office, quote)
    page.verbs.chain.ask_order()
    dialog = page.window().findChild(LinesDialog)
    assert dialog is not None
    assert [pick.tick.value() for pick in dialog.lines.picks] == [True, True, False]
    dialog.lines.picks[1].tick.set_value(False)
    dialog.lines.picks[2].tick.set_value(True)
    dialog.primary.click()
    order = int(str(office.went[-1][1]))
    assert [each.name for each in office.view(order).draft.lines] == ["Website", "Logo"]
    service.issue_paper(CALLER, order, today=TODAY)
    page.show_view(office.view(quote))
    column = next(each for each in page.lines.model.columns if each.key == "taken")
    assert [column.get(each) for each in page.lines.lines][:2] == ["10", "0"]
    assert office.view(quote).row.state == "accepted"


def test_a_paid_invoice_is_corrected_in_five_acts(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    service.record_payment(CALLER, invoice, PaymentDraft(amount=10_000, paid_on=TODAY), TODAY)
    page = DocumentPage(office.desk, invoice)
    shown(qtbot, page)
    assert isinstance(page.inner, IssuedPage)
    person = Person(page)
    person.acts = 1  # the button opens the dialog
    page.inner.verbs.ask_to_correct()
    dialog = page.window().findChild(CorrectDialog)
    assert dialog is not None
    person.acts += 1  # Enter
    dialog.primary.click()
    draft = int(str(office.went[-1][1]))
    editing = DocumentPage(office.desk, draft)
    shown(qtbot, editing)
    editor = editing.inner
    assert isinstance(editor, DocumentEditor)
    person.acts += 1  # what was wrong is mended
    editor.replace("", project="Relaunch")
    person.window = editing
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    issue = editing.window().findChild(IssueDialog)
    assert issue is not None
    person.enter()
    assert person.acts <= 5
    qtbot.waitUntil(lambda: office.view(draft).row.state == "partly_paid")
    assert office.view(draft).paid == 10_000
    assert (office.view(invoice).paid, office.view(invoice).row.state) == (0, "credited")


def test_only_words_are_corrected_without_a_credit_note(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    page = opened(qtbot, office, invoice)
    page.verbs.ask_to_correct()
    dialog = page.window().findChild(CorrectDialog)
    assert dialog is not None
    dialog.ways.set_value("text")
    dialog.form.changed.emit("way")
    dialog.primary.click()
    draft = office.view(int(str(office.went[-1][1])))
    assert draft.draft.is_corrected
    assert office.view(invoice).credits == ()
    billed(DocumentRef(draft.row.id, draft.row.version))
    page.show_view(office.view(invoice))
    assert office.view(invoice).row.state == "replaced"
    assert words(page) == ["Send"]


def test_an_amount_is_credited(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued(lines=SITE)
    page = opened(qtbot, office, invoice)
    page.verbs.ask_credit()
    dialog = page.window().findChild(CreditDialog)
    assert dialog is not None
    dialog.ways.set_value("amount")
    dialog.amount.set_value(24_600)
    dialog._edited()
    assert dialog.primary.text() == "Credit \u20ac246.00"
    dialog.primary.click()
    (note,) = office.view(invoice).credits
    view = office.view(note.id)
    assert (view.sums.net, view.sums.tax) == (20_000, 4_600)


def test_what_nobody_may_issue_is_not_offered(office: Office, qtbot: QtBot) -> None:
    from dataclasses import replace

    assistant = replace(office.desk, caller=replace(CALLER, role="assistant"))
    page = DocumentPage(assistant, confirmed(office))
    qtbot.addWidget(page)
    assert isinstance(page.inner, IssuedPage)
    items = [item.text for item in page.inner.more._menu_items() if item]  # type: ignore[misc]
    assert "Cancel\u2026" not in items
    assert "Deposit invoice\u2026" in items
    assert queries.get_row(CALLER, page.inner.view.row.id, TODAY).state == "issued"
