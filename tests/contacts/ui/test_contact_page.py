"""One contact's page on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.ui import contact_acts
from desktop_crm.contacts.ui.consent_dialog import ConsentDialog
from desktop_crm.contacts.ui.contact_page import ContactPage
from desktop_crm.contacts.ui.feed import pairs_of
from desktop_crm.contacts.ui.link_dialog import LinkDialog
from desktop_crm.contacts.ui.note_dialog import NoteDialog
from desktop_crm.database.connection import transaction
from desktop_crm.database.session import raw
from desktop_crm.values.dates import as_if_at, utc_now
from desktop_crm.widgets.additions import Additions, RecordVerb, RelatedRow, RelatedSection
from desktop_crm.widgets.cards import LinkRow
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs import Choice
from desktop_crm.widgets.stats import Stat
from tests.contacts.ui.conftest import CALLER, TODAY, Went, settle


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The links that would have been opened."""
    links: list[str] = []

    def open_link(url: str) -> bool:
        links.append(url)
        return True

    monkeypatch.setattr(contact_acts, "open_link", open_link)
    return links


def words_of(widget: QWidget) -> str:
    return "\n".join(child.accessibleName() for child in widget.findChildren(QWidget) if child.isVisible())


def kinds(desk: Desk, contact: int) -> list[str]:
    return [row.kind for row in queries.list_timeline(CALLER, contact)]


