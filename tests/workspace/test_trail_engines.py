"""The history and its undo on both engines: found, filtered, told in words, set back, brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop_crm.billing import queries as billing_queries
from desktop_crm.billing import service as billing
from desktop_crm.catalog import queries as catalog_queries
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.documents.product_tables import plan_import
from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.documents.reading import contacts_of
from desktop_crm.contacts.rules import ContactDraft, LinkDraft, PointDraft
from desktop_crm.support import queries as ticket_queries
from desktop_crm.support import service as support
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding, imports, samples
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.trail import reading, undoing, words

TODAY = date(2026, 11, 22)
T = translator_for("en")
pytestmark = pytest.mark.usefixtures("sample")


@pytest.fixture
def sample(workspace: Workspace, caller: Caller) -> None:
    samples.load(caller, TODAY)


def entries(caller: Caller, record: str = "", **filters: str) -> list[reading.EntryRow]:
    search = filters.pop("search", "")
    view = ListView(search=search, descending=True, filters=tuple(filters.items()))
    listing = reading.list_trail(caller, view, record)
    rows = listing.rows(0, 500)
    assert listing.count() == len(rows)
    return rows


def undo(caller: Caller, record: str = "") -> undoing.Plan:
    return undoing.undo_entry(caller, entries(caller, record)[0].id, TODAY)


def test_every_entry_of_a_firm_is_told_in_words(caller: Caller) -> None:
    rows = entries(caller)
    assert len(rows) > 40
    for t in (T, translator_for("pt_BR"), translator_for("tr")):
        for row in rows:
            assert words.title(t, row)
            assert words.act(t, row)
            assert words.summary(t, row) or row.table == "setting"
            for each in words.changes(t, row):
                assert "_" not in each.label, each.label
    issued = next(row for row in rows if row.act == "issued" and row.kind == "invoice")
    assert "€" in words.summary(T, issued)


def test_entries_are_found_by_what_is_typed_chosen_and_when(caller: Caller) -> None:
    kinds = {row.table for row in entries(caller, shown="ticket")}
    assert kinds == {"ticket", "ticket_message"}
    ben = replace(caller, user="Ben")
    contacts.add_note(ben, 1, "Likes 100% arabica_beans")
    assert [row.user for row in entries(caller, user="Ben")] == ["Ben"]
    assert [row.user for row in entries(caller, search="100% arabica_")] == ["Ben"]
    assert entries(caller, search="100_ arabica") == []
    assert {row.record for row in entries(caller, search="t-1")} >= {"ticket:1"}
    assert [row.user for row in entries(caller, search="ARABICA_beans ben", shown="contact")] == ["Ben"]
    assert entries(caller, search="arabica_beans", shown="ticket") == []
    assert {row.record for row in entries(caller, search="arabica_beans", user="Ben")} == {"contact:1"}
    contacts.save_contact(ben, 1, 1, ContactDraft(name="Jürgen Groß", notes=""))
    assert {row.record for row in entries(caller, search="jurgen gross")} >= {"contact:1"}
    assert len(entries(caller, search="gross jurgen")) == len(entries(caller, "contact:1"))
    assert entries(caller, until="2001-01-01T00:00:00Z") == []
    assert reading.list_people(caller) == ["Ben", samples.person(caller).user]
    every = entries(caller)
    first = reading.list_trail(caller, ListView()).rows(0, 3)
    assert [row.id for row in first] == [row.id for row in every[::-1][:3]]


def test_a_contact_is_set_back_and_comes_back(caller: Caller) -> None:
    company_id = contacts.create_contact(caller, ContactDraft(kind="company", name="Kestrel & Daughters"))
    draft = ContactDraft(
        name="Eve Adams", tags=("friend",), points=(PointDraft("mail", "eve@e.example", "", True),),
        links=(LinkDraft(company_id, "Boss"),), birthday=date(1980, 2, 3), customer_number="K-9",
    )  # fmt: skip
    who = contacts.create_contact(caller, draft)
    stored = contact_queries.get_contact(caller, who).draft
    contacts.save_contact(caller, who, 1, ContactDraft(name="Other"))
    undo(caller, f"contact:{who}")
    assert contact_queries.get_contact(caller, who).draft == stored
    contacts.log_call(caller, who, "About kettles")
    contacts.attach_file(caller, "contact", who, "letter.txt", b"Dear Eve")
    told = contact_queries.list_timeline(caller, who)
    contacts.delete_contact(caller, who)
    undo(caller, f"contact:{who}")
    assert contact_queries.get_contact(caller, who).draft == stored
    assert contact_queries.list_timeline(caller, who) == told
    assert finding.find(caller, "kettles")
    contacts.archive_contacts(caller, [who])
    undo(caller, f"contact:{who}")
    assert not contact_queries.get_contact(caller, who).is_archived


def test_a_draft_a_product_a_ticket_and_settings_are_set_back(caller: Caller) -> None:
    (row,) = billing_queries.list_invoices(caller, ListView(filters=(("state", "draft"),)), TODAY).rows(0, 1)
    draft = billing_queries.get_document(caller, row.id, TODAY).draft
    billing.save_draft(
        caller, row.id, row.version, replace(draft, project="Museum", lines=draft.lines[:1]), TODAY
    )
    undo(caller, f"document:{row.id}")
    view = billing_queries.get_document(caller, row.id, TODAY)
    assert view.draft == draft
    billing.delete_draft(caller, row.id, view.row.version)
    undo(caller, f"document:{row.id}")
    assert billing_queries.get_document(caller, row.id, TODAY).draft == draft

    product = catalog_queries.list_products(caller, ListView()).rows(0, 1)[0]
    catalog.save_product(caller, product.id, product.version, replace(product.draft, price=Decimal("1.2345")))
    undo(caller, f"product:{product.id}")
    assert catalog_queries.get_product(caller, product.id).draft == product.draft

    ticket = ticket_queries.get_ticket(caller, 1)
    support.save_ticket(
        caller, 1, ticket.version, replace(ticket.draft, subject="Other", due_on=TODAY), TODAY
    )
    undo(caller, "ticket:1")
    assert ticket_queries.get_ticket(caller, 1).draft == ticket.draft

    firm = company_queries.get_firm(caller)
    company.save_firm(caller, replace(firm.draft, footer=("A",), small_business=True), firm.version)
    undo(caller, "firm:1")
    assert company_queries.get_firm(caller).draft == firm.draft
    rate = company_queries.list_tax_rates(caller)[0]
    company.archive_tax_rate(caller, rate.id, rate.version)
    undo(caller, f"tax_rate:{rate.id}")
    assert rate.id in [each.id for each in company_queries.list_tax_rates(caller)]
    with pytest.raises(UserError, match="changed since"):
        undoing.undo_entry(caller, entries(caller, "firm:1")[1].id, TODAY)


def test_imports_of_both_kinds_are_taken_back(caller: Caller) -> None:
    before = contact_queries.list_contacts(caller, ListView()).count()
    people = b"Name,E-mail 1 - Value\nZoe,z@example.org\nAdam,a@example.org\n"
    job = contacts.import_contacts(caller, contacts_of(people, "people.csv")).job_id
    prices = plan_import(b"Code;Name;Price\nZ9;Chair;10,50\n", "prices.csv", t=Translator("en"))
    other = catalog.import_products(caller, prices, TODAY).job_id
    assert job is not None
    assert other is not None
    assert [row.kind for row in imports.list_imports(caller)] == ["products", "contacts"]
    assert imports.take_back(caller, job).removed == 2
    assert undo(caller, f"import_job:{other}").report is not None
    assert contact_queries.list_contacts(caller, ListView()).count() == before
    assert catalog_queries.find_by_code(caller, "Z9") is None
    assert [row.act for row in entries(caller, shown="import")][:2] == ["import_undone", "import_undone"]


def test_a_product_on_a_paper_stays_when_its_import_is_taken_back(caller: Caller) -> None:
    prices = plan_import(b"Code;Name;Price\nZ9;Chair;10,50\nZ8;Table;1\n", "prices.csv", t=Translator("en"))
    job = catalog.import_products(caller, prices, TODAY).job_id
    chair = catalog_queries.find_by_code(caller, "Z9")
    assert job is not None
    assert chair is not None
    line = billing_queries.line_of_product(caller, chair.id, TODAY)
    draft = replace(billing_queries.new_draft(caller, "invoice", 1, TODAY), lines=(line,))
    billing.create_draft(caller, draft, TODAY)
    report = imports.take_back(caller, job)
    assert (report.removed, [name for _id, name, _reason in report.kept]) == (1, ["Chair"])
