"""Every verb of the program for every role: what the declared table says is what happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.database import connection
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.receivables import queries as receivables
from desktop_crm.receivables.queries import cash as cash_queries
from desktop_crm.receivables.rules.cash import CashDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import archives, backups, encryption, finding, opening, people, samples, verifying
from desktop_crm.workspace import today as workspace_today
from desktop_crm.workspace.backups import drill
from desktop_crm.workspace.trail.reading import get_entry_row, list_trail
from tests.fixtures.database import UNSAFE
from tests.workspace import verbs
from tests.workspace.test_every_verb import content
from tests.workspace.verbs import ACTS, CALLER, READS, TODAY

FREE = {
    "contacts.next_contact_id",
    "contacts.need_done",
    "billing.next_document_id",
    "billing.pictures_of",
    "billing.credit_lines_from_json",
}
"""They take no caller: ids, a check, bytes of pictures, a text read."""
HALL = (
    archives.make, archives.read, backups.back_up, backups.back_up_daily, backups.look_into, backups.restore,
    drill.run, encryption.change_passphrase, encryption.decrypt, encryption.encrypt, people.add_person,
    people.belongings, people.change_own_password, people.give, people.hand_over, people.leave,
    people.save_person, samples.load,
    samples.remove, verifying.verify,
)  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rights") / "firm.crm"
    verbs.prepare(path)
    return path


@pytest.fixture
def firm(template: Path, tmp_path: Path) -> Iterator[OpenDatabase]:
    path = Path(shutil.copyfile(template, tmp_path / "firm.crm"))
    assert opening.Workspace  # the rooms' tables are bound
    with connection.open_database(path, profile=UNSAFE) as database:
        yield database


def of(name: str) -> Callable[..., object]:
    return verbs.verbs()[name]


def test_every_verb_declares_a_right() -> None:
    asked = ACTS.keys() | READS - FREE
    assert {name for name in asked if rights.right_of(of(name)) is None} == set()
    assert all(rights.right_of(verb) for verb in HALL)


@pytest.mark.parametrize("role", rights.ROLES)
def test_who_may_not_changes_nothing_and_is_told(firm: OpenDatabase, role: str) -> None:
    caller, before = replace(CALLER, role=role), content(firm)
    refused = 0
    for name, act in ACTS.items():
        right = rights.right_of(of(name))
        assert right is not None
        if rights.may(caller, right):
            continue
        refused += 1
        with pytest.raises(rights.Forbidden):
            of(name)(caller, **act.given())
    assert content(firm) == before
    assert bool(refused) == (role != "owner")


@pytest.mark.parametrize("name", sorted(ACTS))
def test_who_may_is_not_stopped_on_the_way(template: Path, tmp_path: Path, name: str) -> None:
    """A verb asks other verbs: whoever may do it, may do all of it."""
    right = rights.right_of(of(name))
    assert right is not None
    for role in rights.ROLES:
        caller = replace(CALLER, role=role)
        if not rights.may(caller, right):
            continue
        path = Path(shutil.copyfile(template, tmp_path / f"{role}.crm"))
        with connection.open_database(path, profile=UNSAFE):
            try:
                of(name)(caller, **ACTS[name].given())
            except rights.Forbidden:
                raise
            except UserError:
                assert ACTS[name].again == "refused" or name == "company.set_up"


def test_an_accountant_finds_no_tickets_and_no_notes(firm: OpenDatabase) -> None:
    verbs.contacts.add_note(CALLER, 1, "Heptagon")
    ticket = verbs.TicketDraft(contact_id=1, subject="Heptagon", text="Heptagon")
    verbs.support.open_ticket(CALLER, ticket, TODAY)
    assert {hit.kind for hit in finding.find(CALLER, "heptagon")} == {"note", "ticket"}
    accountant = replace(CALLER, role="accountant")
    assert finding.find(accountant, "heptagon") == []
    assert finding.find(accountant, "heptagon", kinds=["ticket"]) == []
    assert finding.named(accountant, [("ticket", 1), ("contact", 1)])[0].kind == "contact"
    kinds = {event.kind for event in verbs.contact_queries.list_timeline(accountant, 1)}
    assert kinds.isdisjoint({"note", "call", "mail", "ticket"})
    assert kinds
    assert verbs.contact_queries.list_timeline(accountant, 1, ["note"]) == []
    assert "note" not in verbs.contact_queries.count_timeline(accountant, 1)
    assert verbs.contact_queries.get_page(accountant, 1).notes == []


@pytest.mark.parametrize("role", rights.ROLES)
def test_every_role_has_a_today(firm: OpenDatabase, role: str) -> None:
    day = workspace_today.get_day(replace(CALLER, role=role), TODAY.replace(year=TODAY.year + 1))
    whole = workspace_today.get_day(CALLER, TODAY.replace(year=TODAY.year + 1))
    assert day.overdue_count == whole.overdue_count > 0
    assert day.unanswered_count == whole.unanswered_count
    assert (day.overdue_sums is None) == (role == "assistant")
    assert (day.unanswered is None) == (role == "assistant")
    assert (day.follow_up_count == 0) == (role == "accountant")
    counts = workspace_today.counts(replace(CALLER, role=role), TODAY.replace(year=TODAY.year + 1))
    assert counts["today"] == day.count


def test_an_assistant_sees_no_cash_book_no_bank_and_no_account_of_a_customer(firm: OpenDatabase) -> None:
    verbs.receivables.enter_cash(CALLER, CashDraft(amount=500, booked_on=TODAY, text="Stamps"), TODAY)
    queries, service, day = receivables, verbs.receivables, {"start": TODAY, "end": TODAY}
    account = {"contact_id": 1, "currency": "EUR", **day, "today": TODAY}
    asked: list[Callable[[Caller], object]] = [
        lambda caller: cash_queries.cash_book(caller, **day),
        lambda caller: service.cash_table(caller, **day),
        lambda caller: service.cash_pdf(caller, **day, today=TODAY),
        lambda caller: service.statement_csv(caller, **account),
        lambda caller: service.statement_pdf(caller, **account),
        queries.waiting_rows,
        queries.list_statements,
    ]
    for ask in asked:
        for role in ("owner", "member", "accountant"):
            assert ask(replace(CALLER, role=role))
        with pytest.raises(rights.Forbidden):
            ask(replace(CALLER, role="assistant"))
    member, assistant = replace(CALLER, role="member"), replace(CALLER, role="assistant")
    told = list_trail(member, ListView()).rows(0, 1000)
    hidden = {"cash_entry", "bank_statement"}
    assert {row.table for row in told} >= hidden
    assert not {row.table for row in list_trail(assistant, ListView()).rows(0, 1000)} & hidden
    assert list_trail(assistant, ListView(search="stamps")).rows(0, 9) == []
    with pytest.raises(rights.Forbidden):
        get_entry_row(assistant, next(row.id for row in told if row.table == "cash_entry"))
