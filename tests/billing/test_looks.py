"""Which look a paper gets: the customer's, else the firm's; an issued one keeps its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.looks import COMPACT, LETTER, MODERN
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books
from tests.billing.documents.reading import text_of
from tests.billing.test_law_on_paper import facts_of


def look_of_firm(**fields: object) -> None:
    row = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(row.draft, **fields), row.version)  # type: ignore[arg-type]


def test_a_paper_looks_as_the_firm_chose(books: Books) -> None:
    look_of_firm(design=MODERN, paper_size=LETTER, accent="#0B5C5F", columns=("position", "tax"))
    facts = facts_of(books.issued())
    assert (facts.design, facts.paper_size, facts.accent) == (MODERN, LETTER, "#0B5C5F")
    assert facts.columns == ("position", "tax")


def test_a_customer_has_a_look_of_its_own_and_the_draft_shows_it(books: Books) -> None:
    look_of_firm(design=MODERN)
    view = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(
        CALLER, books.customer, view.version, replace(view.draft, design=COMPACT, paper_size=LETTER)
    )
    draft = queries.get_document(CALLER, books.new(), TODAY).draft
    previewed = queries.preview_facts(CALLER, draft, TODAY)
    assert (previewed.design, previewed.paper_size) == (COMPACT, LETTER)
    facts = facts_of(books.issued())
    assert (facts.design, facts.paper_size) == (COMPACT, LETTER)


def test_an_issued_paper_keeps_its_look_also_in_a_reprint(books: Books) -> None:
    look_of_firm(design=MODERN, accent="#0B5C5F")
    issued = books.issued()
    before = service.copy_pdf(CALLER, issued)
    look_of_firm(design=COMPACT, paper_size=LETTER, accent="#AA0000", columns=())
    assert facts_of(issued).design == MODERN
    assert service.copy_pdf(CALLER, issued) == before
    assert facts_of(books.issued()).design == COMPACT


@pytest.mark.parametrize(
    ("field", "value"),
    [("design", "baroque"), ("paper_size", "a3"), ("columns", ("price",)), ("accent", "red")],
)
def test_a_look_that_there_is_not_is_refused_by_its_field(books: Books, field: str, value: object) -> None:
    with pytest.raises(UserError) as refused:
        look_of_firm(**{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "kind", ["quote", "order", "delivery", "pro_forma", "invoice", "credit_note", "receipt"]
)
def test_the_paper_of_the_settings_shows_what_is_not_stored_yet(books: Books, kind: str) -> None:
    firm = replace(company.get_firm(CALLER).draft, design=MODERN, paper_size=LETTER)
    text = text_of(service.sample_pdf(CALLER, firm, kind, TODAY, "de"))  # type: ignore[arg-type]
    assert "Musterkunde GmbH" in text
    assert firm.name in text
    assert company.get_firm(CALLER).draft.design != MODERN
