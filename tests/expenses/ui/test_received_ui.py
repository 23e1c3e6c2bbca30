"""Invoices received on the screen: dropped, shown in plain words, saved, removed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.app.invoice_drop import InvoiceDrop
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.ui.received_invoice_page import ReceivedInvoicePage
from desktop_crm.expenses.ui.received_page import ReceivedPage
from desktop_crm.expenses.ui.taking_in import take_files
from desktop_crm.values.paging import ListView
from tests.einvoice import samples
from tests.expenses.conftest import CALLER, file, to_us
from tests.expenses.ui.conftest import Office


def words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


KEPT: list[QMimeData] = []
"""An event does not own what is dragged."""


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    KEPT.append(data)
    return data


def dropped(data: QMimeData) -> QDropEvent:
    return QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def entered(data: QMimeData) -> QDragEnterEvent:
    return QDragEnterEvent(
        QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def kept() -> list[queries.ReceivedRow]:
    return list(queries.list_received(CALLER, ListView()).rows(0, 10))


def test_a_dropped_file_comes_in_and_its_page_opens(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "invoice.xml"
    path.write_bytes(file())
    page = ReceivedPage(office.desk)
    qtbot.addWidget(page)
    enter = entered(mime(path, tmp_path / "letter.docx"))
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(dropped(mime(path, tmp_path / "letter.docx")))
    (row,) = kept()
    assert office.went == [("received_invoice", row.id)]


def test_a_drop_of_other_files_is_left_alone(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    page = ReceivedPage(office.desk)
    qtbot.addWidget(page)
    enter = entered(mime(tmp_path / "letter.docx"))
    enter.ignore()
    page.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_the_window_takes_what_no_page_takes(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    drop = InvoiceDrop(office.desk, window)
    assert window.acceptDrops()
    path = tmp_path / "invoice.xml"
    path.write_bytes(file())
    assert drop.eventFilter(window, entered(mime(path)))
    assert drop.eventFilter(window, dropped(mime(path)))
    assert not drop.eventFilter(window, dropped(mime(tmp_path / "a.docx")))
    assert [row.number for row in kept()] == ["R-1"]


def test_whoever_may_not_take_in_is_offered_nothing(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "invoice.xml"
    path.write_bytes(file())
    desk = replace(office.desk, caller=replace(CALLER, role="accountant"))
    page = ReceivedPage(desk)
    qtbot.addWidget(page)
    assert not page.acceptDrops()
    window = QMainWindow()
    qtbot.addWidget(window)
    InvoiceDrop(desk, window)
    QApplication.sendEvent(window, dropped(mime(path)))
    take_files(desk, page, [path])
    assert kept() == []


def test_several_files_at_once_tell_of_the_one_that_is_none(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = []
    for number in ("1", "2"):
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_bytes(file(number=number))
    (tmp_path / "bad.xml").write_bytes(b"<html/>")
    page = ReceivedPage(office.desk)
    qtbot.addWidget(page)
    take_files(office.desk, page, [*paths, tmp_path / "bad.xml"])
    assert {row.number for row in kept()} == {"1", "2"}
    assert office.went == [("received", None)]


def test_what_is_addressed_to_somebody_else_is_warned_of_when_several_come_in(
    office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(office.desk.notices, "refused", told.append)
    ours, theirs = tmp_path / "ours.xml", tmp_path / "theirs.xml"
    ours.write_bytes(file(number="1"))
    theirs.write_bytes(write_ubl(replace(samples.rich(), number="2")))
    page = ReceivedPage(office.desk)
    qtbot.addWidget(page)
    take_files(office.desk, page, [ours, theirs])
    assert {row.number for row in kept()} == {"1", "2"}
    assert told == ["theirs.xml: It is addressed to “Stadtwerk”, not to your firm"]


def test_the_page_says_who_whom_what_when_how_much_and_which_tax(office: Office, qtbot: QtBot) -> None:
    content = write_ubl(replace(samples.rich(), number="R-1"))
    page = ReceivedInvoicePage(office.desk, service.take_in(CALLER, "rich.xml", content).id)
    qtbot.addWidget(page)
    said = words(page)
    for wanted in (
        "It follows the rules of UBL (EN 16931).",
        "Falkenberg Design", "Hafen 1\n20457 Hamburg\nGermany", "DE123456789",
        "Stadtwerk",
        "30/11/2026", "30/12/2026",
        "93.00 EUR", "19% of 93.00 EUR: 17.67 EUR", "19.00 USD", "110.67 EUR", "\u221210.00 EUR",
        "100.70 EUR",
        "DE89370400440532013000",
        "Work \u2013 In two lines", "2 hour", "4,500.00 / 100", "88.00 EUR",
        "It is addressed to \u201cStadtwerk\u201d, not to your firm",
        "plan.pdf \u00b7 The plan",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_every_broken_rule_stands_on_the_page_with_its_numbers(office: Office, qtbot: QtBot) -> None:
    wrong = to_us(
        number="",
        totals=replace(to_us().totals, due=Decimal("120.00")),
        lines=(replace(to_us().lines[0], unit="HOURS"), to_us().lines[1]),
    )
    page = ReceivedInvoicePage(office.desk, service.take_in(CALLER, "wrong.xml", write_ubl(wrong)).id)
    qtbot.addWidget(page)
    said = words(page)
    assert "3 rules are broken" in said
    for wanted in (
        "Missing: the invoice number (BR-02, BT-1)",
        "Wrong: the amount due. The file says 120, its own figures give 119 (BR-CO-16, BT-115)",
        "Line 1: “HOURS” is no known code for the unit (BR-CL-23, BT-130)",
    ):
        assert wanted in said, wanted


def test_the_file_is_saved_as_it_came_and_a_mistake_removed(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    taken = service.take_in(CALLER, "a.xml", file())
    page = ReceivedInvoicePage(office.desk, taken.id)
    qtbot.addWidget(page)
    page.save_to(tmp_path / "copy.xml")
    assert (tmp_path / "copy.xml").read_bytes() == file()
    page.open_supplier()
    page.remove()
    assert kept() == []
    assert office.went == [("contact", office.firm.supplier), ("received", None)]


@pytest.mark.parametrize("kind", ["all", "broken"])
def test_the_list_shows_what_a_chip_asks_for(office: Office, qtbot: QtBot, kind: str) -> None:
    service.take_in(CALLER, "a.xml", file())
    service.take_in(CALLER, "b.xml", file(number="", due_on=None))
    page = ReceivedPage(office.desk)
    qtbot.addWidget(page)
    page.show()
    if kind == "broken":
        page.show_filter("broken")
    wanted = 2 if kind == "all" else 1
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == wanted)
