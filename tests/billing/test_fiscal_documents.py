"""Where the invoice is made elsewhere: papers wait for it, and its number becomes theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents.portal import as_text, portal_rows
from desktop_crm.billing.queries import fiscal
from desktop_crm.billing.rules.fiscal import FiscalDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import period_of
from desktop_crm.contacts import queries as contacts
from desktop_crm.database import search
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import Translator
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, TODAY, Books

NFE = "35260112345678000195550010000001231000001230"
DRAFT = FiscalDraft(number="FT A/12", issued_on=TODAY)


def check_digit(bare: str) -> str:
    """The access key's last digit, worked out by hand: weights 2 to 9 from the right, modulo 11."""
    total, weight = 0, 2
    for digit in reversed(bare):
        total += int(digit) * weight
        weight = 2 if weight == 9 else weight + 1
    rest = total % 11
    return bare + str(0 if rest < 2 else 11 - rest)


def move_firm(country: str) -> None:
    firm = company.get_firm(CALLER)
    address = replace(firm.draft.address, country=country)
    company_service.save_firm(CALLER, replace(firm.draft, country=country, address=address), firm.version)


@pytest.fixture
def waiting(books: Books) -> int:
    """An Italian seller's paper."""
    move_firm("IT")
    return books.issued()


def number_of(document: int) -> str:
    return queries.get_row(CALLER, document, TODAY).number


@pytest.mark.parametrize("country", ["PT", "BR", "TR", "IT", "PL", "BE"])
def test_papers_of_these_countries_wait_for_their_fiscal_document(books: Books, country: str) -> None:
    move_firm(country)
    document = books.issued()
    found = fiscal.fiscal_of(CALLER, document)
    assert found is not None
    assert found.is_awaited
    assert fiscal.count_awaiting(CALLER) == 1


def test_where_this_paper_is_the_invoice_nothing_waits(books: Books) -> None:
    document = books.issued()
    assert fiscal.fiscal_of(CALLER, document) is None
    with pytest.raises(UserError, match="needs no fiscal document"):
        service.take_in_fiscal(CALLER, document, DRAFT, TODAY)
    move_firm("IT")
    books.sent()
    books.issued(is_sample=True)
    assert fiscal.count_awaiting(CALLER) == 0


def test_its_number_becomes_the_number_everywhere(books: Books, waiting: int) -> None:
    ours = number_of(waiting)
    service.take_in_fiscal(CALLER, waiting, DRAFT, TODAY)
    assert number_of(waiting) == "FT A/12"
    assert fiscal.count_awaiting(CALLER) == 0
    listed = queries.list_invoices(CALLER, ListView(), TODAY).rows(0, 10)
    assert [row.number for row in listed] == ["FT A/12"]
    assert {row.number for row in queries.journal_rows(CALLER, TODAY, TODAY)} == {"FT A/12"}
    assert queries.resolve(CALLER, "FT A/12") == queries.resolve(CALLER, ours) == waiting
    assert [hit.entity_id for hit in search.find("FT A/12")] == [waiting]
    service.record_payment(CALLER, waiting, PaymentDraft(amount=100, paid_on=TODAY), TODAY)
    customer = queries.get_row(CALLER, waiting, TODAY).contact_id
    assert customer is not None
    said = [str(row.subject) for row in contacts.list_timeline(CALLER, customer, limit=10)]
    assert any("Payment for FT A/12" in each for each in said)
    facts = queries.get_document(CALLER, waiting, TODAY).facts
    assert facts is not None
    assert facts.number == ours  # what was sealed stays as it was
    assert service.verify(CALLER).findings == ()


def test_what_waits_is_a_filter_of_the_list(books: Books, waiting: int) -> None:
    other = books.issued()
    view = ListView(filters=(("state", "awaiting"),))
    assert {row.id for row in queries.list_invoices(CALLER, view, TODAY).rows(0, 10)} == {waiting, other}
    service.take_in_fiscal(CALLER, waiting, DRAFT, TODAY)
    assert [row.id for row in queries.list_invoices(CALLER, view, TODAY).rows(0, 10)] == [other]


