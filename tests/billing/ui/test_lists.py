"""The lists of quotes and invoices on a real database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.billing.ui.importing import ImportDialog, rejects_csv
from desktop_crm.billing.ui.lists import DocumentsPage, InvoicesPage, QuotesPage
from desktop_crm.files.guards import safe_name
from desktop_crm.widgets.dialogs import ConfirmDialog
from tests.billing.conftest import know
from tests.billing.ui.conftest import CALLER, TODAY, Office


def shown(qtbot: QtBot, page: DocumentsPage) -> list[str]:
    """The states of all rows, top to bottom."""
    qtbot.addWidget(page)
    page.resize(1384, 868)
    page.show()
    return states(page)


def states(page: DocumentsPage) -> list[str]:
    model = page.table.table_model
    column = next(n for n, each in enumerate(model.columns) if each.key == "state")
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_states_are_said_in_words_with_the_days(office: Office, qtbot: QtBot) -> None:
    office.issued(on=TODAY - timedelta(days=45), due_on=TODAY - timedelta(days=31))
    paid = office.issued(on=TODAY - timedelta(days=10))
    service.record_payment(CALLER, paid, PaymentDraft(amount=157021, paid_on=TODAY), TODAY)
    service.credit_invoice(CALLER, office.issued(), today=TODAY, render=None)
    office.new()
    page = InvoicesPage(office.desk)
    assert shown(qtbot, page) == ["Draft", "Credit note", "Credited", "Paid", "31 days late"]


def test_chips_count_and_filter(office: Office, qtbot: QtBot) -> None:
    office.issued(on=TODAY - timedelta(days=45), due_on=TODAY - timedelta(days=31))
    office.issued()
    office.new()
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    counts = {key: button._count for key, button in page.chips._buttons.items()}
    assert counts == {
        "": "3",
        "draft": "1",
        "unpaid": "2",
        "overdue": "1",
        "paid": "0",
        "deposit": "0",
        "credit_note": "0",
    }
    page.show_filter("unpaid")
    assert states(page) == ["Open", "31 days late"]
    assert page.sums.text == "Open \u20ac3,140.42"


def test_the_foot_sums_each_currency(office: Office, qtbot: QtBot) -> None:
    office.issued()
    know("EUR", "USD", "1.25")
    office.issued(currency="USD")
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    assert "\u20ac1,570.21" in page.sums.text
    assert "1,570.21" in page.sums.text.replace("\u20ac1,570.21", "")


def test_an_empty_list_offers_a_beginning(office: Office, qtbot: QtBot) -> None:
    asked: list[str] = []
    page = QuotesPage(office.desk, lambda: asked.append("samples"))
    shown(qtbot, page)
    texts = [label.text() for label in page.stack.currentWidget().findChildren(QLabel)]
    assert "No quotes yet" in texts
    page.new()
    assert office.went == [("quote:new", None)]


def test_copy_as_next_month_makes_drafts(office: Office, qtbot: QtBot) -> None:
    office.issued()
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    page.copy_as_next_month([queries.get_row(CALLER, 1, TODAY)])
    qtbot.waitUntil(lambda: states(page) == ["Draft", "Open"])


def test_pdfs_go_to_a_folder_and_overwrite_nothing(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    rows = [office.view(office.issued()).row for _n in range(2)]
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    page.export_pdfs(rows, tmp_path)
    page.export_pdfs(rows[:1], tmp_path)
    files = sorted(path.name for path in tmp_path.glob("*.pdf"))
    first = safe_name(service.file_name(CALLER, rows[0].id))
    assert len(files) == 3
    assert first in files
    assert first.replace(".pdf", " (2).pdf") in files
    assert (tmp_path / first).read_bytes() == queries.stored_pdf(CALLER, rows[0].id)


def test_deleting_drafts_asks_first(office: Office, qtbot: QtBot) -> None:
    draft = office.view(office.new()).row
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    page.ask_to_delete([draft])
    dialog = page.window().findChild(ConfirmDialog)
    assert dialog is not None
    assert office.view(draft.id).row.state == "draft"
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 0)


def test_verbs_fit_what_is_ticked(office: Office, qtbot: QtBot) -> None:
    draft, issued = office.view(office.new()).row, office.view(office.issued()).row
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    words = [item.text for item in page.verbs_for([draft, issued]) if item is not None]
    exports = ["Export PDFs\u2026", "Export e-invoices\u2026", "Send by mail\u2026"]
    assert words == ["Issue\u2026", "Copy as next month", *exports, "Delete drafts\u2026"]
    assert [i.text for i in page.verbs_for([issued]) if i] == ["Copy as next month", *exports]


def test_what_is_shown_goes_into_a_table(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    office.issued(order_number="=EC-1")
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    page.export_to("csv", tmp_path / "list.csv")
    text = (tmp_path / "list.csv").read_text("utf-8-sig")
    assert "2026-0001" in text
    assert "'=EC-1" in text  # no spreadsheet takes it for a formula
    assert "2026-11-22" in text
    assert ",1570.21," in text  # a bare number, whatever the language on screen
    page.export_to("xlsx", tmp_path / "list.xlsx")
    assert (tmp_path / "list.xlsx").read_bytes().startswith(b"PK")


OPEN_ITEMS = """number,customer,date,due date,currency,total,open
A-17,Konserven GmbH,2026-09-01,2026-10-01,EUR,120.00,120.00
A-18,Nova Lda,2026-09-11,2026-10-11,EUR,80.00,20.00
A-19,Nova Lda,nonsense,,EUR,80.00,20.00
"""


def test_open_invoices_come_in_after_a_look(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "open.csv"
    file.write_text(OPEN_ITEMS)
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    dialog = ImportDialog(office.desk, parent=page)
    dialog.open()
    dialog.read(file)
    assert dialog.plan is not None
    assert [stat.figure for stat in dialog.counts._stats] == ["3", "2", "1", "1"]
    assert queries.count_invoices(CALLER, TODAY)["all"] == 0  # nothing is written by looking
    rejects = rejects_csv(office.desk.t, dialog.plan.rejects).decode("utf-8-sig")
    assert "A-19" in rejects
    dialog.accept_primary()
    counts = queries.count_invoices(CALLER, TODAY)
    assert (counts["all"], counts["overdue"]) == (2, 2)
    assert [each.open for each in queries.contact_money(CALLER, office.customer, TODAY)] == [12_000]


@pytest.mark.parametrize("count", [3000])
def test_three_thousand_rows_are_counted_and_the_last_is_reached(
    office: Office, qtbot: QtBot, count: int
) -> None:
    copies = service.copy_as_next_month(CALLER, [office.new()] * count, TODAY)
    assert len(copies) == count
    page = InvoicesPage(office.desk)
    shown(qtbot, page)
    model = page.table.table_model
    assert model.rowCount() == count + 1
    page.table.go_to(copies[-1])
    assert page.table.current_row() is not None
