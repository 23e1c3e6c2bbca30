"""The real paper: what is sealed is what was checked, and what cannot be printed is named before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.database.connection import raw
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, STORY, TODAY, Books, know, line


def issue(books: Books, **values: Any) -> service.Issued:
    return service.issue_invoice(CALLER, books.new(**values), today=TODAY)


def test_an_issued_invoice_is_a_pdf_with_its_e_invoice_and_so_is_its_credit_note(books: Books) -> None:
    invoice = issue(books)
    note = service.credit_invoice(CALLER, invoice.id, (CreditLine(3),), today=TODAY)
    for document, gross in ((invoice.id, b"1570.21"), (note.id, b"63.57")):
        assert queries.stored_pdf(CALLER, document).startswith(b"%PDF-")
        assert gross in queries.stored_xml(CALLER, document)
    assert service.verify(CALLER).is_clean


def test_a_quote_is_sealed_without_e_invoice(books: Books) -> None:
    quote = service.send_quote(CALLER, books.new(kind="quote"), today=TODAY)
    view = queries.get_document(CALLER, quote.id, TODAY)
    assert (view.has_pdf, view.has_xml) == (True, False)


def test_what_was_sealed_is_shown_again_byte_for_byte(books: Books) -> None:
    from desktop_crm.billing.documents import paper

    facts = queries.get_document(CALLER, issue(books).id, TODAY).facts
    assert facts is not None
    again = paper.render(facts, service.pictures_of(facts))
    assert (again.pdf, again.xml) == (queries.stored_pdf(CALLER, 1), queries.stored_xml(CALLER, 1))


@pytest.mark.parametrize("text", ["مرحبا", "完成", "Fun 🙂", "שלום"])
def test_a_character_that_cannot_be_printed_is_named_before_a_number_is_drawn(
    books: Books, text: str
) -> None:
    draft = books.new(lines=(*STORY, line("1", "1", "23", description=text)))
    with pytest.raises(UserError) as refusal:
        service.issue_invoice(CALLER, draft, today=TODAY)
    assert refusal.value.field == "lines[4].description"
    assert raw().execute(
        "SELECT count(*) FROM number_series WHERE last_issued_on IS NOT NULL"
    ).fetchone() == (0,)
    assert service.preview_pdf(CALLER, queries.get_document(CALLER, draft, TODAY).draft, TODAY).startswith(
        b"%PDF-"
    )


@pytest.mark.parametrize(
    "text",
    [
        '<b>bold</b> & <img src="file:///etc/passwd"/>',
        'it\'s "quoted" {period} {0} %s',
        "Ünï ąćę Łódź İstanbul Ωμέγα Привет €",
        "x" * 10_000,
        "many words " * 900,
    ],
)
def test_odd_texts_are_printed_as_they_are(books: Books, text: str) -> None:
    issued = issue(books, lines=(*STORY, line("1", "1", "23", description=text)), notes=text[:900])
    facts = queries.get_document(CALLER, issued.id, TODAY).facts
    assert facts is not None
    assert facts.lines[3].name.replace("November 2026", "{period}") == text.strip()


def test_thousands_of_currencies_digits_are_kept(books: Books) -> None:
    know("EUR", "JPY", "160")
    know("EUR", "KWD", "0.35")
    yen = issue(books, currency="JPY", lines=(line("3", "1999", "10"),))
    dinar = issue(books, currency="KWD", lines=(line("1", "1.234", "5"),))
    assert queries.get_document(CALLER, yen.id, TODAY).sums.gross == 6597
    view = queries.get_document(CALLER, dinar.id, TODAY)
    assert (view.sums.gross, view.has_pdf, view.has_xml) == (1296, True, False)


@pytest.mark.parametrize(
    ("country", "word"), [("PT", "Fatura"), ("TR", "Fatura"), ("BR", "Fatura"), ("PL", "Faktura")]
)
def test_where_the_fiscal_document_is_made_elsewhere_the_paper_is_no_invoice(
    books: Books, country: str, word: str
) -> None:
    firm = company.get_firm(CALLER)
    address = replace(firm.draft.address, country=country)
    draft = replace(firm.draft, country=country, address=address, vat_id="")
    company_service.save_firm(CALLER, draft, firm.version)
    issued = issue(books)
    view = queries.get_document(CALLER, issued.id, TODAY)
    assert view.facts is not None
    assert not view.facts.is_fiscal
    assert view.facts.legal_texts
    assert not view.has_xml
    assert word not in service.file_name(CALLER, issued.id)
    service.record_payment(CALLER, issued.id, PaymentDraft(amount=157021, paid_on=TODAY), TODAY)
    assert queries.get_row(CALLER, issued.id, TODAY).state == "paid"


def move_to_portugal(small_business: bool) -> None:
    firm = company.get_firm(CALLER)
    address = replace(firm.draft.address, country="PT")
    draft = replace(firm.draft, country="PT", address=address, vat_id="", small_business=small_business)
    company_service.save_firm(CALLER, draft, firm.version)


def test_a_portuguese_seller_keeps_internal_notes_and_mails_none_of_them(books: Books) -> None:
    move_to_portugal(small_business=False)
    quote = service.send_quote(CALLER, books.new(kind="quote"), today=TODAY)
    invoice = issue(books)
    for issued in (quote, invoice):
        facts = queries.get_document(CALLER, issued.id, TODAY).facts
        assert facts is not None
        assert facts.is_internal
        assert "certified software" in " ".join(facts.legal_texts)
        assert service.file_name(CALLER, issued.id).startswith(issued.number)
        with pytest.raises(UserError, match="internal note"):
            service.write_mail(CALLER, issued.id, TODAY)
        service.mark_sent(CALLER, issued.id, TODAY)
    service.accept_quote(CALLER, quote.id, queries.get_row(CALLER, quote.id, TODAY).version, TODAY)
    service.record_payment(CALLER, invoice.id, PaymentDraft(amount=157021, paid_on=TODAY), TODAY)
    assert queries.get_row(CALLER, invoice.id, TODAY).state == "paid"


def test_before_issuing_a_portuguese_seller_reads_what_the_paper_will_be(books: Books) -> None:
    move_to_portugal(small_business=False)
    draft = books.draft(kind="quote")
    said = [problem for problem in queries.problems(CALLER, draft, TODAY) if problem.field == "kind"]
    assert len(said) == 1
    assert said[0].is_warning
    assert "quotes too" in str(said[0].message)


def test_an_exempt_portuguese_seller_may_hand_out_a_quote(books: Books) -> None:
    move_to_portugal(small_business=True)
    quote = service.send_quote(CALLER, books.new(kind="quote"), today=TODAY)
    facts = queries.get_document(CALLER, quote.id, TODAY).facts
    assert facts is not None
    assert not facts.is_internal
    assert not facts.is_fiscal
    assert service.write_mail(CALLER, quote.id, TODAY)


def test_a_small_business_says_why_there_is_no_vat(books: Books) -> None:
    firm = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(firm.draft, small_business=True, language="de"), firm.version)
    issued = issue(books, language="de", lines=(line("1", "500", "0", category="E"),))
    facts = queries.get_document(CALLER, issued.id, TODAY).facts
    assert facts is not None
    assert "19" in facts.taxes[0].reason
    assert "19" in " ".join((*facts.legal_texts, facts.taxes[0].reason))


def test_reverse_charge_wants_both_vat_ids_and_says_so(books: Books) -> None:
    from desktop_crm.contacts import queries as contacts
    from desktop_crm.contacts import service as contacts_service

    lines = (line("1", "500", "0", category="AE"),)
    draft = books.new(lines=lines)
    with pytest.raises(UserError) as refusal:
        service.issue_invoice(CALLER, draft, today=TODAY)
    assert refusal.value.field == "buyer.vat_id"
    contact = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(
        CALLER, books.customer, contact.version, replace(contact.draft, vat_id="PT502757191")
    )
    service.go_unchecked(CALLER, draft, TODAY)
    issued = service.issue_invoice(CALLER, draft, today=TODAY)
    facts = queries.get_document(CALLER, issued.id, TODAY).facts
    assert facts is not None
    assert facts.taxes[0].reason
    assert facts.taxes[0].reason_code == "VATEX-EU-AE"


def test_the_words_of_the_paper_follow_the_customer(books: Books) -> None:
    issued = issue(
        books, language="pt_BR", notes="{month}", period_from=date(2026, 11, 1), period_to=date(2026, 11, 30)
    )
    facts = queries.get_document(CALLER, issued.id, TODAY).facts
    assert facts is not None
    assert (facts.language, facts.notes) == ("pt_BR", "novembro de 2026")
    assert Decimal("12.5") == facts.lines[0].qty
    assert "06/12/2026" in facts.terms
