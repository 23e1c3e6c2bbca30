"""What a role may not is not in the window: no place, no button, no entry of a menu, nothing refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_crm.app.sidebar import NavRow
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries as billing
from desktop_crm.billing.ui.issued_menu import menu_items
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.ui.contact_page import ContactPage
from desktop_crm.support import queries as support
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace import opening
from tests.app.conftest import TODAY, Program

Open = Callable[[str], MainWindow]
OWNER = local_caller()


@pytest.fixture
def as_role(qtbot: QtBot, sample_firm: Path, program: Program) -> Iterator[Open]:
    """`as_role("assistant")` is a window on the sample firm for somebody of this role."""
    workspace = opening.open_workspace(sample_firm)
    made: list[MainWindow] = []

    def window(role: str) -> MainWindow:
        caller: Caller = replace(OWNER, role=role)
        found = MainWindow(
            workspace,
            caller,
            translator_for("en"),
            LocalSettings(None),
            program.acts(),
            tasks=ImmediateTasks(),
            today=lambda: TODAY,
        )
        qtbot.addWidget(found)
        found.resize(1440, 900)
        found.show()
        made.append(found)
        return found

    yield window
    for each in made:
        each.shut_down()


def words(window: MainWindow) -> set[str]:
    """What the buttons that are seen say."""
    page = window.page
    assert page is not None
    seen = [button for button in page.findChildren(QAbstractButton) if button.isVisibleTo(page)]
    return {text for button in seen for text in (button.text(), button.accessibleName()) if text}


def places(window: MainWindow) -> set[str]:
    return {row.key for row in window.sidebar.findChildren(NavRow)}


def routes_of(role: str) -> list[tuple[str, object]]:
    """Every page with a record of the sample; those that the role has."""
    view = ListView()
    invoices = {row.state: row for row in billing.list_invoices(OWNER, view, TODAY).rows(0, 100)}
    quotes = {row.state: row for row in billing.list_quotes(OWNER, view, TODAY).rows(0, 100)}
    found: list[tuple[str, object]] = [
        ("today", None),
        ("contacts", None),
        ("quotes", None),
        ("invoices", None),
        ("catalogue", None),
        ("settings", None),
        ("settings", {"section": "data"}),
        *(("contact", row.id) for row in contacts.list_contacts(OWNER, view).rows(0, 2)),
        *((row.kind, row.id) for row in invoices.values()),
        *((row.kind, row.id) for row in quotes.values()),
        ("product", 1),
    ]
    caller = replace(OWNER, role=role)
    if rights.may(caller, "tickets.read"):
        found += [("tickets", None), ("ticket", support.list_tickets(OWNER, view).rows(0, 1)[0].id)]
        found += [("ticket:new", None), ("contact:new", None), ("contact:edit", 1)]
        found += [("invoice:new", None), ("quote:new", None)]
    return found


@pytest.mark.parametrize("role", rights.ROLES)
def test_no_page_asks_for_what_its_reader_may_not(as_role: Open, role: str) -> None:
    window = as_role(role)
    refused: list[object] = []
    bugs: list[object] = []
    window.tasks.refused.connect(refused.append)
    window.tasks.unexpected.connect(bugs.append)
    for kind, what in routes_of(role):
        window.go(kind, what)
        assert (kind, what, refused, bugs) == (kind, what, [], [])


FORBIDDEN = {
    "assistant": {
        "Record payment…", "Credit…", "Correct…", "Issue…", "Send…", "Export", "Import", "Import…",
        "New product", "Back up now", "Restore…", "Load", "Check now",
    },
    "accountant": {
        "Record payment…", "Credit…", "Correct…", "Issue…", "Send…", "Import", "Import…", "New product",
        "New invoice", "New quote", "New contact", "New ticket", "Make invoice", "Declined…",
        "Edit", "attach files", "Attach files", "Link a company", "Restore…", "Load", "New note",
    },
    "member": {"Restore…", "Load"},
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(FORBIDDEN))
def test_buttons_of_what_is_not_theirs_are_absent(as_role: Open, role: str) -> None:
    window = as_role(role)
    for kind, what in routes_of(role):
        window.go(kind, what)
        assert words(window) & FORBIDDEN[role] == set(), kind


def test_the_owner_sees_all_of_them_somewhere(as_role: Open) -> None:
    """The words above are those of the screens."""
    window = as_role("owner")
    seen: set[str] = set()
    for kind, what in routes_of("owner"):
        window.go(kind, what)
        seen |= words(window)
    assert set.union(*FORBIDDEN.values()) - seen <= {"New contact", "New ticket", "New note"}


def test_places_settings_and_shortcuts(as_role: Open) -> None:
    accountant, assistant = as_role("accountant"), as_role("assistant")
    assert "tickets" not in places(accountant)
    assert "tickets" in places(assistant)
    accountant.go("tickets")
    assert accountant.page is None or accountant.page.accessibleName() != "Tickets"
    assert "may not do that" in accountant.notices.toast.text  # type: ignore[union-attr]
    assistant.go("settings")
    sections = set(assistant.page.sections)  # type: ignore[union-attr]
    assert sections == {"yourself", "appearance", "language", "data"}
    for page in ("cash", "statements", "bank"):
        assistant.go(page)
        assert "may not do that" in assistant.notices.toast.text  # type: ignore[union-attr]
    assert {"company", "people"} <= set(
        as_role("owner").desk.allowed(("settings.change", "company"), ("", "people"))
    )


@pytest.mark.parametrize(
    ("role", "absent"),
    [
        ("assistant", {"Write off…"}),
        (
            "accountant",
            {"Write off…", "Duplicate", "Copy as next month", "Internal note…", "New ticket about it"},
        ),
    ],
)
def test_menus_leave_out_what_is_not_theirs(as_role: Open, role: str, absent: set[str]) -> None:
    window = as_role(role)
    view = ListView(filters=(("state", "unpaid"),))
    window.go("invoice", billing.list_invoices(OWNER, view, TODAY).rows(0, 1)[0].id)
    page = window.page.inner  # type: ignore[union-attr]
    assert isinstance(page, IssuedPage)
    texts = {item.text for item in menu_items(page.t, page.view, page.verbs) if item is not None}
    assert texts & absent == set()
    assert "Print" in texts
    window.go("contact", 1)
    contact = window.page
    assert isinstance(contact, ContactPage)
    texts = {item.text for item in contact.acts.menu() if item is not None}
    assert "Delete…" not in texts
    assert ("Export…" in texts) == (role == "accountant")
    assert ("Statement of account…" in texts) == (role == "accountant")
    assert "Erase this person…" not in texts


def test_an_assistant_sees_no_sum_of_the_firm(as_role: Open) -> None:
    assistant, owner = as_role("assistant"), as_role("owner")
    for window, sees in ((owner, True), (assistant, False)):
        window.go("invoices")
        assert bool(window.page.sums.text) == sees  # type: ignore[union-attr]
        window.go("contacts")
        titles = {column.title for column in window.page.table.shown_columns()}  # type: ignore[union-attr]
        assert ("Open" in titles) == sees
        window.go("today")
        figures = [stat.figure for stat in window.page.strip._stats]  # type: ignore[union-attr]
        assert any("€" in figure for figure in figures) == sees
        window.go("contact", 1)
        labels = {stat.label for stat in window.page.head.strip._stats}  # type: ignore[union-attr]
        assert ("Balance" in labels) == sees


def test_the_palette_offers_what_the_role_may(as_role: Open) -> None:
    from desktop_crm.app.palette import PaletteCommands
    from desktop_crm.app.recents import Recents

    def texts(role: str, typed: str = "") -> set[str]:
        window = as_role(role)
        commands = PaletteCommands(window.services, Recents(window.desk, "x", window))
        return {each.text for each in (commands.search(typed) if typed else commands.commands())}

    assert {"New invoice", "Back up now", "Restore a backup", "Company"} <= texts("owner")
    assert texts("assistant") & {"Back up now", "Restore a backup", "Company", "Import contacts"} == set()
    assert texts("accountant") & {"New invoice", "New contact", "Tickets", "Load sample data"} == set()
    assert any(text.startswith("Credit ") for text in texts("owner", "credit SAMPLE-0001"))
    for role in ("assistant", "accountant"):
        assert not any(text.startswith("Credit SAMPLE") for text in texts(role, "credit SAMPLE-0001"))
