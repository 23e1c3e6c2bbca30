"""Handing over on the screen: five acts, by keyboard alone; what changed since; what was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_crm.accounting import service
from desktop_crm.accounting.queries import handovers
from desktop_crm.accounting.ui.books_dialog import BooksDialog
from desktop_crm.accounting.ui.handover_dialogs import ChangesDialog, HandoverDialog, MadeDialog
from desktop_crm.accounting.ui.handover_page import HandoverPage
from desktop_crm.accounting.ui.verify_dialog import VerifyDialog
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company.rules.periods import month_of
from desktop_crm.files.seal_checking import check_sealed
from desktop_crm.widgets.dialogs import ModalDialog
from tests.accounting.ui.conftest import Office
from tests.billing.conftest import CALLER, TODAY

pytestmark = pytest.mark.file


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> Iterator[HandoverPage]:
    made = HandoverPage(office.desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    yield made
    for left in _open_dialogs():  # the next test would find them
        left.hide()
        left.deleteLater()


def _open_dialogs() -> list[ModalDialog]:
    shown = QApplication.topLevelWidgets()
    return [each for each in shown if isinstance(each, ModalDialog) and each.isVisible()]


def dialog(kind: type[Any]) -> Any:
    """The one of this kind that is open."""
    (found,) = (each for each in _open_dialogs() if isinstance(each, kind))
    return found


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    def answer(*_args: object, **_options: object) -> tuple[str, str]:
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)


def test_a_month_is_handed_over_in_five_acts_by_keyboard(
    page: HandoverPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.books.issued()
    choose(monkeypatch, office.out / "november")
    page.ask()  # Ctrl+N
    asked = dialog(HandoverDialog)
    asked.form.set_values(period=month_of(TODAY))
    asked.form["period"].changed.emit()
    assert "Papers: 1" in asked.contents.text()
    assert asked.ticks["datev"].value()  # a German firm
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    made = dialog(MadeDialog)
    checked = check_sealed(office.out / "november.zip")
    assert not checked.flaws
    made.copy()
    assert QApplication.clipboard().text() == checked.seal
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 1)
    qtbot.keyClick(made, Qt.Key.Key_Return)


def test_the_first_month_that_was_not_handed_over_is_offered(page: HandoverPage, office: Office) -> None:
    page.ask()
    first = dialog(HandoverDialog)
    offered = first.form["period"].value()
    first.reject()
    wanted = service.Wanted(span=offered, even_if_empty=True)
    service.hand_over(CALLER, wanted, office.out / "first.zip", TODAY)
    page.ask()
    assert dialog(HandoverDialog).form["period"].value() != offered


def test_days_that_cannot_be_meant_are_refused_at_their_field(page: HandoverPage) -> None:
    page.ask()
    asked = dialog(HandoverDialog)
    asked.form["period"].set_value(None)
    asked.form["period"].changed.emit()
    asked.form.set_values(start=TODAY, end=TODAY.replace(day=1))
    asked.accept_primary()
    assert asked.isVisible()
    assert handovers.list_handovers(CALLER) == []


def test_an_empty_month_says_so(page: HandoverPage, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(office.desk.notices, "refused", lambda error: told.append(str(error)), raising=False)
    page.make(service.Wanted(span=month_of(TODAY)), office.out / "empty.zip")
    assert told
    assert "Nothing was issued" in told[0]
    assert list(office.out.iterdir()) == []


def test_what_changed_since_stands_above_the_list(page: HandoverPage, office: Office) -> None:
    document = office.books.issued()
    wanted = service.Wanted(span=month_of(TODAY))
    service.hand_over(CALLER, wanted, office.out / "november.zip", TODAY)
    page.look()
    assert not page.banner.isVisible()
    billing_service.record_payment(CALLER, document, PaymentDraft(amount=500, paid_on=TODAY), TODAY)
    page.look()
    assert page.banner.isVisible()
    page.show_changes()
    assert dialog(ChangesDialog)
    assert billing.get_row(CALLER, document, TODAY).number


def test_a_row_shows_its_seal(page: HandoverPage, office: Office) -> None:
    office.books.issued()
    service.hand_over(CALLER, service.Wanted(span=month_of(TODAY)), office.out / "november.zip", TODAY)
    (row,) = handovers.list_handovers(CALLER)
    page.show_row(row)
    dialog(MadeDialog).copy()
    assert QApplication.clipboard().text() == row.seal


def test_accounts_are_kept_and_refused_at_their_field(page: HandoverPage) -> None:
    page.ask_for_books()
    asked = dialog(BooksDialog)
    asked.form.set_values(chart="SKR04", consultant="12", client="55003")
    asked.accept_primary()
    assert asked.isVisible()
    asked.form.set_values(consultant="29098")
    asked.accept_primary()
    assert service.books_of(CALLER).chart == "SKR04"
    assert service.books_of(CALLER).consultant == "29098"


def verified(page: HandoverPage, path: Path) -> VerifyDialog:
    page.check()
    shown = dialog(VerifyDialog)
    shown.check(path)
    return shown


def test_a_package_is_checked_and_known_again_by_keyboard(
    page: HandoverPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.books.issued()
    path = office.out / "november.zip"
    seal = service.hand_over(CALLER, service.Wanted(span=month_of(TODAY)), path, TODAY).seal
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    page.check()
    shown = dialog(VerifyDialog)
    assert shown.first_focus() is shown.primary
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(shown.good.isVisible)
    said = shown.good.text.splitlines()
    assert said[0].endswith("files are as they were written")
    assert said[1] == "Made here on 22 Nov 2026: November 2026"
    shown.form["seal"].set_value(f" {seal[:16].upper()} {seal[16:]} ")
    shown.form.changed.emit("seal")
    assert "The seal is the one that was written down" in shown.good.text
    shown.form["seal"].set_value("0" * 64)
    shown.form.changed.emit("seal")
    assert shown.bad.isVisible() and seal in shown.bad.text and not shown.good.isVisible()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_the_first_changed_file_of_a_package_is_named(
    page: HandoverPage, office: Office, qtbot: QtBot
) -> None:
    office.books.issued()
    path = office.out / "november.zip"
    service.hand_over(CALLER, service.Wanted(span=month_of(TODAY)), path, TODAY)
    with ZipFile(path) as archive:
        first = archive.infolist()[0]
    content = bytearray(path.read_bytes())
    content[first.header_offset + 30 + len(first.filename.encode()) + 5] ^= 1
    path.write_bytes(content)
    shown = verified(page, path)
    qtbot.waitUntil(shown.bad.isVisible)
    assert shown.bad.text.startswith(f"{first.filename}: It was changed")
    shown.check(office.out / "gone.zip")
    qtbot.waitUntil(lambda: "There is no file" in shown.bad.text)
    (office.out / "none.zip").write_bytes(b"no archive")
    shown.check(office.out / "none.zip")
    qtbot.waitUntil(lambda: shown.bad.text == "It is cut off, or was changed at its end")
