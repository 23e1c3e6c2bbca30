"""Undo from the trail: what was changed goes back, what was deleted comes back, never over another's work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.billing import queries as billing_queries
from desktop_crm.billing import service as billing
from desktop_crm.catalog import queries as catalog_queries
from desktop_crm.catalog import service as catalog
from desktop_crm.catalog.rules.products import ProductDraft
from desktop_crm.company import queries as company_queries
from desktop_crm.company import service as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import TaxRateDraft
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft, LinkDraft, PointDraft
from desktop_crm.database import connection
from desktop_crm.database.connection import OpenDatabase, raw
from desktop_crm.support import queries as ticket_queries
from desktop_crm.support import service as support
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding, verifying
from desktop_crm.workspace.trail import reading, undoing
from tests.faults import firms
from tests.fixtures.database import UNSAFE
from tests.workspace import verbs
from tests.workspace.verbs import version

ANA = Caller("Ana", "owner", "en", "desk")
BEN = Caller("Ben", "owner", "en", "laptop")
TODAY = firms.TODAY


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verbs") / "firm.crm"
    verbs.prepare(path)
    return path


@pytest.fixture
def firm(template: Path, tmp_path: Path) -> Iterator[OpenDatabase]:
    path = Path(shutil.copyfile(template, tmp_path / "firm.crm"))
    with connection.open_database(path, profile=UNSAFE) as database:
        yield database


def last(record: str = "") -> reading.EntryRow:
    """The newest entry, of one record if it is given."""
    return reading.list_trail(ANA, ListView(descending=True), record).rows(0, 1)[0]


def undo(entry: reading.EntryRow | None = None) -> undoing.Plan:
    return undoing.undo_entry(ANA, (entry or last()).id, TODAY)


def refusal(entry: reading.EntryRow) -> str:
    plan = undoing.plan_undo(ANA, entry.id)
    assert plan.way == ""
    with pytest.raises(UserError) as refused:
        undo(entry)
    assert refused.value.message == plan.reason
    return str(refused.value)


WHOLE = ContactDraft(
    name="Eve Adams",
    given_name="Eve",
    family_name="Adams",
    birthday=date(1980, 2, 3),
    tags=("friend", "old"),
    points=(PointDraft("mail", "eve@example.org", "Work", True), PointDraft("phone", "+351 239 000 000")),
    addresses=(AddressDraft("invoice", Address(street="1 Rua", city="Coimbra", country="PT")),),
    endpoint=("0204", "991-1"),
    customer_number="K-77",
    notes="Likes tea",
)


def whole() -> ContactDraft:
    """A contact with everything, linked to a company."""
    company = contacts.create_contact(ANA, ContactDraft(kind="company", name="Adams & Daughters"))
    return replace(WHOLE, links=(LinkDraft(company, "Boss"),))


def test_every_field_of_a_contact_goes_back_and_that_is_told_too(firm: OpenDatabase) -> None:
    who = contacts.create_contact(ANA, whole())
    stored = contact_queries.get_contact(ANA, who).draft
    contacts.save_contact(BEN, who, 1, ContactDraft(name="Somebody Else"))
    changed = last(f"contact:{who}")
    plan = undo(changed)
    assert plan.way == "set_back"
    assert contact_queries.get_contact(ANA, who).draft == stored
    assert [row.undoes for row in reading.list_trail(ANA, ListView(), f"contact:{who}").rows(0, 9)] == [
        None, None, changed.id,
    ]  # fmt: skip
    assert finding.find(ANA, "eve@example.org")[0].id == who


def test_what_was_written_since_is_not_lost(firm: OpenDatabase) -> None:
    view = contact_queries.get_contact(ANA, 2)
    contacts.save_contact(ANA, 2, view.version, replace(view.draft, notes="One", department="A"))
    first = last()
    contacts.save_contact(BEN, 2, view.version + 1, replace(view.draft, notes="Two", department="A"))
    words = refusal(first)
    assert "Remarks" in words
    assert "Ben" in words
    assert contact_queries.get_contact(ANA, 2).draft.notes == "Two"


def test_other_fields_that_were_changed_since_stay(firm: OpenDatabase) -> None:
    view = contact_queries.get_contact(ANA, 2)
    contacts.save_contact(ANA, 2, view.version, replace(view.draft, notes="One"))
    first = last()
    contacts.save_contact(BEN, 2, view.version + 1, replace(view.draft, notes="One", department="Purchasing"))
    undo(first)
    draft = contact_queries.get_contact(ANA, 2).draft
    assert (draft.notes, draft.department) == (view.draft.notes, "Purchasing")


def test_an_undo_is_undone_by_its_own_entry_and_not_done_twice(firm: OpenDatabase) -> None:
    contacts.set_category(ANA, [2], "lead")
    entry = last("contact:2")
    before = (entry.before or {})["category"]
    undo(entry)
    assert "changed since: by Ana" in refusal(entry)
    undo(last("contact:2"))
    assert contact_queries.get_contact(ANA, 2).draft.category == "lead" != before


def test_an_archived_contact_comes_back(firm: OpenDatabase) -> None:
    contacts.archive_contacts(ANA, [2])
    undo()
    assert not contact_queries.get_contact(ANA, 2).is_archived
    assert last().act == "restored"


def test_a_deleted_contact_comes_back_whole_under_its_own_id(firm: OpenDatabase) -> None:
    who = contacts.create_contact(ANA, whole())
    note = contacts.add_note(ANA, who, "Call about tea", TODAY)
    contacts.log_call(ANA, who, "Spoke about kettles", "+351 239 000 000")
    contacts.attach_file(ANA, "contact", who, "letter.txt", b"Dear Eve")
    before = contact_queries.get_contact(ANA, who)
    told = contact_queries.list_timeline(ANA, who)
    contacts.delete_contact(BEN, who)
    assert not finding.find(ANA, "kettles")
    undo(last(f"contact:{who}"))
    after = contact_queries.get_contact(ANA, who)
    assert after.draft == before.draft
    assert after.version > before.version
    assert contact_queries.list_timeline(ANA, who) == told
    assert [row.id for row in contact_queries.list_notes(ANA, who)] == [note]
    assert [row.name for row in contact_queries.list_attachments(ANA, "contact", who)] == ["letter.txt"]
    for word in ("kettles", "about tea", "letter.txt", "Eve Adams"):
        assert finding.find(ANA, word), word
    company_id = after.draft.links[0].other_id
    assert contact_queries.get_contact(ANA, company_id).draft.links == (LinkDraft(who, "Boss"),)
    assert verifying.verify(ANA).findings == ()
    history = reading.list_trail(ANA, ListView(), f"contact:{who}").rows(0, 9)
    assert "there again" in refusal(next(row for row in history if row.act == "deleted"))


def test_a_deleted_contact_whose_number_is_taken_stays_away_and_says_so(firm: OpenDatabase) -> None:
    who = contacts.create_contact(ANA, whole())
    contacts.delete_contact(ANA, who)
    entry = last(f"contact:{who}")
    contacts.create_contact(ANA, ContactDraft(name="Heir", customer_number="K-77"))
    with pytest.raises(UserError, match="taken by another record"):
        undo(entry)


def test_notes_and_files_come_back_to_the_timeline(firm: OpenDatabase) -> None:
    told = contact_queries.list_timeline(ANA, 1)
    contacts.delete_note(ANA, 1)
    undo()
    contacts.detach_file(ANA, 1)
    undo()
    key = [(row.kind, row.subject, row.at, row.by) for row in told]
    again = [(row.kind, row.subject, row.at, row.by) for row in contact_queries.list_timeline(ANA, 1)]
    assert sorted(map(str, again)) == sorted(map(str, key))
    contacts.complete_note(ANA, 1)
    undo()
    assert next(row for row in contact_queries.list_notes(ANA, 1) if row.id == 1).done_at is None


def test_a_product_goes_back(firm: OpenDatabase) -> None:
    product = catalog.create_product(ANA, ProductDraft(name="Chair", price=Decimal("12.50")))
    catalog.save_product(ANA, product, 1, ProductDraft(name="Stool", price=Decimal(9), unit="HUR"))
    undo()
    assert catalog_queries.get_product(ANA, product).draft == ProductDraft(
        name="Chair", price=Decimal("12.5")
    )
    catalog.archive_product(ANA, product, version("product", product))
    undo()
    assert not catalog_queries.get_product(ANA, product).is_archived
    catalog.remove_products(ANA, [product])
    undo()
    assert catalog_queries.get_product(ANA, product).name == "Chair"
    assert finding.find(ANA, "chair")


def test_a_draft_goes_back_field_by_field(firm: OpenDatabase) -> None:
    before = billing_queries.get_document(ANA, 3, TODAY).draft
    draft = replace(firms.draft(text="Other"), project="Museum", due_on=date(2027, 1, 1))
    billing.save_draft(ANA, 3, version("document", 3), draft, TODAY)
    assert last().act == "changed"
    undo()
    assert billing_queries.get_document(ANA, 3, TODAY).draft == before


def test_a_deleted_draft_comes_back_and_its_quote_is_invoiced_again(firm: OpenDatabase) -> None:
    ref = billing.invoice_quote(ANA, 4, TODAY)
    before = billing_queries.get_document(ANA, ref.id, TODAY).draft
    billing.delete_draft(ANA, ref.id, ref.version)
    assert billing_queries.get_row(ANA, 4, TODAY).state == "accepted"
    undo(last(f"document:{ref.id}"))
    assert billing_queries.get_document(ANA, ref.id, TODAY).draft == before
    assert billing_queries.get_row(ANA, 4, TODAY).state == "invoiced"
    assert verifying.verify(ANA).findings == ()


def test_what_is_issued_or_paid_is_never_undone(firm: OpenDatabase) -> None:
    issued = billing.issue_invoice(ANA, 3, today=TODAY, render=verbs.PAPER)
    assert "credit note" in refusal(last(f"document:{issued.id}"))
    billing.record_payment(ANA, issued.id, verbs.PAYMENT, TODAY)
    for entry in reading.list_trail(ANA, ListView(descending=True), f"document:{issued.id}").rows(0, 2):
        assert "reverse the payment" in refusal(entry)
    drafted = reading.list_trail(ANA, ListView(), f"document:{issued.id}").rows(0, 1)[0]
    assert "own page" in refusal(drafted)
    billing.save_internal_notes(ANA, issued.id, version("document", issued.id), "Paid in coins")
    undo()
    assert billing_queries.get_document(ANA, issued.id, TODAY).internal_notes == ""


def test_numbers_never_go_back(firm: OpenDatabase) -> None:
    series = company_queries.series(ANA, "quote")
    company.save_series(ANA, replace(series.draft, pattern="A-{year}-{number}"), series.version, TODAY)
    assert "Numbers only go on" in refusal(last())


def test_settings_of_the_firm_go_back(firm: OpenDatabase) -> None:
    stored = company_queries.get_firm(ANA)
    address = replace(stored.draft.address, street="9 New Street")
    company.save_firm(ANA, replace(stored.draft, address=address, phone="1", footer=("A",)), stored.version)
    undo()
    assert company_queries.get_firm(ANA).draft == stored.draft
    rate = company.save_tax_rate(ANA, TaxRateDraft(label="Seven", rate=Decimal(7)))
    company.save_tax_rate(ANA, TaxRateDraft(label="Eight", rate=Decimal("8.5")), rate, 1)
    undo()
    assert company_queries.get_tax_rate(ANA, rate).draft.rate == 7
    company.archive_tax_rate(ANA, rate, version("tax_rate", rate))
    undo()
    assert rate in [row.id for row in company_queries.list_tax_rates(ANA)]
    company.set_setting(ANA, "colour", "red")
    company.set_setting(ANA, "colour", "blue")
    undo()
    assert company_queries.setting(ANA, "colour") == "red"


def test_a_ticket_goes_back_where_its_rules_allow(firm: OpenDatabase) -> None:
    draft = ticket_queries.get_ticket(ANA, 1).draft
    support.save_ticket(ANA, 1, version("ticket", 1), replace(draft, subject="Other", due_on=TODAY), TODAY)
    undo()
    assert ticket_queries.get_ticket(ANA, 1).draft == draft
    opened = ticket_queries.get_ticket(ANA, 2).draft
    support.reopen_ticket(ANA, 2, version("ticket", 2), TODAY)
    undo()
    assert ticket_queries.get_ticket(ANA, 2).draft == opened
    raw().execute("UPDATE change_log SET before = NULL, after = NULL")
    assert "not recorded" in refusal(last("ticket:1"))


def test_what_is_gone_cannot_be_set_back(firm: OpenDatabase) -> None:
    who = contacts.create_contact(ANA, ContactDraft(name="Eve"))
    contacts.set_category(ANA, [who], "lead")
    entry = last(f"contact:{who}")
    contacts.delete_contact(ANA, who)
    assert "deleted" in refusal(entry)


def test_a_note_of_a_contact_that_was_deleted_waits_for_it(firm: OpenDatabase) -> None:
    who = contacts.create_contact(ANA, ContactDraft(name="Eve"))
    contacts.delete_note(ANA, contacts.add_note(ANA, who, "Hello"))
    entry: Any = last(f"contact:{who}")
    contacts.delete_contact(ANA, who)
    assert "bring that back first" in refusal(entry)
