"""An import may fill the gaps of contacts that are there; taken back, they are what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, PointDraft
from desktop_crm.contacts.rules.importing import ContactFile, with_gaps_filled
from desktop_crm.values.caller import Caller

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = b"""Name;E-mail;Telefone;Cidade;Tags;Birthday;Notes
Eve Adams;eve@e.example;+353 21 555 0110;Cork;Buyers;1980-02-03;Likes tea
Ben Brown;ben@b.example;;;;;
Zoe New;zoe@z.example;;;;;
"""
EVE = ContactDraft(
    name="Eve Adams", notes="Met in May", tags=("Friend",),
    points=(PointDraft("mail", "eve@e.example", "Work", True),),
)  # fmt: skip


@pytest.fixture
def file() -> ContactFile:
    return contacts_of(PEOPLE, "people.csv")


def test_nothing_that_is_there_changes() -> None:
    found = ContactDraft(
        name="EVE ADAMS", position="Buyer", birthday=date(1980, 2, 3), tags=("friend", "Buyers"),
        points=(
            PointDraft("mail", "EVE@e.example", "", True), PointDraft("phone", "+353 21 555 0110", "", True),
        ),
        addresses=(AddressDraft("invoice", Address(city="Cork")),), notes="Likes tea",
    )  # fmt: skip
    filled = with_gaps_filled(EVE, found)
    assert (filled.name, filled.position, filled.birthday) == ("Eve Adams", "Buyer", date(1980, 2, 3))
    assert filled.points == (*EVE.points, PointDraft("phone", "+353 21 555 0110"))
    assert filled.tags == ("Friend", "Buyers")
    assert filled.notes == "Met in May\nLikes tea"
    assert with_gaps_filled(filled, found) == filled
    assert with_gaps_filled(filled, ContactDraft(name="X", position="Other")) == filled


def test_gaps_are_filled_as_foreseen_and_emptied_again(caller: Caller, file: ContactFile) -> None:
    eve = service.create_contact(caller, EVE)
    ben = service.create_contact(
        caller, ContactDraft(name="Ben Brown", points=(PointDraft("mail", "ben@b.example"),))
    )
    before = {each: queries.get_contact(caller, each).draft for each in (eve, ben)}
    plan = service.plan_import(caller, file, complete=True)
    assert [each.status for each in plan.outcomes] == ["complete", "duplicate", "new"]
    assert [each.status for each in service.plan_import(caller, file).outcomes] == [
        "duplicate",
        "duplicate",
        "new",
    ]
    report = service.import_contacts(caller, file, complete=True)
    assert (report.added, report.completed) == (1, 1)
    after = queries.get_contact(caller, eve).draft
    assert (after.phone, after.birthday, after.tags) == (
        "+353 21 555 0110",
        date(1980, 2, 3),
        ("Buyers", "Friend"),
    )
    assert after.notes == "Met in May\nLikes tea"
    assert service.plan_import(caller, file, complete=True).writes == 0
    assert report.job_id is not None
    undone = service.undo_import(caller, report.job_id)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, ())
    assert {each: queries.get_contact(caller, each).draft for each in (eve, ben)} == before


def test_who_wrote_since_keeps_what_stands_there(caller: Caller, file: ContactFile) -> None:
    eve = service.create_contact(caller, EVE)
    job = service.import_contacts(caller, file, complete=True).job_id
    view = queries.get_contact(caller, eve)
    service.save_contact(caller, eve, view.version, replace(view.draft, notes="Something else"))
    assert job is not None
    undone = service.undo_import(caller, job)
    assert undone.restored == 0
    assert [(row, name, str(reason)) for row, name, reason in undone.kept] == [
        (eve, "Eve Adams", "It was changed since")
    ]
    assert queries.get_contact(caller, eve).draft.notes == "Something else"


def test_an_import_that_fails_half_way_leaves_nothing_filled(
    caller: Caller, file: ContactFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = service.create_contact(caller, EVE)
    before = queries.get_contact(caller, eve).draft

    def fail(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("desktop_crm.contacts.service.importing.insert_contacts", fail)
    with pytest.raises(ZeroDivisionError):
        service.import_contacts(caller, file, complete=True)
    assert queries.get_contact(caller, eve).draft == before
