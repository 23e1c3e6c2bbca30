"""Tickets on the screen: opened, answered, closed, found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.support import queries, service
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.support.ui.contact_additions import contact_additions
from desktop_crm.support.ui.contact_choices import document_choices
from desktop_crm.support.ui.customer_facts import customer_of, money_facts
from desktop_crm.support.ui.document_additions import document_additions
from desktop_crm.support.ui.new_ticket_page import NewTicketPage
from desktop_crm.support.ui.ticket_dialog import TicketDialog
from desktop_crm.support.ui.ticket_page import TicketPage
from desktop_crm.support.ui.tickets_page import TicketsPage
from desktop_crm.support.ui.words import due_role, due_words, moment_words
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.inputs import Choice
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.tasks import ImmediateTasks
from tests.support.conftest import CALLER, TODAY
from tests.support.ui.conftest import Office


def open_page(office: Office, qtbot: QtBot, ticket_id: int) -> TicketPage:
    page = TicketPage(office.desk, ticket_id)
    qtbot.addWidget(page)
    page.resize(1228, 840)
    page.show()
    return page


def test_a_public_reply_is_kept_and_opens_as_a_mail(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    page.composer.text.edit.setPlainText("We come on Tuesday.")
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(page.composer.text.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(office.opened))
    view = queries.get_ticket(CALLER, key)
    assert [(each.kind, each.text) for each in view.messages][-1] == ("public", "We come on Tuesday.")
    assert view.draft.status == "waiting"
    name, mail = office.opened[0]
    assert name == f"{view.number}.eml"
    assert b"info@sahin.example" in mail
    assert page.composer.is_empty
    assert len(page.conversation.boxes) == 2


def test_an_internal_note_opens_no_mail_and_leaves_the_state(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    page.composer.choose("internal")
    page.composer.text.edit.setPlainText("Spare part is on shelf B4.")
    page.composer.submit()
    view = queries.get_ticket(CALLER, key)
    assert (view.messages[-1].kind, view.draft.status) == ("internal", "new")
    assert office.opened == []
    assert "Internal note" in page.conversation.boxes[-1].text.accessibleName()


def test_an_empty_answer_is_refused_at_the_field(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    page.composer.submit()
    assert page.composer.text.wrong
    assert len(queries.get_ticket(CALLER, key).messages) == 1


def test_facts_are_changed_at_once(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    box = page.facts.form["priority"]
    box.set_value("urgent")
    box.changed.emit()
    due = page.facts.form["due_on"]
    due.set_value(TODAY + timedelta(days=3))
    due.editingFinished.emit()
    draft = queries.get_ticket(CALLER, key).draft
    assert (draft.priority, draft.due_on) == ("urgent", date(2026, 11, 25))


def test_closing_can_be_undone(office: Office, qtbot: QtBot) -> None:
    key = office.ticket(status="open")
    page = open_page(office, qtbot, key)
    office.desk.notices.set_host(page)
    page.close_ticket()
    assert queries.get_ticket(CALLER, key).draft.status == "closed"
    assert not page.close_button.isVisibleTo(page)
    assert page.reopen_button.isVisibleTo(page)
    toast = office.desk.notices.toast
    assert toast is not None
    toast._act()
    assert queries.get_ticket(CALLER, key).draft.status == "open"


def test_dropped_files_hang_on_the_ticket_and_go_along_with_the_reply(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    photo = tmp_path / "door.txt"
    photo.write_text("a picture of a door", encoding="utf-8")
    page.files.attach([photo])
    assert [row.name for row in contacts.list_attachments(CALLER, "ticket", key)] == ["door.txt"]
    assert page.files.isVisibleTo(page)
    page.composer.text.edit.setPlainText("See the picture.")
    page.composer.submit()
    assert b"door.txt" in office.opened[0][1]
    assert not page.files.isVisibleTo(page)


def test_what_is_typed_survives_a_change_from_elsewhere(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    page.composer.text.edit.setPlainText("Half a sen")
    service.add_customer_message(CALLER, key, "Are you there?", TODAY)
    page.reload()
    assert page.composer.text.value() == "Half a sen"
    assert len(page.conversation.boxes) == 2


def test_the_list_beside_moves_with_j_and_fetches_while_scrolling(office: Office, qtbot: QtBot) -> None:
    keys = [office.ticket(subject=f"Ticket {n}", due_on=TODAY + timedelta(days=n)) for n in range(130)]
    page = open_page(office, qtbot, keys[0])
    model = page.list.rows_model
    assert (len(model.rows), model.total) == (100, 130)
    qtbot.keyClick(page.list, Qt.Key.Key_J)
    assert office.went == [("ticket", keys[1])]
    model.fetchMore(page.list.rootIndex())
    assert len(model.rows) == 130


def test_a_new_ticket_needs_a_contact_and_a_subject(office: Office, qtbot: QtBot) -> None:
    page = NewTicketPage(office.desk)
    qtbot.addWidget(page)
    page.store()
    assert page.form.errors == ["contact_id"]
    page.contact.set_value(Choice(office.firm.customer, "Someone"))
    page.store()
    assert page.form.errors == ["subject"]
    page.form.set_values(subject="The lock is loose")
    page.store()
    assert office.went[-1][0] == "ticket"
    made = queries.get_ticket(CALLER, int(str(office.went[-1][1])))
    assert (made.draft.subject, made.draft.contact_id) == ("The lock is loose", office.firm.customer)


def test_a_new_ticket_can_be_about_a_line_of_an_invoice(office: Office, qtbot: QtBot) -> None:
    preset = {"contact": office.firm.customer, "document": office.firm.invoice, "line": 1}
    page = NewTicketPage(office.desk, preset)
    qtbot.addWidget(page)
    assert page.form["document_id"].value() == office.firm.invoice
    page.form.set_values(subject="Door sticks")
    page.store()
    made = queries.get_ticket(CALLER, int(str(office.went[-1][1])))
    assert made.line_text.startswith("Front door")


def test_what_a_ticket_is_about_can_be_said_later(office: Office, qtbot: QtBot) -> None:
    draft = TicketDraft(contact_id=office.firm.customer, subject="Dor sticks")
    page = open_page(office, qtbot, service.open_ticket(CALLER, draft, TODAY))
    assert page.read is not None
    dialog = TicketDialog(office.desk, page.read.view, page.reload, page)
    assert dialog.form["document_id"].value() is None
    dialog.form.set_values(subject="")
    dialog.accept_primary()
    assert dialog.form.errors == ["subject"]
    dialog.form.set_values(subject="Door sticks", document_id=office.firm.invoice)
    dialog.form.changed.emit("document_id")
    dialog.form.set_values(line=1)
    dialog.accept_primary()
    made = queries.get_ticket(CALLER, page.ticket_id)
    assert (made.draft.subject, made.draft.document_id) == ("Door sticks", office.firm.invoice)
    assert made.line_text.startswith("Front door")
    assert page.read.view.line_text == made.line_text, "the page shows it"


class SlowTasks(ImmediateTasks):
    """A database's thread that is busy with something else: nothing is answered."""

    def _submit(self, pool: object, work: object) -> None:
        pass


