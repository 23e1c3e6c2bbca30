"""Month's end for twenty customers in the window: billed and sent in sixty acts, the bank matched in twenty,
the package handed over in five.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_crm.accounting.ui.handover_dialogs import HandoverDialog, MadeDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service
from desktop_crm.billing.queries import outbox
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.ui.issue_many import IssueManyDialog
from desktop_crm.billing.ui.mail_many import ManyMailsDialog
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.mail_account import MailAccount
from desktop_crm.company.rules.periods import month_of
from desktop_crm.database.connection import raw
from desktop_crm.files import key_ring
from desktop_crm.receivables import queries
from desktop_crm.receivables.ui.book_dialog import BookDialog
from desktop_crm.values import money
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.line_grid.columns import FIRST
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import mailing, moving, opening, places, samples, verifying
from tests.app.conftest import Program
from tests.billing.ui.acts import Person, has_keys
from tests.cli.conftest import Run, run
from tests.fixtures.mail_server import PASSWORD, Running, serving
from tests.shots.money_world import customer

pytestmark = pytest.mark.slow

__all__ = ["run"]

NAMES = (
    "Acorn", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper", "Kauri",
    "Linden",
    "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce", "Thuja",
)  # fmt: skip
TODAY = date(2026, 11, 30)
BILLED = date(2026, 10, 31)
AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def twenty_invoices(caller: Caller, mail: Running) -> list[int]:
    """Those of the month before, each customer with an address for mails."""
    firm = company_json.company_from_json(samples.content()["firm"])
    company.apply_company(caller, firm, TODAY - timedelta(days=400))
    contacts = [customer(caller, f"{name} Joinery Ltd", at) for at, name in enumerate(NAMES)]
    for name, contact in zip(NAMES, contacts, strict=True):
        raw().execute("UPDATE contact SET mail = ? WHERE id = ?", (f"{name}@example.com".lower(), contact))
    server = mail.server
    account = MailAccount(
        host=server.host, port=server.port, security=server.security, user=server.user,
        sender="Studio <studio@lane.example>",
    )  # fmt: skip
    mailing.set_account(caller, account)
    mailing._said[account.secret] = PASSWORD
    return [billed(caller, who, Decimal(100 + 7 * at)) for at, who in enumerate(contacts)]


def billed(caller: Caller, contact: int, price: Decimal) -> int:
    """An invoice of October; what its paper looked like plays no part."""
    draft = billing.new_draft(caller, "invoice", contact, BILLED)
    line = LineDraft(description="Design and concept", qty=Decimal(3), price=price, rate=Decimal(23))
    draft = replace(draft, lines=(line,), delivered_on=BILLED, due_on=BILLED + timedelta(days=14))
    made = service.create_draft(caller, draft, BILLED)
    return service.issue_invoice(caller, made.id, today=BILLED, render=service.NO_PAPER).id


def statement(caller: Caller, invoices: list[int]) -> str:
    """Sixteen with their number, two by name only, one pays a part, one from an account that nobody knows;
    a fee and a transfer of one's own."""
    rows = ["Date,Amount,Currency,Name,Description"]
    for at, document in enumerate(invoices):
        row = billing.get_row(caller, document, TODAY)
        amount, name, text = row.open, row.customer, f"Invoice {row.number}"
        if at in (16, 17):
            text = "thank you"
        elif at == 18:
            amount -= 5_000
        elif at == 19:
            name, text = "K. T. Holding", "payment"
            amount -= 1
        day = (TODAY - timedelta(days=at % 7)).isoformat()
        rows.append(f"{day},{money.plain(amount, row.currency)},{row.currency},{name},{text}")
    rows.append(f"{TODAY.isoformat()},-12.90,EUR,Bank,Account fee")
    rows.append(f"{TODAY.isoformat()},-500.00,EUR,Harbour Lane Studio,To savings")
    return "\n".join(rows)


