"""Papers of long ago, for the tests of what happens after their keep time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from desktop_crm.billing import queries as billing_queries
from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.workspace import (
    paper_purging,
    samples,
)
from desktop_crm.workspace.opening import Workspace
from tests.faults import firms
from tests.faults.acts import PlainPaper

TODAY = firms.TODAY
OLD = date(2012, 5, 2)
TRACES = ("Quisquilia", "Xanthippe")


def firm_in_ireland(workspace: Workspace, caller: Caller) -> Workspace:
    """Set up a firm whose papers stay for six years from their day."""
    with as_if_at(datetime(2010, 1, 4, 9, tzinfo=UTC)):
        content = samples.content()["firm"] | {"country": "IE"}
        company.apply_company(caller, company_json.company_from_json(content), date(2010, 1, 4))
    return workspace


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def customer(caller: Caller, name: str = "Xanthippe Quisquilia", day: date = OLD) -> int:
    with as_if_at(moment(day)):
        address = AddressDraft("invoice", Address(street="Quay 1", city="Cork", country="IE"))
        return contacts.create_contact(caller, ContactDraft(name=name, addresses=(address,)))


def issue(
    caller: Caller,
    contact: int,
    day: date = OLD,
    *,
    paid_on: date | None = None,
    text: str = "For Quisquilia",
) -> int:
    """An invoice, paid on the day it was issued or later."""
    with as_if_at(moment(day)):
        draft = replace(firms.draft(contact, text), delivered_on=day)
        made = billing.create_draft(caller, draft, day)
        billing.issue_invoice(
            caller, made.id, today=day, issued_on=day, key=f"k{made.id}", render=PlainPaper()
        )
    pay(caller, made.id, paid_on or day)
    return made.id


def pay(caller: Caller, invoice: int, day: date) -> None:
    due = billing_queries.get_row(caller, invoice, day).open
    with as_if_at(moment(day)):
        billing.record_payment(
            caller, invoice, PaymentDraft(amount=due, paid_on=day, reference="Quisquilia paid"), day
        )


def quote(caller: Caller, contact: int, day: date = OLD) -> int:
    with as_if_at(moment(day)):
        draft = replace(firms.draft(contact, "For Quisquilia"), kind="quote", valid_until=day)
        made = billing.create_draft(caller, draft, day)
        billing.send_quote(caller, made.id, today=day, render=PlainPaper())
    return made.id


def due_ids(caller: Caller, today: date = TODAY) -> set[int]:
    return {key for case in paper_purging.plan(caller, today).due for key in case.ids}


def purge(caller: Caller, firm: Workspace, today: date = TODAY) -> paper_purging.Purged:
    return paper_purging.purge(caller, firm, paper_purging.plan(caller, today).due, today)


def there(caller: Caller) -> set[int]:
    return {key for (key,) in raw().execute("SELECT id FROM document").fetchall()}
