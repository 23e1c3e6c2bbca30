"""What was kept long enough is proposed, and goes by one act: never before, never what is still used."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.keep_times import NEVER, KeepTimes
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.database.connection import raw
from desktop_crm.support import queries as tickets
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import Cancelled, UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace import erasure_list, places, purging, samples, verifying
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms

TODAY = firms.TODAY
LONG_AGO = datetime(2019, 3, 1, 9, tzinfo=UTC)


def old_contact(caller: Caller, name: str, **more: object) -> int:
    with as_if_at(LONG_AGO):
        return contacts.create_contact(caller, ContactDraft(name=name, **more))  # type: ignore[arg-type]


@pytest.fixture
def firm(workspace: Workspace, caller: Caller) -> Workspace:
    with as_if_at(LONG_AGO):
        company.apply_company(
            caller, company_json.company_from_json(samples.content()["firm"]), date(2019, 3, 1)
        )
    return workspace


def proposed(caller: Caller) -> dict[str, tuple[int, ...]]:
    return {each.kind: each.ids for each in purging.plan(caller, TODAY)}


def test_nothing_is_proposed_until_somebody_says_how_long(firm: Workspace, caller: Caller) -> None:
    ana = old_contact(caller, "Ana")
    assert purging.get_times(caller) == NEVER and purging.plan(caller, TODAY) == ()
    purging.set_times(caller, KeepTimes(contacts=5))
    assert proposed(caller) == {"contacts": (ana,)}
    purging.set_times(caller, KeepTimes(contacts=10))
    assert purging.plan(caller, TODAY) == ()
    purging.set_times(caller, NEVER)
    assert purging.get_times(caller) == NEVER
    for years in (0, -1, 51):
        with pytest.raises(UserError) as refused:
            purging.set_times(caller, KeepTimes(contacts=years))
        assert refused.value.field == "contacts"


def test_a_contact_stays_while_anything_happens_with_it(firm: Workspace, caller: Caller) -> None:
    purging.set_times(caller, KeepTimes(contacts=5))
    ana, new = old_contact(caller, "Ana"), contacts.create_contact(caller, ContactDraft(name="New"))
    kept = {
        name: old_contact(caller, name)
        for name in ("note", "promise", "call", "file", "yes", "draft", "ticket")
    }
    contacts.add_note(caller, kept["note"], "Lately", None)
    with as_if_at(LONG_AGO):
        contacts.add_note(caller, kept["promise"], "Some day", date(2019, 4, 1))
    contacts.log_call(caller, kept["call"], "Hello")
    contacts.attach_file(caller, "contact", kept["file"], "a.txt", b"a")
    contacts.record_consent(caller, kept["yes"], ConsentDraft("newsletter", True, TODAY, "form"), TODAY)
    billing.create_draft(caller, firms.draft(kept["draft"]), TODAY)
    with as_if_at(LONG_AGO):
        support.open_ticket(
            caller, TicketDraft(contact_id=kept["ticket"], subject="S", text="T"), date(2019, 3, 1)
        )
    busy = contacts.create_contact(caller, ContactDraft(kind="company", name="Busy"))
    linked = old_contact(caller, "Linked")
    contacts.link_contacts(caller, linked, busy)
    assert proposed(caller) == {"contacts": (ana,)}
    assert new not in proposed(caller)["contacts"]


def test_a_customer_goes_and_the_paper_stays_as_long_as_the_law_says(firm: Workspace, caller: Caller) -> None:
    purging.set_times(caller, KeepTimes(contacts=2))
    day = date(2022, 5, 2)
    with as_if_at(datetime(2022, 5, 2, 9, tzinfo=UTC)):
        address = AddressDraft("invoice", Address(street="Quay 1", city="Cork", country="IE"))
        ana = contacts.create_contact(caller, ContactDraft(name="Ana Quisquilia", addresses=(address,)))
        made = billing.create_draft(caller, replace(firms.draft(ana), delivered_on=day), day)
        billing.issue_invoice(caller, made.id, today=day, issued_on=day, key="k")
    assert proposed(caller) == {}, "she still owes the invoice"
    with as_if_at(datetime(2022, 6, 2, 9, tzinfo=UTC)):
        billing.write_off(caller, made.id, 2, today=date(2022, 6, 2), reason="Lost")
    (proposal,) = purging.plan(caller, TODAY)
    assert (proposal.ids, proposal.names) == ((ana,), ("Ana Quisquilia",))
    assert purging.purge(caller, firm, [proposal], TODAY) == {"contacts": 1}
    assert contact_queries.get_contact(caller, ana).draft.name == f"Erased contact {ana}"
    assert verifying.verify(caller).findings == ()
    assert proposed(caller) == {}
    assert raw().execute("SELECT count(*) FROM document").fetchone() == (1,)


def test_old_tickets_notes_and_calls_go_and_newer_ones_stay(firm: Workspace, caller: Caller) -> None:
    purging.set_times(caller, KeepTimes(tickets=3, notes=3, mails=3))
    ana = contacts.create_contact(caller, ContactDraft(name="Ana"))
    with as_if_at(LONG_AGO):
        closed = support.open_ticket(
            caller, TicketDraft(contact_id=ana, subject="Quisquilia", text="T"), date(2019, 3, 1)
        )
        support.reply(caller, closed, "Dear Quisquilia", date(2019, 3, 1))
        support.attach(caller, closed, "a.txt", b"file of Quisquilia")
        version = tickets.get_ticket(caller, closed).version
        support.close_ticket(caller, closed, version, date(2019, 3, 1))
        note = contacts.add_note(caller, ana, "Quisquilia", None)
        contacts.log_call(caller, ana, "Quisquilia called")
    contacts.add_note(caller, ana, "Today", None)
    contacts.log_call(caller, ana, "Now")
    still = support.open_ticket(caller, TicketDraft(contact_id=ana, subject="Open", text="T"), TODAY)
    plan = purging.plan(caller, TODAY)
    assert {each.kind: each.count for each in plan} == {"tickets": 1, "notes": 1, "mails": 1}
    assert plan[1].ids == (note,)
    assert purging.purge(caller, firm, plan, TODAY) == {"tickets": 1, "notes": 1, "mails": 1}
    if not firm.database.is_on_server:
        assert b"Quisquilia" not in firm.path.read_bytes()
    assert [row.text for row in contact_queries.list_notes(caller, ana)] == ["Today"]
    assert tickets.get_ticket(caller, still).draft.subject == "Open"
    assert raw().execute("SELECT count(*) FROM blob").fetchone()[0] == raw().execute(
        "SELECT count(*) FROM blob WHERE sha256 IN (SELECT logo FROM firm)"
    ).fetchone()[0]  # fmt: skip
    assert purging.plan(caller, TODAY) == ()


def test_only_what_was_shown_and_still_is_so_goes(firm: Workspace, caller: Caller) -> None:
    purging.set_times(caller, KeepTimes(contacts=5))
    ana, bruno = old_contact(caller, "Ana"), old_contact(caller, "Bruno Quisquilia")
    shown = purging.plan(caller, TODAY)
    contacts.add_note(caller, ana, "She called just now", None)
    contacts.save_contact(caller, ana, 1, ContactDraft(name="Ana", notes="Bruno Quisquilia is her brother"))
    contacts.save_contact(caller, ana, 2, ContactDraft(name="Ana"))
    carla = old_contact(caller, "Carla")
    assert purging.purge(caller, firm, shown, TODAY) == {"contacts": 1}
    assert contact_queries.get_contact(caller, ana) and contact_queries.get_contact(caller, carla)
    assert contact_queries.find_contacts(caller, "Bruno Quisquilia") == [] and bruno
    told = raw().execute("SELECT before, after FROM change_log").fetchall()
    assert not [row for row in told if "Quisquilia" in str(row)], "the trail of others forgot the name, too"


def test_cancel_stops_between_two_and_what_is_done_is_done(
    firm: Workspace, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "_CONTACTS", 1)
    purging.set_times(caller, KeepTimes(contacts=5))
    for name in ("Ana", "Bruno", "Carla"):
        old_contact(caller, name)

    class Stop:
        def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
            if done == 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        purging.purge(caller, firm, purging.plan(caller, TODAY), TODAY, progress=Stop())
    assert [each.count for each in purging.plan(caller, TODAY)] == [2]
    (erased,) = erasure_list.read(places.backup_folder(firm.path))
    assert erased.entity == "contact", "a restored copy forgets who went before the Cancel"
    assert raw().execute("SELECT is_scrubbed FROM erasure").fetchall() == [(True,)]


def test_who_may_not_erase_is_refused(firm: Workspace, caller: Caller) -> None:
    helper = Caller("Bea", "assistant", "en", "desk")
    with pytest.raises(UserError, match="your role"):
        purging.plan(helper, TODAY)