def test_files_are_kept_and_stay_when_the_number_is_corrected(waiting: int) -> None:
    files = replace(DRAFT, pdf=b"%PDF-1.7 x", xml=b"\xef\xbb\xbf<Fattura/>")
    version = service.take_in_fiscal(CALLER, waiting, files, TODAY)
    again = replace(DRAFT, number="FT A/13")
    service.take_in_fiscal(CALLER, waiting, again, TODAY, version)
    assert number_of(waiting) == "FT A/13"
    assert fiscal.fiscal_file(CALLER, waiting, "pdf") == b"%PDF-1.7 x"
    assert fiscal.fiscal_file(CALLER, waiting, "xml") == b"\xef\xbb\xbf<Fattura/>"
    with pytest.raises(Conflict):
        service.take_in_fiscal(CALLER, waiting, again, TODAY, version)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "a\x07"}, "number"),
        ({"number": "x" * 101}, "number"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"issued_on": date(1950, 1, 1)}, "issued_on"),
        ({"pdf": b"PK\x03\x04"}, "pdf"),
        ({"pdf": b""}, "pdf"),
        ({"xml": b"%PDF-1.7"}, "xml"),
        ({"access_key": "k" * 101}, "access_key"),
    ],
)
def test_what_is_no_fiscal_document_is_refused(waiting: int, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        service.take_in_fiscal(CALLER, waiting, replace(DRAFT, **changes), TODAY)
    assert refusal.value.field == field
    assert fiscal.count_awaiting(CALLER) == 1


@pytest.mark.parametrize(
    ("country", "key", "is_right"),
    [
        ("BR", check_digit(NFE[:43]), True),
        ("BR", " ".join(check_digit(NFE[:43])[at : at + 4] for at in range(0, 44, 4)), True),
        ("BR", check_digit(NFE[:43])[:-1] + "x", False),
        ("BR", str(int(check_digit(NFE[:43])) + 1), False),
        ("BR", "1" * 50, True),
        ("BR", "12345", False),
        ("TR", "F47AC10B-58CC-4372-A567-0E02B2C3D479", True),
        ("TR", "F47AC10B58CC4372A5670E02B2C3D47", False),
        ("PT", "JFX9ABCD-12", True),
        ("PT", "", True),
    ],
)
def test_keys_with_a_form_are_checked(books: Books, country: str, key: str, is_right: bool) -> None:
    move_firm(country)
    document = books.issued()
    draft = replace(DRAFT, access_key=key)
    if is_right:
        service.take_in_fiscal(CALLER, document, draft, TODAY)
        found = fiscal.fiscal_of(CALLER, document)
        assert found is not None
        assert found.access_key == key.replace(" ", "")
    else:
        with pytest.raises(UserError) as refusal:
            service.take_in_fiscal(CALLER, document, draft, TODAY)
        assert refusal.value.field == "access_key"


def test_one_fiscal_document_belongs_to_one_paper(books: Books, waiting: int) -> None:
    service.take_in_fiscal(CALLER, waiting, DRAFT, TODAY)
    service.take_in_fiscal(CALLER, waiting, DRAFT, TODAY)
    with pytest.raises(UserError) as refusal:
        service.take_in_fiscal(CALLER, books.issued(), DRAFT, TODAY)
    assert refusal.value.field == "number"


def test_a_closed_period_holds_its_day_too(waiting: int) -> None:
    company_service.close_period(CALLER, period_of("2026-10"), TODAY)
    with pytest.raises(UserError, match="closed") as refusal:
        service.take_in_fiscal(CALLER, waiting, replace(DRAFT, issued_on=date(2026, 10, 31)), TODAY)
    assert refusal.value.field == "issued_on"


def test_the_portal_gets_figures_as_its_country_writes_them(waiting: int) -> None:
    facts = queries.get_document(CALLER, waiting, TODAY).facts
    assert facts is not None
    rows = dict(portal_rows(facts, Translator("en")))
    assert rows["Customer"] == "Konserven GmbH"
    assert (rows["Line 1: quantity"], rows["Line 1: price"], rows["Total"]) == ("12,5", "80", "1570,21")
    assert rows["VAT 23 % on 1224,91"] == "281,73"
    assert "Customer: Konserven GmbH\n" in as_text(portal_rows(facts, Translator("en")))


@pytest.mark.file
def test_the_paper_that_waits_never_calls_itself_an_invoice_nor_shows_the_tax(books: Books) -> None:
    from tests.billing.documents.reading import text_of

    move_firm("IT")
    issued = service.issue_invoice(CALLER, books.new(language="it"), today=TODAY)
    text = text_of(queries.stored_pdf(CALLER, issued.id))
    assert "attura" not in text.replace("fatturazione", "").split("non sostituisce")[0]
    assert "281,73" not in text


def test_papers_of_before_wait_after_the_upgrade(tmp_path: Path) -> None:
    """The step finds them by their facts; the form it looks for is the canonical one."""
    from desktop_crm.billing.rules.facts import DocumentFacts, PartyFacts
    from desktop_crm.values import canonical

    facts = DocumentFacts(
        kind="invoice", issued_on=TODAY, seller=PartyFacts(), buyer=PartyFacts(), is_fiscal=False
    )
    assert '"is_fiscal":false' in canonical.dump(facts).decode()
