"""The Today page on a real database: figures, rows, verbs, keys, and the calm of a day without any."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.app.today import TodayPage
from desktop_crm.app.today_words import FEW, since_words
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.desk import Desk
from tests.contacts.ui.conftest import (  # noqa: F401 - fixtures
    CALLER,
    TODAY,
    Went,
    desk,
    desk_and_went,
    firm_file,
    settle,
    themed,
    went,
)


def words_of(page: TodayPage) -> str:
    found = [child.accessibleName() for child in page.findChildren(QWidget) if child.isVisible()]
    return "\n".join(found)


def a_busy_day() -> dict[str, int]:
    otto = int(service.create_contact(CALLER, ContactDraft(name="Otto Großmann")))
    mia = int(service.create_contact(CALLER, ContactDraft(name="Mia Bello")))
    service.add_note(CALLER, mia, "Thank her for the referral", TODAY - timedelta(days=2))
    service.add_note(CALLER, otto, "Call about the samples", TODAY)
    late = TicketDraft(contact_id=otto, subject="Door sticks", text="…", due_on=TODAY - timedelta(days=3))
    ticket = support.open_ticket(CALLER, late, TODAY)
    return {"otto": otto, "mia": mia, "ticket": ticket}


def test_a_new_firm_is_shown_its_first_steps(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
    went: Went,  # noqa: F811
) -> None:
    samples: list[str] = []
    page = TodayPage(desk, lambda: samples.append("sample"))
    settle(qtbot, page)
    empty = page.stack.currentWidget()
    assert isinstance(empty, EmptyState)
    assert "Good to have you here" in empty.accessibleName()
    assert not page.strip.isVisible()
    for button in empty.findChildren(Button):
        button.click()
    assert [kind for kind, _what in went] == ["contact:new", "invoice:new", "contacts:import"]
    assert samples == ["sample"]


def test_a_day_without_work_says_so(qtbot: QtBot, desk: Desk) -> None:  # noqa: F811
    service.create_contact(CALLER, ContactDraft(name="Otto"))
    page = TodayPage(desk)
    settle(qtbot, page)
    assert "Nothing needs you today" in words_of(page)
    assert page.strip.isVisible()


def test_arrows_move_over_all_groups_and_enter_opens(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
    went: Went,  # noqa: F811
) -> None:
    ids = a_busy_day()
    page = TodayPage(desk)
    settle(qtbot, page)
    assert page.first_focus() is page.list
    assert page.list.current is not None
    assert page.list.current.who == "Mia Bello"
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    qtbot.keyClick(page.list, Qt.Key.Key_Enter)
    assert went == [("contact", ids["otto"]), ("ticket", ids["ticket"]), ("contact", ids["mia"])]


def test_a_follow_up_is_done_with_one_key_and_comes_back_with_undo(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
) -> None:
    a_busy_day()
    page = TodayPage(desk)
    settle(qtbot, page)
    desk.notices.set_host(page)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert contacts.count_follow_ups(CALLER, TODAY) == 1
    assert page.list.current is not None
    assert page.list.current.who == "Otto Großmann"
    assert desk.notices.toast is not None
    desk.notices.toast._act()
    assert contacts.count_follow_ups(CALLER, TODAY) == 2


def test_figures_say_what_is_late_and_open_their_place(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
    went: Went,  # noqa: F811
) -> None:
    a_busy_day()
    page = TodayPage(desk)
    settle(qtbot, page)
    spoken = page.strip.accessibleName()
    assert "Follow-ups 2  1 carried over" in spoken
    assert "Tickets due 1  1 late" in spoken
    page.strip.clicked.emit("tickets")
    page.strip.clicked.emit("invoices")
    assert went == [("tickets", {"state": "live"}), ("invoices", {"state": "overdue"})]


def test_a_change_elsewhere_shows_at_once(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
    firm_file: OpenDatabase,  # noqa: F811
) -> None:
    ids = a_busy_day()
    page = TodayPage(desk)
    settle(qtbot, page)
    service.add_note(CALLER, ids["mia"], "Another", TODAY)
    qtbot.waitUntil(lambda: "Follow-ups 3" in page.strip.accessibleName())


def test_more_rows_than_shown_lead_to_the_list(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
    went: Went,  # noqa: F811
) -> None:
    otto = int(service.create_contact(CALLER, ContactDraft(name="Otto")))
    for number in range(53):
        service.add_note(CALLER, otto, f"Note {number}", TODAY)
    page = TodayPage(desk)
    settle(qtbot, page)
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    assert page.list.current is None
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert went == [("contacts", None)]


def test_a_long_group_leaves_room_for_the_others(
    qtbot: QtBot,
    desk: Desk,  # noqa: F811
    went: Went,  # noqa: F811
) -> None:
    ids = a_busy_day()
    for number in range(7):
        service.add_note(CALLER, ids["otto"], f"Note {number}", TODAY)
    page = TodayPage(desk)
    settle(qtbot, page)
    rows = page.list.rows()
    assert [row.key and row.key[0] for row in rows] == ["note"] * 9 + ["ticket"], "one more is no longer line"
    service.add_note(CALLER, ids["otto"], "One more", TODAY)
    page.reload()
    shown = ["note"] * FEW + ["all", "ticket"]
    qtbot.waitUntil(lambda: [row.key[0] if row else "all" for row in page.list.rows()] == shown)
    for _step in range(FEW):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert went == [("contacts", None)]


def test_since_when_is_said_by_the_day_of_the_week() -> None:
    t = translator_for("en")
    said = [since_words(t, TODAY - timedelta(days=days), TODAY) for days in (1, 2, 6, 7)]
    assert said == ["since yesterday", "since Friday", "since Monday", "since 15 Nov 2026"]