def test_who_saves_before_the_papers_are_read_keeps_what_the_ticket_is_about(
    office: Office, qtbot: QtBot
) -> None:
    draft = TicketDraft(
        contact_id=office.firm.customer, subject="Dor", document_id=office.firm.invoice, line=2
    )
    page = open_page(office, qtbot, service.open_ticket(CALLER, draft, TODAY))
    assert page.read is not None
    dialog = TicketDialog(replace(office.desk, tasks=SlowTasks()), page.read.view, page.reload, page)
    dialog.form.set_values(subject="Door")
    dialog.desk = office.desk
    dialog.accept_primary()
    made = queries.get_ticket(CALLER, page.ticket_id).draft
    assert (made.subject, made.document_id, made.line) == ("Door", office.firm.invoice, 2)


def test_a_paper_that_is_none_of_the_latest_is_still_among_the_choices(office: Office) -> None:
    t, other = translator_for("en"), office.firm.other
    found = document_choices(CALLER, other, TODAY, t, office.firm.invoice)
    assert [choice.value for choice in found] == [office.firm.invoice]
    assert document_choices(CALLER, other, TODAY, t) == []


def test_another_customer_has_other_papers(office: Office, qtbot: QtBot) -> None:
    draft = TicketDraft(contact_id=office.firm.customer, subject="Door", document_id=office.firm.invoice)
    page = open_page(office, qtbot, service.open_ticket(CALLER, draft, TODAY))
    assert page.read is not None
    dialog = TicketDialog(office.desk, page.read.view, page.reload, page)
    assert dialog.form["document_id"].value() == office.firm.invoice
    other = contacts_service.create_contact(CALLER, ContactDraft(name="Somebody else"))
    dialog.form["contact_id"].set_value(Choice(other, "Somebody else"))
    dialog.form.changed.emit("contact_id")
    dialog.accept_primary()
    made = queries.get_ticket(CALLER, page.ticket_id).draft
    assert (made.contact_id, made.document_id, made.line) == (other, None, None)