@dataclass
class Sitting:
    """The window at the end of the month, and what it works on."""

    window: MainWindow
    person: Person
    qtbot: QtBot
    invoices: list[int]
    mail: Running
    folder: Path

    @property
    def caller(self) -> Caller:
        return self.window.desk.caller

    @property
    def page(self) -> Any:
        """What is open now."""
        return self.window.page

    def back_to_window(self, rows: int | None = None) -> None:
        """A dialog closed: the window is the active one, its list holds so many rows."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        if rows is not None:
            self.qtbot.waitUntil(lambda: self.page.table.table_model.rowCount() == rows)
            self.page.table.setFocus()

    def place(self, key: str) -> None:
        """A click in the sidebar."""
        self.person.click(self.window.sidebar._rows[key])


@contextmanager
def sitting(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> Iterator[Sitting]:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    caller, place = local_caller(), tmp_path / "firm.crm"
    opening.create(place)
    first = opening.open_workspace(place)
    with serving(tmp_path, security="none") as mail, as_if_at(AT):
        invoices = twenty_invoices(caller, mail)
        (tmp_path / "november.csv").write_text(statement(caller, invoices))
        first.close()
        where: places.Place = place
        if engine == "server":
            where = request.getfixturevalue("cluster").create("monthsend")
            moving.move(caller, place, where)
        workspace = opening.open_workspace(where)
        window = MainWindow(
            workspace, caller, translator_for("en"), LocalSettings(None), Program().acts(),
            tasks=ImmediateTasks(), today=lambda: TODAY,
        )  # fmt: skip
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.go("today")
        yield Sitting(window, Person(window), qtbot, invoices, mail, tmp_path)
        window.shut_down()


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(mailing, "_said", {})
    key_ring.use(None)
    yield
    key_ring.stop_using()


@pytest.mark.story
def test_the_month_of_twenty_customers_ends_in_one_sitting(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    engine: str,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
) -> None:
    with sitting(qtbot, qapp, tmp_path, request, engine) as desk:
        bill_and_send(desk)
        assert desk.person.acts <= 60
        desk.person.acts = 0
        match_the_bank(desk)
        assert desk.person.acts <= 20
        desk.person.acts = 0
        package, seal = hand_over(desk, monkeypatch)
        assert desk.person.acts <= 5
        assert verifying.verify(desk.caller).findings == ()
    told = run("--json", "verify", package, "--seal", seal)
    assert told.json["ok"], told


def bill_and_send(desk: Sitting) -> None:
    """Last month's twenty once more, two lines of them corrected, issued and sent."""
    person = desk.person
    desk.place("invoices")
    desk.back_to_window(20)
    person.press(Qt.Key.Key_A, CTRL)
    person.choose(desk.page._ticked_menu, "Copy as next month")
    person.click(desk.page.desk.notices.toast.verb)  # Show drafts
    desk.back_to_window(20)
    for step, price in enumerate(("150", "95.50")):
        for _down in range(step):
            person.press(Qt.Key.Key_Down)
        person.enter()
        correct_price(desk, price)
        person.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        desk.back_to_window(20)
    person.press(Qt.Key.Key_A, CTRL)
    person.choose(desk.page._ticked_menu, "Issue")
    asked = desk.window.findChild(IssueManyDialog)
    assert asked is not None
    assert len(asked.going) == 20
    person.click(asked.mail)
    person.click(asked.primary)
    mails = desk.window.findChild(ManyMailsDialog)
    assert mails is not None
    assert len(mails.going) == 20
    desk.qtbot.waitUntil(lambda: has_keys(mails))
    person.enter()
    desk.qtbot.waitUntil(lambda: len(outbox.open_mails(desk.caller)) == 20)
    sent_after_a_minute(desk)


def correct_price(desk: Sitting, price: str) -> None:
    """Another price in the first line of the draft that is open: it saves itself."""
    page = desk.page
    desk.back_to_window()
    grid = page.inner.sheet.grid
    column = next(at for at, each in enumerate(grid.model.columns, FIRST) if each.key == "price")
    cell = grid.view.visualRect(grid.model.index(0, column)).center()
    QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    desk.person.acts += 1
    desk.person.fill(price)
    desk.person.enter()