def test_everything_is_on_one_page(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactPage(desk, people["gülşen"])
    settle(qtbot, page)
    words = words_of(page)
    assert page.title == "Gülşen Öztürk"
    for text in ("Customer", "Kuzey Işığı", "Call +90 532 555 01 48", "gulsen@kuzey.example", "İstanbul"):
        assert text in words
    assert "architect" in words
    assert "Last contact never" in page.head.strip.accessibleName()


def test_a_note_with_a_day_is_kept_and_stands_on_the_timeline(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    page.new_note()
    qtbot.keyClicks(page.composer.text.edit, "Send the oak")
    page.composer.follow_up.set_value(TODAY + timedelta(days=3))
    qtbot.keyClick(page.composer.text.edit, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(40)
    assert page.composer.is_empty
    assert [(entry.title, entry.muted, entry.body) for entry in page.timeline.entries] == [
        ("Note", "ana", "Send the oak")
    ]
    assert page.timeline.entries[0].pill == "Follow up 25 Nov 2026"
    note = queries.list_notes(CALLER, people["mia"])[0]
    assert note.follow_up_on == TODAY + timedelta(days=3)


def test_an_empty_note_is_refused_beside_the_text(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    page.composer.submit()
    assert page.composer.text.wrong
    assert kinds(desk, people["mia"]) == []


def test_a_click_on_a_phone_dials_and_offers_to_log(
    qtbot: QtBot, desk: Desk, people: dict[str, int], opened: list[str]
) -> None:
    page = ContactPage(desk, people["gülşen"])
    settle(qtbot, page)
    page.call_button.click()
    assert opened == ["tel:+905325550148"]
    assert page.composer.act == "call"
    page.composer.text.set_value("They decide on Thursday")
    page.composer.submit()
    row = queries.list_timeline(CALLER, people["gülşen"])[0]
    assert (row.kind, row.subject, row.summary) == ("call", "+90 532 555 01 48", "They decide on Thursday")


def test_a_click_on_a_mail_opens_the_mail_program_and_offers_to_log(
    qtbot: QtBot, desk: Desk, people: dict[str, int], opened: list[str]
) -> None:
    page = ContactPage(desk, people["gülşen"])
    settle(qtbot, page)
    page.mail_button.click()
    assert opened == ["mailto:gulsen@kuzey.example"]
    page.composer.subject.set_value("Samples")
    page.composer.submit()
    assert kinds(desk, people["gülşen"]) == ["mail"]


def test_without_a_program_for_calls_it_is_said(
    qtbot: QtBot, desk: Desk, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_acts, "open_link", lambda _url: False)
    page = ContactPage(desk, people["gülşen"])
    settle(qtbot, page)
    desk.notices.set_host(page)
    page.acts.call_main()
    assert desk.notices.toast is not None
    assert "no program for calls" in desk.notices.toast.text


def test_days_are_as_short_as_the_caption_above_them_allows(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    for days in (0, 1, 3, 9, 40, 400):  # from Sunday, 22 November 2026
        with as_if_at(datetime.combine(TODAY - timedelta(days=days), time(9, 12)).astimezone(UTC)):
            service.log_call(CALLER, people["gülşen"])
    page = ContactPage(desk, people["gülşen"])
    settle(qtbot, page)
    entries = page.timeline.entries
    assert [entry.time for entry in entries] == ["09:12", "09:12", "Thu", "Fri", "13 Oct", "18 Oct 2025"]
    assert entries[2].tip == "19 Nov 2026, 09:12, ana"


def test_chips_narrow_the_timeline(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    who = people["gülşen"]
    service.log_call(CALLER, who, "One")
    service.attach_file(CALLER, "contact", who, "plan.pdf", b"%PDF-1.4")
    page = ContactPage(desk, who)
    settle(qtbot, page)
    assert len(page.timeline.entries) == 2
    page.narrow("files")
    assert [entry.title for entry in page.timeline.entries] == ["plan.pdf"]
    page.narrow("")
    assert len(page.timeline.entries) == 2


def test_a_long_timeline_is_read_in_pages(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    for number in range(150):
        service.log_call(CALLER, people["mia"], f"Call {number}")
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    first = len(page.timeline.entries)
    assert first < 150
    bar = page.timeline.verticalScrollBar()
    for _turn in range(4):
        bar.setValue(bar.maximum())
    bodies = [entry.body for entry in page.timeline.entries]
    assert bodies == [f"Call {number}" for number in reversed(range(150))]


def test_the_state_of_a_record_stands_at_its_latest_event_alone(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    who = people["otto"]
    for subject, kind in (("sent", "quote"), ("by mail", "mail"), ("accepted", "quote"), ("again", "mail")):
        with transaction():
            service.write_timeline(who, kind, subject, at=utc_now(), entity="quote", entity_id=7)  # type: ignore[arg-type]
    added = Additions(states=(lambda pairs: dict.fromkeys(pairs, ("Accepted", "ok")),))
    page = ContactPage(desk, who, added)
    settle(qtbot, page)
    assert [(entry.title, entry.pill) for entry in page.timeline.entries] == [
        ("again", ""), ("accepted", "Accepted"), ("by mail", ""), ("sent", ""),
    ]  # fmt: skip
    page.timeline.reload()
    assert [entry.pill for entry in page.timeline.entries] == ["", "Accepted", "", ""]


def test_upper_rooms_add_verbs_figures_lists_and_states(
    qtbot: QtBot, desk: Desk, people: dict[str, int], went: Went
) -> None:
    who = people["otto"]
    asked: list[int] = []
    rows = [RelatedRow(f"2026-{n:04}", kind="invoice", what=n) for n in range(12)]
    section = RelatedSection("Open invoices", lambda _who: rows, asked.append, "New invoice", most=5)
    added = Additions(
        verbs=(RecordVerb("New quote", asked.append), RecordVerb("New invoice", asked.append)),
        stats=(lambda _who: [Stat("Balance", "100.00", code="EUR")],),
        sections=(section,),
        states=(lambda pairs: {pair: ("Overdue", "bad") for pair in pairs if pair[0] == "invoice"},),
    )
    page = ContactPage(desk, who, added)
    settle(qtbot, page)
    assert page.head.strip.accessibleName().startswith("Balance 100.00 EUR")
    page.primary.click()
    assert asked == [who]
    links = [row for row in page.related.findChildren(LinkRow) if row.isVisible()]
    assert len(links) == 5
    links[0].activated.emit()
    assert went == [("invoice", 0)]


def test_a_note_opens_changes_and_is_done(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    note = service.add_note(CALLER, people["mia"], "Call back", TODAY)
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    assert pairs_of(page.timeline.entries) == [("note", note)]
    dialog = NoteDialog(desk, queries.list_notes(CALLER, people["mia"])[0], page)
    dialog.form.set_values(text="Call back on Monday")
    dialog.is_done.set_value(True)
    dialog.accept_primary()
    stored = queries.list_notes(CALLER, people["mia"])[0]
    assert stored.text == "Call back on Monday"
    assert stored.done_at is not None
    qtbot.waitUntil(lambda: page.timeline.entries[0].pill == "Done")


def test_files_are_dropped_opened_and_taken_off(
    qtbot: QtBot, desk: Desk, people: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.4 plan")
    page.acts.attach([plan])
    qtbot.wait(40)
    assert page.read is not None
    file = page.read.page.files[0]
    copies: list[tuple[str, bytes]] = []
    monkeypatch.setattr(contact_acts, "open_copy", lambda _desk, *copy: copies.append(copy))
    page.acts.open_file(file.id)
    assert copies == [("plan.pdf", b"%PDF-1.4 plan")]


def test_a_person_is_linked_and_unlinked_with_undo(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactPage(desk, people["otto"])
    settle(qtbot, page)
    desk.notices.set_host(page)
    assert page.read is not None
    dialog = LinkDialog(desk, page.read.page.contact, page)
    dialog.accept_primary()
    assert dialog.form.errors == ["other"]
    dialog.form["other"].set_value(Choice(people["kuzey"], "Kuzey"))
    dialog.form.set_values(role="Carpenter")
    dialog.accept_primary()
    assert [(link.id, link.role) for link in queries.list_links(CALLER, people["otto"])] == [
        (people["kuzey"], "Carpenter")
    ]
    page.reload()
    page.acts.unlink(people["kuzey"])
    assert queries.list_links(CALLER, people["otto"]) == []
    assert desk.notices.toast is not None
    desk.notices.toast._act()
    assert [link.role for link in queries.list_links(CALLER, people["otto"])] == ["Carpenter"]


def test_a_contact_that_is_gone_says_so(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    service.delete_contact(CALLER, people["mia"])
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    assert "Not here any more" in words_of(page)


def test_a_busy_contact_costs_no_more_queries_than_an_empty_one(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    def queries_of(contact: int) -> int:
        statements: list[str] = []
        page = ContactPage(desk, contact)
        qtbot.addWidget(page)
        raw().set_trace_callback(statements.append)
        page.reload()
        raw().set_trace_callback(None)
        return len(statements)

    for number in range(30):
        service.add_note(CALLER, people["otto"], f"Note {number}", TODAY)
        service.log_call(CALLER, people["otto"], f"Call {number}")
    assert 0 < queries_of(people["mia"]) == queries_of(people["otto"]) < 30


def test_the_composer_keeps_its_shortcut_when_its_verb_changes(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    page.composer.begin("call")
    assert page.composer.save.text() == "Log call"
    assert page.composer.save.shortcut().toString() == "Ctrl+Return"


def test_a_consent_is_written_down_and_taken_back_on_the_page(
    qtbot: QtBot, desk: Desk, people: dict[str, int]
) -> None:
    page = ContactPage(desk, people["mia"])
    settle(qtbot, page)
    assert "Without a yes nobody is written to" in all_text(page.related)
    page.acts.write_consent()
    dialog = page.window().findChild(ConsentDialog)
    assert dialog is not None
    dialog.primary.click()
    assert dialog.isVisible(), "for what?"
    dialog.form.set_values(purpose="newsletter")
    dialog.primary.click()
    assert dialog.isVisible(), "how did it come?"
    dialog.form.set_values(source="by phone")
    dialog.primary.click()
    qtbot.wait(40)
    assert queries.may_contact(CALLER, people["mia"], "newsletter", TODAY)
    (button,) = [
        child
        for child in page.related.findChildren(QWidget)
        if child.accessibleName() == "Take back: Newsletter"
    ]
    button.click()  # type: ignore[attr-defined]
    dialog = page.window().findChildren(ConsentDialog)[-1]
    dialog.form.set_values(source="mail")
    dialog.primary.click()
    assert not queries.may_contact(CALLER, people["mia"], "newsletter", TODAY)
    assert len(queries.list_consents(CALLER, people["mia"])) == 2


def all_text(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))
