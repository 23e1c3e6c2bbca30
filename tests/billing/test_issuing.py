"""Drafts and what happens to them on issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules import chain
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.service.issuing import PRINTER
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.profile import BankAccountDraft, TaxRateDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import canonical
from desktop_crm.values.errors import Conflict, NotFound, UserError
from tests.billing.conftest import CALLER, STORY, TODAY, Books, D, line, sha


def test_an_issued_invoice_has_number_facts_paper_and_seal(books: Books) -> None:
    issued = books.issue(books.new())
    assert issued.number == "2026-0001"
    view = queries.get_document(CALLER, issued.id, TODAY)
    assert view.facts is not None
    assert (view.facts.number, view.facts.totals.gross, view.open) == ("2026-0001", 157021, 157021)
    assert (view.facts.seller.name, view.facts.buyer.name) == ("Atelier Lima", "Konserven GmbH")
    assert view.facts.due_on == view.row.due_on == date(2026, 12, 6)
    pdf, xml = queries.stored_pdf(CALLER, issued.id), queries.stored_xml(CALLER, issued.id)
    assert canonical.dump(view.facts) in pdf
    assert view.hash == chain.seal(chain.START, canonical.dump(view.facts), sha(pdf), sha(xml))


def test_whoever_is_billed_becomes_a_customer(books: Books) -> None:
    draft = books.new()
    contact = queries.get_document(CALLER, draft, TODAY).row.contact_id
    assert contact is not None
    contacts_service.set_category(CALLER, (contact,), "lead")
    books.issue(draft)
    assert contacts.get_contact(CALLER, contact).draft.category == "customer"


def test_numbers_follow_each_other_and_each_seal_holds_the_one_before(books: Books) -> None:
    ids = [books.issued() for _n in range(3)]
    rows = raw().execute("SELECT number_text, link, previous_hash, hash FROM document ORDER BY id").fetchall()
    assert [row[0] for row in rows] == ["2026-0001", "2026-0002", "2026-0003"]
    assert [row[1] for row in rows] == [1, 2, 3]
    assert rows[0][2] == chain.START
    assert (rows[1][2], rows[2][2]) == (rows[0][3], rows[1][3])
    assert len(ids) == 3


@pytest.mark.parametrize("keyed", [False, True])
def test_who_issues_second_in_the_same_moment_is_told_so(books: Books, keyed: bool) -> None:
    draft = books.new()

    class Meanwhile(type(PRINTER)):  # type: ignore[misc]
        """Somebody else issues it after the checks, before the number is drawn."""

        def check(self, facts: DocumentFacts) -> None:
            service.issue_invoice(CALLER, draft, today=TODAY, key="theirs" if keyed else None)

    with pytest.raises(UserError, match="2026-0001 has been issued"):
        service.issue_invoice(CALLER, draft, today=TODAY, render=Meanwhile())
    assert books.issue(books.new()).number == "2026-0002"


def test_a_new_year_begins_at_one_and_an_earlier_date_is_refused(books: Books) -> None:
    books.issued()
    assert books.issue(books.new(), on=date(2027, 1, 2)).number == "2027-0001"
    with pytest.raises(UserError) as refusal:
        books.issued(on=date(2026, 12, 31))
    assert refusal.value.field == "issued_on"


def test_a_refused_issue_uses_up_no_number(books: Books) -> None:
    draft = books.new(delivered_on=None)
    with pytest.raises(UserError) as refusal:
        books.issue(draft)
    assert refusal.value.field == "delivered_on"
    assert books.issue(books.new()).number == "2026-0001"
    assert queries.get_document(CALLER, draft, TODAY).row.state == "draft"


def test_a_paper_that_cannot_be_made_takes_everything_back(books: Books) -> None:
    class Broken(type(books.paper)):  # type: ignore[misc]
        def render(self, facts: object) -> service.Paper:
            raise RuntimeError("no ink")

    draft = books.new()
    with pytest.raises(RuntimeError):
        service.issue_invoice(CALLER, draft, today=TODAY, render=Broken())
    assert queries.get_document(CALLER, draft, TODAY).row.state == "draft"
    assert books.issue(draft).number == "2026-0001"


def test_one_key_issues_once(books: Books) -> None:
    draft = books.new()
    first = books.issue(draft, key="click")
    assert books.issue(draft, key="click") == first
    with pytest.raises(UserError, match="2026-0001"):
        books.issue(draft)
    with pytest.raises(UserError) as refusal:
        books.issue(books.new(), key="click")
    assert refusal.value.field == "key"
    assert queries.count_invoices(CALLER, TODAY)["open"] == 1


def test_an_issue_of_an_old_version_is_a_conflict(books: Books) -> None:
    ref = service.create_draft(CALLER, books.draft(), TODAY)
    service.save_draft(CALLER, ref.id, ref.version, books.draft(notes="New"), TODAY)
    with pytest.raises(Conflict):
        service.issue_invoice(CALLER, ref.id, ref.version, today=TODAY, render=books.paper)
    with pytest.raises(Conflict):
        service.save_draft(CALLER, ref.id, ref.version, books.draft(notes="Mine"), TODAY)
    with pytest.raises(Conflict):
        service.delete_draft(CALLER, ref.id, ref.version)


def test_the_facts_stay_when_the_contact_changes(books: Books) -> None:
    from desktop_crm.contacts import queries as contacts
    from desktop_crm.contacts import service as contacts_service

    issued = books.issued()
    contact = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(
        CALLER, books.customer, contact.version, replace(contact.draft, name="Fish AG")
    )
    view = queries.get_document(CALLER, issued, TODAY)
    assert view.facts is not None
    assert (view.facts.buyer.name, view.row.customer) == ("Konserven GmbH", "Konserven GmbH")


def test_a_draft_can_be_deleted_an_issued_one_cannot(books: Books) -> None:
    ref = service.create_draft(CALLER, books.draft(), TODAY)
    service.delete_draft(CALLER, ref.id, ref.version)
    with pytest.raises(NotFound):
        queries.get_document(CALLER, ref.id, TODAY)
    issued = books.issue(books.new())
    with pytest.raises(UserError, match="cannot be changed"):
        service.delete_draft(CALLER, issued.id, issued.version)
    with pytest.raises(UserError, match="cannot be changed"):
        service.save_draft(CALLER, issued.id, issued.version, books.draft(), TODAY)


SEALED = [
    "UPDATE document SET facts = replace(facts, '1', '2')",
    "UPDATE document SET number_text = 'X'",
    "UPDATE document SET gross = gross + 1",
    "UPDATE document SET pdf_sha = NULL",
    "UPDATE document SET hash = previous_hash",
    "UPDATE document SET issued_on = '2026-01-01'",
    "UPDATE document SET state = 'draft'",
    "UPDATE document SET paid = 5",
    "UPDATE document SET id = id + 100",
    "DELETE FROM document",
    pytest.param("INSERT OR REPLACE INTO document SELECT * FROM document", marks=pytest.mark.file),
    "UPDATE document_line SET net = 0",
    "DELETE FROM document_line",
    "INSERT INTO document_line (document_id, position, name, qty, unit, category, rate, net)"
    " VALUES (1, 9, 'x', 1, 'C62', 'S', 0, 0)",
    "UPDATE document_tax SET tax = 0",
    "DELETE FROM document_tax",
    "UPDATE payment SET amount = 1",
    "DELETE FROM payment",
    "UPDATE blob SET bytes = bytes",
    "DELETE FROM blob",
    "DELETE FROM contact",
    "DELETE FROM number_series WHERE kind = 'invoice'",
    "UPDATE number_series SET next_number = 1 WHERE kind = 'invoice'",
]


@pytest.mark.parametrize("sql", SEALED)
def test_what_was_issued_cannot_be_changed_by_any_route(books: Books, sql: str) -> None:
    from desktop_crm.billing.rules.payments import PaymentDraft
    from desktop_crm.database.faults import IntegrityError

    issued = books.issued()
    service.record_payment(CALLER, issued, PaymentDraft(amount=100, paid_on=TODAY), TODAY)
    with pytest.raises(IntegrityError), transaction():
        raw().execute(sql)
    assert queries.get_document(CALLER, issued, TODAY).open == 156921


def test_what_a_draft_may_not_hold_is_refused_by_the_tables_too(books: Books) -> None:
    from desktop_crm.database.faults import IntegrityError

    draft = books.new()
    for sql in (
        "UPDATE document SET state = 'issued'",
        "UPDATE document SET state = 'sent'",
        "UPDATE document SET number_text = '2026-0001'",
        "UPDATE document SET currency = 'euro'",
        "INSERT INTO payment (document_id, amount, paid_on, method, at)"
        f" VALUES ({draft}, 1, '2026-01-01', 'cash', '2026-01-01T00:00:00Z')",
    ):
        with pytest.raises(IntegrityError), transaction():
            raw().execute(sql)


def test_a_document_is_found_by_what_is_on_it(books: Books) -> None:
    from desktop_crm.database import search

    issued = books.issued(order_number="PO 4711", notes="Thanks")
    for text in ("2026-0001", "konserven", "1,570.21", "1.570,21", "4711", "theme", "thanks"):
        assert (("invoice", issued)) in {(hit.entity, hit.entity_id) for hit in search.find(text)}, text


def test_the_timeline_tells_of_it(books: Books) -> None:
    from desktop_crm.contacts import queries as contacts

    issued = books.issued()
    rows = contacts.list_timeline(CALLER, books.customer)
    assert ("invoice", "Invoice issued 2026-0001", issued, 157021, "EUR") in [
        (row.kind, str(row.subject), row.entity_id, row.amount, row.currency) for row in rows
    ]


def test_a_sample_never_uses_up_a_number_and_can_be_removed(books: Books) -> None:
    promised = queries.expected_number(CALLER, "invoice", TODAY, is_sample=True)
    sample = books.issue(books.new(is_sample=True))
    assert sample.number == promised == "SAMPLE-0001"
    assert books.issue(books.new()).number == "2026-0001"
    with transaction():
        raw().execute("DELETE FROM document WHERE is_sample")
    with pytest.raises(NotFound):
        queries.get_document(CALLER, sample.id, TODAY)


def test_what_is_missing_is_listed_before_issuing(books: Books) -> None:
    nameless = replace(STORY[0], description="")
    found = queries.problems(CALLER, books.draft(delivered_on=None, lines=(nameless,)), TODAY)
    assert [problem.field for problem in found if not problem.is_warning] == [
        "lines[1].description",
        "delivered_on",
    ]
    assert [p for p in queries.problems(CALLER, books.draft(), TODAY) if not p.is_warning] == []


def test_a_new_draft_begins_with_the_customers_and_the_firms_defaults(books: Books) -> None:
    draft = queries.new_draft(CALLER, "invoice", books.customer, TODAY)
    assert (draft.order_number, draft.currency, draft.language) == ("EC-2291", "EUR", "en")
    assert draft.terms_id is not None
    facts = queries.preview_facts(CALLER, replace(draft, lines=STORY), TODAY)
    assert facts.is_draft
    assert facts.due_on == date(2026, 12, 6)
    assert facts.bank is not None
    assert facts.bank.iban == "DE89370400440532013000"


def test_a_customer_who_pays_to_another_account_finds_it_on_the_paper(books: Books) -> None:
    second = BankAccountDraft(label="Savings", iban="AT611904300234573201")
    account = company_service.save_bank_account(CALLER, second)
    stored = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(
        CALLER, books.customer, stored.version, replace(stored.draft, bank_account_id=account)
    )
    draft = queries.new_draft(CALLER, "invoice", books.customer, TODAY)
    facts = queries.preview_facts(CALLER, replace(draft, lines=STORY), TODAY)
    assert facts.bank is not None
    assert facts.bank.iban == "AT611904300234573201"
    other = queries.preview_facts(CALLER, replace(draft, lines=STORY, bank_account_id=None), TODAY)
    assert other.bank is not None
    assert other.bank.iban == "DE89370400440532013000"


def test_a_customers_account_is_not_printed_for_a_currency_that_it_does_not_take(books: Books) -> None:
    euros = company_service.save_bank_account(
        CALLER, BankAccountDraft(label="Savings", iban="AT611904300234573201")
    )
    company_service.save_bank_account(CALLER, BankAccountDraft(label="Dollars", currency="USD", text="1234"))
    stored = contacts.get_contact(CALLER, books.customer)
    payer = replace(stored.draft, bank_account_id=euros, currency="USD")
    contacts_service.save_contact(CALLER, books.customer, stored.version, payer)
    draft = queries.new_draft(CALLER, "invoice", books.customer, TODAY)
    bank = queries.preview_facts(CALLER, replace(draft, lines=STORY), TODAY).bank
    assert bank is not None
    assert (draft.bank_account_id, bank.text) == (None, "1234")
    lines = [{"description": "Work", "qty": "1", "price": "1.00", "rate": "19", "category": "S"}]
    data = {"customer": books.customer, "lines": lines}
    in_euros = service.draft_from_json(CALLER, "invoice", {**data, "currency": "EUR"}, TODAY)
    assert in_euros.bank_account_id is None
    version = contacts.get_contact(CALLER, books.customer).version
    contacts_service.save_contact(CALLER, books.customer, version, replace(payer, currency="EUR"))
    in_dollars = service.draft_from_json(CALLER, "invoice", {**data, "currency": "USD"}, TODAY)
    assert in_dollars.bank_account_id is None
    chosen = service.draft_from_json(CALLER, "invoice", {**data, "bank_account": euros}, TODAY)
    assert chosen.bank_account_id == euros


def test_a_rate_that_is_not_in_force_on_the_day_of_supply_is_doubted(books: Books) -> None:
    old = TaxRateDraft(label="16", rate=D(16), valid_from=date(2020, 7, 1), valid_to=date(2020, 12, 31))
    company_service.save_tax_rate(CALLER, old)
    lines = (line("1", "10", "16"), line("2", "10", "16"), line("1", "10", "17"))

    def doubts(day: date) -> list[str]:
        draft = books.draft(lines=lines, delivered_on=day)
        return [each.field for each in queries.problems(CALLER, draft, TODAY) if "rate" in each.field]

    assert doubts(TODAY) == ["lines[1].rate", "lines[3].rate"]
    assert doubts(date(2020, 12, 31)) == ["lines[3].rate"]  # nobody knows 17 %