def sent_after_a_minute(desk: Sitting) -> None:
    """The window hands what waits to the mail server: each paper to its customer, once."""
    with as_if_at(AT + timedelta(seconds=61)):
        desk.window.mail_watch.look()
        desk.qtbot.waitUntil(lambda: len(desk.mail.arrived) == 20)
    assert outbox.open_mails(desk.caller) == []
    numbers = [f"2026-{at:04}" for at in range(21, 41)]
    for name, number, (to, mail) in zip(NAMES, numbers, desk.mail.arrived, strict=True):
        assert to == [f"{name}@example.com".lower()]
        assert number in str(mail["Subject"])
        [pdf] = [each for each in mail.iter_attachments() if each.get_content_type() == "application/pdf"]
        assert number in str(pdf.get_filename())


def match_the_bank(desk: Sitting) -> None:
    """What was paid in November, for the invoices of October."""
    person, caller, window, qtbot = desk.person, desk.caller, desk.window, desk.qtbot
    person.press(Qt.Key.Key_K, CTRL)
    person.fill("bank")
    person.enter()
    page = desk.page
    person.acts += 1
    page.taking.take([desk.folder / "november.csv"])  # dropped
    page.table.setFocus()
    assert queries.count_lines(caller) == {"open": 22}
    person.press(Qt.Key.Key_B, CTRL | SHIFT)
    qtbot.waitUntil(lambda: queries.count_lines(caller) == {"open": 6, "booked": 16})
    desk.back_to_window(6)
    person.press(Qt.Key.Key_A, CTRL)
    person.press(Qt.Key.Key_B, CTRL)  # those by name, and the part
    assert queries.count_lines(caller) == {"open": 3, "booked": 19}
    desk.back_to_window(3)
    unknown = next(row for row in queries.waiting_rows(caller) if row.row.line.amount > 0)
    while (current := page.table.current_row()) is None or current.id != unknown.id:
        person.press(Qt.Key.Key_Down)
        assert person.acts < 20
    person.enter()
    dialog: Any = window.findChild(BookDialog)
    qtbot.waitUntil(lambda: has_keys(dialog))
    person.fill("Thuja")
    person.enter()
    person.enter()
    assert queries.count_lines(caller) == {"open": 2, "booked": 20}
    desk.back_to_window(2)
    person.press(Qt.Key.Key_A, CTRL)
    person.press(Qt.Key.Key_Delete)
    assert queries.count_lines(caller) == {"skipped": 2, "booked": 20}
    left = [billing.get_row(caller, each, TODAY).open for each in desk.invoices]
    assert left == [0] * 18 + [5_000, 1]
    acts, again = person.acts, desk.folder / "november.csv"
    page.taking.take([again])
    assert queries.count_lines(caller) == {"skipped": 2, "booked": 20}
    person.acts = acts


def hand_over(desk: Sitting, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """The month that ends today, as one file."""
    person, target = desk.person, desk.folder / "november.zip"

    def named(*_given: Any, **_options: Any) -> tuple[str, str]:
        person.acts += 1  # Enter in the dialog of the system
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", named)
    desk.place("accounting")
    person.click(desk.page.accountant_button)
    desk.back_to_window()
    person.press(Qt.Key.Key_N, CTRL)
    desk.qtbot.waitUntil(lambda: desk.window.findChild(HandoverDialog) is not None)
    asked: Any = desk.window.findChild(HandoverDialog)
    assert asked.form.value("period") == month_of(TODAY)
    desk.qtbot.waitUntil(lambda: has_keys(asked))
    person.go()
    desk.qtbot.waitUntil(lambda: desk.window.findChild(MadeDialog) is not None)
    made: Any = desk.window.findChild(MadeDialog)
    assert target.is_file()
    return target, str(made._seal)
