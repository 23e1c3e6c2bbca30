"""Records are given to colleagues and handed over; Today knows what is mine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.company import queries as company
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.support import queries as support
from desktop_crm.support import service as support_service
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import opening, people, samples
from desktop_crm.workspace import today as workspace_today
from desktop_crm.workspace.trail import reading, words

TODAY = date(2026, 11, 22)
LOCAL = local_caller()


@pytest.fixture
def ana(tmp_path: Path) -> Caller:
    """The owner of the sample firm in which Bea and Cid work, too."""
    path = tmp_path / "firm.crm"
    opening.create(path)
    opening.open_workspace(path)
    samples.load(LOCAL, TODAY)
    for name, role in (("Ana", "owner"), ("Bea", "member"), ("Cid", "assistant")):
        people.add_person(LOCAL, PersonDraft(name=name, role=role), "correct horse", TODAY)
    return as_person("Ana")


def as_person(name: str) -> Caller:
    return company.caller_of(LOCAL, company.find_person(LOCAL, name))


@pytest.fixture(autouse=True)
def closed() -> object:
    from desktop_crm.database import session

    yield
    if session.is_open():
        session.current().close()


def invoice(state: str) -> int:
    view = ListView(filters=(("state", state),))
    return billing.list_invoices(LOCAL, view, TODAY).rows(0, 1)[0].id


def refusal(call: Callable[..., object], *given: object, **named: object) -> str | None:
    with pytest.raises(UserError) as refused:
        call(*given, **named)
    return refused.value.field


def test_a_record_has_one_holder_and_the_history_tells(ana: Caller) -> None:
    people.give(ana, "contact", 1, 2, TODAY, due_on=TODAY, note=" Call  them ")
    people.give(ana, "contact", 1, 3, TODAY)
    given = contacts.assignments_of(ana, "contact", [1, 2])
    assert {key: row.person for key, row in given.items()} == {1: "Cid"}
    told = [str(row.subject) for row in contacts.list_timeline(ana, 1, ["note"]) if row.entity == "contact"]
    assert told == ["Given to Cid", "Given to Bea"]
    assert contacts.list_timeline(ana, 1, ["note"])[1].summary == "Call them"
    row = given[1]
    contacts_service.finish_assignment(ana, row.id, row.version)
    assert contacts.assignments_of(ana, "contact", [1]) == {}


def test_the_trail_names_the_colleague_to_whom_something_was_given(ana: Caller) -> None:
    people.give(ana, "contact", 1, 3, TODAY)
    rows = reading.list_trail(ana, ListView(descending=True)).rows(0, 50)
    [entry] = [row for row in rows if row.table == "assignment"]
    assert entry.after is not None
    assert words.value(translator_for("en"), entry, "person_id", entry.after["person_id"]) == "Cid"
    bea = company.get_person(ana, 2)
    people.save_person(ana, 2, bea.version, replace(bea.draft, initials="BX"))
    [changed] = [
        row
        for row in reading.list_trail(ana, ListView(descending=True)).rows(0, 50)
        if row.record == "colleague:2"
    ][:1]
    assert str(changed.title) == "Bea"


def test_what_cannot_be_given_is_refused(ana: Caller) -> None:
    assert refusal(people.give, ana, "contact", 1, 2, TODAY, due_on=TODAY - timedelta(days=1)) == "on"
    assert refusal(people.give, ana, "contact", 1, 2, TODAY, note="x" * 5000) == "note"
    for kind in ("contact", "invoice", "ticket", "note"):
        with pytest.raises(NotFound):
            people.give(ana, kind, 99999, 2, TODAY)
    bea = company.get_person(ana, 2)
    people.leave(ana, 2, bea.version, TODAY, None)
    assert refusal(people.give, ana, "contact", 1, 2, TODAY) == "to"
    with pytest.raises(UserError):
        people.give(replace(ana, role="accountant"), "contact", 1, 3, TODAY)


def test_a_ticket_that_is_given_is_answered_by_that_colleague(ana: Caller) -> None:
    ticket = support_service.open_ticket(ana, TicketDraft(contact_id=1, subject="S", text="T"), TODAY)
    people.give(ana, "ticket", ticket, 2, TODAY)
    assert support.get_row(ana, ticket).assignee == "Bea"
    told = [str(row.subject) for row in contacts.list_timeline(ana, 1, ["note"])]
    assert f"{support.get_row(ana, ticket).number} given to Bea" in told


def test_everything_of_somebody_goes_to_another_in_one_act(ana: Caller) -> None:
    bea, paper = as_person("Bea"), invoice("overdue")
    note = contacts_service.add_note(bea, 1, "Ask again", TODAY)
    contacts_service.complete_note(bea, contacts_service.add_note(bea, 1, "Done already", TODAY))
    draft = TicketDraft(contact_id=1, subject="S", text="T", assignee="Bea")
    ticket = support_service.open_ticket(ana, draft, TODAY)
    people.give(ana, "invoice", paper, 2, TODAY, note="Phone them")
    people.give(ana, "ticket", ticket, 2, TODAY)
    theirs = people.belongings(ana, 2)
    assert (theirs.records, theirs.follow_ups, theirs.tickets, theirs.count) == (1, 1, 1, 3)
    assert refusal(people.leave, ana, 2, company.get_person(ana, 2).version, TODAY, None) == "to"
    assert refusal(people.hand_over, ana, 2, 2) == "to"
    assert people.leave(ana, 2, company.get_person(ana, 2).version, TODAY, 3) == theirs
    assert [row.name for row in company.list_people(ana)] == ["Ana", "Cid"]
    given = contacts.assignments_of(ana, "document", [paper])[paper]
    assert (given.person, given.note) == ("Cid", "Phone them")
    assert contacts.assignments_of(ana, "note", [note])[note].person == "Cid"
    assert contacts.get_note(ana, note).by == "Bea"
    assert support.get_row(ana, ticket).assignee == "Cid"
    assert people.belongings(ana, 2).count == 0


def test_a_new_name_takes_the_live_work_along(ana: Caller) -> None:
    bea = as_person("Bea")
    note = contacts_service.add_note(bea, 1, "Ask again", TODAY)
    draft = TicketDraft(contact_id=1, subject="S", text="T", assignee="Bea")
    ticket = support_service.open_ticket(ana, draft, TODAY)
    person = company.get_person(ana, 2)
    people.save_person(ana, 2, person.version, PersonDraft(name="Beatriz", role="member"))
    assert support.get_row(ana, ticket).assignee == "Beatriz"
    assert contacts.assignments_of(ana, "note", [note])[note].person == "Beatriz"


def test_mine_is_what_was_given_to_me_what_i_wrote_and_my_tickets(ana: Caller) -> None:
    bea, paper = as_person("Bea"), invoice("overdue")
    everybodys = workspace_today.get_day(bea, TODAY)
    assert everybodys.overdue_count > 1
    mine = workspace_today.get_day(bea, TODAY, mine=True)
    assert (mine.count, mine.given) == (0, ())
    people.give(ana, "invoice", paper, 2, TODAY)
    contacts_service.add_note(bea, 1, "Ask again", TODAY)
    people.give(ana, "contact", 2, 2, TODAY, due_on=TODAY + timedelta(days=3))
    mine = workspace_today.get_day(bea, TODAY, mine=True)
    assert [row.id for row in mine.overdue if row.contact_id != 2] == [paper]
    assert mine.overdue_sums is None
    assert [row.text for row in mine.follow_ups] == ["Ask again"]
    assert [(each.kind, each.row.record_id) for each in mine.given] == [("contact", 2)]
    assert workspace_today.get_day(ana, TODAY).given == ()  # not due yet
    later = workspace_today.get_day(ana, TODAY + timedelta(days=3))
    assert [each.row.person for each in later.given] == ["Bea"]


def test_the_papers_of_a_contact_that_i_have_are_mine(ana: Caller) -> None:
    def seen_by(name: str) -> set[int]:
        return {row.id for row in workspace_today.get_day(as_person(name), TODAY, mine=True).overdue}

    paper = invoice("overdue")
    owner = billing.get_row(ana, paper, TODAY).contact_id
    assert owner is not None
    people.give(ana, "contact", owner, 2, TODAY)
    assert paper in seen_by("Bea")
    people.give(ana, "invoice", paper, 3, TODAY)  # the paper's own holder comes first
    assert paper not in seen_by("Bea")
    assert paper in seen_by("Cid")
