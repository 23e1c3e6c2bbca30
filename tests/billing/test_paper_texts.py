"""Each sort of paper says the firm's own words for it, in the customer's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.kinds import WORDS
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.paper_texts import Key, with_text
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from tests.billing.conftest import CALLER, TODAY, Books
from tests.billing.documents.reading import text_of
from tests.billing.test_law_on_paper import facts_of

SORTS = [sort for sort in WORDS if sort != "corrected"]


@pytest.fixture
def wordy(books: Books) -> Books:
    """A firm with words for every sort in two languages, and a customer who reads the second one."""
    firm = company.get_firm(CALLER)
    draft = firm.draft
    for sort in SORTS:
        for language in ("en", "fr"):
            for place in ("intro", "notes", "footer"):
                draft = replace(
                    draft, **with_text(draft, Key(sort, place, language), f"{sort} {place} {language}")
                )
    draft = replace(draft, **with_text(draft, Key("all", "footer", "fr"), "tous"))
    company_service.save_firm(CALLER, draft, firm.version)
    view = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(CALLER, books.customer, view.version, replace(view.draft, language="fr"))
    return books


def new(books: Books, kind: str) -> int:
    usual = queries.new_draft(CALLER, kind, books.customer, TODAY)  # type: ignore[arg-type]
    return service.create_draft(
        CALLER, replace(usual, lines=books.draft().lines, delivered_on=TODAY), TODAY
    ).id


def issued(books: Books, draft: int) -> int:
    return service.issue_paper(CALLER, draft, today=TODAY, render=books.paper).id


def quote(books: Books) -> int:
    return service.send_quote(CALLER, new(books, "quote"), today=TODAY, render=books.paper).id


def order(books: Books) -> int:
    return issued(books, service.order_quote(CALLER, quote(books), TODAY).id)


def final(books: Books) -> int:
    source = order(books)
    deposit = service.deposit_invoice(CALLER, source, TODAY, percent=Decimal(30)).id
    books.issue(deposit)
    return books.issue(service.final_invoice(CALLER, source, TODAY).id).id


def receipt(books: Books) -> int:
    invoice = books.issue(new(books, "invoice")).id
    service.record_payment(CALLER, invoice, PaymentDraft(amount=100, paid_on=TODAY), TODAY)
    return service.issue_receipt(CALLER, invoice, today=TODAY, render=books.paper).id


MADE: dict[str, Callable[[Books], int]] = {
    "quote": lambda books: (
        service.send_quote(CALLER, new(books, "quote"), today=TODAY, render=books.paper).id
    ),
    "order": order,
    "delivery": lambda books: issued(books, service.deliver_order(CALLER, order(books), TODAY).id),
    "pro_forma": lambda books: issued(books, service.pro_forma_of(CALLER, order(books), TODAY).id),
    "invoice": lambda books: books.issue(service.invoice_order(CALLER, order(books), TODAY).id).id,
    "deposit": lambda books: (
        books.issue(service.deposit_invoice(CALLER, order(books), TODAY, percent=Decimal(30)).id).id
    ),
    "progress": lambda books: (
        books.issue(service.progress_invoice(CALLER, order(books), TODAY, percent=Decimal(50)).id).id
    ),
    "final": final,
    "credit_note": lambda books: (
        service.credit_invoice(
            CALLER, books.issue(new(books, "invoice")).id, today=TODAY, render=books.paper
        ).id
    ),
    "cancellation": lambda books: (
        service.cancel_invoice(
            CALLER, books.issue(new(books, "invoice")).id, today=TODAY, render=books.paper
        ).id
    ),
    "receipt": receipt,
}


def said(facts: DocumentFacts) -> tuple[str, str, tuple[tuple[str, ...], ...]]:
    return facts.intro, facts.notes, facts.footer


@pytest.mark.parametrize("sort", SORTS)
def test_a_paper_says_the_words_of_its_sort_in_the_customers_language(wordy: Books, sort: str) -> None:
    facts = facts_of(MADE[sort](wordy))
    assert said(facts) == (f"{sort} intro fr", f"{sort} notes fr", ((f"{sort} footer fr",),))


@pytest.mark.parametrize("sort", [*SORTS, "corrected"])
def test_the_paper_of_the_settings_says_them_too(wordy: Books, sort: str) -> None:
    firm = company.get_firm(CALLER).draft
    text = text_of(service.sample_pdf(CALLER, firm, sort, TODAY, "en"))
    for place in ("intro", "notes", "footer"):
        assert f"{'invoice' if sort == 'corrected' else sort} {place} en" in text


def test_the_reason_of_a_credit_note_stands_before_its_own_words(wordy: Books) -> None:
    invoice = wordy.issue(new(wordy, "invoice")).id
    note = service.credit_invoice(CALLER, invoice, today=TODAY, reason="Damaged", render=wordy.paper)
    assert facts_of(note.id).notes == "Damaged\n\ncredit_note notes fr"


def test_letters_have_the_footer_of_all_papers(wordy: Books) -> None:
    draft = queries.new_draft(CALLER, "invoice", wordy.customer, TODAY)
    around = queries.surroundings_of(CALLER, draft, TODAY)
    assert (around.footer, around.letter_footer) == ((("invoice footer fr",),), (("tous",),))
