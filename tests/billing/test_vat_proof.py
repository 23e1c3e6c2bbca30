"""A sale without VAT because of a VAT ID: its check is stored before issue, or somebody goes without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts, VatProof
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.contacts.rules.vat_checks import FRESH_DAYS, VatCheckDraft
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books

CHECK = VatCheckDraft(vat_id="FI20774740", checked_on=TODAY, reference="WAPI-7")


def buyer(country: str = "FI", vat_id: str = "FI20774740") -> int:
    home = Address(street="Satamakatu 2", postal_code="00160", city="Helsinki", country=country)
    draft = ContactDraft(
        kind="company", name="Kallio Oy", vat_id=vat_id, addresses=(AddressDraft(address=home),)
    )
    return int(contacts_service.create_contact(CALLER, draft))


def draft(books: Books, contact: int, category: str = "AE", **values: object) -> int:
    rate = Decimal(19) if category == "S" else Decimal(0)
    line = LineDraft(description="Advice", price=Decimal(900), category=category, rate=rate)
    return books.new(contact_id=contact, lines=(line,), **values)


def facts_of(document: int) -> DocumentFacts:
    facts = queries.get_document(CALLER, document, TODAY).facts
    assert facts is not None
    return facts


@pytest.mark.parametrize("category", ["AE", "K"])
def test_without_a_check_nothing_is_issued_and_the_field_says_so(books: Books, category: str) -> None:
    document = draft(books, buyer(), category)
    with pytest.raises(UserError, match="not been checked") as refusal:
        books.issue(document)
    assert refusal.value.field == "vat_check"


def test_a_check_is_frozen_with_the_paper(books: Books) -> None:
    contact = buyer(vat_id="20774740")  # without its prefix, as people type it
    contacts_service.record_vat_check(CALLER, contact, CHECK, TODAY)
    document = draft(books, contact)
    books.issue(document)
    assert facts_of(document).vat_proof == VatProof(
        vat_id="FI20774740", checked_on=TODAY, result="valid", reference="WAPI-7", source="manual"
    )
    assert not facts_of(document).vat_unchecked


@pytest.mark.parametrize("day", [TODAY - timedelta(days=FRESH_DAYS + 1)])
def test_an_old_check_is_none(books: Books, day: date) -> None:
    contact = buyer()
    contacts_service.record_vat_check(CALLER, contact, replace(CHECK, checked_on=day), TODAY)
    with pytest.raises(UserError) as refusal:
        books.issue(draft(books, contact))
    assert refusal.value.field == "vat_check"


def test_a_check_of_another_vat_id_is_none(books: Books) -> None:
    contact = buyer()
    contacts_service.record_vat_check(CALLER, contact, replace(CHECK, vat_id="FR83404833048"), TODAY)
    with pytest.raises(UserError) as refusal:
        books.issue(draft(books, contact))
    assert refusal.value.field == "vat_check"


def test_an_invalid_one_is_said_with_its_day(books: Books) -> None:
    contact = buyer()
    contacts_service.record_vat_check(CALLER, contact, replace(CHECK, result="invalid"), TODAY)
    with pytest.raises(UserError, match="was not valid on"):
        books.issue(draft(books, contact))


def test_going_without_is_a_decision_that_stays(books: Books) -> None:
    document = draft(books, buyer())
    service.go_unchecked(CALLER, document, TODAY)
    found = queries.problems(CALLER, queries.get_document(CALLER, document, TODAY).draft, TODAY)
    assert [each.is_warning for each in found if each.field == "vat_check"] == [True]
    books.issue(document)
    assert facts_of(document).vat_unchecked
    assert facts_of(document).vat_proof is None


@pytest.mark.parametrize("again", ["duplicate", "next month"])
def test_a_copy_is_a_decision_of_its_own(books: Books, again: str) -> None:
    document = draft(books, buyer())
    service.go_unchecked(CALLER, document, TODAY)
    books.issue(document)
    if again == "duplicate":
        copy = service.duplicate(CALLER, document, TODAY).id
    else:
        (copy,) = service.copy_as_next_month(CALLER, [document], TODAY)
    found = queries.problems(CALLER, queries.get_document(CALLER, copy, TODAY).draft, TODAY)
    assert [each.is_warning for each in found if each.field == "vat_check"] == [False]


def test_where_vat_is_charged_or_the_buyer_is_no_other_member_state_nobody_asks(books: Books) -> None:
    assert books.issue(draft(books, buyer(), "S"))
    assert books.issue(draft(books, buyer("CH", ""), "G"))
    assert books.issue(draft(books, buyer("DE", "DE136695976"), "AE"))  # at home: construction, scrap


def test_a_credit_note_needs_no_new_check(books: Books) -> None:
    document = draft(books, buyer())
    service.go_unchecked(CALLER, document, TODAY)
    books.issue(document)
    assert service.credit_invoice(CALLER, document, today=TODAY, render=books.paper).number