def test_chips_show_what_they_count(office: Office, qtbot: QtBot) -> None:
    office.ticket(due_on=TODAY - timedelta(days=1))
    office.ticket(assignee="ana")
    done = office.ticket()
    service.set_status(CALLER, done, queries.get_ticket(CALLER, done).version, "resolved", TODAY)
    page = TicketsPage(office.desk)
    qtbot.addWidget(page)
    page.show()
    for chip, count in {"": 3, "live": 2, "mine": 1, "overdue": 1, "done": 1}.items():
        page.show_filter(chip)
        assert page.table.table_model.rowCount() == count, chip


def test_many_are_closed_and_put_back(office: Office, qtbot: QtBot) -> None:
    first, second = office.ticket(status="open"), office.ticket(status="waiting")
    page = TicketsPage(office.desk)
    qtbot.addWidget(page)
    page.show()
    office.desk.notices.set_host(page)
    page.move(queries.list_tickets(CALLER, page.table.view).rows(0, 5), "closed")
    assert {queries.get_ticket(CALLER, key).draft.status for key in (first, second)} == {"closed"}
    toast = office.desk.notices.toast
    assert toast is not None
    toast._act()
    assert [queries.get_ticket(CALLER, key).draft.status for key in (first, second)] == ["open", "waiting"]


def test_due_days_are_said_and_coloured() -> None:
    t = translator_for("en")
    cases = {
        -2: ("2 days late", "bad"),
        0: ("today", "warn"),
        1: ("tomorrow", "warn"),
        4: ("in 4 days", "muted"),
    }
    for days, (words, role) in cases.items():
        day = TODAY + timedelta(days=days)
        assert (due_words(t, day, TODAY), due_role(day, TODAY, live=True)) == (words, role)
    assert due_role(TODAY - timedelta(days=9), TODAY, live=False) == "muted"


def test_a_moment_is_said_as_shortly_as_it_is_clear() -> None:
    t = translator_for("en")
    said = [
        moment_words(t, datetime.combine(TODAY - timedelta(days=days), time(9, 12)).astimezone(UTC), TODAY)
        for days in (0, 1, 2, 6, 7, 400)
    ]
    assert said == ["09:12", "yesterday", "Fri", "Mon", "15 Nov", "18 Oct 2025"]


def test_the_customers_balance_and_tickets_stand_beside_a_ticket(office: Office, qtbot: QtBot) -> None:
    key = office.ticket()
    page = open_page(office, qtbot, key)
    texts = [label.text() for label in page.facts.findChildren(Label) if label.isVisible()]
    assert "1 open" in texts
    facts = customer_of(CALLER, office.firm.customer, TODAY)
    [money] = [each for each in facts.money if each.open]
    words = f"{office.desk.t.formats.amount(money.open, money.currency)} {money.currency}"
    assert ("Balance", words, None) in money_facts(office.desk.t, facts)
    assert words in texts


def test_where_many_tickets_stand_is_one_query(office: Office) -> None:
    keys = [office.ticket() for _n in range(3)]
    service.close_ticket(CALLER, keys[0], 1, TODAY)
    assert queries.statuses_of(CALLER, [*keys, 999]) == {keys[0]: "closed", keys[1]: "new", keys[2]: "new"}
    asked: list[str] = []
    connection = raw()
    connection.set_trace_callback(asked.append)
    [states] = contact_additions(office.desk).states
    found = states([("ticket", key) for key in keys] + [("invoice", 1)])
    connection.set_trace_callback(None)
    assert len(asked) == 1
    assert found[("ticket", keys[1])] == ("New", "info")


def test_a_ticket_about_a_paper_knows_its_customer(office: Office, qtbot: QtBot) -> None:
    added = document_additions(office.desk)
    invoice = office.firm.invoice
    added.verbs[0].run(invoice)
    assert office.went == [("ticket:new", {"document": invoice})]
    page = NewTicketPage(office.desk, {"document": invoice})
    qtbot.addWidget(page)
    assert page.contact.value() == office.firm.customer
    assert page.form["document_id"].value() == invoice
    page.form["subject"].set_value("Torn cover")
    page.store()
    rows = added.sections[0].load(invoice)
    assert [row.title.split("  ")[1] for row in rows] == ["Torn cover"]
    assert added.sections[0].load(invoice + 1) == []
