"""What needs a person today, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.recurring import RecurringDraft
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.database.connection import OpenDatabase
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import today
from desktop_crm.workspace.registry import STATEMENTS, TABLES

TODAY = date(2026, 11, 22)
CALLER = Caller("ana", "owner", "en", "desk")
BERLIN = Address(street="Lindenweg 4", postal_code="10115", city="Berlin", country="DE")
NOTHING = {"today": 0, "contacts": 0, "quotes": 0, "invoices": 0, "tickets": 0}


class PlainPaper:
    """A paper that holds its facts as text."""

    def check(self, facts: DocumentFacts) -> None:
        return None

    def render(self, facts: DocumentFacts) -> billing.Paper:
        return billing.Paper(b"%PDF " + canonical.dump(facts), None)


@pytest.fixture
def customer(make_database: Callable[..., OpenDatabase]) -> int:
    make_database(TABLES, STATEMENTS)
    firm = FirmDraft(name="Atelier Lima", address=BERLIN, country="DE", language="en", vat_id="DE136695976")
    company.set_up(CALLER, SetupDraft(firm=firm), TODAY - timedelta(days=90))
    draft = ContactDraft(kind="company", name="Konserven GmbH", addresses=(AddressDraft(address=BERLIN),))
    return int(contacts.create_contact(CALLER, draft))


def paper(customer: int, **values: object) -> DocumentDraft:
    lines = (LineDraft(description="Work", price=Decimal(100), rate=Decimal(19)),)
    given = {"contact_id": customer, "lines": lines, **values}
    return DocumentDraft(**given)  # type: ignore[arg-type]


def test_a_quiet_day_needs_nobody(customer: int) -> None:
    assert today.counts(CALLER, TODAY) == NOTHING
    day = today.get_day(CALLER, TODAY)
    assert day.count == 0
    assert (day.has_contacts, day.has_invoices) == (True, False)


def test_each_kind_of_work_is_counted_where_it_belongs(customer: int) -> None:
    start = TODAY - timedelta(days=40)
    draft = paper(customer, delivered_on=start, due_on=TODAY - timedelta(days=10))
    late = billing.create_draft(CALLER, draft, start).id
    billing.issue_invoice(CALLER, late, today=start, issued_on=start, render=PlainPaper())
    on_time = billing.create_draft(CALLER, paper(customer, delivered_on=start, due_on=TODAY), start).id
    billing.issue_invoice(CALLER, on_time, today=start, issued_on=start, render=PlainPaper())
    for valid_until in (TODAY + timedelta(days=3), TODAY + timedelta(days=30)):
        quote = paper(customer, kind="quote", valid_until=valid_until)
        sent = billing.create_draft(CALLER, quote, start).id
        billing.send_quote(CALLER, sent, today=start, render=PlainPaper())
    contacts.add_note(CALLER, customer, "Ask about the wood", TODAY - timedelta(days=1))
    contacts.add_note(CALLER, customer, "Next year", TODAY + timedelta(days=100))
    for due_on in (TODAY, TODAY - timedelta(days=2), TODAY + timedelta(days=1)):
        ticket = TicketDraft(contact_id=customer, subject="Door", text="It sticks", due_on=due_on)
        support.open_ticket(CALLER, ticket, start)

    counts = today.counts(CALLER, TODAY)
    assert counts == {"today": 5, "contacts": 1, "quotes": 1, "invoices": 1, "tickets": 2}
    day = today.get_day(CALLER, TODAY)
    assert day.count == 5
    assert [row.id for row in day.overdue] == [late]
    assert day.overdue_sums == (("EUR", 1, 11900, TODAY - timedelta(days=10)),)
    assert [row.valid_until for row in day.expiring] == [TODAY + timedelta(days=3)]
    assert [(each.currency, each.count, each.gross) for each in day.unanswered] == [("EUR", 2, 23800)]
    assert [row.text for row in day.follow_ups] == ["Ask about the wood"]
    assert [row.due_on for row in day.tickets] == [TODAY - timedelta(days=2), TODAY]
    assert (day.tickets_late, day.tickets_today) == (1, 1)


def test_what_recurs_is_there_before_it_renews(customer: int) -> None:
    agreed = RecurringDraft(document=paper(customer), starts_on=TODAY, renews_months=12, remind_days=30)
    billing.create_recurring(CALLER, agreed, TODAY)
    assert today.get_day(CALLER, TODAY).turning == ()
    (soon,) = today.get_day(CALLER, date(2027, 11, 22) - timedelta(days=30)).turning
    assert (soon.turn.on, soon.turn.is_end) == (date(2027, 11, 22), False)


def test_long_groups_are_cut_but_counted(customer: int) -> None:
    for number in range(5):
        contacts.add_note(CALLER, customer, f"Call {number}", TODAY)
    day = today.get_day(CALLER, TODAY, rows=3)
    assert (len(day.follow_ups), day.follow_up_count) == (3, 5)
