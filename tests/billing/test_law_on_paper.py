"""What the seller's country wants of an invoice: whom it may bill, what the paper says, in which words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents import words
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules import law
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import TaxRateDraft
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books, know, line
from tests.billing.documents.reading import text_of


def move_firm(country: str, **changes: Any) -> None:
    firm = company.get_firm(CALLER)
    address = replace(firm.draft.address, country=country)
    draft = replace(firm.draft, country=country, address=address, legal_id="404 833 048", **changes)
    company_service.save_firm(CALLER, draft, firm.version)


def person(country: str, **values: Any) -> int:
    home = Address(street="Rue 2", postal_code="75002", city="Paris", country=country)
    draft = ContactDraft(
        kind="person", name="Jean Exemple", addresses=(AddressDraft(address=home),), **values
    )
    return int(contacts_service.create_contact(CALLER, draft))


def facts_of(document: int) -> DocumentFacts:
    facts = queries.get_document(CALLER, document, TODAY).facts
    assert facts is not None
    return facts


def test_a_french_seller_bills_no_consumer_and_says_so_before_issue(books: Books) -> None:
    move_firm("FR")
    draft = books.new(contact_id=person("FR"))
    stored = queries.get_document(CALLER, draft, TODAY).draft
    first = queries.problems(CALLER, stored, TODAY)[0]
    assert (first.field, first.is_warning) == ("contact_id", False)
    with pytest.raises(UserError, match="attestation") as refused:
        books.issue(draft)
    assert refused.value.field == "contact_id"
    assert queries.get_row(CALLER, draft, TODAY).state == "draft"


def test_a_person_with_a_register_number_or_vat_id_is_a_business(books: Books) -> None:
    move_firm("FR")
    assert books.issued(contact_id=person("FR", legal_id="404833048"))
    assert books.issued(contact_id=person("FR", vat_id="FR83404833048"))


def test_a_small_business_in_france_may_bill_consumers(books: Books) -> None:
    move_firm("FR", small_business=True)
    assert books.issued(contact_id=person("FR"))


def test_french_invoices_to_businesses_state_late_interest_and_discount(books: Books) -> None:
    move_firm("FR")
    said = " ".join(facts_of(books.issued(language="fr")).legal_texts)
    assert "40 €" in said
    assert "Pas d'escompte" in said


def test_a_granted_discount_is_not_denied(books: Books) -> None:
    move_firm("FR")
    said = " ".join(facts_of(books.issued(language="fr", early_percent=Decimal(2), early_days=7)).legal_texts)
    assert "40 €" in said
    assert "escompte" not in said


def test_elsewhere_nothing_of_that_is_said(books: Books) -> None:
    assert facts_of(books.issued()).legal_texts == ()


@pytest.mark.parametrize(("country", "fiscal"), [("PL", True), ("BE", True), ("PT", False), ("IT", False)])
def test_networks_for_businesses_do_not_concern_a_consumers_invoice(
    books: Books, country: str, fiscal: bool
) -> None:
    move_firm(country)
    know("EUR", "PLN", "4.25")
    assert facts_of(books.issued(contact_id=person(country))).is_fiscal is fiscal
    assert not facts_of(books.issued()).is_fiscal


@pytest.mark.parametrize(
    ("language", "words"), [("pt_PT", "N.º de IVA DE136695976"), ("tr", "KDV no. DE136695976")]
)
def test_the_foot_speaks_the_papers_language(books: Books, language: str, words: str) -> None:
    footer = facts_of(books.issued(language=language)).footer
    assert any(words in line for column in footer for line in column), footer


def test_managers_are_named_as_such(books: Books) -> None:
    firm = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(firm.draft, managers="Ana Lima"), firm.version)
    footer = facts_of(books.issued()).footer
    assert any("Management: Ana Lima" in column for column in footer), footer


def test_the_foot_has_room_for_every_fact_of_a_company(books: Books) -> None:
    firm = company.get_firm(CALLER)
    draft = replace(
        firm.draft, register_court="Amtsgericht Berlin", legal_id="HRB 1", managers="Ana", tax_number="12/3"
    )
    company_service.save_firm(CALLER, draft, firm.version)
    invoice = service.issue_invoice(CALLER, books.new(), today=TODAY)
    text = text_of(queries.stored_pdf(CALLER, invoice.id))
    for fact in ("Amtsgericht Berlin HRB 1", "Management: Ana", "VAT ID DE136695976", "Tax no. 12/3"):
        assert fact in text


def test_every_line_of_a_footer_that_may_be_written_is_printed(books: Books) -> None:
    firm = company.get_firm(CALLER)
    lines = [f"Line {number} of six" for number in range(1, 7)]
    company_service.save_firm(CALLER, replace(firm.draft, footer=("\n".join(lines),)), firm.version)
    for design, size in (("classic", "a4"), ("modern", "letter"), ("compact", "a4")):
        firm = company.get_firm(CALLER)
        company_service.save_firm(
            CALLER, replace(firm.draft, design=design, paper_size=size), firm.version
        )  # fmt: skip
        invoice = service.issue_invoice(CALLER, books.new(), today=TODAY)
        text = text_of(queries.stored_pdf(CALLER, invoice.id))
        assert all(line in text for line in lines), (design, text)


def test_what_was_billed_to_a_consumer_may_always_be_credited(books: Books) -> None:
    invoice = books.issued(contact_id=person("DE"))
    move_firm("FR")
    assert service.credit_invoice(CALLER, invoice, today=TODAY, render=books.paper).number


def test_an_american_firm_writes_the_month_first_and_others_do_not(books: Books) -> None:
    facts = facts_of(books.issued())
    assert law.default_language("US") == "en_US"
    for language, day in (("en_US", "11/22/2026"), ("en", "22/11/2026")):
        rows = words.info(facts, words.words_for(replace(facts, language=language)))
        assert ("Invoice date", day, False) in rows


def rate_doubts(rate: str, buyer: int) -> list[str]:
    draft = DocumentDraft(
        kind="invoice", language="en", delivered_on=TODAY, contact_id=buyer,
        lines=(line("1", "100.00", rate),),
    )  # fmt: skip
    found = queries.problems(CALLER, draft, TODAY)
    return [
        str(each.message) for each in found if each.is_warning and "is known neither" in str(each.message)
    ]


@pytest.mark.parametrize(
    ("country", "rate", "doubted"),
    [("BR", "5", True), ("DE", "19", False), ("DE", "7", False), ("DE", "18", True)],
)
def test_a_rate_that_neither_the_settings_nor_the_law_know_is_doubted(
    books: Books, country: str, rate: str, doubted: bool
) -> None:
    move_firm(country)
    known = [f"VAT at {rate} % is known neither in the settings nor by law"] if doubted else []
    assert rate_doubts(rate, books.customer if country == "DE" else person(country)) == known


def test_a_rate_of_the_customers_country_and_one_of_the_firms_own_are_no_doubt(books: Books) -> None:
    assert rate_doubts("20", person("FR")) == []
    assert rate_doubts("5", books.customer) != []
    rate = TaxRateDraft(label="5", category="S", rate=Decimal(5), country="DE")
    company_service.save_tax_rate(CALLER, rate)
    assert rate_doubts("5", books.customer) == []
