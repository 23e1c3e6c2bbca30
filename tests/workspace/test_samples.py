"""Sample data: in with one click, out with one click, and nothing of the firm's is used up."""

from datetime import date

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.catalog import queries as catalog
from desktop_crm.catalog import service as catalog_service
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.support import queries as support
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import samples, verifying
from desktop_crm.workspace.opening import Workspace

TODAY = date(2026, 11, 22)
TABLES = ("contact", "document", "payment", "product", "ticket", "note", "timeline", "search_entry", "firm")


def rows() -> dict[str, int]:
    return {table: raw().execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def test_the_sample_shows_every_state_of_money(workspace: Workspace, caller: Caller) -> None:
    samples.load(caller, TODAY)
    counts = billing.count_invoices(caller, TODAY)
    assert all(counts[state] for state in ("draft", "open", "overdue", "paid"))
    assert support.counts(caller, TODAY).open == 2
    assert verifying.verify(caller).findings == ()


def test_its_history_is_as_old_as_its_papers(workspace: Workspace, caller: Caller) -> None:
    samples.load(caller, TODAY)
    days = {row[0][:10] for row in raw().execute("SELECT at FROM timeline").fetchall()}
    assert len(days) > 10
    assert max(days) < TODAY.isoformat()


def test_its_fictional_person_did_all_of_it(workspace: Workspace, caller: Caller) -> None:
    samples.load(caller, TODAY)
    authors = """SELECT by FROM timeline UNION SELECT by FROM note UNION SELECT p.user FROM payment p
        UNION SELECT author FROM ticket_message WHERE kind <> 'customer'
        UNION SELECT assignee FROM ticket WHERE assignee <> ''"""
    assert raw().execute(authors).fetchall() == [("Ciara Sample",)]


def test_it_goes_without_a_trace(workspace: Workspace, caller: Caller) -> None:
    before = rows()
    samples.load(caller, TODAY)
    assert samples.remove(caller) == ()
    assert rows() == before
    assert not samples.is_loaded(caller)


def test_it_comes_in_once(workspace: Workspace, caller: Caller) -> None:
    samples.load(caller, TODAY)
    with pytest.raises(UserError):
        samples.load(caller, TODAY)


def test_a_firm_that_was_there_stays_and_keeps_its_numbers(workspace: Workspace, caller: Caller) -> None:
    firm = FirmDraft(
        name="Own Ltd", country="IE", vat_id="IE1234567T", address=Address(city="Cork", country="IE")
    )
    company_service.set_up(caller, SetupDraft(firm=firm), TODAY)
    samples.load(caller, TODAY)
    assert company.get_firm(caller).draft.name == "Own Ltd"
    assert company.preview_number(caller, "invoice", TODAY) == "2026-0001"
    samples.remove(caller)
    assert company.get_firm(caller).draft.name == "Own Ltd"


def test_a_contact_that_a_real_draft_bills_stays(workspace: Workspace, caller: Caller) -> None:
    samples.load(caller, TODAY)
    contact = contacts.find_contacts(caller, "Oak & Anchor Bookshop")[0].id
    draft = billing.new_draft(caller, "invoice", contact, TODAY)
    billing_service.create_draft(caller, draft, TODAY)
    assert samples.remove(caller) == (contact,)
    assert contacts.list_contacts(caller, ListView()).count() == 1


def test_what_is_real_stays_without_the_samples_terms_account_and_rate(
    workspace: Workspace, caller: Caller
) -> None:
    samples.load(caller, TODAY)
    draft = ContactDraft(
        name="Real",
        terms_id=company.list_terms(caller)[0].id,
        bank_account_id=company.list_bank_accounts(caller)[0].id,
    )
    real = contacts_service.create_contact(caller, draft)
    rate = company.list_tax_rates(caller)[0].id
    product = catalog_service.create_product(caller, ProductDraft(name="Real too", tax_rate_id=rate))
    samples.remove(caller)
    left = contacts.get_contact(caller, real).draft
    assert (left.name, left.terms_id, left.bank_account_id) == ("Real", None, None)
    assert catalog.get_product(caller, product).draft.tax_rate_id is None
