"""An issued paper on screen: facts, chain, money, verbs; nothing on it can be typed over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.ui.credit_dialog import CreditDialog
from desktop_crm.billing.ui.decline_dialog import DeclineDialog
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.issued_menu import menu_items
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.note_dialog import NoteDialog
from desktop_crm.billing.ui.payment_dialog import PaymentDialog, VoidDialog
from desktop_crm.values.messages import _
from desktop_crm.widgets.additions import Additions, RecordVerb, RelatedRow, RelatedSection
from desktop_crm.widgets.cards import LinkRow
from desktop_crm.widgets.labels import ElidedLabel
from tests.billing.ui.conftest import CALLER, TODAY, D, Office, QuickPaper


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_crm.billing.service.issuing.PRINTER", QuickPaper())
    monkeypatch.setattr("desktop_crm.billing.service.crediting.PRINTER", QuickPaper())


def opened(qtbot: QtBot, office: Office, document_id: int) -> IssuedPage:
    page = DocumentPage(office.desk, document_id)
    qtbot.addWidget(page)
    page.resize(1384, 868)
    page.show()
    assert isinstance(page.inner, IssuedPage)
    page.inner.around = page  # a window would hold it
    return page.inner


def words(page: IssuedPage) -> list[str]:
    return [button.text() for button in page._buttons]


def figures(page: IssuedPage) -> dict[str, str]:
    return {figure.label: figure.amount for figure in page.figures.figures if figure.label}


def test_nothing_on_it_can_be_typed(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    assert page.findChildren(QLineEdit) == []
    assert "sealed" in page.lock.text
    qtbot.waitUntil(lambda: page.preview.pdf == queries.stored_pdf(CALLER, page.view.row.id))


def test_money_that_came_and_went_back_stands_below(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued(on=TODAY - timedelta(days=3))
    service.record_payment(CALLER, invoice, PaymentDraft(amount=80_000, paid_on=TODAY), TODAY)
    wrong = service.record_payment(CALLER, invoice, PaymentDraft(amount=8_000, paid_on=TODAY), TODAY)
    service.void_payment(CALLER, wrong, TODAY)
    credit = service.credit_invoice(CALLER, invoice, (CreditLine(3),), today=TODAY, render=QuickPaper())
    page = opened(qtbot, office, invoice)
    found = figures(page)
    assert found["Total"] == "\u20ac1,570.21"
    assert found[f"Credited {credit.number}"] == "\u221263.57"
    assert found["Paid"] == "\u2212800.00"
    assert found["Open"] == "\u20ac706.64"
    assert len(page.payments.buttons) == 1  # only the one that stands can be reversed
    assert page.stages.accessibleName() == "Partly paid"


def test_what_happened_with_a_paper_stands_on_its_page(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    asked: list[int] = []

    def load(document_id: int) -> list[RelatedRow]:
        return [RelatedRow("T-1  Torn cover", "Open", kind="ticket", what=document_id)]

    page = IssuedPage(office.desk, office.view(invoice))
    qtbot.addWidget(page)
    assert page.history.isHidden()
    added = Additions(
        verbs=(
            RecordVerb("New ticket about it", asked.append),
            RecordVerb("Pay", asked.append, only_in=frozenset({("invoice", "open")})),
            RecordVerb("Remind", asked.append, only_in=frozenset({("invoice", "overdue")})),
        ),
        sections=(RelatedSection("Tickets", load),),
    )
    service.write_mail(CALLER, invoice, TODAY)
    page = IssuedPage(office.desk, office.view(invoice), added)
    qtbot.addWidget(page)
    assert not page.history.isHidden()
    said = [label.text for label in page.history.findChildren(ElidedLabel)]
    assert len(said) == 1
    assert office.view(invoice).row.number in said[0]
    page.history.findChildren(LinkRow)[0].activated.emit()
    assert office.went == [("ticket", invoice)]
    items = menu_items(page.t, page.view, page.verbs)
    next(item for item in items if item is not None and item.text == "New ticket about it").run()
    assert asked == [invoice]
    texts = {item.text for item in items if item is not None}
    assert "Pay" in texts
    assert "Remind" not in texts  # it is not due yet


def test_what_was_given_up_is_owed_again_by_one_act(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    service.write_off(CALLER, invoice, office.view(invoice).row.version, TODAY)
    page = opened(qtbot, office, invoice)
    items = {item.text: item for item in menu_items(page.t, page.view, page.verbs) if item is not None}
    assert "Write off\u2026" not in items
    items["Take the write-off back"].run()
    qtbot.waitUntil(lambda: office.view(invoice).row.open == 157_021)
    again = menu_items(page.t, office.view(invoice), page.verbs)
    assert "Write off\u2026" in [item.text for item in again if item is not None]


def test_crediting_the_books_leaves_the_rest(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.ask_credit()
    dialog = page.window().findChild(CreditDialog)
    assert dialog is not None
    assert dialog.primary.text() == "Credit \u20ac1,570.21"
    for line in dialog.lines[:2]:
        line.tick.click()
    assert dialog.primary.text() == "Credit \u20ac63.57"
    dialog.accept_primary()
    assert office.view(page.view.row.id).row.open == 150_664


def test_credit_of_more_than_is_left_is_said_in_the_dialog(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.ask_credit()
    dialog = page.window().findChild(CreditDialog)
    assert dialog is not None
    dialog.lines[0].qty.set_value(D(99))
    dialog.lines[0].qty.changed.emit()
    dialog.accept_primary()
    assert "Only" in dialog.strip.text
    assert office.view(page.view.row.id).credited == 0


def test_the_payment_is_filled_and_says_what_follows(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.ask_payment()
    dialog = page.window().findChild(PaymentDialog)
    assert dialog is not None
    assert dialog.amount.value() == 157_021
    assert dialog.consequence.accessibleName() == "Afterwards \u20ac0.00 open Paid"
    dialog._choose_amount("half")
    assert dialog.consequence.accessibleName() == "Afterwards \u20ac785.11 open Partly paid"
    assert dialog.primary.text() == "Record \u20ac785.10"
    dialog.accept_primary()
    dialog.accept_primary()  # a double click is still one payment
    assert [p.amount for p in office.view(page.view.row.id).payments] == [78_510]


def test_who_pays_in_time_may_keep_the_promised_discount(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued(TODAY - timedelta(days=10), early_percent=D(2), early_days=10)
    page = opened(qtbot, office, invoice)
    page.verbs.ask_payment()
    dialog = page.window().findChild(PaymentDialog)
    assert dialog is not None
    dialog._choose_amount("early")
    assert dialog.amount.value() == 153_881
    assert dialog.consequence.accessibleName() == "Afterwards \u20ac0.00 open Paid"
    dialog.form.set_values(paid_on=TODAY + timedelta(days=1))
    dialog._edited()
    assert dialog.consequence.accessibleName() == "Afterwards \u20ac31.40 open Partly paid"
    dialog.form.set_values(paid_on=TODAY)
    dialog._edited()
    dialog.accept_primary()
    view = office.view(invoice)
    assert [(p.amount, p.method) for p in view.payments] == [(153_881, "transfer"), (3_140, "early_discount")]
    assert (view.open, view.row.state) == (0, "paid")


def test_more_than_is_open_needs_a_tick(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.ask_payment()
    dialog = page.window().findChild(PaymentDialog)
    assert dialog is not None
    dialog.amount.set_value(200_000)
    dialog._edited()
    assert dialog.overpay.isVisibleTo(dialog)
    dialog.accept_primary()
    assert dialog.form.errors == ["amount"]
    dialog.overpay.set_value(True)
    dialog.accept_primary()
    assert office.view(page.view.row.id).open == -42_979


def test_after_the_last_payment_the_keyboard_is_at_the_next_verb(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    [pay] = [button for button in page._buttons if button.kind == "primary"]
    pay.setFocus()
    page.verbs.ask_payment()
    dialog = page.window().findChild(PaymentDialog)
    assert dialog is not None
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.view.row.open == 0)
    assert page.window().focusWidget() in page._buttons


def test_a_doubtful_day_is_said_and_still_taken(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.ask_payment()
    dialog = page.window().findChild(PaymentDialog)
    assert dialog is not None
    dialog.form.set_values(paid_on=TODAY - timedelta(days=9))
    dialog._edited()
    assert dialog.form.field("paid_on").help.text
    dialog.accept_primary()
    assert office.view(page.view.row.id).row.state == "paid"


def test_a_mistyped_payment_is_reversed_after_a_question(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    payment = service.record_payment(CALLER, invoice, PaymentDraft(amount=500, paid_on=TODAY), TODAY)
    page = opened(qtbot, office, invoice)
    page.payments.buttons[payment].click()
    dialog = page.window().findChild(VoidDialog)
    assert dialog is not None
    dialog.primary.click()
    view = office.view(invoice)
    assert (view.paid, len(view.payments)) == (0, 2)
    assert page._buttons[-1].hasFocus() or page.window().focusWidget() is page._buttons[-1]


def test_a_quote_is_answered_and_becomes_an_invoice(office: Office, qtbot: QtBot) -> None:
    quote = office.sent()
    page = opened(qtbot, office, quote)
    assert words(page) == ["Declined\u2026", "Accepted", "Order\u2026", "Send", "Make invoice"]
    page.verbs.ask_to_decline()
    dialog = page.window().findChild(DeclineDialog)
    assert dialog is not None
    dialog.form.set_values(reason="Too late")
    dialog.primary.click()
    view = office.view(quote)
    assert (view.row.state, view.answer) == ("declined", "Too late")
    page.show_view(view)
    assert words(page)[-1] == "Duplicate"
    page.verbs.accept()
    page.show_view(office.view(quote))
    page.verbs.make_invoice()
    kind, draft = office.went[-1]
    assert kind == "invoice"
    assert office.view(int(str(draft))).draft.from_id == quote
    page.show_view(office.view(quote))
    assert page.chain.stations[-1].title == "Invoice draft"


def test_the_chain_leads_from_one_to_the_other(office: Office, qtbot: QtBot) -> None:
    quote = office.sent()
    made = service.invoice_quote(CALLER, quote, TODAY)
    service.issue_invoice(CALLER, made.id, today=TODAY, render=QuickPaper())
    page = opened(qtbot, office, made.id)
    assert [station.title for station in page.chain.stations] == ["Quote Q-2026-0001", "Invoice 2026-0001"]
    first = page.chain.stations[0]
    assert first.run is not None
    first.run()
    assert office.went == [("quote", quote)]


def test_the_mail_opens_in_the_mail_program_and_is_logged(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    urls: list[QUrl] = []
    monkeypatch.setattr(
        "desktop_crm.widgets.opening.QDesktopServices.openUrl", lambda url: urls.append(url) or True
    )
    page = opened(qtbot, office, office.issued())
    page.verbs.write_mail()
    mail = Path(urls[0].toLocalFile()).read_bytes()
    assert b"buy@konserven.example" in mail
    assert b"2026-0001" in mail
    assert office.view(page.view.row.id).sent_at is not None


def test_pdf_and_e_invoice_are_saved_as_they_are_stored(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.export("pdf", tmp_path / "a.pdf")
    page.verbs.export("xml", tmp_path / "a.xml")
    assert (tmp_path / "a.pdf").read_bytes() == queries.stored_pdf(CALLER, page.view.row.id)
    assert (tmp_path / "a.xml").read_bytes() == queries.stored_xml(CALLER, page.view.row.id)
    refused: list[str] = []
    office.desk.notices.said.connect(refused.append)
    place = tmp_path / "no folder" / "a.pdf"
    page.verbs.export("pdf", place)
    assert refused == [f"\u201c{place}\u201d cannot be written: No such file or directory"]


def test_a_change_elsewhere_shows_by_itself(office: Office, qtbot: QtBot) -> None:
    invoice = office.issued()
    page = opened(qtbot, office, invoice)
    service.record_payment(CALLER, invoice, PaymentDraft(amount=157_021, paid_on=TODAY), TODAY)
    qtbot.waitUntil(lambda: page.view.row.state == "paid")
    assert figures(page)["Open"] == "\u20ac0.00"
    assert "Record payment\u2026" not in words(page)


def test_a_narrow_page_keeps_title_and_primary(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.around.resize(904, 568)
    qtbot.waitUntil(lambda: page.width() < 1000)
    visible = [button.text() for button in page._buttons if button.isVisibleTo(page)]
    assert visible == ["Record payment\u2026"]
    assert page.header.title.width() >= page.header.title.sizeHint().width()
    from desktop_crm.billing.ui.issued_menu import menu_items

    menu = [item.text for item in menu_items(page.t, page.view, page.verbs, page._hidden()) if item]
    assert menu[:3] == ["Credit\u2026", "Correct\u2026", "Send"]


def test_on_a_narrow_page_the_paper_takes_the_sheets_place(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    assert page.beside.shows_paper
    page.around.resize(904, 568)
    qtbot.waitUntil(lambda: not page.beside.shows_paper)
    page.preview_button.click()
    assert page.beside.shows_paper
    assert not page.lines.isVisibleTo(page)
    page.preview_button.click()
    assert page.lines.isVisibleTo(page)


def test_the_internal_note_may_still_change(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    page.verbs.ask_note()
    dialog = page.window().findChild(NoteDialog)
    assert dialog is not None
    dialog.form.set_values(text="Paid in cash at the fair")
    dialog.primary.click()
    assert page.view.internal_notes == "Paid in cash at the fair"
    assert page.notes.isVisibleTo(page)


def test_the_seal_can_be_verified_from_the_page(office: Office, qtbot: QtBot) -> None:
    page = opened(qtbot, office, office.issued())
    said: list[str] = []
    office.desk.notices.said.connect(said.append)
    page.verbs.verify()
    assert said == ["The seal of 2026-0001 and the chain around it are whole"]
    page.verbs._verified(
        service.VerifyReport(findings=(service.Finding("2026-0001", _("The paper differs")),))
    )
    assert said[-1] == "2026-0001: The paper differs"
