"""Tickets have numbers, a contact and a way through their states; what was said stays."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import search
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.support import queries, service
from desktop_crm.support.documents.reply_mail import subject_line
from desktop_crm.support.documents.ticket_json import ticket_from_json, ticket_to_json
from desktop_crm.support.rules.tickets import STATUSES, check_move, status_after
from desktop_crm.values.errors import Conflict, NotFound, UserError
from desktop_crm.values.paging import ListView
from tests.support.conftest import CALLER, TODAY, Desk


def test_a_complaint_is_logged_and_answered(desk: Desk) -> None:
    ticket_id = service.open_ticket(
        CALLER, desk.ticket(category="complaint", document_id=desk.invoice, line=1, due_on=TODAY), TODAY
    )
    view = queries.get_ticket(CALLER, ticket_id)
    assert (view.number, view.document_number, view.line_text) == ("T-1", "2026-0001", "Front door")
    assert [(message.kind, message.author) for message in view.messages] == [("customer", "Büro Şahin")]
    message_id = service.reply(CALLER, ticket_id, "We come tomorrow.", TODAY)
    mail = email.message_from_bytes(queries.reply_mail(CALLER, message_id), policy=email.policy.default)
    assert mail["Subject"] == "[T-1] The door sticks"
    assert mail["To"].addresses[0].addr_spec == "info@sahin.example"
    assert mail["From"].addresses[0].addr_spec == "post@lindner.example"
    text = mail.get_content()
    assert "We come tomorrow." in text
    assert "T-1" in text
    assert queries.get_ticket(CALLER, ticket_id).draft.status == "waiting"
    service.add_customer_message(CALLER, ticket_id, "Thank you, it opens again.", TODAY)
    view = queries.get_ticket(CALLER, ticket_id)
    assert view.draft.status == "open"
    version = service.close_ticket(CALLER, ticket_id, view.version, TODAY)
    closed = queries.get_ticket(CALLER, ticket_id)
    assert (closed.draft.status, closed.closed_at is None, closed.version) == ("closed", False, version)
    assert queries.due(CALLER, TODAY) == []
    service.reopen_ticket(CALLER, ticket_id, version, TODAY)
    assert queries.get_ticket(CALLER, ticket_id).closed_at is None


def test_the_contact_s_page_tells_the_story(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    service.reply(CALLER, ticket_id, "On our way.", TODAY)
    service.reply(CALLER, ticket_id, "He was angry on the phone.", TODAY, internal=True)
    told = contacts.list_timeline(CALLER, desk.customer, kinds=("ticket",))
    assert [row.summary for row in told] == ["On our way.", "Since Monday."]
    assert {row.entity_id for row in told} == {ticket_id}
    assert [row.number for row in queries.tickets_of(CALLER, desk.customer)] == ["T-1"]


def test_a_reply_is_signed_by_whoever_said_their_name_else_by_the_firms_person(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    named = replace(CALLER, user="Inês Prata", signature="Inês Prata")
    by_name = queries.reply_mail(CALLER, service.reply(named, ticket_id, "Here it is.", TODAY))
    by_account = queries.reply_mail(CALLER, service.reply(CALLER, ticket_id, "Here it is.", TODAY))
    texts = [
        email.message_from_bytes(mail, policy=email.policy.default).get_content().replace("\r", "")
        for mail in (by_name, by_account)
    ]
    assert "-- \nInês Prata\n" in texts[0]
    assert CALLER.user not in texts[1]
    assert [message.author for message in queries.get_ticket(CALLER, ticket_id).messages[-2:]] == [
        "Inês Prata", CALLER.user,
    ]  # fmt: skip


def test_who_is_called_otherwise_keeps_their_live_tickets(desk: Desk) -> None:
    mine, done, hers = (
        service.open_ticket(CALLER, desk.ticket(assignee=name), TODAY) for name in ("ana", "ana", "Bea")
    )
    service.close_ticket(CALLER, done, 1, TODAY)
    assert service.rename_assignee(CALLER, "ana", "Ana Lima") == 1
    assert [queries.get_ticket(CALLER, each).draft.assignee for each in (mine, done, hers)] == [
        "Ana Lima", "ana", "Bea",
    ]  # fmt: skip
    assert queries.get_ticket(CALLER, mine).version == 2


def test_an_internal_note_leaves_the_state_and_has_no_mail(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    note = service.reply(CALLER, ticket_id, "Ask the supplier.", TODAY, internal=True)
    view = queries.get_ticket(CALLER, ticket_id)
    assert (view.draft.status, view.version, view.messages[-1].kind) == ("new", 1, "internal")
    with pytest.raises(NotFound):
        queries.reply_mail(CALLER, note)


def test_a_reply_says_where_the_ticket_goes(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    service.reply(CALLER, ticket_id, "Done.", TODAY, then="resolved")
    assert queries.get_ticket(CALLER, ticket_id).draft.status == "resolved"


def test_a_customer_without_mail_gets_a_draft_without_recipient(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(contact_id=desk.other), TODAY)
    message_id = service.reply(CALLER, ticket_id, "Hello", TODAY)
    assert email.message_from_bytes(queries.reply_mail(CALLER, message_id))["To"] is None


def test_files_hang_on_the_ticket_and_go_out_with_a_reply(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    kept = service.attach(CALLER, ticket_id, "door.png", b"\x89PNG\r\n\x1a\n picture")
    assert [row.name for row in contacts.list_attachments(CALLER, "ticket", ticket_id)] == ["door.png"]
    message_id = service.reply(CALLER, ticket_id, "See the picture.", TODAY, attachment_ids=[kept])
    mail = email.message_from_bytes(queries.reply_mail(CALLER, message_id), policy=email.policy.default)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["door.png"]
    with pytest.raises(UserError):
        service.attach(CALLER, ticket_id, "empty", b"")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contact_id": None}, "contact_id"),
        ({"contact_id": 999}, "contact_id"),
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 10_000}, "subject"),
        ({"text": "a\x00b"}, "text"),
        ({"status": "closed"}, "status"),
        ({"status": "lost"}, "status"),
        ({"priority": "asap"}, "priority"),
        ({"category": "praise"}, "category"),
        ({"due_on": date(1950, 1, 1)}, "due_on"),
        ({"line": 1}, "document_id"),
        ({"document_id": 999}, "document_id"),
    ],
)
def test_a_ticket_that_cannot_be_right_is_refused_and_draws_no_number(
    desk: Desk, change: dict[str, object], field: str
) -> None:
    with pytest.raises(UserError) as refusal:
        service.open_ticket(CALLER, desk.ticket(**change), TODAY)
    assert refusal.value.field == field
    assert queries.get_ticket(CALLER, service.open_ticket(CALLER, desk.ticket(), TODAY)).number == "T-1"


def test_a_ticket_speaks_of_an_issued_line_of_its_own_customer(desk: Desk) -> None:
    for wrong, field in (
        (desk.ticket(document_id=desk.draft_invoice), "document_id"),
        (desk.ticket(document_id=desk.invoice, line=3), "line"),
        (desk.ticket(contact_id=desk.other, document_id=desk.invoice), "document_id"),
    ):
        with pytest.raises(UserError) as refusal:
            service.open_ticket(CALLER, wrong, TODAY)
        assert refusal.value.field == field


def test_the_second_of_two_writers_is_told(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    draft = queries.get_ticket(CALLER, ticket_id).draft
    service.save_ticket(CALLER, ticket_id, 1, replace(draft, assignee="Ben"), TODAY)
    with pytest.raises(Conflict):
        service.save_ticket(CALLER, ticket_id, 1, replace(draft, priority="urgent"), TODAY)
    with pytest.raises(NotFound):
        service.save_ticket(CALLER, 999, 1, draft, TODAY)


def test_a_ticket_given_to_another_contact_moves_its_history(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(), TODAY)
    draft = queries.get_ticket(CALLER, ticket_id).draft
    service.save_ticket(CALLER, ticket_id, 1, replace(draft, contact_id=desk.other), TODAY)
    assert contacts.count_timeline(CALLER, desk.customer).get("ticket", 0) == 0
    assert contacts.count_timeline(CALLER, desk.other)["ticket"] == 1


def test_lists_filter_sort_and_count(desk: Desk) -> None:
    yesterday = TODAY - timedelta(days=1)
    late = service.open_ticket(
        CALLER, desk.ticket(subject="Late", due_on=yesterday, priority="urgent"), TODAY
    )
    service.open_ticket(
        CALLER, desk.ticket(subject="Today", due_on=TODAY, assignee="ana", category="complaint"), TODAY
    )
    service.open_ticket(CALLER, desk.ticket(subject="Some day", contact_id=desk.other), TODAY)

    def subjects(**view: object) -> list[str]:
        return [row.subject for row in queries.list_tickets(CALLER, ListView(**view)).rows(0, 10)]  # type: ignore[arg-type]

    assert subjects() == ["Late", "Today", "Some day"]
    assert subjects(sort="priority", descending=True)[0] == "Late"
    assert subjects(sort="contact") == ["Late", "Today", "Some day"]
    assert subjects(filters=(("category", "complaint"),)) == ["Today"]
    assert subjects(filters=(("contact", str(desk.other)),)) == ["Some day"]
    assert subjects(filters=(("due", TODAY.isoformat()),)) == ["Late", "Today"]
    assert subjects(filters=(("assignee", "ana"), ("status", "new"))) == ["Today"]
    assert subjects(search="monday") == ["Late", "Today", "Some day"]
    assert [row.subject for row in queries.due(CALLER, TODAY)] == ["Late", "Today"]
    assert [row.is_overdue(TODAY) for row in queries.due(CALLER, TODAY)] == [True, False]
    found = queries.counts(CALLER, TODAY)
    assert (found.open, found.overdue, found.due_today, found.unassigned, found.mine) == (3, 1, 1, 2, 1)
    assert (found.by_status, found.by_category) == ({"new": 3}, {"question": 2, "complaint": 1})
    service.close_ticket(CALLER, late, 1, TODAY)
    assert subjects(filters=(("open", "0"),)) == ["Late"]
    assert subjects(filters=(("open", "1"),)) == ["Today", "Some day"]
    assert queries.counts(CALLER, TODAY).overdue == 0


def test_a_ticket_is_found_by_number_words_and_messages(desk: Desk) -> None:
    ticket_id = service.open_ticket(CALLER, desk.ticket(document_id=desk.invoice), TODAY)
    service.reply(CALLER, ticket_id, "The hinges are on order.", TODAY)
    for typed in ("T-1", "door stick", "hinges", "2026-0001"):
        hits = search.find(typed, entities=["ticket"])
        assert [(hit.entity_id, hit.number) for hit in hits] == [(ticket_id, "T-1")], typed
    assert queries.find_tickets(CALLER, "t-1") == [ticket_id]
    assert queries.find_tickets(CALLER, str(ticket_id)) == [ticket_id]
    assert queries.find_tickets(CALLER, "T-9") == []


def test_a_contact_with_tickets_is_not_deleted(desk: Desk) -> None:
    service.open_ticket(CALLER, desk.ticket(contact_id=desk.other), TODAY)
    with pytest.raises(UserError):
        contacts_service.delete_contact(CALLER, desk.other)


def test_what_was_said_is_not_changed_by_any_route(desk: Desk) -> None:
    service.open_ticket(CALLER, desk.ticket(), TODAY)
    for change in (
        "UPDATE ticket_message SET text = 'x'",
        "UPDATE ticket SET status = 'closed'",
        "UPDATE ticket SET line = 7",
        f"UPDATE ticket SET document_id = {desk.invoice}, line = 9",
        "UPDATE ticket SET contact_id = 999",
    ):
        with pytest.raises(IntegrityError), transaction():
            raw().execute(change)


def test_json_takes_what_it_printed(desk: Desk) -> None:
    wish = ticket_from_json(
        {
            "customer": "buro sahin",
            "subject": "S",
            "text": "T",
            "document": "2026-0001",
            "line": 2,
            "due_on": "2026-12-01",
        }
    )
    draft = service.settle(CALLER, wish)
    assert (draft.contact_id, draft.document_id) == (desk.customer, desk.invoice)
    view = queries.get_ticket(CALLER, service.open_ticket(CALLER, draft, TODAY))
    shown = ticket_to_json(
        view.draft,
        ticket_id=view.id,
        version=view.version,
        number=view.number,
        contact_name=view.contact_name,
        document_number=view.document_number,
        line_text=view.line_text,
        opened_at=view.opened_at,
        messages=[(message.kind, message.at, message.author, message.text) for message in view.messages],
    )
    assert (shown["number"], shown["due_on"], shown["line_text"]) == ("T-1", "2026-12-01", "Fitting")
    assert service.settle(CALLER, ticket_from_json(shown)) == draft


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], None),
        ({"customer": "Nobody"}, "customer"),
        ({"customer": True}, "customer"),
        ({"subjekt": "x"}, "subjekt"),
        ({"due_on": "soon"}, "due_on"),
        ({"priority": "asap"}, "priority"),
        ({"document": "2099-1"}, "document"),
    ],
)
def test_wrong_json_is_refused_at_its_key(desk: Desk, data: object, field: str | None) -> None:
    with pytest.raises(UserError) as refusal:
        service.settle(CALLER, ticket_from_json(data))
    assert refusal.value.field == field


def test_closed_tickets_are_reopened_before_anything_else() -> None:
    for status in STATUSES:
        if status in ("open", "closed"):
            check_move("closed", status)
        else:
            with pytest.raises(UserError):
                check_move("closed", status)
        assert status_after("internal", status) == status
    assert status_after("public", "closed") == "closed"
    assert status_after("customer", "closed") == "open"
    assert subject_line("T-1", "Re: [T-1] x") == "Re: [T-1] x"
